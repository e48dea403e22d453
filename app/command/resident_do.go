package command

import (
	"context"
	"time"

	"mysettings/app/installed"
	"mysettings/app/settings"
	"mysettings/app/signin"
	"mysettings/app/tray"
)

// signIn signs in to a connection again, or for the first time where it is
// empty: one sign-in at a time, a second click while it waits opens nothing.
func (r *resident) signIn(ctx context.Context, connection string) {
	if !r.begin(&r.signing) {
		return
	}
	r.doing.Go(func() {
		defer r.end(&r.signing)
		_, err := r.p.SignInTo(ctx, signin.Request{Connection: connection, Browser: r.browser})
		if err == nil || ctx.Err() != nil {
			return
		}
		r.log.Warn("signing in", "err", err)
		// The window says what is wrong and offers it again.
		r.open("settings")
	})
}

// check looks at everything now.
func (r *resident) check(ctx context.Context) {
	if !r.begin(&r.checking) {
		return
	}
	r.doing.Go(func() {
		defer r.end(&r.checking)
		if err := r.p.Watcher.Check(ctx); err != nil && ctx.Err() == nil {
			r.log.Warn("checking", "err", err)
		}
	})
}

// refresh asks for a refresh of the tiles of a notice.
func (r *resident) refresh(ctx context.Context, ids []string) {
	r.doing.Go(func() {
		results, err := r.p.Watcher.RefreshNow(ctx, ids)
		for _, result := range results {
			if err == nil {
				err = result.Err
			}
		}
		if err != nil && ctx.Err() == nil {
			r.log.Warn("refreshing", "err", err)
			r.open("tiles")
		}
	})
}

// snoozes are the choices behind the rows of the menu.
var snoozes = map[tray.RowID]settings.Snooze{
	tray.RowSnoozeHour: settings.SnoozeHour, tray.RowSnoozeMorning: settings.SnoozeMorning, tray.RowUnsnooze: settings.SnoozeOff,
}

// snooze shows no notifications for a while, or shows them again.
func (r *resident) snooze(ctx context.Context, row tray.RowID) {
	if err := r.p.Settings.Snooze(ctx, snoozes[row], time.Now()); err != nil {
		r.log.Warn("quiet for a while", "err", err)
		r.open("preferences") // which says who holds the setting
	}
}

// askedLately is for how long a request to end is meant: whoever made it waits
// for less than that.
const askedLately = time.Minute

// toEnd tells whether another process has asked the tray to end.
func (r *resident) toEnd(ctx context.Context) bool {
	requests, err := r.p.Store.Requests(ctx)
	if err != nil {
		r.log.Warn("requests", "err", err)
		return false
	}
	end := false
	for _, q := range requests {
		if q.Kind != installed.RequestEndTray {
			continue
		}
		if err := r.p.Store.FinishRequest(ctx, q.ID); err != nil {
			r.log.Warn("request to end", "err", err)
			continue
		}
		end = end || time.Since(q.At) < askedLately
	}
	return end
}

func (r *resident) begin(flag *bool) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if *flag {
		return false
	}
	*flag = true
	return true
}

func (r *resident) end(flag *bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	*flag = false
}
