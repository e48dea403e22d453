package program

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// The hosts of the world as the app knows it: Microsoft's own, and an
// organisation's report server. All of them are the sandbox.
const (
	loginHost  = "login.microsoftonline.com"
	apiHost    = "api.powerbi.com"
	serverHost = "reports.contoso.com"
)

// thiefHost is where redirects lead that must not be followed with anything
// secret, and hotelHost where a captive portal is.
const (
	thiefHost = "evil.example"
	hotelHost = "wifi.hotel.example"
)

// wire is the network between the app and the sandbox, in memory: it ends TLS,
// passes requests on, spoils answers, and remembers who sent what where.
type wire struct {
	t     testing.TB
	org   *listener
	certs map[string]*tls.Certificate
	ca    []byte // PEM

	mu    sync.Mutex
	fault *armed             // guarded by mu; nil for none
	down  map[string]string  // guarded by mu: hosts, and what is wrong with the way there
	conns map[*conn]string   // guarded by mu: open connections and their hosts
	sent  []sent             // guarded by mu: every request so far
	proxy *proxyRules        // guarded by mu; nil where there is none
	extra map[string]handler // guarded by mu: further hosts
}

// handler is a further host.
type handler func(w http.ResponseWriter, r *http.Request)

// sent is one request as it arrived.
type sent struct {
	at     time.Time
	host   string // where it arrived
	method string
	path   string
	query  string
	header http.Header
	body   string
}

// armed is a fault that waits for its call.
type armed struct {
	fault fault
	call  target
	hits  []time.Time // guarded by wire.mu: when it was met
}

// target is which requests a fault meets.
type target struct {
	host, method string
	path         func(string) bool
	form         map[string]string // parts of the body, which is a form
}

func (t target) meets(s sent) bool {
	if t.host != s.host || t.method != s.method || !t.path(s.path) {
		return false
	}
	form, _ := url.ParseQuery(s.body)
	for k, v := range t.form {
		if form.Get(k) != v {
			return false
		}
	}
	return true
}

func newWire(t testing.TB) *wire {
	w := &wire{
		t: t, org: newListener(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80}),
		down: map[string]string{}, conns: map[*conn]string{}, extra: map[string]handler{},
	}
	w.makeCertificates()
	t.Cleanup(func() {
		w.drop("")
		w.org.Close()
	})
	return w
}

// The certificates that a host may show.
const (
	certGood    = "good"
	certName    = "wrong name"
	certExpired = "expired"
	certUnknown = "unknown authority"
)

func (w *wire) makeCertificates() {
	w.t.Helper()
	now := time.Now()
	newKey := func() *ecdsa.PrivateKey {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			w.t.Fatal(err)
		}
		return key
	}
	key := newKey()
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Contoso authority"}, NotBefore: now.Add(-48 * time.Hour), NotAfter: now.AddDate(10, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, root, root, key.Public(), key)
	if err != nil {
		w.t.Fatal(err)
	}
	w.ca = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	w.certs = map[string]*tls.Certificate{}
	for _, kind := range []string{certGood, certName, certExpired, certUnknown} {
		own, names, until := newKey(), []string{loginHost, apiHost, serverHost, thiefHost, hotelHost, proxyHost}, now.AddDate(9, 0, 0)
		switch kind {
		case certName:
			names = []string{"other.example"}
		case certExpired:
			until = now.Add(-time.Hour)
		}
		leaf := &x509.Certificate{
			SerialNumber: big.NewInt(int64(len(w.certs)) + 2), Subject: pkix.Name{CommonName: names[0]}, DNSNames: names,
			NotBefore: now.Add(-48 * time.Hour), NotAfter: until, KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		}
		parent, signer := root, key
		if kind == certUnknown {
			parent, signer = leaf, own
		}
		der, err := x509.CreateCertificate(rand.Reader, leaf, parent, own.Public(), signer)
		if err != nil {
			w.t.Fatal(err)
		}
		w.certs[kind] = &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: own}
	}
}

