package watch

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/sync/errgroup"

	"mysettings/app/powerbi"
	"mysettings/app/tiles"
)

// atOnce is how many calls one connection has under way at the most.
const atOnce = 6

// do carries out jobs: connections side by side, each connection's own in
// order of kind, so that an inventory is over before its feeds are looked at.
// A job that fails never stops another connection's.
func (w *Watcher) do(ctx context.Context, jobs []tiles.Job, in tiles.PlanInput) error {
	feeds := make(map[string]tiles.Feed, len(in.Feeds))
	for _, f := range in.Feeds {
		feeds[f.ID] = f
	}
	byConnection := map[string][]tiles.Job{}
	for _, j := range jobs {
		byConnection[j.Connection] = append(byConnection[j.Connection], j)
	}
	g, ctx := errgroup.WithContext(ctx)
	for _, c := range in.Connections {
		mine := byConnection[c.ID]
		if len(mine) == 0 {
			continue
		}
		g.Go(func() error {
			if c.Kind == tiles.ReportServer {
				return w.doForServer(ctx, c, mine, in.Feeds)
			}
			return w.doFor(ctx, c, mine, feeds)
		})
	}
	return g.Wait()
}

// doFor carries out one connection's jobs. It returns an error only where the
// store fails; what the service answers is in the store afterwards.
func (w *Watcher) doFor(ctx context.Context, c tiles.Connection, jobs []tiles.Job, feeds map[string]tiles.Feed) error {
	client, err := w.o.Client(ctx, c)
	if err != nil {
		return fmt.Errorf("building the client of %s: %w", c.ID, err)
	}
	halt := &halt{}
	for _, kind := range []tiles.JobKind{tiles.JobInventory, tiles.JobAsk, tiles.JobSchedule, tiles.JobRuns} {
		g, ctx := errgroup.WithContext(ctx)
		g.SetLimit(atOnce)
		for _, j := range jobs {
			if j.Kind != kind {
				continue
			}
			g.Go(func() error {
				if halt.halted() {
					w.patience.failed(j, w.now())
					return nil
				}
				return w.doOne(ctx, client, j, feeds[j.Feed], halt)
			})
		}
		if err := g.Wait(); err != nil {
			return err
		}
	}
	return w.checked(ctx, c.ID, halt)
}

// checked saves that the connection's tiles were looked at, where they were: a
// service that gave no answer has not been checked.
func (w *Watcher) checked(ctx context.Context, connection string, halt *halt) error {
	if !halt.looked() || halt.halted() {
		return nil
	}
	if err := w.o.Store.UpdateConnection(ctx, connection, func(c *tiles.Connection) error {
		c.CheckedAt = w.now()
		return nil
	}); err != nil {
		return fmt.Errorf("saving the check of %s: %w", connection, err)
	}
	return nil
}

func (w *Watcher) doOne(ctx context.Context, client Client, j tiles.Job, f tiles.Feed, halt *halt) error {
	var answer, storeErr error
	switch j.Kind {
	case tiles.JobInventory:
		answer, storeErr = w.takeInventory(ctx, client, j.Connection)
	case tiles.JobRuns:
		answer, storeErr = w.lookAt(ctx, client, f)
	case tiles.JobSchedule:
		answer, storeErr = w.readSchedule(ctx, client, f)
	case tiles.JobAsk:
		answer, storeErr = w.ask(ctx, client, f, j)
	default:
		return fmt.Errorf("unknown kind of job %q", j.Kind)
	}
	if storeErr != nil {
		return storeErr
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if answer == nil {
		w.patience.succeeded(j)
		if j.Kind == tiles.JobRuns || j.Kind == tiles.JobInventory {
			halt.saw()
		}
		return nil
	}
	w.log.Warn("no answer", "job", j.Kind, "connection", j.Connection, "feed", j.Feed, "err", answer)
	w.patience.failed(j, w.now())
	return w.afterRefusal(ctx, j.Connection, answer, halt)
}

// afterRefusal stops the account's calls where the answer speaks for all of
// them: throttled, or the sign-in is gone.
func (w *Watcher) afterRefusal(ctx context.Context, connection string, answer error, halt *halt) error {
	if speaksForAll(answer) {
		halt.halt()
	}
	var api *powerbi.Error
	if errors.As(answer, &api) && api.Cause == tiles.CauseThrottled {
		halt.halt()
		until := api.RetryAfter
		return w.o.Store.UpdateConnection(ctx, connection, func(c *tiles.Connection) error {
			if until.After(c.PausedUntil) {
				c.PausedUntil = until
			}
			return nil
		})
	}
	return nil
}

// halt ends the work of one connection early, and remembers whether any of it
// brought an answer.
type halt struct {
	mu   sync.Mutex
	on   bool // guarded by mu
	seen bool // guarded by mu
}

func (h *halt) saw() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.seen = true
}

func (h *halt) looked() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.seen
}

func (h *halt) halt() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.on = true
}

func (h *halt) halted() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.on
}
