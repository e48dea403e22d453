package doctor

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mysettings/app/bus/bustest"
	"mysettings/app/installed"
	"mysettings/app/program"
	"mysettings/app/tiles"
	"mysettings/store"
)

// serve answers every request in one way.
func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// says is an answer that is made up.
func says(status int, kind, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// describes is a sign-in service whose clock is off.
func describes(off time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(off).UTC().Format(http.TimeFormat))
		_, _ = io.WriteString(w, `{"issuer":"x"}`)
	}
}

func set(t *testing.T, p *program.Program, key, value string) {
	t.Helper()
	if err := p.Settings.Set(t.Context(), key, value); err != nil {
		t.Fatal(err)
	}
}

const nobody = "http://127.0.0.1:1"

// signedInTo is a connection that is, or was, signed in to Power BI.
func signedInTo(t *testing.T, p *program.Program, change func(*tiles.Connection)) {
	t.Helper()
	now := time.Now()
	c := tiles.Connection{ID: "powerbi-0000000000", Kind: tiles.PowerBI, Cloud: "public", Name: "ana@contoso.com", SignedInAt: now, GoodUntil: now.AddDate(0, 0, 90)}
	change(&c)
	err := p.Store.SaveSignIn(t.Context(), c, store.Token{Access: store.NewSecret("a"), Refresh: store.NewSecret("r"), IssuedAt: now, AccessUntil: now.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
}

func addServer(t *testing.T, p *program.Program, id, url string, problem *tiles.Problem) {
	t.Helper()
	err := p.Store.SaveConnection(t.Context(), tiles.Connection{
		ID: id, Kind: tiles.ReportServer, Name: `CONTOSO\ana`, Problem: problem, Server: tiles.Server{URL: url, API: "v2.0", Auth: tiles.AuthNTLM},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestChecksFindFaults breaks each of the things that doctor looks at, and sees
// it say so, and what to do.
func TestChecksFindFaults(t *testing.T) {
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"} {
		t.Setenv(name, "")
	}
	noBus := func(t *testing.T, _ *program.Program) {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
		t.Setenv("DISPLAY", ":99")
	}
	emptyBus := func(t *testing.T, _ *program.Program) {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", bustest.Daemon(t))
		t.Setenv("DISPLAY", ":99")
	}
	authority := func(h http.HandlerFunc) func(*testing.T, *program.Program) {
		return func(t *testing.T, p *program.Program) { set(t, p, "authority", serve(t, h)) }
	}
	api := func(h http.HandlerFunc) func(*testing.T, *program.Program) {
		return func(t *testing.T, p *program.Program) { set(t, p, "powerbi_api", serve(t, h)) }
	}
	stored := func(key, value string) func(*testing.T, *program.Program) {
		return func(t *testing.T, p *program.Program) {
			if err := p.Store.SetSetting(t.Context(), key, value); err != nil {
				t.Fatal(err)
			}
			if err := p.Settings.Reload(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	page := says(200, "text/html", "<html>Welcome to the hotel")
	for _, tc := range []struct {
		check, name string
		fault       func(*testing.T, *program.Program)
		state       State
		id          string // where it isn't the check's
		text, fix   string // parts of them
	}{
		{"data_folder", "gone", func(t *testing.T, p *program.Program) {
			if err := os.RemoveAll(p.Data); err != nil {
				t.Fatal(err)
			}
		}, Bad, "", "can't be written", "writ"},
		{"data_folder", "others may look", func(t *testing.T, p *program.Program) {
			if err := os.Chmod(p.Data, 0o755); err != nil {
				t.Fatal(err)
			}
		}, Bad, "", "Others on this computer", "chmod 700"},
		{"settings", "not valid", stored("theme", "pink"), Bad, "", "theme", "another value"},
		{"settings", "no registration", nil, Bad, "", "registration", "client_id"},
		{"keyring", "none", noBus, Note, "", "no keyring", "Install and start a keyring"},
		{"proxy", "no address", func(t *testing.T, _ *program.Program) { t.Setenv("HTTPS_PROXY", "http://ana:sesame@%zz") }, Bad, "", "can't be used", "HTTPS_PROXY"},
		{"authority", "nobody there", func(t *testing.T, p *program.Program) { set(t, p, "authority", nobody) }, Bad, "", "can't be reached", "connection"},
		{"authority", "a portal", authority(page), Bad, "", "Something answers in place", "log in first"},
		{"authority", "failing", authority(says(503, "text/html", "<html>")), Bad, "", "Something answers in place", "authority"},
		{"authority", "the clock is behind", authority(describes(26*time.Hour - time.Minute)), Bad, "clock", "clock is wrong by 25 hours", "Set the clock"},
		{"authority", "the clock is ahead", authority(describes(-10 * time.Minute)), Bad, "clock", "clock is wrong by", "Set the clock"},
		{"powerbi_api", "nobody there", func(t *testing.T, p *program.Program) { set(t, p, "powerbi_api", nobody) }, Bad, "", "can't be reached", "connection"},
		{"powerbi_api", "failing", api(says(503, "text/html", "<html>")), Bad, "", "answers with an error", "Wait"},
		{"powerbi_api", "a portal", api(page), Bad, "", "Something answers in place of Power BI", "log in first"},
		{"sign_in", "nobody", nil, Note, "", "Nobody has signed in", "mysettings signin"},
		{"sign_in", "ended", func(t *testing.T, p *program.Program) {
			signedInTo(t, p, func(c *tiles.Connection) { c.GoodUntil = time.Now().Add(-time.Hour) })
		}, Bad, "", "has ended", "mysettings signin powerbi-0000000000"},
		{"sign_in", "can't be renewed", func(t *testing.T, p *program.Program) {
			signedInTo(t, p, func(*tiles.Connection) {})
			set(t, p, "authority", nobody)
			set(t, p, "client_id", "x")
			err := p.Store.SaveToken(t.Context(), "powerbi-0000000000", store.Token{Access: store.NewSecret("a"), Refresh: store.NewSecret("r")})
			if err != nil {
				t.Fatal(err)
			}
		}, Bad, "", "sign-in", ""},
		{"report_servers", "two that are away", func(t *testing.T, p *program.Program) {
			addServer(t, p, "server-1", nobody+"/reports", nil)
			addServer(t, p, "server-2", "http://127.0.0.1:2/reports", nil)
		}, Bad, "", "These aren't well either: http://127.0.0.1:2/reports", ""},
		{"report_servers", "a password that was refused", func(t *testing.T, p *program.Program) {
			addServer(t, p, "server-1", "https://bi.contoso.com/reports", &tiles.Problem{Cause: tiles.CauseServerLogin})
		}, Bad, "", "doesn't let this app in", "mysettings signin server-1"},
		{"watching", "nobody", nil, Note, "", "Nothing watches", "mysettings tray"},
		{"parts", "missing", nil, Note, "", "part of the app is missing", "Install the app again"},
		{"notifications", "no bus", noBus, Note, "", "notif", ""},
		{"notifications", "no daemon", emptyBus, Note, "", "notif", ""},
		{"tray_host", "no bus", noBus, Note, "", "no session bus", "desktop session"},
		{"tray_host", "no host", emptyBus, Note, "", "Nothing on this desktop shows tray icons", "AppIndicator"},
	} {
		t.Run(tc.check+" "+tc.name, func(t *testing.T) {
			p := openProgram(t)
			set(t, p, "powerbi_api", nobody)
			if tc.fault != nil {
				tc.fault(t, p)
			}
			f := look(t, tc.check, p)
			id := tc.check
			if tc.id != "" {
				id = tc.id
			}
			if f.ID != id || f.State != tc.state || !strings.Contains(f.Text, tc.text) || !strings.Contains(f.Fix, tc.fix) {
				t.Errorf("found %+v; want %s, %q, %q", f, tc.state, tc.text, tc.fix)
			}
			if strings.Contains(fmt.Sprintf("%+v", f), "sesame") {
				t.Errorf("a password in %+v", f)
			}
		})
	}
}

// look does one check.
func look(t *testing.T, id string, p *program.Program) Finding {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for _, c := range Checks() {
		if c.ID == id {
			return c.look(ctx, p)
		}
	}
	t.Fatalf("no check %s", id)
	return Finding{}
}

// TestStartAtLoginFindsFaults has the tray installed, and not started at login.
func TestStartAtLoginFindsFaults(t *testing.T) {
	for _, name := range []string{"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"} {
		t.Setenv(name, t.TempDir())
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	tray := filepath.Join(filepath.Dir(exe), installed.Tray)
	if err := os.WriteFile(tray, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Remove(tray) })
	p, err := program.Open(t.Context(), program.Options{Policy: filepath.Join(t.TempDir(), "none"), Keyring: noKeyring{}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	if f := look(t, "start_at_login", p); f.State != Note || !strings.Contains(f.Text, "but doesn't") || !strings.Contains(f.Fix, "mysettings tray") || f.Action != ActStartAtLogin {
		t.Errorf("not started: %+v", f)
	}
	if err := installed.ForceLogin(p); err != nil {
		t.Fatal(err)
	}
	if f := look(t, "start_at_login", p); f.State != Good {
		t.Errorf("started: %+v", f)
	}
	set(t, p, "start_at_login", "false")
	if f := look(t, "start_at_login", p); f.State != Note || !strings.Contains(f.Text, "though it shouldn't") {
		t.Errorf("started, but not wanted: %+v", f)
	}
}

// TestPolicyFault: a policy with a slip is told, and the rest of it counts.
func TestPolicyFault(t *testing.T) {
	path := filepath.Join(t.TempDir(), "policy.json")
	if err := os.WriteFile(path, []byte(`{"theme": "pink", "tenant": "contoso.com", "colour": 1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := program.Open(t.Context(), program.Options{Data: filepath.Join(t.TempDir(), "data"), Policy: path, Keyring: noKeyring{}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	if f := look(t, "settings", p); f.State != Bad || !strings.Contains(f.Text+f.Details, "colour") || p.Settings.Tenant() != "contoso.com" || len(p.Settings.Problems()) != 2 {
		t.Errorf("found %+v; problems %v", f, p.Settings.Problems())
	}
}
