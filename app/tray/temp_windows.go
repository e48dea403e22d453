package tray

import "io/fs"

// mine is true: the temporary folder is the user's own.
func mine(fs.FileInfo) bool { return true }
