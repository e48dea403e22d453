package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"mysettings/app/tiles"
)

// Token is what a sign-in to Power BI gave. It is kept sealed.
type Token struct {
	Access  Secret
	Refresh Secret
	ID      Secret
	// AccessUntil is when Access ends; zero when the server did not say.
	AccessUntil time.Time
	// RefreshUntil is when Refresh ends, and RefreshUntilKnown whether the
	// server said so: else it is an estimate.
	RefreshUntil      time.Time
	RefreshUntilKnown bool
	// Type is the token_type, "Bearer".
	Type string
	// Scopes are the permissions of Access, without prefix.
	Scopes []string
	// IssuedAt is when it was got, and RefreshAfter when the server wishes it
	// to be renewed (refresh_in); zero when it did not say.
	IssuedAt     time.Time
	RefreshAfter time.Time
}

// tokenText is a Token as it is sealed.
type tokenText struct {
	Access            string    `json:"access,omitempty"`
	Refresh           string    `json:"refresh,omitempty"`
	ID                string    `json:"id,omitempty"`
	AccessUntil       time.Time `json:"access_until,omitzero"`
	RefreshUntil      time.Time `json:"refresh_until,omitzero"`
	RefreshUntilKnown bool      `json:"refresh_until_known,omitempty"`
	Type              string    `json:"type,omitempty"`
	Scopes            []string  `json:"scopes,omitempty"`
	IssuedAt          time.Time `json:"issued_at,omitzero"`
	RefreshAfter      time.Time `json:"refresh_after,omitzero"`
}

func (t Token) encode() ([]byte, error) {
	return json.Marshal(tokenText{
		Access: t.Access.Reveal(), Refresh: t.Refresh.Reveal(), ID: t.ID.Reveal(),
		AccessUntil: t.AccessUntil.UTC(), RefreshUntil: t.RefreshUntil.UTC(), RefreshUntilKnown: t.RefreshUntilKnown,
		Type: t.Type, Scopes: t.Scopes, IssuedAt: t.IssuedAt.UTC(), RefreshAfter: t.RefreshAfter.UTC(),
	})
}

func decodeToken(plain []byte) (Token, error) {
	var t tokenText
	if err := json.Unmarshal(plain, &t); err != nil {
		// the JSON error may quote what it read
		return Token{}, fmt.Errorf("%w: not a token", ErrKeyLost)
	}
	return Token{
		Access: NewSecret(t.Access), Refresh: NewSecret(t.Refresh), ID: NewSecret(t.ID),
		AccessUntil: t.AccessUntil, RefreshUntil: t.RefreshUntil, RefreshUntilKnown: t.RefreshUntilKnown,
		Type: t.Type, Scopes: t.Scopes, IssuedAt: t.IssuedAt, RefreshAfter: t.RefreshAfter,
	}, nil
}

func tokenIdentity(row keyRow, connection string) identity {
	return identity{database: row.database, connection: connection, purpose: "token"}
}

// Token returns the token of a connection. Errors: ErrNoToken where none is
// kept, ErrKeyLost where it can't be opened ever again (Warnings then says so),
// ErrKeyringLocked and ErrKeyringMissing where it can't be opened now.
func (s *Store) Token(ctx context.Context, connection string) (Token, error) {
	var last []byte
	for {
		sealed, row, err := s.sealedToken(ctx, connection)
		if err != nil {
			return Token{}, fmt.Errorf("token of %s: %w", connection, err)
		}
		t, err := s.openToken(ctx, connection, sealed, row)
		if errors.Is(err, ErrKeyLost) && !bytes.Equal(sealed, last) {
			// another process may have put a new token with a new key in its
			// place between the two steps
			last = sealed
			continue
		}
		if errors.Is(err, ErrKeyLost) {
			s.warnKeyLost(ctx)
		}
		if err != nil {
			return Token{}, fmt.Errorf("token of %s: %w", connection, err)
		}
		return t, nil
	}
}

func (s *Store) openToken(ctx context.Context, connection string, sealed []byte, row keyRow) (Token, error) {
	k, err := s.keys.get(ctx, row)
	if err != nil {
		return Token{}, err
	}
	plain, err := unseal(k, tokenIdentity(row, connection), sealed)
	if err != nil {
		return Token{}, fmt.Errorf("%w: %w", ErrKeyLost, err)
	}
	return decodeToken(plain)
}

