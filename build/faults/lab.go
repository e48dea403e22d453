//go:build linux

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"mysettings/app/sandbox"
	"mysettings/build/desktop"
)

// lab is the world of one case: a data folder, and an organisation where it
// needs one.
type lab struct {
	*house
	dir, data, temp string
	mark            string // in the environment of everything that the case starts
	env             []string
	person          string           // who sits at the browser; nobody when empty
	input           string           // on standard input of what is run
	shows           *desktop.Desktop // what the case is on; nil where it is on none

	where   place
	org     *sandbox.Org // the organisation, where it runs in this process
	started []*program
	ends    []func()
}

// place is where an organisation is, as `mysettings sandbox` prints it.
type place struct {
	Authority string `json:"authority"`
	ClientID  string `json:"client_id"`
	PowerBI   string `json:"powerbi_api"`
	Control   string `json:"control"`
}

// program is one that goes on beside the case.
type program struct {
	cmd  *exec.Cmd
	name string
	errs bytes.Buffer // read only after done
	done chan struct{}
}

// answer is how a command ended.
type answer struct {
	code      int
	out, errs string
	took      time.Duration
}

const markVariable = "MYSETTINGS_FAULT"

// environment is that of a machine with no screen and no session, unless the
// case says otherwise in l.env.
func (l *lab) environment() []string {
	env := []string{
		"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "TZ=UTC",
		"HOME=" + filepath.Join(l.dir, "home"), "XDG_RUNTIME_DIR=" + filepath.Join(l.dir, "run"), "TMPDIR=" + l.temp,
		"BROWSER=" + filepath.Join(l.dir, "browser"), "MYSETTINGS_DATA=" + l.data,
		"GDK_BACKEND=x11", "GTK_MODULES=gail:atk-bridge", "LIBGL_ALWAYS_SOFTWARE=1",
		// Never the bus of whoever runs this, and none that starts by itself.
		"DBUS_SESSION_BUS_ADDRESS=unix:path=" + filepath.Join(l.dir, "no-bus"), "NO_AT_BRIDGE=1",
		markVariable + "=" + l.mark,
	}
	return append(env, l.env...)
}

// at puts the case on a desktop.
func (l *lab) at(d *desktop.Desktop) {
	l.shows = d
	for _, kv := range d.Env() {
		for _, name := range []string{"DISPLAY=", "DBUS_SESSION_BUS_ADDRESS=", "XDG_CURRENT_DESKTOP=", "XDG_SESSION_TYPE="} {
			if strings.HasPrefix(kv, name) {
				l.env = append(l.env, kv)
			}
		}
	}
	l.env = append(l.env, "NO_AT_BRIDGE=0")
}

func (l *lab) prepare(ctx context.Context, name string, args ...string) (*exec.Cmd, error) {
	script := fmt.Sprintf("#!/bin/sh\nexec '%s' -person '%s' \"$1\"\n", l.self, l.person)
	if err := os.WriteFile(filepath.Join(l.dir, "browser"), []byte(script), 0o700); err != nil {
		return nil, fmt.Errorf("browser script: %w", err)
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(l.bin, name)
	}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env, cmd.Dir = l.environment(), l.dir
	cmd.WaitDelay = time.Second
	if l.input != "" {
		cmd.Stdin = strings.NewReader(l.input)
	}
	return cmd, nil
}

// run runs `mysettings` and waits for its end.
func (l *lab) run(ctx context.Context, args ...string) (answer, error) {
	return l.runProgram(ctx, "mysettings", args...)
}

func (l *lab) runProgram(ctx context.Context, name string, args ...string) (answer, error) {
	cmd, err := l.prepare(ctx, name, args...)
	if err != nil {
		return answer{}, err
	}
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	began := time.Now()
	err = cmd.Run()
	a := answer{cmd.ProcessState.ExitCode(), out.String(), errs.String(), time.Since(began)}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) || a.code < 0 {
		return a, fmt.Errorf("mysettings %s: %w after %v: %s%s", strings.Join(args, " "), err, a.took, a.out, a.errs)
	}
	return a, nil
}

// want runs `mysettings` and checks code and words: every one of parts must be
// on one of its outputs, and an error must be a sentence.
func (l *lab) want(ctx context.Context, code int, parts []string, args ...string) (answer, error) {
	a, err := l.run(ctx, args...)
	if err == nil {
		err = a.check(code, parts)
	}
	if err != nil {
		return a, fmt.Errorf("mysettings %s: %w", strings.Join(args, " "), err)
	}
	return a, nil
}

// dump is what no person should read.
var dump = regexp.MustCompile(`goroutine \d|panic|runtime error|0x[0-9a-f]{6,}|%!|<nil>|\.go:\d|errno|exit status`)

func (a answer) check(code int, parts []string) error {
	if a.code != code {
		return fmt.Errorf("exit code %d, want %d: %s%s", a.code, code, a.out, a.errs)
	}
	for _, p := range parts {
		if !strings.Contains(a.out+a.errs, p) {
			return fmt.Errorf("it doesn't say %q: %s%s", p, a.out, a.errs)
		}
	}
	if code >= 2 {
		return a.sentence()
	}
	return nil
}

