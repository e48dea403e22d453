package login

import (
	"bytes"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Azure/go-ntlmssp"

	"mysettings/app/tiles"
	"mysettings/store"
)

func TestNTLM(t *testing.T) {
	t.Parallel()
	for _, scheme := range []string{"NTLM", "Negotiate"} {
		for _, secure := range []bool{false, true} {
			n := &ntlmServer{scheme: scheme}
			s := n.start(t, secure)
			transport := open(t, s, testLogin(tiles.AuthNTLM))
			for range 5 {
				mustMe(t, transport, s)
			}
			// The connection is authenticated once: three requests and four more.
			if requests, checked, refused := n.counts(); checked != 1 || refused != 0 || requests != 7 {
				t.Errorf("%s, TLS %t: %d requests, %d handshakes, %d refused", scheme, secure, requests, checked, refused)
			}
			if !n.users[testUser] {
				t.Errorf("signed in as %v", n.users)
			}
		}
	}
}

// After a rest the connection is a new one, and the handshake begins at once:
// two requests in place of three. A server that has changed meanwhile is met
// all the same.
func TestNTLMAfterARest(t *testing.T) {
	t.Parallel()
	n := &ntlmServer{}
	s := n.start(t, false)
	transport := open(t, s, testLogin(tiles.AuthNTLM))
	now := time.Now()
	transport.now = func() time.Time { return now }
	for range 3 {
		mustMe(t, transport, s)
		now = now.Add(5 * time.Minute)
	}
	if requests, checked, refused := n.counts(); requests != 3+2+2 || checked != 3 || refused != 0 {
		t.Errorf("%d requests, %d handshakes, %d refused; want 7, 3, 0", requests, checked, refused)
	}
	n.scheme = "Negotiate"
	mustMe(t, transport, s)
	if requests, checked, refused := n.counts(); requests != 7+4 || checked != 4 || refused != 0 {
		t.Errorf("under another name: %d requests, %d handshakes, %d refused; want 11, 4, 0", requests, checked, refused)
	}
}

func TestNTLMNames(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ user, domain, want string }{
		{`CONTOSO\ana`, "", `CONTOSO\ana`},
		{"ana", "CONTOSO", `CONTOSO\ana`},
		{"ana@contoso.com", "", `\ana@contoso.com`},
		{"ana", "", `\ana`},
	} {
		n := &ntlmServer{}
		s := n.start(t, false)
		mustMe(t, open(t, s, Login{Auth: tiles.AuthNTLM, User: tt.user, Domain: tt.domain, Password: store.NewSecret(testPassword)}), s)
		if !n.users[tt.want] {
			t.Errorf("%q, %q: signed in as %v, want %q", tt.user, tt.domain, n.users, tt.want)
		}
	}
}

func TestNTLMManyAtOnceWithBodies(t *testing.T) {
	t.Parallel()
	n := &ntlmServer{inner: func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "XSRF-TOKEN", Value: "x", Path: "/"})
		body, _ := io.ReadAll(r.Body)
		_, _ = w.Write(body)
	}}
	s := n.start(t, false)
	transport := open(t, s, testLogin(tiles.AuthNTLM))
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			body := strings.Repeat(fmt.Sprint(i, " "), 3000)
			r, err := http.NewRequest(http.MethodPost, s.URL+"/reports/api/v2.0/x", strings.NewReader(body))
			if err != nil {
				t.Error(err)
				return
			}
			if i%2 == 0 {
				r.GetBody, r.ContentLength = nil, -1 // a body that can't be had again
			}
			answer, err := transport.RoundTrip(r)
			if err != nil {
				t.Error(err)
				return
			}
			defer answer.Body.Close()
			if got, err := io.ReadAll(answer.Body); err != nil || string(got) != body {
				t.Errorf("%d: %d bytes came back of %d, %v", i, len(got), len(body), err)
			}
		})
	}
	all.Wait()
	if _, checked, refused := n.counts(); checked > laneCount || refused != 0 {
		t.Errorf("%d handshakes, %d refused; want at most %d and none", checked, refused, laneCount)
	}
}

func TestNTLMWrongPasswordIsSentOnce(t *testing.T) {
	t.Parallel()
	n := &ntlmServer{ntHash: bytes.Repeat([]byte{7}, 16)}
	s := n.start(t, false)
	transport := open(t, s, testLogin(tiles.AuthNTLM))
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			if _, _, err := call(t, transport, http.MethodGet, s.URL+"/reports/api/v2.0/me", ""); !errors.Is(err, ErrRefused) {
				t.Errorf("error = %v, want ErrRefused", err)
			}
		})
	}
	all.Wait()
	if _, checked, refused := n.counts(); checked != 1 || refused != 1 {
		t.Errorf("%d passwords were checked", checked)
	}
}

func TestNTLMConnectionThatIsClosed(t *testing.T) {
	t.Parallel()
	n := &ntlmServer{}
	s := n.start(t, false)
	transport := open(t, s, testLogin(tiles.AuthNTLM))
	mustMe(t, transport, s)
	s.CloseClientConnections()
	mustMe(t, transport, s)
	transport.CloseIdleConnections()
	mustMe(t, transport, s)
	if _, _, refused := n.counts(); refused != 0 {
		t.Errorf("%d refused", refused)
	}
}

