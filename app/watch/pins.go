package watch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"mysettings/app/reportserver"
	"mysettings/app/tiles"
	"mysettings/store"
)

// runPins has report servers run pins now, each once, at most four of a server
// at a time, and returns what became of each by feed.
func (w *Watcher) runPins(ctx context.Context, feeds []tiles.Feed) (map[string]Result, error) {
	byConnection := map[string][]tiles.Feed{}
	for _, f := range feeds {
		byConnection[f.Connection] = append(byConnection[f.Connection], f)
	}
	out := make(map[string]Result, len(feeds))
	for connection, mine := range byConnection {
		v, err := w.visit(ctx, connection)
		if err != nil {
			return out, err
		}
		if err := v.ready(ctx); err != nil {
			if ctx.Err() != nil {
				return out, ctx.Err()
			}
			for _, f := range mine {
				out[f.ID] = Result{Err: err}
			}
			continue
		}
		if err := v.runAll(ctx, mine, out); err != nil {
			return out, err
		}
	}
	return out, nil
}

// visit prepares a visit to a report server that a person asks for.
func (w *Watcher) visit(ctx context.Context, connection string) (*serverWork, error) {
	c, s, err := w.server(ctx, connection)
	if err != nil {
		return nil, err
	}
	feeds, err := w.o.Store.Feeds(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the feeds: %w", err)
	}
	return w.work(c, s, feeds), nil
}

// ready returns why the server's pins can't be run now: ErrServerLogin or
// ErrServerSignedOut. The person may have signed in a moment ago, so that the
// server is asked before it is believed to be signed out.
func (v *serverWork) ready(ctx context.Context) error {
	if locked(v.c, v.now()) {
		return ErrServerLogin
	}
	if !gone(v.c.Server.Status) || !tells(v.c.Server) {
		return nil
	}
	said, answer, err := v.askStatus(ctx)
	switch {
	case err != nil:
		return err
	case answer != nil:
		return errors.Join(answer, v.refused(ctx, answer))
	case gone(said.Status):
		return ErrServerSignedOut
	}
	return nil
}

// runAll runs pins of one server and puts what became of them into out.
func (v *serverWork) runAll(ctx context.Context, feeds []tiles.Feed, out map[string]Result) error {
	var mu sync.Mutex // guards out and last
	var last error    // what speaks for all of them
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(serverAtOnce)
	for _, f := range feeds {
		g.Go(func() error {
			mu.Lock()
			r := Result{Err: last}
			mu.Unlock()
			var err error
			if r.Err == nil {
				r, err = v.run(ctx, f)
			}
			mu.Lock()
			defer mu.Unlock()
			out[f.ID] = r
			if r.Err != nil && v.halt.halted() {
				last = r.Err
			}
			return err
		})
	}
	return g.Wait()
}

// run has the server run one pin. What it answered is saved, so that the run is
// followed to its end, or that the page can say who has to allow it.
func (v *serverWork) run(ctx context.Context, f tiles.Feed) (Result, error) {
	a := tiles.Ask{Feed: f.ID, At: v.now().UTC(), Outcome: tiles.AskAccepted, Before: f.Subscription.RunAt}
	answer := v.s.Run(ctx, f)
	if ctx.Err() != nil {
		return Result{}, ctx.Err()
	}
	var e *reportserver.Error
	switch {
	case answer == nil:
		return Result{Ask: a}, errors.Join(v.saveAsk(ctx, a), v.letIn(ctx))
	case errors.As(answer, &e) && (e.Kind == reportserver.KindForbidden || e.Kind == reportserver.KindGone):
		a.Outcome, a.Code = tiles.AskDenied, e.Code
		return Result{Ask: a, Err: answer}, v.saveAsk(ctx, a)
	}
	return Result{Err: answer}, v.refused(ctx, answer)
}

