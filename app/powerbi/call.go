package powerbi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"mysettings/app/tiles"
)

const (
	callLimit    = 60 * time.Second // one try of one call, answer read
	largestList  = 16 << 20
	largestError = 64 << 10
)

// Values of headers, shared by all requests and never changed.
var (
	acceptJSON = []string{"application/json"}
	ownName    = []string{"MySettings"}
)

// call is one request; path is below the base and already escaped.
type call struct {
	op     string
	method string
	path   string
	query  url.Values
	body   []byte
	scopes []string
}

// answer is what came back, its body read and bounded.
type answer struct {
	status int
	header http.Header
	body   []byte
	buffer *bytes.Buffer // what body lies in
}

// buffers are for the bodies of the hundreds of lists of an inventory.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// largestKept is the size from which on a buffer is left to the collector.
const largestKept = 256 << 10

// free gives the body's memory back, where everything wanted of it has been
// copied. It need not be called.
func (a answer) free() {
	if a.buffer != nil && a.buffer.Cap() <= largestKept {
		buffers.Put(a.buffer)
	}
}

func (a answer) ok() bool { return a.status >= 200 && a.status < 300 }

// requestID is what Microsoft's support asks for.
func (a answer) requestID() string {
	for _, header := range []string{"RequestId", "x-ms-request-id", "request-id"} {
		if id := ident(a.header.Get(header)); id != "" {
			return id
		}
	}
	return ""
}

// do makes a call and returns its successful answer. For a token that the
// service calls expired, or refuses without a reason, and for one of which it
// wants more (a claims challenge), another is got, once for each of the two, and
// the call repeated.
func (c *Client) do(ctx context.Context, k call) (answer, error) {
	leave, err := c.enter(ctx, k.op)
	if err != nil {
		return answer{}, err
	}
	defer leave()
	token, err := c.tokens.Token(ctx, k.scopes...)
	if err != nil {
		return answer{}, noToken(ctx, k.op, err)
	}
	renewed, proved := false, false
	for {
		a, err := c.try(ctx, k, token)
		var e *Error
		if !errors.As(err, &e) {
			return a, err
		}
		var next string
		var why error
		switch {
		case e.Claims != "":
			// Also when it was proven before: then the person is needed, and
			// whoever keeps the sign-in has to know.
			if next, why = c.tokens.Prove(ctx, token, e.Claims); why == nil && proved {
				return a, err
			}
			proved = true
		case e.renew && !renewed:
			next, why = c.tokens.Renew(ctx, token)
			renewed = true
		default:
			e.Account, e.renew = e.Account || e.renew, false
			return a, err
		}
		if why != nil {
			return answer{}, noToken(ctx, k.op, why)
		}
		token = next
		c.bucket.Allow() // the repetition counts, but never waits
	}
}

// try makes the call once, with token, redirects followed.
func (c *Client) try(ctx context.Context, k call, token string) (answer, error) {
	a, err := c.send(ctx, k, token)
	if err != nil {
		if ctx.Err() != nil {
			return answer{}, fmt.Errorf("power bi: %s: %w", k.op, ctx.Err())
		}
		return answer{}, &Error{Op: k.op, Status: a.status, RequestID: a.requestID(), Cause: tiles.CauseServerUnreachable, Err: withoutAddress(err)}
	}
	if a.ok() && !looksLikePage(a.header, a.body) {
		return a, nil
	}
	// Before the text is cut, lest half a token be left; and after it was
	// decoded, lest an escaped one be.
	a.body = []byte(scrub(string(a.body), token))
	e := refusal(k.op, a, c.now())
	e.Code, e.Message, e.RequestID = scrub(e.Code, token), scrub(e.Message, token), scrub(e.RequestID, token)
	if e.Cause == tiles.CauseThrottled {
		c.pause(e.RetryAfter)
	}
	c.log.Debug("power bi refused", "op", k.op, "status", e.Status, "code", e.Code, "request", e.RequestID)
	return answer{}, e
}

// maxHops is how many redirects one call follows: to the tenant's cluster, and
// some to spare.
const maxHops = 3

func (c *Client) send(ctx context.Context, k call, token string) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	address := c.address + k.path
	if len(k.query) > 0 {
		address += "?" + k.query.Encode()
	}
	for hop := 0; ; hop++ {
		a, err := c.sendTo(ctx, k, address, token)
		if err != nil || !redirects(a.status, k.method) {
			return a, err
		}
		next, ok := c.follow(address, a.header.Get("Location"))
		if !ok || hop == maxHops {
			return a, nil // refusal takes it from there
		}
		address = next
	}
}

