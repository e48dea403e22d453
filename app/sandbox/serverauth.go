package sandbox

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
)

// formsCookie is the cookie of forms mode, markCookie the one whose value has
// to come back in the header markHeader with every change.
const (
	formsCookie = "sqlAuthCookie"
	markCookie  = "XSRF-TOKEN"
	markHeader  = "X-XSRF-TOKEN"
)

// connection is what a connection of a client remembers: NTLM signs in the
// connection, not the request.
type connection struct {
	mu        sync.Mutex
	challenge []byte
	user      *serverUser
	epoch     int
}

type connectionKey struct{}

// withConnection is a server's ConnContext.
func withConnection(ctx context.Context, _ net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, new(connection))
}

// authenticate finds who asks, or answers that it wants to know. The caller
// holds mu.
func (s *reportServer) authenticate(w http.ResponseWriter, r *http.Request) *serverUser {
	switch s.settings.Auth {
	case "none":
		return s.users[0]
	case "basic":
		return s.basic(w, r)
	case "forms":
		return s.byForm(w, r)
	}
	return s.negotiate(w, r)
}

func (s *reportServer) basic(w http.ResponseWriter, r *http.Request) *serverUser {
	name, password, ok := r.BasicAuth()
	if ok {
		if u := s.logon(name, password); u != nil {
			return u
		}
	}
	challenge(w, `Basic realm="`+serverComputer+`"`)
	return nil
}

// logon checks a name and a password, and counts the attempt.
func (s *reportServer) logon(name, password string) *serverUser {
	u := s.user(name)
	if u == nil || subtle.ConstantTimeCompare([]byte(u.password), []byte(password)) != 1 {
		s.refused[strings.ToLower(name)]++
		return nil
	}
	u.good++
	return u
}

// challenge answers 401 with the schemes that would do.
func challenge(w http.ResponseWriter, schemes ...string) {
	for _, scheme := range schemes {
		w.Header().Add("WWW-Authenticate", scheme)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusUnauthorized)
	_, _ = io.WriteString(w, "<!doctype html><title>Not authorized</title><h1>HTTP Error 401: you are not authorized</h1>")
}

