//go:build !linux

package doctor

import (
	"context"

	"mysettings/app/language"
	"mysettings/app/program"
)

// checkTrayHost has nothing to ask: these systems always have a tray.
func checkTrayHost(context.Context, *program.Program) Finding {
	return Finding{ID: "tray_host", State: Good, Text: language.Say("This desktop shows tray icons.")}
}
