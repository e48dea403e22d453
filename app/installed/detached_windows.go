package installed

import "syscall"

// Detached lets a child live on without this process's console
// (DETACHED_PROCESS, CREATE_NEW_PROCESS_GROUP).
func Detached() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: 0x00000008 | syscall.CREATE_NEW_PROCESS_GROUP}
}
