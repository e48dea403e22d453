package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"mysettings/app/tiles"
)

const verdictColumns = `state, cause, remedy, since, last_good, next_due, text, code, ask_owner, until`

// seenColumns are the columns of a tile that a look at the dashboards brings.
const seenColumns = `id, connection, workspace_id, workspace, dashboard_id, dashboard, title, kind, feed, open_url,
	report, report_url, pinned_as, gone`

const tileQuery = `SELECT t.id, t.connection, t.workspace_id, t.workspace, t.dashboard_id, t.dashboard,
	t.title, t.kind, t.feed, t.open_url, t.report, t.report_url, t.pinned_as, t.gone,
	t.state, t.cause, t.remedy, t.since, t.last_good, t.next_due, t.text, t.code, t.ask_owner, t.until,
	t.strip, t.muted,
	k.feed, k.every, k.at, k.days, k.zone, k.since
	FROM tile t LEFT JOIN keep k ON k.tile = t.id `

const tileOrder = ` ORDER BY t.workspace_id <> '', t.workspace COLLATE NOCASE, t.workspace_id,
	t.dashboard COLLATE NOCASE, t.dashboard_id, t.title COLLATE NOCASE, t.id`

// Tiles returns all tiles of all connections with their Keep and Verdict: My
// workspace first, then by workspace, dashboard and title.
func (s *Store) Tiles(ctx context.Context) ([]tiles.Tile, error) {
	var ts []tiles.Tile
	err := s.readWith(ctx, func(m *memo, tx *sql.Tx) error {
		n, err := tilesCounter(ctx, tx)
		if err != nil {
			return err
		}
		ts, err = m.tiles.read(n, func(t *tiles.Tile) string { return t.ID },
			func() (all []tiles.Tile, err error) {
				err = each(ctx, tx, scanTile, func(t tiles.Tile) { all = append(all, t) }, tileQuery+tileOrder)
				return all, err
			},
			func(id string) (tiles.Tile, error) { return readTile(ctx, tx, id) })
		return err
	})
	return ts, err
}

func readTile(ctx context.Context, tx *sql.Tx, id string) (tiles.Tile, error) {
	return scanTile(tx.QueryRowContext(ctx, tileQuery+`WHERE t.id = ?`, id))
}

// Tile returns the tile with that ID, or ErrNotFound.
func (s *Store) Tile(ctx context.Context, id string) (tiles.Tile, error) {
	var t tiles.Tile
	err := s.read(ctx, func(tx *sql.Tx) (err error) {
		t, err = readTile(ctx, tx, id)
		return err
	})
	if err != nil {
		return tiles.Tile{}, fmt.Errorf("tile %q: %w", id, err)
	}
	return t, nil
}

// SaveInventory puts what was seen at a time in place of what was known of the
// connection's tiles and feeds, and notes the time as its InventoryAt. New ones
// are added and those that are not in ts and fs are removed; what stays keeps
// its runs, schedules, asks, verdict, Muted and FirstSeen, and what it had of Access,
// Capacity and Schedule where fs brings none. A kept tile that is not in ts stays with
// Gone set, and so does its feed. ErrNotFound without such a connection.
func (s *Store) SaveInventory(ctx context.Context, connection string, ts []tiles.Tile, fs []tiles.Feed, at time.Time) error {
	err := s.write(ctx, relaxed, func(tx *sql.Tx) ([]Topic, error) {
		if err := one(ctx, tx, "UPDATE connection SET inventory_at = ? WHERE id = ?", ms(at), connection); err != nil {
			return nil, err
		}
		if err := putSeenTiles(ctx, tx, connection, ts, at); err != nil {
			return nil, err
		}
		if err := applyMutes(ctx, tx); err != nil {
			return nil, err
		}
		return []Topic{TopicTiles, TopicConnections}, putSeenFeeds(ctx, tx, connection, fs, at)
	})
	if err != nil {
		return fmt.Errorf("inventory of %s: %w", connection, err)
	}
	return nil
}

func putSeenTiles(ctx context.Context, tx *sql.Tx, connection string, ts []tiles.Tile, at time.Time) error {
	seen := newSheet("tile", seenColumns, 1, "", len(ts))
	for i := range ts {
		if ts[i].Connection != connection {
			return fmt.Errorf("tile %q of connection %q", ts[i].ID, ts[i].Connection)
		}
		if err := seen.add(seenArgs(&ts[i])); err != nil {
			return err
		}
	}
	how, missing, err := seen.compare(ctx, tx, "WHERE connection = ?", connection)
	if err != nil {
		return err
	}
	put, err := tx.PrepareContext(ctx, upsertOnly("tile", seenColumns+","+verdictColumns, "id", seenColumns))
	if err != nil {
		return err
	}
	defer put.Close()
	for i := range ts {
		if how[ts[i].ID] == equal {
			continue
		}
		if _, err := put.ExecContext(ctx, append(seenArgs(&ts[i]), verdictArgs(ts[i].Verdict)...)...); err != nil {
			return err
		}
	}
	for _, id := range missing {
		if err := forgetTile(ctx, tx, id, "NOT EXISTS (SELECT 1 FROM keep WHERE keep.tile = tile.id)", at); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx,
			"UPDATE tile SET gone = ? WHERE id = ? AND gone = 0", ms(at), id); err != nil {
			return err
		}
	}
	return nil
}

// forgetTile deletes a tile that fulfils a condition; its history stays.
func forgetTile(ctx context.Context, tx *sql.Tx, id, condition string, at time.Time) error {
	var there bool
	err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM tile WHERE id = ? AND "+condition+")", id).Scan(&there)
	if err != nil || !there {
		return err
	}
	if err := endSpells(ctx, tx, id, at); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "DELETE FROM tile WHERE id = ?", id)
	return err
}

// seenArgs are the seenColumns of a tile.
func seenArgs(t *tiles.Tile) []any {
	return []any{t.ID, t.Connection, t.WorkspaceID, t.Workspace, t.DashboardID, t.Dashboard,
		t.Title, string(t.Kind), t.Feed, t.OpenURL,
		t.Report, t.ReportURL, t.PinnedAs, ms(t.Gone)}
}

func scanTile(row scanner) (t tiles.Tile, err error) {
	var k keepScan
	dest := []any{&t.ID, &t.Connection, &t.WorkspaceID, &t.Workspace, &t.DashboardID, &t.Dashboard,
		&t.Title, &t.Kind, &t.Feed, &t.OpenURL, &t.Report, &t.ReportURL, &t.PinnedAs, (*ms)(&t.Gone)}
	dest = append(dest, verdictDest(&t.Verdict)...)
	dest = append(dest, &t.Strip, (*muted)(&t.Muted))
	dest = append(dest, k.dest()...)
	if err := row.Scan(dest...); err != nil {
		return tiles.Tile{}, err
	}
	t.Keep, err = k.keep(t.ID)
	return t, err
}

func verdictArgs(v tiles.Verdict) []any {
	return []any{string(v.State), string(v.Cause), string(v.Remedy), ms(v.Since), ms(v.LastGood), ms(v.NextDue),
		v.Text, v.Code, v.Owner, ms(v.Until)}
}

func verdictDest(v *tiles.Verdict) []any {
	return []any{&v.State, &v.Cause, &v.Remedy, (*ms)(&v.Since), (*ms)(&v.LastGood), (*ms)(&v.NextDue),
		&v.Text, &v.Code, &v.Owner, (*ms)(&v.Until)}
}
