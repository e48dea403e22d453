package watch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"mysettings/app/powerbi"
	"mysettings/app/reportserver"
	"mysettings/app/tiles"
	"mysettings/store"
)

// The looks return two errors: what the service answered, which is ordinary
// and ends up in a verdict, and what the store answered, which is not.

// takeInventory lists what the connection sees. Parts that could not be read
// keep what was known of them.
func (w *Watcher) takeInventory(ctx context.Context, client Client, connection string) (answer, storeErr error) {
	inv, answer := client.Inventory(ctx)
	// An account too large for the hour's calls keeps what was read of it;
	// anything else is read again soon, from the beginning.
	if answer != nil && !errors.Is(answer, powerbi.ErrBudget) {
		return answer, nil
	}
	known, err := w.o.Store.Tiles(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the known tiles: %w", err)
	}
	feeds, err := w.o.Store.Feeds(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the known feeds: %w", err)
	}
	others := func(t tiles.Tile) bool { return t.Connection != connection }
	at := w.now()
	if unreached(inv.Missed) && w.patience.partly(connection, at) {
		at = at.Add(-completeSooner)
	}
	inv = inv.Merge(slices.DeleteFunc(known, others), feeds)
	if err := w.o.Store.SaveInventory(ctx, connection, inv.Tiles, inv.Feeds, at); err != nil {
		return nil, fmt.Errorf("saving the inventory of %s: %w", connection, err)
	}
	return answer, nil
}

// completeSooner is by how much an inventory counts as older of which a part
// could not be had: it is taken again within an hour or two, not after six.
const completeSooner = 5 * time.Hour

// unreached tells whether some part is missing because there was no way to the
// service, or because it failed; not because the person may not see it.
func unreached(missed []powerbi.Missed) bool {
	return slices.ContainsFunc(missed, func(m powerbi.Missed) bool {
		var e *powerbi.Error
		return errors.As(m.Err, &e) && (e.Cause == tiles.CauseServerUnreachable || e.Cause == tiles.CauseServiceDown)
	})
}

// lookAt reads the newest runs of one feed.
func (w *Watcher) lookAt(ctx context.Context, client Client, f tiles.Feed) (answer, storeErr error) {
	got, err := client.Runs(ctx, f)
	now := w.now()
	if err != nil {
		if signInGone(err) || ctx.Err() != nil {
			return err, nil // says nothing about the feed
		}
		got = f
		got.Misses++
		got.Trouble = trouble(err)
	}
	got.TriedAt = now
	if err := w.o.Store.SaveLook(ctx, got); err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("saving the look at %s: %w", f.ID, err)
	}
	return err, nil
}

// readSchedule reads when the service refreshes the feed by itself.
func (w *Watcher) readSchedule(ctx context.Context, client Client, f tiles.Feed) (answer, storeErr error) {
	got, err := client.Schedule(ctx, f)
	if err != nil {
		return err, nil
	}
	got.ScheduleAt = w.now()
	if err := w.o.Store.SaveLook(ctx, got); err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("saving the schedule of %s: %w", f.ID, err)
	}
	return nil, nil
}

// Check looks at everything now, judges and tells, and returns when it is
// done. Where another process holds the lease it asks that one and waits until
// it has looked; should that one end before it has, this one looks itself. ctx
// bounds the wait.
func (w *Watcher) Check(ctx context.Context) error {
	if done, err := w.checkHere(ctx); done || err != nil {
		return err
	}
	return w.askForCheck(ctx)
}

// checkHere looks at everything, unless somebody else holds the lease. Those
// who asked for the same before it began are served with it.
func (w *Watcher) checkHere(ctx context.Context) (done bool, err error) {
	lease, ok, err := w.o.Store.TryLease(leaseName)
	if err != nil {
		return false, fmt.Errorf("taking the lease to watch: %w", err)
	}
	if !ok {
		return false, nil
	}
	defer lease.Release()
	set, err := w.o.Settings(ctx)
	if err != nil {
		return true, fmt.Errorf("reading the settings: %w", err)
	}
	asked, err := w.checkRequests(ctx)
	if err != nil {
		return true, err
	}
	lookErr := w.lookAtAll(ctx, set)
	if ctx.Err() != nil {
		return true, errors.Join(lookErr, ctx.Err())
	}
	if err := w.judge(ctx, set); err != nil {
		return true, errors.Join(lookErr, err)
	}
	_, err = w.tell(ctx, set)
	return true, errors.Join(lookErr, err, w.finish(ctx, asked))
}

