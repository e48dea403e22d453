//go:build !linux && !windows

package notify

import (
	"context"
	"log/slog"
)

// Desktop returns a Notifier that shows nothing, and ErrNoNotifications: on
// this system the window says what a notification would.
func Desktop(context.Context, *slog.Logger) (Notifier, error) {
	return None(), ErrNoNotifications
}
