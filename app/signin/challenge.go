package signin

import (
	"context"

	"mysettings/app/tiles"
	"mysettings/store"
)

// asked reports whether the token was got for these claims, and so recently
// that the API must mean the same by them. Later they are asked for anew: a rule
// may want a fresh proof every hour, in the same words.
func (m *Manager) asked(tok store.Token, claims string) bool {
	age := m.now().Sub(tok.IssuedAt)
	return tok.Challenge == claims && age < forcedWindow
}

// unproven is why a token is of no use that was got for a claims challenge and
// is challenged for the same again. The person is asked once; after that,
// asking again would go round in circles.
func (m *Manager) unproven(tok store.Token) *Error {
	if tok.Proven {
		return &Error{
			Op: "renew", State: tiles.Blocked, Cause: tiles.CauseAdminNeeded, Remedy: tiles.RemedyAskAdmin,
			Code: codeUnmet, Claims: tok.Challenge, RetryAt: m.now().Add(blockedPause),
		}
	}
	return &Error{
		Op: "renew", State: tiles.Expired, Cause: tiles.CauseSignInRefused, Remedy: tiles.RemedySignIn,
		Code: codeUnproven, Claims: tok.Challenge,
	}
}

// pend keeps what the person has to prove in the next sign-in, where a renewal
// was refused for the want of it: what the sign-in service says, else what the
// API said. It is kept with the token, so that whichever process signs in next
// asks for it.
func (m *Manager) pend(ctx context.Context, connection string, tok store.Token, e *Error, claims string) {
	if !e.ended() {
		return
	}
	if e.Claims == "" {
		e.Claims = claims
	}
	if e.Claims == "" || e.Claims == tok.Challenge && !tok.Proven {
		return
	}
	tok.Challenge, tok.Proven = e.Claims, false
	if err := m.store.SaveToken(ctx, connection, tok); err != nil {
		// The sign-in is asked for all the same; at worst once more.
		m.log.Warn("claims challenge not saved", "connection", connection, "error", err)
	}
}

// pending gives what the person has to prove in a sign-in to c.
func (m *Manager) pending(ctx context.Context, c tiles.Connection) string {
	if c.EndedAt.IsZero() {
		return ""
	}
	tok, err := m.store.Token(ctx, c.ID)
	if err != nil {
		return "" // there is none, or it can't be read: then nothing is known
	}
	return tok.Challenge
}
