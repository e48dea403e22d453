package doctor

import (
	"context"

	"mysettings/app/bus"
	"mysettings/app/language"
	"mysettings/app/program"
)

// checkTrayHost asks the session bus whether anything on this desktop shows
// tray icons; GNOME doesn't without an extension, and says nothing.
func checkTrayHost(ctx context.Context, _ *program.Program) Finding {
	const id = "tray_host"
	if program.Screen() != nil {
		return Finding{ID: id, State: Skipped, Text: language.Say("There is no screen here, so no tray is looked for.")}
	}
	ctx, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	conn, err := bus.Session(ctx)
	if err != nil {
		return Finding{ID: id, State: Note, Text: language.Say("There is no session bus here, so no tray icon can be shown."),
			Fix: language.Say("Start the app from a desktop session; the window works without it."), Details: err.Error()}
	}
	defer conn.Close()
	owner, err := bus.Owner(ctx, conn, "org.kde.StatusNotifierWatcher")
	if err != nil || owner == "" {
		return Finding{ID: id, State: Note, Text: language.Say("Nothing on this desktop shows tray icons."),
			Fix: language.Say("On GNOME, switch on the extension AppIndicator Support; the window works without it.")}
	}
	return Finding{ID: id, State: Good, Text: language.Say("This desktop shows tray icons.")}
}
