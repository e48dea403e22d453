package watch

import (
	"context"
	"errors"
	"fmt"

	"mysettings/app/reportserver"
	"mysettings/app/tiles"
)

// Server is what a Watcher needs of the report server behind one connection.
// *reportserver.Client satisfies it.
type Server interface {
	Probe(ctx context.Context) (s tiles.Server, account, person string, err error)
	Pins(ctx context.Context, known []tiles.Feed) (reportserver.Pins, error)
	Pin(ctx context.Context, f tiles.Feed) (tiles.Feed, error)
	SignIn(ctx context.Context) (reportserver.SignIn, error)
	Run(ctx context.Context, f tiles.Feed) error
	Pause(ctx context.Context, f tiles.Feed) error
	Resume(ctx context.Context, f tiles.Feed) error
	Delete(ctx context.Context, f tiles.Feed) error
	SignOut(ctx context.Context) error
	// Page is the address to open for signing in to Power BI on the server.
	Page(ctx context.Context) string
}

// Browser shows a page to the person.
type Browser interface {
	// Open hands the address over and returns; it doesn't wait for the page.
	Open(ctx context.Context, address string) error
}

// Errors of what a person asks of a report server.
var (
	// ErrNotServer is for a connection that isn't a report server.
	ErrNotServer = errors.New("not a report server")
	// ErrNotPin is for a tile that isn't a report server's pin.
	ErrNotPin = errors.New("not a report server's pin")
	// ErrServerSignedOut means that the Power BI sign-in that the server keeps
	// is gone: sign in with SignInToServer first, then call again.
	ErrServerSignedOut = errors.New("report server signed out of Power BI")
	// ErrServerLogin means that the server doesn't let this app in: nothing is
	// sent to it before the person acts.
	ErrServerLogin = errors.New("report server doesn't let the app in")
	// ErrServerSignInTimeout means that the server didn't say within the time
	// limit that the person is signed in.
	ErrServerSignInTimeout = errors.New("report server's sign-in not finished in time")
	// ErrServerNotIntegrated means that there is no sign-in to Power BI on the
	// server, as it isn't registered with Power BI or no longer can be.
	ErrServerNotIntegrated = errors.New("report server not integrated with Power BI")
	// ErrOtherAccount means that the server takes the person for somebody other
	// than when it was added. It comes in a *reportserver.Error of the kind
	// KindOtherAccount.
	ErrOtherAccount = errors.New("another account on the report server")
	// ErrServerPin is for keeping a tile that its report server refreshes.
	ErrServerPin = fmt.Errorf("%w: its report server refreshes it", ErrNotKeepable)
)

// KindOtherAccount is the kind of the *reportserver.Error that holds
// ErrOtherAccount.
const KindOtherAccount reportserver.Kind = "other_account"

// server returns the connection, which must be a report server's, and its
// client.
func (w *Watcher) server(ctx context.Context, connection string) (tiles.Connection, Server, error) {
	c, err := w.o.Store.Connection(ctx, connection)
	if err != nil {
		return c, nil, fmt.Errorf("reading the connection %s: %w", connection, err)
	}
	if c.Kind != tiles.ReportServer || w.o.Server == nil {
		return c, nil, fmt.Errorf("%w: %s", ErrNotServer, connection)
	}
	s, err := w.o.Server(ctx, c)
	if err != nil {
		return c, nil, fmt.Errorf("building the client of %s: %w", c.ID, err)
	}
	return c, s, nil
}

// AskServer asks a report server whether it lets the person in, and saves what
// comes of it, so that a password that is refused is sent once, however often
// and by however many processes this is asked. The errors are ErrNotServer,
// ErrServerLogin where one was refused before, the server's own
// (*reportserver.Error), the store's and the context's.
func (w *Watcher) AskServer(ctx context.Context, connection string) error {
	lease, err := w.o.Store.Lease(ctx, "ask-"+connection)
	if err != nil {
		return fmt.Errorf("waiting to ask %s: %w", connection, err)
	}
	defer lease.Release()
	v, err := w.visit(ctx, connection)
	if err != nil {
		return err
	}
	if IsLoginRefused(v.c) {
		return ErrServerLogin
	}
	answer, err := v.probe(ctx)
	if answer != nil {
		return errors.Join(answer, v.refused(ctx, answer))
	}
	return errors.Join(err, v.letIn(ctx))
}
