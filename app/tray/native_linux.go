//go:build tray

package tray

import (
	"context"
	"log/slog"
	"os"

	"mysettings/app/bus"
)

func watchHost(ctx context.Context, hosts chan<- bool) { watchHostOn(ctx, bus.Session, hosts) }

// tidy removes icons that killed runs left behind: the library writes each to
// "systray_" and six characters, and removes it when it quits.
func tidy(log *slog.Logger) {
	tidyIcons(os.TempDir(), "systray_??????", allIcons(), false, log)
}
