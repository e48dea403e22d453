package program

import (
	"context"
	"errors"
	"net/url"

	"mysettings/app/signin"
	"mysettings/app/tiles"
	"mysettings/app/watch"
	"mysettings/store"
)

// SignInTo signs in: to Power BI as signin.Manager does, or, where
// r.Connection is a report server, on its page My Settings, as
// watch.SignInToServer does. Of the request only Connection, Timeout, Browser
// and Progress matter then, and Progress hears of the stages of package watch.
// The errors are those of either.
func (p *Program) SignInTo(ctx context.Context, r signin.Request) (tiles.Connection, error) {
	server, err := p.isServer(ctx, r.Connection)
	if err != nil {
		return tiles.Connection{}, err
	}
	if !server {
		return p.SignIn.SignIn(ctx, r)
	}
	s, err := p.SignInToServer(ctx, r)
	return s.Connection, err
}

// SignInToServer is SignInTo for a report server, and tells what became of the
// pins that had failed. Any other connection is watch.ErrNotServer.
func (p *Program) SignInToServer(ctx context.Context, r signin.Request) (watch.ServerSignIn, error) {
	if r.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, r.Timeout, watch.ErrServerSignInTimeout)
		defer cancel()
	}
	tell := func(s watch.ServerProgress) {
		if r.Progress != nil {
			r.Progress(signin.Progress{Stage: s.Stage, URL: s.URL, Until: s.Until, Err: s.Err})
		}
	}
	browser, err := p.BrowserFor(ctx, r.Connection, r.Browser)
	if err != nil {
		return watch.ServerSignIn{}, err
	}
	return p.Watcher.SignInToServer(ctx, r.Connection, browser, tell)
}

// BrowserFor returns b, or the system's browser where b is nil, as a browser
// that opens the pages of a report server too which the person added without
// TLS.
func (p *Program) BrowserFor(ctx context.Context, connection string, b signin.Browser) (signin.Browser, error) {
	if b == nil {
		b = signin.SystemBrowser()
	}
	c, err := p.Store.Connection(ctx, connection)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(c.Server.URL)
	if plain, ok := b.(interface {
		Plain(host string) signin.Browser
	}); ok && err == nil && u.Scheme == "http" {
		return plain.Plain(u.Host), nil
	}
	return b, nil
}

// SignOut signs out: of Power BI as signin.Manager does, or, where the
// connection is a report server, by opening the page where the person does it.
// undone are plain sentences on what is left.
func (p *Program) SignOut(ctx context.Context, connection string) (undone []string, err error) {
	server, err := p.isServer(ctx, connection)
	if err != nil {
		return nil, err
	}
	if !server {
		return p.SignIn.SignOut(ctx, connection)
	}
	browser, err := p.BrowserFor(ctx, connection, nil)
	if err != nil {
		return nil, err
	}
	return p.Watcher.SignOutOfServer(ctx, connection, browser, false)
}

// isServer tells whether a connection is a report server; an empty one, or one
// that isn't there, is none.
func (p *Program) isServer(ctx context.Context, connection string) (bool, error) {
	if connection == "" {
		return false, nil
	}
	c, err := p.Store.Connection(ctx, connection)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return c.Kind == tiles.ReportServer, err
}
