package program

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// ErrNoHome is returned by DefaultData where the system names no folder for
// the person's data.
var ErrNoHome = errors.New("no home folder")

// DefaultData is the data folder when nobody names one: %LOCALAPPDATA%\MySettings
// on Windows, ~/Library/Application Support/MySettings on macOS, and elsewhere
// mysettings in $XDG_DATA_HOME, which is ~/.local/share where it isn't set
// (XDG Base Directory Specification 0.8). It returns ErrNoHome when the system
// names none.
func DefaultData() (string, error) {
	switch runtime.GOOS {
	case "windows":
		if dir := os.Getenv("LOCALAPPDATA"); filepath.IsAbs(dir) {
			return filepath.Join(dir, "MySettings"), nil
		}
		return "", fmt.Errorf("%w: LOCALAPPDATA isn't set", ErrNoHome)
	case "darwin":
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("%w: %w", ErrNoHome, err)
		}
		return filepath.Join(home, "Library", "Application Support", "MySettings"), nil
	}
	// The specification has relative paths ignored.
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "mysettings"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrNoHome, err)
	}
	return filepath.Join(home, ".local", "share", "mysettings"), nil
}
