//go:build unix

package store

import (
	"errors"
	"os"
	"syscall"
)

// openMode is what others than the owner may do.
func openMode(info os.FileInfo) os.FileMode { return info.Mode().Perm() & 0o077 }

func makePrivate(dir string) error { return os.Chmod(dir, 0o700) }

// isDiskFull says whether err is the system's word for a full disk or quota
// beside ENOSPC.
func isDiskFull(err error) bool { return errors.Is(err, syscall.EDQUOT) }
