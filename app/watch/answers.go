package watch

import (
	"errors"
	"sync"

	"mysettings/app/powerbi"
	"mysettings/app/reportserver"
	"mysettings/app/signin"
	"mysettings/app/tiles"
)

// signInGone tells whether err means that the account can't be used until
// somebody acts. A network failure never does.
func signInGone(err error) bool {
	var e *signin.Error
	return errors.As(err, &e) && e.Gone()
}

// speaksForAll tells whether every other call of the account would be answered
// the same: the sign-in is gone, or the service refuses its token.
func speaksForAll(err error) bool {
	var api *powerbi.Error
	return signInGone(err) || errors.As(err, &api) && api.Account
}

// trouble is why a look brought no answer, as it is kept with the feed.
func trouble(err error) *tiles.Problem {
	p := &tiles.Problem{Cause: tiles.CauseServerUnreachable}
	var api *powerbi.Error
	var sign *signin.Error
	var server *reportserver.Error
	switch {
	case errors.As(err, &server):
		if server.Cause != tiles.CauseNone {
			p.Cause = server.Cause
		}
		p.Code, p.RetryAt = string(server.Kind), server.RetryAfter
	case errors.As(err, &api):
		if api.Cause != tiles.CauseNone {
			p.Cause = api.Cause
		}
		p.Code, p.CorrelationID, p.RetryAt = api.Code, api.RequestID, api.RetryAfter
	case errors.As(err, &sign):
		if sign.Cause != tiles.CauseNone {
			p.Cause = sign.Cause
		}
		p.Code, p.CorrelationID, p.RetryAt = sign.Code, sign.CorrelationID, sign.RetryAt
	}
	p.Remedy = tiles.RemedyFor(p.Cause)
	return p
}

// collected gathers answers from several goroutines.
type collected struct {
	mu   sync.Mutex
	errs []error // guarded by mu
}

func (c *collected) add(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.errs = append(c.errs, err)
}

// err is the first answer: twenty feeds of an unreachable service fail in the
// same words.
func (c *collected) err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.errs) == 0 {
		return nil
	}
	return c.errs[0]
}
