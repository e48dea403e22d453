package store

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"mysettings/app/tiles"
)

// The test binary plays other processes of the app: with roleVariable set it
// runs that role instead of the tests.
const roleVariable = "MYSETTINGS_STORE_TEST_ROLE"

func TestMain(m *testing.M) {
	role, ok := roles[os.Getenv(roleVariable)]
	if !ok {
		os.Exit(m.Run())
	}
	// a role ends with the test that started it
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	if err := role(ctx, os.Args[1:]); err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

// roles take the data folder as first argument and talk by lines.
var roles = map[string]func(ctx context.Context, args []string) error{
	"hold":     roleHold,
	"set":      roleSet,
	"write":    roleWrite,
	"finish":   roleFinish,
	"token":    roleToken,
	"keyring":  roleKeyring,
	"summary":  roleSummary,
	"relocate": roleRelocate,
	"private":  rolePrivate,
	"outcome":  roleOutcome,
}

func open(ctx context.Context, dir string) (*Store, error) {
	return Open(ctx, dir, Options{Protection: protectFile})
}

// roleHold waits for the lease args[1], says so, and holds it until its input
// ends.
func roleHold(ctx context.Context, args []string) error {
	s, err := open(ctx, args[0])
	if err != nil {
		return err
	}
	fmt.Println("waiting")
	if _, err := s.Lease(ctx, args[1]); err != nil {
		return err
	}
	fmt.Println("held")
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// roleSet sets a setting for each line of its input.
func roleSet(ctx context.Context, args []string) error {
	s, err := open(ctx, args[0])
	if err != nil {
		return err
	}
	defer s.Close()
	fmt.Println("ready")
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		if err := s.SetSetting(ctx, "line", lines.Text()); err != nil {
			return err
		}
		fmt.Println("set")
	}
	return lines.Err()
}

// roleWrite raises a number in the connection args[1] times, each time reading
// it first, and mixes that with other writes.
func roleWrite(ctx context.Context, args []string) error {
	n, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	s, err := open(ctx, args[0])
	if err != nil {
		return err
	}
	for range n {
		if err := s.UpdateConnection(ctx, "c1", addOne); err != nil {
			return err
		}
		if _, err := s.Request(ctx, "check", ""); err != nil {
			return err
		}
		if err := s.SaveToken(ctx, "c1", Token{Type: args[2]}); err != nil {
			return err
		}
		if _, err := s.Token(ctx, "c1"); err != nil {
			return err
		}
	}
	return s.Close()
}

func addOne(c *tiles.Connection) error {
	n, err := strconv.Atoi(c.Person)
	c.Person = strconv.Itoa(n + 1)
	return err
}

// roleFinish finishes all requests and says how many it was the first to.
func roleFinish(ctx context.Context, args []string) error {
	s, err := open(ctx, args[0])
	if err != nil {
		return err
	}
	defer s.Close()
	rs, err := s.Requests(ctx)
	if err != nil {
		return err
	}
	mine := 0
	for _, r := range rs {
		if s.FinishRequest(ctx, r.ID) == nil {
			mine++
		}
	}
	fmt.Println(mine)
	return nil
}

// roleToken prints the type of the token of the connection args[1].
func roleToken(ctx context.Context, args []string) error {
	s, err := open(ctx, args[0])
	if err != nil {
		return err
	}
	defer s.Close()
	t, err := s.Token(ctx, args[1])
	if err != nil {
		return err
	}
	fmt.Println(t.Type)
	return nil
}

// roleSummary prints how many tiles there are.
func roleSummary(ctx context.Context, args []string) error {
	s, err := open(ctx, args[0])
	if err != nil {
		return err
	}
	defer s.Close()
	counts, _, err := s.Summary(ctx, now)
	if err != nil {
		return err
	}
	fmt.Println(counts.Total)
	return nil
}

// roleRelocate writes until the database under it has been replaced, and then
// says what the new one holds.
func roleRelocate(ctx context.Context, args []string) error {
	s, err := open(ctx, args[0])
	if err != nil {
		return err
	}
	defer s.Close()
	fmt.Println("ready")
	if _, err := bufio.NewReader(os.Stdin).ReadString('\n'); err != nil {
		return err
	}
	settings, err := s.Settings(ctx)
	if err != nil {
		return err
	}
	fmt.Println(settings["of"])
	return nil
}

// rolePrivate makes every kind of file that the store makes.
func rolePrivate(ctx context.Context, args []string) error {
	s, err := open(ctx, args[0])
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.SaveSignIn(ctx, connection("c1"), Token{Type: "x"}); err != nil {
		return err
	}
	if _, err := s.Lease(ctx, "x"); err != nil {
		return err
	}
	fmt.Println("open")
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// roleOutcome says what comes of opening the folder.
func roleOutcome(ctx context.Context, args []string) error {
	s, err := open(ctx, args[0])
	if err == nil {
		defer s.Close()
	}
	fmt.Println(outcome(err))
	return nil
}

// process is a role under way.
type process struct {
	cmd   *exec.Cmd
	in    io.WriteCloser
	lines chan string // closed at the end of its output
	read  sync.WaitGroup
}

// start starts a role; it is ended with the test.
func start(t testing.TB, role string, args ...string) *process {
	t.Helper()
	cmd := exec.Command(get(os.Executable())(t), args...)
	cmd.Env = append(os.Environ(), roleVariable+"="+role)
	return run(t, cmd)
}

func run(t testing.TB, cmd *exec.Cmd) *process {
	t.Helper()
	p := &process{cmd: cmd, lines: make(chan string, 100)}
	p.in = get(cmd.StdinPipe())(t)
	out := get(cmd.StdoutPipe())(t)
	cmd.Stderr = os.Stderr
	must(t, cmd.Start())
	p.read.Go(func() {
		defer close(p.lines)
		for sc := bufio.NewScanner(out); sc.Scan(); {
			p.lines <- sc.Text()
		}
	})
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		p.read.Wait()
		_ = cmd.Wait()
	})
	return p
}

// line waits for the next line.
func (p *process) line(t testing.TB) string {
	t.Helper()
	select {
	case l, ok := <-p.lines:
		if !ok {
			t.Fatal("the other process ended")
		}
		return l
	case <-time.After(40 * time.Second):
		t.Fatal("the other process says nothing")
	}
	return ""
}

func (p *process) want(t testing.TB, want string) {
	t.Helper()
	if got := p.line(t); got != want {
		t.Fatalf("the other process says %q; want %q", got, want)
	}
}

// end closes the input and waits for a good end, returning the last line.
func (p *process) end(t testing.TB) (last string) {
	t.Helper()
	must(t, p.in.Close())
	for l := range p.lines {
		last = l
	}
	p.read.Wait()
	if err := p.cmd.Wait(); err != nil {
		t.Fatalf("the other process: %v: %s", err, last)
	}
	return last
}
