package signin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"mysettings/app/tiles"
	"mysettings/store"
	"mysettings/store/storetest"
)

// TestMain runs one of the processes of TestProcessesRenewOnce instead of the
// tests if it is told to, and looks for goroutines that outlived the tests.
func TestMain(m *testing.M) {
	if os.Getenv(processVariable) != "" {
		os.Exit(process())
	}
	code := m.Run()
	if code == 0 {
		if left := leaked(5 * time.Second); left != "" {
			fmt.Fprintln(os.Stderr, "goroutines left:\n"+left)
			code = 1
		}
	}
	os.Exit(code)
}

// leaked gives the goroutines of this package that don't end within limit.
func leaked(limit time.Duration) string {
	deadline := time.Now().Add(limit)
	for {
		buf := make([]byte, 1<<20)
		all := string(buf[:runtime.Stack(buf, true)])
		var left []string
		for i, g := range strings.Split(all, "\n\n") {
			if i > 0 && strings.Contains(g, "mysettings/app/signin") {
				left = append(left, g)
			}
		}
		if len(left) == 0 {
			return ""
		}
		if time.Now().After(deadline) {
			return strings.Join(left, "\n\n")
		}
		runtime.Gosched()
		time.Sleep(5 * time.Millisecond) // the one condition that nothing signals
	}
}

// testStore is the real store, with faults that can be switched on.
type testStore struct {
	*store.Store
	mu   sync.Mutex // guards fail
	fail map[string]error
}

func (s *testStore) breakIt(what string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail[what] = err
}

func (s *testStore) fault(what string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fail[what]
}

func (s *testStore) Token(ctx context.Context, id string) (store.Token, error) {
	if err := s.fault("Token"); err != nil {
		return store.Token{}, err
	}
	return s.Store.Token(ctx, id)
}

func (s *testStore) SaveToken(ctx context.Context, id string, t store.Token) error {
	if err := s.fault("SaveToken"); err != nil {
		return err
	}
	return s.Store.SaveToken(ctx, id, t)
}

func (s *testStore) SaveRenewal(ctx context.Context, id string, t store.Token, change func(*tiles.Connection) error) error {
	if err := s.fault("SaveToken"); err != nil {
		return err
	}
	return s.Store.SaveRenewal(ctx, id, t, change)
}

func (s *testStore) SaveSignIn(ctx context.Context, c tiles.Connection, t store.Token) error {
	if err := s.fault("SaveSignIn"); err != nil {
		return err
	}
	return s.Store.SaveSignIn(ctx, c, t)
}

// bench is everything a test needs: a provider, a store, a manager and a
// person with a browser.
type bench struct {
	t       testing.TB
	idp     *idp
	store   *testStore
	manager *Manager
	log     *bytes.Buffer
	clock   *clock
}

// clock is the real time, moved.
type clock struct {
	mu sync.Mutex // guards by
	by time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.by)
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.by += d
}

func newBench(t testing.TB) *bench { return benchOn(t, newIDP(t), nil) }

func benchOn(t testing.TB, i *idp, client *http.Client) *bench {
	t.Helper()
	dir := t.TempDir()
	storetest.Fill(t, dir)
	s, err := store.Open(t.Context(), dir, store.Options{Protection: "file"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	b := &bench{t: t, idp: i, store: &testStore{Store: s, fail: map[string]error{}}, log: &bytes.Buffer{}, clock: &clock{}}
	b.manager = New(Options{
		Store: b.store, Config: b.config, HTTP: client, Now: b.clock.now,
		Log: slog.New(slog.NewTextHandler(&locked{w: b.log}, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	t.Cleanup(b.manager.Close)
	return b
}

func (b *bench) config(context.Context) (Config, error) {
	return NewConfig("", b.idp.origin, "", testClient, "")
}

type locked struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// signIn signs in with a browser that does what it is shown.
func (b *bench) signIn(r Request) tiles.Connection {
	b.t.Helper()
	if r.Browser == nil && !r.DeviceCode {
		r.Browser = obedient{b.t}
	}
	c, err := b.manager.SignIn(b.t.Context(), r)
	if err != nil {
		b.t.Fatalf("sign-in: %v", err)
	}
	return c
}

// expire makes the stored access token too old.
func (b *bench) expire(id string) {
	b.t.Helper()
	tok, err := b.store.Store.Token(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	tok.AccessUntil = b.clock.now().Add(-time.Second)
	tok.IssuedAt = tok.AccessUntil.Add(-time.Hour)
	if err := b.store.Store.SaveToken(b.t.Context(), id, tok); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) token(id string) store.Token {
	b.t.Helper()
	tok, err := b.store.Store.Token(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	return tok
}

func (b *bench) connection(id string) tiles.Connection {
	b.t.Helper()
	c, err := b.store.Connection(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

// noSecrets fails the test if any secret of the provider is in one of the
// texts or in the log.
func (b *bench) noSecrets(texts ...string) {
	b.t.Helper()
	texts = append(texts, b.log.String())
	for _, secret := range b.idp.handedOut() {
		for _, text := range texts {
			if strings.Contains(text, secret) || len(secret) > 20 && strings.Contains(text, secret[len(secret)-20:]) {
				b.t.Errorf("secret in %q", text)
			}
		}
	}
}

// obedient is a browser that follows the page as a real one does: form_post
// or redirect, then the done page.
type obedient struct{ t testing.TB }

func (o obedient) Open(ctx context.Context, page string) error {
	client := &http.Client{}
	defer client.CloseIdleConnections()
	resp, err := visit(ctx, client, page)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		var form struct {
			Action string
			Form   url.Values
		}
		if err := json.Unmarshal(body, &form); err != nil {
			return err
		}
		r, _ := http.NewRequestWithContext(ctx, http.MethodPost, form.Action, strings.NewReader(form.Form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if resp, err = client.Do(r); err != nil {
			return err
		}
		defer resp.Body.Close()
		body, _ = io.ReadAll(resp.Body)
	}
	if resp.StatusCode != http.StatusOK || resp.Request.URL.Path != donePath {
		o.t.Errorf("browser ended at %s with status %d; want %s", resp.Request.URL.Path, resp.StatusCode, donePath)
	}
	if strings.Contains(string(body), "<script") || !strings.Contains(resp.Header.Get("Content-Security-Policy"), "default-src 'none'") {
		o.t.Errorf("done page with a script, or without a strict policy")
	}
	return nil
}

func visit(ctx context.Context, client *http.Client, address string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	return client.Do(r)
}

// browserFunc is a browser of one function.
type browserFunc func(ctx context.Context, page string) error

func (f browserFunc) Open(ctx context.Context, page string) error { return f(ctx, page) }

// nobody is a browser in front of which nobody sits.
var nobody = browserFunc(func(context.Context, string) error { return nil })

// wantError gives err as an *Error or ends the test.
func wantError(t testing.TB, err error) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("error = %v (%T); want an *Error", err, err)
	}
	return e
}

// freePort gives an address on which nobody listens.
func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
