package program

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"mysettings/app/reportserver"
	"mysettings/app/reportserver/login"
	"mysettings/app/settings"
	"mysettings/app/signin"
	"mysettings/app/tiles"
	"mysettings/app/watch"
	"mysettings/store"
)

// server is one report server's client and what it was made for.
type server struct {
	key      serverKey
	password store.Secret
	*reportserver.Client
}

// serverKey is what a change of calls for another client.
type serverKey struct {
	url, api      string
	auth          tiles.Auth
	user          string
	proxy, caFile string
	portal        string
}

// server returns the client of a report server: the same one every time, as it
// holds the login, until something about that changes.
func (p *Program) server(ctx context.Context, c tiles.Connection) (watch.Server, error) {
	s := c.Server
	key := serverKey{s.URL, s.API, s.Auth, s.User, p.Settings.Proxy(), p.Settings.CAFile(), p.portal()}
	var password store.Secret
	var err error
	if s.User != "" {
		password, err = p.Store.Password(ctx, c.ID)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if known, ok := p.servers[c.ID]; ok {
		// A keyring that is locked for now doesn't end a login that works.
		if known.key == key && (err != nil || known.password.Equal(password)) {
			return known.Client, nil
		}
		known.Close()
		delete(p.servers, c.ID)
	}
	k := &kept{p: p, c: c}
	o := p.serverOptions(c, k.login)
	o.Gate = k.gate
	made, newErr := reportserver.New(o)
	if newErr != nil {
		return nil, fmt.Errorf("client of %s: %w", c.ID, newErr)
	}
	if err == nil {
		p.servers[c.ID] = server{key, password, made}
	}
	return made, nil
}

// dropServer has the next client of a report server made anew.
func (p *Program) dropServer(connection string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if known, ok := p.servers[connection]; ok {
		known.Close()
		delete(p.servers, connection)
	}
}

func (p *Program) closeServers() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, known := range p.servers {
		known.Close()
	}
	clear(p.servers)
	return nil
}

func (p *Program) serverOptions(c tiles.Connection, who func(context.Context) (login.Login, error)) reportserver.Options {
	o := reportserver.Options{
		Connection: c, Login: who, Base: p.base, Cloud: p.portal(), Now: p.o.Now, Log: p.Log,
	}
	if p.clock != nil {
		o.Heard = func(header http.Header) { p.clock.hear(header, false) }
	}
	return o
}

// base makes the transport below everything that is sent.
func (p *Program) base() (*http.Transport, error) {
	t, err := settings.Transport(p.Settings)
	if err != nil {
		return nil, err
	}
	if p.o.dial != nil {
		t.DialContext = p.o.dial
	}
	if p.asksDesktop() {
		t.Proxy = func(r *http.Request) (*url.URL, error) { return p.desktopProxy(r.Context(), r.URL), nil }
	}
	return t, nil
}

// portal is where people open dashboards.
func (p *Program) portal() string {
	cloud, ok := signin.CloudByID(p.Settings.Cloud())
	if !ok {
		cloud, _ = signin.CloudByID(signin.DefaultCloud)
	}
	return cloud.Portal
}

// AddServer says which report server to add and how to sign in to it.
type AddServer struct {
	// Address is what the person typed or pasted.
	Address string
	// Auth is how to sign in to the server itself; empty means Negotiate, which
	// tries NTLM too where there is a password.
	Auth tiles.Auth
	// User and Password are empty for the user who is logged in to this
	// computer.
	User     string
	Password store.Secret
	// PlainHTTP is true when the person agreed to an address without TLS.
	PlainHTTP bool
}

