// Package watch is the loop: plan, fetch, judge, save, tell.
//
// One Watcher at a time watches a data folder: Run takes the store's lease and
// keeps it until its context ends or its process dies. Commands and the window
// use the same Watcher for what a person asks for at once (Check, RefreshNow,
// Keep), without the lease. It refuses to decide anything itself: what is due
// and what it means are pure functions of package tiles, what is told is one
// of package notify.
package watch

import (
	"context"
	"fmt"
	"hash/fnv"
	"log/slog"
	"os"
	"time"

	"mysettings/app/notify"
	"mysettings/app/powerbi"
	"mysettings/app/tiles"
	"mysettings/store"
)

// leaseName is the lease that the one watching process holds.
const leaseName = "watch"

// LeaseName is the lease that tells whether somebody watches the data folder.
const LeaseName = leaseName

// FrontLease is the lease that the window holds while it has the keyboard: what
// it shows then needs no notification besides.
const FrontLease = "front"

// RequestCheck is the kind of store request that asks the watching process to
// look at everything now.
const RequestCheck = "check"

// Client is what a Watcher needs of the service behind one connection.
// *powerbi.Client satisfies it.
type Client interface {
	Inventory(ctx context.Context) (powerbi.Inventory, error)
	Runs(ctx context.Context, f tiles.Feed) (tiles.Feed, error)
	Schedule(ctx context.Context, f tiles.Feed) (tiles.Feed, error)
	Refresh(ctx context.Context, f tiles.Feed) (tiles.Ask, error)
}

// Settings are the settings that the loop obeys, read anew on every pass.
type Settings struct {
	Every    time.Duration // check.every
	LeadDays int           // warn.lead_days
	CatchUp  bool          // catch_up
	Notify   bool          // notify
	// Quiet tells whether a time falls into the quiet hours; nil for never.
	Quiet func(time.Time) bool
	// QuietUntil is when the quiet ends that a time falls into, zero where it
	// falls into none; nil where nobody can say.
	QuietUntil func(time.Time) time.Time
	// Wants tells whether the person wants that kind of notification; nil for
	// all of them.
	Wants func(tiles.NoticeKind) bool
	// History is how long the journal is kept.
	History time.Duration
}

// Options wires a Watcher. Store, Client, Permit and Settings are required.
type Options struct {
	Store *store.Store
	// Client returns the client of one connection; the same one for the same
	// connection, so that its budget of calls is shared.
	Client func(ctx context.Context, c tiles.Connection) (Client, error)
	// Server returns the client of one report server; the same one for the same
	// connection, so that there is one login. Nil where there are none.
	Server func(ctx context.Context, c tiles.Connection) (Server, error)
	// DropServer is told that a report server doesn't let its client in, which
	// is of no more use: the next one may know another password. May be nil.
	DropServer func(connection string)
	// Permit returns nil when the connection's token carries the scope, and
	// signin's error (signin.ErrScopeMissing among them) otherwise.
	Permit   func(ctx context.Context, connection, scope string) error
	Settings func(ctx context.Context) (Settings, error)
	// Notifier shows notices; nil where nothing can.
	Notifier notify.Notifier
	// Wakes tells when the machine woke from sleep; nil for never.
	Wakes <-chan time.Time
	// Now is the clock, time.Now when nil.
	Now func() time.Time
	Log *slog.Logger
}

// Watcher looks at tiles and keeps them fresh. Its methods may be called from
// several goroutines.
type Watcher struct {
	o        Options
	now      func() time.Time
	log      *slog.Logger
	patience patience
	showing  showing
	seed     uint64
	wokeAt   time.Time // only touched by whoever calls Run or Pass
	pruned   time.Time // likewise
	// pause waits, or returns the context's error; tests let time pass.
	pause func(ctx context.Context, d time.Duration) error
}

// New returns a Watcher that has not started anything.
func New(o Options) *Watcher {
	w := &Watcher{o: o, now: o.Now, log: o.Log, pause: pause}
	w.patience.tries, w.patience.signedIn, w.patience.hurried = map[string]try{}, map[string]time.Time{}, map[string]time.Time{}
	if w.now == nil {
		w.now = time.Now
	}
	if w.log == nil {
		w.log = slog.New(slog.DiscardHandler)
	}
	// Folder and machine tell installations apart well enough to spread calls.
	host, _ := os.Hostname()
	sum := fnv.New64a()
	fmt.Fprint(sum, host, "\x00", o.Store.Dir())
	w.seed = sum.Sum64()
	return w
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Run waits for the lease and then watches until ctx ends, whose error it
// returns. Everything it learns is in the store before it goes on, so it may
// be killed at any moment.
func (w *Watcher) Run(ctx context.Context) error {
	lease, err := w.o.Store.Lease(ctx, leaseName)
	if err != nil {
		return fmt.Errorf("waiting for the lease to watch: %w", err)
	}
	defer lease.Release()
	changes, err := w.o.Store.Changes(ctx)
	if err != nil {
		return fmt.Errorf("listening for changes: %w", err)
	}
	w.log.Info("watching", "folder", w.o.Store.Dir())
	for {
		next, err := w.pass(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			w.log.Error("pass over the tiles", "err", err)
			next = w.now().Add(time.Minute)
		}
		if err := w.wait(ctx, next, changes); err != nil {
			return err
		}
	}
}

// wait returns when it is time for the next pass: at next, on a change in the
// store, or when the machine woke up.
func (w *Watcher) wait(ctx context.Context, next time.Time, changes <-chan store.Change) error {
	timer := time.NewTimer(max(next.Sub(w.now()), 0))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
	case _, ok := <-changes:
		if !ok {
			<-ctx.Done()
			return ctx.Err()
		}
	case t, ok := <-w.o.Wakes:
		if !ok {
			w.o.Wakes = nil // a nil channel is never ready
			return nil
		}
		w.Woke(t)
	}
	return nil
}

