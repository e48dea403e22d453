package watch

import (
	"context"
	"fmt"
	"time"

	"mysettings/app/tiles"
	"mysettings/store"
)

// judge judges every feed once and every tile by its feed, and saves what
// changed.
func (w *Watcher) judge(ctx context.Context, set Settings) error {
	conns, err := w.o.Store.Connections(ctx)
	if err != nil {
		return fmt.Errorf("reading the connections: %w", err)
	}
	feeds, err := w.o.Store.Feeds(ctx)
	if err != nil {
		return fmt.Errorf("reading the feeds: %w", err)
	}
	ts, err := w.o.Store.Tiles(ctx)
	if err != nil {
		return fmt.Errorf("reading the tiles: %w", err)
	}
	now := w.now()
	j := store.Judgement{At: now, Looks: known(conns, set.LeadDays, now), Patience: tiles.PatienceFor(set.Every)}
	j.Feeds, j.Tiles = Judge(conns, feeds, ts, set.LeadDays, set.Every, now)
	if err := w.o.Store.SaveJudgement(ctx, j); err != nil {
		return fmt.Errorf("saving the verdicts: %w", err)
	}
	if err := w.o.Store.SaveStrips(ctx, Strips(feeds, ts)); err != nil {
		return fmt.Errorf("saving the strips: %w", err)
	}
	return nil
}

// known is until when it is known how each connection's tiles were doing: the
// last good look, or now where the sign-in is gone, for then nothing that hangs
// on it goes on.
func known(conns []tiles.Connection, leadDays int, now time.Time) map[string]time.Time {
	at := make(map[string]time.Time, len(conns))
	for _, c := range conns {
		at[c.ID] = c.CheckedAt
		if !tiles.JudgeSignIn(c, leadDays, now).Usable() {
			at[c.ID] = now
		}
	}
	return at
}
