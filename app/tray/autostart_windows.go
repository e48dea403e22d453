package tray

import (
	"errors"
	"fmt"

	"golang.org/x/sys/windows/registry"
)

// Where Windows lists what starts at login, and where Task Manager notes what
// the person switched off there.
const (
	runKey      = `Software\Microsoft\Windows\CurrentVersion\Run`
	approvedKey = `Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run`
)

// Enable makes the program start at login. What was switched off in Task
// Manager is switched on again.
func (a Autostart) Enable() error {
	key, _, err := registry.CreateKey(registry.CURRENT_USER, runKey, registry.SET_VALUE)
	if err != nil {
		return fmt.Errorf("list of programs at login: %w", err)
	}
	defer key.Close()
	if err := key.SetStringValue(autostartID, a.exec()); err != nil {
		return fmt.Errorf("list of programs at login: %w", err)
	}
	return forget(approvedKey)
}

// Disable makes the program no longer start at login.
func (a Autostart) Disable() error {
	return errors.Join(forget(runKey), forget(approvedKey))
}

// State reads whether the program starts at login.
func (a Autostart) State() (AutostartState, error) {
	key, err := registry.OpenKey(registry.CURRENT_USER, runKey, registry.QUERY_VALUE)
	if errors.Is(err, registry.ErrNotExist) {
		return AutostartOff, nil
	}
	if err != nil {
		return AutostartOff, fmt.Errorf("list of programs at login: %w", err)
	}
	defer key.Close()
	line, _, err := key.GetStringValue(autostartID)
	switch {
	case errors.Is(err, registry.ErrNotExist):
		return AutostartOff, nil
	case err != nil:
		return AutostartOff, fmt.Errorf("list of programs at login: %w", err)
	case switchedOff(approval()):
		return AutostartBlocked, nil
	case line != a.exec():
		return AutostartOther, nil
	default:
		return AutostartOn, nil
	}
}

func (a Autostart) exec() string { return commandLine(quoteWindows, a.Exe, a.Args) }

// approval is Task Manager's note about the program; nil where there is none.
func approval() []byte {
	key, err := registry.OpenKey(registry.CURRENT_USER, approvedKey, registry.QUERY_VALUE)
	if err != nil {
		return nil
	}
	defer key.Close()
	data, _, err := key.GetBinaryValue(autostartID)
	if err != nil {
		return nil
	}
	return data
}

// forget removes the program's value from a key.
func forget(path string) error {
	key, err := registry.OpenKey(registry.CURRENT_USER, path, registry.SET_VALUE)
	if errors.Is(err, registry.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("list of programs at login: %w", err)
	}
	defer key.Close()
	if err := key.DeleteValue(autostartID); err != nil && !errors.Is(err, registry.ErrNotExist) {
		return fmt.Errorf("list of programs at login: %w", err)
	}
	return nil
}
