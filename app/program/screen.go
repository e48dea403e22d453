package program

import (
	"errors"
	"os"
	"runtime"
)

// ErrNoScreen is returned by Screen where there is none.
var ErrNoScreen = errors.New("no display")

// Screen returns ErrNoScreen when this process has no screen to show a window
// or a tray icon on. Without asking first, GTK ends the process with no word
// and Wails panics.
func Screen() error {
	switch runtime.GOOS {
	case "windows", "darwin", "ios", "android":
		return nil
	}
	if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return ErrNoScreen
	}
	return nil
}
