//go:build !windows

package installed

import "syscall"

// Detached lets a child live on when this process and its terminal are gone.
func Detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