// Woke tells that the machine woke from sleep at t: for a while nothing new is
// told, and what failed before says nothing. It is for whoever calls Pass;
// Run hears of it from Options.Wakes.
func (w *Watcher) Woke(t time.Time) {
	w.wokeAt = t
	w.patience.forget()
}

// Pass does what Run does at one go: everything that is due now. It returns
// when to come back. It doesn't take the lease, so it is for whoever knows that
// nobody else watches.
func (w *Watcher) Pass(ctx context.Context) (next time.Time, err error) { return w.pass(ctx) }

// pass does everything that is due now and returns when to come back.
func (w *Watcher) pass(ctx context.Context) (time.Time, error) {
	set, err := w.o.Settings(ctx)
	if err != nil {
		return time.Time{}, fmt.Errorf("reading the settings: %w", err)
	}
	if err := w.serveRequests(ctx, set); err != nil {
		return time.Time{}, err
	}
	// What comes out may call what was read into question: a run that is missing
	// may be one of a schedule that was switched off. That is cleared up before a
	// word is said.
	for range 3 {
		if err := w.doDue(ctx, set); err != nil {
			return time.Time{}, err
		}
		if err := w.judge(ctx, set); err != nil {
			return time.Time{}, err
		}
		in, err := w.input(ctx, set)
		if err != nil {
			return time.Time{}, err
		}
		if len(w.patience.ready(tiles.Plan(in), in.Now)) == 0 {
			break
		}
	}
	tellAgain, err := w.tell(ctx, set)
	if err != nil {
		return time.Time{}, err
	}
	if err := w.prune(ctx, set); err != nil {
		return time.Time{}, err
	}
	return w.next(ctx, set, tellAgain)
}

// doDue does what is due. Work can make work: an inventory brings feeds to look
// at, a sign-in refused ends the asks of its account. It ends when nothing is
// due.
func (w *Watcher) doDue(ctx context.Context, set Settings) error {
	for range 8 {
		in, err := w.input(ctx, set)
		if err != nil {
			return err
		}
		w.patience.newSignIns(in.Connections)
		jobs := w.patience.ready(tiles.Plan(in), in.Now)
		if len(jobs) == 0 {
			break
		}
		if err := w.do(ctx, jobs, in); err != nil {
			return err
		}
	}
	return nil
}

// input reads what planning needs.
func (w *Watcher) input(ctx context.Context, set Settings) (tiles.PlanInput, error) {
	conns, err := w.o.Store.Connections(ctx)
	if err != nil {
		return tiles.PlanInput{}, fmt.Errorf("reading the connections: %w", err)
	}
	feeds, err := w.o.Store.Feeds(ctx)
	if err != nil {
		return tiles.PlanInput{}, fmt.Errorf("reading the feeds: %w", err)
	}
	return tiles.PlanInput{
		Now:         w.now(),
		Connections: conns,
		Feeds:       feeds,
		Every:       set.Every,
		CatchUp:     set.CatchUp,
		LeadDays:    set.LeadDays,
		Seed:        w.seed,
	}, nil
}

// next is when the next pass has something to do: a job falls due, a job that
// found no answer may be tried again, a verdict stops holding by itself, or a
// notice's patience ends.
func (w *Watcher) next(ctx context.Context, set Settings, tellAgain time.Time) (time.Time, error) {
	in, err := w.input(ctx, set)
	if err != nil {
		return time.Time{}, err
	}
	at := in.Now.Add(time.Hour)
	earlier := func(t time.Time) {
		if t.After(in.Now) && t.Before(at) {
			at = t
		}
	}
	wake := tiles.NextWake(in)
	if len(w.patience.ready(tiles.Plan(in), in.Now)) > 0 {
		at = in.Now.Add(time.Second)
	} else {
		earlier(wake)
	}
	earlier(w.patience.next(in.Now))
	for _, f := range in.Feeds {
		earlier(f.Verdict.Until)
	}
	for _, c := range in.Connections {
		earlier(c.GoodUntil)
	}
	earlier(tellAgain)
	return at, nil
}

// prune drops old history once a day.
func (w *Watcher) prune(ctx context.Context, set Settings) error {
	now := w.now()
	if set.History <= 0 || now.Sub(w.pruned) < 24*time.Hour {
		return nil
	}
	w.pruned = now
	if err := w.o.Store.Prune(ctx, now.Add(-set.History)); err != nil {
		return fmt.Errorf("dropping old history: %w", err)
	}
	return nil
}

// serveRequests does what other processes asked of the watching one.
func (w *Watcher) serveRequests(ctx context.Context, set Settings) error {
	checks, err := w.checkRequests(ctx)
	if err != nil || len(checks) == 0 {
		return err
	}
	lookErr := w.lookAtAll(ctx, set)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if lookErr != nil {
		w.log.Warn("look at everything", "err", lookErr)
	}
	if err := w.judge(ctx, set); err != nil {
		return err
	}
	return w.finish(ctx, checks)
}
