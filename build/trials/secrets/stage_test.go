//go:build linux

package secrets

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"mysettings/app/bus/bustest"
	"mysettings/app/sandbox"
)

// sealingKey is the kind of the one secret that the organisation doesn't know.
const sealingKey = "sealing_key"

// The variables by which this test binary knows that it was started as the
// browser, and where it says that it was.
const (
	playVariable = "MYSETTINGS_TRIAL_PERSON"
	seenVariable = "MYSETTINGS_TRIAL_OPENED"
	markVariable = "MYSETTINGS_TRIAL"
)

var rounds = flag.Int("rounds", 1, "how many times the story is told")

// bin is where the executables are.
var bin string

func TestMain(m *testing.M) {
	if person := os.Getenv(playVariable); person != "" && len(os.Args) > 1 && strings.HasPrefix(os.Args[len(os.Args)-1], "http") {
		os.Exit(play(person, os.Args[len(os.Args)-1]))
	}
	flag.Parse()
	os.Exit(buildAndRun(m))
}

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "mysettings-trial-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	bin = dir
	if err := allowCore(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if err := build("mysettings", "CGO_ENABLED=0"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// build builds one executable as the Makefile does, so that they share what
// was compiled before.
func build(name, env string, tags ...string) error {
	args := append([]string{"build", "-trimpath", "-ldflags", "-s -w"}, tags...)
	cmd := exec.Command("go", append(args, "-o", filepath.Join(bin, name), "mysettings")...)
	cmd.Env = append(os.Environ(), env)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building %s: %w\n%s", name, err, out)
	}
	return nil
}

// play is one visit of a page.
func play(person, address string) int {
	if err := os.WriteFile(os.Getenv(seenVariable), []byte("opened"), 0o600); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	var err error
	switch {
	case person == "nobody":
	case person == "refuses":
		err = sandbox.Ana.Refuse(ctx, address)
	case strings.Contains(address, "/reports"):
		err = sandbox.Ana.SignInAtServer(ctx, address)
	default:
		err = sandbox.Ana.SignIn(ctx, address)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// stage is one person's computer, and what is seen of it.
type stage struct {
	t       *testing.T
	org     *sandbox.Org
	witness *witness
	root    string
	data    string
	env     []string
	person  string
	keys    map[string]given // the sealing keys, by their file's text
}

func newStage(t *testing.T) *stage {
	t.Helper()
	org, err := sandbox.Start(t.Context(), sandbox.Options{ServerTLS: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { org.Close() })
	root := t.TempDir()
	mark := fmt.Sprintf("%s=%d", markVariable, time.Now().UnixNano())
	s := &stage{t: t, org: org, witness: newWitness(root, mark), root: root, data: filepath.Join(root, "data"), person: "ana", keys: map[string]given{}}
	for _, folder := range []string{"home", "tmp", "run", "out"} {
		if err := os.Mkdir(filepath.Join(root, folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s.env = []string{
		"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "TZ=Europe/Madrid", mark,
		"HOME=" + filepath.Join(root, "home"), "XDG_RUNTIME_DIR=" + filepath.Join(root, "run"), "TMPDIR=" + filepath.Join(root, "tmp"),
		"MYSETTINGS_DATA=" + s.data, "MYSETTINGS_LOG=debug", "BROWSER=" + self, seenVariable + "=" + s.opened(),
		"NO_AT_BRIDGE=1", "GDK_BACKEND=x11", "LIBGL_ALWAYS_SOFTWARE=1",
	}
	return s
}

// opened is the file that appears when the browser was started.
func (s *stage) opened() string { return filepath.Join(s.root, "opened") }

// prepare is a command of the stage: in a folder where a core dump would land.
func (s *stage) prepare(args ...string) *exec.Cmd {
	_ = os.Remove(s.opened())
	cmd := exec.Command(filepath.Join(bin, "mysettings"), args...)
	cmd.Env = append(append([]string{}, s.env...), playVariable+"="+s.person)
	cmd.Dir = filepath.Join(s.root, "out")
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// run runs a command, and remembers what it printed and left. The exit code
// must be one of want.
func (s *stage) run(input string, want []int, args ...string) string {
	s.t.Helper()
	cmd := s.prepare(args...)
	cmd.Stdin = strings.NewReader(input)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	limit := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	defer limit.Stop()
	err := cmd.Run()
	s.witness.sees("standard output", strings.Join(args, " "), out.Bytes())
	s.witness.sees("standard error", strings.Join(args, " "), errs.Bytes())
	s.witness.look()
	s.noteKeys()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		s.t.Fatalf("mysettings %s: %v", strings.Join(args, " "), err)
	}
	code := cmd.ProcessState.ExitCode()
	for _, w := range want {
		if w == code {
			return out.String()
		}
	}
	s.t.Fatalf("mysettings %s: exit code %d, want one of %v\n%s%s", strings.Join(args, " "), code, want, out.String(), errs.String())
	return ""
}

// good runs a command that must end with 0 or 1: well, or attention needed.
func (s *stage) good(args ...string) string {
	s.t.Helper()
	return s.run("", []int{0, 1}, args...)
}

// noteKeys makes a secret of every sealing key that there is.
func (s *stage) noteKeys() {
	files, _ := filepath.Glob(filepath.Join(s.data, "key-*"))
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil && len(bytes.TrimSpace(text)) > 0 {
			value := string(bytes.TrimSpace(text))
			s.keys[value] = given{sealingKey, value}
		}
	}
}

func (s *stage) control(name string, request any) []byte {
	s.t.Helper()
	answer, err := s.org.Control(s.t.Context(), name, request)
	if err != nil {
		s.t.Fatalf("control %s: %v", name, err)
	}
	return answer
}

// secrets is everything that nobody may find.
func (s *stage) secrets() []given {
	s.t.Helper()
	var answer struct{ Secrets []given }
	if err := json.Unmarshal(s.control("secrets", nil), &answer); err != nil {
		s.t.Fatal(err)
	}
	var all []given
	for _, g := range answer.Secrets {
		// The hash of a verifier is made to be seen: it is in the address
		// that the browser opens.
		if g.Kind != "code_challenge" {
			all = append(all, g)
		}
	}
	for _, g := range s.keys {
		all = append(all, g)
	}
	return all
}

// password is Ana's on the report server.
func (s *stage) password() string {
	s.t.Helper()
	var server struct {
		People []struct{ Person, Password string }
	}
	if err := json.Unmarshal(s.control("server", nil), &server); err != nil {
		s.t.Fatal(err)
	}
	for _, p := range server.People {
		if strings.HasPrefix(p.Person, "ana@") {
			return p.Password
		}
	}
	s.t.Fatal("Ana has no password")
	return ""
}

// crash starts a command, waits until it is in the middle of things, and ends
// it by a signal that makes the Go runtime print all it knows.
func (s *stage) crash(sig syscall.Signal, traceback string, ready func() string, args ...string) {
	s.t.Helper()
	cmd := s.prepare(args...)
	cmd.Env = append(cmd.Env, "GOTRACEBACK="+traceback)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // a crash is an error, and wanted
	}()
	bustest.Eventually(s.t, func() string {
		select {
		case <-ended:
			s.t.Fatalf("mysettings %s ended before it was crashed: %s%s", strings.Join(args, " "), out.String(), errs.String())
		default:
		}
		return ready()
	})
	s.witness.look()
	s.noCore(cmd.Process.Pid)
	s.signal(cmd.Process, sig)
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		_ = cmd.Process.Kill()
		<-ended
		s.t.Fatalf("mysettings %s did not end by %v", strings.Join(args, " "), sig)
	}
	if !strings.Contains(errs.String(), "goroutine ") {
		s.t.Errorf("mysettings %s printed no goroutines at %v: %s", strings.Join(args, " "), sig, errs.String())
	}
	s.witness.sees("standard output", strings.Join(args, " "), out.Bytes())
	s.witness.sees("crash output", fmt.Sprintf("%v in %s", sig, strings.Join(args, " ")), errs.Bytes())
	s.witness.look()
}

// noCore checks that a process has given up its right to a core dump: 1 is the
// limit at which Linux doesn't even start a program that would take it.
func (s *stage) noCore(pid int) {
	s.t.Helper()
	limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", pid))
	if err != nil {
		s.t.Fatal(err)
	}
	for line := range strings.Lines(string(limits)) {
		if rest, is := strings.CutPrefix(line, "Max core file size"); is {
			if soft := strings.Fields(rest)[0]; soft != "1" && soft != "0" {
				s.t.Errorf("a core dump may take %s bytes; want 1", soft)
			}
			return
		}
	}
	s.t.Error("no limit of core dumps in /proc")
}

// allowCore lets this process, and what it starts, leave core dumps: where they
// are forbidden to everybody, it is no feat to leave none.
func allowCore() error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_CORE, &limit); err != nil {
		return err
	}
	limit.Cur = limit.Max
	return syscall.Setrlimit(syscall.RLIMIT_CORE, &limit)
}

func (s *stage) signal(p *os.Process, sig syscall.Signal) {
	s.t.Helper()
	if err := p.Signal(sig); err != nil {
		s.t.Fatal(err)
	}
}

// arrived waits for requests that the organisation has not answered yet.
func (s *stage) arrived(endpoint string, n int) func() string {
	return func() string {
		var calls struct{ Endpoints map[string]int }
		if err := json.Unmarshal(s.control("calls", nil), &calls); err != nil {
			s.t.Fatal(err)
		}
		if calls.Endpoints[endpoint] < n {
			return fmt.Sprintf("%d requests to %s, want %d: %v", calls.Endpoints[endpoint], endpoint, n, calls.Endpoints)
		}
		return ""
	}
}
