package signin

import (
	"context"
	"errors"
	"io"
	"log"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"mysettings/store"
)

const (
	// callbackPath is the redirect's path. It is registered without one, and
	// matched with its case, so that there can be no other.
	callbackPath = "/"
	donePath     = "/done"
	// formLimit is far above a code and a state (Entra's codes reach 2 kB).
	formLimit = 64 << 10
	// lingering is for how long the done page is waited for after the answer:
	// the browser asks for it at once or not at all.
	lingering = 300 * time.Millisecond
	// closing bounds what comes after; together they stay below half a second.
	closing = 80 * time.Millisecond
)

// redirect is what the browser brought back: a code, or a refusal.
type redirect struct {
	code store.Secret
	// iss is RFC 9207's parameter, empty if there was none.
	iss string
	// refusal is the error answer as an OAuth error body would say it; nil
	// when there is a code.
	refusal *reply
}

// callback waits on the loopback addresses for one right answer to one
// sign-in. What is not that answer is refused and changes nothing.
type callback struct {
	state string
	host  string // what the Host header has to be
	// mayBe says whether an iss parameter can be right; mustIss that there
	// has to be one.
	mayBe   func(iss string) bool
	mustIss bool

	answers chan redirect // the one right answer; never blocks its sender
	shown   chan struct{} // closed once the done page went out
	once    sync.Once     // for shown
	served  sync.WaitGroup
	crowd   crowd
	server  *http.Server

	mu       sync.Mutex // guards what follows
	answered bool
	refused  bool
}

// newCallback begins to serve. close must be called.
func newCallback(listeners []net.Listener, port int, state string, p provider) *callback {
	c := &callback{
		state:   state,
		host:    net.JoinHostPort("localhost", strconv.Itoa(port)),
		mayBe:   p.mayBe,
		mustIss: p.saysIss,
		answers: make(chan redirect, 1),
		shown:   make(chan struct{}),
	}
	c.server = &http.Server{
		Handler:           c,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      10 * time.Second,
		IdleTimeout:       30 * time.Second,
		MaxHeaderBytes:    32 << 10,
		ConnState:         c.crowd.changed,
		// Its lines could repeat parts of a request.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	for _, l := range listeners {
		c.served.Go(func() { _ = c.server.Serve(l) })
	}
	return c
}

// address is the redirect_uri.
func (c *callback) address() string { return "http://" + c.host }

// close ends the server within half a second and waits for it. After an
// answer the browser gets the chance to fetch the done page; it would else
// show that the page can't be reached, right after a good sign-in.
func (c *callback) close() {
	c.mu.Lock()
	answered := c.answered
	c.mu.Unlock()
	if answered {
		select {
		case <-c.shown:
		case <-time.After(lingering):
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), closing)
	defer cancel()
	if c.server.Shutdown(ctx) != nil {
		_ = c.server.Close()
	}
	c.served.Wait()
}

// ServeHTTP takes the answer, shows the done page and refuses all else.
func (c *callback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	protect(w.Header())
	switch {
	case !strings.EqualFold(r.Host, c.host):
		// A page elsewhere whose name was made to lead here (DNS rebinding).
		show(w, http.StatusMisdirectedRequest, pageRefused)
	case r.URL.Path == donePath:
		c.done(w, r)
	case r.URL.Path != callbackPath || r.URL.RawPath != "":
		show(w, http.StatusNotFound, pageRefused)
	case r.Method != http.MethodGet && r.Method != http.MethodPost:
		w.Header().Set("Allow", "GET, POST")
		show(w, http.StatusMethodNotAllowed, pageRefused)
	default:
		c.receive(w, r)
	}
}

// receive judges a possible answer.
func (c *callback) receive(w http.ResponseWriter, r *http.Request) {
	values, err := parameters(w, r)
	if err != nil {
		status := http.StatusBadRequest
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			status = http.StatusRequestEntityTooLarge
		}
		show(w, status, pageRefused)
		return
	}
	a, ok := c.judge(values)
	if !ok {
		show(w, http.StatusBadRequest, pageRefused)
		return
	}
	c.mu.Lock()
	second := c.answered
	c.answered = true
	if !second {
		c.refused = a.refusal != nil
	}
	c.mu.Unlock()
	if second {
		show(w, http.StatusConflict, pageTwice)
		return
	}
	// See Other: the browser fetches the done page by GET, and neither a code
	// in the address nor a form to be sent again stays in its history.
	http.Redirect(w, r, donePath, http.StatusSeeOther)
	c.answers <- a
}

var errParameters = errors.New("no readable parameters")

// parameters gives the form of a POST (form_post) or the query of a GET, never
// a mixture. A parameter that is there twice makes all of it unreadable (RFC
// 6749 section 3.1).
func parameters(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	raw := r.URL.RawQuery
	if r.Method == http.MethodPost {
		kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil || kind != "application/x-www-form-urlencoded" {
			return nil, errParameters
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, formLimit))
		if err != nil {
			return nil, err
		}
		raw = string(body)
	}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, errParameters
	}
	for _, v := range values {
		if len(v) > 1 {
			return nil, errParameters
		}
	}
	return values, nil
}

// judge gives the answer if it is one to this sign-in.
func (c *callback) judge(values url.Values) (redirect, bool) {
	if !same(values.Get("state"), c.state) {
		return redirect{}, false
	}
	iss, given := values.Get("iss"), values.Has("iss")
	if given && !c.mayBe(iss) || !given && c.mustIss {
		// The answer of another provider (RFC 9207, mix-up).
		return redirect{}, false
	}
	code := values.Get("code")
	if values.Has("error") {
		if code != "" {
			return redirect{}, false
		}
		said := values.Get("error_description")
		refusal := reply{
			Code:        matching(codeName(), values.Get("error")),
			Suberror:    matching(codeName(), values.Get("error_subcode")),
			AADSTS:      aadsts(nil, said),
			Description: describe(said, []string{c.state}),
			Claims:      claimsOf([]byte(values.Get("claims"))),
		}
		return redirect{iss: iss, refusal: &refusal}, true
	}
	if code == "" {
		return redirect{}, false
	}
	return redirect{code: store.NewSecret(code), iss: iss}, true
}

// done shows the page after the answer. Before it there is none to show.
func (c *callback) done(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	answered, refused := c.answered, c.refused
	c.mu.Unlock()
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		show(w, http.StatusMethodNotAllowed, pageRefused)
		return
	case !answered:
		show(w, http.StatusNotFound, pageRefused)
		return
	case refused:
		show(w, http.StatusOK, pageFailed)
	default:
		show(w, http.StatusOK, pageDone)
	}
	c.once.Do(func() { close(c.shown) })
}
