package settings

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"mysettings/store"
)

var _ Keeper = (*store.Store)(nil)

// notes is a Keeper in memory.
type notes struct {
	mu     sync.Mutex
	values map[string]string // guarded by mu
	err    error             // returned by everything
}

func (n *notes) Settings(context.Context) (map[string]string, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return maps.Clone(n.values), n.err
}

func (n *notes) SetSetting(_ context.Context, key, value string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.err == nil {
		n.values[key] = value
	}
	return n.err
}

func (n *notes) DeleteSetting(_ context.Context, key string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.err == nil {
		delete(n.values, key)
	}
	return n.err
}

// policy writes a policy file.
func policy(t testing.TB, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "policy.json")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func load(t testing.TB, user map[string]string, policyPath string) (*Settings, *notes) {
	t.Helper()
	n := &notes{values: maps.Clone(user)}
	if n.values == nil {
		n.values = map[string]string{}
	}
	s, err := Load(t.Context(), n, policyPath)
	if err != nil {
		t.Fatal(err)
	}
	return s, n
}

func TestOrder(t *testing.T) {
	t.Parallel()
	s, _ := load(t, map[string]string{KeyTheme: "dark", KeyCloud: "gcc"}, policy(t, `{"cloud":"china"}`))
	for _, want := range []Value{
		{Key: KeyCloud, Value: "china", Source: FromPolicy, Locked: true},
		{Key: KeyTheme, Value: "dark", Source: FromUser},
		{Key: KeyTenant, Value: "organizations", Source: FromDefault},
	} {
		if got, err := s.Get(want.Key); err != nil || got != want {
			t.Errorf("Get(%s) = %+v, %v; want %+v", want.Key, got, err, want)
		}
	}
	if got := len(s.All()); got != len(Keys()) {
		t.Errorf("All has %d values; want %d", got, len(Keys()))
	}
	if p := s.Problems(); len(p) != 0 {
		t.Errorf("problems %v", p)
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	s, _ := load(t, nil, "")
	for name, tt := range map[string]struct{ got, want any }{
		"cloud":      {s.Cloud(), "public"},
		"tenant":     {s.Tenant(), "organizations"},
		"client id":  {s.ClientID(), ""},
		"authority":  {s.Authority(), ""},
		"power bi":   {s.PowerBIAPI(), ""},
		"scopes":     {s.Scopes(), ""},
		"protection": {s.Protection(), "auto"},
		"every":      {s.CheckEvery(), time.Hour},
		"lead":       {s.LeadDays(), 14},
		"notify":     {s.Notify(), true},
		"quiet":      {s.QuietHours(), QuietHours{}},
		"start":      {s.StartAtLogin(), true},
		"catch up":   {s.CatchUp(), true},
		"theme":      {s.Theme(), "auto"},
		"language":   {s.Language(), "auto"},
		"proxy":      {s.Proxy(), ""},
		"ca file":    {s.CAFile(), ""},
		"history":    {s.History(), 90 * 24 * time.Hour},
	} {
		if tt.got != tt.want {
			t.Errorf("%s = %v; want %v", name, tt.got, tt.want)
		}
	}
}

func TestSetAndReset(t *testing.T) {
	t.Parallel()
	s, n := load(t, nil, "")
	if err := s.Set(t.Context(), KeyCheckEvery, " 90m "); err != nil {
		t.Fatal(err)
	}
	if got := s.CheckEvery(); got != 90*time.Minute || n.values[KeyCheckEvery] != "1h30m" {
		t.Errorf("check.every = %v, stored %q", got, n.values[KeyCheckEvery])
	}
	if err := s.Reset(t.Context(), KeyCheckEvery); err != nil {
		t.Fatal(err)
	}
	if got := s.CheckEvery(); got != time.Hour || len(n.values) != 0 {
		t.Errorf("check.every = %v, stored %v", got, n.values)
	}
}

func TestSetRefuses(t *testing.T) {
	t.Parallel()
	s, n := load(t, map[string]string{KeyTheme: "dark"}, policy(t, `{"cloud":"gcc"}`))
	ctx := t.Context()
	var locked *Locked
	if err := s.Set(ctx, KeyCloud, "public"); !errors.As(err, &locked) || locked.Key != KeyCloud {
		t.Errorf("locked: %v", err)
	}
	if err := s.Reset(ctx, KeyCloud); !errors.As(err, &locked) {
		t.Errorf("reset of a locked one: %v", err)
	}
	var unknown *Unknown
	if err := s.Set(ctx, "chek.every", "1h"); !errors.As(err, &unknown) || unknown.Near != KeyCheckEvery {
		t.Errorf("unknown: %v, near %q", err, unknown.Near)
	}
	if err := s.Reset(ctx, "completely different"); !errors.As(err, &unknown) || unknown.Near != "" {
		t.Errorf("unknown: %v", err)
	}
	if _, err := s.Get("x"); !errors.As(err, &unknown) {
		t.Errorf("unknown: %v", err)
	}
	var invalid *Invalid
	if err := s.Set(ctx, KeyTheme, "pink"); !errors.As(err, &invalid) || invalid.Key != KeyTheme || invalid.Value != "pink" || invalid.Try == "" {
		t.Errorf("invalid: %+v", invalid)
	}
	if s.Theme() != "dark" || len(n.values) != 1 {
		t.Errorf("changed: %v", n.values)
	}
	n.err = errors.New("disk full")
	if err := s.Set(ctx, KeyTheme, "light"); !errors.Is(err, n.err) || s.Theme() != "dark" {
		t.Errorf("store's error: %v, theme %s", err, s.Theme())
	}
	if err := s.Reset(ctx, KeyTheme); !errors.Is(err, n.err) || s.Theme() != "dark" {
		t.Errorf("store's error: %v, theme %s", err, s.Theme())
	}
	if _, err := Load(ctx, n, ""); !errors.Is(err, n.err) {
		t.Errorf("Load: %v", err)
	}
}

func TestStoredNonsenseIsIgnored(t *testing.T) {
	t.Parallel()
	s, _ := load(t, map[string]string{KeyLeadDays: "many", KeyTheme: "dark", "of.a.newer.version": "x"}, "")
	if s.LeadDays() != 14 || s.Theme() != "dark" {
		t.Errorf("lead days %d, theme %s", s.LeadDays(), s.Theme())
	}
	p := s.Problems()
	var ignored *Ignored
	if len(p) != 1 || !errors.As(p[0], &ignored) || ignored.Source != FromUser {
		t.Fatalf("problems %v", p)
	}
	if err := s.Set(t.Context(), KeyLeadDays, "7"); err != nil {
		t.Fatal(err)
	}
	if p := s.Problems(); len(p) != 0 || s.LeadDays() != 7 {
		t.Errorf("after setting it: %v, lead days %d", p, s.LeadDays())
	}
}

func TestReload(t *testing.T) {
	t.Parallel()
	path := policy(t, `{}`)
	s, n := load(t, nil, path)
	n.values[KeyTheme] = "light"
	if err := os.WriteFile(path, []byte(`{"notify":false}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s.Theme() != "light" || s.Notify() {
		t.Errorf("theme %s, notify %v", s.Theme(), s.Notify())
	}
	if s.PolicyPath() != path {
		t.Errorf("policy path %s", s.PolicyPath())
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	s, _ := load(t, nil, "")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 50 {
				if err := s.Set(t.Context(), KeyTheme, "dark"); err != nil {
					t.Error(err)
				}
				if err := s.Reload(t.Context()); err != nil {
					t.Error(err)
				}
				_, _, _ = s.All(), s.CheckEvery(), s.Problems()
			}
		})
	}
	wg.Wait()
}

func TestDeclarations(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, k := range Keys() {
		if seen[k.Name] {
			t.Errorf("%s declared twice", k.Name)
		}
		seen[k.Name] = true
		if got, err := k.canonical(k.Default); err != nil || got != k.Default {
			t.Errorf("%s: default %q becomes %q, %v", k.Name, k.Default, got, err)
		}
		if k.Type != File {
			if _, err := k.canonical(k.try()); err != nil {
				t.Errorf("%s: example: %v", k.Name, err)
			}
		}
		if !strings.HasSuffix(string(k.About), ".") || strings.Count(string(k.About), ". ") > 0 {
			t.Errorf("%s: %q is not one sentence", k.Name, k.About)
		}
	}
	if got, ok := Lookup(KeyProxy); !ok || !reflect.DeepEqual(got.Name, KeyProxy) {
		t.Errorf("Lookup = %+v, %v", got, ok)
	}
}
