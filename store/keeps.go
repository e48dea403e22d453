package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"mysettings/app/tiles"
)

const keepColumns = `tile, feed, every, at, days, zone, since`

// SaveKeep makes or changes this app's own schedule for a tile. ErrNotFound
// without such a tile.
func (s *Store) SaveKeep(ctx context.Context, k tiles.Keep) error {
	err := s.write(ctx, durable, func(tx *sql.Tx) ([]Topic, error) {
		_, err := tx.ExecContext(ctx, upsert("keep", keepColumns, "tile"),
			k.Tile, k.Feed, string(k.Every), k.At, list[time.Weekday](k.On), k.Zone, ms(k.Since))
		return []Topic{TopicTiles}, err
	})
	if err != nil {
		return fmt.Errorf("schedule for tile %q: %w", k.Tile, err)
	}
	return nil
}

// DeleteKeep ends this app's own schedule for a tile; a tile that is on no
// dashboard any more (Gone) is forgotten with it. Without such a schedule it
// does nothing.
func (s *Store) DeleteKeep(ctx context.Context, tileID string) error {
	err := s.write(ctx, durable, func(tx *sql.Tx) ([]Topic, error) {
		err := one(ctx, tx, "DELETE FROM keep WHERE tile = ?", tileID)
		if errors.Is(err, ErrNotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		return []Topic{TopicTiles}, forgetTile(ctx, tx, tileID, "gone <> 0", s.now())
	})
	if err != nil {
		return fmt.Errorf("schedule for tile %q: %w", tileID, err)
	}
	return nil
}

// Keeps returns all schedules of this app, by tile.
func (s *Store) Keeps(ctx context.Context) ([]tiles.Keep, error) {
	var ks []tiles.Keep
	err := s.read(ctx, func(tx *sql.Tx) error {
		return each(ctx, tx, scanKeep, func(k tiles.Keep) { ks = append(ks, k) },
			`SELECT `+keepColumns+` FROM keep ORDER BY tile`)
	})
	return ks, err
}

// SaveAsk adds a refresh that was asked for, or brings the one with the same
// ID up to date. ErrNotFound without such a feed.
func (s *Store) SaveAsk(ctx context.Context, a tiles.Ask) error {
	err := s.writeTo(ctx, durable, &touched{feeds: []string{a.Feed}}, func(tx *sql.Tx) ([]Topic, error) {
		_, err := tx.ExecContext(ctx, upsert("ask", askColumns, "id"),
			a.ID, a.Feed, ms(a.Due), ms(a.At), string(a.Outcome), a.Code, bit(a.CatchUp), ms(a.Retry), ms(a.Before))
		return []Topic{TopicTiles}, err
	})
	if err != nil {
		return fmt.Errorf("ask for feed %q: %w", a.Feed, err)
	}
	return nil
}

func scanKeep(row scanner) (k tiles.Keep, err error) {
	err = row.Scan(&k.Tile, &k.Feed, &k.Every, &k.At, (*list[time.Weekday])(&k.On), &k.Zone, (*ms)(&k.Since))
	return k, err
}

func scanAsk(row scanner) (a tiles.Ask, err error) {
	err = row.Scan(&a.ID, &a.Feed, (*ms)(&a.Due), (*ms)(&a.At), &a.Outcome, &a.Code, (*bit)(&a.CatchUp), (*ms)(&a.Retry), (*ms)(&a.Before))
	return a, err
}

// keepScan reads the columns of a keep that a LEFT JOIN may leave NULL.
type keepScan struct {
	feed, every, days, zone sql.NullString
	at, since               sql.NullInt64
}

func (s *keepScan) dest() []any {
	return []any{&s.feed, &s.every, &s.at, &s.days, &s.zone, &s.since}
}

func (s *keepScan) keep(tile string) (*tiles.Keep, error) {
	if !s.every.Valid {
		return nil, nil
	}
	k := &tiles.Keep{Tile: tile, Feed: s.feed.String, Every: tiles.Every(s.every.String), At: int(s.at.Int64), Zone: s.zone.String}
	if err := (*list[time.Weekday])(&k.On).Scan(s.days.String); err != nil {
		return nil, err
	}
	return k, (*ms)(&k.Since).Scan(s.since.Int64)
}
