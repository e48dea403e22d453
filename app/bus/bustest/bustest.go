//go:build unix

// Package bustest starts the parts of a Linux desktop that tests need, each
// private to one test: a message bus, an X server, other programs.
package bustest

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"mysettings/app/bus"
)

// Need skips the test when a program is not installed, and fails it in
// continuous integration (CI=true), where everything has to be.
func Need(t testing.TB, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err == nil {
			continue
		}
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s isn't installed, and this test needs it: install the packages dbus, dunst, xvfb, xfce4-panel and xfwm4", p)
		}
		t.Skipf("%s isn't installed", p)
	}
}

// Daemon starts a message bus that ends with the test and returns its address.
func Daemon(t testing.TB) string {
	t.Helper()
	Need(t, "dbus-daemon")
	config := filepath.Join(t.TempDir(), "bus.conf")
	// No service folders: nothing of the machine is started by a call.
	err := os.WriteFile(config, []byte(`<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	p := Start(t, nil, "dbus-daemon", "--config-file="+config, "--nofork", "--print-address=1")
	return p.Line(t)
}

// Connect opens a connection to the bus at address that ends with the test.
func Connect(t testing.TB, address string) *dbus.Conn {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	conn, err := bus.At(address)(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// XServer starts an X server without a screen that ends with the test and
// returns its DISPLAY.
func XServer(t testing.TB) string {
	t.Helper()
	Need(t, "Xvfb")
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	// The server picks a free number and writes it to descriptor 3.
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset")
	cmd.ExtraFiles = []*os.File{w}
	StartCmd(t, cmd)
	w.Close()
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb: %v", err)
	}
	return ":" + strings.TrimSpace(line)
}

// Process is a program that runs beside a test.
type Process struct {
	*os.Process
	lines  chan string
	stderr *buffer
	done   chan struct{}
	cmd    *exec.Cmd
}

// Start starts a program that is ended with the test, with these
// variables added to the environment.
func Start(t testing.TB, env []string, name string, args ...string) *Process {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	return StartCmd(t, cmd)
}

// StartCmd is Start for a command that was prepared by the test.
func StartCmd(t testing.TB, cmd *exec.Cmd) *Process {
	t.Helper()
	p := &Process{cmd: cmd, lines: make(chan string, 256), stderr: &buffer{}, done: make(chan struct{})}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if cmd.Stderr == nil {
		cmd.Stderr = p.stderr
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatalf("%s: %v", cmd.Path, err)
	}
	p.Process = cmd.Process
	go func() {
		defer close(p.done)
		scan := bufio.NewScanner(out)
		for scan.Scan() {
			select {
			case p.lines <- scan.Text():
			default: // nobody reads them
			}
		}
		close(p.lines)
		cmd.Wait()
	}()
	t.Cleanup(func() {
		// Asked first: a bus and an X server then take their sockets with them.
		syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) // the whole group
		select {
		case <-p.done:
		case <-time.After(2 * time.Second):
			syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
			<-p.done
		}
	})
	return p
}

// Line waits for the next line that the program prints.
func (p *Process) Line(t testing.TB) string {
	t.Helper()
	select {
	case line, ok := <-p.lines:
		if !ok {
			t.Fatalf("%s ended: %s", p.cmd.Path, p.stderr)
		}
		return line
	case <-time.After(20 * time.Second):
		t.Fatalf("%s printed nothing: %s", p.cmd.Path, p.stderr)
	}
	return ""
}

// Wait waits for the end of the program and returns its exit code.
func (p *Process) Wait(t testing.TB) int {
	t.Helper()
	select {
	case <-p.done:
	case <-time.After(20 * time.Second):
		t.Fatalf("%s doesn't end: %s", p.cmd.Path, p.stderr)
	}
	return p.cmd.ProcessState.ExitCode()
}

// Errors is what the program wrote to its standard error so far.
func (p *Process) Errors() string { return p.stderr.String() }

// Run runs a program to its end and returns what it printed.
func Run(t testing.TB, env []string, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v: %s", name, args, err, out)
	}
	return string(out)
}

// Eventually waits until check returns an empty string, and fails the test with
// what it returned last when that takes more than ten seconds. It is for what
// other programs do and nobody tells.
func Eventually(t testing.TB, check func() string) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for {
		problem := check()
		if problem == "" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal(problem)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// Got waits for a value on a channel.
func Got[T any](t testing.TB, what string, ch <-chan T) T {
	t.Helper()
	select {
	case v, ok := <-ch:
		if !ok {
			t.Fatalf("%s: closed", what)
		}
		return v
	case <-time.After(10 * time.Second):
		t.Fatalf("%s: nothing came", what)
	}
	panic(fmt.Sprint("unreachable: ", what))
}

// buffer is a bytes.Buffer for two goroutines.
type buffer struct {
	mu sync.Mutex // guards b
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
