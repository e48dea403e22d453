package signin

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"mysettings/app/tiles"
	"mysettings/store"
)

const (
	// leaseTime is how long a renewal waits for another process's to end.
	leaseTime = 2 * time.Minute
	// renewTime bounds a renewal once it has the lease: discovery, two tries,
	// and saving.
	renewTime = 2 * time.Minute
	// networkPause keeps a burst of callers from each finding out for itself
	// that there is no network; short, because it may be back any moment.
	networkPause = 5 * time.Second
	// secondTry is after how long a 5xx without Retry-After is tried once
	// more.
	secondTry = time.Second
	// A token that the API rejects although it is new may be renewed for that
	// reason only so often: Entra calls 15 equal requests in 5 minutes a loop.
	forcedLimit  = 6
	forcedWindow = 5 * time.Minute
)

// flight is one renewal under way in this process, for everybody who asks.
type flight struct {
	done  chan struct{} // closed when token and err are there
	token store.Token
	err   error
}

// hold is a failure that isn't asked for again for a while, as long as the
// refresh token is the same.
type hold struct {
	until   time.Time
	refresh store.Secret
	err     *Error
}

// unsaved is a token that was renewed and could not be saved. It isn't used
// until it is.
type unsaved struct {
	parent store.Secret // the refresh token that it was got with
	token  store.Token
}

// renewed joins the renewal that is under way, or starts one. It outlives the
// caller: to cut off a request whose answer holds the only good refresh token
// would end the sign-in at providers that accept each only once.
func (m *Manager) renewed(ctx context.Context, connection string, rejected store.Secret, claims string) (store.Token, error) {
	for {
		f, joined, err := m.join(connection, rejected, claims)
		if err != nil {
			return store.Token{}, err
		}
		select {
		case <-f.done:
		case <-ctx.Done():
			return store.Token{}, stopped("renew", ctx)
		}
		// One that was joined may have found the rejected token good, by its
		// clock.
		if joined && f.err == nil && !rejected.Empty() && f.token.Access.Equal(rejected) {
			continue
		}
		return f.token, f.err
	}
}

func (m *Manager) join(connection string, rejected store.Secret, claims string) (f *flight, joined bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if f := m.flights[connection]; f != nil {
		return f, true, nil
	}
	if m.closed {
		return nil, false, &Error{Op: "renew", Code: codeClosed, Err: ErrClosed}
	}
	f = &flight{done: make(chan struct{})}
	m.flights[connection] = f
	m.running.Go(func() {
		f.token, f.err = m.fly(connection, rejected, claims)
		m.mu.Lock()
		delete(m.flights, connection)
		m.mu.Unlock()
		close(f.done)
	})
	return f, false, nil
}

// fly renews once, unless another process has by the time that the lease is
// held.
func (m *Manager) fly(connection string, rejected store.Secret, claims string) (store.Token, error) {
	waiting, cancel := context.WithTimeout(m.stopped, leaseTime)
	defer cancel()
	lease, err := m.store.Lease(waiting, leaseName(connection))
	if err != nil {
		if m.stopped.Err() != nil {
			err = ErrClosed
		}
		return store.Token{}, &Error{Op: "renew", Err: err}
	}
	defer lease.Release()

	ctx, cancel := context.WithTimeout(context.WithoutCancel(m.stopped), renewTime)
	defer cancel()
	conn, tok, err := m.current(ctx, connection)
	if err != nil {
		e := asError("renew", err)
		if e.Code == codeKeyLost && conn.EndedAt.IsZero() {
			m.end(ctx, connection, e)
		}
		return store.Token{}, e
	}
	if tok, err = m.settle(ctx, connection, tok); err != nil {
		return store.Token{}, err
	}
	if fresh(tok, m.now()) && !tok.Access.Equal(rejected) {
		return tok, nil
	}
	if e := m.held(connection, tok); e != nil {
		return store.Token{}, e
	}
	if e := m.paused(conn); e != nil {
		return store.Token{}, e
	}
	if e := m.tooOften(connection, rejected); e != nil {
		return store.Token{}, e
	}
	if claims != "" && m.asked(tok, claims) {
		e := m.unproven(tok)
		m.note(ctx, conn, tok, e)
		return store.Token{}, e
	}
	n, err := m.request(ctx, conn, tok, claims)
	if err != nil {
		e := asError("renew", err)
		m.pend(ctx, connection, tok, e, claims)
		m.note(ctx, conn, tok, e)
		return store.Token{}, e
	}
	n.Challenge = claims
	return m.save(ctx, conn, tok, n)
}

