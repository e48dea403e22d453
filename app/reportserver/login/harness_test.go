package login

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"mysettings/app/tiles"
	"mysettings/store"
)

// The person of these tests. The password is the one whose NT hash is printed
// in the public description of the protocol, for the NTLM server checks hashes.
const (
	testUser     = `CONTOSO\ana`
	testPassword = "SecREt01"
)

func testLogin(auth tiles.Auth) Login {
	return Login{Auth: auth, User: testUser, Password: store.NewSecret(testPassword)}
}

// me is what a portal answers to /me.
const me = `{"Id":"1","Username":"CONTOSO\\ana","DisplayName":"Ana"}`

func answerMe(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, me)
}

// serve starts a server, with TLS or without.
func serve(t *testing.T, tls bool, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	if tls {
		s.StartTLS()
	} else {
		s.Start()
	}
	t.Cleanup(s.Close)
	return s
}

// journal collects a Transport's log lines.
type journal struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.String()
}

// open makes a Transport for a server's portal at /reports. At the end of the
// test its log must hold no secret.
func open(t *testing.T, s *httptest.Server, l Login) *Transport {
	t.Helper()
	j := new(journal)
	transport, err := New(Options{
		Portal: s.URL + "/reports", Login: l,
		Base: s.Client().Transport.(*http.Transport),
		Log:  slog.New(slog.NewJSONHandler(j, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	t.Cleanup(func() {
		transport.Close()
		noSecret(t, "the log", j.String())
	})
	return transport
}

// noSecret fails when a text holds the password, plainly or as Basic sends it.
func noSecret(t *testing.T, where, text string) {
	t.Helper()
	for _, secret := range []string{testPassword, "U2VjUkV0MDE", "NlY1JFdDAx", "ZWNSRXQwM"} {
		if strings.Contains(text, secret) {
			t.Errorf("%s holds the password: %s", where, text)
		}
	}
}

// call sends a request through a Transport and gives what came of it.
func call(t *testing.T, transport *Transport, method, url, body string) (int, string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r, err := http.NewRequestWithContext(ctx, method, url, reader)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "application/json")
	answer, err := (&http.Client{Transport: transport}).Do(r)
	if err != nil {
		noSecret(t, "the error", err.Error())
		return 0, "", err
	}
	defer answer.Body.Close()
	if answer.Request.Header.Get("Authorization") != "" {
		t.Error("the answer's request shows an Authorization")
	}
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatalf("body: %v", err)
	}
	return answer.StatusCode, string(text), nil
}

// mustMe fetches /me and expects it.
func mustMe(t *testing.T, transport *Transport, s *httptest.Server) {
	t.Helper()
	status, text, err := call(t, transport, http.MethodGet, s.URL+"/reports/api/v2.0/me", "")
	if err != nil || status != http.StatusOK || text != me {
		t.Fatalf("GET /me = %d %q, %v", status, text, err)
	}
}

// wantReason expects an *Error with a reason.
func wantReason(t *testing.T, err, reason error) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || !errors.Is(err, reason) {
		t.Fatalf("error = %v, want %v", err, reason)
	}
	return e
}

// dialTo gives a dialler with addresses of its own.
func dialTo(to map[string]string) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		real, ok := to[address]
		if !ok {
			return nil, errors.New("address that the test does not know: " + address)
		}
		return new(net.Dialer).DialContext(ctx, network, real)
	}
}

func encode(b []byte) string { return base64.StdEncoding.EncodeToString(b) }
