//go:build unix

package tray

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Enable makes the program start at login, by an entry in the person's
// autostart folder. A switched-off entry is switched on again.
// https://specifications.freedesktop.org/autostart-spec/latest/
func (a Autostart) Enable() error {
	if err := a.check(); err != nil {
		return err
	}
	path, err := entryPath()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("autostart folder: %w", err)
	}
	// Written beside and renamed: a full disk must not leave half an entry.
	temp, err := os.CreateTemp(filepath.Dir(path), ".mysettings-*")
	if err != nil {
		return fmt.Errorf("autostart entry: %w", err)
	}
	defer os.Remove(temp.Name())
	_, err = temp.WriteString(a.entry())
	err = errors.Join(err, temp.Chmod(0o644), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("autostart entry: %w", err)
	}
	return nil
}

// Disable makes the program no longer start at login.
func (a Autostart) Disable() error {
	path, err := entryPath()
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("autostart entry: %w", err)
	}
	return nil
}

// State reads whether the program starts at login.
func (a Autostart) State() (AutostartState, error) {
	path, err := entryPath()
	if err != nil {
		return AutostartOff, err
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return AutostartOff, nil
	}
	if err != nil {
		return AutostartOff, fmt.Errorf("autostart entry: %w", err)
	}
	return a.read(string(data)), nil
}

func entryPath() (string, error) {
	dir, err := configDir()
	if err != nil {
		return "", fmt.Errorf("autostart folder: %w", err)
	}
	return filepath.Join(dir, "autostart", autostartID+".desktop"), nil
}

// configDir is the folder of the person's settings. The specification has a
// relative XDG_CONFIG_HOME ignored.
func configDir() (string, error) {
	if dir := os.Getenv("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, ".config"), nil
}

// check refuses what an entry can't hold: it is a file of lines.
func (a Autostart) check() error {
	if !filepath.IsAbs(a.Exe) {
		return fmt.Errorf("autostart of %q: not an absolute path", a.Exe)
	}
	for _, s := range append([]string{a.Exe}, a.Args...) {
		if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			return fmt.Errorf("autostart of %q: control character", s)
		}
	}
	return nil
}

func (a Autostart) exec() string { return commandLine(quoteDesktop, a.Exe, a.Args) }

func (a Autostart) entry() string {
	return "[Desktop Entry]\n" +
		"Type=Application\n" +
		"Name=" + product + "\n" +
		"Comment=Tells you when a tile stops refreshing\n" +
		"Exec=" + a.exec() + "\n" +
		"Icon=" + autostartID + "\n" +
		"Terminal=false\n" +
		"NoDisplay=true\n" +
		"X-GNOME-Autostart-enabled=true\n"
}

// read tells what an entry does.
func (a Autostart) read(text string) AutostartState {
	in, exec := false, ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			in = line == "[Desktop Entry]"
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !in || !ok {
			continue
		}
		value = strings.TrimSpace(value)
		switch strings.TrimSpace(key) {
		case "Exec":
			exec = value
		case "Hidden":
			if value == "true" {
				return AutostartBlocked
			}
		case "X-GNOME-Autostart-enabled":
			if value == "false" {
				return AutostartBlocked
			}
		}
	}
	if exec != a.exec() {
		return AutostartOther
	}
	return AutostartOn
}
