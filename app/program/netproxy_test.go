package program

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"mysettings/app/settings"
	"mysettings/app/signin"
	"mysettings/app/tiles"
)

// proxyHost is a proxy's name in the world of wire.
const proxyHost = "proxy.contoso.com"

// proxyRules is how the proxy behaves.
type proxyRules struct {
	// user and password are what it wants; nothing where user is empty.
	user, password string
}

// serveProxy is the proxy: it passes on what CONNECT asks for.
func (w *wire) serveProxy(raw *conn) {
	in := bufio.NewReader(raw)
	for {
		r, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		w.mu.Lock()
		rules := w.proxy
		w.mu.Unlock()
		w.arrived(sent{host: proxyHost, method: r.Method, path: r.Host, header: r.Header.Clone()})
		if rules != nil && rules.user != "" {
			probe := http.Request{Header: http.Header{"Authorization": r.Header["Proxy-Authorization"]}}
			if user, password, ok := probe.BasicAuth(); !ok || user != rules.user || password != rules.password {
				_, _ = io.WriteString(raw, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"\r\nContent-Length: 0\r\n\r\n")
				continue
			}
		}
		host, port, err := net.SplitHostPort(r.Host)
		if r.Method != http.MethodConnect || err != nil {
			_, _ = io.WriteString(raw, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
			continue
		}
		_, _ = io.WriteString(raw, "HTTP/1.1 200 Connection established\r\n\r\n")
		w.serve(&conn{in: raw.in, out: raw.out, local: raw.local, remote: raw.remote}, host, port)
		return
	}
}

// usesProxy says in which way not everything went through the proxy, or the
// proxy heard what it must not hear.
func (x *world) usesProxy(login bool) []string {
	var p problems
	through := map[string]int{}
	for _, s := range x.w.requests() {
		if s.host != proxyHost {
			if s.header.Get("Proxy-Authorization") != "" {
				p.add("%s has got the proxy's password", s.host)
			}
			continue
		}
		through[s.path]++
		if s.method != http.MethodConnect || s.header.Get("Authorization") != "" || s.header.Get("Cookie") != "" {
			p.add("the proxy was asked %s %s %v", s.method, s.path, s.header)
		}
		if got := s.header.Get("Proxy-Authorization") != ""; got != login {
			p.add("a password for the proxy: %v; want %v", got, login)
		}
	}
	for _, host := range []string{loginHost, apiHost, serverHost} {
		if through[host+":443"] == 0 {
			p.add("%s wasn't reached through the proxy", host)
		}
	}
	return append(p, x.safe()...)
}

// TestProxyOfTheSettings: everything goes through it, and one that begins to
// want a password loses no sign-in.
func TestProxyOfTheSettings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := bareWorld(t, Options{})
		x.set(settings.KeyProxy, "http://"+proxyHost+":8080")
		x.signIn()
		x.addServer()
		x.settle()
		time.Sleep(25 * time.Hour)
		x.settle()
		for _, w := range x.usesProxy(false) {
			t.Error(w)
		}
		b := x.before()
		x.w.mu.Lock()
		x.w.proxy = &proxyRules{user: "ana", password: "open sesame"}
		x.w.mu.Unlock()
		x.w.drop("")
		time.Sleep(25 * time.Hour)
		x.p.HTTP().CloseIdleConnections()
		_, err := x.p.SignIn.Access(t.Context(), x.power)
		var e *signin.Error
		if !errors.As(err, &e) || e.Code != "proxy" || !e.Network || e.Remedy != tiles.RemedyWait {
			t.Errorf("error %v; want one of the proxy's", err)
		}
		p := x.soon(x.pass())
		p = append(p, x.live(30*time.Minute)...)
		p = append(p, x.unharmed(b)...)
		x.w.mu.Lock()
		x.w.proxy = nil
		x.w.mu.Unlock()
		p = append(p, x.recovers(time.Hour)...)
		p = append(p, x.unharmed(b)...)
		for _, w := range p {
			t.Error(w)
		}
	})
}

