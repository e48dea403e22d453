//go:build !linux

package command

import (
	"context"

	"mysettings/app/program"
)

// checkTrayHost has nothing to ask: these systems always have a tray.
func checkTrayHost(context.Context, *program.Program) finding {
	return finding{ID: "tray_host", State: isGood, Text: "This desktop shows tray icons."}
}
