package doctor

import (
	"context"
	"errors"

	"mysettings/app/installed"
	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/tray"
)

// checkAtLogin compares what the settings say about starting at login with what
// the system does.
func checkAtLogin(_ context.Context, p *program.Program) Finding {
	const id = "start_at_login"
	if !installed.Usual(p) {
		return Finding{ID: id, State: Skipped, Text: language.Say("This data folder isn't the usual one, so nothing is started at login for it.")}
	}
	a, err := installed.LookAtLogin(p)
	switch {
	case errors.Is(err, program.ErrMissing):
		return Finding{ID: id, State: Skipped, Text: language.Say("The tray isn't installed, so nothing is started at login.")}
	case err != nil:
		return told(id, Note, err)
	case a.Agrees() && a.Wanted:
		return Finding{ID: id, State: Good, Text: language.Say("The tray icon starts when you log in.")}
	case a.Agrees():
		return Finding{ID: id, State: Good, Text: language.Say("Nothing is started when you log in, as set.")}
	}
	f := Finding{ID: id, State: Note, Action: ActStartAtLogin, Window: language.Say("Put that right.")}
	switch {
	case !a.Wanted:
		f.Text, f.Fix = language.Say("Something of this app starts when you log in, though it shouldn't."), language.Say("Start the tray icon once, which puts that right: mysettings tray")
	case a.State == tray.AutostartBlocked:
		f.Text = language.Say("The tray icon should start when you log in, but that is switched off in the system's own list.")
		f.Fix = language.Say("Switch it on there, or no longer wish for it: mysettings config set start_at_login false")
	default:
		f.Text, f.Fix = language.Say("The tray icon should start when you log in, but doesn't."), language.Say("Start it once, which puts that right: mysettings tray")
	}
	return f
}
