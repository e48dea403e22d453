//go:build linux

package desktop

import (
	"fmt"
	"os/exec"
	"syscall"
)

// Signal sends a signal to one of the desktop's own programs by its name, such
// as "Xvfb" or "dunst": a desktop goes wrong, too.
func (d *Desktop) Signal(name string, sig syscall.Signal) error {
	for _, p := range d.procs {
		if p.name == name {
			return p.cmd.Process.Signal(sig)
		}
	}
	return fmt.Errorf("program of the virtual desktop: %w", &exec.Error{Name: name, Err: exec.ErrNotFound})
}
