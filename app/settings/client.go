package settings

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/http/httpproxy"

	"mysettings/app/language"
)

// Time limits of every request. A whole answer may take its time, but no step
// of getting one may.
const (
	dialLimit     = 15 * time.Second
	shakeLimit    = 15 * time.Second
	headerLimit   = 60 * time.Second
	requestLimit  = 2 * time.Minute
	idleLimit     = 90 * time.Second
	maxRedirects  = 5
	idlePerServer = 16 // Go's own 2 would close most of six connections after every call
)

// ErrInsecure is returned by the client for http:// to another computer.
var ErrInsecure = errors.New("http:// to another computer")

// HTTPClient builds the client for all requests of the app: through the proxy
// of the settings (else the environment's: HTTPS_PROXY and NO_PROXY, which may
// hold a user and password), trusting the system's certificates
// and those of ca_file, TLS 1.2 at least, every step with a time limit, http://
// to this computer only (ErrInsecure), and no Authorization header taken along
// to another host. A ca_file that can't be read is *Invalid.
func HTTPClient(s *Settings) (*http.Client, error) {
	transport, err := Transport(s)
	if err != nil {
		return nil, err
	}
	return Secured(transport), nil
}

// Secured is HTTPClient over a transport that Transport made.
func Secured(t *http.Transport) *http.Client {
	return &http.Client{Transport: secured{t}, CheckRedirect: checkRedirect, Timeout: requestLimit}
}

// Transport builds a transport as HTTPClient does, for a client that signs in
// on the connection itself and decides itself about http:// to other computers.
// Each call makes one of its own, which the caller may change and has to close.
func Transport(s *Settings) (*http.Transport, error) { return newTransport(s.Proxy(), s.CAFile()) }

func newTransport(proxy, caFile string) (*http.Transport, error) {
	t := &http.Transport{
		DialContext:           (&net.Dialer{Timeout: dialLimit, KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:   shakeLimit,
		ResponseHeaderTimeout: headerLimit,
		ExpectContinueTimeout: time.Second,
		IdleConnTimeout:       idleLimit,
		MaxIdleConns:          64,
		MaxIdleConnsPerHost:   idlePerServer,
		ForceAttemptHTTP2:     true,
	}
	switch proxy {
	case "":
		way := httpproxy.FromEnvironment().ProxyFunc()
		t.Proxy = func(r *http.Request) (*url.URL, error) { return way(r.URL) }
	case "direct":
		t.Proxy = nil
	default:
		u, err := url.Parse(proxy)
		if err != nil {
			return nil, &Invalid{Key: KeyProxy, Reason: language.Say("an address such as http://host:port is needed")}
		}
		t.Proxy = func(r *http.Request) (*url.URL, error) {
			if Loopback(r.URL.Hostname()) {
				return nil, nil // a proxy would look for the sandbox on itself
			}
			return u, nil
		}
	}
	if caFile != "" {
		pool, err := certificates(caFile)
		if err != nil {
			return nil, &Invalid{Key: KeyCAFile, Value: shown(caFile), Reason: err.Error()}
		}
		t.TLSClientConfig.RootCAs = pool
	}
	return t, nil
}

// ProxyInEnvironment tells whether the environment names a proxy: HTTPS_PROXY or
// HTTP_PROXY, in capital or small letters.
func ProxyInEnvironment() bool {
	c := httpproxy.FromEnvironment()
	return c.HTTPSProxy != "" || c.HTTPProxy != ""
}

// ErrProxy is returned by EnvironmentProxy for what is no address. What it is
// isn't repeated: it may hold a password.
var ErrProxy = errors.New("no address of a proxy")

// EnvironmentProxy returns ErrProxy, with the variable's name, where the
// environment names a proxy that can't be one: it is left out then.
func EnvironmentProxy() error {
	c := httpproxy.FromEnvironment()
	for _, v := range []struct{ name, value string }{{"HTTPS_PROXY", c.HTTPSProxy}, {"HTTP_PROXY", c.HTTPProxy}} {
		address := v.value
		if address != "" && !strings.Contains(address, "://") {
			address = "http://" + address
		}
		u, err := url.Parse(address)
		if v.value != "" && (err != nil || u.Hostname() == "") {
			return fmt.Errorf("%s: %w", v.name, ErrProxy)
		}
	}
	return nil
}

// secured is a transport that sends nothing unprotected to another computer.
type secured struct{ *http.Transport }

func (t secured) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme == "http" && !Loopback(r.URL.Hostname()) {
		if r.Body != nil {
			r.Body.Close() // a RoundTripper must, even on errors
		}
		return nil, fmt.Errorf("%w: %s", ErrInsecure, r.URL.Host)
	}
	return t.Transport.RoundTrip(r)
}

// checkRedirect is stricter than Go's own rule, which lets a header go along
// to subdomains and to other ports.
func checkRedirect(r *http.Request, via []*http.Request) error {
	if len(via) >= maxRedirects {
		return fmt.Errorf("more than %d redirects", maxRedirects)
	}
	if first := via[0].URL; r.URL.Host != first.Host || r.URL.Scheme != first.Scheme {
		r.Header.Del("Authorization")
		r.Header.Del("Cookie")
	}
	return nil
}
