//go:build linux

package bus_test

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"mysettings/app/bus"
	"mysettings/app/bus/bustest"
)

func TestSessionWithoutBus(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "none"))
	if _, err := bus.Session(t.Context()); !errors.Is(err, bus.ErrNone) {
		t.Errorf("Session = %v; want ErrNone", err)
	}
}

// A bus that we started ourselves would have nobody on it, and would outlive us.
func TestSessionStartsNoBus(t *testing.T) {
	dir := t.TempDir()
	marker := filepath.Join(dir, "started")
	script := "#!/bin/sh\necho x >" + marker + "\n"
	if err := os.WriteFile(filepath.Join(dir, "dbus-launch"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	t.Setenv("XDG_RUNTIME_DIR", dir)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	if conn, err := bus.Session(t.Context()); err == nil {
		conn.Close() // the machine's own, at its usual place
	} else if !errors.Is(err, bus.ErrNone) {
		t.Errorf("Session = %v; want ErrNone", err)
	}
	if _, err := os.Stat(marker); err == nil {
		t.Error("dbus-launch was run")
	}
}

func TestMuteBus(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mute")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := bus.At("unix:path=" + path)(ctx); !errors.Is(err, bus.ErrNone) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a bus that says nothing: %v; want ErrNone and DeadlineExceeded", err)
	}
}

func TestOwner(t *testing.T) {
	t.Parallel()
	const name = "org.example.Thing"
	address := bustest.Daemon(t)
	watcher, other := bustest.Connect(t, address), bustest.Connect(t, address)
	signals := make(chan *dbus.Signal, 8)
	watcher.Signal(signals)
	if err := bus.WatchOwner(t.Context(), watcher, name); err != nil {
		t.Fatal(err)
	}
	if owner, err := bus.Owner(t.Context(), watcher, name); err == nil {
		t.Errorf("Owner = %q before there is one; want an error", owner)
	}
	if _, err := other.RequestName(name, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	next := func() (string, bool) {
		for {
			sig := bustest.Got(t, "NameOwnerChanged", signals)
			if owner, ok := bus.OwnerChange(sig, name); ok {
				return owner, true
			}
		}
	}
	if owner, _ := next(); owner != other.Names()[0] {
		t.Errorf("owner = %q; want %q", owner, other.Names()[0])
	}
	if owner, err := bus.Owner(t.Context(), watcher, name); owner != other.Names()[0] || err != nil {
		t.Errorf("Owner = %q, %v; want %q", owner, err, other.Names()[0])
	}
	other.Close()
	if owner, _ := next(); owner != "" {
		t.Errorf("owner = %q after it left; want none", owner)
	}
}

func TestOwnerChangeOfOddSignals(t *testing.T) {
	t.Parallel()
	const from = "org.freedesktop.DBus"
	for name, sig := range map[string]*dbus.Signal{
		"other signal": {Sender: from, Name: "org.freedesktop.DBus.NameAcquired", Body: []any{"a", "", ":1.2"}},
		"other sender": {Sender: ":1.9", Name: bus.NameOwnerChanged, Body: []any{"a", "", ":1.2"}},
		"other name":   {Sender: from, Name: bus.NameOwnerChanged, Body: []any{"b", "", ":1.2"}},
		"short":        {Sender: from, Name: bus.NameOwnerChanged, Body: []any{"a"}},
		"wrong types":  {Sender: from, Name: bus.NameOwnerChanged, Body: []any{1, 2, 3}},
		"wrong owner":  {Sender: from, Name: bus.NameOwnerChanged, Body: []any{"a", "", 3}},
	} {
		if owner, ok := bus.OwnerChange(sig, "a"); ok {
			t.Errorf("%s: OwnerChange = %q, true; want false", name, owner)
		}
	}
}
