//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"syscall"
	"time"

	"github.com/godbus/dbus/v5"
)

var sessionFaults = []fault{
	{name: "no D-Bus: tray, window and commands work", limit: time.Minute, does: noBus},
	{name: "no tray on the desktop: the tray process watches all the same", does: noTrayHost},
	{name: "no notification daemon: listed, and shown when one comes", limit: time.Minute, does: noNotifications},
	{name: "the bus goes away under the tray", does: busGone},
	{name: "an open keyring: the key is in it", does: openKeyring},
	{name: "a locked keyring: said, and nothing is lost", limit: time.Minute, does: lockedKeyring},
	{name: "logging off: the tray and the window end with the screen", does: loggedOff},
}

func noBus(ctx context.Context, l *lab) error {
	if _, err := l.screen(ctx); err != nil {
		return err
	}
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	tray, err := l.start(ctx, "mysettings", "tray")
	if err != nil {
		return err
	}
	if err := l.watching(ctx); err != nil {
		return errors.Join(err, tray.running())
	}
	window, err := l.start(ctx, "mysettings", "open", "--no-tray")
	if err != nil {
		return err
	}
	if _, err := l.window(ctx); err != nil {
		return err
	}
	if err := l.breakTile(ctx, "General ledger"); err != nil {
		return err
	}
	if err := l.told(ctx, "couldn't refresh"); err != nil {
		return err
	}
	if err := errors.Join(tray.running(), window.running()); err != nil {
		return err
	}
	soon, cancel := within(ctx, 5*time.Second, "ending")
	defer cancel()
	for _, p := range []*program{window, tray} {
		p.cmd.Process.Signal(syscall.SIGTERM)
		if err := p.ended(soon); err != nil {
			return err
		}
	}
	if dump := dump.FindString(tray.errs.String() + window.errs.String()); dump != "" {
		return fmt.Errorf("standard error holds %q: %s%s", dump, tray.errs.String(), window.errs.String())
	}
	// Whoever asks is told what is missing.
	a, err := l.run(ctx, "doctor")
	if err == nil && a.code > 1 {
		err = fmt.Errorf("doctor: exit code %d: %s%s", a.code, a.out, a.errs)
	}
	return err
}

func noTrayHost(ctx context.Context, l *lab) error {
	if _, err := l.screen(ctx); err != nil {
		return err
	}
	if _, _, err := l.bus(ctx); err != nil {
		return err
	}
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	tray, err := l.start(ctx, "mysettings", "tray")
	if err != nil {
		return err
	}
	if err := l.watching(ctx); err != nil {
		return errors.Join(err, tray.running())
	}
	if err := l.breakTile(ctx, "General ledger"); err != nil {
		return err
	}
	if err := l.told(ctx, "couldn't refresh"); err != nil {
		return err
	}
	return tray.running()
}

func noNotifications(ctx context.Context, l *lab) error {
	if _, err := l.screen(ctx); err != nil {
		return err
	}
	_, conn, err := l.bus(ctx)
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
	if err := l.watching(ctx); err != nil {
		return errors.Join(err, tray.running())
	}
	if err := l.breakTile(ctx, "General ledger"); err != nil {
		return err
	}
	if err := l.told(ctx, "couldn't refresh"); err != nil {
		return err
	}
	// A notification daemon comes later: what nobody has seen is shown.
	if _, _, err := l.beside(ctx, "", "dunst"); err != nil {
		return err
	}
	if err := owned(ctx, conn, "org.freedesktop.Notifications"); err != nil {
		return err
	}
	if _, err := l.want(ctx, 1, nil, "check"); err != nil {
		return err
	}
	if err := until(ctx, func() error {
		n, err := l.tool(ctx, "dunstctl", "count", "displayed")
		if err == nil && n != "1" {
			err = fmt.Errorf("%s notifications on the screen, want 1", n)
		}
		return err
	}); err != nil {
		return err
	}
	return tray.running()
}

