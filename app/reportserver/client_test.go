package reportserver

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mysettings/app/reportserver/login"
	"mysettings/app/tiles"
	"mysettings/store"
)

func pin(id string) tiles.Feed {
	return tiles.Feed{ID: connection + "/" + id, Connection: connection, ModelID: id, Source: tiles.SourceSubscription}
}

func TestActions(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	c := p.client()
	nothing := func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && r.Header.Get("Accept") != "application/json" {
			t.Errorf("Accept = %q", r.Header.Get("Accept"))
		}
		w.WriteHeader(http.StatusNoContent)
	}
	for _, tt := range []struct {
		call string
		do   func(context.Context, tiles.Feed) error
	}{
		{"POST /Subscriptions(a1)/Model.Execute", c.Run},
		{"POST /Subscriptions(a1)/Model.Disable", c.Pause},
		{"POST /Subscriptions(a1)/Model.Enable", c.Resume},
		{"DELETE /Subscriptions(a1)", c.Delete},
		{"POST /PowerBIIntegration/Model.Logout", func(ctx context.Context, _ tiles.Feed) error { return c.SignOut(ctx) }},
	} {
		p.on(tt.call, nothing)
		p.asked()
		if err := tt.do(t.Context(), pin("a1")); err != nil || p.count(tt.call) != 1 {
			t.Errorf("%s: %v, calls %q", tt.call, err, p.asked())
		}
	}
	if err := c.Delete(t.Context(), pin("gone")); err != nil {
		t.Errorf("deleting what is gone: %v", err)
	}
	p.asked()
	for _, f := range []tiles.Feed{{}, pin(""), pin("a)/x"), {Source: tiles.SourceModel, ModelID: "a1"}} {
		if err := c.Run(t.Context(), f); !isKind(err, KindGone) {
			t.Errorf("running %q: %v; want gone", f.ModelID, err)
		}
	}
	p.wantCalls()
}

// TestActionForms checks that the name of an action is tried in each form, and
// that no other answer is.
func TestActionForms(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	c := p.client()
	p.on("POST /Subscriptions(a1)/Execute", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	if err := c.Run(t.Context(), pin("a1")); err != nil || p.count("POST") != 2 {
		t.Errorf("bare name: %v, calls %q", err, p.asked())
	}
	p.asked()
	if err := c.Run(t.Context(), pin("a2")); !isKind(err, KindGone) || p.count("POST") != 2 {
		t.Errorf("gone: %v, calls %q", err, p.asked())
	}
	p.asked()
	p.fails("POST /Subscriptions(a3)/Model.Execute", http.StatusForbidden, `{"error":{"code":"rsAccessDenied","message":"The permissions granted to user are insufficient"}}`)
	err := c.Run(t.Context(), pin("a3"))
	var e *Error
	if !errors.As(err, &e) || e.Kind != KindForbidden || e.Cause != tiles.CauseNoPermission || e.Code != "rsAccessDenied" || e.Account || p.count("POST") != 1 {
		t.Errorf("403: %+v, calls %q", e, p.asked())
	}
	old := p.client(func(o *Options) { o.Connection.Server.API = apiOld })
	p.asked()
	if err := old.Run(t.Context(), pin("a1")); err != nil || p.count("POST /Subscriptions(a1)/Execute") != 1 || p.count("POST") != 1 {
		t.Errorf("2016: %v, calls %q", err, p.asked())
	}
}

func TestThrottled(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		status int
		after  string
		kind   Kind
		want   time.Duration // zero for no pause
	}{
		{http.StatusTooManyRequests, "90", KindThrottled, 90 * time.Second},
		{http.StatusTooManyRequests, "Tue, 10 Mar 2026 12:05:00 GMT", KindThrottled, 5 * time.Minute},
		{http.StatusTooManyRequests, "", KindThrottled, time.Minute},
		{http.StatusTooManyRequests, "0", KindThrottled, time.Second},
		{http.StatusTooManyRequests, "99999999999999", KindThrottled, 24 * time.Hour},
		{http.StatusServiceUnavailable, "30", KindServer, 30 * time.Second},
		{http.StatusServiceUnavailable, "", KindServer, 0},
		{http.StatusServiceUnavailable, "soon", KindServer, 0},
	} {
		p := newPortal(t)
		p.on("GET /Subscriptions", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", noon.Format(http.TimeFormat))
			if tt.after != "" {
				w.Header().Set("Retry-After", tt.after)
			}
			reply(w, tt.status, `too busy`)
		})
		c := p.client()
		_, err := c.Pins(t.Context(), nil)
		var e *Error
		if !errors.As(err, &e) || e.Kind != tt.kind || e.Account != (tt.want > 0) || e.Message != "too busy" ||
			tt.want > 0 && !e.RetryAfter.Equal(noon.Add(tt.want)) || tt.want == 0 && !e.RetryAfter.IsZero() {
			t.Errorf("%d, Retry-After %q: %+v; want after %v", tt.status, tt.after, e, tt.want)
		}
		p.asked()
		_, err = c.Pins(t.Context(), nil)
		if paused := errors.Is(err, ErrPaused); paused != (tt.want > 0) || paused && p.count("") != 0 {
			t.Errorf("%d, Retry-After %q: the next call: %v, calls %q", tt.status, tt.after, err, p.asked())
		}
	}
}

