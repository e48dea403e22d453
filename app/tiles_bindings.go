package app

import (
	"errors"
	"fmt"
	"time"

	"mysettings/app/watch"
	"mysettings/store"
)

// errMoment is a time that the page itself never writes so.
var errMoment = errors.New("moment")

// Runs tells of the last runs behind a tile, those of its Strip, the newest
// first. A tile with nothing behind it has none.
func (b *Bindings) Runs(id string) ([]TileRun, error) {
	t, err := b.b.Store.Tile(b.life, id)
	if errors.Is(err, store.ErrNotFound) {
		err = fmt.Errorf("%w: %s", watch.ErrNoSuchTile, id)
	}
	if err != nil {
		return nil, fail(err)
	}
	if t.Feed == "" {
		return []TileRun{}, nil
	}
	f, err := b.b.Store.Feed(b.life, t.Feed)
	if errors.Is(err, store.ErrNotFound) {
		return []TileRun{}, nil
	}
	if err != nil {
		return nil, fail(err)
	}
	return runsOf(&f, t), nil
}

// MuteTiles has the person hear nothing more about tiles; with on false, they
// hear about them again.
func (b *Bindings) MuteTiles(ids []string, on bool) error {
	return fail(b.b.Store.MuteTiles(b.life, ids, on, b.b.Now()))
}

// MuteDashboard is MuteTiles for all tiles of a dashboard, now and later.
func (b *Bindings) MuteDashboard(connection, dashboard string, on bool) error {
	return fail(b.b.Store.MuteDashboard(b.life, connection, dashboard, on, b.b.Now()))
}

// RefreshProgress tells how far the refreshes of tiles have come that were asked
// for since a time, in the order of ids. Tiles that are gone are left out.
func (b *Bindings) RefreshProgress(ids []string, since string) ([]RefreshState, error) {
	from, err := time.Parse(time.RFC3339, since)
	if err != nil {
		return nil, fail(fmt.Errorf("%w %q", errMoment, since))
	}
	all, err := b.b.Store.Tiles(b.life)
	if err != nil {
		return nil, fail(err)
	}
	feeds, err := b.b.Store.Feeds(b.life)
	if err != nil {
		return nil, fail(err)
	}
	return refreshStates(all, feeds, ids, from), nil
}

// FollowRefresh looks how the refreshes of tiles go that were asked for, where
// no other process does; the page is told of what it finds like of any change.
func (b *Bindings) FollowRefresh(ids []string) error {
	return fail(b.b.Watcher.Follow(b.life, ids))
}

// KeptModels are the models that this app keeps fresh, with what that takes of
// each one's refreshes of a day.
func (b *Bindings) KeptModels() ([]KeptModel, error) {
	feeds, err := b.b.Store.Feeds(b.life)
	if err != nil {
		return nil, fail(err)
	}
	return keptModels(feeds, b.b.Now()), nil
}
