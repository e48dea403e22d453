package signin

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"mysettings/app/tiles"
	"mysettings/store"
)

const refreshGrant = "refresh_token"

func TestAccessRenewsAhead(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		life  int
		left  time.Duration // of the access token
		renew bool
	}{
		{"an hour left", 3600, time.Hour - time.Second, false},
		{"just over five minutes left", 3600, margin + 2*time.Second, false},
		{"just under five minutes left", 3600, margin - time.Second, true},
		{"ended", 3600, -time.Second, true},
		{"a short life, first half", 60, 35 * time.Second, false},
		{"a short life, second half", 60, 29 * time.Second, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.idp.set(func() { b.idp.answer = func(_ string, body map[string]any) { body["expires_in"] = tc.life } })
			c := b.signIn(Request{})
			old := b.token(c.ID)
			b.clock.move(old.AccessUntil.Sub(b.clock.now()) - tc.left)
			got, err := b.manager.Access(t.Context(), c.ID)
			if err != nil {
				t.Fatal(err)
			}
			if renewed := !got.Equal(old.Access); renewed != tc.renew {
				t.Errorf("renewed = %v; want %v", renewed, tc.renew)
			}
			if n := len(b.idp.tokenRequests(refreshGrant)); n > 1 || (n == 1) != tc.renew {
				t.Errorf("requests = %d", n)
			}
		})
	}
}

func TestRenewalIsStoredBeforeUse(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.signIn(Request{})
	first := b.token(c.ID)
	b.clock.move(2 * time.Hour)
	got, err := b.manager.Access(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	now := b.token(c.ID)
	if !now.Access.Equal(got) || now.Refresh.Equal(first.Refresh) || now.ID.Empty() {
		t.Errorf("stored token isn't the renewed one")
	}
	conn := b.connection(c.ID)
	if !conn.RenewedAt.After(c.RenewedAt) || !conn.GoodUntil.After(c.GoodUntil) || !conn.SignedInAt.Equal(c.SignedInAt) {
		t.Errorf("connection = %+v", conn)
	}
	form := b.idp.tokenRequests(refreshGrant)[0]
	if form.Get("refresh_token") != first.Refresh.Reveal() || !strings.Contains(form.Get("scope"), "/Dashboard.Read.All") ||
		!strings.Contains(form.Get("scope"), "offline_access") {
		t.Errorf("form = %v", form)
	}
	b.noSecrets()
}

func TestRenewalKeepsWhatTheAnswerLeavesOut(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.idp.set(func() {
		b.idp.rotates = false
		b.idp.answer = func(grant string, body map[string]any) {
			if grant == refreshGrant {
				delete(body, "id_token")
				delete(body, "scope")
			} else {
				body["refresh_token_expires_in"] = 86400
			}
		}
	})
	c := b.signIn(Request{})
	first := b.token(c.ID)
	b.clock.move(2 * time.Hour)
	if _, err := b.manager.Access(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	now, conn := b.token(c.ID), b.connection(c.ID)
	if !now.Refresh.Equal(first.Refresh) || !now.ID.Equal(first.ID) || len(now.Scopes) != len(first.Scopes) {
		t.Error("refresh token, ID token or scopes were lost")
	}
	if !conn.GoodUntil.Equal(c.GoodUntil) || conn.Estimate {
		t.Errorf("good until %v, estimate %v; want %v as said before", conn.GoodUntil, conn.Estimate, c.GoodUntil)
	}
}

func TestGoroutinesRenewOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.idp.set(func() { b.idp.reuse = true })
	c := b.signIn(Request{})
	b.expire(c.ID)
	var all sync.WaitGroup
	tokens := make([]store.Secret, 64)
	for n := range tokens {
		all.Go(func() {
			got, err := b.manager.Access(t.Context(), c.ID)
			if err != nil {
				t.Errorf("goroutine %d: %v", n, err)
			}
			tokens[n] = got
		})
	}
	all.Wait()
	if n := len(b.idp.tokenRequests(refreshGrant)); n != 1 {
		t.Errorf("requests = %d; want 1", n)
	}
	want := b.token(c.ID).Access
	for n, got := range tokens {
		if !got.Equal(want) {
			t.Errorf("goroutine %d has another token", n)
		}
	}
}

// TestManagersRenewOnce: several managers on one store are as good as several
// processes for the lease.
func TestManagersRenewOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.idp.set(func() { b.idp.reuse = true })
	c := b.signIn(Request{})
	b.expire(c.ID)
	var all sync.WaitGroup
	for range 8 {
		m := New(Options{Store: b.store, Config: b.config, Now: b.clock.now})
		t.Cleanup(m.Close)
		all.Go(func() {
			if _, err := m.Access(t.Context(), c.ID); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := len(b.idp.tokenRequests(refreshGrant)); n != 1 {
		t.Errorf("requests = %d; want 1", n)
	}
}

func TestRenewAfterRejection(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.signIn(Request{})
	source := b.manager.Tokens(c.ID)
	old, err := source.Token(t.Context(), "Dashboard.Read.All")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			got, err := source.Renew(t.Context(), old)
			if err != nil || got == old {
				t.Errorf("Renew = same %v, %v; want another token", got == old, err)
			}
		})
	}
	all.Wait()
	if n := len(b.idp.tokenRequests(refreshGrant)); n != 1 {
		t.Errorf("requests = %d; want 1", n)
	}
	// An API that rejects every token must not become a loop.
	var failed error
	for range 20 {
		now, err := source.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, failed = source.Renew(t.Context(), now); failed != nil {
			break
		}
	}
	if e := wantError(t, failed); e.Code != codeTooOften || e.State != "" || e.RetryAt.IsZero() {
		t.Errorf("error = %+v; want %s", e, codeTooOften)
	}
	if n := len(b.idp.tokenRequests(refreshGrant)); n > forcedLimit {
		t.Errorf("requests = %d; want at most %d", n, forcedLimit)
	}
	b.clock.move(forcedWindow + time.Second)
	now, _ := source.Token(t.Context())
	if _, err := source.Renew(t.Context(), now); err != nil {
		t.Errorf("after a pause: %v", err)
	}
}