// leasePace is how often somebody who waits for a check sees whether there is
// still a process that holds the lease: another command does so for the time of
// its own look only.
const leasePace = 250 * time.Millisecond

// askForCheck hands the check to the process that holds the lease.
func (w *Watcher) askForCheck(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	changes, err := w.o.Store.Changes(ctx)
	if err != nil {
		return fmt.Errorf("listening for changes: %w", err)
	}
	id, err := w.o.Store.Request(ctx, RequestCheck, "")
	if err != nil {
		return fmt.Errorf("asking for a check: %w", err)
	}
	free := time.NewTicker(leasePace)
	defer free.Stop()
	for {
		requests, err := w.checkRequests(ctx)
		if err != nil {
			return fmt.Errorf("waiting for the check: %w", err)
		}
		if !slices.Contains(requests, id) {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for the check: %w", context.Cause(ctx))
		case <-changes:
		case <-free.C:
			if done, err := w.checkHere(ctx); done || err != nil {
				return err
			}
		}
	}
}

// checkRequests are the checks that were asked for and not made yet.
func (w *Watcher) checkRequests(ctx context.Context) ([]int64, error) {
	requests, err := w.o.Store.Requests(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the requests: %w", err)
	}
	var checks []int64
	for _, r := range requests {
		if r.Kind == RequestCheck {
			checks = append(checks, r.ID)
		}
	}
	return checks, nil
}

// finish tells those who asked that it is done.
func (w *Watcher) finish(ctx context.Context, requests []int64) error {
	var errs []error
	for _, id := range requests {
		errs = append(errs, w.o.Store.FinishRequest(ctx, id))
	}
	return errors.Join(errs...)
}

// lookAtAll takes the inventory of every connection that can be asked and
// looks at every feed, due or not. The error joins what the services answered;
// what could be read is saved all the same.
func (w *Watcher) lookAtAll(ctx context.Context, set Settings) error {
	in, err := w.input(ctx, set)
	if err != nil {
		return err
	}
	g, gctx := errgroup.WithContext(ctx)
	errs := make([]error, len(in.Connections))
	for i, c := range in.Connections {
		if c.SignedOut || c.PausedUntil.After(in.Now) {
			if c.Kind == tiles.ReportServer && !c.SignedOut {
				errs[i] = reportserver.Paused(c.PausedUntil)
			}
			continue
		}
		g.Go(func() error {
			if c.Kind == tiles.ReportServer {
				errs[i] = w.lookAtServer(gctx, c, in.Feeds)
			} else {
				errs[i] = w.lookAtConnection(gctx, c)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return errors.Join(errs...)
}

func (w *Watcher) lookAtConnection(ctx context.Context, c tiles.Connection) error {
	client, err := w.o.Client(ctx, c)
	if err != nil {
		return fmt.Errorf("building the client of %s: %w", c.ID, err)
	}
	halt := &halt{}
	answer, err := w.takeInventory(ctx, client, c.ID)
	if err != nil {
		return err
	}
	if answer != nil {
		return errors.Join(answer, w.afterRefusal(ctx, c.ID, answer, halt))
	}
	feeds, err := w.o.Store.Feeds(ctx)
	if err != nil {
		return fmt.Errorf("reading the feeds: %w", err)
	}
	var answers collected
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for _, f := range feeds {
		if f.Connection != c.ID || f.Source != tiles.SourceModel {
			continue
		}
		g.Go(func() error {
			if halt.halted() {
				return nil
			}
			answer, err := w.lookAtFeed(gctx, client, f)
			if err != nil || answer == nil {
				return err
			}
			answers.add(answer)
			return w.afterRefusal(gctx, c.ID, answer, halt)
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	halt.saw() // the inventory was read
	if err := w.checked(ctx, c.ID, halt); err != nil {
		return err
	}
	return answers.err()
}

// lookAtFeed reads a feed's schedule and its runs.
func (w *Watcher) lookAtFeed(ctx context.Context, client Client, f tiles.Feed) (answer, storeErr error) {
	planned, err := w.readSchedule(ctx, client, f)
	if err != nil || planned != nil {
		return planned, err
	}
	f, err = w.o.Store.Feed(ctx, f.ID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil // gone while we looked
	}
	if err != nil {
		return nil, fmt.Errorf("reading the feed %s: %w", f.ID, err)
	}
	return w.lookAt(ctx, client, f)
}
