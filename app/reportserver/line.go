package reportserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"mysettings/app/reportserver/login"
	"mysettings/store"
)

// line is the way to one server, signed in to it. It is made when it is first
// needed, for that needs the password.
type line struct {
	portal, api string
	login       func(context.Context) (login.Login, error)
	base        func() (*http.Transport, error)
	gate        login.Gate
	now         func() time.Time
	log         *slog.Logger

	mu   sync.Mutex
	made *login.Transport // guarded by mu
}

// get returns the transport, made at the first call that succeeds.
func (l *line) get(ctx context.Context, op string) (http.RoundTripper, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.made != nil {
		return l.made, nil
	}
	who, err := l.login(ctx)
	if err != nil {
		return nil, noLogin(ctx, op, err)
	}
	base, err := l.base()
	if err != nil {
		return nil, fmt.Errorf("report server: %s: transport: %w", op, err)
	}
	base.ResponseHeaderTimeout = 0 // each call has its own limit; one of them is long
	t, err := login.New(login.Options{Portal: l.portal, API: l.api, Login: who, Base: base, Gate: l.gate, Now: l.now, Log: l.log})
	if err != nil {
		if e := loginFailure(op, err); e != nil {
			return nil, e
		}
		return nil, fmt.Errorf("report server: %s: %w", op, err)
	}
	l.made = t
	return t, nil
}

func (l *line) close() {
	l.mu.Lock()
	t := l.made
	l.mu.Unlock()
	if t != nil {
		t.CloseIdleConnections()
	}
}

// end is close for a line that won't be used again.
func (l *line) end() {
	l.mu.Lock()
	t := l.made
	l.made = nil
	l.mu.Unlock()
	if t != nil {
		t.Close()
	}
}

// noLogin is for a login that can't be had. Only where the password is gone
// for good has the person to type it again.
func noLogin(ctx context.Context, op string, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("report server: %s: %w", op, ctx.Err())
	}
	e := failure(op, KindNoPassword, fmt.Errorf("password: %w", err))
	if !errors.Is(err, store.ErrNoToken) && !errors.Is(err, store.ErrKeyLost) {
		e.Cause = ""
	}
	return e
}
