// Package desk is one person's computer in a trial: the real executable, a data
// folder, a browser that is a small program, and an organisation to sign in to.
//
// The test binary of a trial plays the other parts itself: it is started again
// with a variable that says whom to play (see Main).
package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"mysettings/app/sandbox"
	"mysettings/store"
)

// playVariable makes a test binary play a part instead of running its tests.
const playVariable = "MYSETTINGS_TRIAL_PLAY"

// The parts that Main knows; a trial may have more.
const browser = "browser"

// built is the executable that Main has built.
var built string

// Main is a trial's TestMain: it plays the part that the environment names, or
// builds the program from the sources, with the race detector where race says
// so, and runs the tests. It returns the exit code. It must be called after the
// trial's flags are defined; parts are played with the remaining arguments.
func Main(m *testing.M, race bool, parts map[string]func(args []string) error) int {
	if part := os.Getenv(playVariable); part != "" {
		play, ok := parts[part]
		if part == browser {
			play, ok = visit, true
		}
		if !ok {
			fmt.Fprintf(os.Stderr, "no part %q\n", part)
			return 1
		}
		if err := play(os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		return 0
	}
	if race {
		patience *= 4
	}
	dir, err := os.MkdirTemp("", "mysettings-trial-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	if built, err = build(dir, race); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

func build(dir string, race bool) (string, error) {
	path := filepath.Join(dir, "mysettings")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	args, cgo := []string{"build", "-o", path}, "CGO_ENABLED=0"
	if race {
		args, cgo = append(args, "-race"), "CGO_ENABLED=1"
	}
	cmd := exec.Command("go", append(args, "mysettings")...)
	cmd.Env = append(os.Environ(), cgo)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the program: %w\n%s", err, out)
	}
	return path, nil
}

// visit is one visit of Ana to the sign-in page.
func visit(args []string) error {
	if len(args) == 0 {
		return errors.New("no address")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	return sandbox.Ana.SignIn(ctx, args[len(args)-1])
}

// Desk is one person's computer.
type Desk struct {
	T      testing.TB
	Org    *sandbox.Org
	Folder string
	// Env is what is added to the environment of every process.
	Env  []string
	home string
}

// New starts an organisation that ends with the test, and points a new data
// folder to it.
func New(t testing.TB, o sandbox.Options) *Desk {
	t.Helper()
	org, err := sandbox.Start(context.WithoutCancel(t.Context()), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { org.Close() })
	d := &Desk{T: t, Org: org, Folder: filepath.Join(t.TempDir(), "data"), home: t.TempDir()}
	d.Point()
	return d
}

// Point writes into the data folder where the organisation is.
func (d *Desk) Point() {
	d.T.Helper()
	where := d.Org.Describe()
	for _, kv := range [][2]string{
		{"authority", where.Authority}, {"client_id", where.ClientID}, {"powerbi_api", where.PowerBI}, {"protection", "file"},
	} {
		d.Run("config", "set", kv[0], kv[1]).Want(0)
	}
}

// Command is the program with arguments, ready to be started, and killed when
// ctx ends.
func (d *Desk) Command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, built, args...)
	cmd.Env = append(d.environment(), playVariable+"="+browser)
	return cmd
}

// Play is a process that plays a part of the trial, with the data folder as
// its first argument.
func (d *Desk) Play(ctx context.Context, part string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, self(), append([]string{d.Folder}, args...)...)
	cmd.Env = append(d.environment(), playVariable+"="+part)
	return cmd
}

// self is the test binary.
func self() string {
	path, err := os.Executable()
	if err != nil {
		panic(err) // the tests run from it
	}
	return path
}

// environment is that of the tests without what would bring the tester's own
// desktop into them.
func (d *Desk) environment() []string {
	var env []string
	for _, kv := range os.Environ() {
		key, _, _ := strings.Cut(kv, "=")
		switch key {
		case "DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME",
			"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "HOME", "BROWSER", "MYSETTINGS_POLICY", "MYSETTINGS_LOG", playVariable:
			continue
		}
		env = append(env, kv)
	}
	env = append(env, "LC_ALL=C.UTF-8", "HOME="+d.home, "BROWSER="+self(), "MYSETTINGS_DATA="+d.Folder)
	return append(env, d.Env...)
}

// Answer is what a command answered.
type Answer struct {
	t              testing.TB
	args           []string
	Stdout, Stderr string
	// Code is the exit code, -1 where a signal ended the command.
	Code int
	// Took is how long it ran.
	Took time.Duration
}

// patience is how long any command may take, set by Main. None waits for a
// person here. With the race detector a program needs ten times as long.
var patience = 30 * time.Second

// Run runs one command to its end, which must come soon.
func (d *Desk) Run(args ...string) Answer {
	d.T.Helper()
	a, err := d.Try(args...)
	if err != nil {
		d.T.Fatal(err)
	}
	return a
}

// Try is Run for any goroutine.
func (d *Desk) Try(args ...string) (Answer, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := d.Command(ctx, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	began := time.Now()
	err := cmd.Run()
	a := Answer{d.T, args, stdout.String(), stderr.String(), cmd.ProcessState.ExitCode(), time.Since(began)}
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return a, fmt.Errorf("mysettings %s: no end within %v\nstdout: %s\nstderr: %s", strings.Join(args, " "), patience, a.Stdout, a.Stderr)
	case err != nil && !errors.As(err, &exit):
		return a, fmt.Errorf("mysettings %s: %w", strings.Join(args, " "), err)
	}
	return a, nil
}

// Want fails the test unless the command ended with one of those codes.
func (a Answer) Want(codes ...int) Answer {
	a.t.Helper()
	for _, code := range codes {
		if a.Code == code {
			return a
		}
	}
	a.t.Fatalf("mysettings %s: exit %d; want one of %v\nstdout: %s\nstderr: %s", strings.Join(a.args, " "), a.Code, codes, a.Stdout, a.Stderr)
	return a
}

// Into reads standard output as one JSON document.
func (a Answer) Into(v any) Answer {
	a.t.Helper()
	if err := json.Unmarshal([]byte(a.Stdout), v); err != nil {
		a.t.Fatalf("mysettings %s: stdout %q: %v", strings.Join(a.args, " "), a.Stdout, err)
	}
	return a
}

// Control does something to the organisation.
func (d *Desk) Control(name string, request any) json.RawMessage {
	d.T.Helper()
	answer, err := d.Org.Control(context.Background(), name, request)
	if err != nil {
		d.T.Fatalf("control %s: %v", name, err)
	}
	return answer
}

// Ana is the request of a control about her.
var Ana = map[string]string{"person": "ana"}

// Given is what the provider gave for Ana.
type Given struct {
	Issued   int    `json:"issued"`
	Newest   string `json:"newest"`
	Replaced string `json:"replaced"`
	Good     bool   `json:"good"`
	Reused   int    `json:"reused"`
}

// Given asks the provider what it gave.
func (d *Desk) Given() (g Given) {
	d.T.Helper()
	if err := json.Unmarshal(d.Control("tokens", Ana), &g); err != nil {
		d.T.Fatal(err)
	}
	return g
}

// Open opens the data folder in this process, until the function that it
// returns is called.
func (d *Desk) Open() (*store.Store, func()) {
	d.T.Helper()
	s, err := store.Open(context.Background(), d.Folder, store.Options{Protection: "file"})
	if err != nil {
		d.T.Fatal(err)
	}
	return s, func() {
		if err := s.Close(); err != nil {
			d.T.Error(err)
		}
	}
}
