package command

import (
	"context"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"mysettings/app/sandbox"
	"mysettings/store"
)

func TestWrongUsage(t *testing.T) {
	t.Parallel()
	d := &desk{t: t, folder: filepath.Join(t.TempDir(), "data")}
	tests := []struct {
		args []string
		says string
	}{
		{[]string{"frobnicate"}, `no command "frobnicate"`},
		{[]string{"--frob"}, "Unknown flag"},
		{[]string{"status", "extra"}, "no further words"},
		{[]string{"open", "nowhere"}, "The pages are: settings, tiles, history, preferences, about"},
		{[]string{"open", "tiles", "notices"}, "Name one page"},
		{[]string{"tiles", "--state", "rotten"}, "The states are: stopped"},
		{[]string{"signin", "a", "b"}, "Name one connection"},
		{[]string{"signin", "nobody@contoso.com"}, "no connection yet"},
		{[]string{"signin", "--timeout", "0"}, "--timeout"},
		{[]string{"signin", "--timeout", "soon"}, "soon"},
		{[]string{"signout"}, "Name one connection"},
		{[]string{"signout", "ana"}, "no connection yet"},
		{[]string{"refresh"}, "--stale"},
		{[]string{"refresh", "x", "--stale"}, "--stale"},
		{[]string{"refresh", "x"}, "no tile"},
		{[]string{"keep", "x"}, "--every daily"},
		{[]string{"keep", "--every", "daily"}, "Name one tile"},
		{[]string{"keep", "x", "--every", "yearly"}, "yearly"},
		{[]string{"keep", "x", "--every", "daily", "--at", "25:00"}, "--at 07:00"},
		{[]string{"keep", "x", "--every", "weekly"}, "--on mon,thu"},
		{[]string{"keep", "x", "--every", "daily", "--on", "mon"}, "weekly"},
		{[]string{"unkeep"}, "Name one tile"},
		{[]string{"notices", "--since", "whenever"}, "2026-03-01"},
		{[]string{"config"}, "list, get or set"},
		{[]string{"config", "frob"}, `no command "frob"`},
		{[]string{"config", "get"}, "Name one setting"},
		{[]string{"config", "get", "clientid"}, "Did you mean client_id?"},
		{[]string{"config", "set", "theme"}, "a setting and its value"},
		{[]string{"config", "set", "theme", "pink"}, "theme"},
		{[]string{"config", "set", "authority", "http://login.example.com"}, "authority"},
		{[]string{"sandbox", "--addr", "0.0.0.0:0"}, "127.0.0.1:0"},
		{[]string{"sandbox", "--tiles", "-1"}, "--tiles"},
		{[]string{"sandbox", "--signin-lifetime", "0"}, "--signin-lifetime"},
		{[]string{"signin"}, "client_id"},
	}
	for _, tt := range tests {
		r := d.run(tt.args...).want(CodeUsage).says(tt.says)
		if r.stdout != "" {
			t.Errorf("%v: stdout = %q; want nothing", tt.args, r.stdout)
		}
	}
}

func TestBadSignIns(t *testing.T) {
	t.Parallel()
	d := newDesk(t, sandbox.Options{})
	set := func(key, value string) { t.Helper(); d.run("config", "set", key, value).want(CodeGood) }
	where := d.org.Describe()

	set("client_id", "99999999-9999-4999-8999-999999999999")
	d.run("signin", "--device-code", "--timeout", "20s").want(CodeUsage).says("Details:")
	// In the browser it is the page that says so, and the app waits in vain.
	d.run("signin", "--timeout", "1s").want(CodeFailed).says("client_id and tenant")
	set("client_id", where.ClientID)

	set("tenant", "nowhere.example.com")
	d.run("signin", "--timeout", "20s").want(CodeUsage).says("Details:")
	set("tenant", "")

	d.play = "refuse"
	d.run("signin").want(CodeFailed).says("Sign in again", "access_denied")

	d.play = "nobody"
	d.run("signin", "--timeout", "1s").want(CodeFailed).says("in time")
	d.run("signin", "--device-code", "--timeout", "2s").want(CodeFailed).says("enter the code", "in time")

	d.play = "dana"
	d.run("signin").want(CodeFailed).says("administrator")

	d.env = []string{"BROWSER=/nonexistent/browser"}
	d.run("signin", "--timeout", "5s").want(CodeFailed)
	d.env = nil

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nowhere := "http://" + listener.Addr().String()
	listener.Close()
	set("authority", nowhere)
	r := d.run("signin").want(CodeFailed).says("Check your connection.")
	if strings.Contains(r.stderr, "still signed in") {
		t.Errorf("nobody was signed in: %q", r.stderr)
	}
	// Nothing of all this has left a connection behind.
	var st struct{ Connections []any }
	d.run("status", "--json").want(CodeAttention).into(&st)
	if len(st.Connections) != 0 {
		t.Errorf("connections = %v; want none", st.Connections)
	}
}

