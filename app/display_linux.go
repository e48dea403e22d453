//go:build desktop && !bindings

package app

// #cgo pkg-config: gtk+-3.0
// #include <gtk/gtk.h>
import "C"

import (
	"fmt"
	"os"
	"runtime"
)

// answers returns ErrNoDisplay where the screen that is named doesn't answer:
// Wails panics there.
func answers() error {
	// Wails does so as well, but only afterwards: GTK is used from one thread.
	runtime.LockOSThread()
	if C.gtk_init_check(nil, nil) != 0 {
		return nil
	}
	name := os.Getenv("DISPLAY")
	if name == "" {
		name = os.Getenv("WAYLAND_DISPLAY")
	}
	return fmt.Errorf("%w: the display %s doesn't answer", ErrNoDisplay, name)
}
