package signin

import (
	"errors"
	"strings"
	"time"

	"mysettings/app/tiles"
)

// Error is why a sign-in, a renewal or a sign-out did not work. It holds no
// secret: it may be logged and shown under "Details".
type Error struct {
	// Op is what was being done: "sign in", "device code", "renew", "save",
	// "access", "sign out".
	Op string
	// State is what the existing sign-in has become because of it: expired,
	// blocked or signed out. It is empty where the sign-in is as it was: a
	// network failure, a failed save, an interactive attempt that came to
	// nothing.
	State  tiles.SignInState
	Cause  tiles.Cause
	Remedy tiles.Remedy
	// Code is the server's OAuth error ("invalid_grant") or, where the server
	// said none, one of ours ("timed_out", "tls", "different_person", …).
	Code string
	// Suberror is Entra's finer code ("bad_token"); AADSTS its number, with
	// that prefix. The number only ever chooses words.
	Suberror string
	AADSTS   string
	// CorrelationID and Timestamp are what the server's support asks for.
	CorrelationID string
	Timestamp     time.Time
	// Description is the server's own sentence, cleaned and without anything
	// that could be a secret. Untrusted text.
	Description string
	// Claims is what the server wants to be proven in the next interactive
	// sign-in; give it to [Request].Claims.
	Claims string
	// RetryAt is when the same may be tried again by itself; zero for never.
	RetryAt time.Time
	// Network is true where no answer of the identity provider was had: no
	// way to it, or something else in between that answered.
	Network bool
	// Err is what lies behind, where something does.
	Err error
}

// What lies behind an [Error], for errors.Is.
var (
	// ErrTimedOut: nobody finished the sign-in within the time allowed.
	ErrTimedOut = errors.New("no answer in time")
	// ErrScopeMissing: a further permission has to be asked for; sign in
	// again with it in [Request].Scopes.
	ErrScopeMissing = errors.New("permission not granted yet")
	// ErrNoBrowser: there is none that could be opened here.
	ErrNoBrowser = errors.New("no browser to open")
	// ErrNoDeviceCode: the identity provider offers no device code.
	ErrNoDeviceCode = errors.New("no device code offered")
	// ErrClosed: the Manager was closed.
	ErrClosed = errors.New("sign-in manager closed")
)

// DifferentPerson is behind the [Error] of a sign-in that was meant to bring
// one person's connection back but was answered by another person. Both are
// untrusted text.
type DifferentPerson struct{ Want, Got string }

// Error names both.
func (e *DifferentPerson) Error() string {
	return "signed in as " + tiles.Clean(e.Got, 80) + " instead of " + tiles.Clean(e.Want, 80)
}

// Gone tells whether the sign-in can't be used until somebody acts. What came to
// nothing by itself (no way to the service, a failed save, a refused attempt)
// never makes it so.
func (e *Error) Gone() bool {
	return !e.Network && e.State != "" && e.State != tiles.SignedIn
}

// Error gives the operation and the codes, never the server's sentence.
func (e *Error) Error() string {
	parts := []string{"signin: " + e.Op}
	if e.Code != "" {
		code := e.Code
		if e.Suberror != "" {
			code += "/" + e.Suberror
		}
		if e.AADSTS != "" {
			code += " (" + e.AADSTS + ")"
		}
		parts = append(parts, code)
	}
	if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	return strings.Join(parts, ": ")
}

// Unwrap gives what lies behind.
func (e *Error) Unwrap() error { return e.Err }

// Problem gives the error as a Connection keeps it.
func (e *Error) Problem() *tiles.Problem {
	code := e.Code
	if e.AADSTS != "" {
		code = e.AADSTS
	}
	return &tiles.Problem{
		Cause:         e.Cause,
		Remedy:        e.Remedy,
		Text:          string(e.help()),
		Code:          code,
		CorrelationID: e.CorrelationID,
		RetryAt:       e.RetryAt,
	}
}

// ended reports whether the sign-in is over because of the error.
func (e *Error) ended() bool { return e.State == tiles.Expired || e.State == tiles.Blocked }

// errorOf gives the error that a Connection has kept, nil if its sign-in is
// good.
func errorOf(op string, c tiles.Connection) *Error {
	switch {
	case c.SignedOut:
		return &Error{Op: op, State: tiles.SignedOut, Cause: tiles.CauseSignedOut, Remedy: tiles.RemedySignIn, Code: codeSignedOut}
	case c.EndedAt.IsZero():
		return nil
	}
	e := &Error{Op: op, State: tiles.Expired, Cause: tiles.CauseSignInExpired, Remedy: tiles.RemedySignIn, Timestamp: c.EndedAt}
	if p := c.Problem; p != nil {
		e.Cause, e.Remedy, e.Code, e.CorrelationID, e.RetryAt = p.Cause, p.Remedy, p.Code, p.CorrelationID, p.RetryAt
		if strings.HasPrefix(p.Code, aadstsPrefix) {
			e.AADSTS = p.Code
		}
	}
	if e.Cause == tiles.CauseAdminNeeded {
		e.State = tiles.Blocked
	}
	return e
}

// asError gives err as an *Error, wrapping what is not one yet.
func asError(op string, err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Op: op, Err: err}
}
