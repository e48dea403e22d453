package signin

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"mysettings/app/tiles"
	"mysettings/store"
)

// TestNetworkNeverLosesASignIn has the ways in which there is no answer of the
// identity provider.
func TestNetworkNeverLosesASignIn(t *testing.T) {
	t.Parallel()
	serve := func(h http.HandlerFunc) func(testing.TB) string {
		return func(t testing.TB) string {
			s := httptest.NewServer(h)
			t.Cleanup(s.Close)
			return s.URL
		}
	}
	page := func(status int, kind, body string) func(testing.TB) string {
		return serve(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		})
	}
	for _, tc := range []struct {
		name    string
		address func(testing.TB) string
		client  *http.Client
		code    string
		cause   tiles.Cause
		network bool
	}{
		{"nobody listens", func(t testing.TB) string { return "http://" + freePort(t) }, nil, "network", tiles.CauseServerUnreachable, true},
		{"no such name", func(testing.TB) string { return "https://sign-in.invalid" },
			&http.Client{Transport: &http.Transport{DialContext: func(_ context.Context, _, address string) (net.Conn, error) {
				if strings.HasPrefix(address, "sign-in.invalid") {
					return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "sign-in.invalid", IsNotFound: true}}
				}
				return net.Dial("tcp", address)
			}}}, "dns", tiles.CauseServerUnreachable, true},
		{"a certificate of nobody", func(t testing.TB) string {
			s := httptest.NewUnstartedServer(http.NotFoundHandler())
			s.Config.ErrorLog = log.New(io.Discard, "", 0)
			s.StartTLS()
			t.Cleanup(s.Close)
			return s.URL
		}, nil, "tls", tiles.CauseServerUnreachable, true},
		{"no TLS at all", func(t testing.TB) string {
			return strings.Replace(serve(http.NotFound)(t), "http:", "https:", 1)
		}, nil, "tls", tiles.CauseServerUnreachable, true},
		{"a proxy that wants a password", func(testing.TB) string { return "https://sign-in.invalid" },
			&http.Client{Transport: &http.Transport{Proxy: refusingProxy}}, "proxy", tiles.CauseServerUnreachable, true},
		{"407", page(407, "text/html", "<html>"), nil, "proxy", tiles.CauseServerUnreachable, true},
		{"breaks off", serve(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, `{"access_token":"`)
		}), nil, "network", tiles.CauseServerUnreachable, true},
		{"hangs up", serve(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }), nil, "network", tiles.CauseServerUnreachable, true},
		{"a portal's page", page(200, "text/html", "<html><form>Welcome"), nil, codeNotTheService, tiles.CauseServiceDown, true},
		{"a portal's redirect", serve(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/login", http.StatusTemporaryRedirect)
		}),
			nil, codeNotTheService, tiles.CauseServiceDown, true},
		{"a firewall's page", page(403, "text/html", "<html>forbidden"), nil, codeNotTheService, tiles.CauseServiceDown, true},
		{"gone", page(404, "text/plain", "404"), nil, codeNotTheService, tiles.CauseServiceDown, true},
		{"empty", page(200, "application/json", ""), nil, codeNotTheService, tiles.CauseServiceDown, true},
		{"2 MB", page(200, "application/json", strings.Repeat(" ", 2<<20)), nil, codeTooLarge, tiles.CauseServiceDown, true},
		{"2 MB of an error", page(400, "application/json", `{"error":"invalid_grant","x":"`+strings.Repeat("x", 2<<20)+`"}`), nil, codeTooLarge, tiles.CauseServiceDown, true},
		{"busy", page(503, "text/html", "<html>"), nil, "http_503", tiles.CauseServiceDown, false},
		{"busy in OAuth's words", page(500, "application/json", errorBody("invalid_grant", "bad_token", 70000)), nil, "invalid_grant", tiles.CauseServiceDown, false},
		{"too many", page(429, "application/json", errorBody("invalid_grant", "", 90055)), nil, "invalid_grant", tiles.CauseThrottled, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := benchOn(t, newIDP(t), tc.client)
			address := tc.address(t)
			c := b.signIn(Request{})
			b.expire(c.ID)
			before, tok := b.connection(c.ID), b.token(c.ID)
			b.idp.set(func() { b.idp.document = func(d map[string]any) { d["token_endpoint"] = address + "/token" } })
			m := New(Options{Store: b.store, Config: b.config, HTTP: tc.client, Now: b.clock.now})
			defer m.Close()
			for range 3 {
				_, err := m.Access(t.Context(), c.ID)
				e := wantError(t, err)
				if e.Code != tc.code || e.Cause != tc.cause || e.Network != tc.network || e.State != "" || e.Help() == "" {
					t.Fatalf("error = %v: %+v; want %s, %s, network %v", err, e, tc.code, tc.cause, tc.network)
				}
				b.noSecrets(err.Error(), e.Description)
			}
			after := b.connection(c.ID)
			if after.Problem != nil || !after.EndedAt.IsZero() || !after.GoodUntil.Equal(before.GoodUntil) || !b.token(c.ID).Refresh.Equal(tok.Refresh) {
				t.Errorf("connection = %+v; want it untouched", after)
			}
			// The way is free again.
			b.clock.move(pauseLimit + time.Second)
			m2 := New(Options{Store: b.store, Config: b.config, Now: b.clock.now})
			defer m2.Close()
			b.idp.set(func() { b.idp.document = nil })
			if _, err := m2.Access(t.Context(), c.ID); err != nil {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
}

// refusingProxy sends what isn't for this computer through a proxy that lets
// nobody in.
func refusingProxy(r *http.Request) (*url.URL, error) {
	if r.URL.Hostname() != "sign-in.invalid" {
		return nil, nil
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	go func() {
		defer l.Close()
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		_, _ = conn.Read(make([]byte, 4096))
		_, _ = io.WriteString(conn, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
	}()
	return &url.URL{Scheme: "http", Host: l.Addr().String()}, nil
}

// TestFailuresAreNotRepeated: after a failure the next callers are spared the
// same wait, for a short time.
func TestFailuresAreNotRepeated(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.signIn(Request{})
	b.expire(c.ID)
	retry := "120"
	b.idp.set(func() {
		b.idp.take = func(w http.ResponseWriter, _ url.Values) bool {
			w.Header().Set("Retry-After", retry)
			w.WriteHeader(http.StatusTooManyRequests)
			return true
		}
	})
	for range 5 {
		if _, err := b.manager.Access(t.Context(), c.ID); wantError(t, err).Cause != tiles.CauseThrottled {
			t.Error(err)
		}
	}
	if n := len(b.idp.tokenRequests(refreshGrant)); n != 1 {
		t.Errorf("requests = %d; want 1", n)
	}
	b.clock.move(119 * time.Second)
	_, _ = b.manager.Access(t.Context(), c.ID)
	if n := len(b.idp.tokenRequests(refreshGrant)); n != 1 {
		t.Errorf("requests before Retry-After = %d; want 1", n)
	}
	b.clock.move(2 * time.Second)
	_, _ = b.manager.Access(t.Context(), c.ID)
	if n := len(b.idp.tokenRequests(refreshGrant)); n != 2 {
		t.Errorf("requests after Retry-After = %d; want 2", n)
	}
}

// TestCancel ends the wait at each point where there is one.
func TestCancel(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		path  string // where the provider hangs
		stage string // or where to cancel
		r     Request
	}{
		{"discovery", "openid-configuration", "", Request{}},
		{"browser", "", StageWaiting, Request{Browser: nobody}},
		{"browser that hangs", "", StageWaiting, Request{Browser: browserFunc(func(ctx context.Context, _ string) error { <-ctx.Done(); return ctx.Err() })}},
		{"code exchange", "/token", "", Request{}},
		{"keys", "/keys", "", Request{}},
		{"saving", "", StageSaving, Request{}},
		{"device request", "/devicecode", "", Request{DeviceCode: true}},
		{"device wait", "", StageWaiting, Request{DeviceCode: true}},
		{"device poll", "/token", "", Request{DeviceCode: true}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			i := bareIDP(t)
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			mine := errors.New("the person pressed Cancel")
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if tc.path != "" && strings.HasSuffix(r.URL.Path, tc.path) {
					_ = r.ParseForm()
					cancel(mine)
					<-r.Context().Done()
					return
				}
				i.handler.ServeHTTP(w, r)
			}))
			defer s.Close()
			i.origin = s.URL
			b := benchOn(t, i, nil)
			r := tc.r
			if r.Browser == nil {
				r.Browser = quiet{obedient{t}}
			}
			r.Progress = func(p Progress) {
				if p.Stage == tc.stage {
					cancel(mine)
				}
			}
			begun := time.Now()
			_, err := b.manager.SignIn(ctx, r)
			if e := wantError(t, err); e.Code != codeCancelled || !errors.Is(err, mine) || e.State != "" {
				t.Errorf("error = %v; want it cancelled", err)
			}
			if took := time.Since(begun); took > 5*time.Second {
				t.Errorf("took %v", took)
			}
			if all, _ := b.store.Connections(t.Context()); len(all) != 0 {
				t.Errorf("connections = %v; want none", all)
			}
		})
	}
}

