//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"mysettings/build/desktop"
)

var windowFaults = []fault{
	{name: "two windows: the second start raises the first and ends", does: twoWindows},
	{name: "closing the window leaves nothing but the tray", does: closedWindow},
	{name: "SIGTERM and kill -9 of the window", does: signalledWindow},
	{name: "--sandbox: closing the window leaves nothing at all", does: sandboxWindow},
	{name: "--sandbox interrupted: nothing is left either", does: sandboxInterrupted},
	{name: "hostile titles on the page", does: hostilePage},
	{name: "no notification while the window in front says the same", limit: time.Minute, does: windowInFront},
	{name: "data folder of a newer version, or unwritable: window and tray say so", does: newerOnScreen},
}

func twoWindows(ctx context.Context, l *lab) error {
	d, err := l.onDesktop(ctx)
	if err != nil {
		return err
	}
	first, err := l.start(ctx, "mysettings", "open", "--no-tray")
	if err != nil {
		return err
	}
	id, err := l.window(ctx)
	if err != nil {
		return err
	}
	// Another window covers it.
	if _, err := l.start(ctx, "mysettings", "open", "--no-tray", "--data", filepath.Join(l.dir, "other")); err != nil {
		return err
	}
	if err := until(ctx, func() error {
		now, err := l.tool(ctx, "xdotool", "getactivewindow")
		if err == nil && now == id {
			err = errors.New("the other window has not come")
		}
		return err
	}); err != nil {
		return err
	}
	for _, hide := range []bool{false, true} {
		if hide {
			if _, err := l.tool(ctx, "xdotool", "windowminimize", id); err != nil {
				return err
			}
		}
		a, err := l.want(ctx, 0, nil, "open", "--no-tray", "preferences")
		if err != nil {
			return err
		}
		if a.took > 4*time.Second || a.errs != "" {
			return fmt.Errorf("the second start took %v and said %q", a.took, a.errs)
		}
		if err := l.inFront(ctx, id); err != nil {
			return err
		}
	}
	if _, err := d.WaitFor(ctx, "heading", "Preferences"); err != nil {
		return err
	}
	return first.running()
}

func closedWindow(ctx context.Context, l *lab) error {
	d, err := l.onDesktop(ctx)
	if err != nil {
		return err
	}
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	window, err := l.start(ctx, "mysettings", "open")
	if err != nil {
		return err
	}
	id, err := l.window(ctx)
	if err != nil {
		return err
	}
	if _, err := d.Tray(ctx); err != nil {
		return err
	}
	if err := l.closeWindow(ctx, d, id); err != nil {
		return err
	}
	soon, cancel := within(ctx, 5*time.Second, "closing the window")
	defer cancel()
	if err := window.ended(soon); err != nil {
		return err
	}
	if code := window.cmd.ProcessState.ExitCode(); code != 0 {
		return fmt.Errorf("the window ended with code %d: %s", code, window.errs.String())
	}
	if err := l.alone(soon, "mysettings sandbox", "mysettings-tray tray"); err != nil {
		return err
	}
	item, err := d.Tray(ctx)
	if err != nil {
		return err
	}
	// And the tray brings it back.
	if err := item.Click(ctx, "Open My Settings"); err != nil {
		return err
	}
	if id, err = l.window(ctx); err != nil {
		return err
	}
	if err := l.closeWindow(ctx, d, id); err != nil {
		return err
	}
	if err := l.alone(ctx, "mysettings sandbox", "mysettings-tray tray"); err != nil {
		return err
	}
	if err := item.Click(ctx, "Quit"); err != nil {
		return err
	}
	return errors.Join(l.alone(ctx, "mysettings sandbox"), l.unchanged(ctx))
}

// closeWindow closes the only window as a person does.
func (l *lab) closeWindow(ctx context.Context, d *desktop.Desktop, id string) error {
	return errors.Join(l.closeOne(ctx, d, id), l.noWindow(ctx))
}

