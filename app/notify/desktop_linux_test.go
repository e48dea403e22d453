package notify

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"mysettings/app/bus"
	"mysettings/app/bus/bustest"
	"mysettings/app/tiles"
)

var outage = tiles.Notice{
	ID: "n-1", At: noon, Kind: tiles.NoticeStopped, Key: "stopped/a/sign_in", Connection: "a",
	Cause: tiles.CauseSignInExpired, Remedy: tiles.RemedySignIn,
	Title: titleStopped, Text: `Sign in again to refresh the tile “<b>R&D</b>”.`,
}

// open connects a Notifier to the bus at address; it is closed with the test.
func open(t *testing.T, address string) *desktop {
	t.Helper()
	d, err := openDesktop(t.Context(), bus.At(address), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func show1(t *testing.T, d *desktop, n tiles.Notice) {
	t.Helper()
	if err := d.Show(t.Context(), n); err != nil {
		t.Fatal(err)
	}
}

func one(t *testing.T, s *stand) note {
	t.Helper()
	all := s.notes()
	if len(all) != 1 {
		t.Fatalf("%d calls of Notify; want 1", len(all))
	}
	return all[0]
}

func TestShowOnBus(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name        string
		can         []string
		n           tiles.Notice
		title, body string
		actions     string
		expiry      int32
		urgency     byte
	}{
		{
			"everything", []string{"actions", "body", "body-markup", "icon-static"}, outage, titleStopped,
			"Sign in again to refresh the tile “&lt;b&gt;R&amp;D&lt;/b&gt;”.", "sign_in|Sign in again|default|Open My Settings", 0, 1,
		},
		{"no markup", []string{"actions", "body"}, outage, titleStopped, outage.Text, "sign_in|Sign in again|default|Open My Settings", 0, 1},
		{"no actions", []string{"body"}, outage, titleStopped, outage.Text + " " + withoutButtons, "", 0, 1},
		{"no body", []string{"actions"}, outage, titleStopped + ": " + outage.Text, "", "sign_in|Sign in again|default|Open My Settings", 0, 1},
		{"nothing", nil, outage, titleStopped + ": " + outage.Text + " " + withoutButtons, "", "", 0, 1},
		{
			"good news", []string{"actions", "body"}, tiles.Notice{ID: "n-2", Kind: tiles.NoticeRecovered, Title: titleRecovered, Text: "All."},
			titleRecovered, "All.", "default|Open My Settings", -1, 0,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			address := bustest.Daemon(t)
			s := serve(t, address, c.can...)
			show1(t, open(t, address), c.n)
			got := one(t, s)
			if got.App != appName || got.Replaces != 0 || got.Title != c.title || got.Body != c.body || strings.Join(got.Actions, "|") != c.actions || got.Expiry != c.expiry {
				t.Errorf("Notify(%q, %d, %q, %q, %q, %d); want %q, %q, %q, %d", got.App, got.Replaces, got.Title, got.Body, got.Actions, got.Expiry, c.title, c.body, c.actions, c.expiry)
			}
			if u := got.Hints["urgency"].Value(); u != c.urgency {
				t.Errorf("urgency = %v; want %d", u, c.urgency)
			}
			var img rawImage
			if err := dbus.Store([]any{got.Hints["image-data"].Value()}, &img); err != nil || img.Width != 64 || len(img.Pixels) != 64*64*4 {
				t.Errorf("image-data: %v, width %d, %d bytes; want 64 pixels", err, img.Width, len(img.Pixels))
			}
			if got.Hints["desktop-entry"].Value() != desktopFile {
				t.Errorf("desktop-entry = %v; want %s", got.Hints["desktop-entry"], desktopFile)
			}
		})
	}
}

