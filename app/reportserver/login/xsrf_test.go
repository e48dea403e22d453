package login

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"mysettings/app/tiles"
)

func TestXSRFTokenGoesBackDecoded(t *testing.T) {
	t.Parallel()
	const token = "a+b/c==:Ü %"
	var mu sync.Mutex
	var calls []string
	s := serve(t, false, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		calls = append(calls, r.Method+" "+strings.TrimPrefix(r.URL.Path, "/reports/api/v2.0/"))
		if r.Method == http.MethodGet {
			http.SetCookie(w, &http.Cookie{Name: "XSRF-TOKEN", Value: url.PathEscape(token), Path: "/"})
			answerMe(w, r)
			return
		}
		body, _ := io.ReadAll(r.Body)
		if got := r.Header.Get("X-XSRF-TOKEN"); got != token || string(body) != "{}" {
			t.Errorf("X-XSRF-TOKEN = %q, body %q", got, body)
		}
		w.WriteHeader(http.StatusNoContent)
	})
	transport := open(t, s, Login{Auth: tiles.AuthNegotiate})
	for range 2 {
		status, _, err := call(t, transport, http.MethodPost, s.URL+"/reports/api/v2.0/Subscriptions(1)/Model.Execute", "{}")
		if err != nil || status != http.StatusNoContent {
			t.Fatalf("POST = %d, %v", status, err)
		}
	}
	want := "GET me, POST Subscriptions(1)/Model.Execute, POST Subscriptions(1)/Model.Execute"
	if got := strings.Join(calls, ", "); got != want {
		t.Errorf("calls: %s; want %s", got, want)
	}
}

func TestServerWithoutXSRFIsAskedOnce(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	calls := 0
	s := serve(t, false, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		calls++
		if r.Header.Get("X-XSRF-TOKEN") != "" {
			t.Error("X-XSRF-TOKEN without a cookie")
		}
		answerMe(w, r)
	})
	transport := open(t, s, Login{})
	for range 3 {
		if _, _, err := call(t, transport, http.MethodDelete, s.URL+"/reports/api/v2.0/Subscriptions(1)", ""); err != nil {
			t.Fatal(err)
		}
	}
	if calls != 4 {
		t.Errorf("%d requests, want 4", calls)
	}
}

func TestHeaderValue(t *testing.T) {
	t.Parallel()
	for cookie, want := range map[string]string{
		"abc":             "abc",
		"a%2Bb+c%3D":      "a+b+c=",
		"100%":            "100%",
		"a%0D%0AX-Evil:1": "",
		"%00":             "",
		"":                "",
	} {
		if got := headerValue(cookie); got != want {
			t.Errorf("%q: got %q, want %q", cookie, got, want)
		}
	}
}

func TestCallersCredentialsAreNotSent(t *testing.T) {
	t.Parallel()
	s := serve(t, false, func(w http.ResponseWriter, r *http.Request) {
		if a, x := r.Header.Get("Authorization"), r.Header.Get("X-XSRF-TOKEN"); a != "" || x != "" {
			t.Errorf("Authorization %q, X-XSRF-TOKEN %q", a, x)
		}
		answerMe(w, r)
	})
	r, err := http.NewRequest(http.MethodGet, s.URL+"/reports/api/v2.0/me", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer of-another-server")
	r.Header.Set("X-XSRF-TOKEN", "old")
	answer, err := open(t, s, Login{}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if r.Header.Get("Authorization") == "" {
		t.Error("the caller's request was changed")
	}
}
