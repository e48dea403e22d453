package sandbox

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// What the organisation is, the same in every sandbox.
const (
	// ClientID is the registration of the app in the organisation: a public
	// client with the redirect address http://localhost (any port).
	ClientID = "5a4d1e2c-7b39-4c86-9f10-6d3c2b8a9e71"
	// TenantID and Domain name the organisation.
	TenantID = "0d9c2f6a-51e8-4f7b-8a3d-2c4b6e8f0a12"
	Domain   = "contoso.com"
	// Resource is the prefix of the permissions: Resource + "/Dashboard.Read.All".
	Resource = "https://analysis.windows.net/powerbi/api"
)

// Options say how an organisation is started. The zero value is a small
// organisation on a free port.
type Options struct {
	// Addr is host:port to listen on, "127.0.0.1:0" when empty. A host that is
	// not loopback is refused with ErrNotLoopback.
	Addr string
	// Listener is used in place of one at Addr, for tests without a network.
	Listener net.Listener
	// Origin is where the organisation is reached, as in https://example.com;
	// http:// and the listener's address when empty. Whatever stands there must
	// ask by a loopback name.
	Origin string
	// SigninLifetime is how long a refresh token stays good when it is not
	// used, 2160 hours (90 days) when zero. Every use begins it anew.
	SigninLifetime time.Duration
	// AccessLifetime is how long an access token stays good, 1 hour when zero.
	AccessLifetime time.Duration
	// RefreshTakes is how long a refresh that was asked for runs, 2 seconds
	// when zero.
	RefreshTakes time.Duration
	// ServerMode is which report server is played (2016, 2017, 2019, 2022,
	// pbirs-2022-05, pbirs-2022-09), "2019" when empty. ServerAuth is how it
	// wants to be signed in to (ntlm, negotiate, kerberos, basic, forms, none,
	// never), "ntlm" when empty.
	ServerMode string
	ServerAuth string
	// ServerTLS lets everything be reached over TLS as well, on a port of its
	// own. The authority is made anew at each start; the control server-ca gives
	// it.
	ServerTLS bool
	// Subscriptions is how many more pins Ana has on the report server, for
	// which nothing stands in Power BI.
	Subscriptions int
	// Tiles is the number of tiles that everybody sees; 0 means the hand-made
	// organisation with one of every kind of tile.
	Tiles int
	// ReuseDetection ends a sign-in when a refresh token that was already
	// replaced is used again. Entra does not do this; other providers do.
	ReuseDetection bool
	// Forgetful drops what nobody can use or see any more, so that an
	// organisation can live for months: access tokens that have ended, refresh
	// tokens that were replaced, and the list of secrets.
	Forgetful bool
	// Now is the clock of the models' refreshes and of the tokens' lifetimes;
	// time.Now when nil. The times inside ID tokens are always the real ones.
	Now func() time.Time
	// Log gets one line for each request, without query, body or header; nil
	// logs nothing.
	Log *slog.Logger
}

// Description tells a program where everything is. Its JSON form is what
// `mysettings sandbox` prints.
type Description struct {
	// Authority is the identity provider: discovery is at
	// {authority}/{tenant}/v2.0/.well-known/openid-configuration.
	Authority string `json:"authority"`
	// ClientID is the app's registration.
	ClientID string `json:"client_id"`
	// PowerBI is the base of the REST API, with /v1.0/myorg.
	PowerBI string `json:"powerbi_api"`
	// ReportServer is the web portal of the report server; ReportServerTLS the
	// same over TLS, empty unless Options.ServerTLS is set.
	ReportServer    string `json:"reportserver"`
	ReportServerTLS string `json:"reportserver_tls,omitempty"`
	// Control is the index of the controls.
	Control string `json:"control"`
}

// ErrNotLoopback is returned by Start for an address that others could reach.
var ErrNotLoopback = errors.New("sandbox address is not loopback")

// Org is a running organisation. It is safe for concurrent use.
type Org struct {
	base     string
	server   *http.Server // nil for one that listens nowhere
	identity *identity
	world    *world
	reports  *reportServer
	faults   *faults
	calls    *calls
	log      *slog.Logger
	now      func() time.Time

	certificates *certificates // nil without TLS
	secure       string        // the address over TLS, empty without

	stop    context.CancelFunc
	running sync.WaitGroup // the accept loop and the handlers
	gate    sync.Mutex     // guards closed, and Add against Wait
	closed  bool
}

