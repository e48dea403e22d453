package crowd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"mysettings/app"
	"mysettings/app/installed"
	"mysettings/app/program"
	"mysettings/build/trials/desk"
)

// window is what is behind the page of a window, without the page, which needs
// a screen. It says "ready", then does what each line of its input says and
// answers "done" or why not.
func window(args []string) (err error) {
	ctx, end := context.WithCancel(context.Background())
	defer end()
	p, err := program.Open(ctx, program.Options{Data: args[0], Face: "window"})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	b := app.NewBindings(ctx, app.BackendOf(p), noShell{}, "")
	return serve(func(words []string) error {
		switch words[0] {
		case "snapshot":
			_, err := b.News(0)
			return err
		case "check":
			return b.Check()
		case "refresh":
			results, err := b.Refresh(words[1:])
			for _, r := range results {
				if err == nil && !r.Accepted && r.Outcome != "quota" {
					err = fmt.Errorf("refresh: %s, %s", r.Outcome, r.Text)
				}
			}
			return err
		case "keep":
			return b.Keep(words[1], app.KeepChoice{Every: "daily", At: "07:00"})
		case "unkeep":
			return b.Unkeep(words[1])
		}
		return fmt.Errorf("no order %q", words[0])
	})
}

// noShell is a window that nobody sees.
type noShell struct{}

func (noShell) Emit(string, ...any)                   {}
func (noShell) Copy(string) error                     { return nil }
func (noShell) Raise()                                {}
func (noShell) SaveFile(app.SaveFile) (string, error) { return "", nil }
func (noShell) ChooseFile(app.SaveFile) (string, error) {
	return "", nil
}
func (noShell) ShowFolder(string) error { return nil }
func (noShell) Quit()                   {}

// resident is what the tray does without its icon and without a desktop to
// notify. It says "ready" once it watches, or waits to.
func resident(args []string) (err error) {
	ctx, end := context.WithCancel(context.Background())
	defer end()
	p, err := program.Open(ctx, program.Options{Data: args[0], Face: "tray"})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	lease, free, err := p.Store.TryLease(installed.TrayLease)
	if err != nil {
		return err
	}
	if free {
		defer lease.Release()
	} // else a second one, which the tray's own command would end: here it queues
	var watching sync.WaitGroup
	defer watching.Wait()
	defer end()
	watching.Go(func() {
		if err := p.Watcher.Run(ctx); !errors.Is(err, context.Canceled) {
			fmt.Fprintln(os.Stderr, err)
		}
	})
	return serve(func(words []string) error { return p.Watcher.Check(ctx) })
}

// serve does what the lines of the standard input say until that ends.
func serve(do func(words []string) error) error {
	fmt.Println("ready")
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		if err := do(strings.Fields(lines.Text())); err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println("done")
	}
	return nil
}

// player is a process that plays a part, seen from the test.
type player struct {
	t    testing.TB
	name string
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Scanner
	errs *strings.Builder
}

// play starts a part and waits until it is ready.
func play(d *desk.Desk, part string) *player {
	d.T.Helper()
	p := &player{t: d.T, name: part, cmd: d.Play(context.WithoutCancel(d.T.Context()), part), errs: &strings.Builder{}}
	p.cmd.Stderr = p.errs
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		d.T.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		d.T.Fatal(err)
	}
	p.out = bufio.NewScanner(out)
	if err := p.cmd.Start(); err != nil {
		d.T.Fatal(err)
	}
	if answer := p.line(); answer != "ready" {
		d.T.Fatalf("%s: %s", part, answer)
	}
	return p
}

func (p *player) line() string {
	if !p.out.Scan() {
		return fmt.Sprintf("no answer: %v", p.out.Err())
	}
	return p.out.Text()
}

// order has the part do something, and returns why it could not.
func (p *player) order(words ...string) error {
	if _, err := fmt.Fprintln(p.in, strings.Join(words, " ")); err != nil {
		return err
	}
	if answer := p.line(); answer != "done" {
		return fmt.Errorf("%s %s: %s", p.name, strings.Join(words, " "), answer)
	}
	return nil
}

// end ends the process, which must have been well.
func (p *player) end() {
	p.t.Helper()
	if err := p.in.Close(); err != nil {
		p.t.Error(err)
	}
	if err := p.cmd.Wait(); err != nil || p.errs.Len() > 0 {
		p.t.Errorf("%s: %v\n%s", p.name, err, p.errs)
	}
}
