// Package powerbi asks the Power BI REST API, as the person who signed in, what
// dashboards, tiles, semantic models and refreshes there are, and asks for
// refreshes.
//
// One Client serves one account: New it once and share it, so that its budget
// of calls, its limit of calls at a time and the service's own pauses hold for
// all of them. Results are in the words of package tiles, with the service's
// names cleaned; an answer that is no result is an *Error. The client keeps
// nothing, signs nobody in (that is Tokens' business) and judges nothing.
package powerbi

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// ScopeRefresh is the permission that Refresh needs beyond those for looking.
const ScopeRefresh = "Dataset.ReadWrite.All"

// Tokens gives access tokens of one account. It must be safe for concurrent
// use.
type Tokens interface {
	// Token returns a token that carries the scopes besides the usual ones.
	Token(ctx context.Context, scopes ...string) (string, error)
	// Renew returns a token other than the rejected one, renewing it at most
	// once for all who saw the same one rejected.
	Renew(ctx context.Context, rejected string) (string, error)
	// Prove is Renew for a token that the API rejected with a claims challenge
	// (a JSON object): it returns one that was got for it. It fails where the
	// person has to be asked.
	Prove(ctx context.Context, rejected, claims string) (string, error)
}

// Options says how to reach one account. Base, Connection and Tokens are
// required.
type Options struct {
	// Base is https://api.powerbi.com, with or without /v1.0/myorg. http:// is
	// accepted for this computer only.
	Base string
	// Portal is where people open dashboards, https://app.powerbi.com; empty
	// when there is none.
	Portal string
	// Connection is the ID that goes in front of every tile's and feed's.
	Connection string
	// HTTP sends the requests; nil for a client of its own. Only its transport
	// is used: redirects and time limits are this package's own.
	HTTP   *http.Client
	Tokens Tokens
	// Now is the clock, time.Now when nil. Waits use the real one.
	Now func() time.Time
	Log *slog.Logger
	// Limit is the account's own budget of calls; see Limit for the default.
	Limit Limit
	// Concurrency is how many calls may be under way at a time, 6 when zero.
	Concurrency int
	// PausedUntil is a pause that the service asked for before the start.
	PausedUntil time.Time
}

// Limit is a bucket of calls. Microsoft publishes no number for ordinary
// reading calls (https://learn.microsoft.com/en-us/rest/api/power-bi/), so
// this is a courtesy, and a 429 is what counts.
type Limit struct {
	// PerHour is how many calls are added in an hour, 250 when zero.
	PerHour int
	// Burst is how many can be made at once, 400 when zero: the first look at
	// a heavy account (60 workspaces, 80 models) needs 340.
	Burst int
}

// Client asks on behalf of one account. It is safe for concurrent use.
type Client struct {
	base       *url.URL // ends in /v1.0/myorg
	address    string   // base as text
	portal     string
	connection string
	transport  http.RoundTripper
	tokens     Tokens
	now        func() time.Time
	log        *slog.Logger
	bucket     *rate.Limiter
	slots      chan struct{}

	mu     sync.Mutex
	paused time.Time // guarded by mu: no call before
}

const (
	apiPath            = "/v1.0/myorg"
	defaultPerHour     = 250
	defaultBurst       = 400
	defaultConcurrency = 6
)

// New checks the options and returns a client. It sends nothing.
func New(o Options) (*Client, error) {
	base, err := parseBase(o.Base)
	if err != nil {
		return nil, fmt.Errorf("power bi address %q: %w", o.Base, err)
	}
	if o.Tokens == nil || o.Connection == "" {
		return nil, errors.New("power bi client without tokens or connection")
	}
	c := &Client{
		base:       base,
		address:    base.String(),
		portal:     portalOrigin(o.Portal),
		connection: o.Connection,
		tokens:     o.Tokens,
		now:        o.Now,
		log:        o.Log,
		bucket: rate.NewLimiter(rate.Every(time.Hour/time.Duration(cmp.Or(max(o.Limit.PerHour, 0), defaultPerHour))),
			cmp.Or(max(o.Limit.Burst, 0), defaultBurst)),
		slots:  make(chan struct{}, cmp.Or(max(o.Concurrency, 0), defaultConcurrency)),
		paused: o.PausedUntil,
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	switch {
	case o.HTTP == nil:
		c.transport = ownTransport()
	case o.HTTP.Transport == nil:
		c.transport = http.DefaultTransport
	default:
		c.transport = o.HTTP.Transport
	}
	return c, nil
}

func ownTransport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 2 * defaultConcurrency // Go's own 2 would reconnect for every other call
	t.ResponseHeaderTimeout = callLimit
	return t
}

func parseBase(text string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(strings.TrimSpace(text), "/"))
	switch {
	case err != nil || u.Hostname() == "":
		return nil, errors.New("no address of a server")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("more than an address of a server")
	case u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		return nil, errors.New("not https")
	}
	if !strings.HasSuffix(strings.ToLower(u.Path), apiPath) {
		u.Path += apiPath
	}
	u.RawPath = ""
	return u, nil
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}

// PausedUntil is when the pause ends that the service asked for last; it may
// lie in the past, or be zero.
func (c *Client) PausedUntil() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.paused
}

func (c *Client) pause(until time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if until.After(c.paused) {
		c.paused = until
	}
}

// enter waits until a call may be made: no pause, something left in the
// bucket, a free slot. The caller must call leave.
func (c *Client) enter(ctx context.Context, op string) (leave func(), err error) {
	if err := c.checkPause(op); err != nil {
		return nil, err
	}
	if err := c.bucket.Wait(ctx); err != nil {
		if ctx.Err() != nil {
			return nil, fmt.Errorf("power bi: %s: %w", op, ctx.Err())
		}
		r := c.bucket.Reserve()
		wait := r.Delay()
		r.Cancel()
		return nil, budgetError(op, c.now().Add(wait))
	}
	select {
	case c.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("power bi: %s: %w", op, ctx.Err())
	}
	leave = func() { <-c.slots }
	// The answer to another call may have been 429 while this one waited.
	if err := c.checkPause(op); err != nil {
		leave()
		return nil, err
	}
	return leave, nil
}
