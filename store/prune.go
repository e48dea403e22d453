package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Prune forgets runs, asks and requests from before a time, and notices and
// what is kept of the past that were over by then. The newest run of a feed and
// its newest good run stay.
func (s *Store) Prune(ctx context.Context, olderThan time.Time) error {
	err := s.write(ctx, relaxed, func(tx *sql.Tx) ([]Topic, error) {
		var topics []Topic
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
