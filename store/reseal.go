package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// SetProtection says where the key of what is saved from now on is kept, as
// Options.Protection does. What is kept already stays where it is: see Reseal.
func (s *Store) SetProtection(protection string) error {
	o, err := Options{Protection: protection}.withDefaults()
	if err != nil {
		return err
	}
	s.wanted.Store(o.Protection)
	return nil
}

func (s *Store) wantedProtection() string { return s.wanted.Load().(string) }

// sealedRow is one thing that is kept sealed.
type sealedRow struct {
	what       secretKind
	connection string
	sealed     []byte
	row        keyRow
}

// Reseal moves everything that is sealed to a new key, kept where SetProtection
// says, and forgets the old keys; moved is false where everything is there
// already. Where nothing can be kept, "memory", nothing is moved either: the
// process that signs in next keeps its own. What can't be opened any more
// stays as it is.
//
// It is all or nothing, and durable. Errors: ErrKeyringLocked and
// ErrKeyringMissing (of the old place or the new), ErrFull, ErrReadOnly, ErrBusy.
func (s *Store) Reseal(ctx context.Context) (moved bool, err error) {
	ctx, cancel := s.unhurried(ctx)
	defer cancel()
	for {
		moved, err = s.reseal(ctx)
		if !errors.Is(err, errKeyChanged) {
			break
		}
	}
	if err != nil {
		return false, fmt.Errorf("sealing anew: %w", err)
	}
	if moved {
		err = s.cutLog(ctx)
	}
	return moved, err
}

func (s *Store) reseal(ctx context.Context) (moved bool, err error) {
	active, rows, err := s.allSealed(ctx)
	if err != nil || !s.misplaced(rows) {
		return false, err
	}
	type opened struct {
		sealedRow
		plain []byte
	}
	var secrets []opened
	for _, r := range rows {
		o := opened{sealedRow: r}
		err := s.open(ctx, r.what.identity(r.row, r.connection), r.row, r.sealed, func(plain []byte) error {
			o.plain = append([]byte(nil), plain...)
			return nil
		})
		switch {
		case errors.Is(err, ErrKeyLost):
		case err != nil:
			return false, err
		default:
			secrets = append(secrets, o)
		}
	}
	if len(secrets) == 0 {
		return false, nil
	}
	row, k, held, err := s.newKey(ctx, active)
	if err != nil {
		return false, err
	}
	defer held.Release()
	var unused []keyRow
	err = s.write(ctx, durable, func(tx *sql.Tx) ([]Topic, error) {
		now, err := queryActiveKey(ctx, tx)
		if err != nil {
			return nil, err
		}
		if now.id != active.id || now.database != active.database {
			return nil, errKeyChanged
		}
		if err := s.putKey(ctx, tx, row); err != nil {
			return nil, err
		}
		for _, o := range secrets {
			sealed, err := seal(k, o.what.identity(row, o.connection), o.plain)
			if err != nil {
				return nil, err
			}
			// Only what was opened: a token that was renewed meanwhile is newer.
			res, err := tx.ExecContext(ctx, "UPDATE "+string(o.what)+" SET seal_key = ?, sealed = ? WHERE connection = ? AND sealed = ?",
				row.id, sealed, o.connection, o.sealed)
			if err != nil {
				return nil, err
			}
			if n, err := res.RowsAffected(); err != nil || n == 0 {
				return nil, errKeyChanged
			}
		}
		unused, err = tidyKeys(ctx, tx)
		return []Topic{TopicConnections}, err
	})
	if err != nil {
		s.dropKeys(ctx, row)
		return false, err
	}
	s.dropKeys(ctx, unused...)
	return true, nil
}

// allSealed reads everything that is sealed, and the newest key.
func (s *Store) allSealed(ctx context.Context) (active keyRow, rows []sealedRow, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		rows = nil
		if active, err = queryActiveKey(ctx, tx); err != nil {
			return err
		}
		for _, what := range []secretKind{ofToken, ofPassword} {
			scan := func(row scanner) (r sealedRow, err error) {
				r.what, r.row.database = what, active.database
				err = row.Scan(&r.connection, &r.sealed, &r.row.id, &r.row.kind, &r.row.probe)
				return r, err
			}
			if err := each(ctx, tx, scan, func(r sealedRow) { rows = append(rows, r) }, `
				SELECT t.connection, t.sealed, k.id, k.kind, k.probe
				FROM `+string(what)+` t JOIN seal_key k ON k.id = t.seal_key`); err != nil {
				return err
			}
		}
		return nil
	})
	return active, rows, err
}

// misplaced tells whether some key isn't where it is wanted.
func (s *Store) misplaced(rows []sealedRow) bool {
	want := s.wantedProtection()
	switch want {
	case protectMemory:
		return false
	case protectAuto:
		want = protectKeyring
	}
	for _, r := range rows {
		if r.row.kind != want {
			return true
		}
	}
	return false
}