// closeOne closes one of several windows as a person does.
func (l *lab) closeOne(ctx context.Context, d *desktop.Desktop, id string) error {
	if _, err := l.tool(ctx, "xdotool", "windowactivate", id); err != nil {
		return err
	}
	if err := l.inFront(ctx, id); err != nil {
		return err
	}
	if err := d.Keys(ctx, "alt+F4"); err != nil {
		return err
	}
	return until(ctx, func() error {
		ids, err := l.windows(ctx)
		if err == nil && slices.Contains(ids, id) {
			err = errors.New("the window is still there")
		}
		return err
	})
}

func signalledWindow(ctx context.Context, l *lab) error {
	if _, err := l.onDesktop(ctx); err != nil {
		return err
	}
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGKILL} {
		p, err := l.start(ctx, "mysettings", "open", "--no-tray")
		if err != nil {
			return err
		}
		if _, err := l.window(ctx); err != nil {
			return err
		}
		if err := p.cmd.Process.Signal(sig); err != nil {
			return err
		}
		soon, cancel := within(ctx, 5*time.Second, sig.String())
		err = errors.Join(p.ended(soon), l.alone(soon, "mysettings sandbox"), l.noWindow(soon))
		cancel()
		if err != nil {
			return err
		}
		if found := dump.FindString(p.errs.String()); found != "" {
			return fmt.Errorf("%v: the window says %q: %s", sig, found, p.errs.String())
		}
		if err := l.holds(ctx, "window", false); err != nil {
			return err
		}
	}
	return l.unchanged(ctx)
}

func sandboxWindow(ctx context.Context, l *lab) error {
	d, err := l.onDesktop(ctx)
	if err != nil {
		return err
	}
	p, err := l.start(ctx, "mysettings", "--sandbox")
	if err != nil {
		return err
	}
	id, err := l.window(ctx)
	if err != nil {
		return err
	}
	if _, err := d.Tray(ctx); err != nil {
		return err
	}
	if name, err := l.tool(ctx, "xdotool", "getwindowname", id); err != nil || !strings.Contains(name, "Sandbox") {
		return fmt.Errorf("title %q, %v; want it to say that it is a sandbox", name, err)
	}
	if err := l.closeWindow(ctx, d, id); err != nil {
		return err
	}
	return l.sandboxGone(ctx, p)
}

func sandboxInterrupted(ctx context.Context, l *lab) error {
	d, err := l.onDesktop(ctx)
	if err != nil {
		return err
	}
	p, err := l.start(ctx, "mysettings", "--sandbox")
	if err != nil {
		return err
	}
	if _, err := l.window(ctx); err != nil {
		return err
	}
	if _, err := d.Tray(ctx); err != nil {
		return err
	}
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	return l.sandboxGone(ctx, p)
}

// sandboxGone waits until a sandbox has cleaned up behind itself.
func (l *lab) sandboxGone(ctx context.Context, p *program) error {
	soon, cancel := within(ctx, 10*time.Second, "cleaning up")
	defer cancel()
	if err := errors.Join(p.ended(soon), l.alone(soon)); err != nil {
		return err
	}
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		return fmt.Errorf("exit code %d: %s", code, p.errs.String())
	}
	err := l.nothingTemporary()
	if _, stat := os.Stat(l.data); !os.IsNotExist(stat) {
		err = errors.Join(err, errors.New("the person's own data folder was touched"))
	}
	return err
}

// nothingTemporary checks that nothing was left where temporary files are.
func (l *lab) nothingTemporary() error {
	left, err := filepath.Glob(filepath.Join(l.temp, "*"))
	if err == nil && len(left) > 0 {
		err = fmt.Errorf("left behind: %v", left)
	}
	return err
}

