package tray

import (
	"context"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"

	"mysettings/app/bus"
	"mysettings/app/bus/bustest"
)

func TestWakesFromLoginManager(t *testing.T) {
	t.Parallel()
	address := bustest.Daemon(t)
	manager := bustest.Connect(t, address)
	if _, err := manager.RequestName(loginName, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	signals, stop, ok := listenSleep(t.Context(), bus.At(address))
	if !ok {
		t.Fatal("the login manager was not found")
	}
	defer stop()
	out := make(chan time.Time, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		followSleep(t.Context(), signals, out)
	}()
	emit := func(body ...any) {
		if err := manager.Emit(loginPath, loginManager+"."+sleepMember, body...); err != nil {
			t.Fatal(err)
		}
	}
	before := time.Now()
	emit("odd")
	emit()
	emit(true)  // falls asleep
	emit(false) // wakes
	if at := bustest.Got(t, "wake", out); at.Before(before.Round(0)) {
		t.Errorf("woke at %v; want after %v", at, before)
	}
	select {
	case at := <-out:
		t.Errorf("woke twice, at %v", at)
	default:
	}
	stop() // the bus goes away
	<-done
}

func TestNoLoginManager(t *testing.T) {
	t.Parallel()
	if _, _, ok := listenSleep(t.Context(), bus.At(bustest.Daemon(t))); ok {
		t.Error("a login manager where there is none")
	}
	if _, _, ok := listenSleep(t.Context(), bus.At("unix:path="+t.TempDir()+"/none")); ok {
		t.Error("a login manager without a bus")
	}
}

// hostWatcher stands in for what collects tray icons.
type hostWatcher struct {
	conn  *dbus.Conn
	props *prop.Properties
}

func collect(t *testing.T, address string, host bool) *hostWatcher {
	t.Helper()
	w := &hostWatcher{conn: bustest.Connect(t, address)}
	var err error
	w.props, err = prop.Export(w.conn, watcherPath, prop.Map{watcherName: {
		"IsStatusNotifierHostRegistered": {Value: host, Writable: false, Emit: prop.EmitFalse},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.conn.RequestName(watcherName, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *hostWatcher) set(t *testing.T, host bool) {
	t.Helper()
	w.props.SetMust(watcherName, "IsStatusNotifierHostRegistered", host)
	member := ".StatusNotifierHostUnregistered"
	if host {
		member = ".StatusNotifierHostRegistered"
	}
	if err := w.conn.Emit(watcherPath, watcherName+member); err != nil {
		t.Fatal(err)
	}
}

// hosts follows watchHostOn for the time of a test.
func hosts(t *testing.T, dial bus.Dial) <-chan bool {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out, done := make(chan bool), make(chan struct{})
	go func() {
		defer close(done)
		watchHostOn(ctx, dial, out)
	}()
	t.Cleanup(func() { cancel(); <-done })
	return out
}

func TestWatchHost(t *testing.T) {
	t.Parallel()
	address := bustest.Daemon(t)
	got := hosts(t, bus.At(address))
	next := func(what string, want bool) {
		t.Helper()
		if is := bustest.Got(t, what, got); is != want {
			t.Fatalf("%s: %v; want %v", what, is, want)
		}
	}
	next("nothing there", false)
	w := collect(t, address, true)
	next("a panel starts", true)
	w.set(t, false)
	next("its tray is switched off", false)
	w.set(t, true)
	next("and on", true)
	w.conn.Close()
	next("the panel ends", false)
	w = collect(t, address, false) // collects icons, shows none
	w.set(t, true)
	next("a tray comes to what collects", true)
}

func TestWatchHostWithoutBus(t *testing.T) {
	t.Parallel()
	got := hosts(t, bus.At("unix:path="+t.TempDir()+"/none"))
	if bustest.Got(t, "no bus", got) {
		t.Error("a tray is there without a bus; want not")
	}
}

// silent answers when it is closed.
type silent chan struct{}

// Get is org.freedesktop.DBus.Properties.Get.
func (s silent) Get(string, string) (dbus.Variant, *dbus.Error) {
	<-s
	return dbus.MakeVariant(true), nil
}

// A watcher that doesn't answer counts as none, and within its time.
func TestWatchHostMute(t *testing.T) {
	t.Parallel()
	address := bustest.Daemon(t)
	mute := bustest.Connect(t, address)
	answer := make(silent)
	defer close(answer)
	if err := mute.Export(answer, watcherPath, "org.freedesktop.DBus.Properties"); err != nil {
		t.Fatal(err)
	}
	if _, err := mute.RequestName(watcherName, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if bustest.Got(t, "mute watcher", hosts(t, bus.At(address))) {
		t.Error("a mute watcher counts as a tray; want not")
	}
	if took := time.Since(began); took < hostLimit/2 || took > 5*hostLimit {
		t.Errorf("it took %v to say so; want about %v", took, hostLimit)
	}
}