// sentence checks that standard error ends with words for a person.
func (a answer) sentence() error {
	var lines []string
	for line := range strings.Lines(a.errs) {
		if line = strings.TrimRight(line, "\n"); line != "" && !strings.HasSuffix(line, "…") {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return errors.New("nothing on standard error")
	}
	if found := dump.FindString(a.errs); found != "" {
		return fmt.Errorf("standard error holds %q: %s", found, a.errs)
	}
	if strings.ContainsFunc(a.errs, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 }) {
		return fmt.Errorf("control characters on standard error: %q", a.errs)
	}
	said := ""
	for _, line := range lines { // what went wrong comes last
		if !strings.HasPrefix(line, "Details:") {
			said = line
		}
	}
	if said == "" {
		return fmt.Errorf("only details on standard error: %s", a.errs)
	}
	whole := strings.HasSuffix(said, ".") || strings.HasSuffix(said, "--help")
	if c := strings.TrimLeft(said, `"`)[0]; !whole || len(said) < 20 || (c < 'A' || c > 'Z') && said[0] != '"' {
		return fmt.Errorf("not a sentence: %q", said)
	}
	return nil
}

// start starts a program that goes on.
func (l *lab) start(ctx context.Context, name string, args ...string) (*program, error) {
	cmd, err := l.prepare(context.WithoutCancel(ctx), name, args...)
	if err != nil {
		return nil, err
	}
	p := &program{cmd: cmd, name: name + " " + strings.Join(args, " "), done: make(chan struct{})}
	cmd.Stderr = &p.errs
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting %s: %w", name, err)
	}
	go func() {
		defer close(p.done)
		cmd.Wait()
	}()
	l.started = append(l.started, p)
	return p, nil
}

// ended waits for a program's end.
func (p *program) ended(ctx context.Context) error {
	select {
	case <-p.done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%s has not ended: %w", p.name, context.Cause(ctx))
	}
}

func (p *program) running() error {
	select {
	case <-p.done:
		return fmt.Errorf("%s has ended (%v): %s", p.name, p.cmd.ProcessState, p.errs.String())
	default:
		return nil
	}
}

// organisation starts a sandbox and points the data folder to it.
func (l *lab) organisation(ctx context.Context) error {
	cmd, err := l.prepare(context.WithoutCancel(ctx), "mysettings", "sandbox")
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting the sandbox: %w", err)
	}
	l.ends = append(l.ends, func() {
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("the sandbox did not say where it is: %w", err)
	}
	if err := json.Unmarshal(line, &l.where); err != nil {
		return fmt.Errorf("the sandbox: %w", err)
	}
	for key, value := range map[string]string{"authority": l.where.Authority, "client_id": l.where.ClientID, "powerbi_api": l.where.PowerBI} {
		if _, err := l.want(ctx, 0, nil, "config", "set", key, value); err != nil {
			return err
		}
	}
	return nil
}

// signedIn is an organisation and Ana, signed in to it.
func (l *lab) signedIn(ctx context.Context) error {
	if err := l.organisation(ctx); err != nil {
		return err
	}
	l.person = "ana"
	_, err := l.want(ctx, 0, []string{"Signed in as ana@contoso.com"}, "signin")
	return err
}

// control tells the organisation to do something.
func (l *lab) control(ctx context.Context, name string, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(l.where.Control, "/")+"/"+name, bytes.NewReader(text))
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return fmt.Errorf("control of the sandbox: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 500))
		return fmt.Errorf("control %s: %s: %s", name, resp.Status, text)
	}
	return nil
}

// ours are the processes that the case has started, and theirs, without the
// sandbox's when it was started by organisation.
func (l *lab) ours() ([]int, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, err
	}
	var pids []int
	for _, e := range entries {
		var pid int
		if _, err := fmt.Sscan(e.Name(), &pid); err != nil || pid == os.Getpid() {
			continue
		}
		env, err := os.ReadFile(filepath.Join("/proc", e.Name(), "environ"))
		if err != nil || !bytes.Contains(append([]byte{0}, append(env, 0)...), []byte("\x00"+markVariable+"="+l.mark+"\x00")) {
			continue
		}
		pids = append(pids, pid)
	}
	return pids, nil
}

// commandLine is how a process was started.
func commandLine(pid int) string {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return strings.TrimSpace(strings.ReplaceAll(string(text), "\x00", " "))
}

// left lists the case's processes whose command line holds none of but.
func (l *lab) left(but ...string) ([]string, error) {
	pids, err := l.ours()
	if err != nil {
		return nil, err
	}
	var lines []string
next:
	for _, pid := range pids {
		line := commandLine(pid)
		if line == "" {
			continue // a zombie
		}
		for _, b := range but {
			if strings.Contains(line, b) {
				continue next
			}
		}
		lines = append(lines, fmt.Sprintf("%d %s", pid, line))
	}
	return lines, nil
}

// end ends everything that the case has left.
func (l *lab) end() {
	for i := len(l.ends) - 1; i >= 0; i-- {
		l.ends[i]()
	}
	for range 3 {
		pids, _ := l.ours()
		for _, pid := range pids {
			syscall.Kill(pid, syscall.SIGKILL)
		}
		if len(pids) == 0 {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	for _, p := range l.started {
		<-p.done
	}
}

// said is what the programs of a failed case have written.
func (l *lab) said() error {
	var text strings.Builder
	for _, p := range l.started {
		select {
		case <-p.done:
			fmt.Fprintf(&text, "%s (%v): %s\n", p.name, p.cmd.ProcessState, p.errs.String())
		default:
			fmt.Fprintf(&text, "%s: running\n", p.name)
		}
	}
	logs, _ := filepath.Glob(filepath.Join(l.data, "log", "*.log"))
	for _, file := range logs {
		if b, err := os.ReadFile(file); err == nil {
			fmt.Fprintf(&text, "%s: %s\n", filepath.Base(file), b[max(0, len(b)-1500):])
		}
	}
	if text.Len() == 0 {
		return nil
	}
	return errors.New(strings.TrimSpace(text.String()))
}
