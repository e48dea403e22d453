package signin

import (
	"context"
	"errors"
	"net"
	"strconv"
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
