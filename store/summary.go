package store

import (
	"context"
	"database/sql"
	"time"

	"mysettings/app/tiles"
)

// Summary counts the tiles by their state at now, a verdict whose Until has
// passed as unseen, and so one that was never judged; and returns those that
// aren't muted and that somebody may have to do something about, in the order of Tiles: the stopped,
// the failing and the late, the unseen for want of a sign-in, and the pins
// whose last run can't be understood.
func (s *Store) Summary(ctx context.Context, now time.Time) (tiles.Counts, []tiles.Tile, error) {
	var counts tiles.Counts
	var ts []tiles.Tile
	err := s.read(ctx, func(tx *sql.Tx) error {
		err := each(ctx, tx, scanCount, func(c stateCount) { c.addTo(&counts) }, `
			SELECT muted <> 0, CASE WHEN until <> 0 AND until <= ?1 THEN 'unseen' ELSE state END, count(*)
			FROM tile INDEXED BY tile_state GROUP BY 1, 2`, ms(now))
		if err != nil {
			return err
		}
		return each(ctx, tx, scanTile, func(t tiles.Tile) { ts = append(ts, t) }, tileQuery+`
			WHERE t.id IN (
				SELECT id FROM tile
				WHERE muted = 0 AND (state IN ('stopped', 'failing', 'late')
				    OR state = 'unseen' AND cause IN ('sign_in_expired', 'signed_out', 'sign_in_refused', 'admin_needed', 'server_login')
				    OR state = 'unseen' AND cause = 'unrecognised' AND kind = 'pin')
				  AND (until = 0 OR until > ?1))`+tileOrder, ms(now))
	})
	return counts, ts, err
}

// NextUntil is the earliest Until of a tile's verdict after now, when Summary
// says something else; zero where there is none.
func (s *Store) NextUntil(ctx context.Context, now time.Time) (time.Time, error) {
	var next ms
	err := s.read(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx,
			`SELECT coalesce(min(until), 0) FROM tile INDEXED BY tile_state WHERE until > ?`, ms(now)).Scan(&next)
	})
	return time.Time(next), err
}

type stateCount struct {
	muted bit
	state tiles.State
	n     int
}

func scanCount(row scanner) (c stateCount, err error) {
	err = row.Scan(&c.muted, &c.state, &c.n)
	return c, err
}

func (c stateCount) addTo(sum *tiles.Counts) {
	sum.Total += c.n
	if c.muted {
		sum.Muted += c.n
		return
	}
	switch c.state {
	case tiles.Fresh:
		sum.Fresh += c.n
	case tiles.Waiting:
		sum.Waiting += c.n
	case tiles.Late:
		sum.Late += c.n
	case tiles.Failing:
		sum.Failing += c.n
	case tiles.Stopped:
		sum.Stopped += c.n
	default:
		sum.Unseen += c.n
	}
}
