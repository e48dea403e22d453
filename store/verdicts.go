package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"time"

	"mysettings/app/tiles"
)

// Judgement is what was found out at one moment.
type Judgement struct {
	// At is when; the spells of the history begin and end then.
	At time.Time
	// Feeds and Tiles are the verdicts, by Feed.ID and by Tile.ID.
	Feeds, Tiles map[string]tiles.Verdict
	// Looks is until when what hangs on each connection is known, by its ID.
	// Looks that lie no further apart than Patience leave nothing unseen.
	Looks    map[string]time.Time
	Patience time.Duration
}

// SaveJudgement saves verdicts, what they change in the history of the tiles,
// and that somebody looked; all or nothing. It writes only what differs from
// what is saved; feeds, tiles and connections that have gone meanwhile are
// passed over.
func (s *Store) SaveJudgement(ctx context.Context, j Judgement) error {
	var what touched
	err := s.writeTo(ctx, relaxed, &what, func(tx *sql.Tx) ([]Topic, error) {
		var err error
		what.feeds, _, err = putVerdicts(ctx, tx, "feed", j.Feeds)
		if err != nil {
			return nil, err
		}
		var changed []judged
		what.tiles, changed, err = putVerdicts(ctx, tx, "tile", j.Tiles)
		if err != nil {
			return nil, err
		}
		// Half of it, for what one tile misses alone is found out later.
		looked := func(connection string) bool { return j.At.Sub(j.Looks[connection]) <= j.Patience/2 }
		turned, err := putSpells(ctx, tx, changed, j.At, looked)
		if err != nil {
			return nil, err
		}
		busy := len(what.feeds)+len(what.tiles) > 0 || turned
		watched, err := putWatched(ctx, tx, j.Looks, j.Patience, busy)
		if err != nil || !busy && !watched {
			return nil, err
		}
		return []Topic{TopicTiles}, nil
	})
	if err != nil {
		return fmt.Errorf("verdicts: %w", err)
	}
	return nil
}

// SaveVerdicts is SaveJudgement, now, without a word about who looked.
func (s *Store) SaveVerdicts(ctx context.Context, feeds, ts map[string]tiles.Verdict) error {
	return s.SaveJudgement(ctx, Judgement{At: s.now(), Feeds: feeds, Tiles: ts})
}

// judged is a verdict with the row that it belongs to.
type judged struct {
	id string
	v  tiles.Verdict
}

// putVerdicts returns the IDs of those that it wrote, and those with another state or cause
// than before, or without an answer. A verdict that holds for longer since the last look, and is the
// same otherwise, is the usual case.
func putVerdicts(ctx context.Context, tx *sql.Tx, table string, vs map[string]tiles.Verdict) (wrote []string, other []judged, err error) {
	if len(vs) == 0 {
		return nil, nil, nil
	}
	var changed []judged
	var longer mover
	err = each(ctx, tx, scanJudged, func(old judged) {
		v, ok := vs[old.id]
		if !ok {
			return
		}
		v = asStored(v)
		if old.v.State != v.State || old.v.Cause != v.Cause || v.Unanswered() {
			other = append(other, judged{old.id, v})
		}
		was := v
		was.Until = old.v.Until
		switch old.v {
		case v:
		case was:
			wrote = append(wrote, old.id)
			until, _ := ms(v.Until).Value()
			longer.add([maxMoving]driver.Value{until}, old.id)
		default:
			wrote = append(wrote, old.id)
			changed = append(changed, judged{old.id, v})
		}
	}, `SELECT id, `+verdictColumns+` FROM `+table)
	if err != nil {
		return nil, nil, err
	}
	if err := longer.write(ctx, tx, table, []string{"until"}); err != nil || len(changed) == 0 {
		return wrote, other, err
	}
	put, err := tx.PrepareContext(ctx, `UPDATE `+table+` SET state = ?, cause = ?, remedy = ?, since = ?,
		last_good = ?, next_due = ?, text = ?, code = ?, ask_owner = ?, until = ? WHERE id = ?`)
	if err != nil {
		return nil, nil, err
	}
	defer put.Close()
	for _, c := range changed {
		if _, err := put.ExecContext(ctx, append(verdictArgs(c.v), c.id)...); err != nil {
			return nil, nil, err
		}
	}
	return wrote, other, nil
}

func scanJudged(row scanner) (j judged, err error) {
	err = row.Scan(append([]any{&j.id}, verdictDest(&j.v)...)...)
	return j, err
}

// asStored is v as it comes back from the database.
func asStored(v tiles.Verdict) tiles.Verdict {
	for _, t := range []*time.Time{&v.Since, &v.LastGood, &v.NextDue, &v.Until} {
		if !t.IsZero() {
			*t = time.UnixMilli(t.UnixMilli()).UTC()
		}
	}
	return v
}
