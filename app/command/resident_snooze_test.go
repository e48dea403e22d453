package command

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"mysettings/app/installed"
	"mysettings/app/notify"
	"mysettings/app/program"
	"mysettings/app/tray"
)

// The tray's menu shows no notifications for a while, and the tray ends when
// another process asks for that.
func TestResidentSnoozesAndEnds(t *testing.T) {
	t.Parallel()
	ctx, quit := context.WithTimeout(t.Context(), time.Minute)
	defer quit()
	p, err := program.Open(ctx, program.Options{
		Data: filepath.Join(t.TempDir(), "data"), Face: "tray", Notifier: notify.None(),
		Policy: filepath.Join(t.TempDir(), "none"), Keyring: noKeyring{}, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	r := &resident{p: p, notifier: notify.None(), log: p.Log, openWindow: func(string, func(error)) error { return nil }}
	ended := false
	show := func(ctx context.Context, o tray.Options) error {
		until := func(what string, good func(tray.Model) bool) {
			t.Helper()
			for m := o.Model; !good(m); {
				select {
				case m = <-o.Models:
				case <-ctx.Done():
					t.Fatalf("%s: never came to be", what)
				}
			}
		}
		o.Snooze(tray.RowSnoozeHour)
		until("quiet", func(m tray.Model) bool { return m.Notify && m.SnoozedUntil.After(m.Now.Add(50*time.Minute)) })
		o.Snooze(tray.RowUnsnooze)
		until("not quiet", func(m tray.Model) bool { return m.SnoozedUntil.IsZero() })
		if _, err := p.Store.Request(ctx, installed.RequestEndTray, ""); err != nil {
			t.Error(err)
		}
		<-ctx.Done()
		ended = true
		return nil
	}
	inner, cancel := context.WithCancel(ctx)
	if err := r.run(inner, cancel, show); err != nil {
		t.Error(err)
	}
	if !ended || ctx.Err() != nil {
		t.Errorf("ended %v, %v", ended, ctx.Err())
	}
	if left, err := p.Store.Requests(t.Context()); err != nil || len(left) != 0 {
		t.Errorf("requests %v, %v", left, err)
	}
}