// request asks the identity provider for a new token (RFC 6749 section 6), and
// for one that proves claims where there are any.
func (m *Manager) request(ctx context.Context, conn tiles.Connection, tok store.Token, claims string) (store.Token, error) {
	if tok.Refresh.Empty() {
		return store.Token{}, &Error{Op: "renew", State: tiles.Expired, Cause: tiles.CauseSignInExpired, Remedy: tiles.RemedySignIn, Code: codeNoRefresh}
	}
	cfg, err := m.config(ctx)
	if err != nil {
		return store.Token{}, &Error{Op: "renew", Err: err}
	}
	cfg = cfg.of(conn).only(conn.Scopes)
	p, err := m.provider(ctx, cfg)
	if err != nil {
		return store.Token{}, unharmed(err)
	}
	conf := p.oauth(cfg, "")
	form := url.Values{"scope": {strings.Join(cfg.Scopes, " ")}}
	if claims != "" {
		form.Set("claims", claims)
	}
	for try := 1; ; try++ {
		x := m.exchange(ctx, form)
		// A source that holds nothing but the refresh token sends one request.
		t, err := conf.TokenSource(x.context(), &oauth2.Token{RefreshToken: tok.Refresh.Reveal()}).Token()
		if err == nil {
			n, err := tokenOf(t, cfg, tok, m.now())
			if err != nil {
				return store.Token{}, notTheService("renew", err)
			}
			return n, nil
		}
		e := m.failure("renew", err, x, tok.Refresh.Reveal(), tok.Access.Reveal())
		again := try == 1 && e.Cause == tiles.CauseServiceDown && x.answer().status >= http.StatusInternalServerError && x.answer().header.Get("Retry-After") == ""
		if !again {
			return store.Token{}, e
		}
		select {
		case <-time.After(secondTry):
		case <-ctx.Done():
			return store.Token{}, e
		}
	}
}

// unharmed is for a discovery that failed during a renewal: whatever is wrong
// with the address, the refresh token is as good as it was.
func unharmed(err error) error {
	e := *asError("renew", err)
	e.Op, e.State = "renew", ""
	return &e
}

// save stores the new token, durably, before anybody sees it.
func (m *Manager) save(ctx context.Context, conn tiles.Connection, old, n store.Token) (store.Token, error) {
	err := m.store.SaveRenewal(ctx, conn.ID, n, func(c *tiles.Connection) error {
		signedIn(c, n)
		return nil
	})
	if err != nil {
		m.mu.Lock()
		m.unsaved[conn.ID] = unsaved{parent: old.Refresh, token: n}
		m.mu.Unlock()
		m.log.Error("renewed token not saved", "connection", conn.ID, "error", err)
		return store.Token{}, &Error{Op: "save", Code: codeNotSaved, Err: err}
	}
	m.forget(conn.ID)
	m.log.Info("token renewed", "connection", conn.ID, "good_until", n.RefreshUntil, "estimate", !n.RefreshUntilKnown)
	return n, nil
}

// settle saves what an earlier renewal could not, if it still is what comes
// after the stored token, and gives the token that counts.
func (m *Manager) settle(ctx context.Context, connection string, tok store.Token) (store.Token, error) {
	m.mu.Lock()
	u, ok := m.unsaved[connection]
	m.mu.Unlock()
	switch {
	case !ok:
		return tok, nil
	case !u.parent.Equal(tok.Refresh):
		m.forget(connection)
		return tok, nil
	}
	conn := tiles.Connection{ID: connection}
	return m.save(ctx, conn, tok, u.token)
}

