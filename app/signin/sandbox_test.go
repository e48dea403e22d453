package signin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mysettings/app/sandbox"
	"mysettings/app/tiles"
	"mysettings/store"
	"mysettings/store/storetest"
)

// house is the package against the sandbox: another's reading of the same
// protocol.
type house struct {
	t       *testing.T
	org     *sandbox.Org
	store   *store.Store
	dir     string
	manager *Manager
	log     *bytes.Buffer
}

func newHouse(t *testing.T) *house {
	org, err := sandbox.Start(t.Context(), sandbox.Options{ReuseDetection: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { org.Close() })
	h := &house{t: t, org: org, dir: t.TempDir(), log: &bytes.Buffer{}}
	storetest.Fill(t, h.dir)
	if h.store, err = store.Open(t.Context(), h.dir, store.Options{Protection: "file"}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.store.Close() })
	d := org.Describe()
	h.manager = New(Options{
		Store:  h.store,
		Config: func(context.Context) (Config, error) { return NewConfig("", d.Authority, "", d.ClientID, "") },
		Log:    slog.New(slog.NewTextHandler(&locked{w: h.log}, nil)),
	})
	t.Cleanup(h.manager.Close)
	return h
}

// control does something to the organisation; nil for looking only.
func (h *house) control(name string, request any) json.RawMessage {
	h.t.Helper()
	out, err := h.org.Control(h.t.Context(), name, request)
	if err != nil {
		h.t.Fatalf("control %s: %v", name, err)
	}
	return out
}

type object map[string]any

func (h *house) signIn(r Request, who sandbox.Person) tiles.Connection {
	h.t.Helper()
	r.Browser = browserFunc(who.SignIn)
	c, err := h.manager.SignIn(h.t.Context(), r)
	if err != nil {
		h.t.Fatalf("sign-in as %s: %v", who.User, err)
	}
	return c
}

func TestSandboxStory(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.signIn(Request{}, sandbox.Ana)
	if c.Name != sandbox.Ana.User || c.Person != sandbox.Ana.Name || c.ObjectID != sandbox.Ana.ObjectID || c.Tenant != sandbox.TenantID {
		t.Errorf("connection = %+v", c)
	}
	if d := time.Until(c.GoodUntil); c.Estimate || d < 89*24*time.Hour || d > 90*24*time.Hour {
		t.Errorf("good until %v, estimate %v; want 90 days as the server says", c.GoodUntil, c.Estimate)
	}
	source := h.manager.Tokens(c.ID)
	first, err := source.Token(t.Context(), "Dashboard.Read.All")
	if err != nil {
		t.Fatal(err)
	}

	// One more permission, then on.
	if _, err := source.Token(t.Context(), WriteScope); !errors.Is(err, ErrScopeMissing) {
		t.Errorf("Token with %s = %v; want ErrScopeMissing", WriteScope, err)
	}
	c = h.signIn(Request{Connection: c.ID, Scopes: []string{WriteScope}}, sandbox.Ana)
	second, err := source.Token(t.Context(), WriteScope)
	if err != nil || second == first {
		t.Errorf("Token = same %v, %v", second == first, err)
	}

	// The API says TokenExpired: many callers, one renewal.
	h.control("expire-access", object{"person": "ana"})
	var all sync.WaitGroup
	got := make([]string, 20)
	for n := range got {
		all.Go(func() {
			token, err := source.Renew(t.Context(), second)
			if err != nil || token == second {
				t.Errorf("Renew = same %v, %v", token == second, err)
			}
			got[n] = token
		})
	}
	all.Wait()
	if slices.Sort(got); got[0] != got[len(got)-1] {
		t.Error("callers got different tokens")
	}

	// Revoked: over, with the reason, until signing in again.
	h.control("revoke", object{"person": "ana"})
	_, err = source.Renew(t.Context(), got[0])
	e := wantError(t, err)
	if e.State != tiles.Expired || e.Code != "invalid_grant" || e.Suberror != "bad_token" || e.AADSTS != "AADSTS50173" || e.CorrelationID == "" {
		t.Errorf("after revoking: %+v", e)
	}
	if conn, err := h.store.Connection(t.Context(), c.ID); err != nil || conn.EndedAt.IsZero() || conn.Problem == nil {
		t.Errorf("connection = %+v, %v", conn, err)
	}
	c = h.signIn(Request{Connection: c.ID}, sandbox.Ana)
	if !granted(c.Scopes, WriteScope) || c.Problem != nil {
		t.Errorf("signed in again: %+v", c)
	}
	if _, err := source.Token(t.Context(), WriteScope); err != nil {
		t.Errorf("signed in again: %v", err)
	}

	if undone, err := h.manager.SignOut(t.Context(), c.ID); err != nil || len(undone) == 0 {
		t.Errorf("SignOut = %q, %v", undone, err)
	}
	h.noSecrets()
}

