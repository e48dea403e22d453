package login

import (
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"mysettings/app/tiles"
	"mysettings/store"
)

// basicServer asks for Basic, and counts how often a password was sent to it.
func basicServer(password string, sent *atomic.Int32) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		user, got, ok := r.BasicAuth()
		if ok {
			sent.Add(1)
		}
		if !ok || user != testUser || got != password {
			w.Header().Set("WWW-Authenticate", `Basic realm="reports"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		answerMe(w, r)
	}
}

func TestBasicOverTLS(t *testing.T) {
	t.Parallel()
	var sent atomic.Int32
	s := serve(t, true, basicServer(testPassword, &sent))
	transport := open(t, s, testLogin(tiles.AuthBasic))
	mustMe(t, transport, s)
	mustMe(t, transport, s)
	if got := sent.Load(); got != 2 {
		t.Errorf("the password was sent %d times for two requests", got)
	}
}

func TestBasicTakesTheDomain(t *testing.T) {
	t.Parallel()
	var sent atomic.Int32
	s := serve(t, true, basicServer(testPassword, &sent))
	mustMe(t, open(t, s, Login{Auth: tiles.AuthBasic, User: "ana", Domain: "CONTOSO", Password: store.NewSecret(testPassword)}), s)
}

func TestBasicNeverWithoutTLS(t *testing.T) {
	t.Parallel()
	var sent atomic.Int32
	s := serve(t, false, basicServer(testPassword, &sent))
	_, _, err := call(t, open(t, s, testLogin(tiles.AuthBasic)), http.MethodGet, s.URL+"/reports/api/v2.0/me", "")
	wantReason(t, err, ErrPlainBasic)
	if sent.Load() != 0 {
		t.Error("the password was sent in the clear")
	}
}

func TestWrongPasswordIsSentOnce(t *testing.T) {
	t.Parallel()
	var sent atomic.Int32
	s := serve(t, true, basicServer("another", &sent))
	transport := open(t, s, testLogin(tiles.AuthBasic))
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			_, _, err := call(t, transport, http.MethodGet, s.URL+"/reports/api/v2.0/me", "")
			if !errors.Is(err, ErrRefused) {
				t.Errorf("error = %v, want ErrRefused", err)
			}
		})
	}
	all.Wait()
	_, _, err := call(t, transport, http.MethodPost, s.URL+"/reports/api/v2.0/Subscriptions(1)/Model.Execute", "{}")
	e := wantReason(t, err, ErrRefused)
	if e.Status != http.StatusUnauthorized || len(e.Offered) != 1 || e.Offered[0] != "Basic" {
		t.Errorf("error = %+v", e)
	}
	if got := sent.Load(); got != 1 {
		t.Errorf("the wrong password was sent %d times", got)
	}
}

func TestPasswordThatStopsWorking(t *testing.T) {
	t.Parallel()
	var sent atomic.Int32
	var changed atomic.Bool
	good, bad := basicServer(testPassword, &sent), basicServer("new", &sent)
	s := serve(t, true, func(w http.ResponseWriter, r *http.Request) {
		if changed.Load() {
			bad(w, r)
			return
		}
		good(w, r)
	})
	transport := open(t, s, testLogin(tiles.AuthBasic))
	mustMe(t, transport, s)
	changed.Store(true)
	for range 3 {
		_, _, err := call(t, transport, http.MethodGet, s.URL+"/reports/api/v2.0/me", "")
		wantReason(t, err, ErrRefused)
	}
	if got := sent.Load(); got != 2 {
		t.Errorf("the password was sent %d times, want 2", got)
	}
}

func TestSchemeThatIsNotOffered(t *testing.T) {
	t.Parallel()
	tests := []struct {
		login   Login
		offered []string
	}{
		{testLogin(tiles.AuthBasic), []string{"Negotiate", "NTLM"}},
		{testLogin(tiles.AuthNTLM), []string{"Basic"}},
		{testLogin(tiles.AuthNegotiate), []string{"Basic", "Bearer"}},
		{Login{}, []string{"Digest"}},
	}
	for _, tt := range tests {
		s := serve(t, true, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "" {
				t.Error("credentials were sent")
			}
			for _, o := range tt.offered {
				w.Header().Add("WWW-Authenticate", o+` realm="x"`)
			}
			w.WriteHeader(http.StatusUnauthorized)
		})
		_, _, err := call(t, open(t, s, tt.login), http.MethodGet, s.URL+"/reports/api/v2.0/me", "")
		e := wantReason(t, err, ErrNoScheme)
		if len(e.Offered) != len(tt.offered) || e.Offered[0] != tt.offered[0] {
			t.Errorf("offered = %q, want %q", e.Offered, tt.offered)
		}
	}
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		portal string
		login  Login
		reason error
	}{
		{"no address", "", testLogin(tiles.AuthBasic), nil},
		{"no scheme", "server/reports", testLogin(tiles.AuthBasic), nil},
		{"a password in the address", "https://ana:SecREt01@server/reports", testLogin(tiles.AuthBasic), nil},
		{"another scheme", "ftp://server/reports", testLogin(tiles.AuthBasic), nil},
		{"unknown way", "https://server/reports", Login{Auth: "digest"}, nil},
		{"Basic without a password", "https://server/reports", Login{Auth: tiles.AuthBasic, User: "ana"}, ErrNoPassword},
		{"forms without a name", "https://server/reports", Login{Auth: tiles.AuthForms, Password: store.NewSecret("x")}, ErrNoPassword},
		{"Basic with a colon in the name", "https://server/reports", Login{Auth: tiles.AuthBasic, User: "a:b", Password: store.NewSecret("x")}, ErrRefused},
	}
	for _, tt := range tests {
		_, err := New(Options{Portal: tt.portal, Login: tt.login})
		if err == nil || (tt.reason != nil && !errors.Is(err, tt.reason)) {
			t.Errorf("%s: error = %v, want %v", tt.name, err, tt.reason)
		} else {
			noSecret(t, tt.name, err.Error())
		}
	}
}
