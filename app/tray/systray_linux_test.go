package tray_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"mysettings/app/bus/bustest"
	"mysettings/app/tiles"
	"mysettings/app/tray"
	"mysettings/build/desktop"
)

var buildDir string // removed at the end

// trytray builds the program that shows the tray to these tests, once.
var trytray = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "trytray-*")
	if err != nil {
		return "", err
	}
	buildDir = dir
	path := filepath.Join(dir, "trytray")
	out, err := exec.Command("go", "build", "-tags", "tray", "-o", path, "./trytray").CombinedOutput()
	if err != nil {
		return string(out), err
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	os.RemoveAll(buildDir)
	os.Exit(code)
}

// program is a running trytray.
type program struct {
	*bustest.Process
	t    *testing.T
	in   io.WriteCloser
	temp string // its temporary folder
}

// need is what the real tray needs beside the desktop.
func need(t *testing.T) string {
	t.Helper()
	bustest.Need(t, "dbus-daemon", "Xvfb", "xfce4-panel", "xfwm4", "dunst", "xdotool", "xsetroot", "pkg-config")
	if err := exec.Command("pkg-config", "--exists", "ayatana-appindicator3-0.1").Run(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("libayatana-appindicator3-dev isn't installed, and this test needs it")
		}
		t.Skip("libayatana-appindicator3-dev isn't installed")
	}
	path, err := trytray()
	if err != nil {
		t.Fatalf("building trytray: %v: %s", err, path)
	}
	return path
}

// screen starts a desktop for the time of the test.
func screen(t *testing.T) *desktop.Desktop {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	d, err := desktop.Start(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Stop)
	return d
}

// start starts trytray with its own temporary folder.
func start(t *testing.T, env []string, temp string, first tray.Model) *program {
	t.Helper()
	cmd := exec.Command(need(t))
	cmd.Env = append(env, "TMPDIR="+temp)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	p := &program{Process: bustest.StartCmd(t, cmd), t: t, in: in, temp: temp}
	p.send(first)
	return p
}

