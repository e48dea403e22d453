package command

import (
	"context"

	"mysettings/app/bus"
	"mysettings/app/program"
)

// checkTrayHost asks the session bus whether anything on this desktop shows
// tray icons; GNOME doesn't without an extension, and says nothing.
func checkTrayHost(ctx context.Context, _ *program.Program) finding {
	const id = "tray_host"
	if program.Screen() != nil {
		return finding{ID: id, State: isSkipped, Text: "There is no screen here, so no tray is looked for."}
	}
	ctx, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	conn, err := bus.Session(ctx)
	if err != nil {
		return finding{ID: id, State: isNote, Text: "There is no session bus here, so no tray icon can be shown.",
			Fix: "Start the app from a desktop session; the window works without it.", Details: err.Error()}
	}
	defer conn.Close()
	owner, err := bus.Owner(ctx, conn, "org.kde.StatusNotifierWatcher")
	if err != nil || owner == "" {
		return finding{ID: id, State: isNote, Text: "Nothing on this desktop shows tray icons.",
			Fix: "On GNOME, switch on the extension AppIndicator Support; the window works without it."}
	}
	return finding{ID: id, State: isGood, Text: "This desktop shows tray icons."}
}
