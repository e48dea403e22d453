package command

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mysettings/app/notify"
	"mysettings/app/program"
	"mysettings/app/tiles"
	"mysettings/app/tray"
)

// shower is a desktop that shows notifications.
type shower struct {
	notify.Notifier
	shown []tiles.Notice
}

func (s *shower) Show(_ context.Context, n tiles.Notice) error {
	s.shown = append(s.shown, n)
	return nil
}

// A window that doesn't open is told: by a notification, or else in the menu
// until it does open.
func TestWindowThatDoesntOpen(t *testing.T) {
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
	why := fmt.Errorf("%w: no window here", program.ErrMissing)
	later := false
	r := &resident{p: p, notifier: notify.None(), log: p.Log, turned: make(chan struct{}, 1), openWindow: func(_ string, failed func(error)) error {
		if later {
			failed(fmt.Errorf("%w: exit status 127", program.ErrWindow))
			return nil
		}
		return why
	}}
	show := func(ctx context.Context, o tray.Options) error {
		until := func(want bool) {
			t.Helper()
			for m := o.Model; m.Unopened != want; {
				select {
				case m = <-o.Models:
				case <-ctx.Done():
					t.Fatalf("the menu never came to say %v", want)
				}
			}
		}
		o.Open()
		until(true)
		why = nil
		o.Open()
		until(false)
		later = true
		o.Open()
		until(true)
		return nil
	}
	inner, cancel := context.WithCancel(ctx)
	if err := r.run(inner, cancel, show); err != nil {
		t.Error(err)
	}

	s := &shower{Notifier: notify.None()}
	r.notifier = s
	r.open("")
	if len(s.shown) != 1 || r.unopened || !strings.Contains(s.shown[0].Text, "ended right after it was started") || s.shown[0].Title == "" {
		t.Errorf("notifications %+v, in the menu %v; want the one that says so", s.shown, r.unopened)
	}
	r.notOpened(errors.New("something else"))
	if len(s.shown) != 2 || s.shown[1].ID != s.shown[0].ID {
		t.Errorf("notifications %+v; want the second in place of the first", s.shown)
	}
}
