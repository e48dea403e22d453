package settings

import (
	"crypto/tls"
	"encoding/pem"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func client(t *testing.T, user map[string]string) *http.Client {
	t.Helper()
	s, _ := load(t, user, "")
	if p := s.Problems(); len(p) != 0 {
		t.Fatalf("problems %v", p)
	}
	c, err := HTTPClient(s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdleConnections)
	return c
}

func get(c *http.Client, address string) (string, error) {
	resp, err := c.Get(address)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return string(body), err
}

func hello(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }

// caFile writes the certificate of a test server.
func caFile(t *testing.T, srv *httptest.Server) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw})
	if err := os.WriteFile(path, append([]byte("# our own\n"), block...), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestClientTrustsTheCAFile(t *testing.T) {
	t.Parallel()
	srv := httptest.NewTLSServer(http.HandlerFunc(hello))
	t.Cleanup(srv.Close)
	if _, err := get(client(t, nil), srv.URL); err == nil {
		t.Error("an unknown certificate was accepted")
	}
	if got, err := get(client(t, map[string]string{KeyCAFile: caFile(t, srv)}), srv.URL); err != nil || got != "hello" {
		t.Errorf("with ca_file: %q, %v", got, err)
	}
}

func TestClientRefusesOldTLS(t *testing.T) {
	t.Parallel()
	srv := httptest.NewUnstartedServer(http.HandlerFunc(hello))
	srv.TLS = &tls.Config{MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}
	srv.StartTLS()
	t.Cleanup(srv.Close)
	if _, err := get(client(t, map[string]string{KeyCAFile: caFile(t, srv)}), srv.URL); err == nil {
		t.Error("TLS 1.1 was accepted")
	}
}

func TestClientWithABadCAFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(path, []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	var invalid *Invalid
	if _, err := newTransport("", path); !errors.As(err, &invalid) || invalid.Key != KeyCAFile {
		t.Errorf("no certificate: %v", err)
	}
	if _, err := newTransport("", filepath.Join(t.TempDir(), "gone.pem")); !errors.As(err, &invalid) || !strings.Contains(invalid.Reason, "no such file") && !strings.Contains(invalid.Reason, "cannot find") {
		t.Errorf("no file: %v", err)
	}
}

func TestClientSendsNothingInTheOpen(t *testing.T) {
	t.Parallel()
	c := client(t, nil)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://login.example.com/token", strings.NewReader("secret"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Do(r); !errors.Is(err, ErrInsecure) {
		t.Errorf("error %v; want ErrInsecure", err)
	}
	srv := httptest.NewServer(http.RedirectHandler("http://login.example.com/", http.StatusFound))
	t.Cleanup(srv.Close)
	if _, err := get(c, srv.URL); !errors.Is(err, ErrInsecure) {
		t.Errorf("after a redirect: %v; want ErrInsecure", err)
	}
}

func TestClientKeepsTheTokenAtHome(t *testing.T) {
	t.Parallel()
	got := make(chan http.Header, 4)
	keep := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got <- r.Header.Clone() })
	other := httptest.NewServer(keep)
	t.Cleanup(other.Close)
	mux := http.NewServeMux()
	mux.Handle("/away", http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	mux.Handle("/near", http.RedirectHandler("/end", http.StatusTemporaryRedirect))
	mux.Handle("/loop", http.RedirectHandler("/loop", http.StatusFound))
	mux.Handle("/end", keep)
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	c := client(t, nil)
	for path, want := range map[string]string{"/away": "", "/near": "Bearer x"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer x")
		resp, err := c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if h := <-got; h.Get("Authorization") != want {
			t.Errorf("%s: Authorization %q; want %q", path, h.Get("Authorization"), want)
		}
	}
	if _, err := get(c, srv.URL+"/loop"); err == nil {
		t.Error("redirects without an end")
	}
}

func TestClientUsesTheProxy(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 1)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Method + " " + r.Host
		w.WriteHeader(http.StatusBadGateway)
	}))
	t.Cleanup(proxy.Close)
	c := client(t, map[string]string{KeyProxy: proxy.URL})
	if _, err := get(c, "https://api.powerbi.example/"); err == nil {
		t.Error("a proxy that refuses was not asked")
	}
	if got, want := <-asked, "CONNECT api.powerbi.example:443"; got != want {
		t.Errorf("proxy asked for %q; want %q", got, want)
	}
	srv := httptest.NewServer(http.HandlerFunc(hello))
	t.Cleanup(srv.Close)
	if got, err := get(c, srv.URL); err != nil || got != "hello" {
		t.Errorf("this computer itself: %q, %v", got, err)
	}
}

func TestProxyChoice(t *testing.T) {
	t.Parallel()
	direct, err := newTransport("direct", "")
	if err != nil || direct.Proxy != nil {
		t.Errorf("direct: proxy set, %v", err)
	}
	system, err := newTransport("", "")
	if err != nil || system.Proxy == nil {
		t.Errorf("system: no proxy function, %v", err)
	}
	fixed, err := newTransport("socks5://127.0.0.1:1080", "")
	if err != nil {
		t.Fatal(err)
	}
	u, err := fixed.Proxy(&http.Request{URL: &url.URL{Scheme: "https", Host: net.JoinHostPort("api.powerbi.com", "443")}})
	if err != nil || u.String() != "socks5://127.0.0.1:1080" {
		t.Errorf("fixed: %v, %v", u, err)
	}
}
