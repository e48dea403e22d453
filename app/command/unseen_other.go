//go:build !linux

package command

import "golang.org/x/term"

// readUnseen reads a line from a terminal without showing it.
func readUnseen(fd int) ([]byte, error) { return term.ReadPassword(fd) }
