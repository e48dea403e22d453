package proxies

import (
	"context"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"mysettings/app/bus"
	"mysettings/app/bus/bustest"
)

// desk is a desktop's portal.
type desk struct {
	mu    sync.Mutex
	ways  []string // guarded by mu
	asked []string // guarded by mu
	fails bool     // guarded by mu
}

// Lookup is org.freedesktop.portal.ProxyResolver's.
func (d *desk) Lookup(address string) ([]string, *dbus.Error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked = append(d.asked, address)
	if d.fails {
		return nil, dbus.NewError("org.freedesktop.portal.Error.Failed", nil)
	}
	return d.ways, nil
}

func (d *desk) set(fails bool, ways ...string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ways, d.fails = ways, fails
}

func (d *desk) count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.asked)
}

func TestDesktop(t *testing.T) {
	t.Parallel()
	address := bustest.Daemon(t)
	d := New(bus.At(address))
	now := time.Now()
	d.now = func() time.Time { return now }
	api := &url.URL{Scheme: "https", Host: "api.powerbi.com", Path: "/v1.0/myorg/groups", RawQuery: "x=secret"}
	if p := d.For(t.Context(), api); p != nil {
		t.Errorf("without a portal: %v; want none", p)
	}

	s := &desk{}
	conn := bustest.Connect(t, address)
	if err := conn.Export(s, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.ProxyResolver"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName(portal, 0); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		fails bool
		ways  []string
		want  string
	}{
		{ways: []string{"http://proxy.contoso.com:8080"}, want: "http://proxy.contoso.com:8080"},
		{ways: []string{"direct://"}},
		{ways: []string{"direct://", "http://proxy.contoso.com:8080"}},
		{ways: []string{"socks5://127.0.0.1:1080", "direct://"}, want: "socks5://127.0.0.1:1080"},
		{ways: []string{"socks4://old.contoso.com", "http://proxy.contoso.com:3128"}, want: "http://proxy.contoso.com:3128"},
		{ways: []string{"", ":", "http://", "ftp://proxy"}},
		{ways: nil},
		{fails: true},
	} {
		s.set(tc.fails, tc.ways...)
		now = now.Add(answerAge)
		got := ""
		if p := d.For(t.Context(), api); p != nil {
			got = p.String()
		}
		if got != tc.want {
			t.Errorf("%q: %q; want %q", tc.ways, got, tc.want)
		}
	}
	// Nothing but the host is told, and not every time.
	before := s.count()
	now = now.Add(answerAge)
	d.For(t.Context(), api)
	d.For(t.Context(), api)
	if n := s.count() - before; n != 1 {
		t.Errorf("asked %d times; want once", n)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.ContainsFunc(s.asked, func(a string) bool { return a != "https://api.powerbi.com/" }) {
		t.Errorf("asked for %q", s.asked)
	}
}

// TestDesktopThatHangs: a portal that doesn't answer isn't waited for longer
// than the caller does.
func TestDesktopThatHangs(t *testing.T) {
	t.Parallel()
	d := New(func(ctx context.Context) (*dbus.Conn, error) { <-ctx.Done(); return nil, ctx.Err() })
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if p := d.For(ctx, &url.URL{Scheme: "https", Host: "x"}); p != nil {
		t.Errorf("proxy %v", p)
	}
}