func TestPausedBefore(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	c := p.client(func(o *Options) { o.Connection.PausedUntil = noon.Add(time.Minute) })
	if _, err := c.Pins(t.Context(), nil); !errors.Is(err, ErrPaused) || !c.PausedUntil().Equal(noon.Add(time.Minute)) {
		t.Errorf("%v; want the pause that was kept", err)
	}
	p.wantCalls()
}

// TestBrokenAnswers checks what is made of a server that dies in mid-answer,
// or says something else.
func TestBrokenAnswers(t *testing.T) {
	t.Parallel()
	abort := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		reply(w, http.StatusOK, `{"value":[{"Id":"a1",`)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	for _, tt := range []struct {
		name    string
		handler http.HandlerFunc
		want    Kind
	}{
		{"dies in mid-answer", abort, KindAnswer},
		{"dies before", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, KindUnreachable},
		{"ends in mid-answer", func(w http.ResponseWriter, _ *http.Request) { reply(w, 200, `{"value":[{"Id":"a1",`) }, KindAnswer},
		{"nothing", func(w http.ResponseWriter, _ *http.Request) { reply(w, 200, ``) }, KindAnswer},
		{"no list", func(w http.ResponseWriter, _ *http.Request) { reply(w, 200, `{"Id":"a1"}`) }, KindAnswer},
		{"a page", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<html><title>Wartung</title>"))
		}, KindAnswer},
		{"a page to sign in", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte(`<html><form><input name=p type="password"></form>`))
		}, KindLoginPage},
		{"another host", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://elsewhere.invalid/reports/api/v2.0/Subscriptions", http.StatusFound)
		}, KindElsewhere},
		{"too large", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusOK)
			for range largestList>>20 + 1 {
				if _, err := w.Write([]byte(strings.Repeat(" ", 1<<20))); err != nil {
					return
				}
			}
		}, KindAnswer},
		{"forbidden for ever", func(w http.ResponseWriter, _ *http.Request) { reply(w, 403, ``) }, KindForbidden},
		{"failing", func(w http.ResponseWriter, _ *http.Request) { reply(w, 500, `<html>`) }, KindServer},
		{"a proxy's answer", func(w http.ResponseWriter, _ *http.Request) { reply(w, 407, ``) }, KindUnreachable},
	} {
		p := newPortal(t)
		p.on("GET /Subscriptions", tt.handler)
		got, err := p.client().Pins(t.Context(), nil)
		if !isKind(err, tt.want) || len(got.Feeds) != 0 {
			t.Errorf("%s: %v; want %s", tt.name, err, tt.want)
		}
	}
}

