package app

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"

	"mysettings/app/program"
)

// Title is the window's title.
const Title = "My Settings for Power BI"

// Options is what the window is opened with.
type Options struct {
	Backend Backend
	// Page is the page to begin with, empty for the first.
	Page string
	// Data is the data folder; the web view keeps its own files in it where
	// the system lets the app choose.
	Data string
	// Icon is a PNG for the window, nil for the system's.
	Icon []byte
}

// Errors of Run.
var (
	// ErrNotHere is returned by an executable that was built without a window.
	ErrNotHere = errors.New("executable without a window")
	// ErrNoDisplay is returned where there is no screen to show a window on.
	ErrNoDisplay = fmt.Errorf("%w to show a window on", program.ErrNoScreen)
)

// title is the window's title, which says when the organisation isn't real.
func (o Options) title() string {
	if o.Backend.Sandbox {
		return Title + " — Sandbox"
	}
	return Title
}

// display returns ErrNoDisplay where a window can't be shown: GTK would end
// the process without a word.
func display(goos string, env func(string) string) error {
	switch goos {
	case "windows", "darwin":
		return nil
	}
	if env("DISPLAY") == "" && env("WAYLAND_DISPLAY") == "" {
		return ErrNoDisplay
	}
	return nil
}

// CheckDisplay returns ErrNoDisplay where a window can't be shown.
func CheckDisplay() error { return display(runtime.GOOS, os.Getenv) }

func (b *Bindings) log() *slog.Logger {
	if b.b.Log != nil {
		return b.b.Log
	}
	return slog.New(slog.DiscardHandler)
}
