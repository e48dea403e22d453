//go:build kdctest

package login

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mysettings/app/tiles"
)

func tlsRoots(roots *x509.CertPool) *tls.Config {
	return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
}

// enter makes a Transport for a portal of the web server.
func enter(t *testing.T, a *apache, portal string, change func(*Options)) *Transport {
	t.Helper()
	o := Options{Portal: portal, Login: Login{Auth: tiles.AuthNegotiate}, Base: a.base()}
	if change != nil {
		change(&o)
	}
	transport, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(transport.Close)
	return transport
}

// TestKerberos signs in at a real web server with tickets of a real key
// distribution centre.
func TestKerberos(t *testing.T) {
	r := newRealm(t)
	config := filepath.Join(r.dir, "krb5.conf")
	a := r.startApache(t, "apache", r.env)
	ticket := r.kinit(t, "cc", "10h")
	get := func(t *testing.T, transport *Transport, portal string) error {
		t.Helper()
		status, text, err := call(t, transport, http.MethodGet, portal+"/api/v2.0/me", "")
		if err == nil && (status != http.StatusOK || text != me) {
			t.Fatalf("GET /me = %d %q", status, text)
		}
		return err
	}

	t.Run("ticket", func(t *testing.T) {
		use(t, ticket, config)
		portal := a.plain + "/counted"
		transport := enter(t, a, portal, nil)
		for range 5 {
			if err := get(t, transport, portal); err != nil {
				t.Fatal(err)
			}
		}
		// Asked for twice; from then on it goes out unasked.
		ana := "200 ana@" + realmName
		a.wantLines(t, "counted", "401 -", ana, "401 -", ana, ana, ana, ana)
	})
	t.Run("connection that stays authenticated", func(t *testing.T) {
		use(t, strings.TrimPrefix(ticket, "FILE:"), config)
		portal := a.plain + "/bound"
		transport := enter(t, a, portal, nil)
		for range 5 {
			if err := get(t, transport, portal); err != nil {
				t.Fatal(err)
			}
		}
		ana := "200 ana@" + realmName
		a.wantLines(t, "bound", "401 -", ana, ana, ana, ana, ana)
	})
	t.Run("many at once", func(t *testing.T) {
		use(t, ticket, config)
		portal := a.plain + "/reports"
		transport := enter(t, a, portal, nil)
		var all sync.WaitGroup
		for range 40 {
			all.Go(func() {
				if _, _, err := call(t, transport, http.MethodGet, portal+"/api/v2.0/me", ""); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
	t.Run("TLS", func(t *testing.T) {
		use(t, ticket, config)
		for _, portal := range []string{a.secure + "/reports", a.secure + "/bound"} {
			transport := enter(t, a, portal, nil)
			for range 3 {
				if err := get(t, transport, portal); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
	t.Run("no ticket", func(t *testing.T) {
		use(t, "FILE:"+filepath.Join(t.TempDir(), "none"), config)
		err := get(t, enter(t, a, a.plain+"/reports", nil), a.plain+"/reports")
		if e := wantReason(t, err, ErrNoTicket); e.Ticket != TicketMissing || len(e.Offered) != 1 || e.Offered[0] != "Negotiate" {
			t.Errorf("error = %+v", e)
		}
	})
	t.Run("ticket of another person", func(t *testing.T) {
		use(t, ticket, config)
		for user, missing := range map[string]bool{"bob": true, "ana@other.test": true, "ana": false, `CONTOSO\Ana`: false, "ana@" + strings.ToLower(realmName): false} {
			err := get(t, enter(t, a, a.plain+"/reports", func(o *Options) { o.Login.User = user }), a.plain+"/reports")
			if missing && !errors.Is(err, ErrNoTicket) || !missing && err != nil {
				t.Errorf("%s: error = %v", user, err)
			}
		}
	})
	t.Run("ticket that has ended", func(t *testing.T) {
		cache := r.kinit(t, "short", "1s")
		use(t, cache, config)
		await(t, "the end of the ticket", func() bool {
			c := exec.Command(tool(t, "klist"), "-s", "-c", cache)
			c.Env = r.env
			return c.Run() != nil
		})
		transport := enter(t, a, a.plain+"/reports", nil)
		if e := wantReason(t, get(t, transport, a.plain+"/reports"), ErrNoTicket); e.Ticket != TicketExpired {
			t.Errorf("error = %+v", e)
		}
		r.kinit(t, "short", "10h")
		if err := get(t, transport, a.plain+"/reports"); err != nil {
			t.Errorf("with a new ticket: %v", err)
		}
	})
	t.Run("ticket that ends while the app runs", func(t *testing.T) {
		use(t, ticket, config)
		now := time.Now()
		transport := enter(t, a, a.plain+"/reports", func(o *Options) { o.Now = func() time.Time { return now } })
		if err := get(t, transport, a.plain+"/reports"); err != nil {
			t.Fatal(err)
		}
		now = now.Add(11 * time.Hour)
		transport.CloseIdleConnections()
		if e := wantReason(t, get(t, transport, a.plain+"/reports"), ErrNoTicket); e.Ticket != TicketExpired {
			t.Errorf("error = %+v", e)
		}
	})
	t.Run("service that the realm does not know", func(t *testing.T) {
		use(t, ticket, config)
		portal := strings.Replace(a.plain, "localhost", "unknown.test", 1) + "/reports"
		if e := wantReason(t, get(t, enter(t, a, portal, nil), portal), ErrNoTicket); e.Ticket != TicketUnknownService {
			t.Errorf("error = %+v", e)
		}
	})
	t.Run("service whose key the server does not have", func(t *testing.T) {
		use(t, ticket, config)
		portal := strings.Replace(a.plain, "localhost", "bi.test", 1) + "/reports"
		wantReason(t, get(t, enter(t, a, portal, nil), portal), ErrRefused)
	})
	t.Run("no centre", func(t *testing.T) {
		use(t, ticket, r.krb5conf(t, "down.conf", freeAddress(t)))
		if e := wantReason(t, get(t, enter(t, a, a.plain+"/reports", nil), a.plain+"/reports"), ErrNoTicket); e.Ticket != TicketNoKDC {
			t.Errorf("error = %+v", e)
		}
	})
	t.Run("clock of the centre is ten minutes ahead", func(t *testing.T) {
		address := freeAddress(t)
		ahead := r.write(t, "ahead.conf", strings.ReplaceAll(read(t, filepath.Join(r.dir, "kdc.conf")), r.kdc, address))
		env := later(t, append(append([]string{}, r.env...), "KRB5_KDC_PROFILE="+ahead), "+10m")
		r.startKDC(t, env, address)
		use(t, ticket, r.krb5conf(t, "skew.conf", address))
		wantReason(t, get(t, enter(t, a, a.plain+"/reports", nil), a.plain+"/reports"), ErrClock)
	})
	t.Run("clock of the web server is ten minutes ahead", func(t *testing.T) {
		late := r.startApache(t, "late", later(t, r.env, "+10m"))
		use(t, ticket, config)
		e := wantReason(t, get(t, enter(t, late, late.plain+"/reports", nil), late.plain+"/reports"), ErrClock)
		if e.Skew < 9*time.Minute || e.Skew > 11*time.Minute {
			t.Errorf("skew = %s, want about 10m", e.Skew)
		}
	})
	t.Run("centre that does not answer", func(t *testing.T) {
		silent, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		conns := make(chan net.Conn, 1)
		go func() {
			defer close(conns)
			if c, err := silent.Accept(); err == nil {
				conns <- c
			}
		}()
		config := r.krb5conf(t, "silent.conf", silent.Addr().String())
		use(t, ticket, r.write(t, "silent.conf", strings.Replace(read(t, config), "rdns", "udp_preference_limit = 1\n rdns", 1)))
		transport := enter(t, a, a.plain+"/reports", nil)
		ctx, cancel := context.WithCancel(context.Background())
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, a.plain+"/reports/api/v2.0/me", nil)
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan error)
		go func() {
			_, err := transport.RoundTrip(request)
			ended <- err
		}()
		conn := <-conns // the centre is being asked
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("error = %v, want that of the context", err)
		}
		_ = conn.Close()
		_ = silent.Close()
		transport.Close() // waits for the request to the centre, which has ended
	})
	t.Run("password where there is no ticket for the service", func(t *testing.T) {
		use(t, ticket, config)
		n := &ntlmServer{scheme: "Negotiate"}
		s := n.start(t, false)
		portal := strings.Replace(s.URL, "127.0.0.1", "unknown.test", 1) + "/reports"
		transport := enter(t, a, portal, func(o *Options) { o.Login = testLogin(tiles.AuthNegotiate) })
		if err := get(t, transport, portal); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("damaged cache", func(t *testing.T) {
		whole := read(t, strings.TrimPrefix(ticket, "FILE:"))
		for _, n := range []int{0, 1, 2, 30, 60, 200} {
			use(t, r.write(t, "cut", whole[:n]), config)
			wantReason(t, get(t, enter(t, a, a.plain+"/reports", nil), a.plain+"/reports"), ErrNoTicket)
		}
	})
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
