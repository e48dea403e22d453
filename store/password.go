package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"mysettings/app/tiles"
)

// SavePassword seals the password with which this app signs in to a report
// server itself, and keeps it in place of the connection's last one. Durable
// and with the errors of SaveToken.
func (s *Store) SavePassword(ctx context.Context, connection string, password Secret) error {
	err := s.saveSealed(ctx, ofPassword, connection, []byte(password.Reveal()), connectionExists(connection))
	if err != nil {
		return fmt.Errorf("password of %s: %w", connection, err)
	}
	return nil
}

// SaveLogin changes a report server's connection and the password that goes
// with it, both or neither: nobody ever sees the one without the other. change
// gets the connection as it is, one with nothing but the ID where there is none,
// and may be called more than once; its error is passed on. An empty password
// means that there is none, and an old one is forgotten as DeletePassword does.
// Durable, with the errors of SaveToken.
func (s *Store) SaveLogin(ctx context.Context, connection string, password Secret, change func(*tiles.Connection) error) error {
	save := func(ctx context.Context, tx *sql.Tx) error {
		c, err := queryConnection(ctx, tx, connection)
		if errors.Is(err, sql.ErrNoRows) {
			c, err = tiles.Connection{ID: connection}, nil
		}
		if err == nil {
			err = change(&c)
		}
		if err == nil && c.ID != connection {
			err = fmt.Errorf("another ID, %q", c.ID)
		}
		if err != nil {
			return err
		}
		return putConnection(ctx, tx, c)
	}
	var err error
	if password.Empty() {
		err = s.forget(ctx, func(tx *sql.Tx) error {
			if err := save(ctx, tx); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, "DELETE FROM password WHERE connection = ?", connection)
			return err
		})
	} else {
		err = s.saveSealed(ctx, ofPassword, connection, []byte(password.Reveal()), save)
	}
	if err != nil {
		return fmt.Errorf("login to %s: %w", connection, err)
	}
	return nil
}

// Password returns the password of a connection. Errors as for Token:
// ErrNoToken where none is kept, ErrKeyLost, ErrKeyringLocked,
// ErrKeyringMissing.
func (s *Store) Password(ctx context.Context, connection string) (Secret, error) {
	var password Secret
	err := s.unsealed(ctx, ofPassword, connection, func(plain []byte) error {
		password = NewSecret(string(plain))
		return nil
	})
	if err != nil {
		return Secret{}, fmt.Errorf("password of %s: %w", connection, err)
	}
	return password, nil
}

// DeletePassword forgets the password of a connection as thoroughly as
// SignOut forgets a token. Without a password it does nothing.
func (s *Store) DeletePassword(ctx context.Context, connection string) error {
	err := s.forget(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM password WHERE connection = ?", connection)
		return err
	})
	if err != nil {
		return fmt.Errorf("password of %s: %w", connection, err)
	}
	return nil
}
