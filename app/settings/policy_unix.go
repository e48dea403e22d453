//go:build unix

package settings

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

func programData() string { return "" }

// trusted refuses a policy file that everybody may write, or that belongs to
// somebody else than root. A file that is not the machine's own may belong to
// the person who runs the app.
func trusted(_ *os.File, info fs.FileInfo, machine bool) error {
	if info.Mode().Perm()&0o002 != 0 {
		return errors.New("anybody may write to it")
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return errors.New("owner unknown")
	}
	if stat.Uid != 0 && (machine || int(stat.Uid) != os.Getuid()) {
		return errors.New("it doesn't belong to the administrator")
	}
	return nil
}