// TestRefusedForEver checks that a password that is refused is sent once.
func TestRefusedForEver(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	sent := 0
	srv := newTLS(t, func(w http.ResponseWriter, r *http.Request) {
		if _, _, ok := r.BasicAuth(); ok {
			mu.Lock()
			sent++
			mu.Unlock()
		}
		w.Header().Set("WWW-Authenticate", "Basic realm=\"x\"")
		w.WriteHeader(http.StatusUnauthorized)
	})
	c, err := New(Options{
		Connection: tiles.Connection{ID: connection, Name: ana, Server: tiles.Server{URL: srv.URL + "/reports"}},
		Login: func(context.Context) (login.Login, error) {
			return login.Login{Auth: tiles.AuthBasic, User: "ana", Password: store.NewSecret("open sesame")}, nil
		},
		Base: trusting(srv),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for range 3 {
		_, err := c.Pins(t.Context(), nil)
		var e *Error
		if !errors.As(err, &e) || e.Kind != KindRefused || e.Cause != tiles.CauseServerLogin || !e.Account || strings.Contains(err.Error(), "sesame") {
			t.Errorf("%v; want refused", err)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if sent != 1 {
		t.Errorf("the password was sent %d times; want once", sent)
	}
}

func TestNoPassword(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	for _, tt := range []struct {
		err   error
		cause tiles.Cause
	}{
		{store.ErrNoToken, tiles.CauseServerLogin},
		{fmt.Errorf("opening: %w", store.ErrKeyLost), tiles.CauseServerLogin},
		{store.ErrKeyringLocked, tiles.CauseNone},
	} {
		c := p.client(func(o *Options) {
			o.Login = func(context.Context) (login.Login, error) { return login.Login{}, tt.err }
		})
		_, err := c.Pins(t.Context(), nil)
		var e *Error
		if !errors.As(err, &e) || e.Kind != KindNoPassword || e.Cause != tt.cause || !errors.Is(err, tt.err) {
			t.Errorf("%v: %+v", tt.err, e)
		}
	}
	c := p.client(func(o *Options) {
		o.Login = func(context.Context) (login.Login, error) {
			return login.Login{Auth: tiles.AuthForms, User: "ana"}, nil
		}
	})
	if _, err := c.Pins(t.Context(), nil); !isKind(err, KindNoPassword) {
		t.Errorf("an empty password: %v", err)
	}
	p.wantCalls()
}

// TestAtOnce checks that never more than four calls are under way, and that the
// sign-in's status is asked by one at a time.
func TestAtOnce(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	var mu sync.Mutex
	asking, mostAsking := 0, 0
	p.on("GET /PowerBIIntegration", func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		asking++
		mostAsking = max(mostAsking, asking)
		mu.Unlock()
		reply(w, 200, `{"Status":"SignedIn"}`)
		mu.Lock()
		asking--
		mu.Unlock()
	})
	c := p.client()
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			if i%4 == 0 {
				if _, err := c.SignIn(t.Context()); err != nil {
					t.Error(err)
				}
			}
			if _, err := c.Pin(t.Context(), pin(fmt.Sprint("x", i))); !isKind(err, KindGone) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.most > atOnce || mostAsking != 1 {
		t.Errorf("%d calls at once, %d for the status; want at most %d and 1", p.most, mostAsking, atOnce)
	}
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	begun := make(chan struct{})
	p.on("GET /Subscriptions", func(_ http.ResponseWriter, r *http.Request) {
		close(begun)
		<-r.Context().Done()
	})
	c := p.client()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		_, err := c.Pins(ctx, nil)
		done <- err
	}()
	<-begun
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("%v; want canceled", err)
	}
	var e *Error
	if _, err := c.SignIn(ctx); !errors.Is(err, context.Canceled) || errors.As(err, &e) {
		t.Errorf("%v; want canceled and nothing else", err)
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	who := func(context.Context) (login.Login, error) { return login.Login{}, nil }
	for _, address := range []string{"", "bi/reports", "ftp://bi/reports", "https://ana:pw@bi/reports", "https://"} {
		_, err := New(Options{Connection: tiles.Connection{ID: "a", Server: tiles.Server{URL: address}}, Login: who, Base: base})
		if !isKind(err, KindNotAddress) {
			t.Errorf("New for %q: %v; want not_address", address, err)
		}
	}
	if _, err := New(Options{Connection: tiles.Connection{Server: tiles.Server{URL: "https://bi/reports"}}}); err == nil {
		t.Error("New without a login: no error")
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	e := failure("list subscriptions", KindServer, errCut)
	e.Status, e.Code, e.Message = 500, "rsX", "ana's secret report"
	text := e.Error()
	if !strings.Contains(text, "server: status 500: rsX: answer broke off") || strings.Contains(text, "ana") {
		t.Errorf("%q", text)
	}
	for kind, means := range causes {
		if means.cause == tiles.CauseNone || kind == "" {
			t.Errorf("kind %q has no cause", kind)
		}
	}
	var all []Kind
	for kind := range causes {
		all = append(all, kind)
	}
	slices.Sort(all)
	if len(slices.Compact(all)) != len(causes) {
		t.Errorf("a kind twice in %q", all)
	}
}
