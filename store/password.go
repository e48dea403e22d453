package store

import (
	"context"
	"database/sql"
	"fmt"
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
// DeleteToken forgets a token. Without a password it does nothing.
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