// arm has the calls meet the fault from now on. Connections that are open stay
// so: they break where the fault says.
func (w *wire) arm(f fault, call target) *armed {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fault = &armed{fault: f, call: call}
	return w.fault
}

// heal puts everything right.
func (w *wire) heal() {
	w.mu.Lock()
	w.fault, w.down = nil, map[string]string{}
	w.mu.Unlock()
	w.drop("")
}

// drop closes the connections to a host, all where it is empty.
func (w *wire) drop(host string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c, h := range w.conns {
		if host == "" || h == host {
			c.Close()
			delete(w.conns, c)
		}
	}
}

// hits are when the fault was met.
func (w *wire) hits(a *armed) []time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(a.hits)
}

// requests are those that arrived so far.
func (w *wire) requests() []sent {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.sent)
}

// dialLimit is what a connection that nobody answers takes at the most.
const dialLimit = 15 * time.Second

// dial is the app's way into the network.
func (w *wire) dial(ctx context.Context, _, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	wrong := w.down[host]
	if wrong != "" && w.fault != nil {
		w.fault.hits = append(w.fault.hits, time.Now())
	}
	_, known := w.extra[host]
	known = known || slices.Contains([]string{loginHost, apiHost, serverHost, thiefHost, hotelHost, proxyHost}, host)
	w.mu.Unlock()
	failed := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	switch {
	case !known, wrong == downNoName:
		return nil, failed(&net.DNSError{Err: "no such host", Name: host, IsNotFound: true})
	case wrong == downRefused:
		return nil, failed(os.NewSyscallError("connect", syscall.ECONNREFUSED))
	case wrong == downNoWay:
		return nil, failed(os.NewSyscallError("connect", syscall.ENETUNREACH))
	case wrong == downNoDNS:
		return nil, failed(&net.DNSError{Err: "server misbehaving", Name: host, IsTemporary: true})
	case wrong == downSilent:
		timer := time.NewTimer(dialLimit)
		defer timer.Stop()
		select {
		case <-ctx.Done():
			return nil, failed(ctx.Err())
		case <-timer.C:
			return nil, failed(os.ErrDeadlineExceeded)
		}
	}
	here, there := pair(&net.TCPAddr{IP: net.IPv4(192, 0, 2, 10), Port: 50000}, &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 443})
	w.mu.Lock()
	w.conns[there] = host
	w.mu.Unlock()
	go w.serve(there, host, port)
	return here, nil
}

// serve is what stands behind a connection.
func (w *wire) serve(raw *conn, host, port string) {
	defer func() {
		raw.Close()
		w.mu.Lock()
		delete(w.conns, raw)
		w.mu.Unlock()
	}()
	w.mu.Lock()
	wrong := w.down[host]
	w.mu.Unlock()
	var link net.Conn = raw
	switch {
	case wrong == downReset:
		raw.reset()
		return
	case wrong == downPlain:
		_, _ = io.WriteString(raw, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
		_, _ = io.Copy(io.Discard, raw)
		return
	case host == proxyHost:
		w.serveProxy(raw)
		return
	case port != "80":
		cert, ok := w.certs[wrong]
		if !ok {
			cert = w.certs[certGood]
		}
		config := &tls.Config{Certificates: []tls.Certificate{*cert}, NextProtos: []string{"http/1.1"}}
		if wrong == downOldTLS {
			config.MinVersion, config.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
		}
		over := tls.Server(raw, config)
		if over.Handshake() != nil {
			return
		}
		link = over
	}
	w.answerAll(raw, link, host)
}

// answerAll answers one request after the other.
func (w *wire) answerAll(raw *conn, link net.Conn, host string) {
	in := bufio.NewReader(link)
	up := &upstream{w: w}
	defer up.close()
	for {
		r, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		s := sent{at: time.Now(), host: host, method: r.Method, path: r.URL.Path, query: r.URL.RawQuery, header: r.Header.Clone(), body: string(body)}
		a, extra := w.arrived(s)
		switch {
		case a != nil && a.fault.down != "":
			w.mu.Lock()
			w.down[host] = a.fault.down
			w.mu.Unlock()
			raw.reset()
			w.drop(host)
			return
		case a != nil:
			x := &spoiled{wire: w, raw: raw, link: link, request: r, body: body, up: up}
			if !a.fault.spoil(x) {
				return
			}
		case extra != nil:
			rec := &recorder{header: http.Header{}, status: http.StatusOK}
			r.Body = io.NopCloser(bytes.NewReader(body))
			extra(rec, r)
			if _, err := link.Write(rec.bytes()); err != nil {
				return
			}
		default:
			answer, err := up.ask(r, body)
			if err != nil {
				return
			}
			if _, err := link.Write(answer.bytes()); err != nil {
				return
			}
		}
	}
}

// arrived notes a request and says whether it meets the fault.
func (w *wire) arrived(s sent) (*armed, handler) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent = append(w.sent, s)
	a := w.fault
	if a != nil && a.call.meets(s) {
		a.hits = append(a.hits, s.at)
		return a, nil
	}
	if h, ok := w.extra[s.host]; ok {
		return nil, h
	}
	switch s.host {
	case thiefHost:
		return nil, welcome
	case hotelHost:
		return nil, portalPage
	}
	return nil, nil
}

