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
	// given runs do with a context, and what ends it.
	given := func(do func(ctx context.Context, use func(*sql.Tx) error) error) error {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		return do(ctx, func(tx *sql.Tx) error {
			cancel()
			for range 1000 { // were it rolled back from elsewhere, then in this time
				var one int
				if err := tx.QueryRowContext(t.Context(), "SELECT 1").Scan(&one); err != nil {
					return err
				}
			}
			return ctx.Err()
		})
	}
	if err := given(s.read); !errors.Is(err, context.Canceled) {
		t.Errorf("reading: %v; want %v", err, context.Canceled)
	}
	err := given(func(ctx context.Context, use func(*sql.Tx) error) error {
		return s.write(ctx, relaxed, func(tx *sql.Tx) ([]Topic, error) { return nil, use(tx) })
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("writing: %v; want %v", err, context.Canceled)
	}

	over, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.read(over, func(*sql.Tx) error { return errors.New("begun") }); !errors.Is(err, context.Canceled) {
		t.Errorf("beginning when it is over: %v; want %v", err, context.Canceled)
	}
}
