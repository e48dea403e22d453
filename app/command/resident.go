package command

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"mysettings/app/installed"
	"mysettings/app/language"
	"mysettings/app/notify"
	"mysettings/app/program"
	"mysettings/app/signin"
	"mysettings/app/tiles"
	"mysettings/app/tray"
	"mysettings/app/words"
	"mysettings/store"
)

// resident is the process behind the tray icon: it watches, tells, and does
// what is clicked.
type resident struct {
	p        *program.Program
	notifier notify.Notifier
	browser  signin.Browser
	// openWindow opens the window on a page, "" for the first. What is found out
	// only later, that it never opened, it tells to failed.
	openWindow func(page string, failed func(error)) error
	log        *slog.Logger

	doing sync.WaitGroup // what clicks have started
	// turned has the icon drawn anew for something that isn't in the store.
	turned chan struct{}

	mu       sync.Mutex // guards what follows
	checking bool
	signing  bool
	unopened bool // the window didn't open, and no notification says so
}

// runTray is the resident from start to end. A second one on the same data
// says so and is content.
func (s *session) runTray(ctx context.Context, folder string) (err error) {
	ctx, quit := context.WithCancel(ctx)
	defer quit()
	notifier := notify.Later(ctx, func(ctx context.Context) (notify.Notifier, error) { return notify.Desktop(ctx, nil) })
	defer func() { err = errors.Join(err, notifier.Close()) }()
	p, err := program.Open(ctx, program.Options{
		Data: folder, Face: "tray", Notifier: notifier, Wakes: tray.Wakes(ctx),
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	lease, free, err := p.Store.TryLease(installed.TrayLease)
	if err != nil {
		return err
	}
	if !free {
		s.say(words.Of(tray.ErrAgain))
		return nil
	}
	defer lease.Release()
	r := &resident{
		p: p, notifier: notifier, browser: signin.SystemBrowser(), log: p.Log, turned: make(chan struct{}, 1),
		openWindow: func(page string, failed func(error)) error { return startWindow(folder, page, failed) },
	}
	r.autostart(ctx)
	err = r.run(ctx, quit, s.faces.Tray)
	if errors.Is(err, context.Canceled) {
		err = nil // the person quit, or the session ended
	}
	return err
}

// run shows the icon and returns when it is gone and everything has ended. The
// icon must be shown from the calling goroutine.
func (r *resident) run(ctx context.Context, quit func(), show func(context.Context, tray.Options) error) error {
	first, err := r.model(ctx)
	if err != nil {
		return err
	}
	models := make(chan tray.Model, 1)
	stirred := make(chan struct{}, 1)
	var running sync.WaitGroup
	running.Go(func() { r.guard(ctx, "watching", func() error { return r.p.Watcher.Run(ctx) }) })
	running.Go(func() {
		r.guard(ctx, "following the store", func() error { return r.follow(ctx, quit, models, stirred) })
	})
	running.Go(func() { r.presses(ctx) })
	running.Go(func() { restAfter(ctx, stirred, r.rest, r.wake) })
	err = show(ctx, tray.Options{
		Model: first, Models: models,
		Open:   func() { r.open("") },
		SignIn: func(c string) { r.signIn(ctx, c) },
		Check:  func() { r.check(ctx) },
		Snooze: func(row tray.RowID) { r.snooze(ctx, row) },
		Quit:   quit,
		Log:    r.log,
	})
	quit()
	running.Wait()
	r.doing.Wait()
	return err
}

// guard logs why something that should go on until ctx ends has ended.
func (r *resident) guard(ctx context.Context, what string, run func() error) {
	if err := run(); err != nil && ctx.Err() == nil {
		r.log.Error(what, "err", err)
	}
}

// follow keeps the icon up to date: on every change in the store, and when
// time alone changes something. It says so on stirred, but waits for nobody. It
// calls quit when another process asks for that.
func (r *resident) follow(ctx context.Context, quit func(), models chan tray.Model, stirred chan<- struct{}) error {
	changes, err := r.p.Store.Changes(ctx)
	if err != nil {
		return err
	}
	// What changed before anybody listened.
	if err := r.show(ctx, models); err != nil && ctx.Err() == nil {
		r.log.Warn("state of the icon", "err", err)
	}
	timer := time.NewTimer(r.untilTurn(ctx))
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case c, ok := <-changes:
			if !ok {
				return nil
			}
			if c.Has(store.TopicSettings) {
				r.settingsChanged(ctx)
			}
			if c.Has(store.TopicRequests) && r.toEnd(ctx) {
				quit()
				return nil
			}
		case <-timer.C:
		case <-r.turned:
		}
		if err := r.show(ctx, models); err != nil && ctx.Err() == nil {
			r.log.Warn("state of the icon", "err", err)
		}
		timer.Reset(r.untilTurn(ctx))
		select {
		case stirred <- struct{}{}:
		default: // not heard yet
		}
	}
}

// show replaces the model that waits to be shown.
func (r *resident) show(ctx context.Context, models chan tray.Model) error {
	m, err := r.model(ctx)
	if err != nil {
		return err
	}
	select {
	case <-models: // nobody has seen it yet
	default:
	}
	models <- m // the only sender, and there is room
	return nil
}

func (r *resident) model(ctx context.Context) (tray.Model, error) {
	now := time.Now()
	st, err := readStanding(ctx, r.p, now)
	if err != nil {
		return tray.Model{}, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return tray.Model{
		Now: now, Health: st.health, Counts: st.counts, Connections: st.connections, Attention: st.attention,
		CheckedAt: st.checkedAt, Checking: r.checking, Sandbox: r.p.Sandbox,
		Unopened: r.unopened,
		Notify:   r.p.Settings.Notify(), SnoozedUntil: r.p.Settings.SnoozeUntil(),
	}, nil
}

func (r *resident) settingsChanged(ctx context.Context) {
	if err := r.p.Settings.Reload(ctx); err != nil {
		r.log.Warn("settings", "err", err)
		return
	}
	language.Follow(r.p.Settings.Language())
	if err := r.p.FollowProtection(); err != nil {
		r.log.Warn("place of the key", "err", err)
	}
	r.autostart(ctx)
}

// autostart makes starting at login what the settings say.
func (r *resident) autostart(context.Context) {
	if err := installed.FollowLogin(r.p); err != nil {
		r.log.Warn("starting at login", "err", err)
	}
}

// presses does what is pressed on notifications.
func (r *resident) presses(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case press, ok := <-r.notifier.Pressed():
			if !ok {
				return
			}
			if err := r.pressed(ctx, press); err != nil && ctx.Err() == nil {
				r.log.Warn("button of a notice", "button", press.Button, "err", err)
			}
		}
	}
}

func (r *resident) pressed(ctx context.Context, press notify.Press) error {
	all, err := r.p.Store.Notices(ctx, time.Time{}, 0)
	if err != nil {
		return err
	}
	for _, n := range all {
		if n.ID != press.Notice {
			continue
		}
		n.SeenAt = time.Now().UTC()
		if err := r.p.Store.SaveNotices(ctx, []tiles.Notice{n}); err != nil {
			return err
		}
		switch press.Button {
		case notify.ButtonSignIn:
			r.signIn(ctx, n.Connection)
		case notify.ButtonRefresh:
			r.refresh(ctx, n.Tiles)
		default:
			r.open("")
		}
		return nil
	}
	r.open("") // the notice is no longer kept, but somebody pressed
	return nil
}