func TestSandboxRefusals(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, tc := range []struct {
		name   string
		open   browserFunc
		code   string
		remedy tiles.Remedy
	}{
		{"the person cancels", sandbox.Ana.Refuse, "access_denied", tiles.RemedySignIn},
		{"an administrator is needed", sandbox.Dana.SignIn, "", tiles.RemedyAskAdmin},
	} {
		_, err := h.manager.SignIn(t.Context(), Request{Browser: tc.open})
		e := wantError(t, err)
		if tc.code != "" && e.Code != tc.code || e.Remedy != tc.remedy || e.State != "" || e.Help() == "" {
			t.Errorf("%s: %+v", tc.name, e)
		}
	}
	c := h.signIn(Request{}, sandbox.Ana)
	_, err := h.manager.SignIn(t.Context(), Request{Connection: c.ID, Browser: browserFunc(sandbox.Ben.SignIn)})
	var other *DifferentPerson
	if !errors.As(err, &other) || other.Got != sandbox.Ben.User {
		t.Errorf("as another person: %v", err)
	}
	h.noSecrets()
}

func TestSandboxErrors(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.signIn(Request{}, sandbox.Ana)
	for _, tc := range []struct {
		name    string
		planned object
		state   tiles.SignInState
		cause   tiles.Cause
	}{
		{"busy", object{"grant": "refresh_token", "error": "temporarily_unavailable", "aadsts": 90033, "status": 503, "times": 2}, "", tiles.CauseServiceDown},
		{"second factor", object{"grant": "refresh_token", "error": "interaction_required", "aadsts": 50076, "suberror": "basic_action"}, tiles.Expired, tiles.CauseSignInRefused},
		{"policy", object{"grant": "refresh_token", "error": "invalid_grant", "aadsts": 53003, "suberror": "message_only"}, tiles.Blocked, tiles.CauseAdminNeeded},
	} {
		token, err := h.manager.Access(t.Context(), c.ID)
		if err != nil {
			t.Fatalf("%s: %v", tc.name, err)
		}
		h.control("token-error", tc.planned)
		_, err = h.manager.Renew(t.Context(), c.ID, token)
		if e := wantError(t, err); e.State != tc.state || e.Cause != tc.cause {
			t.Errorf("%s: %+v; want %q, %q", tc.name, e, tc.state, tc.cause)
		}
		c = h.signIn(Request{Connection: c.ID}, sandbox.Ana)
	}
}

func TestSandboxDeviceCode(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.control("lifetimes", object{"device_poll": "1s"})
	enter := func(with func(context.Context, string, string) error) func(Progress) {
		return func(p Progress) {
			if p.Stage == StageWaiting {
				if err := with(t.Context(), p.VerificationURL, p.UserCode); err != nil {
					t.Error(err)
				}
			}
		}
	}
	c, err := h.manager.SignIn(t.Context(), Request{DeviceCode: true, Progress: enter(sandbox.Ana.EnterCode)})
	if err != nil || c.Name != sandbox.Ana.User {
		t.Errorf("SignIn = %+v, %v", c, err)
	}
	_, err = h.manager.SignIn(t.Context(), Request{DeviceCode: true, Progress: enter(sandbox.Ana.RefuseCode)})
	if e := wantError(t, err); e.Code != "authorization_declined" || e.State != "" {
		t.Errorf("declined: %+v", e)
	}
	h.noSecrets()
}

// noSecrets searches all that is left behind for all that went over the wire.
func (h *house) noSecrets() {
	h.t.Helper()
	var wire struct {
		Secrets []json.RawMessage `json:"secrets"`
	}
	if err := json.Unmarshal(h.control("secrets", nil), &wire); err != nil || len(wire.Secrets) == 0 {
		h.t.Fatalf("secrets: %v", err)
	}
	left := map[string]string{"log": h.log.String()}
	entries, err := os.ReadDir(h.dir)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, f := range entries {
		if body, err := os.ReadFile(filepath.Join(h.dir, f.Name())); err == nil {
			left[f.Name()] = string(body)
		}
	}
	for _, raw := range wire.Secrets {
		for _, s := range stringsIn(raw) {
			for where, body := range left {
				if len(s) >= 20 && strings.Contains(body, s) {
					h.t.Errorf("a secret is in %s", where)
				}
			}
		}
	}
}

// stringsIn gives every string value of a JSON text.
func stringsIn(raw json.RawMessage) []string {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return nil
	}
	var list []string
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			list = append(list, v)
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			for _, x := range v {
				walk(x)
			}
		}
	}
	walk(v)
	return list
}