// TestServiceDown checks that a network failure never makes a sign-in look
// lost, and that what was known is still shown.
func TestServiceDown(t *testing.T) {
	t.Parallel()
	d := newDesk(t, sandbox.Options{})
	d.run("signin").want(CodeGood)
	d.control("fault", map[string]any{"path": "/v1.0/**", "kind": "reset", "times": 0})
	var st struct {
		Connections []struct{ State string }
		Tiles       struct{ Total int }
	}
	d.run("check", "--json").want(CodeFailed).says("Details:").into(&st)
	if len(st.Connections) != 1 || st.Connections[0].State != "signed_in" || st.Tiles.Total == 0 {
		t.Errorf("status = %+v; want signed in, with tiles", st)
	}
	d.control("fault/clear", map[string]any{})
	d.run("check").want(CodeGood)
}

func TestUntrustedNames(t *testing.T) {
	t.Parallel()
	d := newDesk(t, sandbox.Options{})
	evil := "\x1b[31m\u202eevil\x07<b>" + strings.Repeat("A", 10000)
	d.control("rename", map[string]string{"what": "Contoso logo", "name": evil})
	d.run("signin").want(CodeGood)
	r := d.run("tiles").want(CodeGood)
	if strings.ContainsAny(r.stdout, "\x1b\x07\u202e") {
		t.Errorf("control characters reach the terminal: %q", r.stdout)
	}
	for line := range strings.Lines(r.stdout) {
		if len(line) > 1000 {
			t.Errorf("a line of %d bytes: %.80q…", len(line), line)
		}
	}
}

func TestDataFolders(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, folder: filepath.Join(file, "data")} // below a file: can't be made
	d.run("status").want(CodeFailed).says("--data", "data_folder_read_only")

	d.folder = filepath.Join(t.TempDir(), "newer")
	d.run("status").want(CodeAttention)
	s, err := store.Open(ctx, d.folder, store.Options{Protection: "file"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() != 0 && runtime.GOOS != "windows" {
		if err := os.Chmod(d.folder, 0o500); err != nil {
			t.Fatal(err)
		}
		d.run("config", "set", "theme", "dark").want(CodeFailed).says("data_folder_read_only")
		if err := os.Chmod(d.folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	// Damaged: set aside, begun anew, and said.
	if err := os.WriteFile(filepath.Join(d.folder, "mysettings.db"), []byte(strings.Repeat("rubbish", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	r := d.run("status").want(CodeAttention)
	if !strings.Contains(r.stderr, "set aside") && !strings.Contains(r.stderr, "damaged") {
		t.Errorf("stderr = %q; want to be told of the damage", r.stderr)
	}
}

func TestNoScreen(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux can be without a screen")
	}
	t.Parallel()
	d := &desk{t: t, folder: filepath.Join(t.TempDir(), "data")}
	for _, args := range [][]string{{}, {"open", "tiles"}, {"tray"}, {"--sandbox"}, {"tray", "--sandbox"}} {
		d.run(args...).want(CodeFailed).says("no screen here", "no_display")
	}
	d.env = []string{"DISPLAY=:nowhere"}
	d.run().want(CodeFailed).says("part_missing") // built alone, nothing is beside it
	d.run("tray").want(CodeFailed).says("part_missing")
}

// TestInterrupted checks that Ctrl-C ends a wait at once and cleanly.
func TestInterrupted(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no interrupt can be sent to another process there")
	}
	t.Parallel()
	d := newDesk(t, sandbox.Options{})
	d.play = "nobody"
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	began := time.Now()
	d.runContext(ctx, "signin").want(CodeFailed).says("Cancelled.")
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("it took %v to end", took)
	}
}

func TestSandboxInProcess(t *testing.T) {
	t.Parallel()
	d := &desk{t: t, play: "ana", folder: filepath.Join(t.TempDir(), "never")}
	temp := t.TempDir()
	d.env = []string{"TMPDIR=" + temp, "TMP=" + temp, "TEMP=" + temp}
	var st struct{ Sandbox bool }
	d.run("--sandbox", "status", "--json").want(CodeAttention).into(&st)
	if !st.Sandbox {
		t.Error("the status doesn't say that it is a sandbox")
	}
	d.run("signin", "--sandbox").want(CodeGood)
	if left, err := os.ReadDir(temp); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if _, err := os.Stat(d.folder); !os.IsNotExist(err) {
		t.Errorf("the person's own folder was touched: %v", err)
	}
	own := t.TempDir()
	if err := os.WriteFile(filepath.Join(own, "mine"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	d.run("--sandbox", "--data", own, "status").want(CodeUsage).says("leave --data out")
}

func TestSandboxCommand(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no interrupt can be sent to another process there")
	}
	t.Parallel()
	d := &desk{t: t, folder: t.TempDir()}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	r := d.runContext(ctx, "sandbox", "--tiles", "30").want(CodeGood)
	var where map[string]string
	if err := json.Unmarshal([]byte(r.stdout), &where); err != nil || strings.Count(r.stdout, "\n") != 1 {
		t.Fatalf("stdout = %q: %v", r.stdout, err)
	}
	for _, key := range []string{"authority", "client_id", "powerbi_api", "reportserver", "control"} {
		if where[key] == "" {
			t.Errorf("no %s in %s", key, r.stdout)
		}
	}
}
