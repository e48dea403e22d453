package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"mysettings/app/tiles"
)

// lastSpell is the last that is kept of a tile: open while it lasts.
type lastSpell struct {
	n          int64 // of the tile; 0 for none
	connection string
	start      time.Time
	any, open  bool // there is one
	state      tiles.State
	cause      tiles.Cause
}

// putSpells ends the spells that are over at a time and begins new ones.
//
// A verdict that only says that there was no answer is no spell where the whole
// connection had none: the spans tell that for all of its tiles at once, and
// what was so before usually is so after.
func putSpells(ctx context.Context, tx *sql.Tx, changed []judged, at time.Time, looked func(connection string) bool) (wrote bool, err error) {
	if len(changed) == 0 {
		return false, nil
	}
	last, err := lastSpells(ctx, tx, changed)
	if err != nil {
		return false, err
	}
	end, err := tx.PrepareContext(ctx, `UPDATE spell SET finish = ? WHERE tile = ? AND start = ?`)
	if err != nil {
		return false, err
	}
	defer end.Close()
	// At the same moment, or after a clock was set back, the later word counts.
	begin, err := tx.PrepareContext(ctx, upsert("spell", "tile, start, finish, began, state, cause", "tile, start"))
	if err != nil {
		return false, err
	}
	defer begin.Close()
	for _, c := range changed {
		was := last[c.id]
		switch {
		case was.n == 0, c.v.State == "":
			continue
		case c.v.Unanswered() && !looked(was.connection):
			continue
		case was.open && was.state == c.v.State && was.cause == c.v.Cause:
			continue
		}
		from := at
		if was.any && was.start.After(from) {
			from = was.start
		}
		if was.open && from.After(was.start) {
			if _, err := end.ExecContext(ctx, ms(from), was.n, ms(was.start)); err != nil {
				return false, err
			}
		}
		if _, err := begin.ExecContext(ctx, was.n, ms(from), 0, ms(began(c.v, from)), string(c.v.State), string(c.v.Cause)); err != nil {
			return false, err
		}
		wrote = true
	}
	return wrote, nil
}

// began is when a state that matters began, where that is before it was seen.
func began(v tiles.Verdict, from time.Time) time.Time {
	switch v.State {
	case tiles.Late, tiles.Failing, tiles.Stopped:
		if v.Since.Before(from) {
			return v.Since
		}
	}
	return time.Time{}
}

// lastSpells reads the last spell of each of the tiles, which all get their
// numbers. Tiles that have gone meanwhile are not in it.
func lastSpells(ctx context.Context, tx *sql.Tx, changed []judged) (map[string]lastSpell, error) {
	ids := make(list[string], len(changed))
	for i, c := range changed {
		ids[i] = c.id
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO past_tile (id, connection)
		SELECT id, connection FROM tile WHERE id IN (SELECT value FROM json_each(?))
		ON CONFLICT (id) DO NOTHING`, ids); err != nil {
		return nil, err
	}
	last := make(map[string]lastSpell, len(changed))
	scan := func(row scanner) (s struct {
		id string
		lastSpell
	}, err error) {
		var start, finish sql.NullInt64
		var state, cause sql.NullString
		if err := row.Scan(&s.id, &s.n, &s.connection, &start, &finish, &state, &cause); err != nil {
			return s, err
		}
		s.any, s.open = start.Valid, start.Valid && finish.Int64 == 0
		s.state, s.cause = tiles.State(state.String), tiles.Cause(cause.String)
		return s, (*ms)(&s.start).Scan(start.Int64)
	}
	err := each(ctx, tx, scan, func(s struct {
		id string
		lastSpell
	}) {
		last[s.id] = s.lastSpell
	}, `SELECT p.id, p.n, p.connection, s.start, s.finish, s.state, s.cause
		FROM past_tile p JOIN tile t ON t.id = p.id
		LEFT JOIN spell s ON s.tile = p.n AND s.start = (SELECT max(start) FROM spell WHERE tile = p.n)
		WHERE p.id IN (SELECT value FROM json_each(?))`, ids)
	return last, err
}

// endSpells ends what is kept of a tile that is about to be forgotten, and notes
// what it was called.
func endSpells(ctx context.Context, tx *sql.Tx, tile string, at time.Time) error {
	if _, err := tx.ExecContext(ctx, `UPDATE past_tile SET (workspace, dashboard, title) =
		(SELECT workspace, dashboard, title FROM tile WHERE id = ?1) WHERE id = ?1`, tile); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE spell SET finish = max(?, start)
		WHERE finish = 0 AND tile = (SELECT n FROM past_tile WHERE id = ?)`, ms(at), tile)
	return err
}

