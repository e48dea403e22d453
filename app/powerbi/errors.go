package powerbi

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"mysettings/app/tiles"
)

// Error is a call that brought no result: what the service answered, or why
// it could not be asked. Its text never holds a token, nor the service's own
// message, which may name people and servers; that is in Message.
type Error struct {
	Op     string // what was asked: "list dashboards"
	Status int    // HTTP status; zero when there was no answer
	// Code and Message are the service's words, cleaned and cut, untrusted.
	Code    string
	Message string
	// RequestID is what Microsoft's support asks for.
	RequestID string
	// RetryAfter is when the service wants to be asked again; zero when it
	// did not say.
	RetryAfter time.Time
	// Cause is why, in the app's words; empty when Err comes from Tokens, which
	// knows better.
	Cause tiles.Cause
	// Claims is the decoded claims challenge (a JSON object) to sign in with.
	Claims string
	// Account is true when every other call of the account would fare the
	// same: throttled, or its token can't be had or is refused.
	Account bool
	// Err is what lies behind; nil when the service answered.
	Err error

	renew bool // a new access token may cure it
}

// ErrPaused lies behind an Error when the service asked for a pause that is
// not over yet, and ErrBudget when the call would have to wait for the
// account's own limit beyond the deadline of its context.
var (
	ErrPaused = errors.New("paused by the service")
	ErrBudget = errors.New("budget of calls used up")
)

// Error names the operation, the status and the code.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("power bi: ")
	b.WriteString(e.Op)
	if e.Status != 0 {
		fmt.Fprintf(&b, ": status %d", e.Status)
	}
	if e.Code != "" {
		fmt.Fprintf(&b, ": %s", e.Code)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	if e.RequestID != "" {
		fmt.Fprintf(&b, " (request %s)", e.RequestID)
	}
	return b.String()
}

// Unwrap gives what lies behind: a network error, or the error of Tokens.
func (e *Error) Unwrap() error { return e.Err }

// The service's codes that this package acts on.
const (
	codeTokenExpired  = "TokenExpired"
	codeNotAuthorized = "PowerBINotAuthorizedException"
	codeNotLicensed   = "PowerBINotLicensedException"
	codeThrottled     = "Request Throttled"
)

// refusal makes an Error of an answer that is not a success. Only the error
// code tells apart what shares a status: an expired token is a 403, and a 401
// with PowerBINotAuthorizedException says nothing about the sign-in.
// https://learn.microsoft.com/en-us/power-bi/developer/embedded/embedded-troubleshoot
func refusal(op string, a answer, now time.Time) *Error {
	e := &Error{Op: op, Status: a.status, RequestID: a.requestID()}
	foreign := looksLikePage(a.header, a.body)
	if !foreign {
		e.Code, e.Message = decodeError(a.body)
	}
	is := func(code string) bool { return strings.EqualFold(e.Code, code) }
	switch s := a.status; {
	case s == http.StatusTooManyRequests && !e.quota():
		e.Cause, e.Account = tiles.CauseThrottled, true
		e.RetryAfter = now.Add(pauseAsked(a.header, e.Message, now))
	case s >= 500:
		e.Cause = tiles.CauseServiceDown
		if d, ok := retryAfterHeader(a.header, now); ok {
			e.RetryAfter = now.Add(min(d, downMost))
		}
	case foreign || s < 400 || s == http.StatusProxyAuthRequired:
		// A page, or a redirect to elsewhere: a proxy or a hotel's portal
		// answered in Power BI's place.
		e.Cause = tiles.CauseServerUnreachable
	case is(codeTokenExpired):
		e.Cause, e.renew = tiles.CauseSignInExpired, true
	case is(codeNotLicensed):
		e.Cause = tiles.CauseAdminNeeded
	case is(codeNotAuthorized):
		e.Cause = tiles.CauseNoPermission
	case s == http.StatusUnauthorized:
		e.Cause = tiles.CauseSignInRefused
		e.Claims = challenge(a.header.Values("WWW-Authenticate"))
		e.Account, e.renew = e.Claims != "", e.Claims == ""
	case e.quota():
		e.Cause = tiles.CauseCapacity
	case s == http.StatusForbidden:
		e.Cause = tiles.CauseNoPermission
	case s == http.StatusNotFound:
		e.Cause = tiles.CauseItemMissing
	default:
		e.Cause = tiles.CauseUnrecognised
	}
	return e
}

// quota tells whether the day's refreshes of the model are used up. The
// service says so with the same code as for other limits, so the text decides.
func (e *Error) quota() bool {
	return strings.EqualFold(e.Code, codeThrottled) && strings.Contains(strings.ToLower(e.Message), "refresh request")
}

// denied tells whether the answer means that the person may not see the thing;
// it says nothing about the sign-in.
func (e *Error) denied() bool {
	return e.Status != 0 && (e.Cause == tiles.CauseNoPermission || e.Cause == tiles.CauseAdminNeeded)
}

func (e *Error) missing() bool { return e.Cause == tiles.CauseItemMissing }

// The pause after a 429: what is taken when the service gives no time, and
// bounds for what it gives. Waits near an hour are real.
const (
	pauseUnsaid = time.Minute
	pauseLeast  = time.Second
	pauseMost   = 24 * time.Hour
	downMost    = time.Hour // a service that fails is seldom right about for how long
)

var retryIn = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\bretry in (\d{1,9}) second`)
})

// pauseAsked is how long the service wants to be left alone: the header
// Retry-After, else "Retry in N seconds" in the text.
func pauseAsked(h http.Header, message string, now time.Time) time.Duration {
	d, ok := retryAfterHeader(h, now)
	if !ok {
		d = pauseUnsaid
		if m := retryIn().FindStringSubmatch(message); m != nil {
			n, _ := strconv.Atoi(m[1]) // nine digits at most
			d = time.Duration(n) * time.Second
		}
	}
	return min(max(d, pauseLeast), pauseMost)
}

// retryAfterHeader reads Retry-After in both forms of RFC 9110 section 10.2.3.
// A time is the service's, whose own clock the header Date tells.
func retryAfterHeader(h http.Header, now time.Time) (time.Duration, bool) {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if text == "" {
		return 0, false
	}
	if n, err := strconv.ParseUint(text, 10, 63); err == nil {
		return time.Duration(min(n, uint64(pauseMost/time.Second))) * time.Second, true
	}
	if at, err := http.ParseTime(text); err == nil {
		if date, err := http.ParseTime(h.Get("Date")); err == nil {
			now = date
		}
		return min(max(at.Sub(now), 0), pauseMost), true
	}
	return 0, false
}
