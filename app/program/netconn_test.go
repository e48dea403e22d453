package program

import (
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// half is one direction of a connection in memory. Unlike net.Pipe's it takes
// what is written at once, as a socket does, and can break as one does.
type half struct {
	wake chan struct{} // one token: something has changed for the reader

	mu       sync.Mutex
	data     []byte    // guarded by mu: written, and not read yet
	end      error     // guarded by mu: what a reader gets after data
	deaf     bool      // guarded by mu: nobody will read
	deadline time.Time // guarded by mu: the reader's
}

func newHalf() *half { return &half{wake: make(chan struct{}, 1)} }

func (h *half) poke() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

func (h *half) read(p []byte) (int, error) {
	for {
		h.mu.Lock()
		n, end, deadline := copy(p, h.data), h.end, h.deadline
		h.data = h.data[n:]
		h.mu.Unlock()
		switch {
		case n > 0 || len(p) == 0:
			return n, nil
		case end != nil:
			return 0, end
		case deadline.IsZero():
			<-h.wake
			continue
		case !time.Now().Before(deadline):
			return 0, os.ErrDeadlineExceeded
		}
		timer := time.NewTimer(time.Until(deadline))
		select {
		case <-h.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

func (h *half) write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.end != nil:
		return 0, net.ErrClosed
	case h.deaf:
		return 0, &net.OpError{Op: "write", Net: "tcp", Err: os.NewSyscallError("write", syscall.EPIPE)}
	}
	h.data = append(h.data, p...)
	h.poke()
	return len(p), nil
}

// finish lets the reader come to the end: io.EOF, or another error.
func (h *half) finish(end error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.end == nil {
		h.end = end
	}
	h.poke()
}

// refuse is for a reader that has gone.
func (h *half) refuse() {
	h.mu.Lock()
	h.deaf = true
	h.mu.Unlock()
	h.finish(net.ErrClosed)
}

// conn is one end of a connection in memory.
type conn struct {
	in, out       *half
	local, remote net.Addr
}

// pair makes both ends.
func pair(a, b net.Addr) (*conn, *conn) {
	there, back := newHalf(), newHalf()
	return &conn{back, there, a, b}, &conn{there, back, b, a}
}

func (c *conn) Read(p []byte) (int, error)  { return c.in.read(p) }
func (c *conn) Write(p []byte) (int, error) { return c.out.write(p) }
func (c *conn) LocalAddr() net.Addr         { return c.local }
func (c *conn) RemoteAddr() net.Addr        { return c.remote }

func (c *conn) Close() error {
	c.out.finish(io.EOF)
	c.in.refuse()
	return nil
}

// reset breaks the connection: the other end reads what has arrived, and then
// that it was reset.
func (c *conn) reset() {
	c.out.finish(&net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)})
	c.in.refuse()
}

func (c *conn) SetDeadline(t time.Time) error {
	return c.SetReadDeadline(t)
}

func (c *conn) SetReadDeadline(t time.Time) error {
	c.in.mu.Lock()
	c.in.deadline = t
	c.in.mu.Unlock()
	c.in.poke()
	return nil
}

// SetWriteDeadline does nothing: a write never waits.
func (c *conn) SetWriteDeadline(time.Time) error { return nil }

// listener hands connections in memory to a server.
type listener struct {
	at    net.Addr
	calls chan net.Conn
	once  sync.Once
	done  chan struct{}
}

func newListener(at net.Addr) *listener {
	return &listener{at: at, calls: make(chan net.Conn), done: make(chan struct{})}
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.calls:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *listener) Close() error   { l.once.Do(func() { close(l.done) }); return nil }
func (l *listener) Addr() net.Addr { return l.at }

// dial connects to the server behind the listener.
func (l *listener) dial() (net.Conn, error) {
	here, there := pair(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 50000}, l.at)
	select {
	case l.calls <- there:
		return here, nil
	case <-l.done:
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	}
}