// spanStep is how much longer a span must have become to be written for that
// alone.
const spanStep = 5 * time.Minute

// putWatched notes until when each connection was looked at. Two looks that lie
// no further apart than patience make one span. busy says that something is
// written anyway.
func putWatched(ctx context.Context, tx *sql.Tx, looks map[string]time.Time, patience time.Duration, busy bool) (wrote bool, err error) {
	if len(looks) == 0 {
		return false, nil
	}
	last := map[string]tiles.Span{}
	err = each(ctx, tx, scanWatched, func(w watchedSpan) { last[w.connection] = w.Span },
		`SELECT connection, max(start), finish FROM watched GROUP BY connection`)
	if err != nil {
		return false, err
	}
	for connection, look := range looks {
		was, any := last[connection]
		switch {
		case look.IsZero(), any && !look.After(was.To):
			continue
		case any && look.Sub(was.To) <= patience:
			if !busy && look.Sub(was.To) < spanStep {
				continue
			}
			_, err = tx.ExecContext(ctx, `UPDATE watched SET finish = ? WHERE connection = ? AND start = ?`,
				ms(look), connection, ms(was.From))
		default:
			// not where the connection has gone meanwhile
			_, err = tx.ExecContext(ctx, `INSERT INTO watched (connection, start, finish)
				SELECT id, ?1, ?1 FROM connection WHERE id = ?2`, ms(look), connection)
		}
		if err != nil {
			return false, err
		}
		wrote = true
	}
	return wrote, nil
}

type watchedSpan struct {
	connection string
	tiles.Span
}

func scanWatched(row scanner) (w watchedSpan, err error) {
	err = row.Scan(&w.connection, (*ms)(&w.From), (*ms)(&w.To))
	return w, err
}

// Past returns what is kept of how the tiles were doing since a time: spells
// that were not over by then, and when somebody looked.
func (s *Store) Past(ctx context.Context, since time.Time) (tiles.Past, error) {
	p := tiles.Past{Watched: map[string][]tiles.Span{}}
	err := s.read(ctx, func(tx *sql.Tx) error {
		err := each(ctx, tx, scanSpell, func(sp tiles.Spell) { p.Spells = append(p.Spells, sp) },
			`SELECT p.id, p.connection, coalesce(t.workspace, p.workspace), coalesce(t.dashboard, p.dashboard), coalesce(t.title, p.title),
				s.start, s.finish, s.began, s.state, s.cause
			FROM spell s JOIN past_tile p ON p.n = s.tile LEFT JOIN tile t ON t.id = p.id
			WHERE s.finish = 0 OR s.finish > ? ORDER BY s.tile, s.start`, ms(since))
		if err != nil {
			return err
		}
		return each(ctx, tx, scanWatched, func(w watchedSpan) {
			p.Watched[w.connection] = append(p.Watched[w.connection], w.Span)
		}, `SELECT connection, start, finish FROM watched WHERE finish > ? ORDER BY connection, start`, ms(since))
	})
	if err != nil {
		return tiles.Past{}, fmt.Errorf("history: %w", err)
	}
	return p, nil
}

func scanSpell(row scanner) (s tiles.Spell, err error) {
	err = row.Scan(&s.Tile, &s.Connection, &s.Workspace, &s.Dashboard, &s.Title,
		(*ms)(&s.From), (*ms)(&s.To), (*ms)(&s.Began), &s.State, &s.Cause)
	return s, err
}

// PastRuns returns the runs that began at or after a time, with the feeds that
// they are of, oldest first.
func (s *Store) PastRuns(ctx context.Context, since time.Time) (runs []tiles.PastRun, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		return each(ctx, tx, scanPastRun, func(r tiles.PastRun) { runs = append(runs, r) },
			`SELECT f.connection, f.id, f.name, r.id, r.start, r.finish, r.status, r.asked_by, r.code, r.text
			FROM run r JOIN feed f ON f.id = r.feed WHERE r.start >= ? ORDER BY r.start, r.feed, r.id`, ms(since))
	})
	if err != nil {
		return nil, fmt.Errorf("runs of the past: %w", err)
	}
	return runs, nil
}

func scanPastRun(row scanner) (r tiles.PastRun, err error) {
	err = row.Scan(&r.Connection, &r.Feed, &r.Name, &r.ID, (*ms)(&r.Start), (*ms)(&r.End), &r.Status, &r.Trigger, &r.Code, &r.Text)
	return r, err
}