// quiet is a browser that doesn't mind when nobody answers any more.
type quiet struct{ Browser }

func (q quiet) Open(ctx context.Context, page string) error {
	_ = q.Browser.Open(ctx, page)
	return nil
}

// TestCancelWhileAnotherProcessRenews: the lease is waited for, not for ever.
func TestCancelWhileAnotherProcessRenews(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.signIn(Request{})
	b.expire(c.ID)
	lease, err := b.store.Lease(t.Context(), leaseName(c.ID))
	if err != nil {
		t.Fatal(err)
	}
	defer lease.Release()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = b.manager.Access(ctx, c.ID)
	if e := wantError(t, err); !errors.Is(err, context.DeadlineExceeded) || !e.Network || e.State != "" || e.Remedy != tiles.RemedyWait {
		t.Errorf("Access = %+v", e)
	}
	if _, err := b.manager.SignOut(ctx, c.ID); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("SignOut = %v", err)
	}
	// Closing doesn't wait for the other process.
	begun := time.Now()
	b.manager.Close()
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("Close took %v", took)
	}
	if !b.connection(c.ID).EndedAt.IsZero() {
		t.Error("waiting ended the sign-in")
	}
	if _, err := b.store.Store.Token(t.Context(), c.ID); errors.Is(err, store.ErrNoToken) {
		t.Error("token gone")
	}
}
