package program

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"mysettings/app/settings"
	"mysettings/app/tiles"
	"mysettings/store"
)

func open(t *testing.T, o Options) *Program {
	t.Helper()
	if o.Data == "" {
		o.Data = filepath.Join(t.TempDir(), "data")
	}
	o.Policy = filepath.Join(t.TempDir(), "none.json")
	p, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

func TestOpen(t *testing.T) {
	t.Parallel()
	p := open(t, Options{})
	if p.Store == nil || p.Settings == nil || p.SignIn == nil || p.Watcher == nil || p.Sandbox {
		t.Errorf("Open = %+v", p)
	}
	if !filepath.IsAbs(p.Data) {
		t.Errorf("Data = %q; want an absolute path", p.Data)
	}
	// Nothing but the database is there: no log, no key.
	entries, err := os.ReadDir(p.Data)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() == "log" || strings.Contains(e.Name(), "key") {
			t.Errorf("opening has made %s", e.Name())
		}
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if p, err := Open(t.Context(), Options{Data: filepath.Join(file, "data")}); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("Open below a file = %v, %v; want ErrReadOnly", p, err)
	}
}

func TestPointTo(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "data")
	p := open(t, Options{Data: folder})
	if err := p.PointTo(t.Context(), "http://127.0.0.1:1234", "client", "http://127.0.0.1:1234/v1.0/myorg"); err != nil {
		t.Fatal(err)
	}
	if !p.Sandbox {
		t.Error("Sandbox = false")
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, Options{Data: folder})
	if !again.Sandbox {
		t.Error("another process doesn't know that it is a sandbox")
	}
	cfg, err := again.signinConfig(t.Context())
	if err != nil || cfg.Authority != "http://127.0.0.1:1234" || cfg.ClientID != "client" {
		t.Errorf("signinConfig = %+v, %v", cfg, err)
	}
	e := again.Endpoints()
	if want := "http://127.0.0.1:1234/organizations/v2.0/.well-known/openid-configuration"; e.Discovery[0] != want {
		t.Errorf("Discovery = %q; want %q", e.Discovery, want)
	}
}