func (p *program) send(m tray.Model) {
	p.t.Helper()
	data, err := json.Marshal(m)
	if err == nil {
		_, err = p.in.Write(append(data, '\n'))
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// says waits for these lines, in any order.
func (p *program) says(want ...string) {
	p.t.Helper()
	var got []string
	for range want {
		got = append(got, p.Line(p.t))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		p.t.Fatalf("trytray says %q; want %q\n%s", got, want, p.Errors())
	}
}

// left is what is in its temporary folder.
func (p *program) left() []string {
	p.t.Helper()
	names, err := filepath.Glob(filepath.Join(p.temp, "systray_*"))
	if err != nil {
		p.t.Fatal(err)
	}
	return names
}

func connection(id string) tiles.Connection {
	return tiles.Connection{ID: id, Kind: tiles.PowerBI, Name: id + "@contoso.com"}
}

func TestTrayOnDesktop(t *testing.T) {
	need(t)
	d := screen(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	began := time.Now()
	p := start(t, d.Env(), t.TempDir(), tray.Model{Health: tiles.HealthGood, Counts: tiles.Counts{Total: 2, Fresh: 2}, Connections: []tiles.Connection{connection("a")}})
	p.says("ready", "host true")
	item, err := d.Tray(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the icon is there after %v", time.Since(began).Round(time.Millisecond))

	rows := func(want ...string) {
		t.Helper()
		bustest.Eventually(t, func() string {
			menu, err := item.Menu(ctx)
			if err != nil {
				return err.Error()
			}
			var got []string
			for _, r := range menu {
				label := r.Label
				if !r.Enabled {
					label = "-" + label
				}
				got = append(got, label)
			}
			if !slices.Equal(got, want) {
				return "menu = " + strings.Join(got, " | ") + "; want " + strings.Join(want, " | ")
			}
			return ""
		})
	}
	icon := func(health string) {
		t.Helper()
		want, err := os.ReadFile(filepath.Join("icons", health+".png"))
		if err != nil {
			t.Fatal(err)
		}
		bustest.Eventually(t, func() string {
			name, err := item.Icon()
			if err != nil {
				return err.Error()
			}
			if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, want) {
				return "the icon shown is not the one for " + health
			}
			return ""
		})
	}
	click := func(label, want string) {
		t.Helper()
		if err := item.Click(ctx, label); err != nil {
			t.Fatal(err)
		}
		p.says(want)
	}

	icon("good")
	rows("Nothing needs you", "Open My Settings", "Check now", "Quit")
	click("Nothing needs you", "open")
	click("Open My Settings", "open")
	click("Check now", "check")

	lost := tray.Model{
		Health: tiles.HealthSignedOut, Counts: tiles.Counts{Total: 2, Stopped: 2}, Connections: []tiles.Connection{connection("a"), connection("b&c")},
		Attention: []tiles.Attention{{Connection: "b&c", Remedy: tiles.RemedySignIn}},
	}
	p.send(lost)
	icon("signed_out")
	rows("Signed out: 2 tiles aren't refreshing", "Open My Settings", "Sign in again as b&c@contoso.com", "Check now", "Quit")
	click("Sign in again", "sign in b&c")

	p.send(tray.Model{Health: tiles.HealthAttention, Counts: tiles.Counts{Total: 2, Late: 1}, Checking: true, Connections: []tiles.Connection{connection("a")}})
	icon("attention")
	rows("1 tile isn't refreshing", "Open My Settings", "-Checking…", "Quit")

	p.send(tray.Model{})
	icon("cant_tell")
	rows("Sign in to Power BI to begin", "Open My Settings", "Check now", "Quit")

	// Hidden rows stay hidden when something else about them changes, and
	// come back.
	lost.Connections = lost.Connections[1:]
	p.send(lost)
	rows("Signed out: 2 tiles aren't refreshing", "Open My Settings", "Sign in again", "Check now", "Quit")

	if got := windows(d, p.Pid); got != "" {
		t.Errorf("the tray has windows on the screen: %s; want none", got)
	}

	// The panel goes and comes back.
	if err := d.Command(ctx, "xfce4-panel", "--quit").Run(); err != nil {
		t.Fatal(err)
	}
	p.says("host false")
	panel := d.Command(context.Background(), "xfce4-panel", "--disable-wm-check")
	panel.Stdout = nil
	bustest.StartCmd(t, panel)
	p.says("host true")
	if item, err = d.Tray(ctx); err != nil {
		t.Fatal(err)
	}
	icon("signed_out")

	// The tray may be gone before it has answered the click.
	if err := item.Click(ctx, "Quit"); err != nil && !strings.Contains(err.Error(), "disconnected") {
		t.Fatal(err)
	}
	p.says("quit", "ended <nil>")
	if code := p.Wait(t); code != 0 {
		t.Errorf("exit code %d; want 0", code)
	}
	if left := p.left(); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// windows lists the windows of a process that can be seen.
func windows(d *desktop.Desktop, pid int) string {
	cmd := exec.Command("xdotool", "search", "--onlyvisible", "--pid", strconv.Itoa(pid))
	cmd.Env = d.Env()
	out, _ := cmd.Output() // none found is its exit code 1
	return string(out)
}

func TestTrayEndsBySignal(t *testing.T) {
	need(t)
	d := screen(t)
	temp := t.TempDir()
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT} {
		p := start(t, d.Env(), temp, tray.Model{})
		p.says("ready", "host true")
		if err := p.Signal(sig); err != nil {
			t.Fatal(err)
		}
		p.says("ended <nil>")
		if code := p.Wait(t); code != 0 {
			t.Errorf("%v: exit code %d; want 0", sig, code)
		}
		if left := p.left(); len(left) != 0 {
			t.Errorf("%v: left behind: %v", sig, left)
		}
	}
	// Killed, it can't clean up behind itself; the next one does.
	p := start(t, d.Env(), temp, tray.Model{})
	p.says("ready", "host true")
	bustest.Eventually(t, func() string {
		if len(p.left()) == 0 {
			return "no icon was written"
		}
		return ""
	})
	if err := p.Kill(); err != nil {
		t.Fatal(err)
	}
	p.Wait(t)
	old := p.left()
	p = start(t, d.Env(), temp, tray.Model{})
	p.says("ready", "host true")
	for _, name := range p.left() {
		if slices.Contains(old, name) {
			t.Errorf("%s is still there", name)
		}
	}
}

func TestTrayWithout(t *testing.T) {
	bustest.Need(t, "Xvfb")
	need(t)
	env := func(set ...string) []string {
		var out []string
		for _, kv := range os.Environ() {
			if name, _, _ := strings.Cut(kv, "="); name != "DISPLAY" && name != "WAYLAND_DISPLAY" && name != "DBUS_SESSION_BUS_ADDRESS" && name != "XDG_RUNTIME_DIR" {
				out = append(out, kv)
			}
		}
		return append(out, set...)
	}
	noBus := "DBUS_SESSION_BUS_ADDRESS=unix:path=" + filepath.Join(t.TempDir(), "none")
	t.Run("a display", func(t *testing.T) {
		p := start(t, env(noBus), t.TempDir(), tray.Model{})
		p.says("ended no display: neither DISPLAY nor WAYLAND_DISPLAY is set")
	})
	t.Run("a display that answers", func(t *testing.T) {
		p := start(t, env(noBus, "DISPLAY=:4711"), t.TempDir(), tray.Model{})
		p.says("ended no display: the display :4711 doesn't answer")
	})
	t.Run("a bus", func(t *testing.T) {
		p := start(t, env(noBus, "DISPLAY="+bustest.XServer(t)), t.TempDir(), tray.Model{})
		p.says("ready", "host false")
		if err := p.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		p.says("ended <nil>")
	})
}
