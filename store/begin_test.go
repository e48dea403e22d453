package store

import (
	"context"
	"database/sql"
	"errors"
	"testing"
)

// Whoever is in the middle of a transaction when its context ends still has it:
// its statements may be closed, and the connection only then.
func TestTransactionOutlivesItsContext(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer func() { cancel() }()
	use := func(tx *sql.Tx) error {
		cancel()
		for range 1000 { // were it rolled back from elsewhere, then in this time
			var one int
			if err := tx.QueryRowContext(t.Context(), "SELECT 1").Scan(&one); err != nil {
				return err
			}
		}
		return ctx.Err()
	}
	if err := s.read(ctx, use); !errors.Is(err, context.Canceled) {
		t.Errorf("reading: %v; want %v", err, context.Canceled)
	}
	ctx, cancel = context.WithCancel(t.Context())
	err := s.write(ctx, relaxed, func(tx *sql.Tx) ([]Topic, error) { return nil, use(tx) })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("writing: %v; want %v", err, context.Canceled)
	}

	if err := s.read(ctx, func(*sql.Tx) error { return errors.New("begun") }); !errors.Is(err, context.Canceled) {
		t.Errorf("beginning when it is over: %v; want %v", err, context.Canceled)
	}
}
