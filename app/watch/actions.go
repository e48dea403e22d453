package watch

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"mysettings/app/tiles"
	"mysettings/store"
)

// WriteScope is the permission that asking for a refresh needs (Datasets –
// Refresh Dataset, delegated permission Dataset.ReadWrite.All).
const WriteScope = "Dataset.ReadWrite.All"

// Errors of what a person asks for. ErrNotKeepable wraps the reasons that
// follow it.
var (
	ErrNoSuchTile   = errors.New("no such tile")
	ErrNotKeepable  = errors.New("tile can't be refreshed from here")
	ErrNoModel      = fmt.Errorf("%w: no semantic model behind it", ErrNotKeepable)
	ErrNotRefreshed = fmt.Errorf("%w: its model has no refresh to ask for", ErrNotKeepable)
	ErrModelHidden  = fmt.Errorf("%w: its model may not be seen", ErrNotKeepable)
)

// Result is what became of one tile's refresh.
type Result struct {
	Tile string
	// Ask is what the service answered; zero where Err says why it was not
	// asked.
	Ask tiles.Ask
	Err error
}

// RefreshNow asks for a run of the feeds behind the tiles, once per feed, and
// reports for each tile. The error is about the store or the context; what the
// service refused is in the results: ErrServerSignedOut and ErrServerLogin
// among it, which want a sign-in first.
func (w *Watcher) RefreshNow(ctx context.Context, ids []string) ([]Result, error) {
	results := make([]Result, 0, len(ids))
	asked := map[string]Result{}
	feedOf := make(map[string]string, len(ids))
	var pins []tiles.Feed
	for _, id := range ids {
		t, f, err := w.refreshable(ctx, id)
		switch {
		case errors.Is(err, ErrNoSuchTile), errors.Is(err, ErrNotKeepable):
			asked[id] = Result{Err: err}
			feedOf[id] = id
			continue
		case err != nil:
			return results, err
		}
		feedOf[id] = f.ID
		if _, ok := asked[f.ID]; ok {
			continue
		}
		r := Result{}
		if f.Source == tiles.SourceSubscription {
			pins = append(pins, f)
		} else if r.Ask, r.Err, err = w.askNow(ctx, t, f); err != nil {
			return results, err
		}
		asked[f.ID] = r
	}
	ran, err := w.runPins(ctx, pins)
	if err != nil {
		return results, err
	}
	maps.Copy(asked, ran)
	for _, id := range ids {
		r := asked[feedOf[id]]
		r.Tile = id
		results = append(results, r)
	}
	return results, nil
}

// askNow asks for one feed's refresh, outside any schedule.
func (w *Watcher) askNow(ctx context.Context, t tiles.Tile, f tiles.Feed) (a tiles.Ask, answer, storeErr error) {
	if err := w.o.Permit(ctx, t.Connection, WriteScope); err != nil {
		return a, err, ctx.Err()
	}
	c, err := w.o.Store.Connection(ctx, t.Connection)
	if err != nil {
		return a, nil, fmt.Errorf("reading the connection %s: %w", t.Connection, err)
	}
	client, err := w.o.Client(ctx, c)
	if err != nil {
		return a, nil, fmt.Errorf("building the client of %s: %w", c.ID, err)
	}
	a, err = client.Refresh(ctx, f)
	if ctx.Err() != nil {
		return a, nil, ctx.Err()
	}
	if err != nil {
		return a, err, w.afterRefusal(ctx, c.ID, err, &halt{})
	}
	a.Feed = f.ID
	return a, nil, w.saveAsk(ctx, a)
}

// refreshable returns the tile and its feed, or why it can't be refreshed.
func (w *Watcher) refreshable(ctx context.Context, id string) (tiles.Tile, tiles.Feed, error) {
	t, err := w.o.Store.Tile(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return t, tiles.Feed{}, fmt.Errorf("%w: %s", ErrNoSuchTile, id)
	}
	if err != nil {
		return t, tiles.Feed{}, fmt.Errorf("reading the tile: %w", err)
	}
	if t.Feed == "" {
		return t, tiles.Feed{}, ErrNoModel
	}
	f, err := w.o.Store.Feed(ctx, t.Feed)
	if errors.Is(err, store.ErrNotFound) {
		return t, f, ErrNoModel
	}
	if err != nil {
		return t, f, fmt.Errorf("reading the feed: %w", err)
	}
	switch f.Kind {
	case tiles.KindHidden:
		return t, f, ErrModelHidden
	case tiles.KindImport, tiles.KindDirectLake, tiles.KindUnknown, tiles.KindPin:
		return t, f, nil
	default:
		return t, f, ErrNotRefreshed
	}
}

// Keep has this app refresh a tile on a schedule of its own. It returns
// signin.ErrScopeMissing where the person has to allow that first: sign in
// with WriteScope, then call again.
func (w *Watcher) Keep(ctx context.Context, k tiles.Keep) error {
	t, f, err := w.refreshable(ctx, k.Tile)
	if err != nil {
		return err
	}
	if f.Source == tiles.SourceSubscription {
		return ErrServerPin
	}
	if err := w.o.Permit(ctx, t.Connection, WriteScope); err != nil {
		return fmt.Errorf("permission to keep a tile fresh: %w", err)
	}
	k.Feed = f.ID
	if k.Since.IsZero() {
		k.Since = w.now()
	}
	if err := w.o.Store.SaveKeep(ctx, k); err != nil {
		return fmt.Errorf("saving the schedule: %w", err)
	}
	return w.rejudge(ctx)
}

// Unkeep ends this app's own schedule for a tile. A tile that isn't kept is no
// error.
func (w *Watcher) Unkeep(ctx context.Context, tile string) error {
	if err := w.o.Store.DeleteKeep(ctx, tile); err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("ending the schedule: %w", err)
	}
	return w.rejudge(ctx)
}

// Rejudge judges everything anew from what is stored and saves the verdicts,
// without asking the service: after signing out, say. The errors are the
// store's.
func (w *Watcher) Rejudge(ctx context.Context) error { return w.rejudge(ctx) }

// rejudge lets the person see the effect at once, also where nobody watches.
func (w *Watcher) rejudge(ctx context.Context) error {
	set, err := w.o.Settings(ctx)
	if err != nil {
		return fmt.Errorf("reading the settings: %w", err)
	}
	return w.judge(ctx, set)
}
