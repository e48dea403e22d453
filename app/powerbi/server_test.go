package powerbi

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	goodToken  = "eyJhbGciOiJub25lIn0.good-token.signature"
	freshToken = "eyJhbGciOiJub25lIn0.fresh-token.signature"
	connection = "powerbi-0123456789"
	portalURL  = "https://app.powerbi.com"
)

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// api is Power BI as far as a test needs it. It enforces what holds for every
// call: the bearer token, the path below /v1.0/myorg, and, where the service's
// own description is at hand, that the call is in it.
type api struct {
	t   testing.TB
	url string

	mu     sync.Mutex
	routes map[string]http.HandlerFunc // by "GET /dashboards"; guarded by mu
	calls  []string                    // guarded by mu
	tokens map[string]bool             // accepted; guarded by mu
}

func newAPI(t testing.TB) *api {
	a := &api{t: t, routes: map[string]http.HandlerFunc{}, tokens: map[string]bool{goodToken: true, freshToken: true}}
	srv := httptest.NewServer(a)
	t.Cleanup(srv.Close)
	a.url = srv.URL
	return a
}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, ok := strings.CutPrefix(r.URL.Path, "/v1.0/myorg")
	if !ok {
		a.t.Errorf("call outside the API: %s %s", r.Method, r.URL)
	}
	if got := r.Header.Get("Accept"); got != "application/json" {
		a.t.Errorf("%s %s: Accept = %q; want application/json", r.Method, path, got)
	}
	if r.Method == http.MethodPost && r.Header.Get("Content-Type") != "application/json" {
		a.t.Errorf("POST %s: Content-Type = %q; want application/json", path, r.Header.Get("Content-Type"))
	}
	checkContract(a.t, r)
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	key := r.Method + " " + path
	a.mu.Lock()
	a.calls = append(a.calls, key)
	handler, routed := a.routes[key]
	known := a.tokens[token]
	a.mu.Unlock()
	w.Header().Set("RequestId", "6f2d1c3a-0000-4000-8000-000000000001")
	switch {
	case !known:
		reply(w, http.StatusForbidden, tokenExpired)
	case !routed:
		reply(w, http.StatusNotFound, `{"error":{"code":"PowerBIEntityNotFound"}}`)
	default:
		handler(w, r)
	}
}

// Error bodies as the service sends them.
const (
	tokenExpired  = `{"error":{"code":"TokenExpired","message":"Access token has expired, resubmit with a new access token"}}`
	notAuthorized = `{"error":{"code":"PowerBINotAuthorizedException","pbi.error":{"code":"PowerBINotAuthorizedException","parameters":{},"details":[],"exceptionCulprit":1}}}`
	tooMany       = `{"message":"You have exceeded the amount of requests allowed in the current time frame and further requests will fail. Retry in 3392 seconds."}`
	quotaUsed     = `{"error":{"code":"Request Throttled","message":"Invalid dataset refresh request. Number of refresh requests in last 24 hours exceeded limit"}}`
)

func reply(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprint(w, body)
}

// on answers a call, given as "GET /dashboards", with a status and a body.
func (a *api) on(key string, status int, body string) {
	a.handle(key, func(w http.ResponseWriter, _ *http.Request) { reply(w, status, body) })
}

// lists answers a call with a collection of the elements.
func (a *api) lists(key string, elements ...string) {
	a.on(key, http.StatusOK, `{"@odata.context":"x","value":[`+strings.Join(elements, ",")+`]}`)
}

func (a *api) handle(key string, h http.HandlerFunc) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.routes[key] = h
}

// accept makes these the only good tokens.
func (a *api) accept(tokens ...string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.tokens = map[string]bool{}
	for _, t := range tokens {
		a.tokens[t] = true
	}
}

func (a *api) called(key string) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := 0
	for _, c := range a.calls {
		if c == key {
			n++
		}
	}
	return n
}

func (a *api) total() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.calls)
}

// client returns a client of the api, its options changed by the functions.
func (a *api) client(change ...func(*Options)) *Client {
	a.t.Helper()
	o := Options{Base: a.url, Portal: portalURL, Connection: connection, Tokens: &purse{token: goodToken}, Now: func() time.Time { return noon }}
	for _, c := range change {
		c(&o)
	}
	c, err := New(o)
	if err != nil {
		a.t.Fatalf("New: %v", err)
	}
	a.t.Cleanup(c.closeIdle)
	return c
}

func (c *Client) closeIdle() { (&http.Client{Transport: c.transport}).CloseIdleConnections() }

// purse stands in for the sign-in: it renews to freshToken.
type purse struct {
	mu       sync.Mutex
	token    string     // guarded by mu
	scopes   [][]string // asked for; guarded by mu
	renewals int        // guarded by mu
	err      error      // of Token
	renewErr error      // of Renew
	proofs   []string   // claims that were asked for; guarded by mu
	proveErr error      // of Prove, from the second time on
}

func (p *purse) Prove(ctx context.Context, rejected, claims string) (string, error) {
	p.mu.Lock()
	p.proofs = append(p.proofs, claims)
	again := len(p.proofs) > 1
	p.mu.Unlock()
	if again && p.proveErr != nil {
		return "", p.proveErr
	}
	return p.Renew(ctx, rejected)
}

// said are the claims that were asked for so far.
func (p *purse) said() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.proofs)
}

func (p *purse) Token(_ context.Context, scopes ...string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.scopes = append(p.scopes, slices.Clone(scopes))
	return p.token, p.err
}

func (p *purse) Renew(_ context.Context, rejected string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.renewErr != nil {
		return "", p.renewErr
	}
	if p.token == rejected {
		p.renewals++
		p.token = freshToken
	}
	return p.token, nil
}
