package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"time"

	"mysettings/app/tiles"
)

// SaveVerdicts saves judgements by Feed.ID and by Tile.ID. It writes only
// those that differ from what is saved; those of feeds and tiles that have gone
// meanwhile are passed over.
func (s *Store) SaveVerdicts(ctx context.Context, feeds, ts map[string]tiles.Verdict) error {
	err := s.write(ctx, relaxed, func(tx *sql.Tx) ([]Topic, error) {
		f, err := putVerdicts(ctx, tx, "feed", feeds)
		if err != nil {
			return nil, err
		}
		t, err := putVerdicts(ctx, tx, "tile", ts)
		if err != nil || f+t == 0 {
			return nil, err
		}
		return []Topic{TopicTiles}, nil
	})
	if err != nil {
		return fmt.Errorf("verdicts: %w", err)
	}
	return nil
}

// judged is a verdict with the row that it belongs to.
type judged struct {
	id string
	v  tiles.Verdict
}

// putVerdicts returns how many it wrote. A verdict that holds for longer since
// the last look, and is the same otherwise, is the usual case.
func putVerdicts(ctx context.Context, tx *sql.Tx, table string, vs map[string]tiles.Verdict) (int, error) {
	if len(vs) == 0 {
		return 0, nil
	}
	var changed []judged
	var longer mover
	extended := 0
	err := each(ctx, tx, scanJudged, func(old judged) {
		v, ok := vs[old.id]
		if !ok {
			return
		}
		v = asStored(v)
		was := v
		was.Until = old.v.Until
		switch old.v {
		case v:
		case was:
			extended++
			until, _ := ms(v.Until).Value()
			longer.add([maxMoving]driver.Value{until}, old.id)
		default:
			changed = append(changed, judged{old.id, v})
		}
	}, `SELECT id, `+verdictColumns+` FROM `+table)
	if err != nil {
		return 0, err
	}
	if err := longer.write(ctx, tx, table, []string{"until"}); err != nil || len(changed) == 0 {
		return extended, err
	}
	put, err := tx.PrepareContext(ctx, `UPDATE `+table+` SET state = ?, cause = ?, remedy = ?, since = ?,
		last_good = ?, next_due = ?, text = ?, code = ?, ask_owner = ?, until = ? WHERE id = ?`)
	if err != nil {
		return 0, err
	}
	defer put.Close()
	for _, c := range changed {
		if _, err := put.ExecContext(ctx, append(verdictArgs(c.v), c.id)...); err != nil {
			return 0, err
		}
	}
	return extended + len(changed), nil
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
