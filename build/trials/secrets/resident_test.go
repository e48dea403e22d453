//go:build linux

package secrets

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"mysettings/app/bus/bustest"
	"mysettings/app/sandbox"
)

// buildTray needs GTK, which not every machine has that runs tests. In
// continuous integration it has to be there.
var buildTray = sync.OnceValue(func() error {
	for _, name := range []string{"pkg-config", "Xvfb", "dbus-daemon"} {
		if _, err := exec.LookPath(name); err != nil {
			return err
		}
	}
	return build("mysettings-tray", "CGO_ENABLED=1", "-tags", "tray")
})

// resident runs the tray: it watches, tells, is clicked, signs in, and crashes.
func (s *stage) resident() {
	t := s.t
	if err := buildTray(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Logf("without the resident, which can't be built here: %v", err)
		return
	}
	address := bustest.Daemon(t)
	desk := serveDesk(t, address, s.witness)
	s.control("calls/forget", map[string]any{})
	cmd := s.prepare("tray")
	cmd.Env = append(cmd.Env, "DISPLAY="+bustest.XServer(t), "DBUS_SESSION_BUS_ADDRESS="+address, "GOTRACEBACK=all")
	var errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = io.Discard, &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // a crash is an error, and wanted
	}()
	s.settled(func() {})
	// The sign-in ends under it, it says so, and its button signs in again.
	s.control("revoke", map[string]string{"person": "ana"})
	s.good("check")
	number := bustest.Got(t, "a notice with the button to sign in again", desk.offers)
	// Pressed until it is heard: the tray learns a notice's number only from
	// the answer to the call that has shown it.
	s.settled(func() { desk.press(number, "sign_in") })
	s.control("expire-access", map[string]string{"person": "ana"})
	s.good("check")
	s.witness.look()
	s.noCore(cmd.Process.Pid)
	s.signal(cmd.Process, syscall.SIGQUIT)
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		_ = cmd.Process.Kill()
		<-ended
		t.Fatal("the tray did not end by SIGQUIT")
	}
	if !strings.Contains(errs.String(), "goroutine ") {
		t.Errorf("the tray printed no goroutines: %s", errs.String())
	}
	s.witness.sees("crash output", "quit in tray", errs.Bytes())
	s.witness.look()
}

// settled waits until the tray watches and somebody is signed in, and does
// something towards it until then.
func (s *stage) settled(towards func()) {
	s.t.Helper()
	bustest.Eventually(s.t, func() string {
		towards()
		text, err := os.ReadFile(filepath.Join(s.data, "log", "mysettings-tray.log"))
		if err != nil {
			return err.Error()
		}
		var status struct{ Connections []struct{ State string } }
		decode(s.t, []byte(s.good("status", "--json")), &status)
		if len(status.Connections) != 1 || status.Connections[0].State != "signed_in" || len(text) == 0 {
			return fmt.Sprintf("%+v", status)
		}
		return ""
	})
}

// byCode signs in with a device code.
func (s *stage) byCode() {
	t := s.t
	t.Helper()
	s.control("lifetimes", map[string]any{"device_poll": "1s"})
	cmd := s.prepare("signin", "--device-code", "--json")
	r, w := io.Pipe()
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		err := cmd.Wait()
		w.Close()
		done <- err
	}()
	var said bytes.Buffer
	asked := regexp.MustCompile(`Open (\S+) on any device and enter the code (\S+)`)
	entered := false
	buf := make([]byte, 4096)
	for {
		n, err := r.Read(buf)
		said.Write(buf[:n])
		if m := asked.FindStringSubmatch(said.String()); m != nil && !entered {
			entered = true
			if err := sandbox.Ana.EnterCode(t.Context(), m[1], m[2]); err != nil {
				t.Fatalf("entering the code: %v", err)
			}
		}
		if err != nil {
			break
		}
	}
	if err := <-done; err != nil {
		t.Fatalf("signing in by code: %v: %s", err, said.String())
	}
	s.witness.sees("standard output", "signin --device-code", out.Bytes())
	s.witness.sees("standard error", "signin --device-code", said.Bytes())
	s.witness.look()
}

// desk stands in for a desktop's notification server: it shows nothing,
// remembers what it was told, and can press buttons.
type desk struct {
	t       *testing.T
	conn    *dbus.Conn
	witness *witness
	offers  chan uint32 // notices that offer to sign in

	mu   sync.Mutex // guards last
	last uint32
}

const (
	deskName = "org.freedesktop.Notifications"
	deskPath = dbus.ObjectPath("/org/freedesktop/Notifications")
)

func serveDesk(t *testing.T, address string, w *witness) *desk {
	t.Helper()
	d := &desk{t: t, conn: bustest.Connect(t, address), witness: w, offers: make(chan uint32, 8)}
	if err := d.conn.Export(d, deskPath, deskName); err != nil {
		t.Fatal(err)
	}
	if r, err := d.conn.RequestName(deskName, dbus.NameFlagDoNotQueue); err != nil || r != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("name of the notification server: %v, %v", r, err)
	}
	return d
}

// GetCapabilities is org.freedesktop.Notifications.GetCapabilities.
func (d *desk) GetCapabilities() ([]string, *dbus.Error) {
	return []string{"body", "body-markup", "actions"}, nil
}

// GetServerInformation is org.freedesktop.Notifications.GetServerInformation.
func (d *desk) GetServerInformation() (name, vendor, version, spec string, _ *dbus.Error) {
	return "trial", "trial", "1", "1.2", nil
}

// Notify is org.freedesktop.Notifications.Notify.
func (d *desk) Notify(app string, replaces uint32, icon, title, body string, actions []string, hints map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.witness.sees("notification", title, fmt.Appendf(nil, "%s\n%s\n%s\n%s\n%q\n%v", app, icon, title, body, actions, hints))
	d.last++
	for _, a := range actions {
		if a == "sign_in" {
			select {
			case d.offers <- d.last:
			default: // nobody has pressed the others
			}
		}
	}
	return d.last, nil
}

// CloseNotification is org.freedesktop.Notifications.CloseNotification.
func (d *desk) CloseNotification(uint32) *dbus.Error { return nil }

func (d *desk) press(number uint32, button string) {
	d.t.Helper()
	if err := d.conn.Emit(deskPath, deskName+".ActionInvoked", number, button); err != nil {
		d.t.Fatal(err)
	}
}

func decode(t *testing.T, text []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
}
