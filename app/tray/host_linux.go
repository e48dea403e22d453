package tray

import (
	"context"
	"time"

	"github.com/godbus/dbus/v5"

	"mysettings/app/bus"
)

// The name, object and interface of what collects tray icons:
// https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/
const (
	watcherName = "org.kde.StatusNotifierWatcher"
	watcherPath = dbus.ObjectPath("/StatusNotifierWatcher")
)

// hostLimit is how long the bus may take to say whether icons are shown.
const hostLimit = time.Second

// watchHostOn tells whether anything shows tray icons: within a second or two,
// and then whenever that changes, until ctx ends.
func watchHostOn(ctx context.Context, dial bus.Dial, hosts chan<- bool) {
	tell := func(present bool) {
		select {
		case hosts <- present:
		case <-ctx.Done():
		}
	}
	conn, signals, err := listenHost(ctx, dial)
	if err != nil {
		tell(false)
		return
	}
	defer conn.Close()
	present := hosted(ctx, conn)
	tell(present)
	for {
		select {
		case <-ctx.Done():
			return
		case sig, ok := <-signals:
			if !ok {
				if present {
					tell(false)
				}
				return
			}
			if _, owner := bus.OwnerChange(sig, watcherName); !owner && sig.Path != watcherPath {
				continue
			}
			if is := hosted(ctx, conn); is != present {
				present = is
				tell(present)
			}
		}
	}
}

// listenHost connects and asks for the signals that tell of a change.
func listenHost(ctx context.Context, dial bus.Dial) (*dbus.Conn, <-chan *dbus.Signal, error) {
	ctx, cancel := context.WithTimeout(ctx, hostLimit)
	defer cancel()
	conn, err := dial(ctx)
	if err != nil {
		return nil, nil, err
	}
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	err = bus.WatchOwner(ctx, conn, watcherName)
	for _, member := range []string{"StatusNotifierHostRegistered", "StatusNotifierHostUnregistered"} {
		if err == nil {
			err = conn.AddMatchSignalContext(ctx, dbus.WithMatchSender(watcherName),
				dbus.WithMatchInterface(watcherName), dbus.WithMatchMember(member))
		}
	}
	if err != nil {
		conn.Close()
		return nil, nil, err
	}
	return conn, signals, nil
}

// hosted asks whether a tray shows what the watcher collects. What can't be
// learned counts as no: the window must not hide behind an icon nobody sees.
func hosted(ctx context.Context, conn *dbus.Conn) bool {
	ctx, cancel := context.WithTimeout(ctx, hostLimit)
	defer cancel()
	var v dbus.Variant
	// Never start one: it would collect icons and show none.
	err := conn.Object(watcherName, watcherPath).CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get",
		dbus.FlagNoAutoStart, watcherName, "IsStatusNotifierHostRegistered").Store(&v)
	registered, _ := v.Value().(bool)
	return err == nil && registered
}
