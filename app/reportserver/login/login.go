package login

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"mysettings/app/tiles"
	"mysettings/store"
)

// Login is how, and as whom, to sign in to a report server.
type Login struct {
	// Auth is the way; empty means AuthNegotiate.
	Auth tiles.Auth
	// User is the name that was typed: "DOMAIN\user", "user@domain" or "user".
	// Empty, with AuthNegotiate, means the user who is logged in to this
	// computer.
	User string
	// Domain is the domain where User names none.
	Domain string
	// Password is what was typed with User.
	Password store.Secret
}

// Options are what a Transport needs.
type Options struct {
	// Portal is the web portal's URL, "https://bi.contoso.com/reports".
	Portal string
	// API is the version of the REST API, "v2.0" when empty. The form's session
	// and the XSRF cookie are fetched there.
	API string
	// Login is how to sign in.
	Login Login
	// Base is copied for every connection: its proxy, its roots and its time
	// limits hold. Nil means http.DefaultTransport.
	Base *http.Transport
	// Gate keeps a password that may be wrong from being sent by several who
	// don't know of each other; nil where there is nobody else.
	Gate Gate
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Log gets debug lines; nil means none.
	Log *slog.Logger
}

// Gate waits until nobody else, in this process or another, is trying a
// password with the same server and account, and returns what must be told
// whether it was refused; whoever waits next has to know of that. With an error
// the password is not sent: one that wraps ErrRefused says that somebody else
// was refused with it.
type Gate func(ctx context.Context) (done func(refused bool), err error)

// Transport is an http.RoundTripper for one report server. It is safe for
// concurrent use; at most four requests are under way at once, and a fifth
// waits. An answer's body must be closed, as ever, before its place is free.
//
// RoundTrip follows redirects within the server itself, where they are
// harmless, and answers *Error (see the Err variables) in place of an answer
// that can't be what was asked for. A 401 never reaches the caller.
type Transport struct {
	portal *url.URL
	api    string // path of the REST API, with a slash at the end
	login  Login
	gate   Gate
	now    func() time.Time
	log    *slog.Logger
	jar    *cookiejar.Jar
	baked  atomic.Bool // there is something in jar
	lanes  lanes
	all    []*lane
	// handshaking holds one token: whoever has it may send a password that is
	// not proven, or start a handshake.
	handshaking chan struct{}
	tickets     tickets

	mu sync.Mutex
	// refused is the answer to everything once a password was refused.
	refused *Error
	// proven is true after the password was accepted, which was last at
	// provenAt. eager is the way to sign in unasked, where the server wants that
	// with every request; nil where not.
	proven   bool
	provenAt time.Time
	eager    *mechanism
	// typed is how the typed password was accepted last; nil for not yet.
	typed *mechanism
	// session counts the form's logins; asked is true after /me was fetched for
	// the sake of the XSRF cookie.
	session int
	asked   bool
}

// laneCount is how many connections there are to a server at the most.
const laneCount = 4

// New returns the Transport for a server. It sends nothing yet. The error says
// that Portal is not an http or https URL or that Auth is not known; a Login
// without the password that it needs is an *Error with ErrNoPassword.
func New(o Options) (*Transport, error) {
	portal, err := url.Parse(strings.TrimSpace(o.Portal))
	if err != nil || portal.Host == "" || (portal.Scheme != "https" && portal.Scheme != "http") || portal.User != nil {
		return nil, errors.New("portal address that is not an http or https URL")
	}
	portal.Path = strings.TrimRight(portal.Path, "/")
	portal.RawPath, portal.RawQuery, portal.Fragment = "", "", ""
	t := &Transport{
		portal: portal, login: o.Login, gate: o.Gate, now: o.Now, log: o.Log,
		lanes: lanes{free: make(chan struct{}, laneCount)}, handshaking: make(chan struct{}, 1),
	}
	if t.now == nil {
		t.now = time.Now
	}
	if t.log == nil {
		t.log = slog.New(slog.DiscardHandler)
	}
	if err := t.checkLogin(); err != nil {
		return nil, err
	}
	version := o.API
	if version == "" {
		version = "v2.0"
	}
	t.api = portal.Path + "/api/" + version + "/"
	if t.jar, err = cookiejar.New(nil); err != nil {
		return nil, fmt.Errorf("cookie jar: %w", err)
	}
	base := o.Base
	if base == nil {
		base, _ = http.DefaultTransport.(*http.Transport)
	}
	if base == nil {
		base = &http.Transport{Proxy: http.ProxyFromEnvironment}
	}
	for range laneCount {
		l := newLane(base)
		t.all = append(t.all, l)
		t.lanes.give(l)
	}
	return t, nil
}

// checkLogin refuses a Login that can't work, and fills in the way.
func (t *Transport) checkLogin() error {
	l := &t.login
	if l.Auth == "" {
		l.Auth = tiles.AuthNegotiate
	}
	switch l.Auth {
	case tiles.AuthNegotiate:
	case tiles.AuthNTLM:
		if !l.typed() && !currentUserNTLM {
			return &Error{Reason: ErrRefused, Err: ErrNoPassword}
		}
	case tiles.AuthBasic, tiles.AuthForms:
		if !l.typed() {
			return &Error{Reason: ErrRefused, Err: ErrNoPassword}
		}
		if l.Auth == tiles.AuthBasic && strings.Contains(l.account(), ":") {
			return &Error{Reason: ErrRefused, Err: errors.New("user name with a colon")} // RFC 7617, section 2
		}
	default:
		return fmt.Errorf("authentication %q that is not known", l.Auth)
	}
	return nil
}

// typed says whether a name and a password are at hand.
func (l Login) typed() bool { return l.User != "" && !l.Password.Empty() }

// account is the name with its domain, as NTLM and Basic take it.
func (l Login) account() string {
	if l.Domain == "" || strings.ContainsAny(l.User, `\@`) {
		return l.User
	}
	return l.Domain + `\` + l.User
}

// split gives the name and the domain apart, as the form takes them. A name
// with an @ stays whole: it is a name of its own kind.
func (l Login) split() (user, domain string) {
	if domain, user, ok := strings.Cut(l.User, `\`); ok {
		return user, domain
	}
	return l.User, l.Domain
}

// CloseIdleConnections closes the connections that no request uses.
func (t *Transport) CloseIdleConnections() {
	for _, l := range t.all {
		l.CloseIdleConnections()
	}
}

// Close closes the connections that no request uses and waits for a request
// for a ticket that may still be under way: some seconds at the most. The
// Transport is not to be used afterwards.
func (t *Transport) Close() {
	t.CloseIdleConnections()
	t.tickets.wait()
}
