package powerbi

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mysettings/app/tiles"
)

// look makes the simplest call there is.
func look(ctx context.Context, c *Client) error {
	_, err := fetch[dashboardObject](ctx, c, "look", "/dashboards")
	return err
}

// asError is err as an *Error; the test ends if it is none.
func asError(t *testing.T, err error) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v (%T) is no *Error", err, err)
	}
	return e
}

func TestNewChecksTheAddress(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ base, want string }{
		{"https://api.powerbi.com", "https://api.powerbi.com/v1.0/myorg"},
		{"https://api.powerbi.com/", "https://api.powerbi.com/v1.0/myorg"},
		{"https://api.powerbi.com/v1.0/myorg/", "https://api.powerbi.com/v1.0/myorg"},
		{"http://127.0.0.1:8080/powerbi", "http://127.0.0.1:8080/powerbi/v1.0/myorg"},
		{"http://[::1]:8080", "http://[::1]:8080/v1.0/myorg"},
		{"http://localhost:1", "http://localhost:1/v1.0/myorg"},
		{"http://api.powerbi.com", ""},
		{"http://127.0.0.1.example.com", ""},
		{"ftp://api.powerbi.com", ""},
		{"https://user:pw@api.powerbi.com", ""},
		{"https://api.powerbi.com?x=1", ""},
		{"api.powerbi.com", ""},
		{"", ""},
		{"https://", ""},
	} {
		c, err := New(Options{Base: tt.base, Connection: connection, Tokens: &purse{}})
		switch {
		case tt.want == "" && err == nil:
			t.Errorf("New(%q) accepted", tt.base)
		case tt.want != "" && err != nil:
			t.Errorf("New(%q): %v", tt.base, err)
		case tt.want != "" && c.base.String() != tt.want:
			t.Errorf("New(%q) asks %s; want %s", tt.base, c.base, tt.want)
		}
	}
	if _, err := New(Options{Base: "https://api.powerbi.com", Connection: connection}); err == nil {
		t.Error("New without tokens accepted")
	}
}

func TestExpiredTokenIsRenewedOnce(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.lists("GET /dashboards")
	a.accept(freshToken)
	p := &purse{token: goodToken}
	c := a.client(func(o *Options) { o.Tokens = p })
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := look(t.Context(), c); err != nil {
				t.Errorf("look: %v", err)
			}
		})
	}
	wg.Wait()
	if p.renewals != 1 {
		t.Errorf("%d renewals; want 1", p.renewals)
	}
}

func TestRenewedTokenRefusedToo(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.accept() // none is good
	c := a.client()
	e := asError(t, look(t.Context(), c))
	if e.Cause != tiles.CauseSignInExpired || !e.Account || e.Code != codeTokenExpired {
		t.Errorf("error %+v; want an expired sign-in", e)
	}
	if n := a.total(); n != 2 {
		t.Errorf("%d calls; want 2", n)
	}
}

func TestUnauthorized(t *testing.T) {
	t.Parallel()
	claims := `{"access_token":{"acrs":{"essential":true,"value":"c1"}}}`
	for _, tt := range []struct {
		name, header, body string
		cause              tiles.Cause
		calls              int
		account            bool
		claims             string
	}{
		{name: "not allowed to see", body: notAuthorized, cause: tiles.CauseNoPermission, calls: 1},
		{name: "no reason", cause: tiles.CauseSignInRefused, calls: 2, account: true},
		{name: "invalid token", header: `Bearer error="invalid_token"`, cause: tiles.CauseSignInRefused, calls: 2, account: true},
		{name: "claims challenge", header: `Bearer realm="", error="insufficient_claims", claims="` + base64.StdEncoding.EncodeToString([]byte(claims)) + `"`,
			cause: tiles.CauseSignInRefused, calls: 2, account: true, claims: claims},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			a.handle("GET /dashboards", func(w http.ResponseWriter, _ *http.Request) {
				if tt.header != "" {
					w.Header().Set("WWW-Authenticate", tt.header)
				}
				reply(w, http.StatusUnauthorized, tt.body)
			})
			p := &purse{token: goodToken}
			e := asError(t, look(t.Context(), a.client(func(o *Options) { o.Tokens = p })))
			if e.Cause != tt.cause || e.Account != tt.account || e.Claims != tt.claims {
				t.Errorf("cause %q account %v claims %q; want %q %v %q", e.Cause, e.Account, e.Claims, tt.cause, tt.account, tt.claims)
			}
			if got := a.total(); got != tt.calls {
				t.Errorf("%d calls; want %d", got, tt.calls)
			}
			if e.RequestID == "" {
				t.Error("no request id")
			}
		})
	}
}