// welcome is the thief, who takes whatever comes.
func welcome(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"value":[],"access_token":"stolen","token_type":"Bearer","expires_in":3600}`)
}

func portalPage(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = io.WriteString(w, hotelPage)
}

const hotelPage = `<!doctype html><html><head><title>Welcome to the hotel</title></head><body><form action="/accept" method="post"><input name="room"><button>Go online</button></form></body></html>`

// upstream is one connection's own connection to the sandbox: NTLM is bound to
// it.
type upstream struct {
	w    *wire
	link net.Conn
	in   *bufio.Reader
}

func (u *upstream) close() {
	if u.link != nil {
		u.link.Close()
	}
}

// ask passes a request on.
func (u *upstream) ask(r *http.Request, body []byte) (*recorder, error) {
	if u.link == nil {
		link, err := u.w.org.dial()
		if err != nil {
			return nil, err
		}
		u.link, u.in = link, bufio.NewReader(link)
	}
	out := r.Clone(r.Context())
	out.Host, out.URL.Host, out.URL.Scheme = "127.0.0.1", "127.0.0.1", "http"
	out.Body, out.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	if err := out.Write(u.link); err != nil {
		return nil, err
	}
	answer, err := http.ReadResponse(u.in, out)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	return &recorder{header: answer.Header, status: answer.StatusCode, body: text}, nil
}

// recorder is an answer in its parts.
type recorder struct {
	header http.Header
	status int
	body   []byte
}

func (a *recorder) Header() http.Header         { return a.header }
func (a *recorder) WriteHeader(status int)      { a.status = status }
func (a *recorder) Write(p []byte) (int, error) { a.body = append(a.body, p...); return len(p), nil }

func (a *recorder) line() string {
	return fmt.Sprintf("HTTP/1.1 %d %s\r\n", a.status, http.StatusText(a.status))
}

// head is the status line and the headers, with the length of the body as it
// is told; negative for a body in chunks.
func (a *recorder) head(length int) string {
	h := a.header.Clone()
	h.Del("Transfer-Encoding")
	h.Del("Connection")
	if length >= 0 {
		h.Set("Content-Length", fmt.Sprint(length))
	} else {
		h.Del("Content-Length")
		h.Set("Transfer-Encoding", "chunked")
	}
	var b strings.Builder
	b.WriteString(a.line())
	_ = h.Write(&b)
	b.WriteString("\r\n")
	return b.String()
}

func (a *recorder) bytes() []byte { return append([]byte(a.head(len(a.body))), a.body...) }

// forget forgets the requests so far.
func (w *wire) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent = nil
}
