//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"mysettings/build/desktop"
)

var trayFaults = []fault{
	{name: "the tray starts: an icon, no window, the keyboard stays where it was", limit: time.Minute, does: quietStart},
	{name: "two trays: the second says so and ends", does: twoTrays},
	{name: "kill -9 of the tray: the next one takes over", does: killedTray},
	{name: "SIGTERM, SIGHUP and SIGINT end the tray cleanly", does: signalledTray},
	{name: "a notification server that hangs doesn't hold up the icon", does: hungNotifications},
	{name: "hostile titles in the notification and the menu", does: hostileDesktop},
	{name: "the database is damaged under the tray and the window", does: damagedOnScreen},
	{name: "a locked database stops the tray neither at the start nor later", limit: time.Minute, does: lockedTray},
}

// onDesktop puts the case on the common desktop.
func (l *lab) onDesktop(ctx context.Context) (*desktop.Desktop, error) {
	d, err := l.desktop(ctx)
	if err != nil {
		return nil, err
	}
	l.at(d)
	// Icons of earlier cases are gone when their processes are.
	return d, until(ctx, func() error {
		items, err := d.TrayItems(ctx)
		if err == nil && len(items) > 0 {
			err = fmt.Errorf("%d icons of earlier cases", len(items))
		}
		return err
	})
}

func quietStart(ctx context.Context, l *lab) error {
	d, err := l.onDesktop(ctx)
	if err != nil {
		return err
	}
	// Somebody is at work in another window: one of ours on other data.
	other := filepath.Join(l.dir, "other")
	if _, err := l.start(ctx, "mysettings", "open", "--no-tray", "--data", other); err != nil {
		return err
	}
	id, err := l.window(ctx)
	if err != nil {
		return err
	}
	if err := l.inFront(ctx, id); err != nil {
		return err
	}
	all, active, err := l.shown(ctx)
	if err != nil {
		return err
	}
	began := time.Now()
	if _, err := l.start(ctx, "mysettings", "tray"); err != nil {
		return err
	}
	if _, err := d.Tray(ctx); err != nil {
		return err
	}
	if took := time.Since(began); took > 3*time.Second {
		return fmt.Errorf("the icon came after %v", took)
	}
	// What steals the focus does so within a moment.
	for range 10 {
		nowAll, nowActive, err := l.shown(ctx)
		if err != nil {
			return err
		}
		if nowAll != all || nowActive != active {
			return fmt.Errorf("windows before: %s, %s; with the tray: %s, %s", all, active, nowAll, nowActive)
		}
		time.Sleep(50 * time.Millisecond)
	}
	return nil
}

func twoTrays(ctx context.Context, l *lab) error {
	d, err := l.onDesktop(ctx)
	if err != nil {
		return err
	}
	first, err := l.start(ctx, "mysettings", "tray")
	if err != nil {
		return err
	}
	if _, err := d.Tray(ctx); err != nil {
		return err
	}
	for _, name := range []string{"mysettings", "mysettings-tray"} {
		a, err := l.runProgram(ctx, name, "tray")
		if err == nil {
			err = a.check(0, []string{"The tray icon is there already."})
		}
		if err == nil && a.took > 5*time.Second {
			err = fmt.Errorf("it took %v", a.took)
		}
		if err != nil {
			return fmt.Errorf("the second tray: %w", err)
		}
	}
	if items, err := d.TrayItems(ctx); err != nil || len(items) != 1 {
		return fmt.Errorf("%d icons, %v; want 1", len(items), err)
	}
	return first.running()
}

func killedTray(ctx context.Context, l *lab) error {
	d, err := l.onDesktop(ctx)
	if err != nil {
		return err
	}
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	for range 3 {
		p, err := l.start(ctx, "mysettings", "tray")
		if err != nil {
			return err
		}
		if _, err := d.Tray(ctx); err != nil {
			return err
		}
		if err := l.watching(ctx); err != nil {
			return err
		}
		if err := p.cmd.Process.Kill(); err != nil {
			return err
		}
		if err := p.ended(ctx); err != nil {
			return err
		}
	}
	if _, err := l.start(ctx, "mysettings", "tray"); err != nil {
		return err
	}
	soon, cancel := within(ctx, 5*time.Second, "taking over")
	defer cancel()
	if _, err := d.Tray(soon); err != nil {
		return err
	}
	if err := l.watching(soon); err != nil {
		return err
	}
	// The new one answers, and the icons of the killed ones are not left behind.
	if err := l.unchanged(ctx); err != nil {
		return err
	}
	icons, err := filepath.Glob(filepath.Join(l.temp, "systray_*"))
	if err == nil && len(icons) > 4 {
		err = fmt.Errorf("files of killed trays are left: %v", icons)
	}
	return err
}

func signalledTray(ctx context.Context, l *lab) error {
	d, err := l.onDesktop(ctx)
	if err != nil {
		return err
	}
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT} {
		p, err := l.start(ctx, "mysettings", "tray")
		if err != nil {
			return err
		}
		if _, err := d.Tray(ctx); err != nil {
			return err
		}
		if err := p.cmd.Process.Signal(sig); err != nil {
			return err
		}
		soon, cancel := within(ctx, 5*time.Second, sig.String())
		err = p.ended(soon)
		cancel()
		if err != nil {
			return err
		}
		if code := p.cmd.ProcessState.ExitCode(); code != 0 || p.errs.Len() > 0 {
			return fmt.Errorf("%v: exit code %d: %s", sig, code, p.errs.String())
		}
		if err := errors.Join(l.holds(ctx, "tray", false), l.holds(ctx, "watch", false)); err != nil {
			return err
		}
		if icons, _ := filepath.Glob(filepath.Join(l.temp, "*")); len(icons) != 0 {
			return fmt.Errorf("%v has left %v", sig, icons)
		}
	}
	return l.unchanged(ctx)
}

