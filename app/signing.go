package app

import (
	"context"
	"errors"
	"sync"

	"mysettings/app/signin"
	"mysettings/app/watch"
)

// signing is the one sign-in that the window may have under way.
type signing struct {
	mu     sync.Mutex // protects everything below
	state  *SigningIn
	url    string // of the sign-in page; never leaves this process but to the browser
	opener signin.Browser
	cancel context.CancelFunc
}

// now is a copy of how far it is, nil when none is under way.
func (s *signing) now() *SigningIn {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == nil {
		return nil
	}
	c := *s.state
	return &c
}

// errSigning is a second sign-in while one is under way.
var errSigning = &refusal{
	text: "A sign-in is already under way in your browser.",
	do:   "Finish it there, or cancel it first.",
	code: "signin_under_way",
}

// errNoSigning is "open again" when nothing is under way any more.
var errNoSigning = &refusal{
	text: "That sign-in is over.",
	do:   "Sign in again.",
	code: "signin_over",
}

// begin takes the place of the one sign-in, or says that it is taken.
func (s *signing) begin(state SigningIn, opener signin.Browser, cancel context.CancelFunc) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != nil {
		return errSigning
	}
	s.state, s.url, s.opener, s.cancel = &state, "", opener, cancel
	return nil
}

// advance notes how far it is.
func (s *signing) advance(p signin.Progress) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == nil {
		return
	}
	switch p.Stage {
	case watch.StageOpening:
		s.state.Stage = StageOpening
	case watch.StageWaiting: // both kinds call it so
		s.state.Stage = StageWaiting
	case watch.StageRunning:
		s.state.Stage = StageRunning
	case "redeeming", "saving":
		s.state.Stage = StageSaving
	}
	s.state.NoBrowser = s.state.NoBrowser || p.Err != nil
	if p.URL != "" {
		s.url = p.URL
	}
	s.state.CanOpenAgain = s.url != "" && s.state.Stage == StageWaiting
	if !p.Until.IsZero() {
		s.state.Until = stamp(p.Until)
	}
}

func (s *signing) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state, s.url, s.opener, s.cancel = nil, "", nil, nil
}

// SignIn signs in through the browser: again to a connection, or to a new one
// to Power BI when its ID is empty. For a report server the person signs in on
// the page of its portal. It returns when the sign-in is over; progress comes as
// EventSigning. A sign-in that the person cancelled is no error: the ID of the
// connection is empty then.
func (b *Bindings) SignIn(connection string) (SignedIn, error) {
	c, isServer, err := b.server(connection)
	if err != nil {
		return SignedIn{}, fail(err)
	}
	var done SignedIn
	if isServer {
		done, err = b.signInOnServer(c)
	} else {
		done, err = b.signInHere(connection)
	}
	if errors.Is(err, errCancelled) {
		return SignedIn{}, nil
	}
	return done, fail(err)
}

// signInHere signs in to Power BI for this app.
func (b *Bindings) signInHere(connection string) (SignedIn, error) {
	id, err := b.signInTo(signin.Request{Connection: connection, ChooseAccount: connection == ""})
	if err != nil {
		return SignedIn{}, err
	}
	// Tiles appear, and what stopped goes on, also where no resident watches.
	b.look()
	return SignedIn{Connection: id, Confirmed: true}, nil
}

// errCancelled is a sign-in that the person gave up on the page.
var errCancelled = &refusal{text: "You cancelled the sign-in, so nothing was changed.", code: "cancelled"}

func (b *Bindings) signIn(r signin.Request) error {
	_, err := b.signInTo(r)
	return err
}

func (b *Bindings) signInTo(r signin.Request) (id string, err error) {
	state := SigningIn{Connection: r.Connection, Stage: StageStarting, Permission: len(r.Scopes) > 0}
	r.Browser = b.b.Browser
	err = b.whileSigning(state, r, func(ctx context.Context, r signin.Request) error {
		c, err := b.b.SignIn.SignIn(ctx, r)
		id = c.ID
		return err
	})
	return id, err
}

// whileSigning signs in as the one sign-in that may be under way, and tells the
// page how far it is. The error is errCancelled where the person gave it up.
func (b *Bindings) whileSigning(state SigningIn, r signin.Request, signIn func(context.Context, signin.Request) error) error {
	ctx, cancel := context.WithCancelCause(b.life)
	defer cancel(nil)
	if err := b.signing.begin(state, r.Browser, func() { cancel(errCancelled) }); err != nil {
		return err
	}
	b.shell.Emit(EventSigning, b.signing.now())
	defer func() {
		b.signing.end()
		b.shell.Emit(EventSigning, nil)
		b.shell.Emit(EventChanged)
	}()
	r.Progress = func(p signin.Progress) {
		b.signing.advance(p)
		b.shell.Emit(EventSigning, b.signing.now())
	}
	err := signIn(ctx, r)
	if err != nil && errors.Is(context.Cause(ctx), errCancelled) {
		return errCancelled
	}
	return err
}

// CancelSignIn gives up the sign-in that is under way, if any.
func (b *Bindings) CancelSignIn() {
	b.signing.mu.Lock()
	cancel := b.signing.cancel
	b.signing.mu.Unlock()
	if cancel != nil {
		cancel()
	}
}

// OpenSignInPageAgain opens the page of the sign-in under way once more.
func (b *Bindings) OpenSignInPageAgain() error {
	b.signing.mu.Lock()
	address, opener := b.signing.url, b.signing.opener
	b.signing.mu.Unlock()
	if address == "" {
		return fail(errNoSigning)
	}
	return fail(opener.Open(b.life, address))
}

// SignOut forgets a connection's token on this computer. For a report server,
// which keeps its sign-in itself, it opens the page where the person signs out.
// The page asks first.
func (b *Bindings) SignOut(connection string) (SignedOut, error) {
	c, isServer, err := b.server(connection)
	if err != nil {
		return SignedOut{}, fail(err)
	}
	if isServer {
		return b.signOutOfServer(c, false)
	}
	undone, err := b.b.SignIn.SignOut(b.life, connection)
	if err != nil {
		return SignedOut{}, fail(err)
	}
	b.shell.Emit(EventChanged)
	return SignedOut{Undone: orEmpty(undone)}, nil
}
