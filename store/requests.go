package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Request is what one process asks of another: "check" the tiles now, "show"
// the window. What the kinds mean is theirs to say.
type Request struct {
	ID       int64
	Kind     string
	Argument string
	// At is when it was made. UTC.
	At time.Time
}

// Request adds a request and returns its ID.
func (s *Store) Request(ctx context.Context, kind, argument string) (int64, error) {
	var id int64
	err := s.write(ctx, relaxed, func(tx *sql.Tx) ([]Topic, error) {
		res, err := tx.ExecContext(ctx, "INSERT INTO request (kind, argument, at) VALUES (?, ?, ?)",
			kind, argument, ms(s.now()))
		if err != nil {
			return nil, err
		}
		id, err = res.LastInsertId()
		return []Topic{TopicRequests}, err
	})
	if err != nil {
		return 0, fmt.Errorf("request %s: %w", kind, err)
	}
	return id, nil
}

// Requests returns the requests that nobody has finished, oldest first.
func (s *Store) Requests(ctx context.Context) ([]Request, error) {
	var rs []Request
	err := s.read(ctx, func(tx *sql.Tx) error {
		return each(ctx, tx, scanRequest, func(r Request) { rs = append(rs, r) },
			"SELECT id, kind, argument, at FROM request ORDER BY id")
	})
	return rs, err
}

// FinishRequest removes a request. Where two processes finish the same one,
// the second gets ErrNotFound: whoever finishes it before acting on it is the
// only one to act.
func (s *Store) FinishRequest(ctx context.Context, id int64) error {
	err := s.write(ctx, relaxed, func(tx *sql.Tx) ([]Topic, error) {
		return []Topic{TopicRequests}, one(ctx, tx, "DELETE FROM request WHERE id = ?", id)
	})
	if err != nil {
		return fmt.Errorf("request %d: %w", id, err)
	}
	return nil
}

func scanRequest(row scanner) (r Request, err error) {
	err = row.Scan(&r.ID, &r.Kind, &r.Argument, (*ms)(&r.At))
	return r, err
}
