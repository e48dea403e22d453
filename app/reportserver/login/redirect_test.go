package login

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"mysettings/app/tiles"
)

func TestRedirectToAnotherHostIsNotFollowed(t *testing.T) {
	t.Parallel()
	var reached atomic.Int32
	other := serve(t, true, func(w http.ResponseWriter, _ *http.Request) {
		reached.Add(1)
		w.Header().Set("WWW-Authenticate", `Basic realm="phishing"`)
		w.WriteHeader(http.StatusUnauthorized)
	})
	for _, status := range []int{301, 302, 303, 307, 308} {
		var target string
		s := serve(t, true, func(w http.ResponseWriter, r *http.Request) {
			if _, _, ok := r.BasicAuth(); !ok {
				w.Header().Set("WWW-Authenticate", "Basic")
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			http.Redirect(w, r, target, status)
		})
		transport := open(t, s, testLogin(tiles.AuthBasic))
		for _, target = range []string{other.URL + "/reports/api/v2.0/me?code=SecREt01", "https://example.org/", "//example.org/x", "ftp://127.0.0.1/"} {
			for _, method := range []string{http.MethodGet, http.MethodPost} {
				_, _, err := call(t, transport, method, s.URL+"/reports/api/v2.0/me", "")
				if e := wantReason(t, err, ErrElsewhere); e.Host == "" || e.Status != status {
					t.Errorf("%s to %s: error = %+v", method, target, e)
				}
			}
		}
	}
	if reached.Load() != 0 {
		t.Error("the other host was reached")
	}
}

func TestRequestToAnotherHostIsNotSent(t *testing.T) {
	t.Parallel()
	s := serve(t, false, answerMe)
	transport := open(t, s, Login{})
	for _, u := range []string{"http://example.org/reports/api/v2.0/me", "http://127.0.0.1:1/", "https://ana:x@127.0.0.1/"} {
		_, _, err := call(t, transport, http.MethodGet, u, "")
		wantReason(t, err, ErrElsewhere)
	}
}

func TestRedirectThatLeavesTLS(t *testing.T) {
	t.Parallel()
	for auth, reason := range map[tiles.Auth]error{tiles.AuthBasic: ErrPlainBasic, tiles.AuthNTLM: ErrElsewhere} {
		s := serve(t, true, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://"+r.Host+r.URL.Path, http.StatusMovedPermanently)
		})
		_, _, err := call(t, open(t, s, testLogin(auth)), http.MethodGet, s.URL+"/reports/api/v2.0/me", "")
		wantReason(t, err, reason)
		if !errors.Is(err, ErrDowngrade) {
			t.Errorf("%s: error = %v, want ErrDowngrade", auth, err)
		}
	}
}

func TestRedirectToTheSameResource(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 307, 308} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			s := serve(t, false, func(w http.ResponseWriter, r *http.Request) {
				if !strings.HasPrefix(r.URL.Path, "/Reports/") {
					http.Redirect(w, r, "/Reports/api/v2.0/me/", status)
					return
				}
				body, _ := io.ReadAll(r.Body)
				if method == http.MethodPost && r.Method == method && string(body) != "{}" {
					t.Errorf("body %q", body)
				}
				answerMe(w, r)
			})
			body := ""
			if method == http.MethodPost {
				body = "{}"
			}
			got, text, err := call(t, open(t, s, Login{}), method, s.URL+"/reports/api/v2.0/me", body)
			if err != nil || got != 200 || text != me {
				t.Errorf("%s, %d: got %d %q, %v", method, status, got, text, err)
			}
		}
	}
}

func TestRedirectFromHTTPToHTTPS(t *testing.T) {
	t.Parallel()
	// The usual ports are not to be had in a test: a dialler stands in for them.
	var sent atomic.Int32
	secure := serve(t, true, basicServer(testPassword, &sent))
	plain := serve(t, false, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://example.com"+r.URL.Path, http.StatusMovedPermanently)
	})
	base := secure.Client().Transport.(*http.Transport).Clone()
	base.DialContext = dialTo(map[string]string{"example.com:80": plain.Listener.Addr().String(), "example.com:443": secure.Listener.Addr().String()})
	transport, err := New(Options{Portal: "http://example.com/reports", Login: testLogin(tiles.AuthBasic), Base: base})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(transport.Close)
	status, text, err := call(t, transport, http.MethodGet, "http://example.com/reports/api/v2.0/me", "")
	if err != nil || status != 200 || text != me {
		t.Errorf("got %d %q, %v", status, text, err)
	}
	if sent.Load() != 1 {
		t.Errorf("the password was sent %d times", sent.Load())
	}
}

func TestRedirectsWithoutEnd(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	s := serve(t, false, func(w http.ResponseWriter, r *http.Request) {
		n := calls.Add(1)
		http.Redirect(w, r, fmt.Sprintf("/reports/%d", n), http.StatusFound)
	})
	if _, _, err := call(t, open(t, s, Login{}), http.MethodGet, s.URL+"/reports/", ""); err == nil {
		t.Error("no error")
	}
	if n := calls.Load(); n > maxRedirects+1 {
		t.Errorf("%d requests", n)
	}
}

