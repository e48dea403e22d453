package login

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"time"

	"mysettings/app/tiles"
)

// RoundTrip sends a request to the server, signing in where it asks for that.
// The body is sent again as often as a handshake needs it: by GetBody, or from
// a copy of at most 1 MB.
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	o, err := t.newOutgoing(r)
	if err != nil {
		return nil, err
	}
	if err := t.admissible(o.url); err != nil {
		return nil, err
	}
	if changes(r.Method) {
		if err := t.fetchXSRF(o.ctx, o.url); err != nil {
			return nil, err
		}
	}
	for again := false; ; again = true {
		session, err := t.standing()
		if err != nil {
			return nil, err
		}
		answer, err := t.travel(o)
		if !t.lost(answer, err) {
			return answer, err
		}
		if err == nil {
			drain(answer)
			err = &Error{Reason: ErrRefused, Status: answer.StatusCode, Offered: Offered(answer.Header)}
		}
		if again {
			return nil, err
		}
		if answer, err := t.openSession(o.ctx, session); answer != nil || err != nil {
			return answer, err
		}
	}
}

// travel sends a request where it leads to in the end.
func (t *Transport) travel(o *outgoing) (*http.Response, error) {
	for range maxRedirects + 1 {
		answer, err := t.admit(o)
		if err != nil {
			return nil, err
		}
		if isRedirect(answer.StatusCode) && answer.Header.Get("Location") != "" {
			next, err := t.redirected(o, answer)
			drain(answer)
			if err != nil {
				return nil, err
			}
			o = next
			continue
		}
		page, err := isLoginPage(answer)
		if err != nil || page {
			drain(answer)
		}
		if err != nil {
			return nil, err
		}
		if page {
			return nil, &Error{Reason: ErrLoginPage, Status: answer.StatusCode}
		}
		return answer, nil
	}
	return nil, errors.New("redirects without end")
}

// admit sends a request on a lane of its own, and signs in on it.
func (t *Transport) admit(o *outgoing) (*http.Response, error) {
	l, err := t.lanes.take(o.ctx)
	if err != nil {
		return nil, err
	}
	var answer *http.Response
	switch t.login.Auth {
	case tiles.AuthForms:
		answer, _, err = o.send(l, "")
	case tiles.AuthBasic:
		answer, err = t.basic(l, o)
	default:
		answer, err = t.negotiated(l, o)
	}
	if err != nil {
		t.lanes.give(l)
		return nil, err
	}
	t.lend(l, answer)
	return answer, nil
}

// connectionRests is after how long without a request a connection is not
// counted on: web servers of Windows close it after two minutes, what is in
// between often sooner.
const connectionRests = time.Minute

// basic sends a request with the password, once the server has asked for it.
func (t *Transport) basic(l *lane, o *outgoing) (*http.Response, error) {
	tls := o.url.Scheme == "https"
	header := "Basic " + base64.StdEncoding.EncodeToString([]byte(t.login.account()+":"+t.login.Password.Reveal()))
	t.mu.Lock()
	proven := t.proven
	t.mu.Unlock()
	if proven && tls {
		if t.isProven() {
			return t.sendPassword(l, o, header)
		}
		return t.tryPassword(l, o, header)
	}
	answer, _, err := o.send(l, "")
	if err != nil || answer.StatusCode != http.StatusUnauthorized {
		return answer, err
	}
	drain(answer)
	if _, ok := offers(parseChallenges(answer.Header), schemeBasic); !ok {
		return nil, &Error{Reason: ErrNoScheme, Status: answer.StatusCode, Offered: Offered(answer.Header)}
	}
	if !tls {
		return nil, &Error{Reason: ErrPlainBasic, Status: answer.StatusCode, Offered: Offered(answer.Header)}
	}
	return t.tryPassword(l, o, header)
}

// tryPassword sends a request with a password that may be wrong.
func (t *Transport) tryPassword(l *lane, o *outgoing, header string) (*http.Response, error) {
	together, err := t.alone(o.ctx)
	if err != nil {
		return nil, err
	}
	defer together()
	return t.sendPassword(l, o, header)
}

func (t *Transport) sendPassword(l *lane, o *outgoing, header string) (*http.Response, error) {
	answer, _, err := o.send(l, header)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode == http.StatusUnauthorized {
		drain(answer)
		return nil, t.refuse(t.unauthorized(answer))
	}
	t.accept(schemeBasic)
	return answer, nil
}

