package reportserver

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"mysettings/app/reportserver/login"
	"mysettings/app/tiles"
)

// FindOptions says which server to look for. Address and Base are required.
type FindOptions struct {
	// Address is what the person typed; ParseAddress reads it.
	Address string
	// Login is how and as whom to sign in to the server.
	Login login.Login
	// PlainHTTP is true when the person agreed to an unprotected connection.
	PlainHTTP bool
	// Base makes the transport below the sign-in, as in Options.
	Base func() (*http.Transport, error)
	// Now is the clock, time.Now when nil.
	Now func() time.Time
	Log *slog.Logger
}

// opFind is what errors of finding a server name.
const opFind = "find the report server"

// findLimit is how long one call of a search may take.
const findLimit = 30 * time.Second

// Find looks for the server, signs in to it and finds out what it can do. It
// returns the connection, ready to be saved. Credentials go to the host that
// was typed and nowhere else; to an address without TLS nothing at all goes that
// concerns the person, unless PlainHTTP is set or it is this computer: then the
// answer is an Error of KindPlainHTTP. A password that was refused is not tried
// at another address. Of several addresses that fail, the error is that which
// tells most.
func Find(ctx context.Context, o FindOptions) (tiles.Connection, error) {
	address, err := readAddress(o.Address)
	if err != nil {
		return tiles.Connection{}, failure(opAddress, KindNotAddress, err)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	f := finder{o: o, plain: address.plain, dead: map[string]bool{}}
	for candidates := address.candidates(); len(candidates) > 0; {
		portal := candidates[0]
		candidates = candidates[1:]
		if f.dead[originOf(portal)] {
			continue
		}
		found, further, err := f.try(ctx, portal)
		if err == nil && further == "" {
			return found, nil
		}
		if err != nil && f.note(portal, err) {
			return tiles.Connection{}, f.worst
		}
		if further != "" {
			candidates = slices.Insert(candidates, 0, further)
		}
	}
	return tiles.Connection{}, f.worst
}

// finder tries addresses and remembers what was wrong with them.
type finder struct {
	o     FindOptions
	plain bool            // http was typed
	dead  map[string]bool // by scheme and host: nothing answers there
	moved bool            // a redirect to https was tried
	worst error
}

// originOf is scheme and host of an address.
func originOf(address string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + host
}

// telling is how much a kind of Error says, of those that don't end the search.
// The others speak for the whole server, or for the person's credentials.
var telling = map[Kind]int{
	KindUnreachable: 1, KindAnswer: 2, KindRejected: 2, KindGone: 2, KindNotPortal: 3, KindElsewhere: 4, KindServer: 5,
	KindLoginPage: 6, KindSOAP: 7, KindTooOld: 8, KindCertificate: 9,
}

// note takes note of an error, and tells whether it ends the search.
func (f *finder) note(portal string, err error) (final bool) {
	var e *Error
	if !errors.As(err, &e) {
		f.worst = err
		return true
	}
	if e.Portal == "" {
		e.Portal = portal
	}
	rank, goOn := telling[e.Kind]
	if e.Kind == KindCertificate {
		goOn = f.plain // what answers with TLS may be another server
	}
	if e.Kind == KindUnreachable || e.Kind == KindCertificate {
		f.dead[originOf(portal)] = true
	}
	var old *Error
	if !goOn || !errors.As(f.worst, &old) || rank > telling[old.Kind] {
		f.worst = e
	}
	return !goOn
}

// try looks for a portal at one address. further is another address to try
// first, for a server that sends everybody to its protected one.
func (f *finder) try(ctx context.Context, portal string) (found tiles.Connection, further string, err error) {
	u, err := url.Parse(portal)
	if err != nil {
		return found, "", failure(opFind, KindNotAddress, err)
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) && !f.o.PlainHTTP {
		further, err := f.tryPlain(ctx, u, portal)
		return found, further, err
	}
	l := &line{portal: portal, base: f.o.Base, now: f.o.Now, log: f.o.Log,
		login: func(context.Context) (login.Login, error) { return f.o.Login, nil }}
	defer l.end()
	for _, api := range [...]string{apiNew, apiOld} {
		l.end() // signing in by a form depends on the version
		l.api = api
		who, again, err := f.whoAmI(ctx, l, portal+"/api/"+api)
		if err == nil {
			found, err = f.connection(ctx, l, who)
			return found, "", err
		}
		if !again {
			return found, "", err
		}
	}
	return found, "", f.look(ctx, l, portal)
}

// whoAmI asks for the person's name as the portal's API does. again is true
// when what answered may still be the portal of another version.
func (f *finder) whoAmI(ctx context.Context, l *line, api string) (who person, again bool, err error) {
	way, err := l.get(ctx, opFind)
	if err != nil {
		return who, false, err
	}
	a, err := send(ctx, way, api+"/me", call{op: opFind, limit: findLimit})
	switch {
	case err != nil:
		return who, isKind(err, KindAnswer) && !errors.Is(err, errCut), err
	case a.status == http.StatusForbidden || a.status == http.StatusTooManyRequests || a.status >= 500:
		return who, false, refusal(opFind, a, f.o.Now())
	case !a.ok() || isPage(a.header, a.body):
		return who, true, refusal(opFind, a, f.o.Now())
	}
	who, err = decodeMe(a.body)
	if err != nil {
		return who, true, nonsense(opFind, a, err)
	}
	return who, false, nil
}

// look finds out what answers at an address that has no API.
func (f *finder) look(ctx context.Context, l *line, portal string) error {
	way, err := l.get(ctx, opFind)
	if err != nil {
		return err
	}
	a, err := send(ctx, way, portal, call{op: opFind, limit: findLimit, accept: "text/html"})
	if err != nil && !isKind(err, KindAnswer) {
		return err
	}
	kind := KindNotPortal
	if err == nil {
		kind = kindOfPage(a.from.Path, a.body)
	}
	e := failure(opFind, kind, nil)
	e.Status = a.status
	return e
}

// connection finds out what the server at the other end of the line can do.
func (f *finder) connection(ctx context.Context, l *line, who person) (tiles.Connection, error) {
	auth := f.o.Login.Auth
	if auth == "" {
		auth = tiles.AuthNegotiate
	}
	found := tiles.Connection{
		ID: connectionID(l.portal, who.account), Kind: tiles.ReportServer, Name: who.account, Person: who.display,
		Server: tiles.Server{URL: l.portal, API: l.api, Auth: auth, User: f.o.Login.User},
	}
	c, err := New(Options{Connection: found, Login: l.login, Base: l.base, Now: f.o.Now, Log: f.o.Log})
	if err != nil {
		return found, err
	}
	c.line = l // signed in already
	found.Server, found.Name, found.Person, err = c.Probe(ctx)
	return found, err
}

// connectionID is short, stable and safe in file names.
func connectionID(portal, account string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(portal) + "\n" + strings.ToLower(account)))
	return "server-" + hex.EncodeToString(sum[:5])
}