func TestLoginPageInPlaceOfData(t *testing.T) {
	t.Parallel()
	page := `<!doctype html><body><form><input id="u"><input
		class=x type=password></form>`
	tests := []struct {
		name   string
		answer http.HandlerFunc
		reason error
	}{
		{"page", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, page)
		}, ErrLoginPage},
		{"redirect by its name", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/ReportServer/logon.aspx?ReturnUrl=x", http.StatusFound)
		}, ErrLoginPage},
		{"redirect to a page that turns out to be one", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/portal" {
				http.Redirect(w, r, "/portal", http.StatusFound)
				return
			}
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, page)
		}, ErrLoginPage},
		{"a page of another kind", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<h1>It works!</h1>")
		}, nil},
		{"an error's page", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(http.StatusBadGateway)
			_, _ = io.WriteString(w, page)
		}, nil},
		{"a redirect without an address", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusFound) }, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, false, tt.answer)
			want := httptest.NewRecorder()
			tt.answer(want, httptest.NewRequest(http.MethodGet, "/x", nil))
			status, text, err := call(t, open(t, s, Login{}), http.MethodGet, s.URL+"/reports/api/v2.0/me", "")
			switch {
			case tt.reason != nil:
				wantReason(t, err, tt.reason)
			case err != nil || status != want.Code || text != want.Body.String():
				t.Errorf("got %d %q, %v", status, text, err)
			}
		})
	}
}

func TestAnswerThatMayNotBeRead(t *testing.T) {
	t.Parallel()
	// A POST that is sent to another page is not turned into a GET of it.
	s := serve(t, false, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			http.Redirect(w, r, "/reports/home", http.StatusSeeOther)
			return
		}
		if r.URL.Path == "/reports/home" {
			t.Error("the redirect was followed")
		}
		answerMe(w, r)
	})
	_, _, err := call(t, open(t, s, Login{}), http.MethodPost, s.URL+"/reports/api/v2.0/Subscriptions(1)/Model.Execute", "{}")
	wantReason(t, err, ErrLoginPage)
}

func TestAdmissible(t *testing.T) {
	t.Parallel()
	tests := []struct {
		portal, url string
		ok          bool
	}{
		{"https://bi.contoso.com/reports", "https://BI.contoso.com./x", true},
		{"https://bi.contoso.com/reports", "https://bi.contoso.com:443/x", true},
		{"https://bi.contoso.com/reports", "https://bi.contoso.com:8443/x", false},
		{"https://bi.contoso.com/reports", "https://bi.contoso.com.evil.org/x", false},
		{"https://bi.contoso.com/reports", "https://evil.org\\@bi.contoso.com/x", false},
		{"https://bi.contoso.com/reports", "https://user@bi.contoso.com/x", false},
		{"https://bi.contoso.com/reports", "http://bi.contoso.com/x", false},
		{"http://bi.contoso.com/reports", "https://bi.contoso.com/x", true},
		{"http://bi.contoso.com:81/reports", "https://bi.contoso.com/x", false},
		{"http://bi/reports", "http://bi:80/x", true},
		{"http://[::1]/reports", "http://[::1]:80/x", true},
		{"http://bi/reports", "file:///etc/passwd", false},
	}
	for _, tt := range tests {
		transport, err := New(Options{Portal: tt.portal})
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(tt.url)
		if err != nil {
			continue // what can't be parsed can't be sent
		}
		if err := transport.admissible(u); (err == nil) != tt.ok {
			t.Errorf("%s from %s: %v", tt.url, tt.portal, err)
		}
	}
}

func FuzzRedirect(f *testing.F) {
	for _, s := range []string{"/reports/", "//evil.org", "https://evil.org/", `https:\\evil.org`, "http://bi.contoso.com/", "https://bi.contoso.com@evil.org/", "%", "?x", "\x00"} {
		f.Add(s)
	}
	transport, err := New(Options{Portal: "https://bi.contoso.com/reports", Login: testLogin(tiles.AuthNTLM)})
	if err != nil {
		f.Fatal(err)
	}
	asked, err := http.NewRequest(http.MethodGet, "https://bi.contoso.com/reports/api/v2.0/me", nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, location string) {
		o := &outgoing{t: transport, asked: asked, url: asked.URL}
		answer := &http.Response{StatusCode: 302, Header: http.Header{"Location": {location}}, Request: asked, TLS: &tls.ConnectionState{}}
		next, err := transport.redirected(o, answer)
		if err == nil && (next.url.Scheme != "https" || !strings.EqualFold(strings.TrimSuffix(next.url.Hostname(), "."), "bi.contoso.com")) {
			t.Errorf("%q leads to %s", location, next.url)
		}
	})
}
