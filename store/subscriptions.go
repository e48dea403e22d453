package store

import (
	"context"
	"database/sql"

	"mysettings/app/tiles"
)

// Subscriptions returns what is known of all report servers' pins, by the ID of
// their feeds. It reads no history, and is quick however many tiles there are.
func (s *Store) Subscriptions(ctx context.Context) (map[string]tiles.Subscription, error) {
	out := map[string]tiles.Subscription{}
	err := s.read(ctx, func(tx *sql.Tx) error {
		type row struct {
			feed string
			is   tiles.Subscription
		}
		return each(ctx, tx, func(from scanner) (r row, err error) {
			err = from.Scan(&r.feed, subscription(&r.is))
			return r, err
		}, func(r row) { out[r.feed] = r.is },
			`SELECT id, subscription FROM feed
			WHERE connection IN (SELECT id FROM connection WHERE kind = ?) AND subscription <> ''`, tiles.ReportServer)
	})
	return out, err
}