func TestSettingsCountAtOnce(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	folder := filepath.Join(t.TempDir(), "data")
	p, other := open(t, Options{Data: folder}), open(t, Options{Data: folder})
	for key, value := range map[string]string{"check.every": "30m", "warn.lead_days": "3", "notify": "false", "notify.quiet_hours": "22:00-07:00"} {
		if err := other.Settings.Set(ctx, key, value); err != nil {
			t.Fatal(err)
		}
	}
	got, err := p.watchSettings(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if got.Every != 30*time.Minute || got.LeadDays != 3 || got.Notify || !got.CatchUp || got.History != 90*24*time.Hour {
		t.Errorf("watchSettings = %+v", got)
	}
	night, noon := time.Date(2026, 3, 8, 23, 0, 0, 0, time.Local), time.Date(2026, 3, 8, 12, 0, 0, 0, time.Local)
	if !got.Quiet(night) || got.Quiet(noon) {
		t.Errorf("Quiet = %v at night, %v at noon", got.Quiet(night), got.Quiet(noon))
	}
}

func TestClient(t *testing.T) {
	t.Parallel()
	p := open(t, Options{})
	ctx := t.Context()
	ana, ben := tiles.Connection{ID: "powerbi-a", Cloud: "public"}, tiles.Connection{ID: "powerbi-b", Cloud: "nowhere"}
	first, err := p.client(ctx, ana)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := p.client(ctx, ana); err != nil || again != first {
		t.Errorf("a second client for one connection: its budget of calls would count twice (%v)", err)
	}
	if other, err := p.client(ctx, ben); err != nil || other == first {
		t.Errorf("one client for two connections (%v)", err)
	}
	if err := p.Settings.Set(ctx, settings.KeyPowerBIAPI, "http://127.0.0.1:9"); err != nil {
		t.Fatal(err)
	}
	if moved, err := p.client(ctx, ana); err != nil || moved == first {
		t.Errorf("the same client after the address has changed (%v)", err)
	}
}

func TestProtectionSetting(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	folder := filepath.Join(t.TempDir(), "data")
	p := open(t, Options{Data: folder})
	if err := p.Settings.Set(ctx, settings.KeyProtection, "file"); err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	p = open(t, Options{Data: folder})
	c := tiles.Connection{ID: "powerbi-0000000000", Kind: tiles.PowerBI}
	if err := p.Store.SaveSignIn(ctx, c, store.Token{Access: store.NewSecret("a"), Refresh: store.NewSecret("r")}); err != nil {
		t.Fatal(err)
	}
	if got, err := p.Store.Protection(ctx); err != nil || got != "file" {
		t.Errorf("Protection = %q, %v; want file", got, err)
	}
}

func TestHTTPFollowsTheSettings(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	p := open(t, Options{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			http.Redirect(w, r, "/here", http.StatusFound)
		}
	}))
	defer server.Close()
	get := func(path string) error {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+path, nil)
		if err != nil {
			return err
		}
		answer, err := p.HTTP().Do(r)
		if err != nil {
			return err
		}
		return answer.Body.Close()
	}
	if err := get("/away"); err != nil {
		t.Error(err)
	}
	// A certificate file that goes away must be said, and cured by a setting.
	path := filepath.Join(t.TempDir(), "ca.pem")
	if err := p.Store.SetSetting(ctx, settings.KeyCAFile, path); err != nil {
		t.Fatal(err)
	}
	if err := p.Settings.Reload(ctx); err != nil {
		t.Fatal(err)
	}
	if p.Settings.CAFile() != "" {
		var invalid *settings.Invalid
		if err := get("/"); !errors.As(err, &invalid) {
			t.Errorf("with a missing certificate file: %v; want *settings.Invalid", err)
		}
	}
	if err := p.Settings.Reset(ctx, settings.KeyCAFile); err != nil {
		t.Fatal(err)
	}
	if err := get("/"); err != nil {
		t.Error(err)
	}
	if err := p.Settings.Set(ctx, settings.KeyProxy, "direct"); err != nil {
		t.Fatal(err)
	}
	if err := get("/"); err != nil {
		t.Error(err)
	}
	p.HTTP().CloseIdleConnections()
}

func TestDefaultData(t *testing.T) {
	switch runtime.GOOS {
	case "windows":
		t.Setenv("LOCALAPPDATA", `C:\Users\ana\AppData\Local`)
		if got, err := DefaultData(); err != nil || got != `C:\Users\ana\AppData\Local\MySettings` {
			t.Errorf("DefaultData = %q, %v", got, err)
		}
		t.Setenv("LOCALAPPDATA", "")
	case "darwin":
		t.Setenv("HOME", "")
	default:
		t.Setenv("HOME", "/home/ana")
		for dir, want := range map[string]string{
			"": "/home/ana/.local/share/mysettings", "relative": "/home/ana/.local/share/mysettings", "/data": "/data/mysettings",
		} {
			t.Setenv("XDG_DATA_HOME", dir)
			if got, err := DefaultData(); err != nil || got != want {
				t.Errorf("DefaultData with XDG_DATA_HOME=%q = %q, %v; want %q", dir, got, err, want)
			}
		}
		t.Setenv("XDG_DATA_HOME", "")
		t.Setenv("HOME", "")
	}
	if got, err := DefaultData(); !errors.Is(err, ErrNoHome) {
		t.Errorf("DefaultData without a home = %q, %v; want ErrNoHome", got, err)
	}
}

func TestScreen(t *testing.T) {
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	if err := Screen(); (err != nil) != (runtime.GOOS == "linux") {
		t.Errorf("Screen without one = %v", err)
	}
	t.Setenv("WAYLAND_DISPLAY", "wayland-0")
	if err := Screen(); err != nil {
		t.Errorf("Screen with one = %v", err)
	}
}