func TestReplaceUpdateWithdraw(t *testing.T) {
	t.Parallel()
	address := bustest.Daemon(t)
	s := serve(t, address, "actions", "body")
	d := open(t, address)

	if err := d.Update(t.Context(), outage); err != nil || len(s.notes()) != 0 {
		t.Errorf("Update of what was never shown: %v; want nothing to happen", err)
	}
	show1(t, d, outage)
	first := one(t, s)
	changed := outage
	changed.Text = "Sign in again to refresh 2 tiles."
	if err := d.Update(t.Context(), changed); err != nil {
		t.Fatal(err)
	}
	if got := one(t, s); got.Replaces != first.Number || got.Body != changed.Text || got.Hints["suppress-sound"].Value() != true {
		t.Errorf("Update replaced %d with %q; want %d with %q, without a sound", got.Replaces, got.Body, first.Number, changed.Text)
	}
	show1(t, d, changed)
	if got := one(t, s); got.Replaces != first.Number {
		t.Errorf("Show replaced %d; want %d", got.Replaces, first.Number)
	}
	if err := d.Withdraw(t.Context(), outage.ID); err != nil {
		t.Fatal(err)
	}
	if got := s.closed(); !slices.Equal(got, []uint32{first.Number}) {
		t.Errorf("closed %v; want %d", got, first.Number)
	}
	if err := d.Withdraw(t.Context(), outage.ID); err != nil || len(s.closed()) != 0 {
		t.Errorf("Withdraw of what is gone: %v; want nothing to happen", err)
	}
	show1(t, d, outage)
	if got := one(t, s); got.Replaces != 0 {
		t.Errorf("shown anew in place of %d; want a new one", got.Replaces)
	}
}

func TestClosedByThePerson(t *testing.T) {
	t.Parallel()
	address := bustest.Daemon(t)
	s := serve(t, address, "actions", "body")
	d := open(t, address)
	show1(t, d, outage)
	s.emit("NotificationClosed", one(t, s).Number, uint32(2))
	bustest.Eventually(t, func() string {
		if d.id(outage.ID) != 0 {
			return "a notification that was closed still counts as shown"
		}
		return ""
	})
	if err := d.Update(t.Context(), outage); err != nil || len(s.notes()) != 0 {
		t.Errorf("Update after the person closed it: %v; want nothing to happen", err)
	}
}

func TestPresses(t *testing.T) {
	t.Parallel()
	address := bustest.Daemon(t)
	s := serve(t, address, "actions", "body")
	d := open(t, address)
	show1(t, d, outage)
	number := one(t, s).Number

	// Not ours, not of this shape, not from the server: all without effect.
	s.emit("ActionInvoked", number+100, "sign_in")
	s.emit("ActionInvoked", "x", "sign_in")
	s.emit("ActionInvoked", number)
	s.emit("ActionInvoked")
	s.emit("NotificationClosed", int32(7), "why")
	stranger := bustest.Connect(t, address)
	err := stranger.Emit(serverPath, serverName+".ActionInvoked", number, "sign_in")
	if err != nil {
		t.Fatal(err)
	}

	s.emit("ActionInvoked", number, "sign_in")
	if got, want := bustest.Got(t, "press", d.Pressed()), (Press{Notice: outage.ID, Button: ButtonSignIn}); got != want {
		t.Errorf("press = %+v; want %+v", got, want)
	}
	// Some servers say "closed" first.
	s.emit("NotificationClosed", number, uint32(2))
	s.emit("ActionInvoked", number, "default")
	if got, want := bustest.Got(t, "press", d.Pressed()), (Press{Notice: outage.ID, Button: ButtonOpen}); got != want {
		t.Errorf("press = %+v; want %+v", got, want)
	}
	select {
	case p := <-d.Pressed():
		t.Errorf("one more press: %+v", p)
	default:
	}
}

func TestServerRestarts(t *testing.T) {
	t.Parallel()
	address := bustest.Daemon(t)
	s := serve(t, address, "actions", "body")
	d := open(t, address)
	show1(t, d, outage)
	s.conn.Close()
	bustest.Eventually(t, func() string {
		if d.id(outage.ID) != 0 {
			return "what an ended server showed still counts as shown"
		}
		return ""
	})
	if err := d.Show(t.Context(), outage); !errors.Is(err, ErrNoNotifications) {
		t.Errorf("Show without a server = %v; want ErrNoNotifications", err)
	}
	// The new one can do less and counts from the beginning.
	next := serve(t, address, "body")
	show1(t, d, outage)
	if got := one(t, next); got.Replaces != 0 || len(got.Actions) != 0 {
		t.Errorf("Notify on the new server replaces %d with buttons %v; want a new one without", got.Replaces, got.Actions)
	}
}

