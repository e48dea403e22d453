package signin

import (
	"context"
	"errors"
	"strings"
	"time"

	"mysettings/app/tiles"
	"mysettings/store"
)

const (
	// margin is how long before its end an access token is renewed, as in
	// MSAL: long enough for the longest request to end before it does.
	margin = 5 * time.Minute
	// clockSlack is how far in the future a token may seem to be issued before
	// this computer's clock must have been set back.
	clockSlack = time.Minute
)

// Access gives an access token that is good for some minutes at least, renewed
// if need be. However many goroutines and processes ask at once, one request
// is sent. scopes are the permissions that the caller needs, without prefix;
// without any, those of the connection are not looked at.
//
// While the sign-in service can't be reached an access token that has not
// ended is still given out. Errors are *[Error]: with [ErrScopeMissing] behind
// it where a further permission has to be asked for; with a State where the
// sign-in is over, which the store then says too; with an empty State where
// it is not (network, a locked keyring, a failed save).
func (m *Manager) Access(ctx context.Context, connection string, scopes ...string) (store.Secret, error) {
	conn, tok, err := m.current(ctx, connection)
	if err != nil && !errors.Is(err, store.ErrKeyLost) {
		return store.Secret{}, err
	}
	if missing := declined(scopes, conn.Scopes); err == nil && len(missing) > 0 {
		return store.Secret{}, scopeError("access", missing)
	}
	now := m.now()
	if err == nil && fresh(tok, now) {
		return tok.Access, nil
	}
	renewed, err := m.renewed(ctx, connection, store.Secret{}, "")
	if err == nil {
		return renewed.Access, nil
	}
	e := asError("renew", err)
	if e.State == "" && ctx.Err() == nil && usable(tok, m.now()) {
		m.log.Info("renewal put off", "connection", connection, "code", e.Code)
		return tok.Access, nil
	}
	return store.Secret{}, e
}

// Renew gives another access token than the rejected one, which the API took
// for ended or revoked: the stored one, if somebody else has renewed it since,
// or a new one. Errors are as for Access; a token that is rejected again and
// again is not renewed each time.
func (m *Manager) Renew(ctx context.Context, connection string, rejected store.Secret) (store.Secret, error) {
	return m.another(ctx, connection, rejected, "")
}

// Prove gives another access token than the rejected one, for which the API
// wants something to be proven (claims, a JSON object, as of
// https://learn.microsoft.com/en-us/entra/identity-platform/claims-challenge).
// It asks for one without the person, once for each challenge. Where that
// isn't possible, or the API still wants the same, the sign-in has ended, and
// the next [Manager.SignIn] to the connection asks the person for it; where
// even that has not helped, only an administrator can. Errors are as for
// Renew.
func (m *Manager) Prove(ctx context.Context, connection string, rejected store.Secret, claims string) (store.Secret, error) {
	return m.another(ctx, connection, rejected, claims)
}

// another gives another token than the rejected one.
func (m *Manager) another(ctx context.Context, connection string, rejected store.Secret, claims string) (store.Secret, error) {
	_, tok, err := m.current(ctx, connection)
	if err != nil && !errors.Is(err, store.ErrKeyLost) {
		return store.Secret{}, err
	}
	if err == nil && !tok.Access.Equal(rejected) && fresh(tok, m.now()) {
		return tok.Access, nil
	}
	renewed, err := m.renewed(ctx, connection, rejected, claims)
	if err != nil {
		return store.Secret{}, asError("renew", err)
	}
	return renewed.Access, nil
}

// current gives the connection and its token, or why there is none to use.
func (m *Manager) current(ctx context.Context, connection string) (tiles.Connection, store.Token, error) {
	if m.isClosed() {
		return tiles.Connection{}, store.Token{}, &Error{Op: "renew", Code: codeClosed, Err: ErrClosed}
	}
	conn, err := m.store.Connection(ctx, connection)
	if err != nil {
		return conn, store.Token{}, &Error{Op: "access", Err: err}
	}
	if conn.Kind != tiles.PowerBI {
		return conn, store.Token{}, &Error{Op: "access", Err: errNotOurs}
	}
	if e := errorOf("access", conn); e != nil && !m.mayRetry(e) {
		return conn, store.Token{}, e
	}
	tok, err := m.store.Token(ctx, connection)
	if err != nil {
		return conn, store.Token{}, tokenError(err)
	}
	return conn, tok, nil
}

var errNotOurs = errors.New("not a sign-in that this app keeps")

// mayRetry reports whether a sign-in that ended may be tried again by now: a
// rule of the organisation may have been lifted without anybody signing in.
func (m *Manager) mayRetry(e *Error) bool {
	return e.State != tiles.SignedOut && !e.RetryAt.IsZero() && !m.now().Before(e.RetryAt)
}

// tokenError says what a token that can't be read means.
func tokenError(err error) *Error {
	switch {
	case errors.Is(err, store.ErrNoToken):
		return &Error{Op: "access", State: tiles.SignedOut, Cause: tiles.CauseSignedOut, Remedy: tiles.RemedySignIn, Code: codeSignedOut, Err: err}
	case errors.Is(err, store.ErrKeyLost):
		return &Error{Op: "access", State: tiles.Expired, Cause: tiles.CauseSignInExpired, Remedy: tiles.RemedySignIn, Code: codeKeyLost, Err: err}
	}
	return &Error{Op: "access", Err: err}
}

// fresh reports whether the token needs no renewal yet.
func fresh(t store.Token, now time.Time) bool {
	if t.Access.Empty() || t.IssuedAt.After(now.Add(clockSlack)) {
		return false
	}
	// A token that lives for ten minutes or less is renewed halfway; it would
	// else be renewed at every call.
	early := min(margin, t.AccessUntil.Sub(t.IssuedAt)/2)
	return now.Before(t.AccessUntil.Add(-early)) && (t.RefreshAfter.IsZero() || now.Before(t.RefreshAfter))
}

// usable reports whether the token has not ended, early or late as it may be.
func usable(t store.Token, now time.Time) bool {
	return !t.Access.Empty() && now.Before(t.AccessUntil) && !t.IssuedAt.After(now.Add(clockSlack))
}

// summary is for the log: which of a failure's codes is worth a line.
func summary(e *Error) string { return strings.TrimSpace(e.Code + " " + e.Suberror + " " + e.AADSTS) }