func (s *Store) sealedToken(ctx context.Context, connection string) (sealed []byte, row keyRow, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `
			SELECT t.sealed, k.id, k.kind, k.probe, m.value
			FROM token t JOIN seal_key k ON k.id = t.seal_key JOIN meta m ON m.key = 'database'
			WHERE t.connection = ?`, connection).
			Scan(&sealed, &row.id, &row.kind, &row.probe, &row.database)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNoToken
		}
		return err
	})
	return sealed, row, err
}

func (s *Store) warnKeyLost(ctx context.Context) {
	err := s.write(ctx, durable, func(tx *sql.Tx) ([]Topic, error) {
		res, err := tx.ExecContext(ctx, `
			INSERT INTO warning (code, text, at, acknowledged_at) VALUES (?, ?, ?, 0)
			ON CONFLICT (code) DO NOTHING`,
			WarnKeyLost, "The key that protects your sign-in is gone: please sign in again.", ms(s.now()))
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

// SaveToken seals the token and keeps it in place of the connection's last
// one. When it returns nil the token is on the disk; else the last one is
// still there. It is not given up when ctx ends, for the server may not give
// this token a second time. Errors: ErrNotFound without such a connection,
// ErrKeyringLocked, ErrKeyringMissing (never with protection "auto"), ErrFull,
// ErrReadOnly, ErrBusy.
func (s *Store) SaveToken(ctx context.Context, connection string, t Token) error {
	err := s.saveToken(ctx, connection, t, func(ctx context.Context, tx *sql.Tx) error {
		var n int
		return tx.QueryRowContext(ctx, "SELECT 1 FROM connection WHERE id = ?", connection).Scan(&n)
	})
	if err != nil {
		return fmt.Errorf("token of %s: %w", connection, err)
	}
	return nil
}

// SaveSignIn saves a connection and its token, both or neither; see SaveToken.
func (s *Store) SaveSignIn(ctx context.Context, c tiles.Connection, t Token) error {
	err := s.saveToken(ctx, c.ID, t, func(ctx context.Context, tx *sql.Tx) error {
		return putConnection(ctx, tx, c)
	})
	if err != nil {
		return fmt.Errorf("sign-in %s: %w", c.ID, err)
	}
	return nil
}

// errKeyChanged means that another process made or removed a key between the
// sealing and the saving.
var errKeyChanged = errors.New("sealing key changed meanwhile")

func (s *Store) saveToken(ctx context.Context, connection string, t Token,
	with func(context.Context, *sql.Tx) error) error {
	ctx, cancel := s.unhurried(ctx)
	defer cancel()
	plain, err := t.encode()
	if err != nil {
		return err
	}
	for {
		active, row, k, err := s.keyForSaving(ctx)
		if err != nil {
			return err
		}
		sealed, err := seal(k, tokenIdentity(row, connection), plain)
		if err == nil {
			err = s.putToken(ctx, connection, sealed, active, row, with)
		}
		if err != nil && row.id != active.id {
			s.keys.discard(ctx, row)
		}
		if !errors.Is(err, errKeyChanged) {
			return err
		}
	}
}

// keyForSaving returns the active key's row as found (zero for none) and the
// key to seal with: the same, or a new one where the active one is lost, out
// of reach or not where Options.Protection wants it.
func (s *Store) keyForSaving(ctx context.Context) (active, row keyRow, k key, err error) {
	if active, err = s.activeKey(ctx); err != nil {
		return active, row, k, err
	}
	want := s.o.Protection
	if active.id != "" && (want == protectAuto || want == active.kind) {
		k, err = s.keys.get(ctx, active)
		switch {
		case err == nil:
			return active, active, k, nil
		case errors.Is(err, ErrKeyLost):
		case errors.Is(err, ErrKeyringMissing) && want == protectAuto:
		default:
			return active, row, k, err
		}
	}
	row, k, err = s.keys.make(ctx, active.database)
	return active, row, k, err
}

// putToken writes a sealed token, and its key's row where that is new.
func (s *Store) putToken(ctx context.Context, connection string, sealed []byte, active, row keyRow,
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
			INSERT INTO token (connection, seal_key, sealed, saved_at) VALUES (?, ?, ?, ?)
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
		s.keys.discard(ctx, unused...)
	}
	return err
}
