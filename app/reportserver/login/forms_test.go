package login

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"

	"mysettings/app/tiles"
	"mysettings/store"
)

// formsServer is a portal with a login page: its sessions are cookies.
type formsServer struct {
	mu       sync.Mutex
	password string
	lost     func(w http.ResponseWriter, r *http.Request) // answer without a session
	status   int                                          // of POST /Session, when not by the password
	forms    []map[string]string
	sessions map[string]bool
	served   int
}

func (f *formsServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r.URL.Path == "/reports/api/v2.0/Session" {
		var form map[string]string
		if err := json.NewDecoder(r.Body).Decode(&form); err != nil || r.Method != http.MethodPost {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		f.forms = append(f.forms, form)
		switch {
		case f.status != 0:
			w.WriteHeader(f.status)
		case form["UserName"] == "ana" && form["Domain"] == "CONTOSO" && form["Password"] == f.password:
			name := fmt.Sprint("session-", len(f.forms))
			f.sessions = map[string]bool{name: true}
			http.SetCookie(w, &http.Cookie{Name: "sqlAuthCookie", Value: name, Path: "/", HttpOnly: true})
			w.WriteHeader(http.StatusCreated)
		default:
			w.WriteHeader(http.StatusUnauthorized)
		}
		return
	}
	if c, err := r.Cookie("sqlAuthCookie"); err != nil || !f.sessions[c.Value] {
		f.lost(w, r)
		return
	}
	f.served++
	answerMe(w, r)
}

func (f *formsServer) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sessions = nil
}

func (f *formsServer) count() (forms, served int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.forms), f.served
}

// The ways in which servers say that there is no session.
var lostAnswers = map[string]http.HandlerFunc{
	"401": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) },
	"redirect to the login page": func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/ReportServer/Logon.aspx?ReturnUrl=%2freports", http.StatusFound)
	},
	"redirect to a page without a telling name": func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/welcome", http.StatusFound)
	},
	"login page": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, `<html><form><INPUT name=p Type = "text"><input name="q" type='password'></form>`)
	},
}

func TestFormsLogin(t *testing.T) {
	t.Parallel()
	for name, lost := range lostAnswers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &formsServer{password: testPassword, lost: lost}
			s := serve(t, false, f.ServeHTTP)
			transport := open(t, s, testLogin(tiles.AuthForms))
			mustMe(t, transport, s)
			mustMe(t, transport, s)
			if forms, _ := f.count(); forms != 1 {
				t.Errorf("%d logins, want 1", forms)
			}
			f.forget()
			mustMe(t, transport, s)
			if forms, _ := f.count(); forms != 2 {
				t.Errorf("%d logins after the session was lost, want 2", forms)
			}
		})
	}
}

func TestFormsLoginOnceForAll(t *testing.T) {
	t.Parallel()
	f := &formsServer{password: testPassword, lost: lostAnswers["401"]}
	s := serve(t, false, f.ServeHTTP)
	transport := open(t, s, testLogin(tiles.AuthForms))
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if status, _, err := call(t, transport, http.MethodGet, s.URL+"/reports/api/v2.0/me", ""); err != nil || status != 200 {
				t.Errorf("GET /me = %d, %v", status, err)
			}
		})
	}
	all.Wait()
	if forms, served := f.count(); forms != 1 || served != 10 {
		t.Errorf("%d logins for %d answers", forms, served)
	}
}

func TestFormsWrongPasswordIsSentOnce(t *testing.T) {
	t.Parallel()
	f := &formsServer{password: "another", lost: lostAnswers["401"]}
	s := serve(t, false, f.ServeHTTP)
	transport := open(t, s, testLogin(tiles.AuthForms))
	for range 3 {
		_, _, err := call(t, transport, http.MethodGet, s.URL+"/reports/api/v2.0/me", "")
		wantReason(t, err, ErrRefused)
	}
	if forms, _ := f.count(); forms != 1 {
		t.Errorf("the wrong password was sent %d times", forms)
	}
}

func TestFormsServerThatForgetsAtOnce(t *testing.T) {
	t.Parallel()
	for name, reason := range map[string]error{"401": ErrRefused, "login page": ErrLoginPage} {
		f := &formsServer{password: testPassword}
		f.lost = lostAnswers[name]
		s := serve(t, false, func(w http.ResponseWriter, r *http.Request) {
			f.ServeHTTP(w, r)
			f.forget()
		})
		_, _, err := call(t, open(t, s, testLogin(tiles.AuthForms)), http.MethodGet, s.URL+"/reports/api/v2.0/me", "")
		wantReason(t, err, reason)
		if forms, _ := f.count(); forms != 1 {
			t.Errorf("%s: %d logins, want 1", name, forms)
		}
	}
}

func TestFormsSessionThatIsNotOpened(t *testing.T) {
	t.Parallel()
	tests := []struct {
		status int
		reason error
	}{
		{http.StatusBadRequest, ErrRefused},
		{http.StatusNotFound, ErrNoScheme},
		{http.StatusMethodNotAllowed, ErrNoScheme},
		{http.StatusFound, ErrLoginPage},
		{http.StatusServiceUnavailable, nil},
	}
	for _, tt := range tests {
		f := &formsServer{status: tt.status, lost: lostAnswers["401"]}
		s := serve(t, false, f.ServeHTTP)
		status, _, err := call(t, open(t, s, testLogin(tiles.AuthForms)), http.MethodGet, s.URL+"/reports/api/v2.0/me", "")
		if tt.reason != nil {
			wantReason(t, err, tt.reason)
		} else if err != nil || status != tt.status {
			t.Errorf("got %d, %v; want the server's %d", status, err, tt.status)
		}
	}
}

func TestFormsDomainIsSentApart(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ user, domain, wantUser, wantDomain string }{
		{`CONTOSO\ana`, "", "ana", "CONTOSO"},
		{"ana", "CONTOSO", "ana", "CONTOSO"},
		{"ana@contoso.com", "", "ana@contoso.com", ""},
	} {
		l := Login{User: tt.user, Domain: tt.domain, Password: store.NewSecret("x")}
		if user, domain := l.split(); user != tt.wantUser || domain != tt.wantDomain {
			t.Errorf("%q, %q: got %q, %q", tt.user, tt.domain, user, domain)
		}
	}
}