// negotiated sends a request, and signs in with a handshake when the server
// asks for one.
func (t *Transport) negotiated(l *lane, o *outgoing) (*http.Response, error) {
	t.mu.Lock()
	eager, typed := t.eager, t.typed
	t.mu.Unlock()
	if eager != nil {
		return t.withMechanism(l, o, *eager)
	}
	if typed != nil && t.now().Sub(l.usedAt) > connectionRests {
		// The connection will have been closed. What the server would ask for on
		// a new one is known, which spares it a request that it must refuse.
		l.CloseIdleConnections()
		answer, err := t.withMechanism(l, o, *typed)
		if !errors.Is(err, ErrNoScheme) {
			return answer, err
		}
		t.mu.Lock()
		t.typed = nil
		t.mu.Unlock()
	}
	answer, same, err := o.send(l, "")
	if err != nil || answer.StatusCode != http.StatusUnauthorized {
		return answer, err
	}
	drain(answer)
	m, err := t.choose(answer.Header)
	if err != nil {
		return nil, err
	}
	if m.eager && same && l.authentic {
		// The connection had been through a handshake, and the server asks anew.
		t.mu.Lock()
		t.eager = &m
		t.mu.Unlock()
	}
	return t.withMechanism(l, o, m)
}

// withMechanism sends a request with handshakes of m: one, and a second when
// the first lost its connection or was refused with a ticket that was kept.
func (t *Transport) withMechanism(l *lane, o *outgoing, m mechanism) (*http.Response, error) {
	if m.password {
		together, err := t.alone(o.ctx)
		if err != nil {
			return nil, err
		}
		defer together()
	}
	for again := false; ; again = true {
		answer, err := t.shake(l, o, m, again)
		switch {
		case errors.Is(err, errMoved) && !again:
			continue
		case errors.Is(err, ErrNoTicket) && m.fallback != nil:
			t.log.Debug("no ticket for the report server, so the password is used", "cause", err)
			return t.withMechanism(l, o, *m.fallback)
		case err != nil:
			return nil, t.failed(err, m)
		case answer.StatusCode != http.StatusUnauthorized:
			l.authentic = true
			t.accept(m.scheme)
			if m.password {
				t.mu.Lock()
				t.typed = &m
				t.mu.Unlock()
			}
			return answer, nil
		}
		drain(answer)
		refused := t.unauthorized(answer)
		switch {
		case m.password:
			return nil, t.refuse(refused)
		case again:
			if refused.Skew != 0 {
				refused.Reason = ErrClock
			}
			t.mu.Lock()
			t.eager = nil
			t.mu.Unlock()
			return nil, refused
		}
	}
}

// failed is the error for a handshake that broke off on this side: what was
// offered is added, and a password that was refused on the way is remembered.
func (t *Transport) failed(err error, m mechanism) error {
	var known *Error
	if !errors.As(err, &known) {
		return err
	}
	e := *known
	e.Offered = m.offered
	if m.password && e.Reason == ErrRefused {
		return t.refuse(&e)
	}
	return &e
}

// Kerberos allows the clocks this much.
const maxSkew = 5 * time.Minute

// unauthorized is the error for a 401 to credentials that were sent.
func (t *Transport) unauthorized(answer *http.Response) *Error {
	e := &Error{Reason: ErrRefused, Status: answer.StatusCode, Offered: Offered(answer.Header)}
	if date, err := http.ParseTime(answer.Header.Get("Date")); err == nil {
		if skew := date.Sub(t.now()); skew.Abs() > maxSkew {
			e.Skew = skew
		}
	}
	return e
}

// standing gives the number of the form's session, or the refusal that stands.
func (t *Transport) standing() (session int, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.refused != nil {
		return 0, t.refused
	}
	return t.session, nil
}

// refuse remembers that the password is wrong.
func (t *Transport) refuse(e *Error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.refused, t.proven = e, false
	t.log.Debug("refused by the report server", "status", e.Status, "offered", e.Offered)
	return e
}

// accept remembers that signing in worked.
func (t *Transport) accept(scheme string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.proven {
		t.log.Debug("signed in to the report server", "with", scheme)
	}
	t.proven, t.provenAt = true, t.now()
}

// provenFor is for how long a password is taken to be good after it was
// accepted. Should it be changed then, this process and others that use it may
// each find that out by themselves.
const provenFor = time.Minute

// isProven tells whether the password was accepted a moment ago.
func (t *Transport) isProven() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.proven && t.now().Sub(t.provenAt) < provenFor
}

// alone waits for the right to send a password that may be wrong, which ends
// with together. Whoever has it is the only one, so that a wrong one is sent
// once. The error may be the refusal of somebody who had it before.
func (t *Transport) alone(ctx context.Context) (together func(), err error) {
	select {
	case t.handshaking <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	leave := func() { <-t.handshaking }
	if _, err := t.standing(); err != nil {
		leave()
		return nil, err
	}
	if t.gate == nil || t.isProven() {
		return leave, nil
	}
	done, err := t.gate(ctx)
	if err != nil {
		leave()
		if errors.Is(err, ErrRefused) {
			return nil, t.refuse(&Error{Reason: ErrRefused, Err: err})
		}
		return nil, err
	}
	return func() {
		_, refused := t.standing()
		done(refused != nil)
		leave()
	}, nil
}