func TestRefreshInHint(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.idp.set(func() { b.idp.answer = func(_ string, body map[string]any) { body["refresh_in"] = 1800 } })
	c := b.signIn(Request{})
	old := b.token(c.ID).Access
	b.clock.move(31 * time.Minute)
	b.idp.set(func() {
		b.idp.take = func(w http.ResponseWriter, _ url.Values) bool {
			w.Header().Set("Retry-After", "60")
			http.Error(w, "down", http.StatusServiceUnavailable)
			return true
		}
	})
	for range 10 {
		got, err := b.manager.Access(t.Context(), c.ID)
		if err != nil || !got.Equal(old) {
			t.Fatalf("Access = %v; want the token that is still good", err)
		}
	}
	if n := len(b.idp.tokenRequests(refreshGrant)); n != 1 {
		t.Errorf("requests = %d; want 1 until Retry-After", n)
	}
	b.idp.set(func() { b.idp.take = nil })
	b.clock.move(61 * time.Second)
	if got, err := b.manager.Access(t.Context(), c.ID); err != nil || got.Equal(old) {
		t.Errorf("after Retry-After: renewed %v, %v", !got.Equal(old), err)
	}
}

// TestUnsavedRenewal: a token that can't be saved isn't used, isn't lost, and
// isn't asked for again.
func TestUnsavedRenewal(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.idp.set(func() { b.idp.reuse = true })
	c := b.signIn(Request{})
	b.expire(c.ID)
	b.store.breakIt("SaveToken", store.ErrFull)
	for range 3 {
		_, err := b.manager.Access(t.Context(), c.ID)
		if e := wantError(t, err); e.Code != codeNotSaved || !errors.Is(err, store.ErrFull) || e.State != "" {
			t.Errorf("error = %v; want %s", err, codeNotSaved)
		}
	}
	if conn := b.connection(c.ID); conn.Problem != nil || !conn.EndedAt.IsZero() {
		t.Errorf("a failed save ended the sign-in: %+v", conn)
	}
	b.store.breakIt("SaveToken", nil)
	got, err := b.manager.Access(t.Context(), c.ID)
	if err != nil || !got.Equal(b.token(c.ID).Access) {
		t.Errorf("with room again: %v", err)
	}
	if n := len(b.idp.tokenRequests(refreshGrant)); n != 1 {
		t.Errorf("requests = %d; want 1", n)
	}
	b.noSecrets()
}

func TestTokenThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		err   error
		state tiles.SignInState
		ended bool
	}{
		{"key lost", store.ErrKeyLost, tiles.Expired, true},
		{"no token", store.ErrNoToken, tiles.SignedOut, false},
		{"keyring locked", store.ErrKeyringLocked, "", false},
		{"keyring missing", store.ErrKeyringMissing, "", false},
		{"database locked", store.ErrBusy, "", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			c := b.signIn(Request{})
			b.store.breakIt("Token", tc.err)
			_, err := b.manager.Access(t.Context(), c.ID)
			if e := wantError(t, err); e.State != tc.state || !errors.Is(err, tc.err) {
				t.Errorf("error = %v, state %q; want %v, %q", err, e.State, tc.err, tc.state)
			}
			if ended := !b.connection(c.ID).EndedAt.IsZero(); ended != tc.ended {
				t.Errorf("ended = %v; want %v", ended, tc.ended)
			}
			b.store.breakIt("Token", nil)
			b.signIn(Request{Connection: c.ID})
			if _, err := b.manager.Access(t.Context(), c.ID); err != nil {
				t.Errorf("after signing in again: %v", err)
			}
		})
	}
}

func TestClockSetBack(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.clock.move(48 * time.Hour)
	b.idp.set(func() {
		b.idp.claims = func(c map[string]any) { c["exp"] = time.Now().Add(72 * time.Hour).Unix() }
	})
	c := b.signIn(Request{})
	old := b.token(c.ID).Access
	b.clock.move(-48 * time.Hour)
	// By the clock the token would be good for two days more; it isn't.
	if got, err := b.manager.Access(t.Context(), c.ID); err != nil || got.Equal(old) {
		t.Errorf("Access = same %v, %v; want a new token", got.Equal(old), err)
	}
}

func TestSettingsChangedSince(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.signIn(Request{})
	b.expire(c.ID)
	m := New(Options{Store: b.store, Now: b.clock.now, Config: func(context.Context) (Config, error) {
		return NewConfig("", b.idp.origin, "fabrikam.com", testClient, "App.Read.All")
	}})
	defer m.Close()
	if _, err := m.Access(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	form := b.idp.tokenRequests(refreshGrant)[0]
	if scope := form.Get("scope"); strings.Contains(scope, "App.Read.All") || !strings.Contains(scope, "Report.Read.All") {
		t.Errorf("scope = %q; want what was granted, no more", scope)
	}
}

func TestSettingsUnusable(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.signIn(Request{})
	b.expire(c.ID)
	m := New(Options{Store: b.store, Config: func(context.Context) (Config, error) {
		return NewConfig("", "http://evil.example", "", testClient, "")
	}})
	defer m.Close()
	var bad *ConfigError
	if _, err := m.Access(t.Context(), c.ID); !errors.As(err, &bad) || bad.Key != "authority" {
		t.Errorf("Access = %v; want a ConfigError", err)
	}
	if _, err := m.SignIn(t.Context(), Request{Browser: nobody}); !errors.As(err, &bad) {
		t.Errorf("SignIn = %v; want a ConfigError", err)
	}
	if conn := b.connection(c.ID); !conn.EndedAt.IsZero() {
		t.Error("a bad setting ended the sign-in")
	}
}

func TestReportServerIsNotOurs(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if err := b.store.SaveConnection(t.Context(), tiles.Connection{ID: "rs-1", Kind: tiles.ReportServer, Name: "rs"}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.manager.Access(t.Context(), "rs-1"); !errors.Is(err, errNotOurs) {
		t.Errorf("Access = %v", err)
	}
	if _, err := b.manager.SignOut(t.Context(), "rs-1"); !errors.Is(err, errNotOurs) {
		t.Errorf("SignOut = %v", err)
	}
	if _, err := b.manager.Access(t.Context(), "powerbi-0"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Access = %v", err)
	}
}
