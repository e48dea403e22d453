package watch

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"mysettings/app/tiles"
)

// mostFollowed is how many models one call of Follow looks at, so that somebody
// who waits for hundreds doesn't use up the calls of an hour.
const mostFollowed = 12

// Follow looks at the runs of the feeds behind tiles whose refresh was asked
// for and hasn't ended yet, and judges them: for somebody who waits for it where
// no process watches. Where one does it does nothing, for that one follows them
// by itself. The errors are the store's and the context's; what the service
// answered is in the store.
func (w *Watcher) Follow(ctx context.Context, ids []string) error {
	lease, free, err := w.o.Store.TryLease(leaseName)
	if err != nil {
		return fmt.Errorf("taking the lease to watch: %w", err)
	}
	if !free {
		return nil
	}
	defer lease.Release()
	set, err := w.o.Settings(ctx)
	if err != nil {
		return fmt.Errorf("reading the settings: %w", err)
	}
	in, err := w.input(ctx, set)
	if err != nil {
		return err
	}
	ts, err := w.o.Store.Tiles(ctx)
	if err != nil {
		return fmt.Errorf("reading the tiles: %w", err)
	}
	g, gctx := errgroup.WithContext(ctx)
	for _, c := range in.Connections {
		mine := followed(in.Feeds, ts, c.ID, ids)
		if len(mine) == 0 || c.SignedOut || c.PausedUntil.After(in.Now) {
			continue
		}
		g.Go(func() error {
			if c.Kind == tiles.ReportServer {
				// One call tells about all of its pins.
				if err := w.lookAtServer(gctx, c, in.Feeds); err != nil && gctx.Err() == nil {
					w.log.Warn("following a refresh", "connection", c.ID, "err", err)
				}
				return gctx.Err()
			}
			return w.followModels(gctx, c, mine)
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	if err := w.judge(ctx, set); err != nil {
		return err
	}
	_, err = w.tell(ctx, set)
	return err
}

// followModels looks at some models of an account.
func (w *Watcher) followModels(ctx context.Context, c tiles.Connection, feeds []tiles.Feed) error {
	client, err := w.o.Client(ctx, c)
	if err != nil {
		return fmt.Errorf("building the client of %s: %w", c.ID, err)
	}
	stop := &halt{}
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for _, f := range feeds {
		g.Go(func() error {
			if stop.halted() {
				return nil
			}
			answer, err := w.lookAt(gctx, client, f)
			if err != nil || answer == nil {
				return err
			}
			if errors.Is(answer, context.Canceled) {
				return answer
			}
			return w.afterRefusal(gctx, c.ID, answer, stop)
		})
	}
	return g.Wait()
}

// followed are those of a connection's feeds behind the tiles whose refresh is
// waited for, no more than mostFollowed.
func followed(feeds []tiles.Feed, ts []tiles.Tile, connection string, ids []string) []tiles.Feed {
	waited := make(map[string]bool, len(ids))
	for _, id := range ids {
		waited[id] = true
	}
	behind := map[string]bool{}
	for i := range ts {
		if waited[ts[i].ID] && ts[i].Connection == connection {
			behind[ts[i].Feed] = true
		}
	}
	var out []tiles.Feed
	for i := range feeds {
		f := &feeds[i]
		if !behind[f.ID] || len(out) == mostFollowed {
			continue
		}
		// The newest ask is what is waited for, whenever it was made.
		switch p, _ := tiles.ProgressOf(f, f.FirstSeen); p {
		case tiles.ProgressAsked, tiles.ProgressRunning:
			out = append(out, *f)
		}
	}
	return out
}
