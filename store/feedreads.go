package store

import (
	"context"
	"database/sql"
	"fmt"

	"mysettings/app/tiles"
)

// Feeds returns all feeds of all connections by ID, each with its newest 60
// runs and asks and all its keeps.
func (s *Store) Feeds(ctx context.Context) (fs []tiles.Feed, err error) {
	err = s.readWith(ctx, func(m *memo, tx *sql.Tx) error {
		n, err := tilesCounter(ctx, tx)
		if err != nil {
			return err
		}
		fs, err = m.feeds.read(n, func(f *tiles.Feed) string { return f.ID },
			func() ([]tiles.Feed, error) { return readFeeds(ctx, tx, "") },
			func(id string) (tiles.Feed, error) { return readFeed(ctx, tx, id) })
		return err
	})
	return fs, err
}

// Feed returns the feed with that ID as Feeds does, or ErrNotFound.
func (s *Store) Feed(ctx context.Context, id string) (f tiles.Feed, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		f, err = readFeed(ctx, tx, id)
		return err
	})
	if err != nil {
		return tiles.Feed{}, fmt.Errorf("feed %q: %w", id, err)
	}
	return f, nil
}

func readFeed(ctx context.Context, tx *sql.Tx, id string) (tiles.Feed, error) {
	if id == "" {
		return tiles.Feed{}, ErrNotFound
	}
	fs, err := readFeeds(ctx, tx, id)
	if err == nil && len(fs) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return tiles.Feed{}, err
	}
	return fs[0], nil
}

// readFeeds reads the feed with that id, all where it is empty.
func readFeeds(ctx context.Context, tx *sql.Tx, id string) (fs []tiles.Feed, err error) {
	err = each(ctx, tx, scanFeed, func(f tiles.Feed) { fs = append(fs, f) },
		`SELECT `+feedColumns+`, schedule_since FROM feed WHERE ?1 IN ('', id) ORDER BY id`, id)
	if err != nil || len(fs) == 0 {
		return fs, err
	}
	at := make(map[string]*tiles.Feed, len(fs))
	for i := range fs {
		at[fs[i].ID] = &fs[i]
	}
	return fs, addHistory(ctx, tx, at, id)
}

// addHistory reads the keeps of all feeds, and each one's newest runs and asks
// from their indexes: one query for all of them would sort the whole history.
func addHistory(ctx context.Context, tx *sql.Tx, at map[string]*tiles.Feed, id string) error {
	err := each(ctx, tx, scanKeep, func(k tiles.Keep) {
		if f := at[k.Feed]; f != nil {
			f.Keeps = append(f.Keeps, k)
		}
	}, `SELECT `+keepColumns+` FROM keep WHERE ?1 IN ('', feed) ORDER BY tile`, id)
	if err != nil {
		return err
	}
	runs, err := tx.PrepareContext(ctx, `SELECT `+runColumns+` FROM run WHERE feed = ? ORDER BY start DESC, id DESC LIMIT ?`)
	if err != nil {
		return err
	}
	defer runs.Close()
	asks, err := tx.PrepareContext(ctx, `SELECT `+askColumns+` FROM ask WHERE feed = ? ORDER BY at DESC, id DESC LIMIT ?`)
	if err != nil {
		return err
	}
	defer asks.Close()
	for id, f := range at {
		err := eachOf(ctx, runs, scanRun, func(r tiles.Run) { f.Runs = append(f.Runs, r) }, id, newest)
		if err != nil {
			return err
		}
		err = eachOf(ctx, asks, scanAsk, func(a tiles.Ask) { f.Asks = append(f.Asks, a) }, id, newest)
		if err != nil {
			return err
		}
	}
	return nil
}
