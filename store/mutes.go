package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"mysettings/app/tiles"
)

// muteOf is what the table mute says of a tile.
const muteOf = `CASE
	WHEN EXISTS (SELECT 1 FROM mute WHERE mute.connection = tile.connection AND dashboard = tile.dashboard_id AND mute.tile = '') THEN 2
	WHEN EXISTS (SELECT 1 FROM mute WHERE mute.connection = tile.connection AND dashboard = '' AND mute.tile = tile.id) THEN 1
	ELSE 0 END`

// MuteTiles notes that the person wants to hear nothing about these tiles any
// more, or, with on false, that they do again. A tile that is muted with its
// dashboard stays so. ErrNotFound where one of them is not known; nothing is
// changed then.
func (s *Store) MuteTiles(ctx context.Context, ids []string, on bool, at time.Time) error {
	err := s.write(ctx, durable, func(tx *sql.Tx) ([]Topic, error) {
		for _, id := range ids {
			var connection string
			if err := tx.QueryRowContext(ctx, "SELECT connection FROM tile WHERE id = ?", id).Scan(&connection); err != nil {
				return nil, err
			}
			if err := putMute(ctx, tx, connection, "", id, on, at); err != nil {
				return nil, err
			}
		}
		return []Topic{TopicTiles}, applyMutes(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("muting %d tiles: %w", len(ids), err)
	}
	return nil
}

// MuteDashboard is MuteTiles for all tiles of a dashboard at once, those that
// will be on it included. ErrNotFound where no tile of it is known.
func (s *Store) MuteDashboard(ctx context.Context, connection, dashboard string, on bool, at time.Time) error {
	err := s.write(ctx, durable, func(tx *sql.Tx) ([]Topic, error) {
		var id string
		err := tx.QueryRowContext(ctx,
			"SELECT id FROM tile WHERE connection = ? AND dashboard_id = ? AND dashboard_id <> '' LIMIT 1", connection, dashboard).Scan(&id)
		if err != nil {
			return nil, err
		}
		if err := putMute(ctx, tx, connection, dashboard, "", on, at); err != nil {
			return nil, err
		}
		return []Topic{TopicTiles}, applyMutes(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("muting dashboard %q: %w", dashboard, err)
	}
	return nil
}

func putMute(ctx context.Context, tx *sql.Tx, connection, dashboard, tile string, on bool, at time.Time) error {
	query, args := "DELETE FROM mute WHERE connection = ? AND dashboard = ? AND tile = ?", []any{connection, dashboard, tile}
	if on {
		query = "INSERT INTO mute (connection, dashboard, tile, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
		args = append(args, ms(at))
	}
	_, err := tx.ExecContext(ctx, query, args...)
	return err
}

// applyMutes brings the tiles' own column up to date.
func applyMutes(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, "UPDATE tile SET muted = "+muteOf+" WHERE muted <> "+muteOf)
	return err
}

// muted is a tiles.Muted as a column.
type muted tiles.Muted

// Scan implements sql.Scanner.
func (m *muted) Scan(v any) error {
	switch v {
	case int64(0):
		*m = ""
	case int64(1):
		*m = muted(tiles.MutedTile)
	case int64(2):
		*m = muted(tiles.MutedDashboard)
	default:
		return fmt.Errorf("column of what is muted holds %v", v)
	}
	return nil
}