func hungNotifications(ctx context.Context, l *lab) error {
	d, err := l.onDesktop(ctx)
	if err != nil {
		return err
	}
	icon := func() (time.Duration, error) {
		began := time.Now()
		p, err := l.start(ctx, "mysettings", "tray")
		if err != nil {
			return 0, err
		}
		if _, err := d.Tray(ctx); err != nil {
			return 0, err
		}
		took := time.Since(began)
		p.cmd.Process.Signal(syscall.SIGTERM)
		soon, cancel := within(ctx, 5*time.Second, "ending the tray")
		defer cancel()
		return took, p.ended(soon)
	}
	usual, err := icon()
	if err != nil {
		return err
	}
	if err := d.Signal("dunst", syscall.SIGSTOP); err != nil {
		return err
	}
	defer d.Signal("dunst", syscall.SIGCONT)
	if _, err := l.onDesktop(ctx); err != nil {
		return err
	}
	hung, err := icon()
	if err == nil && hung > usual+700*time.Millisecond {
		err = fmt.Errorf("the icon came after %v, without the server's hanging after %v", hung, usual)
	}
	return err
}

func hostileDesktop(ctx context.Context, l *lab) error {
	d, err := l.onDesktop(ctx)
	if err != nil {
		return err
	}
	if err := l.organisation(ctx); err != nil {
		return err
	}
	if err := l.control(ctx, "rename", map[string]string{"what": "Open invoices", "name": hostile}); err != nil {
		return err
	}
	l.person = "ana"
	if _, err := l.want(ctx, 0, nil, "signin"); err != nil {
		return err
	}
	if _, err := l.start(ctx, "mysettings", "tray"); err != nil {
		return err
	}
	item, err := d.Tray(ctx)
	if err != nil {
		return err
	}
	if err := l.watching(ctx); err != nil {
		return err
	}
	before, err := d.Shown(ctx)
	if err != nil {
		return err
	}
	if err := l.breakTile(ctx, "General ledger"); err != nil {
		return err
	}
	if err := until(ctx, func() error {
		n, err := d.Shown(ctx)
		if err == nil && n != before+1 {
			err = fmt.Errorf("%d notifications on the screen, want %d", n, before+1)
		}
		return err
	}); err != nil {
		return err
	}
	if err := d.CloseNotifications(ctx); err != nil {
		return err
	}
	told, err := d.Notifications(ctx)
	if err != nil || len(told) == 0 {
		return fmt.Errorf("notifications: %v, %v", told, err)
	}
	// The body is markup for the server: what isn't ours must be escaped in it.
	body := told[0].Body
	if !strings.Contains(body, "Evil") || strings.Contains(body, "<") || len(body) > 1000 || unprintable(body) || unprintable(told[0].Summary) {
		return fmt.Errorf("notification: %+q, %+q", told[0].Summary, body)
	}
	rows, err := item.Menu(ctx)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if len(r.Label) > 200 || unprintable(r.Label) {
			return fmt.Errorf("row of the menu: %.300q", r.Label)
		}
	}
	return nil
}

func unprintable(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
	})
}

func lockedTray(ctx context.Context, l *lab) error {
	d, err := l.onDesktop(ctx)
	if err != nil {
		return err
	}
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	p, err := l.start(ctx, "mysettings", "tray")
	if err != nil {
		return err
	}
	if _, err := d.Tray(ctx); err != nil {
		return err
	}
	if err := l.watching(ctx); err != nil {
		return err
	}
	unlock, err := l.lockForWriting(ctx)
	if err != nil {
		return err
	}
	a, err := l.run(ctx, "config", "set", "theme", "dark")
	if err == nil {
		err = a.check(3, []string{"database_locked"})
	}
	if err := errors.Join(err, unlock()); err != nil {
		return err
	}
	if err := p.running(); err != nil {
		return err
	}
	return l.unchanged(ctx)
}

func damagedOnScreen(ctx context.Context, l *lab) error {
	d, err := l.onDesktop(ctx)
	if err != nil {
		return err
	}
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	tray, err := l.start(ctx, "mysettings", "tray")
	if err != nil {
		return err
	}
	window, err := l.start(ctx, "mysettings", "open", "--no-tray")
	if err != nil {
		return err
	}
	item, err := d.Tray(ctx)
	if err != nil {
		return err
	}
	if _, err := l.window(ctx); err != nil {
		return err
	}
	if err := os.Truncate(l.database(), 5000); err != nil {
		return err
	}
	if _, err := l.want(ctx, 1, []string{"damaged", "sign in again"}, "status"); err != nil {
		return err
	}
	// Both go over to the new database, and the window says what happened.
	if _, err := d.WaitFor(ctx, "", "was damaged"); err != nil {
		return err
	}
	if err := until(ctx, func() error {
		rows, err := item.Menu(ctx)
		if err == nil && (len(rows) == 0 || !strings.HasPrefix(rows[0].Label, "You're signed out")) {
			err = fmt.Errorf("the tray says %v", rows)
		}
		return err
	}); err != nil {
		return err
	}
	return errors.Join(tray.running(), window.running())
}
