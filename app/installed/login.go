package installed

import (
	"os"

	"mysettings/app/program"
	"mysettings/app/tray"
)

// AtLogin is whether the tray starts at login: what the settings say, and what
// the system does.
type AtLogin struct {
	// Wanted is what the settings say.
	Wanted bool
	// State is what the system does.
	State tray.AutostartState
	// Usual is false for a stand-in organisation or a data folder that was
	// named: those are not for every day, and nothing is changed for them.
	Usual bool
}

// Agrees tells whether the system does what the settings say, or isn't meant to.
func (a AtLogin) Agrees() bool {
	return !a.Usual || a.Wanted == (a.State == tray.AutostartOn)
}

// LookAtLogin reads whether the tray starts at login. The error is the
// system's.
func LookAtLogin(p *program.Program) (AtLogin, error) {
	entry, err := autostart()
	if err != nil {
		return AtLogin{}, err
	}
	a := AtLogin{Wanted: p.Settings.StartAtLogin(), Usual: Usual(p)}
	a.State, err = entry.State()
	return a, err
}

// FollowLogin makes starting at login what the settings say, but leaves alone
// what the person switched off where the system lists such programs.
func FollowLogin(p *program.Program) error {
	a, err := LookAtLogin(p)
	if err != nil || !a.Usual || a.Wanted && a.State == tray.AutostartBlocked {
		return err
	}
	return a.follow()
}

// ForceLogin is FollowLogin for somebody who has just asked for it: what was
// switched off elsewhere is switched on again.
func ForceLogin(p *program.Program) error {
	a, err := LookAtLogin(p)
	if err != nil || !a.Usual {
		return err
	}
	return a.follow()
}

func (a AtLogin) follow() error {
	entry, err := autostart()
	switch {
	case err != nil:
		return err
	case a.Wanted && a.State != tray.AutostartOn:
		return entry.Enable()
	case !a.Wanted && a.State != tray.AutostartOff:
		return entry.Disable()
	}
	return nil
}

// ForgetLogin takes the entry away, whoever made it, if the data folder is the
// usual one.
func ForgetLogin(p *program.Program) error {
	if !Usual(p) {
		return nil
	}
	return tray.Autostart{}.Disable()
}

// Usual tells whether the program runs on the data folder for every day, and on
// no stand-in organisation.
func Usual(p *program.Program) bool {
	folder, err := program.DefaultData()
	return err == nil && !p.Sandbox && sameFolder(folder, p.Data)
}

// autostart is the entry that starts the tray.
func autostart() (tray.Autostart, error) {
	path, err := TrayPath()
	return tray.Autostart{Exe: path, Args: []string{"tray"}}, err
}

func sameFolder(a, b string) bool {
	x, errA := os.Stat(a)
	y, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(x, y)
}
