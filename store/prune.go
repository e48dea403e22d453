package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"mysettings/app/tiles"
)

// prunedKey is where meta keeps the time of the last Prune.
const prunedKey = "pruned"

// pruned is since when runs are kept: a service lists older ones again and again.
func pruned(ctx context.Context, tx *sql.Tx) (since time.Time, err error) {
	err = tx.QueryRowContext(ctx, "SELECT CAST(value AS INTEGER) FROM meta WHERE key = ?", prunedKey).Scan((*ms)(&since))
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return since, err
}

// worthKeeping leaves out of a feed's runs those that Prune would forget.
func worthKeeping(runs []tiles.Run, since time.Time) []tiles.Run {
	newest, good := -1, -1
	for i, r := range runs {
		if newest < 0 || r.Start.After(runs[newest].Start) {
			newest = i
		}
		if r.Status == tiles.RunGood && (good < 0 || r.Start.After(runs[good].Start)) {
			good = i
		}
	}
	var kept []tiles.Run
	for i, r := range runs {
		if i == newest || i == good || !r.Start.Before(since) {
			kept = append(kept, r)
		}
	}
	return kept
}

// Prune forgets runs, asks and requests from before a time, and notices and
// what is kept of the past that were over by then. The newest run of a feed and
// its newest good run stay. Older runs that a later look brings again are not saved.
func (s *Store) Prune(ctx context.Context, olderThan time.Time) error {
	err := s.write(ctx, relaxed, func(tx *sql.Tx) ([]Topic, error) {
		var topics []Topic
		if _, err := tx.ExecContext(ctx, upsert("meta", "key, value", "key"), prunedKey, ms(olderThan)); err != nil {
			return nil, err
		}
		for _, p := range []struct {
			topic Topic
			query string
		}{
			{TopicTiles, `DELETE FROM run WHERE start < ?1
				AND EXISTS (SELECT 1 FROM run n WHERE n.feed = run.feed AND n.start > run.start)
				AND (status <> 'good'
				  OR EXISTS (SELECT 1 FROM run n WHERE n.feed = run.feed AND n.start > run.start AND n.status = 'good'))`},
			{TopicTiles, `DELETE FROM ask WHERE at < ?1`},
			{TopicTiles, `DELETE FROM spell WHERE finish <> 0 AND finish < ?1`},
			{TopicTiles, `DELETE FROM watched WHERE finish < ?1`},
			{TopicTiles, `DELETE FROM past_tile WHERE ?1 <> 0 AND NOT EXISTS (SELECT 1 FROM spell WHERE tile = n)`},
			{TopicRequests, `DELETE FROM request WHERE at < ?1`},
			{TopicNotices, `DELETE FROM notice WHERE at < ?1 AND ended_at <> 0 AND ended_at < ?1`},
		} {
			res, err := tx.ExecContext(ctx, p.query, ms(olderThan))
			if err != nil {
				return nil, err
			}
			n, err := res.RowsAffected()
			if err != nil {
				return nil, err
			}
			if n > 0 {
				topics = append(topics, p.topic)
			}
		}
		return topics, nil
	})
	if err != nil {
		return fmt.Errorf("old entries: %w", err)
	}
	return nil
}
