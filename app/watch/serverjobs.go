package watch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"mysettings/app/reportserver"
	"mysettings/app/tiles"
	"mysettings/store"
)

// serverAtOnce is how many calls one report server has under way at the most.
const serverAtOnce = 4

// serverWork is one visit to one report server: its jobs of a pass, a check,
// or what a person asked for.
type serverWork struct {
	*Watcher
	c     tiles.Connection
	s     Server
	feeds []tiles.Feed // of this connection, as they were at the beginning
	halt  halt
}

// work prepares a visit.
func (w *Watcher) work(c tiles.Connection, s Server, feeds []tiles.Feed) *serverWork {
	v := &serverWork{Watcher: w, c: c, s: s}
	for _, f := range feeds {
		if f.Connection == c.ID {
			v.feeds = append(v.feeds, f)
		}
	}
	return v
}

// doForServer carries out a report server's jobs: first what the server can
// do and how its sign-in is, for that decides what the rest means. It returns
// an error only where the store fails.
func (w *Watcher) doForServer(ctx context.Context, c tiles.Connection, jobs []tiles.Job, feeds []tiles.Feed) error {
	if w.o.Server == nil || locked(c, w.now()) {
		w.rest(jobs)
		return nil
	}
	s, err := w.o.Server(ctx, c)
	if err != nil {
		w.log.Warn("client of a report server", "connection", c.ID, "err", err)
		w.rest(jobs)
		return nil
	}
	v := w.work(c, s, feeds)
	listed := false
	for _, kind := range []tiles.JobKind{tiles.JobProbe, tiles.JobStatus, tiles.JobPins, tiles.JobRuns} {
		g, ctx := errgroup.WithContext(ctx)
		g.SetLimit(serverAtOnce)
		for _, j := range jobs {
			if j.Kind != kind || kind == tiles.JobRuns && listed {
				continue // the list has told it
			}
			g.Go(func() error {
				if v.halt.halted() {
					w.patience.failed(j, w.now())
					return nil
				}
				return v.doOne(ctx, j)
			})
		}
		if err := g.Wait(); err != nil {
			return err
		}
		listed = listed || kind == tiles.JobPins && v.halt.looked()
	}
	return w.checked(ctx, c.ID, &v.halt)
}

// rest lets jobs that can't be done now be tried again later.
func (w *Watcher) rest(jobs []tiles.Job) {
	for _, j := range jobs {
		w.patience.failed(j, w.now())
	}
}

