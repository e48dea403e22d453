package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// secretKind is what is sealed: the name of its table, and the purpose that is
// bound into the seal, so that neither opens in place of the other.
type secretKind string

const (
	ofToken    secretKind = "token"
	ofPassword secretKind = "password"
)

func (k secretKind) identity(row keyRow, connection string) identity {
	return identity{database: row.database, connection: connection, purpose: string(k)}
}

// unsealed opens what is kept sealed for a connection and hands it to read.
func (s *Store) unsealed(ctx context.Context, what secretKind, connection string, read func(plain []byte) error) error {
	var last []byte
	for {
		sealed, row, err := s.sealed(ctx, what, connection)
		if err != nil {
			return err
		}
		err = s.open(ctx, what.identity(row, connection), row, sealed, read)
		if errors.Is(err, ErrKeyLost) && !bytes.Equal(sealed, last) {
			// another process may have put a new secret with a new key in its
			// place between the two steps
			last = sealed
			continue
		}
		if errors.Is(err, ErrKeyLost) {
			s.warnKeyLost(ctx)
		}
		return err
	}
}

func (s *Store) open(ctx context.Context, id identity, row keyRow, sealed []byte, read func(plain []byte) error) error {
	k, err := s.keys.get(ctx, row)
	if err != nil {
		return err
	}
	plain, err := unseal(k, id, sealed)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrKeyLost, err)
	}
	return read(plain)
}

func (s *Store) sealed(ctx context.Context, what secretKind, connection string) (sealed []byte, row keyRow, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `
			SELECT t.sealed, k.id, k.kind, k.probe, m.value
			FROM `+string(what)+` t JOIN seal_key k ON k.id = t.seal_key JOIN meta m ON m.key = 'database'
			WHERE t.connection = ?`, connection).
			Scan(&sealed, &row.id, &row.kind, &row.probe, &row.database)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNoToken
		}
		return err
	})
	return sealed, row, err
}

// connectionExists is for saveSealed: ErrNotFound without such a connection.
func connectionExists(connection string) func(context.Context, *sql.Tx) error {
	return func(ctx context.Context, tx *sql.Tx) error {
		var n int
		return tx.QueryRowContext(ctx, "SELECT 1 FROM connection WHERE id = ?", connection).Scan(&n)
	}
}

func (s *Store) warnKeyLost(ctx context.Context) {
	err := s.write(ctx, durable, func(tx *sql.Tx) ([]Topic, error) {
		res, err := tx.ExecContext(ctx, `
			INSERT INTO warning (code, text, at, acknowledged_at) VALUES (?, ?, ?, 0)
			ON CONFLICT (code) DO NOTHING`,
			WarnKeyLost, warning("The key that protects your sign-in is gone: please sign in again."), ms(s.now()))
		if err != nil {
			return nil, err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return nil, err
		}
		return []Topic{TopicConnections}, nil
	})
	if err != nil {
		s.o.Log.Warn("warning not kept", "code", WarnKeyLost, "error", err)
	}
}

// errKeyChanged means that another process made or removed a key between the
// sealing and the saving.
var errKeyChanged = errors.New("sealing key changed meanwhile")

// saveSealed seals plain and keeps it, after with, in the same transaction.
func (s *Store) saveSealed(ctx context.Context, what secretKind, connection string, plain []byte,
	with func(context.Context, *sql.Tx) error) error {
	ctx, cancel := s.unhurried(ctx)
	defer cancel()
	for {
		active, row, k, held, err := s.keyForSaving(ctx)
		if errors.Is(err, errKeyChanged) {
			continue
		}
		if err != nil {
			return err
		}
		sealed, err := seal(k, what.identity(row, connection), plain)
		if err == nil {
			err = s.putSealed(ctx, what, connection, sealed, active, row, with)
		}
		if err != nil && row.id != active.id {
			s.dropKeys(ctx, row)
		}
		held.Release()
		if !errors.Is(err, errKeyChanged) {
			s.sweepKeys(ctx, true)
			return err
		}
	}
}

// keyForSaving returns the active key's row as found (zero for none) and the
// key to seal with: the same, or a new one where the active one is lost, out
// of reach or not where Options.Protection wants it; a new one with its lease.
func (s *Store) keyForSaving(ctx context.Context) (active, row keyRow, k key, held *Lease, err error) {
	if active, err = s.activeKey(ctx); err != nil {
		return active, row, k, nil, err
	}
	want := s.wantedProtection()
	if active.id != "" && (want == protectAuto || want == active.kind) {
		k, err = s.keys.get(ctx, active)
		switch {
		case err == nil:
			return active, active, k, nil, nil
		case errors.Is(err, ErrKeyLost):
		case errors.Is(err, ErrKeyringMissing) && want == protectAuto:
		default:
			return active, row, k, nil, err
		}
	}
	row, k, held, err = s.newKey(ctx, active)
	return active, row, k, held, err
}

// putSealed writes what is sealed, and its key's row where that is new.
func (s *Store) putSealed(ctx context.Context, what secretKind, connection string, sealed []byte, active, row keyRow,
	with func(context.Context, *sql.Tx) error) error {
	var unused []keyRow
	err := s.write(ctx, durable, func(tx *sql.Tx) ([]Topic, error) {
		now, err := queryActiveKey(ctx, tx)
		if err != nil {
			return nil, err
		}
		if now.id != active.id || now.database != active.database {
			return nil, errKeyChanged
		}
		if err := with(ctx, tx); err != nil {
			return nil, err
		}
		if row.id != active.id {
			if err := s.putKey(ctx, tx, row); err != nil {
				return nil, err
			}
		}
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO `+string(what)+` (connection, seal_key, sealed, saved_at) VALUES (?, ?, ?, ?)
			ON CONFLICT (connection) DO UPDATE SET
				seal_key = excluded.seal_key, sealed = excluded.sealed, saved_at = excluded.saved_at`,
			connection, row.id, sealed, ms(s.now())); err != nil {
			return nil, err
		}
		if unused, err = tidyKeys(ctx, tx); err != nil {
			return nil, err
		}
		return []Topic{TopicConnections}, lower(ctx, tx, WarnKeyLost)
	})
	if err == nil {
		s.dropKeys(ctx, unused...)
	}
	return err
}