// Start listens and serves until ctx ends or Close is called. It returns
// ErrNotLoopback for an address that is not loopback, else what listening
// returned.
func Start(ctx context.Context, o Options) (*Org, error) {
	o = o.withDefaults()
	if err := checkLoopback(o.Addr); err != nil {
		return nil, err
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	listener, err := o.listen(ctx)
	if err != nil {
		return nil, fmt.Errorf("sandbox listener: %w", err)
	}
	ctx, stop := context.WithCancel(ctx)
	org := &Org{
		base:  cmp.Or(o.Origin, "http://"+listener.Addr().String()),
		log:   o.Log,
		now:   o.Now,
		stop:  stop,
		calls: newCalls(),
	}
	org.faults = newFaults(ctx)
	org.world = newWorld(o, org.base)
	if org.identity, err = newIdentity(o, org.base); err != nil {
		stop()
		listener.Close()
		return nil, err
	}
	var secure net.Listener
	if o.ServerTLS {
		if secure, err = org.listenTLS(ctx, o.Addr); err != nil {
			stop()
			listener.Close()
			return nil, err
		}
	}
	org.reports = newReportServer(o, org.base, org.world, org.identity)
	org.server = &http.Server{
		Handler:           org.handler(),
		ReadHeaderTimeout: 10 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ConnContext:       withConnection,
		ErrorLog:          slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug),
	}
	org.running.Go(func() { org.serve(listener) })
	if secure != nil {
		org.running.Go(func() { org.serve(secure) })
	}
	org.running.Go(func() {
		// Ahead of its first use; an error is met again then.
		_, _ = signingKey()
		<-ctx.Done()
		org.shut()
	})
	return org, nil
}

func (o Options) listen(ctx context.Context) (net.Listener, error) {
	if o.Listener != nil {
		return o.Listener, nil
	}
	return new(net.ListenConfig).Listen(ctx, "tcp", o.Addr)
}

// assemble makes the organisation but for what listens; the report server comes
// with its addresses.
func assemble(ctx context.Context, stop context.CancelFunc, o Options, base string) (*Org, error) {
	org := &Org{
		base:   base,
		log:    o.Log,
		now:    o.Now,
		stop:   stop,
		calls:  newCalls(),
		faults: newFaults(ctx),
		world:  newWorld(o, base),
	}
	var err error
	org.identity, err = newIdentity(o, base)
	return org, err
}

func (o *Org) serve(listener net.Listener) {
	// Serve always returns an error; after Close it is ErrServerClosed.
	if err := o.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		o.log.Error("sandbox stopped serving", "error", err)
	}
}

// listenTLS opens a second port, and registers the report server there.
func (o *Org) listenTLS(ctx context.Context, addr string) (net.Listener, error) {
	var err error
	if o.certificates, err = newCertificates(); err != nil {
		return nil, err
	}
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("sandbox address %q: %w", addr, err)
	}
	plain, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		return nil, fmt.Errorf("sandbox listener: %w", err)
	}
	o.secure = "https://" + plain.Addr().String()
	o.identity.server.register(o.secure)
	return tls.NewListener(plain, o.certificates.config()), nil
}

// Describe tells where everything is.
func (o *Org) Describe() Description {
	d := Description{
		Authority:    o.base,
		ClientID:     ClientID,
		PowerBI:      o.base + apiPath,
		ReportServer: o.base + reportServerPath,
		Control:      o.base + controlPath,
	}
	if o.secure != "" {
		d.ReportServerTLS = o.secure + reportServerPath
	}
	return d
}

// Close stops serving, cuts what is under way and waits for it. It may be
// called more than once.
func (o *Org) Close() error {
	o.stop()
	o.shut()
	o.running.Wait()
	return nil
}

func (o *Org) shut() {
	o.gate.Lock()
	o.closed = true
	o.gate.Unlock()
	if o.server != nil {
		o.server.Close()
	}
}

// check refuses what no organisation can be made of.
func (o Options) check() error {
	if o.Tiles < 0 {
		return fmt.Errorf("number of tiles %d is negative", o.Tiles)
	}
	if err := startSettings(o).check(); err != nil {
		return fmt.Errorf("report server: %w", err)
	}
	if o.Subscriptions < 0 {
		return fmt.Errorf("number of subscriptions %d is negative", o.Subscriptions)
	}
	return nil
}

func (o Options) withDefaults() Options {
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	if o.SigninLifetime <= 0 {
		o.SigninLifetime = 90 * 24 * time.Hour
	}
	if o.AccessLifetime <= 0 {
		o.AccessLifetime = time.Hour
	}
	if o.RefreshTakes <= 0 {
		o.RefreshTakes = 2 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

func checkLoopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("sandbox address %q: %w", addr, err)
	}
	if !loopbackHost(host) {
		return fmt.Errorf("%w: %q", ErrNotLoopback, addr)
	}
	return nil
}

func loopbackHost(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