func (v *serverWork) doOne(ctx context.Context, j tiles.Job) error {
	var answer, storeErr error
	switch j.Kind {
	case tiles.JobProbe:
		answer, storeErr = v.probe(ctx)
	case tiles.JobStatus:
		_, answer, storeErr = v.askStatus(ctx)
	case tiles.JobPins:
		answer, storeErr = v.list(ctx)
	case tiles.JobRuns:
		answer, storeErr = v.follow(ctx, j.Feed)
	default:
		return fmt.Errorf("unknown kind of job %q for a report server", j.Kind)
	}
	if storeErr != nil {
		return storeErr
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if answer == nil {
		v.patience.succeeded(j)
		return v.letIn(ctx)
	}
	v.log.Warn("no answer", "job", j.Kind, "connection", j.Connection, "feed", j.Feed, "err", answer)
	v.patience.failed(j, v.now())
	return v.refused(ctx, answer)
}

// probe finds out anew what the server can do.
func (v *serverWork) probe(ctx context.Context) (answer, storeErr error) {
	found, account, person, answer := v.s.Probe(ctx)
	if answer != nil {
		return answer, nil
	}
	if answer := otherAccount(v.c, account); answer != nil {
		return answer, nil
	}
	now := v.now().UTC()
	Probed(&v.c, found, now)
	return nil, v.update(ctx, func(c *tiles.Connection) {
		Probed(c, found, now)
		c.Person = person
	})
}

// askStatus asks the server about the Power BI sign-in that it keeps.
func (v *serverWork) askStatus(ctx context.Context) (said reportserver.SignIn, answer, storeErr error) {
	said, answer = v.s.SignIn(ctx)
	if answer != nil {
		return said, answer, nil
	}
	// A server that has only notices to tell by shows none to the signed in who
	// have an active pin.
	if said.Quiet && slices.ContainsFunc(v.feeds, func(f tiles.Feed) bool { return f.Subscription.Active }) {
		said.Status = tiles.StatusSignedIn
	}
	good := lastGood(v.feeds)
	return said, nil, v.update(ctx, func(c *tiles.Connection) { heard(c, said, good, v.now().UTC()) })
}

// list lists the pins and how they are doing. What the server doesn't keep,
// the runs before the last one, stays in the store.
func (v *serverWork) list(ctx context.Context) (answer, storeErr error) {
	pins, answer := v.s.Pins(ctx, v.feeds)
	now := v.now().UTC()
	if answer != nil {
		return answer, v.noAnswer(ctx, answer, now)
	}
	if pins.Others != v.c.Server.Others {
		v.c.Server.Others = pins.Others
		if err := v.update(ctx, func(c *tiles.Connection) { c.Server.Others = pins.Others }); err != nil {
			return nil, err
		}
	}
	if err := v.o.Store.SaveInventory(ctx, v.c.ID, pins.Tiles, pins.Feeds, now); err != nil {
		return nil, fmt.Errorf("saving the pins of %s: %w", v.c.ID, err)
	}
	for i := range pins.Feeds {
		looked(&pins.Feeds[i], now)
	}
	if err := v.o.Store.SaveLooks(ctx, pins.Feeds); err != nil {
		return nil, fmt.Errorf("saving the look at the pins of %s: %w", v.c.ID, err)
	}
	if err := v.resumed(ctx, v.feeds, pins.Feeds); err != nil {
		return nil, err
	}
	v.halt.saw()
	return nil, v.sawRuns(ctx)
}

// resumed ends the mute of pins that the person had paused and that are on
// again.
func (v *serverWork) resumed(ctx context.Context, before, after []tiles.Feed) error {
	paused := map[string]bool{}
	for i := range before {
		if !before[i].Subscription.PausedAt.IsZero() {
			paused[before[i].ID] = true
		}
	}
	if len(paused) == 0 {
		return nil
	}
	for i := range after {
		f := &after[i]
		if !paused[f.ID] || !f.Subscription.Active {
			continue
		}
		err := v.o.Store.MuteTiles(ctx, []string{f.ID}, false, v.now().UTC()) // a pin's tile has the ID of its feed
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("pin %s that is on again: %w", f.ID, err)
		}
	}
	return nil
}

// looked marks a feed as looked at well.
func looked(f *tiles.Feed, now time.Time) {
	f.Access = tiles.AccessGranted
	f.LookedAt, f.TriedAt, f.Misses, f.Trouble = now, now, 0, nil
}

// noAnswer saves with every pin that it couldn't be looked at. Nothing is
// saved where the server doesn't let the app in: that is about the connection.
func (v *serverWork) noAnswer(ctx context.Context, answer error, now time.Time) error {
	if ctx.Err() != nil || loginProblem(v.c.Server, answer, now) != nil || len(v.feeds) == 0 {
		return nil
	}
	missed := make([]tiles.Feed, len(v.feeds))
	for i, f := range v.feeds {
		f.Runs = nil // they are in the store, and stay there
		f.Misses++
		f.Trouble, f.TriedAt = trouble(answer), now
		missed[i] = f
	}
	if err := v.o.Store.SaveLooks(ctx, missed); err != nil {
		return fmt.Errorf("saving that %s gave no answer: %w", v.c.ID, err)
	}
	return nil
}

// follow looks at one pin: after a run that was asked for.
func (v *serverWork) follow(ctx context.Context, feed string) (answer, storeErr error) {
	f, err := v.o.Store.Feed(ctx, feed)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the feed %s: %w", feed, err)
	}
	_, answer, storeErr = v.look(ctx, f)
	return answer, storeErr
}

// look reads one pin anew and saves it.
func (v *serverWork) look(ctx context.Context, f tiles.Feed) (got tiles.Feed, answer, storeErr error) {
	got, answer = v.s.Pin(ctx, f)
	now := v.now().UTC()
	var e *reportserver.Error
	switch {
	case answer == nil:
		looked(&got, now)
	case errors.As(answer, &e) && e.Kind == reportserver.KindGone:
		// The list knows what has become of it.
		answer, storeErr = v.list(ctx)
		return f, answer, storeErr
	case ctx.Err() != nil, loginProblem(v.c.Server, answer, now) != nil:
		return f, answer, nil // says nothing about the pin
	default:
		got = f
		got.Runs = nil
		got.Misses++
		got.Trouble, got.TriedAt = trouble(answer), now
	}
	if err := v.o.Store.SaveLook(ctx, got); err != nil && !errors.Is(err, store.ErrNotFound) {
		return got, nil, fmt.Errorf("saving the look at %s: %w", f.ID, err)
	}
	if answer != nil {
		return got, answer, nil
	}
	if err := v.resumed(ctx, []tiles.Feed{f}, []tiles.Feed{got}); err != nil {
		return got, nil, err
	}
	v.halt.saw()
	return got, nil, v.sawRuns(ctx)
}

