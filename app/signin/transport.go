package signin

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

const (
	// answerLimit is far above any real answer (a token response with a large
	// id_token has some 10 kB) and small enough to be read by a resident.
	answerLimit = 1 << 20
	// requestTime is how long one request to the identity provider may take,
	// its body included.
	requestTime = 30 * time.Second
)

var (
	errTooLarge = errors.New("answer too large")
	errRedirect = errors.New("answer sends elsewhere")
	errNoObject = errors.New("answer no JSON object")
)

// exchange is the way to the identity provider for one operation. As an
// http.RoundTripper below the oauth2 library it does what that library leaves
// out: it ends every request with the operation's context, reads each answer
// whole and bounded before handing it on, adds form parameters to a renewal,
// and remembers what answered.
type exchange struct {
	ctx  context.Context
	base *http.Client
	// id goes out as client-request-id and comes back in Entra's errors and
	// logs.
	id string
	// extra is added to the form of every POST.
	extra url.Values

	mu   sync.Mutex // guards last
	last answer
}

// answer is what is remembered of the last answer.
type answer struct {
	status int // zero when there was none
	header http.Header
	at     time.Time // the server's Date; zero if it said none
}

func (m *Manager) exchange(ctx context.Context, extra url.Values) *exchange {
	return &exchange{ctx: ctx, base: m.http, id: requestID(), extra: extra}
}

// claimsForm is the parameter of a claims challenge, nil for none.
func claimsForm(claims string) url.Values {
	if claims == "" {
		return nil
	}
	return url.Values{"claims": {claims}}
}

// requestID makes a version 4 UUID.
func requestID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// context carries the exchange to the oauth2 library, which takes its client
// from there.
func (x *exchange) context() context.Context {
	return context.WithValue(x.ctx, oauth2.HTTPClient, &http.Client{
		Transport: x,
		// A redirect would carry the refresh token or the code to wherever
		// the answer says.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	})
}

// answer gives what the last request was answered with.
func (x *exchange) answer() answer {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.last
}

func (x *exchange) remember(a answer) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.last = a
}

// RoundTrip sends one request.
func (x *exchange) RoundTrip(r *http.Request) (*http.Response, error) {
	x.remember(answer{})
	ctx := r.Context()
	if ctx.Done() == nil {
		ctx = x.ctx // the oauth2 library forgets it when it asks for a device code
	}
	ctx, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	r, err := x.prepare(r.Clone(ctx))
	if err != nil {
		return nil, err
	}
	base := x.base.Transport
	if base == nil {
		base = http.DefaultTransport
	}
	resp, err := base.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	a := answer{status: resp.StatusCode, header: resp.Header}
	a.at, _ = http.ParseTime(resp.Header.Get("Date"))
	x.remember(a)
	body, err := io.ReadAll(io.LimitReader(resp.Body, answerLimit+1))
	switch {
	case err != nil:
		// An answer that breaks off says nothing, whatever its status.
		x.remember(answer{})
		return nil, err
	case len(body) > answerLimit:
		return nil, errTooLarge
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		return nil, errRedirect
	}
	switch object := bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("{")); {
	case object:
		// The oauth2 library takes text/plain for a form; some proxies and
		// servers label JSON so.
		resp.Header.Set("Content-Type", "application/json")
	case r.Method == http.MethodPost && resp.StatusCode < 300:
		// RFC 6749 section 5.1 knows nothing else, and the library's device
		// request panics at "null" (v0.37.0).
		return nil, errNoObject
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	resp.ContentLength = int64(len(body))
	return resp, nil
}

func (x *exchange) prepare(r *http.Request) (*http.Request, error) {
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "mysettings")
	r.Header.Set("client-request-id", x.id)
	if r.Method != http.MethodPost || len(x.extra) == 0 {
		return r, nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	_ = r.Body.Close()
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, errors.New("request form unreadable")
	}
	for k, v := range x.extra {
		form[k] = v
	}
	text := form.Encode()
	r.Body = io.NopCloser(strings.NewReader(text))
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
	r.ContentLength = int64(len(text))
	return r, nil
}

// get fetches a document: its status and its body.
func (x *exchange) get(address string) (int, []byte, error) {
	r, err := http.NewRequestWithContext(x.ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, nil, err
	}
	resp, err := x.RoundTrip(r)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp.StatusCode, body, err
}
