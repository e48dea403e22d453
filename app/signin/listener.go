package signin

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"syscall"
)

// listenTries is how many ports are tried: a port that is free on one of the
// loopback addresses may be taken on the other.
const listenTries = 20

// listenLoopback listens on 127.0.0.1 and on ::1, on the same free port of
// both, for a browser may take "localhost" for either. Having both also keeps
// another program from taking the other one's place. A machine without IPv6,
// or without IPv4, gets the one that it has.
func listenLoopback(ctx context.Context) ([]net.Listener, int, error) {
	var lc net.ListenConfig
	var failed error
	for range listenTries {
		four, err4 := lc.Listen(ctx, "tcp4", "127.0.0.1:0")
		if err4 != nil {
			six, err6 := lc.Listen(ctx, "tcp6", "[::1]:0")
			if err6 != nil {
				return nil, 0, errors.Join(err4, err6)
			}
			return []net.Listener{six}, port(six), nil
		}
		six, err6 := lc.Listen(ctx, "tcp6", net.JoinHostPort("::1", strconv.Itoa(port(four))))
		switch {
		case err6 == nil:
			return []net.Listener{four, six}, port(four), nil
		case !errors.Is(err6, syscall.EADDRINUSE) && !accessDenied(err6):
			return []net.Listener{four}, port(four), nil
		}
		_ = four.Close()
		failed = err6
	}
	return nil, 0, failed
}

// accessDenied is how Windows refuses a port that another program holds
// exclusively or that is reserved.
func accessDenied(err error) bool { return errors.Is(err, syscall.EACCES) }

func port(l net.Listener) int {
	if a, ok := l.Addr().(*net.TCPAddr); ok {
		return a.Port
	}
	return 0
}

// crowdLimit is how many connections may be open at once. A browser has a few,
// some of them ahead of need.
const crowdLimit = 64

// crowd keeps another program on this computer from holding the answer up: its
// open connections cost memory and file descriptors, and a plain limit would
// let it take all places. So the oldest connection makes room for a new one; the
// browser's is as old as its one request.
type crowd struct {
	mu   sync.Mutex
	open []net.Conn // oldest first; guarded by mu
}

// changed is a server's ConnState.
func (c *crowd) changed(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch state {
	case http.StateNew:
		if len(c.open) >= crowdLimit {
			_ = c.open[0].Close()
			c.open = slices.Delete(c.open, 0, 1)
		}
		c.open = append(c.open, conn)
	case http.StateClosed, http.StateHijacked:
		c.open = slices.DeleteFunc(c.open, func(o net.Conn) bool { return o == conn })
	}
}
