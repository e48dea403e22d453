package watch

import (
	"context"
	"fmt"
	"time"

	"mysettings/app/notify"
	"mysettings/app/tiles"
)

// remember is how far back notices are read to decide what was told already:
// longer than the longest reminder lead, so that none is repeated.
const remember = 30 * 24 * time.Hour

// tell turns what changed into notices, saves them, shows them, and returns
// when there may be something new to tell by the passing of time alone (zero
// for never).
func (w *Watcher) tell(ctx context.Context, set Settings) (time.Time, error) {
	up := w.showing.all() // before the store is read: what it doesn't hold then is gone
	in, err := w.told(ctx, set)
	if err != nil {
		return time.Time{}, err
	}
	// Saved first: whoever dies between saving and showing has told it in the
	// list, and the next pass shows what was never shown.
	changed := notify.Decide(in)
	if len(changed) > 0 {
		if err := w.o.Store.SaveNotices(ctx, changed); err != nil {
			return time.Time{}, fmt.Errorf("saving the notices: %w", err)
		}
	}
	if w.o.Notifier == nil {
		return notify.Next(in), nil
	}
	for _, id := range missing(up, in.Open) {
		if err := w.o.Notifier.Withdraw(ctx, id); err != nil && ctx.Err() == nil {
			w.log.Warn("taking down a notice", "err", err)
		}
		w.showing.drop(id)
	}
	shown, err := notify.Deliver(ctx, w.o.Notifier, in, changed)
	if err != nil && ctx.Err() == nil {
		w.log.Warn("showing notices", "err", err) // the icon and the page say the same
	}
	w.showing.put(shown)
	if len(shown) > 0 {
		if err := w.o.Store.SaveNotices(ctx, shown); err != nil {
			return time.Time{}, fmt.Errorf("saving what was shown: %w", err)
		}
	}
	return notify.Next(in), nil
}

// told reads what deciding about notices needs.
func (w *Watcher) told(ctx context.Context, set Settings) (notify.Input, error) {
	now := w.now()
	conns, err := w.o.Store.Connections(ctx)
	if err != nil {
		return notify.Input{}, fmt.Errorf("reading the connections: %w", err)
	}
	ts, err := w.o.Store.Tiles(ctx)
	if err != nil {
		return notify.Input{}, fmt.Errorf("reading the tiles: %w", err)
	}
	recent, err := w.o.Store.Notices(ctx, now.Add(-remember), 0)
	if err != nil {
		return notify.Input{}, fmt.Errorf("reading the notices: %w", err)
	}
	open, err := w.o.Store.OpenNotices(ctx)
	if err != nil {
		return notify.Input{}, fmt.Errorf("reading the open notices: %w", err)
	}
	var quietUntil time.Time
	if set.QuietUntil != nil {
		quietUntil = set.QuietUntil(now)
	}
	return notify.Input{
		Now:           now,
		Connections:   conns,
		Tiles:         ts,
		Attention:     tiles.Attend(conns, set.LeadDays, ts, now),
		LeadDays:      set.LeadDays,
		Open:          merge(open, recent),
		WokeAt:        w.wokeAt,
		WindowInFront: w.windowInFront(),
		Quiet:         set.Quiet != nil && set.Quiet(now),
		QuietUntil:    quietUntil,
		Enabled:       set.Notify,
		Wants:         set.Wants,
	}, nil
}

// windowInFront tells whether the person is looking at the window. Not knowing
// counts as no: a notice too many is better than none.
func (w *Watcher) windowInFront() bool {
	lease, free, err := w.o.Store.TryLease(FrontLease)
	if err != nil {
		w.log.Warn("lease of the window in front", "err", err)
		return false
	}
	lease.Release()
	return !free
}

// merge joins open and recent notices, each once.
func merge(open, told []tiles.Notice) []tiles.Notice {
	seen := make(map[string]bool, len(open))
	for _, n := range open {
		seen[n.ID] = true
	}
	for _, n := range told {
		if !seen[n.ID] {
			open = append(open, n)
		}
	}
	return open
}
