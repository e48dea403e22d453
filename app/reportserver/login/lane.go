package login

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"time"
)

// lane is a place for one request at a time with at most one connection. A
// handshake that spans several requests stays on it, so that no other request
// can come between.
type lane struct {
	*http.Transport
	// conn is the connection of the latest request, for telling whether two
	// requests went over the same one. It is only ever compared.
	conn net.Conn
	// authentic is true after a handshake on conn, which a server may, but need
	// not, take for all that follows on it.
	authentic bool
	// binding is the channel binding of conn; nil without TLS.
	binding []byte
	// usedAt is when the latest answer came.
	usedAt time.Time
}

// newLane makes a lane from a copy of base. HTTP/2 stays off: NTLM
// authenticates connections, and HTTP/2 shares them.
func newLane(base *http.Transport) *lane {
	t := base.Clone()
	t.Protocols = new(http.Protocols)
	t.Protocols.SetHTTP1(true)
	t.ForceAttemptHTTP2 = false
	t.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{}
	if t.TLSClientConfig != nil {
		t.TLSClientConfig.NextProtos = nil
	}
	t.MaxConnsPerHost = 1
	t.MaxIdleConnsPerHost = 1
	t.DisableKeepAlives = false
	return &lane{Transport: t}
}

// watch learns which connection one request goes over.
type watch struct {
	trace httptrace.ClientTrace

	// The transport may dial in one goroutine and report from another.
	mu  sync.Mutex
	got net.Conn // guarded by mu
}

// OneByOne gives a context for requests that are made one after the other and
// never two at a time. What such a request takes on its way is then made once
// for all of them, which counts where there are thousands.
func OneByOne(ctx context.Context) context.Context {
	w := newWatch()
	return context.WithValue(httptrace.WithClientTrace(ctx, &w.trace), watchKey{}, w)
}

func newWatch() *watch {
	w := &watch{}
	w.trace.GotConn = w.met
	return w
}

// watchKey finds the watch of a context by OneByOne.
type watchKey struct{}

// watching gives what will know of the connection of a request with this
// context, and the context to send the request with.
func watching(ctx context.Context) (context.Context, *watch) {
	w, ok := ctx.Value(watchKey{}).(*watch)
	if !ok {
		w = newWatch()
		return httptrace.WithClientTrace(ctx, &w.trace), w
	}
	w.mu.Lock()
	w.got = nil
	w.mu.Unlock()
	return ctx, w
}

func (w *watch) met(i httptrace.GotConnInfo) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.got = i.Conn
}

func (w *watch) conn() net.Conn {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.got
}

// send sends a request that is watched by w as it is. same is true when it went
// over the connection that the lane's request before used.
func (l *lane) send(r *http.Request, w *watch) (answer *http.Response, same bool, err error) {
	answer, err = l.RoundTrip(r)
	got := w.conn()
	same = got != nil && got == l.conn
	l.conn = got
	l.authentic = l.authentic && same
	if !same {
		l.binding = nil
	}
	if answer != nil && l.binding == nil {
		l.binding = serverEndPoint(answer.TLS)
	}
	return answer, same, err
}

// lanes are the free ones. The one that was freed last is taken first, so that
// as few connections as possible are open.
type lanes struct {
	free  chan struct{} // holds as many as there are in stack
	mu    sync.Mutex
	stack []*lane
}

// take waits for a free lane.
func (k *lanes) take(ctx context.Context) (*lane, error) {
	select {
	case <-k.free:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	last := len(k.stack) - 1
	l := k.stack[last]
	k.stack = k.stack[:last]
	return l, nil
}

// give frees a lane.
func (k *lanes) give(l *lane) {
	k.mu.Lock()
	k.stack = append(k.stack, l)
	k.mu.Unlock()
	k.free <- struct{}{}
}

// lent is an answer's body. The lane is free again once it was read to its end
// or closed.
type lent struct {
	io.ReadCloser
	lanes *lanes
	l     *lane
	over  atomic.Bool
}

// lend ties a lane to an answer's body.
func (t *Transport) lend(l *lane, answer *http.Response) {
	if answer.Body == http.NoBody {
		t.lanes.give(l)
		return
	}
	answer.Body = &lent{ReadCloser: answer.Body, lanes: &t.lanes, l: l}
}

func (b *lent) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if errors.Is(err, io.EOF) {
		b.free()
	}
	return n, err
}

func (b *lent) Close() error {
	err := b.ReadCloser.Close()
	b.free()
	return err
}

func (b *lent) free() {
	if !b.over.Swap(true) {
		b.lanes.give(b.l)
	}
}

// Answers that are not passed on are read so far, to keep the connection.
const maxDrain = 1 << 20

// drain reads what is left of a body and closes it, so that its connection can
// serve the next request.
func drain(answer *http.Response) {
	_, _ = io.CopyN(io.Discard, answer.Body, maxDrain)
	_ = answer.Body.Close()
}
