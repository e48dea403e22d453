package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// firstRunKey is where meta keeps the text of UpdateFirstRun.
const firstRunKey = "first_run"

// FirstRun returns the text that UpdateFirstRun made last, empty where it
// never was: how far the first run has come. Its meaning is the window's.
func (s *Store) FirstRun(ctx context.Context) (progress string, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		progress, err = queryFirstRun(ctx, tx)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("first run: %w", err)
	}
	return progress, nil
}

func queryFirstRun(ctx context.Context, tx *sql.Tx) (progress string, err error) {
	err = tx.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = ?", firstRunKey).Scan(&progress)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return progress, err
}

// UpdateFirstRun changes the text in one transaction, so that two windows lose
// nothing of each other's. It tells TopicSettings where anything changed.
func (s *Store) UpdateFirstRun(ctx context.Context, change func(progress string) (string, error)) error {
	err := s.write(ctx, durable, func(tx *sql.Tx) ([]Topic, error) {
		old, err := queryFirstRun(ctx, tx)
		if err != nil {
			return nil, err
		}
		progress, err := change(old)
		if err != nil || progress == old {
			return nil, err
		}
		_, err = tx.ExecContext(ctx, upsert("meta", "key, value", "key"), firstRunKey, progress)
		return []Topic{TopicSettings}, err
	})
	if err != nil {
		return fmt.Errorf("first run: %w", err)
	}
	return nil
}
