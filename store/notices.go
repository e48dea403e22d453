package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"mysettings/app/tiles"
)

const noticeColumns = `id, at, kind, key, connection, cause, remedy, title, text, tiles, shown_at, ended_at, seen_at`

// SaveNotices adds notices, or brings those with the same ID up to date; all
// or none.
func (s *Store) SaveNotices(ctx context.Context, ns []tiles.Notice) error {
	if len(ns) == 0 {
		return nil
	}
	err := s.write(ctx, durable, func(tx *sql.Tx) ([]Topic, error) {
		for _, n := range ns {
			if _, err := tx.ExecContext(ctx, upsert("notice", noticeColumns, "id"),
				n.ID, ms(n.At), string(n.Kind), n.Key, n.Connection, string(n.Cause), string(n.Remedy),
				n.Title, n.Text, list[string](n.Tiles), ms(n.ShownAt), ms(n.EndedAt), ms(n.SeenAt)); err != nil {
				return nil, err
			}
		}
		return []Topic{TopicNotices}, nil
	})
	if err != nil {
		return fmt.Errorf("notices: %w", err)
	}
	return nil
}

// Notices returns the newest notices first: those at or after since (all where
// it is zero), at most limit (all where it is zero or less).
func (s *Store) Notices(ctx context.Context, since time.Time, limit int) ([]tiles.Notice, error) {
	if limit <= 0 {
		limit = -1
	}
	return s.notices(ctx, `WHERE ?1 = 0 OR at >= ?1 ORDER BY at DESC, id DESC LIMIT ?2`, ms(since), limit)
}

// OpenNotices returns the notices that are not over, newest first.
func (s *Store) OpenNotices(ctx context.Context) ([]tiles.Notice, error) {
	return s.notices(ctx, `WHERE ended_at = 0 ORDER BY at DESC, id DESC`)
}

func (s *Store) notices(ctx context.Context, where string, args ...any) (ns []tiles.Notice, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		return each(ctx, tx, scanNotice, func(n tiles.Notice) { ns = append(ns, n) },
			`SELECT `+noticeColumns+` FROM notice `+where, args...)
	})
	return ns, err
}

func scanNotice(row scanner) (n tiles.Notice, err error) {
	err = row.Scan(&n.ID, (*ms)(&n.At), &n.Kind, &n.Key, &n.Connection, &n.Cause, &n.Remedy,
		&n.Title, &n.Text, (*list[string])(&n.Tiles), (*ms)(&n.ShownAt), (*ms)(&n.EndedAt), (*ms)(&n.SeenAt))
	return n, err
}
