package reportserver

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mysettings/app/reportserver/login"
	"mysettings/app/tiles"
)

const (
	connection = "server-0123456789"
	ana        = `CONTOSO\ana`
	meBody     = `{"@odata.context":"x","Id":"1","Username":"CONTOSO\\ana","DisplayName":"Ana Lima","HasFavoriteItems":false}`
	cloud      = "https://app.powerbi.com"
)

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// portal is a report server as far as a test needs it, by method and path below
// the API.
type portal struct {
	t   testing.TB
	url string // of the portal

	mu     sync.Mutex
	routes map[string]http.HandlerFunc // guarded by mu
	calls  []string                    // guarded by mu
	now    int                         // guarded by mu: calls under way
	most   int                         // guarded by mu: and how many there were at once
}

func newPortal(t testing.TB) *portal {
	p := &portal{t: t, routes: map[string]http.HandlerFunc{}}
	srv := httptest.NewServer(p)
	t.Cleanup(srv.Close)
	p.url = srv.URL + "/reports"
	p.says("GET /me", meBody)
	return p
}

func (p *portal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, ok := strings.CutPrefix(r.URL.EscapedPath(), "/reports/api/v2.0")
	if !ok {
		path, ok = strings.CutPrefix(r.URL.EscapedPath(), "/reports/api/v1.0")
	}
	if !ok {
		p.t.Errorf("call outside the API: %s %s", r.Method, r.URL)
	}
	key := r.Method + " " + path
	if r.URL.RawQuery != "" {
		key += "?" + r.URL.RawQuery
	}
	p.mu.Lock()
	p.calls = append(p.calls, key)
	p.now++
	p.most = max(p.most, p.now)
	handler := p.routes[key]
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.now--
	}()
	if handler == nil {
		reply(w, http.StatusNotFound, `{"error":{"code":"NotFound","message":"no such thing"}}`)
		return
	}
	handler(w, r)
}

func reply(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json; odata.metadata=minimal")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

// on sets what answers a call, says a good answer, fails another one.
func (p *portal) on(call string, h http.HandlerFunc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.routes[call] = h
}

func (p *portal) says(call, body string) {
	p.on(call, func(w http.ResponseWriter, _ *http.Request) { reply(w, http.StatusOK, body) })
}

func (p *portal) fails(call string, status int, body string) {
	p.on(call, func(w http.ResponseWriter, _ *http.Request) { reply(w, status, body) })
}

// asked are the calls so far, which are forgotten then.
func (p *portal) asked() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	calls := p.calls
	p.calls = nil
	return calls
}

// count is how many calls there were so far that contain part.
func (p *portal) count(part string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, c := range p.calls {
		if strings.Contains(c, part) {
			n++
		}
	}
	return n
}

func base() (*http.Transport, error) {
	return &http.Transport{Proxy: nil}, nil
}

// client is one for the portal, its clock at noon, with changes.
func (p *portal) client(change ...func(*Options)) *Client {
	p.t.Helper()
	o := Options{
		Connection: tiles.Connection{
			ID: connection, Kind: tiles.ReportServer, Name: ana,
			Server: tiles.Server{URL: p.url, API: apiNew, Zone: "W. Europe Standard Time", TellsSignIn: true, TellsNotices: true},
		},
		Login: func(context.Context) (login.Login, error) { return login.Login{}, nil },
		Base:  base, Cloud: cloud,
		Now: func() time.Time { return noon },
	}
	for _, f := range change {
		f(&o)
	}
	c, err := New(o)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(c.Close)
	return c
}

func (p *portal) wantCalls(want ...string) {
	p.t.Helper()
	if got := p.asked(); !slices.Equal(got, want) {
		p.t.Errorf("calls %q; want %q", got, want)
	}
}