// tryPlain asks without TLS and without credentials whether there is something
// to agree to: what asks to sign in, or is the API itself.
func (f *finder) tryPlain(ctx context.Context, u *url.URL, portal string) (further string, err error) {
	base, err := f.o.Base()
	if err != nil {
		return "", fmt.Errorf("report server: %s: transport: %w", opFind, err)
	}
	defer base.CloseIdleConnections()
	a, err := send(ctx, base, portal+"/api/"+apiNew+"/me", call{op: opFind, limit: findLimit})
	if err != nil {
		return "", err
	}
	if a.status >= 300 && a.status < 400 {
		if further, ok := secured(u, a.header.Get("Location")); ok && !f.moved {
			f.moved = true
			return further, nil
		}
		e := failure(opFind, KindElsewhere, nil)
		e.Status = a.status
		return "", e
	}
	_, nobody := decodeMe(a.body)
	if a.status == http.StatusUnauthorized || a.status == http.StatusForbidden || a.ok() && nobody == nil {
		e := failure(opFind, KindPlainHTTP, nil)
		e.Portal, e.Offered = portal, login.Offered(a.header)
		return "", e
	}
	kind := kindOfPage(u.Path, a.body)
	if a.status >= 500 {
		kind = KindServer
	}
	e := failure(opFind, kind, nil)
	e.Status = a.status
	return "", e
}

// secured is the portal's address with TLS, where a server without it sends
// callers to the same host.
func secured(from *url.URL, location string) (string, bool) {
	to, err := from.Parse(location)
	if err != nil || to.Scheme != "https" || to.User != nil || !strings.EqualFold(to.Hostname(), from.Hostname()) {
		return "", false
	}
	path := from.EscapedPath()
	if before, _, ok := strings.Cut(to.EscapedPath(), "/api/"); ok {
		path = before
	}
	return "https://" + strings.ToLower(to.Host) + path, true
}

// loopback tells whether a host is this computer.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}
