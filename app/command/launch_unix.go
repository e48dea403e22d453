//go:build !windows

package command

import (
	"os"
	"syscall"
)

// replace only returns when it fails.
func replace(path string, args []string) error {
	return syscall.Exec(path, append([]string{path}, args...), os.Environ())
}

func askToEnd(p *os.Process) error { return p.Signal(syscall.SIGTERM) }
