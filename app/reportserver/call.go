package reportserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"mysettings/app/tiles"
)

// Limits of one call: how long it may take, answer read, and how much of an
// answer is read.
const (
	callLimit = 60 * time.Second
	// askLimit is for the sign-in's status: the server asks Microsoft before it
	// answers.
	askLimit = 3 * time.Minute

	largestList  = 16 << 20
	largest      = 1 << 20
	largestModel = 4 << 20 // $metadata
	largestError = 64 << 10
)

// call is one request. path is below the API's address, and already escaped.
type call struct {
	op     string
	method string // GET when empty
	path   string
	query  url.Values
	accept string        // JSON when empty
	limit  time.Duration // callLimit when zero
	most   int64         // bytes of a good answer; largest when zero
	turn   *turn         // of whoever makes one call after the other, else nil
}

// answer is what came back, its body read and bounded. What is decoded of a
// body shares its memory.
type answer struct {
	status int
	header http.Header
	body   string
	from   *url.URL // after redirects
}

func (a answer) ok() bool { return a.status >= 200 && a.status < 300 }

// do makes a call and returns its successful answer.
func (c *Client) do(ctx context.Context, k call) (answer, error) {
	leave, err := c.enter(ctx, k.op)
	if err != nil {
		return answer{}, err
	}
	defer leave()
	way, err := c.line.get(ctx, k.op)
	if err != nil {
		return answer{}, err
	}
	u, err := c.locate(k)
	if err != nil {
		return answer{}, failure(k.op, KindNotAddress, err)
	}
	a, err := sendTo(ctx, way, u, k)
	if err != nil {
		return answer{}, err
	}
	if c.o.Heard != nil && u.Scheme == "https" {
		c.o.Heard(a.header)
	}
	if a.ok() && !isPage(a.header, a.body) {
		return a, nil
	}
	e := refusal(k.op, a, c.now())
	if e.Account && !e.RetryAfter.IsZero() {
		c.pause(e.RetryAfter)
	}
	c.log.Debug("report server refused", "op", k.op, "kind", e.Kind, "status", e.Status, "code", e.Code)
	return answer{}, e
}

// locate is the address of a call.
func (c *Client) locate(k call) (*url.URL, error) {
	if k.query == nil && plainPath(k.path) {
		// What parsing makes of it, and it is done thousands of times.
		u := *c.root
		u.Path += k.path
		if u.RawPath = u.Path; c.rootPath != c.root.Path {
			u.RawPath = c.rootPath + k.path
		}
		return &u, nil
	}
	address := c.address + k.path
	if len(k.query) > 0 {
		// Some servers read "%24top" as a name of its own.
		address += "?" + strings.ReplaceAll(k.query.Encode(), "%24", "$")
	}
	return url.Parse(address)
}

// plainPath tells whether a path means what it says: nothing in it is escaped,
// or would have to be. Parentheses need not be.
func plainPath(path string) bool {
	for i := range len(path) {
		switch c := path[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '/', c == '-', c == '(', c == ')':
		default:
			return false
		}
	}
	return true
}

// Headers, shared by all requests and never changed.
var (
	dataWanted = http.Header{"Accept": {"application/json"}, "User-Agent": ownName}
	ownName    = []string{"MySettings"}
)

// send makes a call at an address and reads the answer, whatever its status.
func send(ctx context.Context, way http.RoundTripper, address string, k call) (answer, error) {
	u, err := url.Parse(address)
	if err != nil {
		return answer{}, failure(k.op, KindNotAddress, err)
	}
	return sendTo(ctx, way, u, k)
}

// sendTo is send with an address that was read, and isn't changed.
func sendTo(ctx context.Context, way http.RoundTripper, u *url.URL, k call) (answer, error) {
	limit := k.limit
	if limit == 0 {
		limit = callLimit
	}
	within, cancel := k.turn.begin(ctx, limit)
	defer cancel()
	method := k.method
	if method == "" {
		method = http.MethodGet
	}
	header := dataWanted
	if k.accept != "" {
		header = http.Header{"Accept": {k.accept}, "User-Agent": ownName}
	}
	blank := http.Request{Method: method, URL: u, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: header, Host: strings.TrimSuffix(u.Host, ":")}
	a, err := receive(way, blank.WithContext(within), k.most)
	if err == nil {
		return a, nil
	}
	if ctx.Err() != nil {
		return answer{}, fmt.Errorf("report server: %s: %w", k.op, ctx.Err())
	}
	e := networkFailure(k.op, err)
	e.Status = max(e.Status, a.status)
	return answer{}, e
}

// errCut lies behind an Error of KindAnswer when the answer broke off, and
// errTooLarge when it is larger than any that was expected.
var (
	errCut      = errors.New("answer broke off")
	errTooLarge = errors.New("answer too large")
)

// receive reads at most most bytes of a good answer.
func receive(way http.RoundTripper, r *http.Request, most int64) (answer, error) {
	resp, err := way.RoundTrip(r)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	a := answer{status: resp.StatusCode, header: resp.Header, from: r.URL}
	if resp.Request != nil {
		a.from = resp.Request.URL
	}
	if most == 0 {
		most = largest
	}
	if !a.ok() {
		most = largestError
	}
	a.body, err = gather(resp.Body, most+1)
	switch tooLarge := int64(len(a.body)) > most; {
	case !a.ok():
		a.body = a.body[:min(int64(len(a.body)), most)]
		return a, nil // the status says enough, even without the whole body
	case tooLarge:
		return a, errTooLarge
	case err != nil && r.Context().Err() == nil:
		return a, fmt.Errorf("%w: %w", errCut, err)
	}
	return a, err
}

// buffers are for reading bodies, of which there are thousands.
var buffers = sync.Pool{New: func() any { return new([32 << 10]byte) }}

// gather reads r to its end, or to most bytes. Most bodies fit into a buffer,
// and so take no more memory than they are long.
func gather(r io.Reader, most int64) (string, error) {
	buffer := buffers.Get().(*[32 << 10]byte)
	defer buffers.Put(buffer)
	var parts []string
	for left := most; ; {
		room := buffer[:min(left, int64(len(buffer)))]
		n := 0
		var err error
		for n < len(room) && err == nil {
			var more int
			more, err = r.Read(room[n:])
			n += more
		}
		left -= int64(n)
		if err == nil && left > 0 {
			parts = append(parts, string(room))
			continue
		}
		if errors.Is(err, io.EOF) {
			err = nil
		}
		if parts == nil {
			return string(room[:n]), err
		}
		return strings.Join(append(parts, string(room[:n])), ""), err
	}
}

// nonsense is an Error for a success whose body can't be read.
func nonsense(op string, a answer, err error) error {
	e := failure(op, KindAnswer, err)
	e.Status = a.status
	return e
}

// Bounds on what is kept of the server's texts, in runes.
const (
	longestName   = 400
	longestCode   = 200
	longestText   = 2000
	longestStatus = 4000
	longestPath   = 1000
)

// name is text of the server as it is kept for people.
func name(s string) string { return tiles.Clean(s, longestName) }
