package watch

import (
	"context"
	"fmt"
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
	feedVerdicts, tileVerdicts := Judge(conns, feeds, ts, set.LeadDays, set.Every, w.now())
	if err := w.o.Store.SaveVerdicts(ctx, feedVerdicts, tileVerdicts); err != nil {
		return fmt.Errorf("saving the verdicts: %w", err)
	}
	return nil
}