// AddServer finds the report server that a person named, checks that it lets
// them in, and saves it and the password. Where it is there already it is
// brought up to date. Nothing is saved with an error, which is a
// *reportserver.Error or the store's.
func (p *Program) AddServer(ctx context.Context, a AddServer) (tiles.Connection, error) {
	if err := p.Settings.Reload(ctx); err != nil {
		return tiles.Connection{}, err
	}
	if a.Password.Empty() && (a.Auth == "" || a.Auth == tiles.AuthNegotiate) {
		a.User = "" // whoever is logged in to this computer, whatever name was typed
	}
	who := login.Login{Auth: a.Auth, User: a.User, Password: a.Password}
	c, err := reportserver.Find(ctx, reportserver.FindOptions{
		Address: a.Address, Login: who, PlainHTTP: a.PlainHTTP, Base: p.base, Now: p.o.Now,
	})
	if err != nil {
		return tiles.Connection{}, err
	}
	ctx = context.WithoutCancel(ctx) // a server is saved with its password, or not at all
	p.dropServer(c.ID)
	err = p.Store.SaveLogin(ctx, c.ID, a.Password, func(known *tiles.Connection) error {
		if known.Kind == "" {
			*known = c
			return nil
		}
		known.Person = c.Person
		watch.Probed(known, c.Server, c.Server.ProbedAt)
		known.Server.URL, known.Server.Auth, known.Server.User = c.Server.URL, c.Server.Auth, c.Server.User
		known.Problem = withoutLogin(known.Problem)
		return nil
	})
	if err != nil {
		return tiles.Connection{}, err
	}
	return p.Store.Connection(ctx, c.ID)
}

// withoutLogin is a problem, unless it was about getting into the server.
func withoutLogin(p *tiles.Problem) *tiles.Problem {
	if p != nil && p.Cause == tiles.CauseServerLogin {
		return nil
	}
	return p
}

// RemoveServer forgets a report server, its password, and everything that was
// known of its pins. The server itself is left alone. A connection of another
// kind is watch.ErrNotServer.
func (p *Program) RemoveServer(ctx context.Context, id string) error {
	if _, err := p.reportServer(ctx, id); err != nil {
		return err
	}
	p.dropServer(id)
	return p.Store.DeleteConnection(ctx, id) // and its password
}

// reportServer reads a connection that must be a report server's.
func (p *Program) reportServer(ctx context.Context, id string) (tiles.Connection, error) {
	c, err := p.Store.Connection(ctx, id)
	if err == nil && c.Kind != tiles.ReportServer {
		err = fmt.Errorf("%w: %s", watch.ErrNotServer, id)
	}
	return c, err
}

// SetServerPassword changes as whom to sign in to a report server: with a user
// name and password, or, where both are empty, as the user who is logged in to
// this computer. The server is asked first, once, and nothing is saved unless
// it lets them in; the error is a *reportserver.Error then.
func (p *Program) SetServerPassword(ctx context.Context, id, user string, password store.Secret) error {
	c, err := p.reportServer(ctx, id)
	if err != nil {
		return err
	}
	if err := p.Settings.Reload(ctx); err != nil {
		return err
	}
	c.Server.User = user
	if user == "" {
		c.Server.Auth = tiles.AuthNegotiate
	}
	who := login.Login{Auth: c.Server.Auth, User: user, Password: password}
	client, err := reportserver.New(p.serverOptions(c, func(context.Context) (login.Login, error) { return who, nil }))
	if err != nil {
		return err
	}
	defer client.Close()
	found, account, _, err := client.Probe(ctx)
	if err != nil {
		return err
	}
	if c.Name != "" && !strings.EqualFold(account, c.Name) {
		return watch.ErrOtherAccount // whose pins are others
	}
	p.dropServer(id)
	now, auth := p.o.Now().UTC(), c.Server.Auth
	return p.Store.SaveLogin(ctx, id, password, func(c *tiles.Connection) error {
		if c.Kind == "" {
			return fmt.Errorf("%w: %s", store.ErrNotFound, id) // removed meanwhile
		}
		watch.Probed(c, found, now)
		c.Server.Auth, c.Server.User = auth, user
		c.Problem = withoutLogin(c.Problem)
		return nil
	})
}
