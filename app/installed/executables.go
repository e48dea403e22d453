// Package installed knows what of the app is on this computer: its executables,
// which version they are, and whether the tray starts at login.
//
// It starts the tray where somebody asks for it, and changes nothing else by
// itself.
package installed

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"mysettings/app/program"
)

// The executables, each beside the others.
const (
	Command = "mysettings"
	Tray    = "mysettings-tray"
	Window  = "mysettings-window"
)

// Trays are the executables that may hold the tray, the likelier first: on
// Windows tray and window may be in one.
func Trays() []string {
	if runtime.GOOS == "windows" {
		return []string{Tray, Window}
	}
	return []string{Tray}
}

// Windows are the executables that may hold the window, the likelier first.
func Windows() []string {
	if runtime.GOOS == "windows" {
		return []string{Window, Tray}
	}
	return []string{Window}
}

// Self is the running executable. A link to it in /usr/local/bin points to
// where the others are.
func Self() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("own path: %w", err)
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	return path, nil
}

// Beside finds the first of names in the folder of the running executable,
// which itself is not meant: it doesn't hold what is looked for. It returns
// program.ErrMissing where none is there.
func Beside(names ...string) (string, error) {
	path, err := Self()
	if err != nil {
		return "", err
	}
	return find(filepath.Dir(path), path, names...)
}

// TrayPath is the executable that holds the tray: one beside the running one,
// or that itself; program.ErrMissing where there is none.
func TrayPath() (string, error) { return with(Trays()) }

// WindowPath is the executable that holds the window, as TrayPath.
func WindowPath() (string, error) { return with(Windows()) }

func with(names []string) (string, error) {
	path, err := Self()
	if err != nil {
		return "", err
	}
	return find(filepath.Dir(path), "", names...)
}

func find(folder, but string, names ...string) (string, error) {
	for _, name := range names {
		path := filepath.Join(folder, name+Suffix())
		if path == but {
			continue
		}
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			return path, nil
		} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("looking for %s: %w", name, err)
		}
	}
	return "", fmt.Errorf("%w: no %s in %s", program.ErrMissing, names[0]+Suffix(), folder)
}

// Suffix is how the name of an executable ends on this system.
func Suffix() string {
	if runtime.GOOS == "windows" {
		return ".exe"
	}
	return ""
}

// StartTray starts the tray on a data folder, to live on when this process has
// ended. One that runs there already is content with that.
func StartTray(folder string) error {
	path, err := TrayPath()
	if err != nil {
		return err
	}
	cmd := exec.Command(path, "tray", "--data", folder)
	cmd.SysProcAttr = Detached()
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting the tray: %w", err)
	}
	// Waited for, or it would stay a zombie for as long as this process lives.
	go func() { _ = cmd.Wait() }()
	return nil
}
