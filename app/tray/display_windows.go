//go:build tray

package tray

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// taskbarLimit is how long a login may take to show its taskbar.
const taskbarLimit = 2 * time.Minute

// display waits for the taskbar: at login programs start before it does, and
// the library never tries again after it found none.
func display(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, taskbarLimit)
	defer cancel()
	for !taskbar() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w: no taskbar", ErrNoDisplay)
		case <-time.After(500 * time.Millisecond):
		}
	}
	return nil
}

func taskbar() bool {
	class, err := windows.UTF16PtrFromString("Shell_TrayWnd")
	if err != nil {
		return false
	}
	window, _, _ := windows.NewLazySystemDLL("user32.dll").NewProc("FindWindowW").Call(uintptr(unsafe.Pointer(class)), 0)
	return window != 0
}

// label is a title as the menu wants it: Windows underlines the letter after
// an ampersand.
func label(title string) string { return strings.ReplaceAll(title, "&", "&&") }
