//go:build unix

package signin

import (
	"os/exec"
	"syscall"
)

// detach gives the browser a process group of its own: Ctrl-C in the terminal
// that waits for the sign-in must not close the person's browser.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
