package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Settings returns what the person has set: raw strings by key.
func (s *Store) Settings(ctx context.Context) (map[string]string, error) {
	settings := make(map[string]string)
	err := s.read(ctx, func(tx *sql.Tx) error {
		return each(ctx, tx, scanPair, func(p [2]string) { settings[p[0]] = p[1] }, "SELECT key, value FROM setting")
	})
	return settings, err
}

// SetSetting sets one setting.
func (s *Store) SetSetting(ctx context.Context, key, value string) error {
	err := s.write(ctx, durable, func(tx *sql.Tx) ([]Topic, error) {
		var old string
		err := tx.QueryRowContext(ctx, "SELECT value FROM setting WHERE key = ?", key).Scan(&old)
		if err == nil && old == value {
			return nil, nil
		}
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
		_, err = tx.ExecContext(ctx, upsert("setting", "key, value", "key"), key, value)
		return []Topic{TopicSettings}, err
	})
	if err != nil {
		return fmt.Errorf("setting %s: %w", key, err)
	}
	return nil
}

// DeleteSetting brings one setting back to its default. One that is not set
// stays so.
func (s *Store) DeleteSetting(ctx context.Context, key string) error {
	err := s.write(ctx, durable, func(tx *sql.Tx) ([]Topic, error) {
		err := one(ctx, tx, "DELETE FROM setting WHERE key = ?", key)
		if errors.Is(err, ErrNotFound) {
			return nil, nil
		}
		return []Topic{TopicSettings}, err
	})
	if err != nil {
		return fmt.Errorf("setting %s: %w", key, err)
	}
	return nil
}

func scanPair(row scanner) (p [2]string, err error) {
	err = row.Scan(&p[0], &p[1])
	return p, err
}
