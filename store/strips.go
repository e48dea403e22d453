package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"mysettings/app/tiles"
)

// SaveStrips saves the last runs of tiles at a glance, by Tile.ID. Those of
// tiles that have gone meanwhile are passed over.
func (s *Store) SaveStrips(ctx context.Context, strips map[string]tiles.Strip) error {
	if len(strips) == 0 {
		return nil
	}
	what := &touched{tiles: slices.Collect(maps.Keys(strips))}
	err := s.writeTo(ctx, relaxed, what, func(tx *sql.Tx) ([]Topic, error) {
		put, err := tx.PrepareContext(ctx, "UPDATE tile SET strip = ? WHERE id = ? AND strip <> ?")
		if err != nil {
			return nil, err
		}
		defer put.Close()
		var written int64
		for id, strip := range strips {
			done, err := put.ExecContext(ctx, string(strip), id, string(strip))
			if err != nil {
				return nil, err
			}
			n, err := done.RowsAffected()
			if err != nil {
				return nil, err
			}
			written += n
		}
		if written == 0 {
			return nil, nil
		}
		return []Topic{TopicTiles}, nil
	})
	if err != nil {
		return fmt.Errorf("strips of %d tiles: %w", len(strips), err)
	}
	return nil
}
