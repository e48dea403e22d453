package tray

import (
	"context"
	"time"

	"github.com/godbus/dbus/v5"

	"mysettings/app/bus"
)

// The signal of systemd's login manager, sent before and after sleep:
// https://www.freedesktop.org/software/systemd/man/org.freedesktop.login1.html
const (
	loginName    = "org.freedesktop.login1"
	loginPath    = dbus.ObjectPath("/org/freedesktop/login1")
	loginManager = "org.freedesktop.login1.Manager"
	sleepMember  = "PrepareForSleep"
)

func wakes(ctx context.Context, out chan<- time.Time) { wakesOn(ctx, bus.System, out) }

// wakesOn listens to the login manager, which costs nothing while nothing
// happens, and compares clocks where there is none, or no longer.
func wakesOn(ctx context.Context, dial bus.Dial, out chan<- time.Time) {
	signals, stop, ok := listenSleep(ctx, dial)
	if ok {
		followSleep(ctx, signals, out)
		stop()
	}
	if ctx.Err() == nil {
		compare(ctx, clocks(), out)
	}
}

func listenSleep(ctx context.Context, dial bus.Dial) (signals <-chan *dbus.Signal, stop func(), ok bool) {
	ctx, cancel := context.WithTimeout(ctx, hostLimit)
	defer cancel()
	conn, err := dial(ctx)
	if err != nil {
		return nil, nil, false
	}
	ch := make(chan *dbus.Signal, 16)
	conn.Signal(ch)
	_, err = bus.Owner(ctx, conn, loginName)
	if err == nil {
		err = conn.AddMatchSignalContext(ctx, dbus.WithMatchSender(loginName),
			dbus.WithMatchObjectPath(loginPath), dbus.WithMatchInterface(loginManager), dbus.WithMatchMember(sleepMember))
	}
	if err != nil {
		conn.Close()
		return nil, nil, false
	}
	return ch, func() { conn.Close() }, true
}

// followSleep returns when the bus is gone or ctx ends.
func followSleep(ctx context.Context, signals <-chan *dbus.Signal, out chan<- time.Time) {
	for {
		select {
		case <-ctx.Done():
			return
		case sig, ok := <-signals:
			if !ok {
				return
			}
			if sig.Name != loginManager+"."+sleepMember || len(sig.Body) != 1 {
				continue
			}
			if begins, isBool := sig.Body[0].(bool); isBool && !begins {
				tell(out, time.Now().Round(0))
			}
		}
	}
}