// TestChallengeAnswered: a claims challenge is answered by one token that was got for
// it. Where that isn't to be had, or isn't enough, the sign-in's error is what
// the caller gets, and nothing is asked a third time.
func TestChallengeAnswered(t *testing.T) {
	t.Parallel()
	claims := `{"access_token":{"nbf":{"essential":true,"value":"1"}}}`
	gone := errors.New("the person has to sign in")
	for _, tt := range []struct {
		name   string
		purse  *purse
		enough bool
		calls  int
		proofs int
		err    error
	}{
		{"answered", &purse{token: goodToken}, true, 2, 1, nil},
		{"after the token had expired", &purse{token: "eyJhbGciOiJub25lIn0.old-token.signature"}, true, 3, 1, nil},
		{"not to be had", &purse{token: goodToken, renewErr: gone}, false, 1, 1, gone},
		{"not enough", &purse{token: goodToken, proveErr: gone}, false, 2, 2, gone},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			a.handle("GET /dashboards", func(w http.ResponseWriter, r *http.Request) {
				proven := slices.Contains(tt.purse.said(), claims)
				if tt.enough && proven && r.Header.Get("Authorization") == "Bearer "+freshToken {
					reply(w, http.StatusOK, `{"value":[]}`)
					return
				}
				w.Header().Set("WWW-Authenticate", `Bearer error="insufficient_claims", claims="`+base64.StdEncoding.EncodeToString([]byte(claims))+`"`)
				reply(w, http.StatusUnauthorized, "")
			})
			err := look(t.Context(), a.client(func(o *Options) { o.Tokens = tt.purse }))
			if tt.err == nil && err != nil || !errors.Is(err, tt.err) {
				t.Errorf("error = %v; want %v", err, tt.err)
			}
			if got := a.total(); got != tt.calls {
				t.Errorf("%d calls; want %d", got, tt.calls)
			}
			if got := tt.purse.proofs; len(got) != tt.proofs || got[0] != claims {
				t.Errorf("proofs = %q; want %d of %s", got, tt.proofs, claims)
			}
		})
	}
}

func TestNoToken(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	gone := errors.New("sign-in gone")
	e := asError(t, look(t.Context(), a.client(func(o *Options) { o.Tokens = &purse{err: gone} })))
	if !e.Account || !errors.Is(e, gone) || e.Cause != tiles.CauseNone {
		t.Errorf("error %+v; want the sign-in's own", e)
	}
	if a.total() != 0 {
		t.Errorf("%d calls without a token", a.total())
	}
	a.accept()
	e = asError(t, look(t.Context(), a.client(func(o *Options) { o.Tokens = &purse{token: goodToken, renewErr: gone} })))
	if !e.Account || !errors.Is(e, gone) {
		t.Errorf("error %+v; want the renewal's own", e)
	}
}

func TestThrottledStopsEverything(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.handle("GET /dashboards", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "90")
		reply(w, http.StatusTooManyRequests, tooMany)
	})
	a.lists("GET /datasets")
	now := noon
	c := a.client(func(o *Options) { o.Now = func() time.Time { return now } })
	e := asError(t, look(t.Context(), c))
	if want := noon.Add(90 * time.Second); e.Cause != tiles.CauseThrottled || !e.RetryAfter.Equal(want) || !c.PausedUntil().Equal(want) {
		t.Errorf("error %+v, paused until %v; want until %v", e, c.PausedUntil(), want)
	}
	now = noon.Add(90*time.Second - 1)
	e = asError(t, func() error { _, err := fetch[datasetObject](t.Context(), c, "look", "/datasets"); return err }())
	if !errors.Is(e, ErrPaused) || e.Cause != tiles.CauseThrottled || !e.Account {
		t.Errorf("during the pause: %+v", e)
	}
	if a.total() != 1 {
		t.Errorf("%d calls during the pause", a.total()-1)
	}
	now = noon.Add(90 * time.Second)
	if _, err := fetch[datasetObject](t.Context(), c, "look", "/datasets"); err != nil {
		t.Errorf("after the pause: %v", err)
	}
}

func TestPauseFromBefore(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	c := a.client(func(o *Options) { o.PausedUntil = noon.Add(time.Minute) })
	if err := look(t.Context(), c); !errors.Is(err, ErrPaused) {
		t.Errorf("error %v; want ErrPaused", err)
	}
}

