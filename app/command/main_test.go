package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mysettings/app/installed"
	"mysettings/app/sandbox"
)

// playVariable makes this test binary play the person in front of the browser:
// it is started as $BROWSER, with the address as its argument.
const playVariable = "MYSETTINGS_TEST_PLAY"

// built is the executable that the tests run.
var built string

func TestMain(m *testing.M) {
	if play := os.Getenv(playVariable); play != "" && len(os.Args) > 1 && strings.HasPrefix(os.Args[len(os.Args)-1], "http") {
		os.Exit(playPerson(play, os.Args[len(os.Args)-1]))
	}
	os.Exit(buildAndRun(m))
}

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "mysettings-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	built = filepath.Join(dir, "mysettings"+installed.Suffix())
	build := exec.Command("go", "build", "-o", built, "mysettings")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building the program: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// playPerson is one visit to the sign-in page: "ana" signs in, "refuse"
// presses Cancel, "nobody" closes the page.
func playPerson(play, address string) int {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	var err error
	switch play {
	case "nobody":
		return 0
	case "refuse":
		err = sandbox.Ana.Refuse(ctx, address)
	default:
		err = fmt.Errorf("no person %q", play)
		for _, p := range sandbox.People() {
			if name, _, _ := strings.Cut(p.User, "@"); name == play && strings.Contains(address, "/reports") {
				err = p.SignInAtServer(ctx, address)
			} else if name == play {
				err = p.SignIn(ctx, address)
			}
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// desk is one person's computer in a test: a data folder, a browser, and an
// organisation to sign in to.
type desk struct {
	t      *testing.T
	org    *sandbox.Org
	folder string
	play   string   // who sits at the browser
	env    []string // besides the usual
	// program is the executable, the built one when empty.
	program string
	stdin   string // what is on standard input
}

// newDesk starts an organisation and points a new data folder to it.
func newDesk(t *testing.T, o sandbox.Options) *desk {
	t.Helper()
	org, err := sandbox.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { org.Close() })
	d := &desk{t: t, org: org, folder: filepath.Join(t.TempDir(), "data"), play: "ana"}
	where := org.Describe()
	for key, value := range map[string]string{
		"authority": where.Authority, "client_id": where.ClientID, "powerbi_api": where.PowerBI, "protection": "file",
	} {
		d.run("config", "set", key, value).want(CodeGood)
	}
	return d
}

// result is what a command answered.
type result struct {
	t              *testing.T
	args           []string
	stdout, stderr string
	code           int
}

// run runs the built program as a person would.
func (d *desk) run(args ...string) result {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(d.t.Context(), time.Minute)
	defer cancel()
	return d.runContext(ctx, args...)
}

func (d *desk) runContext(ctx context.Context, args ...string) result {
	d.t.Helper()
	program := d.program
	if program == "" {
		program = built
	}
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	cmd.Env = append(plainEnv(),
		"MYSETTINGS_DATA="+d.folder, "MYSETTINGS_LOG=debug", "HOME="+d.t.TempDir(),
		"BROWSER="+browser(d.t), playVariable+"="+d.play)
	cmd.Env = append(cmd.Env, d.env...)
	cmd.Stdin = strings.NewReader(d.stdin)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) && ctx.Err() == nil {
		d.t.Fatalf("mysettings %s: %v", strings.Join(args, " "), err)
	}
	return result{d.t, args, stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// browser is this test binary, which plays the person.
func browser(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// plainEnv is the environment without what would bring the tester's own
// desktop into the test.
func plainEnv() []string {
	var env []string
	for _, kv := range os.Environ() {
		key, _, _ := strings.Cut(kv, "=")
		switch key {
		case "DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "XDG_DATA_HOME",
			"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "TZ", "HOME", "BROWSER", "MYSETTINGS_POLICY":
			continue
		}
		env = append(env, kv)
	}
	return append(env, "TZ=Europe/Madrid", "LC_ALL=C.UTF-8")
}

// want fails the test unless the command ended with that code.
func (r result) want(code int) result {
	r.t.Helper()
	if r.code != code {
		r.t.Fatalf("mysettings %s: exit %d; want %d\nstdout: %s\nstderr: %s", strings.Join(r.args, " "), r.code, code, r.stdout, r.stderr)
	}
	return r
}

// says fails the test unless standard error holds every text.
func (r result) says(texts ...string) result {
	r.t.Helper()
	for _, text := range texts {
		if !strings.Contains(r.stderr, text) {
			r.t.Errorf("mysettings %s: stderr = %q; want %q in it", strings.Join(r.args, " "), r.stderr, text)
		}
	}
	return r
}

// into reads standard output as the one JSON document that it must be.
func (r result) into(v any) result {
	r.t.Helper()
	dec := json.NewDecoder(strings.NewReader(r.stdout))
	if err := dec.Decode(v); err != nil {
		r.t.Fatalf("mysettings %s: stdout %q: %v", strings.Join(r.args, " "), r.stdout, err)
	}
	if dec.More() {
		r.t.Errorf("mysettings %s: more than one document: %q", strings.Join(r.args, " "), r.stdout)
	}
	return r
}

// control does something to the organisation.
func (d *desk) control(name string, request any) []byte {
	d.t.Helper()
	answer, err := d.org.Control(d.t.Context(), name, request)
	if err != nil {
		d.t.Fatalf("control %s: %v", name, err)
	}
	return answer
}
