package store

import (
	"context"
	"database/sql"
)

// Protection says where the key of the newest token is kept: "keyring", "file"
// or "memory"; empty while there is no token. It needs no keyring.
func (s *Store) Protection(ctx context.Context) (string, error) {
	row, err := s.activeKey(ctx)
	return row.kind, err
}

// activeKey is the newest key; without one only the database's id is set.
func (s *Store) activeKey(ctx context.Context) (row keyRow, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		row, err = queryActiveKey(ctx, tx)
		return err
	})
	return row, err
}

func queryActiveKey(ctx context.Context, tx *sql.Tx) (row keyRow, err error) {
	err = tx.QueryRowContext(ctx, `
		SELECT m.value, coalesce(k.id, ''), coalesce(k.kind, ''), k.probe
		FROM meta m LEFT JOIN seal_key k ON true
		WHERE m.key = 'database' ORDER BY k.created_at DESC, k.id LIMIT 1`).
		Scan(&row.database, &row.id, &row.kind, &row.probe)
	return row, err
}

// putKey adds the row of a new key, which is loose no more, and the warning where its place is one that
// the person should know of.
func (s *Store) putKey(ctx context.Context, tx *sql.Tx, row keyRow) error {
	// later than every other one, whatever the clock says
	if _, err := tx.ExecContext(ctx, `
		INSERT INTO seal_key (id, kind, probe, created_at)
		SELECT ?, ?, ?, max(?, coalesce(max(created_at), 0) + 1) FROM seal_key`,
		row.id, row.kind, row.probe, ms(s.now())); err != nil {
		return err
	}
	if err := tighten(ctx, tx, row.id); err != nil {
		return err
	}
	switch {
	case row.kind == protectFile && s.wantedProtection() == protectAuto:
		return raise(ctx, tx, Warning{Code: WarnFile, At: s.now(),
			Text: warning("No keyring was found on this computer. The key that protects your sign-in is in a file that only you can read: %s", s.keyPath(row.id))})
	case row.kind == protectMemory:
		return raise(ctx, tx, Warning{Code: WarnMemory, At: s.now(),
			Text: warning("You stay signed in until this program ends: the key that protects your sign-in is kept in memory only.")})
	}
	return nil
}

// tidyKeys removes the rows of keys on which no token or password hangs, and the
// warnings about them, and returns the rows: of keys that are loose then.
func tidyKeys(ctx context.Context, tx *sql.Tx) ([]keyRow, error) {
	var unused []keyRow
	scan := func(row scanner) (r keyRow, err error) { return r, row.Scan(&r.id, &r.kind) }
	err := each(ctx, tx, scan, func(r keyRow) { unused = append(unused, r) }, `
		DELETE FROM seal_key
		WHERE id NOT IN (SELECT seal_key FROM token UNION ALL SELECT seal_key FROM password) RETURNING id, kind`)
	if err != nil {
		return nil, err
	}
	for _, row := range unused {
		if err := loosen(ctx, tx, row); err != nil {
			return nil, err
		}
	}
	_, err = tx.ExecContext(ctx, `
		DELETE FROM warning
		WHERE code = ? AND NOT EXISTS (SELECT 1 FROM seal_key WHERE kind = ?)
		   OR code = ? AND NOT EXISTS (SELECT 1 FROM seal_key WHERE kind = ?)`,
		WarnFile, protectFile, WarnMemory, protectMemory)
	return unused, err
}
