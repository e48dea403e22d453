package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
)

// A look brings thousands of rows of which nearly all are as they were, but for
// when they were looked at. Reading what there is costs a fraction of writing it
// again, and what all rows have in common is written for all of them at once.

// sheet is a set of rows as they are to be, in columns of one table.
type sheet struct {
	table   string
	columns []string
	keys    int // how many of the first columns make up the key
	// moving are the columns, by their index, that change with every look.
	moving []int

	rows map[string][]driver.Value // by key
}

// difference is how a row differs from what is stored.
type difference int

const (
	absent difference = iota // there is no such row
	equal
	moved   // in its moving columns only
	changed // otherwise
)

func newSheet(table, columns string, keys int, moving string, size int) *sheet {
	s := &sheet{table: table, columns: fields(columns), keys: keys, rows: make(map[string][]driver.Value, size)}
	for _, m := range fields(moving) {
		for i, c := range s.columns {
			if c == m {
				s.moving = append(s.moving, i)
			}
		}
	}
	return s
}

// add puts a row on the sheet, in place of one with the same key. A nil stands
// for whatever is stored.
func (s *sheet) add(args []any) error {
	row := make([]driver.Value, len(args))
	for i, a := range args {
		v, err := driver.DefaultParameterConverter.ConvertValue(a)
		if err != nil {
			return fmt.Errorf("column %s: %w", s.columns[i], err)
		}
		row[i] = v
	}
	s.rows[s.key(row)] = row
	return nil
}

func (s *sheet) key(row []driver.Value) string {
	key, _ := row[0].(string)
	for _, v := range row[1:s.keys] {
		more, _ := v.(string)
		key += "\x00" + more
	}
	return key
}

// compare reads the rows of a query that begins where FROM would end ("WHERE
// id = ?"), and tells how each row of the sheet differs; those that are not
// told of are absent. Rows that are not on the sheet are others.
func (s *sheet) compare(ctx context.Context, tx *sql.Tx, query string, args ...any) (how map[string]difference, others []string, err error) {
	how = make(map[string]difference, len(s.rows))
	old := make([]driver.Value, len(s.columns))
	dest := make([]any, len(old))
	for i := range old {
		dest[i] = &old[i]
	}
	scan := func(row scanner) (struct{}, error) { return struct{}{}, row.Scan(dest...) }
	err = each(ctx, tx, scan, func(struct{}) {
		key := s.key(old)
		if row, ok := s.rows[key]; ok {
			how[key] = s.difference(row, old)
		} else {
			others = append(others, key)
		}
	}, "SELECT "+strings.Join(s.columns, ", ")+" FROM "+s.table+" "+query, args...)
	return how, others, err
}

func (s *sheet) difference(row, old []driver.Value) difference {
	d, next := equal, 0
	for i, v := range row {
		moves := next < len(s.moving) && s.moving[next] == i
		if moves {
			next++
		}
		switch {
		case v == nil, v == old[i]:
		case !moves:
			return changed
		default:
			d = moved
		}
	}
	return d
}

// move writes the moving columns of the rows with these keys, of one column,
// together with all that are to have the same in them.
func (s *sheet) move(ctx context.Context, tx *sql.Tx, keys []string) error {
	var m mover
	for _, key := range keys {
		var to [maxMoving]driver.Value
		for i, at := range s.moving {
			to[i] = s.rows[key][at]
		}
		m.add(to, key)
	}
	names := make([]string, len(s.moving))
	for i, at := range s.moving {
		names[i] = s.columns[at]
	}
	return m.write(ctx, tx, s.table, names)
}

// maxMoving is how many columns a mover can write.
const maxMoving = 3

// mover writes the same into some columns of many rows, by their id.
type mover struct {
	ids map[[maxMoving]driver.Value][]string
}

func (m *mover) add(to [maxMoving]driver.Value, id string) {
	if m.ids == nil {
		m.ids = map[[maxMoving]driver.Value][]string{}
	}
	m.ids[to] = append(m.ids[to], id)
}

// write leaves a column as it is where it is to be nil.
func (m *mover) write(ctx context.Context, tx *sql.Tx, table string, columns []string) error {
	if len(m.ids) == 0 {
		return nil
	}
	sets := make([]string, len(columns))
	for i, c := range columns {
		sets[i] = c + " = coalesce(?, " + c + ")"
	}
	put, err := tx.PrepareContext(ctx, "UPDATE "+table+" SET "+strings.Join(sets, ", ")+" WHERE id IN (SELECT value FROM json_each(?))")
	if err != nil {
		return err
	}
	defer put.Close()
	for to, ids := range m.ids {
		list, err := json.Marshal(ids)
		if err != nil {
			return err
		}
		args := make([]any, 0, len(columns)+1)
		for i := range columns {
			args = append(args, to[i])
		}
		if _, err := put.ExecContext(ctx, append(args, string(list))...); err != nil {
			return err
		}
	}
	return nil
}
