//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"

	"mysettings/build/desktop"
)

var eraseFaults = []fault{
	{name: "everything is deleted from the window, and a new start is the first", limit: time.Minute, does: eraseAll},
}

// keysKept is how many secrets are in the keyring.
func keysKept(conn *dbus.Conn) (int, error) {
	v, err := conn.Object(secrets, loginCollection).GetProperty("org.freedesktop.Secret.Collection.Items")
	if err != nil {
		return 0, err
	}
	list, _ := v.Value().([]dbus.ObjectPath)
	return len(list), nil
}

func eraseAll(ctx context.Context, l *lab) error {
	d, err := l.onDesktop(ctx)
	if err != nil {
		return err
	}
	if _, err := l.keyring(ctx, d.Bus); err != nil {
		return err
	}
	// Only the folder for every day has an entry that starts the tray at login.
	home := filepath.Join(l.dir, "home")
	l.data = filepath.Join(home, ".local", "share", "mysettings")
	entry := filepath.Join(home, ".config", "autostart", "mysettings.desktop")
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	// Nor has a stand-in organisation, so that from here on it is one that
	// can't be reached.
	for _, key := range []string{"authority", "powerbi_api"} {
		if _, err := l.want(ctx, 0, nil, "config", "set", key, "https://nowhere.invalid"); err != nil {
			return err
		}
	}
	tray, _, err := l.showTray(ctx, d)
	if err != nil {
		return err
	}
	window, _, err := l.startWindow(ctx, "preferences")
	if err != nil {
		return err
	}
	if err := until(ctx, func() error {
		_, err := os.Stat(entry)
		return err
	}); err != nil {
		return err
	}
	if n, err := keysKept(d.Bus); err != nil || n != 1 {
		return fmt.Errorf("%d secrets in the keyring, %v; want the one key", n, err)
	}
	if err := l.eraseInWindow(ctx, d); err != nil {
		return err
	}
	soon, cancel := within(ctx, 5*time.Second, "ending the tray")
	defer cancel()
	if err := tray.ended(soon); err != nil {
		return err
	}
	if items, err := d.TrayItems(ctx); err != nil || len(items) != 0 {
		return fmt.Errorf("%d icons in the tray, %v; want none", len(items), err)
	}
	if n, err := keysKept(d.Bus); err != nil || n != 0 {
		return fmt.Errorf("%d secrets in the keyring, %v; want none", n, err)
	}
	if err := d.Press(ctx, "push button", "Close the window"); err != nil {
		return err
	}
	if err := errors.Join(window.ended(ctx), l.alone(ctx, "mysettings sandbox", "gnome-keyring-daemon")); err != nil {
		return err
	}
	if err := nothingOfOurs(home); err != nil {
		return err
	}
	return l.firstRun(ctx, d)
}

// eraseInWindow does on the page of preferences what deletes everything.
func (l *lab) eraseInWindow(ctx context.Context, d *desktop.Desktop) error {
	if err := d.Press(ctx, "push button", "Delete everything"); err != nil {
		return err
	}
	for _, text := range []string{"1 sign-in to Power BI", "The key in the keyring", "starts the app when you log in", "Your browser may still be signed in"} {
		if err := d.Says(ctx, text); err != nil {
			return err
		}
	}
	field, err := d.WaitForIn(ctx, "dialog", "Delete everything", "entry", "to confirm")
	if err != nil {
		return err
	}
	if err := field.Focus(ctx); err != nil {
		return err
	}
	if err := d.Type(ctx, "delete"); err != nil {
		return err
	}
	if err := l.picture(ctx, d, "delete-everything"); err != nil {
		return err
	}
	if err := d.PressIn(ctx, "dialog", "Delete everything", "push button", "Delete everything"); err != nil {
		return err
	}
	if err := d.Says(ctx, "Nothing of this app’s data is left on this computer."); err != nil {
		return err
	}
	return l.picture(ctx, d, "everything-deleted")
}

// nothingOfOurs checks that nothing below a person's home has to do with the app.
func nothingOfOurs(home string) error {
	return filepath.WalkDir(home, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && strings.Contains(filepath.Base(path), "mysettings") {
			err = fmt.Errorf("left behind: %s", path)
		}
		return err
	})
}

// firstRun checks that a start is the first one.
func (l *lab) firstRun(ctx context.Context, d *desktop.Desktop) error {
	if _, err := l.start(ctx, "mysettings", "open"); err != nil {
		return err
	}
	if _, err := d.WaitFor(ctx, "push button", "Connect your organisation"); err != nil {
		return err
	}
	if _, err := d.Tray(ctx); err != nil {
		return err
	}
	return l.nobody(ctx)
}