func TestLocalZone(t *testing.T) {
	for tz, want := range map[string]string{"Europe/Madrid": "Europe/Madrid", ":America/New_York": "America/New_York"} {
		t.Setenv("TZ", tz)
		if got := LocalZone(); got != want {
			t.Errorf("LocalZone with TZ=%q = %q; want %q", tz, got, want)
		}
	}
	t.Setenv("TZ", "Nowhere/Nothing")
	if got := LocalZone(); got == "" {
		t.Error("LocalZone is empty")
	} else if _, ok := tiles.Zone(got); !ok {
		t.Errorf("LocalZone = %q, which package tiles doesn't know", got)
	}
}

func TestLog(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	log, file := openLog(folder, "command")
	path := filepath.Join(folder, "log", "mysettings.log")
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("a log before the first line: %v", err)
	}
	log.Info("hello", "n", 1)
	log.Debug("hidden")
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(text, []byte(`"msg":"hello"`)) || bytes.Contains(text, []byte("hidden")) || !bytes.Contains(text, []byte(`"face":"command"`)) {
		t.Errorf("log = %s", text)
	}
	if runtime.GOOS == "windows" {
		return
	}
	for path, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v; want %v", path, info.Mode().Perm(), err, want)
		}
	}
}

func TestRedact(t *testing.T) {
	t.Parallel()
	const secret = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl"
	address := &url.URL{Scheme: "http", Host: "localhost:1", Path: "/", RawQuery: "code=TOPSECRETCODE&state=TOPSECRETSTATE"}
	header := http.Header{"Authorization": {"Bearer " + secret}}
	values := map[string]any{
		"secret type":    store.NewSecret("TOPSECRET"),
		"token":          &oauth2.Token{AccessToken: "TOPSECRET"},
		"store token":    store.Token{Refresh: store.NewSecret("TOPSECRET")},
		"header":         header,
		"request":        &http.Request{URL: address, Header: header},
		"address":        address,
		"address text":   address.String(),
		"url error":      &url.Error{Op: "Get", URL: address.String(), Err: errors.New("refused")},
		"wrapped":        fmt.Errorf("redeeming: %w", &url.Error{Op: "Post", URL: address.String(), Err: errors.New("refused")}),
		"retrieve error": &oauth2.RetrieveError{Response: &http.Response{Status: "400"}, Body: []byte(`{"refresh_token":"` + secret + `"}`)},
		"jwt":            "token is " + secret,
		"bearer":         "Authorization: Bearer TOPSECRETTOPSECRET",
		"bytes":          []byte("TOPSECRET"),
		"list":           []string{"refresh_token=TOPSECRET"},
		"map":            map[string]string{"password": "TOPSECRET"},
		"group":          slog.GroupValue(slog.String("x", "password=TOPSECRET")),
	}
	for name, v := range values {
		var b bytes.Buffer
		log := slog.New(slog.NewJSONHandler(&b, &slog.HandlerOptions{ReplaceAttr: redact}))
		log.Info("message code=TOPSECRET", "value", v)
		log.With("v", v).WithGroup("g").Info("again", "value", v)
		for _, s := range []string{"TOPSECRET", secret, "c2lnbmF0dXJl"} {
			if strings.Contains(b.String(), s) {
				t.Errorf("%s: a secret in %s", name, b.String())
			}
		}
	}
	var b bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&b, &slog.HandlerOptions{ReplaceAttr: redact}))
	log.Info("harmless", "n", 3, "err", context.Canceled, "cause", tiles.CauseGateway, "at", time.Unix(0, 0).UTC(), "for", time.Second)
	for _, want := range []string{`"n":3`, `"err":"context canceled"`, `"cause":"gateway"`, `"at":"1970-01-01T00:00:00Z"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%s is missing in %s", want, b.String())
		}
	}
}