// negotiate is NTLM, bare or as Negotiate.
func (s *reportServer) negotiate(w http.ResponseWriter, r *http.Request) *serverUser {
	offered := []string{"NTLM"}
	switch s.settings.Auth {
	case "negotiate":
		offered = []string{"Negotiate", "NTLM"}
	case "kerberos":
		offered = []string{"Negotiate"}
	}
	c, _ := r.Context().Value(connectionKey{}).(*connection)
	if c == nil {
		challenge(w, offered...)
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	scheme, text, sent := strings.Cut(r.Header.Get("Authorization"), " ")
	if !sent {
		if c.user != nil && c.epoch == s.epoch {
			return c.user
		}
		challenge(w, offered...)
		return nil
	}
	message, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	known := false
	for _, o := range offered {
		known = known || strings.EqualFold(o, scheme)
	}
	if err != nil || !known || s.settings.Auth == "kerberos" {
		c.user, c.challenge = nil, nil
		challenge(w, offered...)
		return nil
	}
	switch ntlmKind(message) {
	case ntlmNegotiate:
		answer, bytes := newNTLMChallenge(serverDomain, serverComputer, s.now())
		c.user, c.challenge = nil, bytes
		challenge(w, scheme+" "+base64.StdEncoding.EncodeToString(answer))
		return nil
	case ntlmAuthenticate:
		s.secrets.note("ntlm_answer", strings.TrimSpace(text))
		if u := s.proved(message, c.challenge); u != nil {
			c.user, c.challenge, c.epoch = u, nil, s.epoch
			return u
		}
	}
	c.user, c.challenge = nil, nil
	challenge(w, offered...)
	return nil
}

// proved is who an AUTHENTICATE message proves to be, and counts the attempt.
func (s *reportServer) proved(message, asked []byte) *serverUser {
	answer, err := parseNTLMAnswer(message)
	if err != nil {
		return nil
	}
	switch strings.ToLower(answer.domain) {
	case "", strings.ToLower(serverDomain), Domain:
		u := s.user(answer.user)
		if u != nil && s.settings.Auth != "never" && answer.proves(u.password, asked) {
			u.good++
			return u
		}
	}
	s.refused[strings.ToLower(answer.user)]++
	return nil
}

// byForm finds the forms cookie.
func (s *reportServer) byForm(w http.ResponseWriter, r *http.Request) *serverUser {
	if cookie, err := r.Cookie(formsCookie); err == nil {
		if u := s.forms[cookie.Value]; u != nil {
			return u
		}
	}
	switch s.settings.Unauthenticated {
	case "401":
		w.WriteHeader(http.StatusUnauthorized)
	case "page":
		if strings.Contains(strings.ToLower(r.URL.Path), "/api/") {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = io.WriteString(w, logonPage)
			return nil
		}
		s.showWho(w, r, http.StatusOK)
	default:
		http.Redirect(w, r, soapPath+"/Logon.aspx?ReturnUrl="+escaped(r.URL.Path), http.StatusFound)
	}
	return nil
}

// logonPage is what a custom extension may answer in place of data: its page to
// log on, with status 200.
const logonPage = `<!doctype html><title>Log on</title><h1>Sandbox: log on to the report server</h1>
<form method="post"><input name="TxtUser"><input name="TxtPwd" type="password"><button>Log on</button></form>`

// openSession is POST /Session, the logon of forms mode.
func (s *reportServer) openSession(w http.ResponseWriter, r *http.Request) {
	var given struct{ UserName, Password, Domain string }
	body, err := io.ReadAll(io.LimitReader(r.Body, 64<<10))
	if err != nil || json.Unmarshal(body, &given) != nil || given.UserName == "" {
		serverError(w, http.StatusBadRequest, "InvalidRequest", "The request is malformed.")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	name := given.UserName
	if given.Domain != "" {
		name = given.Domain + `\` + name
	}
	u := s.logon(name, given.Password)
	if u == nil {
		serverError(w, http.StatusUnauthorized, "Unauthorized", "The user name or password is not correct.")
		return
	}
	s.giveForms(w, u)
	w.WriteHeader(http.StatusCreated)
}

func (s *reportServer) giveForms(w http.ResponseWriter, u *serverUser) {
	value := randomToken()
	s.secrets.note("server_cookie", value)
	s.forms[value] = u
	http.SetCookie(w, &http.Cookie{Name: formsCookie, Value: value, Path: "/", HttpOnly: true})
}

// closeSession is DELETE /Session.
func (s *reportServer) closeSession(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cookie, err := r.Cookie(formsCookie); err == nil {
		delete(s.forms, cookie.Value)
	}
	http.SetCookie(w, &http.Cookie{Name: formsCookie, Path: "/", MaxAge: -1})
	w.WriteHeader(http.StatusNoContent)
}

// mark gives a client that has none the cookie against forged requests.
func (s *reportServer) mark(w http.ResponseWriter, r *http.Request) {
	if !s.settings.XSRF {
		return
	}
	if cookie, err := r.Cookie(markCookie); err == nil && s.marks[unescaped(cookie.Value)] {
		return
	}
	// What has to be unescaped again before it is sent back.
	value := "+" + randomToken() + "/="
	s.secrets.note("xsrf_token", value)
	s.marks[value] = true
	http.SetCookie(w, &http.Cookie{Name: markCookie, Value: escaped(value), Path: "/"})
}

// marked says whether a change carries the cookie's value in the header.
func (s *reportServer) marked(r *http.Request) bool {
	if !s.settings.XSRF {
		return true
	}
	cookie, err := r.Cookie(markCookie)
	if err != nil {
		return false
	}
	value := unescaped(cookie.Value)
	return s.marks[value] && r.Header.Get(markHeader) == value
}

// forgetLogons ends every sign-in to the server itself.
func (s *reportServer) forgetLogons() {
	s.epoch++
	clear(s.forms)
	clear(s.browsers)
	clear(s.marks)
}
