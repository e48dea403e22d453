package app

import (
	"context"
	"errors"
	"sync"

	"mysettings/app/signin"
)

// signing is the one sign-in that the window may have under way.
type signing struct {
	mu     sync.Mutex // protects everything below
	state  *SigningIn
	url    string // of the sign-in page; never leaves this process but to the browser
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
var errSigning = &Failure{
	Text: "A sign-in is already under way in your browser.",
	Do:   "Finish it there, or cancel it first.",
	Code: "signin_under_way",
}

// errNoSigning is "open again" when nothing is under way any more.
var errNoSigning = &Failure{
	Text: "That sign-in is over.",
	Do:   "Sign in again.",
	Code: "signin_over",
}

// begin takes the place of the one sign-in, or says that it is taken.
func (s *signing) begin(state SigningIn, cancel context.CancelFunc) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != nil {
		return errSigning
	}
	s.state, s.url, s.cancel = &state, "", cancel
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
	case "waiting":
		s.state.Stage = StageWaiting
	case "redeeming", "saving", "done":
		s.state.Stage = StageSaving
	}
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
	s.state, s.url, s.cancel = nil, "", nil
}

// SignIn signs in through the browser: again to a connection, or to a new one
// when its ID is empty. It returns when the sign-in is over, with the ID of
// the connection; progress comes as EventSigning. A sign-in that the person
// cancelled is no error: the ID is empty then.
func (b *Bindings) SignIn(connection string) (string, error) {
	id, err := b.signInTo(signin.Request{Connection: connection, ChooseAccount: connection == ""})
	if err != nil {
		if errors.Is(err, errCancelled) {
			return "", nil
		}
		return "", fail(err)
	}
	// Tiles appear, and what stopped goes on, also where no resident watches.
	b.look()
	return id, nil
}

// errCancelled is a sign-in that the person gave up on the page.
var errCancelled = &Failure{Text: "You cancelled the sign-in, so nothing was changed.", Code: "cancelled"}

func (b *Bindings) signIn(r signin.Request) error {
	_, err := b.signInTo(r)
	return err
}

func (b *Bindings) signInTo(r signin.Request) (string, error) {
	ctx, cancel := context.WithCancelCause(b.life)
	defer cancel(nil)
	state := SigningIn{Connection: r.Connection, Stage: StageStarting, Permission: len(r.Scopes) > 0}
	if err := b.signing.begin(state, func() { cancel(errCancelled) }); err != nil {
		return "", err
	}
	b.shell.Emit(EventSigning, b.signing.now())
	defer func() {
		b.signing.end()
		b.shell.Emit(EventSigning, nil)
		b.shell.Emit(EventChanged)
	}()
	r.Browser = b.b.Browser
	r.Progress = func(p signin.Progress) {
		b.signing.advance(p)
		b.shell.Emit(EventSigning, b.signing.now())
	}
	c, err := b.b.SignIn.SignIn(ctx, r)
	if err != nil && errors.Is(context.Cause(ctx), errCancelled) {
		return "", errCancelled
	}
	return c.ID, err
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
	address := b.signing.url
	b.signing.mu.Unlock()
	if address == "" {
		return errNoSigning
	}
	return fail(b.b.Browser.Open(b.life, address))
}

// SignOut forgets a connection's token on this computer. The page asks first.
func (b *Bindings) SignOut(connection string) (SignedOut, error) {
	undone, err := b.b.SignIn.SignOut(b.life, connection)
	if err != nil {
		return SignedOut{}, fail(err)
	}
	b.shell.Emit(EventChanged)
	return SignedOut{Undone: orEmpty(undone)}, nil
}
