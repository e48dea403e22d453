package store

import (
	"context"
	"database/sql"
	"encoding/json"
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
	// Challenge is what the API wanted to be proven last (a claims challenge, a
	// JSON object): it was asked for with the token, or is to be asked for in
	// the next sign-in. Proven is true where the person signed in for it.
	Challenge string
	Proven    bool
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
	Challenge         string    `json:"challenge,omitempty"`
	Proven            bool      `json:"proven,omitempty"`
}

func (t Token) encode() ([]byte, error) {
	return json.Marshal(tokenText{
		Access: t.Access.Reveal(), Refresh: t.Refresh.Reveal(), ID: t.ID.Reveal(),
		AccessUntil: t.AccessUntil.UTC(), RefreshUntil: t.RefreshUntil.UTC(), RefreshUntilKnown: t.RefreshUntilKnown,
		Type: t.Type, Scopes: t.Scopes, IssuedAt: t.IssuedAt.UTC(), RefreshAfter: t.RefreshAfter.UTC(),
		Challenge: t.Challenge, Proven: t.Proven,
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
		Challenge: t.Challenge, Proven: t.Proven,
	}, nil
}

// Token returns the token of a connection. Errors: ErrNoToken where none is
// kept, ErrKeyLost where it can't be opened ever again (Warnings then says so),
// ErrKeyringLocked and ErrKeyringMissing where it can't be opened now.
func (s *Store) Token(ctx context.Context, connection string) (Token, error) {
	var t Token
	err := s.unsealed(ctx, ofToken, connection, func(plain []byte) (err error) {
		t, err = decodeToken(plain)
		return err
	})
	if err != nil {
		return Token{}, fmt.Errorf("token of %s: %w", connection, err)
	}
	return t, nil
}

// SaveToken seals the token and keeps it in place of the connection's last
// one. When it returns nil the token is on the disk; else the last one is
// still there. It is not given up when ctx ends, for the server may not give
// this token a second time. Errors: ErrNotFound without such a connection,
// ErrKeyringLocked, ErrKeyringMissing (never with protection "auto"), ErrFull,
// ErrReadOnly, ErrBusy.
func (s *Store) SaveToken(ctx context.Context, connection string, t Token) error {
	plain, err := t.encode()
	if err == nil {
		err = s.saveSealed(ctx, ofToken, connection, plain, connectionExists(connection))
	}
	if err != nil {
		return fmt.Errorf("token of %s: %w", connection, err)
	}
	return nil
}

// SaveRenewal is SaveToken that changes the connection with it, both or
// neither: a connection never tells of another token than the one that is kept.
// change may be called more than once; its error is passed on.
func (s *Store) SaveRenewal(ctx context.Context, connection string, t Token, change func(*tiles.Connection) error) error {
	plain, err := t.encode()
	if err == nil {
		err = s.saveSealed(ctx, ofToken, connection, plain, func(ctx context.Context, tx *sql.Tx) error {
			_, err := changeConnection(ctx, tx, connection, change)
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("token of %s: %w", connection, err)
	}
	return nil
}

// SaveSignIn saves a connection and its token, both or neither; see SaveToken.
func (s *Store) SaveSignIn(ctx context.Context, c tiles.Connection, t Token) error {
	plain, err := t.encode()
	if err == nil {
		err = s.saveSealed(ctx, ofToken, c.ID, plain, func(ctx context.Context, tx *sql.Tx) error {
			return putConnection(ctx, tx, c)
		})
	}
	if err != nil {
		return fmt.Errorf("sign-in %s: %w", c.ID, err)
	}
	return nil
}