func busGone(ctx context.Context, l *lab) error {
	if _, err := l.screen(ctx); err != nil {
		return err
	}
	bus, _, err := l.bus(ctx)
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
	if err := l.watching(ctx); err != nil {
		return err
	}
	bus.cmd.Process.Kill()
	if err := bus.ended(ctx); err != nil {
		return err
	}
	// GLib ends most programs with their bus; whether it does or not, nothing
	// is lost and nothing hangs.
	if err := l.breakTile(ctx, "General ledger"); err != nil {
		return err
	}
	if err := l.control(ctx, "heal", map[string]any{"dataset": "General ledger"}); err != nil {
		return err
	}
	if err := l.unchanged(ctx); err != nil {
		return err
	}
	return tray.running()
}

func openKeyring(ctx context.Context, l *lab) error {
	_, conn, err := l.bus(ctx)
	if err != nil {
		return err
	}
	if _, err := l.keyring(ctx, conn); err != nil {
		return err
	}
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	k, err := l.known(ctx)
	if err != nil {
		return err
	}
	if len(k.Connections) != 1 || k.Connections[0].Protection != "keyring" {
		return fmt.Errorf("%+v, want the keyring", k)
	}
	if keys, _ := filepath.Glob(filepath.Join(l.data, "key-*")); len(keys) != 0 {
		return fmt.Errorf("a key file besides the keyring: %v", keys)
	}
	if err := l.unchanged(ctx); err != nil {
		return err
	}
	if n, err := keysKept(conn); err != nil || n != 1 {
		return fmt.Errorf("%d secrets in the keyring, %v; want the one key", n, err)
	}
	if _, err := l.want(ctx, 0, nil, "signout", "ana@contoso.com"); err != nil {
		return err
	}
	if n, err := keysKept(conn); err != nil || n != 0 {
		return fmt.Errorf("%d secrets in the keyring after signing out, %v; want none", n, err)
	}
	return nil
}

func lockedKeyring(ctx context.Context, l *lab) error {
	_, conn, err := l.bus(ctx)
	if err != nil {
		return err
	}
	daemon, err := l.keyring(ctx, conn)
	if err != nil {
		return err
	}
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	var done []dbus.ObjectPath
	var prompt dbus.ObjectPath
	if err := conn.Object(secrets, secretsPath).CallWithContext(ctx, "org.freedesktop.Secret.Service.Lock", 0,
		[]dbus.ObjectPath{loginCollection}).Store(&done, &prompt); err != nil {
		return err
	}
	if _, err := l.want(ctx, 0, nil, "status"); err != nil { // needs no key
		return err
	}
	a, err := l.want(ctx, 3, []string{"keyring_locked", "not lost"}, "check")
	if err != nil {
		return err
	}
	if a.took > 20*time.Second {
		return fmt.Errorf("check with a locked keyring took %v", a.took)
	}
	// Gone altogether, and back with the next session.
	daemon.cmd.Process.Kill()
	if err := daemon.ended(ctx); err != nil {
		return err
	}
	if _, err := l.want(ctx, 3, []string{"keyring_missing", "not lost"}, "check"); err != nil {
		return err
	}
	if _, err := l.keyring(ctx, conn); err != nil {
		return err
	}
	return l.unchanged(ctx)
}

func loggedOff(ctx context.Context, l *lab) error {
	screen, err := l.screen(ctx)
	if err != nil {
		return err
	}
	if _, _, err := l.bus(ctx); err != nil {
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
	if err := l.watching(ctx); err != nil {
		return err
	}
	if _, err := l.window(ctx); err != nil {
		return err
	}
	screen.cmd.Process.Kill()
	soon, cancel := within(ctx, 5*time.Second, "ending with the screen")
	defer cancel()
	if err := errors.Join(tray.ended(soon), window.ended(soon), l.alone(soon, "mysettings sandbox", "dbus-daemon")); err != nil {
		return err
	}
	for _, p := range []*program{tray, window} {
		if found := dump.FindString(p.errs.String()); found != "" {
			return fmt.Errorf("%s says %q: %s", p.name, found, p.errs.String())
		}
	}
	return errors.Join(l.holds(ctx, "watch", false), l.unchanged(ctx))
}
