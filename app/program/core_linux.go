package program

import "syscall"

// NoCore keeps this process from leaving a core dump: its memory holds the
// sealing key and tokens, which are on the disk in no other readable form.
//
// The limit is 1 and not 0 because Linux ignores a limit of 0 where dumps go
// to a program (systemd-coredump, apport), and takes 1 as "not even there": see
// core(5). A process that this one starts inherits it, and may raise it again.
func NoCore() error { return limitCore(1) }

func limitCore(to uint64) error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_CORE, &limit); err != nil {
		return err
	}
	limit.Cur = min(to, limit.Max)
	return syscall.Setrlimit(syscall.RLIMIT_CORE, &limit)
}
