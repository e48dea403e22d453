package store

import (
	"context"
	"database/sql"
	"strings"
)

// A loose key is one that no row of seal_key tells of: it is being made, until
// what it seals is saved, or nothing hangs on it any more, until it is removed.
// It is noted in the database before it is so. Who dies in between leaves the
// note behind, and the next process removes the key by it: a key in the keyring
// can only be found by its name.

// looseKey is how the names of the notes, in the table meta, begin. The key's
// id follows; the value is where it is kept, "auto" for one of the places.
const looseKey = "loose-"

// keysLease is held by whoever makes a key, until what it seals is saved.
const keysLease = "keys"

// newKey makes a key, and holds a lease on it until what it seals is saved or
// it is dropped. errKeyChanged where another process was quicker.
func (s *Store) newKey(ctx context.Context, active keyRow) (row keyRow, k key, held *Lease, err error) {
	row = s.keys.name(active.database)
	if row.kind != protectMemory {
		if held, err = s.Lease(ctx, keysLease); err != nil {
			return row, k, nil, err
		}
		if err = s.noteLoose(ctx, active, row); err != nil {
			held.Release()
			return row, k, nil, err
		}
	}
	if k, err = s.keys.make(ctx, &row); err != nil {
		s.dropKeys(ctx, row)
		held.Release()
		return row, k, nil, err
	}
	return row, k, held, nil
}

func (s *Store) noteLoose(ctx context.Context, active, row keyRow) error {
	return s.write(ctx, durable, func(tx *sql.Tx) ([]Topic, error) {
		now, err := queryActiveKey(ctx, tx)
		if err != nil {
			return nil, err
		}
		if now.id != active.id || now.database != active.database {
			return nil, errKeyChanged
		}
		return []Topic{TopicConnections}, loosen(ctx, tx, row)
	})
}

// loosen notes a key that is to be removed, or that is going to be made.
func loosen(ctx context.Context, tx *sql.Tx, row keyRow) error {
	if row.kind == protectMemory {
		return nil
	}
	_, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", looseKey+row.id, row.kind)
	return err
}

func tighten(ctx context.Context, tx *sql.Tx, id string) error {
	_, err := tx.ExecContext(ctx, "DELETE FROM meta WHERE key = ?", looseKey+id)
	return err
}

// dropKeys removes loose keys, and the notes of those that are gone. Nothing
// hangs on them, so that an error is mostly only worth the line in the log that
// it gets: the note stays, and it is tried again.
func (s *Store) dropKeys(ctx context.Context, rows ...keyRow) (errs []error) {
	var gone []string
	for _, row := range rows {
		if err := s.keys.discard(ctx, row); err != nil {
			errs = append(errs, err)
		} else if row.kind != protectMemory {
			gone = append(gone, row.id)
		}
	}
	if len(gone) == 0 {
		return errs
	}
	err := s.write(ctx, relaxed, func(tx *sql.Tx) ([]Topic, error) {
		for _, id := range gone {
			if err := tighten(ctx, tx, id); err != nil {
				return nil, err
			}
		}
		return []Topic{TopicConnections}, nil
	})
	if err != nil {
		s.o.Log.Warn("removed sealing key still noted", "error", err)
	}
	return errs
}

// sweepKeys removes the keys that a process left behind which died while it
// made or removed them; those in the keyring only where that may be asked. It
// does nothing while somebody makes a key.
func (s *Store) sweepKeys(ctx context.Context, keyring bool) {
	rows, err := s.looseKeys(ctx)
	if err != nil || len(rows) == 0 {
		return
	}
	lease, free, err := s.TryLease(keysLease)
	if err != nil || !free {
		return
	}
	defer lease.Release()
	// Those that are still there: with the lease nobody is making one.
	if rows, err = s.looseKeys(ctx); err != nil {
		return
	}
	var drop []keyRow
	for _, row := range rows {
		if keyring || row.kind == protectFile {
			drop = append(drop, row)
		} else if err := s.removeKeyFile(row.id); err != nil {
			s.o.Log.Warn("loose key file not removed", "error", err)
		}
	}
	s.dropKeys(ctx, drop...)
}

// looseKeys reads the notes. It is asked at the opening, which leaves damage to
// the call that meets it: nothing is set aside here.
func (s *Store) looseKeys(ctx context.Context) (rows []keyRow, err error) {
	db, release, err := s.acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	tx, err := db.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }()
	scan := func(row scanner) (r keyRow, err error) {
		err = row.Scan(&r.id, &r.kind)
		r.id = strings.TrimPrefix(r.id, looseKey)
		return r, err
	}
	err = each(ctx, tx, scan, func(r keyRow) { rows = append(rows, r) },
		"SELECT key, value FROM meta WHERE key >= ? AND key < ?", looseKey, looseKey+"~")
	return rows, err
}