// sawRuns lets the connection know what the runs tell of the sign-in.
func (v *serverWork) sawRuns(ctx context.Context) error {
	feeds, err := v.mine(ctx)
	if err != nil {
		return err
	}
	good := lastGood(feeds)
	return v.update(ctx, func(c *tiles.Connection) {
		ran(c, good)
		inferred(c, feeds)
	})
}

// mine are this connection's feeds as they are now.
func (v *serverWork) mine(ctx context.Context) ([]tiles.Feed, error) {
	all, err := v.o.Store.Feeds(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the feeds: %w", err)
	}
	return slices.DeleteFunc(all, func(f tiles.Feed) bool { return f.Connection != v.c.ID }), nil
}

// letIn takes back that the server doesn't let the app in.
func (v *serverWork) letIn(ctx context.Context) error {
	if p := v.c.Problem; p == nil || p.Cause != tiles.CauseServerLogin {
		return nil
	}
	return v.update(ctx, func(c *tiles.Connection) {
		if p := c.Problem; p != nil && p.Cause == tiles.CauseServerLogin {
			c.Problem = nil
		}
	})
}

// refused draws the consequences of an answer that brought nothing: the rest
// of the visit is left where it would be answered the same.
func (v *serverWork) refused(ctx context.Context, answer error) error {
	var e *reportserver.Error
	if errors.As(answer, &e) && e.Account {
		v.halt.halt()
	}
	now := v.now().UTC()
	problem := loginProblem(v.c.Server, answer, now)
	throttled := e != nil && e.Kind == reportserver.KindThrottled && e.RetryAfter.After(now)
	if problem == nil && !throttled {
		return nil
	}
	v.halt.halt()
	if problem != nil && v.o.DropServer != nil {
		v.o.DropServer(v.c.ID)
	}
	return v.update(ctx, func(c *tiles.Connection) {
		switch {
		case throttled:
			if e.RetryAfter.After(c.PausedUntil) {
				c.PausedUntil = e.RetryAfter
			}
		case c.Server.Auth != v.c.Server.Auth, c.Server.User != v.c.Server.User, !c.Server.ProbedAt.Equal(v.c.Server.ProbedAt):
			// Somebody has given another password meanwhile.
		default:
			c.Problem = problem
		}
	})
}

// update changes the connection in the store. One that was removed meanwhile
// is left alone.
func (v *serverWork) update(ctx context.Context, change func(*tiles.Connection)) error {
	err := v.o.Store.UpdateConnection(ctx, v.c.ID, func(c *tiles.Connection) error {
		change(c)
		return nil
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("saving the connection %s: %w", v.c.ID, err)
	}
	return nil
}

// lookAtServer looks at everything that a report server tells. A server that
// doesn't let the app in isn't asked.
func (w *Watcher) lookAtServer(ctx context.Context, c tiles.Connection, feeds []tiles.Feed) error {
	if w.o.Server == nil || locked(c, w.now()) && c.Problem.RetryAt.IsZero() {
		return nil
	}
	s, err := w.o.Server(ctx, c)
	if err != nil {
		return fmt.Errorf("building the client of %s: %w", c.ID, err)
	}
	v := w.work(c, s, feeds)
	var answers []error
	step := func(do func(context.Context) (answer, storeErr error)) error {
		if v.halt.halted() {
			return nil
		}
		answer, err := do(ctx)
		if err != nil {
			return err
		}
		if answer == nil {
			return v.letIn(ctx)
		}
		answers = append(answers, answer)
		return v.refused(ctx, answer)
	}
	// The administrator may have registered it with Power BI since, or the
	// contrary, and somebody may have put right what kept the app out.
	if err := step(v.probe); err != nil {
		return err
	}
	if tells(v.c.Server) {
		if err := step(func(ctx context.Context) (answer, storeErr error) {
			_, answer, storeErr = v.askStatus(ctx)
			return answer, storeErr
		}); err != nil {
			return err
		}
	}
	if err := step(v.list); err != nil {
		return err
	}
	if err := w.checked(ctx, c.ID, &v.halt); err != nil {
		return err
	}
	if len(answers) > 0 {
		return answers[0] // the others say the same
	}
	return nil
}
