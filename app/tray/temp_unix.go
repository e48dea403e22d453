//go:build unix

package tray

import (
	"io/fs"
	"os"
	"syscall"
)

// mine is true for a file of this user: the folder is everybody's.
func mine(info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(st.Uid) == os.Getuid()
}
