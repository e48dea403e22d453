// Package bus opens private connections to D-Bus, the message bus of Linux
// desktops.
//
// Private, for a shared connection can be closed by whoever else uses it, and
// never by starting a bus of our own: where there is none, there is nobody to
// talk to. It says nothing on the bus itself.
package bus

import (
	"context"
	"errors"
	"fmt"

	"github.com/godbus/dbus/v5"
)

// ErrNone means that there is no such bus, or that it doesn't answer.
var ErrNone = errors.New("no message bus")

// Dial makes a connection that belongs to the caller, who closes it. It
// returns ErrNone, wrapped with the reason, and gives up when ctx ends.
type Dial func(ctx context.Context) (*dbus.Conn, error)

// Session connects to the bus of the person's session: the one that
// DBUS_SESSION_BUS_ADDRESS names, else the one in XDG_RUNTIME_DIR.
func Session(ctx context.Context) (*dbus.Conn, error) {
	return open(ctx, "session", func(o ...dbus.ConnOption) (*dbus.Conn, error) {
		return dbus.SessionBusPrivateNoAutoStartup(o...)
	})
}

// System connects to the bus of the machine.
func System(ctx context.Context) (*dbus.Conn, error) {
	return open(ctx, "system", dbus.SystemBusPrivate)
}

// At returns the Dial of the bus at an address in D-Bus' own notation.
func At(address string) Dial {
	return func(ctx context.Context) (*dbus.Conn, error) {
		return open(ctx, address, func(o ...dbus.ConnOption) (*dbus.Conn, error) {
			return dbus.Dial(address, o...)
		})
	}
}

func open(ctx context.Context, name string, dial func(...dbus.ConnOption) (*dbus.Conn, error)) (*dbus.Conn, error) {
	// In their own order: a notification's "pressed" comes before its "closed".
	conn, err := dial(dbus.WithSignalHandler(dbus.NewSequentialSignalHandler()))
	if err != nil {
		return nil, fmt.Errorf("%s bus: %w: %w", name, ErrNone, err)
	}
	// A bus that accepts the connection and then says nothing would hold Auth
	// for ever.
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	err = conn.Auth(nil)
	if err == nil {
		err = conn.Hello()
	}
	if !stop() {
		err = ctx.Err()
	}
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("%s bus: %w: %w", name, ErrNone, err)
	}
	return conn, nil
}

// NameOwnerChanged is the bus' own signal that a name changed hands.
const NameOwnerChanged = "org.freedesktop.DBus.NameOwnerChanged"

// WatchOwner asks for NameOwnerChanged of one name on conn.
func WatchOwner(ctx context.Context, conn *dbus.Conn, name string) error {
	err := conn.AddMatchSignalContext(ctx,
		dbus.WithMatchSender("org.freedesktop.DBus"),
		dbus.WithMatchInterface("org.freedesktop.DBus"),
		dbus.WithMatchMember("NameOwnerChanged"),
		dbus.WithMatchArg(0, name))
	if err != nil {
		return fmt.Errorf("watching the owner of %s: %w", name, err)
	}
	return nil
}

// OwnerChange reads a NameOwnerChanged signal of a name: the new owner's unique
// name, empty for none. It returns false for any other signal.
func OwnerChange(sig *dbus.Signal, name string) (owner string, ok bool) {
	if sig.Name != NameOwnerChanged || sig.Sender != "org.freedesktop.DBus" || len(sig.Body) != 3 {
		return "", false
	}
	if got, _ := sig.Body[0].(string); got != name {
		return "", false
	}
	owner, ok = sig.Body[2].(string)
	return owner, ok
}

// Owner returns the unique name of who owns a name now; an error when nobody
// does.
func Owner(ctx context.Context, conn *dbus.Conn, name string) (string, error) {
	var owner string
	if err := conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.GetNameOwner", 0, name).Store(&owner); err != nil {
		return "", fmt.Errorf("owner of %s: %w", name, err)
	}
	return owner, nil
}
