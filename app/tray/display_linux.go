//go:build tray

package tray

// #cgo pkg-config: gtk+-3.0
// #include <stdlib.h>
// #include <gtk/gtk.h>
import "C"

import (
	"context"
	"fmt"
	"os"
	"unsafe"
)

// display opens the screen. The library would end the process without a word
// where there is none, so GTK is asked first, in the way that may fail.
func display(context.Context) error {
	x, wayland := os.Getenv("DISPLAY"), os.Getenv("WAYLAND_DISPLAY")
	if x == "" && wayland == "" {
		return fmt.Errorf("%w: neither DISPLAY nor WAYLAND_DISPLAY is set", ErrNoDisplay)
	}
	// What screen readers and panels call the icon: the library gives none.
	name := C.CString(product)
	defer C.free(unsafe.Pointer(name))
	C.g_set_application_name(name)
	if C.gtk_init_check(nil, nil) == 0 {
		if x == "" {
			x = wayland
		}
		return fmt.Errorf("%w: the display %s doesn't answer", ErrNoDisplay, x)
	}
	return nil
}

// label is a title as the menu wants it.
func label(title string) string { return title }