func (c *Client) sendTo(ctx context.Context, k call, address, token string) (answer, error) {
	var body io.Reader
	if k.body != nil {
		body = bytes.NewReader(k.body)
	}
	r, err := http.NewRequestWithContext(ctx, k.method, address, body)
	if err != nil {
		return answer{}, err
	}
	r.Header = http.Header{"Authorization": {"Bearer " + token}, "Accept": acceptJSON, "User-Agent": ownName}
	if k.body != nil {
		r.Header["Content-Type"] = acceptJSON
	}
	// Of what an http.Client would add (redirects, cookies, a time limit),
	// nothing is wanted here.
	resp, err := c.transport.RoundTrip(r)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	a := answer{status: resp.StatusCode, header: resp.Header}
	limit := int64(largestError)
	if a.ok() {
		limit = largestList
	}
	a.buffer = buffers.Get().(*bytes.Buffer)
	a.buffer.Reset()
	if n := resp.ContentLength; n > 0 && n <= limit {
		a.buffer.Grow(int(n) + bytes.MinRead) // exactly enough for ReadFrom
	}
	_, err = a.buffer.ReadFrom(io.LimitReader(resp.Body, limit+1))
	a.body = a.buffer.Bytes()
	if int64(len(a.body)) > limit {
		a.body = a.body[:limit]
		if a.ok() {
			return a, errors.New("answer too large")
		}
	}
	if err != nil && !a.ok() {
		err = nil // the status says enough
	}
	return a, err
}

// redirects tells whether a status sends the call elsewhere. Only 307 and 308
// may repeat a POST (RFC 9110 section 15.4).
func redirects(status int, method string) bool {
	switch status {
	case http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther:
		return method == http.MethodGet
	}
	return false
}

// clusters are the hosts, and their subdomains, to which each cloud's front
// door may send a call with its token: the clusters that hold tenants.
var clusters = map[string][]string{
	"api.powerbi.com":        {"analysis.windows.net", "powerbi.com"},
	"api.powerbigov.us":      {"analysis.usgovcloudapi.net", "powerbigov.us"},
	"api.high.powerbigov.us": {"high.analysis.usgovcloudapi.net", "high.powerbigov.us"},
	"api.mil.powerbigov.us":  {"mil.analysis.usgovcloudapi.net", "mil.powerbigov.us"},
	"api.powerbi.cn":         {"analysis.chinacloudapi.cn", "powerbi.cn"},
}

// follow returns the address to which a redirect leads, if the token may go
// along: the same server, or over https a cluster of the same cloud.
func (c *Client) follow(from, location string) (string, bool) {
	here, err := url.Parse(from)
	if err != nil || location == "" {
		return "", false
	}
	u, err := here.Parse(location)
	if err != nil || u.User != nil {
		return "", false
	}
	if u.Scheme == c.base.Scheme && strings.EqualFold(u.Host, c.base.Host) {
		return u.String(), true
	}
	if u.Scheme != "https" || (u.Port() != "" && u.Port() != "443") {
		return "", false
	}
	host := strings.ToLower(u.Hostname())
	for _, known := range clusters[strings.ToLower(c.base.Hostname())] {
		if host == known || strings.HasSuffix(host, "."+known) {
			return u.String(), true
		}
	}
	return "", false
}

func (c *Client) checkPause(op string) error {
	until := c.PausedUntil()
	if !c.now().Before(until) {
		return nil
	}
	return &Error{Op: op, RetryAfter: until, Cause: tiles.CauseThrottled, Account: true, Err: ErrPaused}
}

func budgetError(op string, next time.Time) error {
	return &Error{Op: op, RetryAfter: next, Cause: tiles.CauseThrottled, Account: true, Err: ErrBudget}
}

func noToken(ctx context.Context, op string, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("power bi: %s: %w", op, ctx.Err())
	}
	return &Error{Op: op, Account: true, Err: fmt.Errorf("access token: %w", err)}
}

// tokenForm is how every JSON Web Token begins.
var tokenForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`eyJ[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]*)*`)
})

// scrub takes the token, and whatever looks like one, out of text that came
// back from the service.
func scrub(s, token string) string {
	if token != "" {
		s = strings.ReplaceAll(s, token, "[secret]")
	}
	return tokenForm().ReplaceAllString(s, "[secret]")
}

// withoutAddress drops the address that net/http puts in front: the operation
// says enough.
func withoutAddress(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
