package command

import (
	"os"
	"syscall"
)

func replace(string, []string) error { return errCantReplace }

// Windows has no signal that another process could be sent: what must be safe
// is in the store before a process goes on.
func askToEnd(p *os.Process) error { return p.Kill() }

// detached lets a child live on without this process's console
// (DETACHED_PROCESS, CREATE_NEW_PROCESS_GROUP).
func detached() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: 0x00000008 | syscall.CREATE_NEW_PROCESS_GROUP}
}