// pin returns a report server's pin, its feed and a visit to its server.
func (w *Watcher) pin(ctx context.Context, tile string) (tiles.Tile, tiles.Feed, *serverWork, error) {
	t, err := w.o.Store.Tile(ctx, tile)
	if errors.Is(err, store.ErrNotFound) {
		return t, tiles.Feed{}, nil, fmt.Errorf("%w: %s", ErrNoSuchTile, tile)
	}
	if err != nil {
		return t, tiles.Feed{}, nil, fmt.Errorf("reading the tile: %w", err)
	}
	if t.Kind != tiles.KindPin {
		return t, tiles.Feed{}, nil, fmt.Errorf("%w: %s", ErrNotPin, tile)
	}
	f, err := w.o.Store.Feed(ctx, t.Feed)
	if errors.Is(err, store.ErrNotFound) {
		return t, f, nil, fmt.Errorf("%w: %s", ErrNoSuchTile, tile)
	}
	if err != nil {
		return t, f, nil, fmt.Errorf("reading the feed: %w", err)
	}
	v, err := w.visit(ctx, t.Connection)
	if err != nil {
		return t, f, nil, err
	}
	if locked(v.c, w.now()) {
		return t, f, nil, ErrServerLogin
	}
	return t, f, v, nil
}

// Pause switches the subscription behind a pin off: the server no longer
// refreshes the tile. What the person has stopped is nothing to tell them of, so
// the tile is muted until it is on again, whoever switches it on. The errors are
// ErrNoSuchTile, ErrNotPin, ErrServerLogin, and the report server's
// (*reportserver.Error).
func (w *Watcher) Pause(ctx context.Context, tile string) error {
	return w.change(ctx, tile, Server.Pause, func(ctx context.Context, t tiles.Tile) error {
		if t.Muted == tiles.MutedTile {
			return nil // it stays so
		}
		f, err := w.o.Store.Feed(ctx, t.Feed)
		if err != nil {
			return err
		}
		now := w.now().UTC()
		f.Subscription.PausedAt = now
		if err := w.o.Store.SaveLook(ctx, f); err != nil {
			return err
		}
		return w.o.Store.MuteTiles(ctx, []string{t.ID}, true, now)
	})
}

// Resume switches the subscription behind a pin on again. The errors are as
// for Pause.
func (w *Watcher) Resume(ctx context.Context, tile string) error {
	return w.change(ctx, tile, Server.Resume, func(ctx context.Context, t tiles.Tile) error {
		return w.o.Store.MuteTiles(ctx, []string{t.ID}, false, w.now().UTC())
	})
}

// change changes the subscription behind a pin, reads how it is since, and notes
// that the person did it.
func (w *Watcher) change(
	ctx context.Context, tile string, how func(Server, context.Context, tiles.Feed) error, note func(context.Context, tiles.Tile) error,
) error {
	t, f, v, err := w.pin(ctx, tile)
	if err != nil {
		return err
	}
	if answer := how(v.s, ctx, f); answer != nil {
		return errors.Join(answer, v.refused(ctx, answer))
	}
	// The server has done it: not seeing it at once is no failure.
	if _, answer, err := v.look(ctx, f); err != nil {
		return err
	} else if answer != nil {
		v.log.Warn("pin changed, not seen since", "feed", f.ID, "err", answer)
	}
	if err := note(ctx, t); err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("noting what was done to %s: %w", tile, err)
	}
	return w.rejudge(ctx)
}

// DeletePin deletes the subscription behind a pin on the report server, and the
// pin here. The tile in Power BI stays as it is. A subscription that is gone
// already is no error; else the errors are as for Pause.
func (w *Watcher) DeletePin(ctx context.Context, tile string) error {
	t, f, v, err := w.pin(ctx, tile)
	if err != nil {
		return err
	}
	answer := v.s.Delete(ctx, f)
	var e *reportserver.Error
	if answer != nil && !(errors.As(answer, &e) && e.Kind == reportserver.KindGone) {
		return errors.Join(answer, v.refused(ctx, answer))
	}
	ts, err := w.o.Store.Tiles(ctx)
	if err != nil {
		return fmt.Errorf("reading the tiles: %w", err)
	}
	ts = slices.DeleteFunc(ts, func(o tiles.Tile) bool { return o.Connection != t.Connection || o.Feed == f.ID })
	feeds := slices.DeleteFunc(v.feeds, func(o tiles.Feed) bool { return o.ID == f.ID })
	if err := w.o.Store.SaveInventory(ctx, t.Connection, ts, feeds, v.c.InventoryAt); err != nil {
		return fmt.Errorf("forgetting the pin %s: %w", tile, err)
	}
	return w.rejudge(ctx)
}