func TestNTLMHandshakeThatLosesItsConnection(t *testing.T) {
	t.Parallel()
	n := &ntlmServer{closes: true}
	s := n.start(t, false)
	_, _, err := call(t, open(t, s, testLogin(tiles.AuthNTLM)), http.MethodGet, s.URL+"/reports/api/v2.0/me", "")
	if !errors.Is(err, errMoved) || errors.Is(err, ErrRefused) {
		t.Errorf("error = %v, want errMoved", err)
	}
	if requests, checked, _ := n.counts(); checked != 0 || requests > 6 {
		t.Errorf("%d requests, %d checked", requests, checked)
	}
}

func TestNegotiateFallsBackToNTLM(t *testing.T) {
	t.Setenv("KRB5CCNAME", "FILE:"+t.TempDir()+"/none")
	for _, scheme := range []string{"NTLM", "Negotiate"} {
		n := &ntlmServer{scheme: scheme}
		s := n.start(t, false)
		mustMe(t, open(t, s, testLogin(tiles.AuthNegotiate)), s)
	}
}

func TestNTLMChannelBinding(t *testing.T) {
	t.Parallel()
	n := &ntlmServer{}
	s := n.start(t, true)
	n.mu.Lock()
	n.binding = serverEndPoint(&tls.ConnectionState{PeerCertificates: []*x509.Certificate{s.Certificate()}})
	n.mu.Unlock()
	mustMe(t, open(t, s, testLogin(tiles.AuthNTLM)), s)

	n.mu.Lock()
	n.binding = []byte("tls-server-end-point:of another server")
	n.mu.Unlock()
	_, _, err := call(t, open(t, s, testLogin(tiles.AuthNTLM)), http.MethodGet, s.URL+"/reports/api/v2.0/me", "")
	wantReason(t, err, ErrRefused)
}

func TestServerThatAnswers401ForEver(t *testing.T) {
	t.Parallel()
	challenge := challengeMessage([]byte("12345678"))
	for name, header := range map[string][]string{
		"no offer":            nil,
		"NTLM":                {"NTLM"},
		"a challenge always":  {"NTLM " + encode(challenge)},
		"a broken challenge":  {"NTLM TlRMTVNTUAAC"},
		"a foreign challenge": {"NTLM " + encode([]byte("hello"))},
		"both":                {"Negotiate " + encode(challenge), "NTLM " + encode(challenge)},
	} {
		var mu sync.Mutex
		calls := 0
		s := serve(t, false, func(w http.ResponseWriter, _ *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			calls++
			w.Header()["Www-Authenticate"] = header
			w.WriteHeader(http.StatusUnauthorized)
		})
		transport := open(t, s, testLogin(tiles.AuthNTLM))
		for range 3 {
			_, _, err := call(t, transport, http.MethodGet, s.URL+"/reports/api/v2.0/me", "")
			if err == nil {
				t.Errorf("%s: no error", name)
			}
			if name == "NTLM" && !errors.Is(err, ErrNoScheme) {
				t.Errorf("%s: %v; no password was sent, so none was refused", name, err)
			}
		}
		if calls > 12 {
			t.Errorf("%s: %d requests", name, calls)
		}
	}
}

func TestServerEndPoint(t *testing.T) {
	t.Parallel()
	for algorithm, hash := range map[x509.SignatureAlgorithm]crypto.Hash{
		x509.SHA1WithRSA: crypto.SHA256, x509.SHA256WithRSA: crypto.SHA256, x509.ECDSAWithSHA384: crypto.SHA384, x509.SHA512WithRSA: crypto.SHA512,
	} {
		cert := &x509.Certificate{Raw: []byte("certificate"), SignatureAlgorithm: algorithm}
		h := hash.New()
		h.Write(cert.Raw)
		want := h.Sum([]byte("tls-server-end-point:"))
		if got := serverEndPoint(&tls.ConnectionState{PeerCertificates: []*x509.Certificate{cert}}); !bytes.Equal(got, want) {
			t.Errorf("%s: got %x, want %x", algorithm, got, want)
		}
	}
	if serverEndPoint(nil) != nil || serverEndPoint(&tls.ConnectionState{}) != nil {
		t.Error("a binding without a certificate")
	}
}

func FuzzNTLMChallenge(f *testing.F) {
	f.Add(challengeMessage([]byte("12345678")), []byte("binding"))
	f.Add([]byte("NTLMSSP\x00\x02\x00\x00\x00"), []byte("binding"))
	f.Add([]byte{}, []byte{})
	f.Fuzz(func(t *testing.T, challenge, binding []byte) {
		out := bound(challenge, binding)
		if len(out) != len(challenge) && !bytes.Equal(out[:targetInfoField], challenge[:targetInfoField]) {
			t.Errorf("more than the target information changed")
		}
		_, before := ntlmssp.NewAuthenticateMessage(challenge, "ana", "x", nil)
		_, after := ntlmssp.NewAuthenticateMessage(out, "ana", "x", nil)
		if before == nil && after != nil {
			t.Errorf("a good challenge was broken: %v", after)
		}
	})
}