func TestBudget(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.lists("GET /dashboards")
	c := a.client(func(o *Options) { o.Limit = Limit{PerHour: 60, Burst: 3} })
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for range 3 {
		if err := look(ctx, c); err != nil {
			t.Fatal(err)
		}
	}
	e := asError(t, look(ctx, c))
	if !errors.Is(e, ErrBudget) || e.Cause != tiles.CauseThrottled || !e.RetryAfter.After(noon) || e.RetryAfter.After(noon.Add(time.Minute)) {
		t.Errorf("error %+v; want a used-up budget", e)
	}
	if a.total() != 3 {
		t.Errorf("%d calls; want 3", a.total())
	}
}

func TestConcurrencyIsLimited(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	var under, most atomic.Int32
	gate := make(chan struct{})
	a.handle("GET /dashboards", func(w http.ResponseWriter, _ *http.Request) {
		n := under.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		<-gate
		under.Add(-1)
		reply(w, http.StatusOK, `{"value":[]}`)
	})
	c := a.client(func(o *Options) { o.Concurrency = 3 })
	var wg sync.WaitGroup
	for range 9 {
		wg.Go(func() {
			if err := look(t.Context(), c); err != nil {
				t.Errorf("look: %v", err)
			}
		})
	}
	for range 9 {
		gate <- struct{}{}
	}
	wg.Wait()
	if got := most.Load(); got > 3 {
		t.Errorf("%d calls at a time; want 3 at most", got)
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	ctx, cancel := context.WithCancel(t.Context())
	a.handle("GET /dashboards", func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	err := look(ctx, a.client())
	var e *Error
	if !errors.Is(err, context.Canceled) || errors.As(err, &e) {
		t.Errorf("error %v; want a plain context.Canceled", err)
	}
}

func TestBadAnswers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		cause  tiles.Cause
	}{
		{"page", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "<html>Sign in to the Wi-Fi</html>")
		}, tiles.CauseServerUnreachable},
		{"empty", func(w http.ResponseWriter, _ *http.Request) { reply(w, 200, "") }, tiles.CauseServiceDown},
		{"no list", func(w http.ResponseWriter, _ *http.Request) { reply(w, 200, "{}") }, tiles.CauseServiceDown},
		{"half of it", func(w http.ResponseWriter, _ *http.Request) { reply(w, 200, `{"value":[{"id":"a"},`) }, tiles.CauseServiceDown},
		{"connection lost", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, `{"value":[`)
		}, tiles.CauseServerUnreachable},
		{"connection refused in the middle", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, tiles.CauseServerUnreachable},
		{"no end", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"value":["`)
			chunk := strings.Repeat("x", 1<<20)
			for range largestList>>20 + 2 {
				if _, err := io.WriteString(w, chunk); err != nil {
					return
				}
			}
		}, tiles.CauseServerUnreachable},
		{"error without an end", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(500)
			for range 200 {
				if _, err := io.WriteString(w, strings.Repeat("x", 1<<10)); err != nil {
					return
				}
			}
		}, tiles.CauseServiceDown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			a.handle("GET /dashboards", tt.answer)
			e := asError(t, look(t.Context(), a.client()))
			if e.Cause != tt.cause || e.Account {
				t.Errorf("error %v with cause %q, account %v; want %q", e, e.Cause, e.Account, tt.cause)
			}
		})
	}
}

func TestServerGone(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.NotFoundHandler())
	srv.Close()
	c, err := New(Options{Base: srv.URL, Connection: connection, Tokens: &purse{token: goodToken}})
	if err != nil {
		t.Fatal(err)
	}
	e := asError(t, look(t.Context(), c))
	if e.Cause != tiles.CauseServerUnreachable || e.Account || e.Status != 0 {
		t.Errorf("error %+v", e)
	}
}

// TestNoTokenLeaks looks for the token in everything that comes of a server
// that sends it back in every way.
func TestNoTokenLeaks(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	for _, body := range []string{
		`{"error":{"code":"%[1]s","message":"bad token %[1]s"}}`,
		`{"error":{"code":"x","message":"%[2]s%[1]s"}}`,
		"plain %[1]s",
		`{"message":"\u0065%[3]s"}`,
	} {
		a := newAPI(t)
		body := fmt.Sprintf(body, goodToken, strings.Repeat("x", longestText-10), goodToken[1:])
		a.handle("GET /dashboards", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("RequestId", goodToken)
			w.Header().Set("X-Echo", r.Header.Get("Authorization"))
			reply(w, http.StatusBadRequest, body)
		})
		e := asError(t, look(t.Context(), a.client(func(o *Options) { o.Log = logger })))
		if got := fmt.Sprintf("%v %+v %#v %s", e, *e, e, log.String()); strings.Contains(got, goodToken[:12]) {
			t.Errorf("token in %s", got)
		}
	}
}