// TestProxyWithPassword: it goes to the proxy and nowhere else, and nobody can
// read it: no log, and none of what the app says of the proxy.
func TestProxyWithPassword(t *testing.T) {
	for _, name := range []string{"HTTPS_PROXY", "https_proxy"} {
		t.Run(name, func(t *testing.T) {
			clearProxy(t)
			t.Setenv(name, "http://ana:open%20sesame@"+proxyHost+":8080")
			synctest.Test(t, func(t *testing.T) {
				x := bareWorld(t, Options{})
				x.w.proxy = &proxyRules{user: "ana", password: "open sesame"}
				x.signIn()
				x.addServer()
				x.settle()
				for _, w := range x.usesProxy(true) {
					t.Error(w)
				}
				if log := x.log.String(); strings.Contains(log, "sesame") {
					t.Errorf("the proxy's password in the log")
				}
				u, from, err := x.p.ProxyFor(t.Context(), "https://"+apiHost)
				if err != nil || from != ProxyFromEnvironment || u.Host != proxyHost+":8080" {
					t.Errorf("ProxyFor = %v, %s, %v", u, from, err)
				}
				// Another password, as after a change: no sign-in is lost for it.
				b := x.before()
				x.w.mu.Lock()
				x.w.proxy.password = "another"
				x.w.mu.Unlock()
				x.w.drop("")
				x.p.HTTP().CloseIdleConnections()
				time.Sleep(25 * time.Hour)
				p := x.soon(x.pass())
				for _, w := range append(p, x.unharmed(b)...) {
					t.Error(w)
				}
				if log := x.log.String(); strings.Contains(log, "sesame") {
					t.Errorf("the proxy's password in the log, after it was refused")
				}
			})
		})
	}
}

// TestNoProxy: a host that NO_PROXY names is reached directly.
func TestNoProxy(t *testing.T) {
	for _, name := range []string{"NO_PROXY", "no_proxy"} {
		t.Run(name, func(t *testing.T) {
			clearProxy(t)
			t.Setenv("HTTPS_PROXY", proxyHost+":8080")
			t.Setenv(name, "localhost,.contoso.com")
			synctest.Test(t, func(t *testing.T) {
				x := bareWorld(t, Options{})
				x.signIn()
				x.addServer()
				through := map[string]bool{}
				for _, s := range x.w.requests() {
					if s.host == proxyHost {
						through[s.path] = true
					}
				}
				if !through[loginHost+":443"] || through[serverHost+":443"] {
					t.Errorf("through the proxy: %v; want the sign-in service, not the report server", through)
				}
			})
		})
	}
}

// TestProxyForTells whose word counts.
func TestProxyForTells(t *testing.T) {
	clearProxy(t)
	p := open(t, Options{})
	p.desktop = nil
	for _, tc := range []struct {
		setting, environment string
		host                 string
		from                 ProxySource
		err                  error
	}{
		{"", "", "", "", nil},
		{"direct", "http://one:1", "", "", nil},
		{"http://two:2", "http://one:1", "two:2", ProxyFromSettings, nil},
		{"", "http://one:1", "one:1", ProxyFromEnvironment, nil},
		{"", "one:1", "one:1", ProxyFromEnvironment, nil},
		{"", "http://ana:se same@%zz", "", "", settings.ErrProxy},
	} {
		t.Setenv("HTTPS_PROXY", tc.environment)
		if err := p.Settings.Set(t.Context(), settings.KeyProxy, tc.setting); err != nil {
			t.Fatal(err)
		}
		u, from, err := p.ProxyFor(t.Context(), "https://api.powerbi.com")
		host := ""
		if u != nil {
			host = u.Host
		}
		if host != tc.host || from != tc.from || !errors.Is(err, tc.err) {
			t.Errorf("setting %q, environment %q: %q, %q, %v", tc.setting, tc.environment, host, from, err)
		}
		if err != nil && strings.Contains(err.Error(), "same") {
			t.Errorf("the password in %v", err)
		}
	}
}

// clearProxy takes the environment's own proxy away.
func clearProxy(t *testing.T) {
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"} {
		if _, ok := os.LookupEnv(name); ok {
			t.Setenv(name, "")
		}
	}
}
