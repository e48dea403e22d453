package app

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"mysettings/app/program"
	"mysettings/app/reportserver"
	"mysettings/app/words"
	"mysettings/store"
)

// enterLimit is how long getting into a report server may take.
const enterLimit = time.Minute

// adding is the one report server that the window may be adding.
type adding struct {
	mu     sync.Mutex // protects everything below
	cancel context.CancelFunc
}

// begin takes the place of the one that is added; false where it is taken.
func (a *adding) begin(cancel context.CancelFunc) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.cancel != nil {
		return false
	}
	a.cancel = cancel
	return true
}

func (a *adding) end() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.cancel = nil
}

var (
	// errAdding is a second AddServer while one is under way.
	errAdding = &refusal{
		text: "A report server is already being added.", do: "Wait until that is over, or cancel it first.", code: "adding_under_way",
	}
	// errHalfLogin is a user name without a password, or the other way round.
	errHalfLogin = &refusal{
		text: "A part of it is missing.", do: "Enter both the user name and the password; or neither, to go in as the user of this computer.", code: "login_incomplete",
	}
	// errUnforeseen is a fault of the app's own.
	errUnforeseen = &refusal{
		text: "Something went wrong inside the app.", do: "Try again; if it stays so, show the app's log to whoever helps you.", code: "unforeseen",
	}
	// errAddingCancelled is an AddServer that the person gave up.
	errAddingCancelled = errors.New("adding cancelled")
)

// AddServer finds the report server that the person named, checks that it lets
// them in, and saves it; its pins are then looked at. A question is no error:
// the page asks the person and calls again. One server at a time is added, for
// up to a minute; CancelAddServer ends it.
func (b *Bindings) AddServer(form ServerForm) (answer ServerAnswer, err error) {
	defer b.unharmed(&err)
	form.User = strings.TrimSpace(form.User)
	addresses, err := reportserver.ParseAddress(form.Address)
	if err != nil {
		return ServerAnswer{}, fail(err)
	}
	if needsLogin(form) {
		return askLogin("", form.Auth, addresses[0]), nil
	}
	ctx, cancel := context.WithCancelCause(b.life)
	defer cancel(nil)
	if !b.adding.begin(func() { cancel(errAddingCancelled) }) {
		return ServerAnswer{}, fail(errAdding)
	}
	defer b.adding.end()
	ctx, stop := context.WithTimeout(ctx, enterLimit)
	defer stop()
	c, err := b.b.Servers.AddServer(ctx, program.AddServer{
		Address: form.Address, Auth: form.Auth, User: form.User, Password: store.NewSecret(form.Password), PlainHTTP: form.PlainHTTP,
	})
	if err != nil {
		if errors.Is(context.Cause(ctx), errAddingCancelled) {
			return ServerAnswer{}, nil
		}
		if question, ok := question(form, addresses[0], err); ok {
			return question, nil
		}
		return ServerAnswer{}, without(form.Password, fail(err))
	}
	b.look()
	return ServerAnswer{Connection: c.ID, Text: words.Integration(c.Server), Address: c.Server.URL}, nil
}

// CancelAddServer gives up the AddServer that is under way, if any.
func (b *Bindings) CancelAddServer() {
	b.adding.mu.Lock()
	cancel := b.adding.cancel
	b.adding.mu.Unlock()
	if cancel != nil {
		cancel()
	}
}

// EnterServer changes as whom to sign in to a report server itself: with a
// user name and password, or, where both are empty, as the user who is logged
// in to this computer. Nothing is saved unless the server lets them in.
func (b *Bindings) EnterServer(connection, user, password string) (err error) {
	defer b.unharmed(&err)
	user = strings.TrimSpace(user)
	if (user == "") != (password == "") {
		return fail(errHalfLogin)
	}
	ctx, stop := context.WithTimeout(b.life, enterLimit)
	defer stop()
	if err := b.b.Servers.SetServerPassword(ctx, connection, user, store.NewSecret(password)); err != nil {
		return without(password, fail(err))
	}
	b.look()
	return nil
}

// RemoveServer forgets a report server on this computer. The page asks first.
func (b *Bindings) RemoveServer(connection string) error {
	return fail(b.b.Servers.RemoveServer(b.life, connection))
}

// unharmed turns a panic into an error: Wails would write the call into its
// log, with the password that is in it.
func (b *Bindings) unharmed(err *error) {
	if p := recover(); p != nil {
		b.log().Error("call of the page", "panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
		*err = fail(errUnforeseen)
	}
}

// without is a Failure that doesn't repeat a password, whatever a server
// answers.
func without(password string, err error) error {
	var f *Failure
	if password == "" || !errors.As(err, &f) {
		return err
	}
	clean := *f
	// The sentences are the app's own.
	clean.Code = strings.ReplaceAll(clean.Code, password, "…")
	clean.Details = strings.ReplaceAll(clean.Details, password, "…")
	return &clean
}