func TestServerComesLater(t *testing.T) {
	t.Parallel()
	address := bustest.Daemon(t)
	d, err := openDesktop(t.Context(), bus.At(address), nil)
	if !errors.Is(err, ErrNoNotifications) || d == nil {
		t.Fatalf("Desktop = %v, %v; want a Notifier and ErrNoNotifications", d, err)
	}
	defer d.Close()
	s := serve(t, address, "actions", "body")
	show1(t, d, outage)
	one(t, s)
}

func TestNoBus(t *testing.T) {
	t.Parallel()
	d, err := openDesktop(t.Context(), bus.At("unix:path="+t.TempDir()+"/none"), nil)
	if !errors.Is(err, ErrNoNotifications) {
		t.Errorf("Desktop = %v; want ErrNoNotifications", err)
	}
	if err := d.Show(t.Context(), outage); !errors.Is(err, ErrNoNotifications) {
		t.Errorf("Show = %v; want ErrNoNotifications", err)
	}
	if err := d.Withdraw(t.Context(), outage.ID); err != nil {
		t.Errorf("Withdraw = %v; want nothing", err)
	}
	if err := d.Close(); err != nil {
		t.Errorf("Close = %v", err)
	}
}

func TestBusEndsAndComesBack(t *testing.T) {
	t.Parallel()
	first, second := bustest.Daemon(t), bustest.Daemon(t)
	address := first
	d, _ := openDesktop(t.Context(), func(ctx context.Context) (*dbus.Conn, error) { return bus.At(address)(ctx) }, nil)
	defer d.Close()
	d.mu.Lock()
	conn := d.conn
	d.mu.Unlock()
	conn.Close() // as a bus that ends does
	bustest.Eventually(t, func() string {
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.conn != nil {
			return "the end of the bus went unnoticed"
		}
		return ""
	})
	address = second
	s := serve(t, second, "body")
	show1(t, d, outage)
	one(t, s)
}

// A server that hangs holds nobody for longer than they want to wait.
func TestServerHangs(t *testing.T) {
	t.Parallel()
	address := bustest.Daemon(t)
	s := serve(t, address, "body")
	d := open(t, address)
	s.mu.Lock()
	s.hang = make(chan struct{})
	s.mu.Unlock()
	defer close(s.hang)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := d.Show(ctx, outage); !errors.Is(err, ErrNoNotifications) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Show = %v; want ErrNoNotifications and DeadlineExceeded", err)
	}
}

func TestCloseTakesDown(t *testing.T) {
	t.Parallel()
	address := bustest.Daemon(t)
	s := serve(t, address, "actions", "body")
	d := open(t, address)
	show1(t, d, outage)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if got := s.closed(); len(got) != 1 {
		t.Errorf("closed %v; want the one shown: its button would do nothing", got)
	}
	if _, more := <-d.Pressed(); more {
		t.Error("Pressed still open")
	}
	if err := d.Show(t.Context(), outage); !errors.Is(err, ErrNoNotifications) {
		t.Errorf("Show after Close = %v; want ErrNoNotifications", err)
	}
	if err := d.Close(); err != nil {
		t.Errorf("second Close = %v", err)
	}
}

// Numbers of closed notifications are not kept for ever.
func TestNumbersAreForgotten(t *testing.T) {
	t.Parallel()
	address := bustest.Daemon(t)
	serve(t, address, "body")
	d := open(t, address)
	for range 70 {
		show1(t, d, outage)
		if err := d.Withdraw(t.Context(), outage.ID); err != nil {
			t.Fatal(err)
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.notice) > 64 {
		t.Errorf("%d numbers kept; want 64 at most", len(d.notice))
	}
}