func hostilePage(ctx context.Context, l *lab) error {
	d, err := l.onDesktop(ctx)
	if err != nil {
		return err
	}
	if err := l.organisation(ctx); err != nil {
		return err
	}
	for _, what := range []string{"Open invoices", "Finance"} {
		if err := l.control(ctx, "rename", map[string]string{"what": what, "name": hostile}); err != nil {
			return err
		}
	}
	l.person = "ana"
	if _, err := l.want(ctx, 0, nil, "signin"); err != nil {
		return err
	}
	if err := l.breakTile(ctx, "General ledger"); err != nil {
		return err
	}
	p, err := l.start(ctx, "mysettings", "open", "--no-tray", "tiles")
	if err != nil {
		return err
	}
	if _, err := d.WaitFor(ctx, "", "Evil"); err != nil {
		return err
	}
	// Markup stays text: it is there to be read, and nothing was made of it.
	found, bad := 0, ""
	if err := d.Tree(ctx, func(_ int, e desktop.Element) bool {
		if strings.Contains(e.Name, "Evil") {
			found++
			if unprintable(e.Name) || len(e.Name) > 2000 || !strings.Contains(e.Name, "<b onmouseover") && len(e.Name) > 60 {
				bad = e.Name
			}
		}
		if e.Name == "bold" {
			bad = "the markup in a title became an element"
		}
		return true
	}); err != nil {
		return err
	}
	if bad != "" || found == 0 {
		return fmt.Errorf("%d elements with the title; %.300q", found, bad)
	}
	return p.running()
}

func windowInFront(ctx context.Context, l *lab) error {
	d, err := l.onDesktop(ctx)
	if err != nil {
		return err
	}
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	if err := d.CloseNotifications(ctx); err != nil {
		return err
	}
	if _, err := l.start(ctx, "mysettings", "open"); err != nil {
		return err
	}
	id, err := l.window(ctx)
	if err != nil {
		return err
	}
	if err := errors.Join(l.inFront(ctx, id), l.watching(ctx), l.holds(ctx, "front", true)); err != nil {
		return err
	}
	if err := l.breakTile(ctx, "General ledger"); err != nil {
		return err
	}
	// Told in the list, and the window says it; no notification besides.
	if err := l.told(ctx, "couldn't refresh"); err != nil {
		return err
	}
	time.Sleep(300 * time.Millisecond) // shown right after it was listed, if at all
	if n, err := d.Shown(ctx); err != nil || n != 0 {
		return fmt.Errorf("%d notifications, %v, while the window is in front", n, err)
	}
	// Minimised, it is not in front any more, and the next cause is told.
	if _, err := l.tool(ctx, "xdotool", "windowminimize", id); err != nil {
		return err
	}
	if err := l.holds(ctx, "front", false); err != nil {
		return err
	}
	if err := l.control(ctx, "fail", map[string]any{"dataset": "Expenses", "code": "DM_GWPipeline_Gateway_DataSourceAccessError"}); err != nil {
		return err
	}
	if _, err := l.want(ctx, 1, nil, "check"); err != nil {
		return err
	}
	if err := until(ctx, func() error {
		n, err := d.Shown(ctx)
		if err == nil && n != 1 {
			err = fmt.Errorf("%d notifications, want 1", n)
		}
		return err
	}); err != nil {
		return err
	}
	if _, err := l.tool(ctx, "xdotool", "windowactivate", id); err != nil {
		return err
	}
	return l.holds(ctx, "front", true)
}

func newerOnScreen(ctx context.Context, l *lab) error {
	if _, err := l.onDesktop(ctx); err != nil {
		return err
	}
	if _, err := l.want(ctx, 1, nil, "status"); err != nil {
		return err
	}
	if err := l.version(ctx, "9999"); err != nil {
		return err
	}
	for _, args := range [][]string{{"tray"}, {"open", "--no-tray"}} {
		if _, err := l.want(ctx, 3, []string{"newer version"}, args...); err != nil {
			return err
		}
	}
	file := filepath.Join(l.dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		return err
	}
	for _, args := range [][]string{{"tray"}, {"open", "--no-tray"}} {
		if _, err := l.want(ctx, 3, said, append(args, "--data", filepath.Join(file, "below"))...); err != nil {
			return err
		}
	}
	return l.alone(ctx)
}
