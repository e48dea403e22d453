//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

var commandFaults = []fault{
	{name: "no display: tray, open and the bare command say so at once", does: noDisplay},
	{name: "a display that doesn't answer", does: deadDisplay},
	{name: "exit codes of status, tiles and check", limit: time.Minute, does: exitCodes},
	{name: "no bus and no keyring: commands work, the key file is said", does: noKeyring},
	{name: "hostile titles don't break the terminal", does: hostileTerminal},
}

func noDisplay(ctx context.Context, l *lab) error {
	for _, args := range [][]string{{"tray"}, {"open"}, {"open", "tiles"}, {}, {"--sandbox"}} {
		a, err := l.want(ctx, 3, []string{"no screen here", "no_display"}, args...)
		if err != nil {
			return err
		}
		if a.took > 2*time.Second {
			return fmt.Errorf("%v took %v", args, a.took)
		}
	}
	for _, name := range []string{"mysettings-tray", "mysettings-window"} {
		a, err := l.runProgram(ctx, name, map[string]string{"mysettings-tray": "tray", "mysettings-window": "open"}[name])
		if err == nil {
			err = a.check(3, []string{"no screen here"})
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	// What needs no screen works as ever.
	_, err := l.want(ctx, 1, []string{"mysettings signin"}, "status")
	return err
}

func deadDisplay(ctx context.Context, l *lab) error {
	l.env = []string{"DISPLAY=:4711"}
	for _, args := range [][]string{{"tray"}, {"open"}, {}} {
		a, err := l.want(ctx, 3, []string{"no screen here", "no_display"}, args...)
		if err != nil {
			return err
		}
		if a.took > 5*time.Second {
			return fmt.Errorf("%v took %v", args, a.took)
		}
	}
	return nil
}

func exitCodes(ctx context.Context, l *lab) error {
	if _, err := l.want(ctx, 1, nil, "status"); err != nil { // nobody is signed in
		return err
	}
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	for _, c := range []struct {
		code int
		args []string
	}{
		{0, []string{"status"}}, {0, []string{"status", "--json"}}, {0, []string{"tiles"}}, {0, []string{"tiles", "--json"}}, {0, []string{"check"}},
		{2, []string{"tiles", "--state", "green"}}, {2, []string{"status", "more"}}, {2, []string{"check", "--every"}}, {2, []string{"statsu"}},
	} {
		if _, err := l.want(ctx, c.code, nil, c.args...); err != nil {
			return err
		}
	}
	if err := l.breakTile(ctx, "General ledger"); err != nil {
		return err
	}
	for _, words := range [][]string{{"status"}, {"tiles"}, {"tiles", "--state", "failing"}, {"check"}} {
		if _, err := l.want(ctx, 1, nil, words...); err != nil {
			return err
		}
	}
	if err := l.control(ctx, "heal", map[string]any{"dataset": "General ledger"}); err != nil {
		return err
	}
	if err := l.control(ctx, "fault", map[string]any{"path": "/v1.0/**", "kind": "reset"}); err != nil {
		return err
	}
	if _, err := l.want(ctx, 3, []string{"Check your connection"}, "check"); err != nil {
		return err
	}
	if err := l.control(ctx, "fault/clear", map[string]any{}); err != nil {
		return err
	}
	if _, err := l.want(ctx, 0, nil, "check"); err != nil {
		return err
	}
	return l.unchanged(ctx)
}

func noKeyring(ctx context.Context, l *lab) error {
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	k, err := l.known(ctx)
	if err != nil {
		return err
	}
	if len(k.Connections) != 1 || k.Connections[0].Protection != "file" {
		return fmt.Errorf("protection: %+v, want file", k)
	}
	if _, err := l.want(ctx, 0, []string{"kept in a key file", "No keyring was found"}, "status"); err != nil {
		return err
	}
	keys, err := filepath.Glob(filepath.Join(l.data, "key-*"))
	if err != nil || len(keys) != 1 {
		return fmt.Errorf("key files: %v, %v", keys, err)
	}
	for _, path := range append(keys, filepath.Join(l.data, "mysettings.db")) {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			return fmt.Errorf("%s: %v, %v, want only its owner to read it", path, info.Mode(), err)
		}
	}
	if info, err := os.Stat(l.data); err != nil || info.Mode().Perm() != 0o700 {
		return fmt.Errorf("data folder: %v, %v, want 0700", info.Mode(), err)
	}
	// Moving the key to the keyring outright is refused with a way out.
	if _, err := l.want(ctx, 3, []string{"keyring", "protection file"}, "config", "set", "protection", "keyring"); err != nil {
		return err
	}
	if _, err := l.want(ctx, 0, nil, "config", "set", "protection", "auto"); err != nil {
		return err
	}
	if err := l.unchanged(ctx); err != nil {
		return err
	}
	if _, err := l.want(ctx, 0, []string{"no longer holds"}, "signout", "ana@contoso.com"); err != nil {
		return err
	}
	if keys, _ := filepath.Glob(filepath.Join(l.data, "key-*")); len(keys) != 0 {
		return fmt.Errorf("signing out has left %v", keys)
	}
	return nil
}

// hostile is a title that tries everything: another colour, a rung bell, text
// from right to left, markup, and more than fits anywhere.
var hostile = "\x1b[31m\x1b]0;owned\x07\u202eEvil\x00\r\n<b onmouseover=alert(1)>bold</b><img src=x onerror=alert(1)>&amp;%s_" + strings.Repeat("A", 10_000)

func hostileTerminal(ctx context.Context, l *lab) error {
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
	for _, args := range [][]string{{"tiles"}, {"status"}, {"notices"}, {"tiles", "--json"}, {"status", "--json"}, {"notices", "--json"}, {"refresh", "Evil"}} {
		a, err := l.run(ctx, args...)
		if err != nil {
			return err
		}
		if a.code > 3 {
			return fmt.Errorf("%v: exit code %d: %s", args, a.code, a.errs)
		}
		for _, r := range a.out + a.errs {
			if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
				return fmt.Errorf("%v: the terminal gets %U", args, r)
			}
		}
		for line := range strings.Lines(a.out) {
			if !strings.Contains(strings.Join(args, " "), "--json") && len(line) > 1000 {
				return fmt.Errorf("%v: a line of %d bytes", args, len(line))
			}
		}
	}
	all, err := l.tiles(ctx)
	if err != nil {
		return err
	}
	for _, t := range all {
		if strings.Contains(t.Title, "Evil") {
			return nil
		}
	}
	return errors.New("the tile with the hostile title is gone")
}

// nowhere is an address of this computer at which nobody listens.
func nowhere() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return "http://" + listener.Addr().String(), nil
}
