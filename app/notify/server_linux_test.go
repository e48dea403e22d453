package notify

import (
	"sync"
	"testing"

	"github.com/godbus/dbus/v5"

	"mysettings/app/bus/bustest"
)

// stand stands in for a desktop's notification server: it takes calls as the
// specification has them, shows nothing, and remembers.
type stand struct {
	t    *testing.T
	conn *dbus.Conn

	mu    sync.Mutex // guards what follows
	can   []string
	last  uint32
	calls []note
	shut  []uint32
	hang  chan struct{} // not nil: Notify waits for it
}

// note is one call of Notify.
type note struct {
	App      string
	Replaces uint32
	Icon     string
	Title    string
	Body     string
	Actions  []string
	Hints    map[string]dbus.Variant
	Expiry   int32
	Number   uint32
}

// serve starts a stand-in on the bus at address.
func serve(t *testing.T, address string, can ...string) *stand {
	t.Helper()
	s := &stand{t: t, conn: bustest.Connect(t, address), can: can}
	if err := s.conn.Export(s, serverPath, serverName); err != nil {
		t.Fatal(err)
	}
	if r, err := s.conn.RequestName(serverName, dbus.NameFlagDoNotQueue); err != nil || r != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("RequestName = %v, %v", r, err)
	}
	return s
}

// GetCapabilities is org.freedesktop.Notifications.GetCapabilities.
func (s *stand) GetCapabilities() ([]string, *dbus.Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.can, nil
}

// Notify is org.freedesktop.Notifications.Notify.
func (s *stand) Notify(app string, replaces uint32, icon, title, body string, actions []string, hints map[string]dbus.Variant, expiry int32) (uint32, *dbus.Error) {
	s.mu.Lock()
	hang := s.hang
	s.mu.Unlock()
	if hang != nil {
		<-hang
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	number := replaces
	if number == 0 {
		s.last++
		number = s.last
	}
	s.calls = append(s.calls, note{app, replaces, icon, title, body, actions, hints, expiry, number})
	return number, nil
}

// CloseNotification is org.freedesktop.Notifications.CloseNotification.
func (s *stand) CloseNotification(number uint32) *dbus.Error {
	s.mu.Lock()
	s.shut = append(s.shut, number)
	s.mu.Unlock()
	s.emit("NotificationClosed", number, uint32(3))
	return nil
}

func (s *stand) emit(member string, body ...any) {
	if err := s.conn.Emit(serverPath, serverName+"."+member, body...); err != nil {
		s.t.Error(err)
	}
}

// notes returns the calls of Notify since the last time.
func (s *stand) notes() []note {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.calls
	s.calls = nil
	return out
}

func (s *stand) closed() []uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.shut
	s.shut = nil
	return out
}