// note remembers a failure: in the store if it ended the sign-in, and here so
// that the same isn't asked for again at once.
func (m *Manager) note(ctx context.Context, conn tiles.Connection, tok store.Token, e *Error) {
	until := m.now().Add(networkPause)
	switch {
	case e.ended():
		until = m.now().Add(refusedPause)
		m.end(ctx, conn.ID, e)
	case !e.RetryAt.IsZero():
		until = e.RetryAt
		if e.Cause == tiles.CauseThrottled {
			m.rest(ctx, conn.ID, until)
		}
	}
	m.log.Warn("token not renewed", "connection", conn.ID, "code", summary(e), "correlation_id", e.CorrelationID,
		"network", e.Network, "ended", e.ended())
	m.mu.Lock()
	m.holds[conn.ID] = hold{until: until, refresh: tok.Refresh, err: e}
	m.mu.Unlock()
}

// rest writes into the connection that the service wants to be left alone, for
// every process of this computer: a pause that only this one keeps is none.
func (m *Manager) rest(ctx context.Context, connection string, until time.Time) {
	err := m.store.UpdateConnection(ctx, connection, func(c *tiles.Connection) error {
		if until.After(c.PausedUntil) {
			c.PausedUntil = until.UTC()
		}
		return nil
	})
	if err != nil {
		m.log.Error("pause not saved", "connection", connection, "error", err)
	}
}

// paused gives the error for a connection that is to be left alone. A longer
// pause than any of this package's is Power BI's own, which its client keeps,
// or the clock's, which was set back.
func (m *Manager) paused(c tiles.Connection) *Error {
	if d := c.PausedUntil.Sub(m.now()); d <= 0 || d > pauseLimit {
		return nil
	}
	return &Error{Op: "renew", Cause: tiles.CauseThrottled, Remedy: tiles.RemedyWait, Code: codePaused, RetryAt: c.PausedUntil}
}

// end writes into the connection that its sign-in is over.
func (m *Manager) end(ctx context.Context, connection string, e *Error) {
	err := m.store.UpdateConnection(ctx, connection, func(c *tiles.Connection) error {
		if c.EndedAt.IsZero() {
			c.EndedAt = m.now().UTC()
		}
		c.Problem = e.Problem()
		return nil
	})
	if err != nil {
		m.log.Error("end of sign-in not saved", "connection", connection, "error", err)
	}
}

// held gives the failure that isn't to be asked for again yet.
func (m *Manager) held(connection string, tok store.Token) *Error {
	m.mu.Lock()
	defer m.mu.Unlock()
	h, ok := m.holds[connection]
	if !ok || !h.refresh.Equal(tok.Refresh) || !m.now().Before(h.until) {
		delete(m.holds, connection)
		return nil
	}
	return h.err
}

// tooOften counts the renewals that the API asked for.
func (m *Manager) tooOften(connection string, rejected store.Secret) *Error {
	if rejected.Empty() {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	var recent []time.Time
	for _, t := range m.forced[connection] {
		if age := now.Sub(t); age >= 0 && age < forcedWindow {
			recent = append(recent, t)
		}
	}
	if len(recent) >= forcedLimit {
		m.forced[connection] = recent
		return &Error{Op: "renew", Cause: tiles.CauseThrottled, Remedy: tiles.RemedyWait, Code: codeTooOften, RetryAt: recent[0].Add(forcedWindow)}
	}
	m.forced[connection] = append(recent, now)
	return nil
}

// forget drops what was remembered of a connection's failures.
func (m *Manager) forget(connection string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.holds, connection)
	delete(m.unsaved, connection)
}

func (m *Manager) isClosed() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.closed
}
