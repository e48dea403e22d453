package signin

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"mysettings/app/tiles"
)

// Codes of our own, where no OAuth error says it.
const (
	codeSignedOut     = "signed_out"
	codeTimedOut      = "timed_out"
	codeCancelled     = "cancelled"
	codeNotTheService = "not_the_service" // something else answered: a portal, a proxy's page
	codeTooLarge      = "answer_too_large"
	codeNoDiscovery   = "no_discovery"
	codeBadDiscovery  = "bad_discovery"
	codeNoIDToken     = "no_id_token"
	codeBadIDToken    = "bad_id_token"
	codeNoRefresh     = "no_refresh_token"
	codeClock         = "clock_wrong"
	codeOther         = "different_person"
	codeScope         = "scope_missing"
	codeKeyLost       = "key_lost"
	codeNotSaved      = "not_saved"
	codeTooOften      = "too_often"
	codeNoBrowser     = "no_browser"
	codeNoDeviceCode  = "no_device_code"
	codeListen        = "no_listener"
	codeClosed        = "closed"
	codePaused        = "paused"
	// Claims challenges that a renewal, or a sign-in, has not answered.
	codeUnproven = "insufficient_claims"
	codeUnmet    = "claims_unmet"
)

const (
	// busyPause is the pause after a 5xx or 429 that names none, as in MSAL.
	busyPause = time.Minute
	// pauseLimit bounds a Retry-After.
	pauseLimit = time.Hour
	// blockedPause is after how long a refusal that only the organisation can
	// lift is tried again: a rule of place or device may stop applying.
	blockedPause = time.Hour
	// loopPause is for how long nothing is asked for after AADSTS50196: Entra
	// counts equal requests over five minutes.
	loopPause = 5 * time.Minute
	// refusedPause is for how long a refusal is not asked for again (Entra
	// answers 50196 to who does).
	refusedPause = 2 * time.Minute
)

// outcome is what an OAuth error means.
type outcome struct {
	state  tiles.SignInState
	cause  tiles.Cause
	remedy tiles.Remedy
	pause  time.Duration
}

var (
	signInExpired = outcome{tiles.Expired, tiles.CauseSignInExpired, tiles.RemedySignIn, 0}
	signInRefused = outcome{tiles.Expired, tiles.CauseSignInRefused, tiles.RemedySignIn, 0}
	adminNeeded   = outcome{tiles.Blocked, tiles.CauseAdminNeeded, tiles.RemedyAskAdmin, blockedPause}
	asksTooOften  = outcome{"", tiles.CauseThrottled, tiles.RemedyWait, loopPause}
	serviceDown   = outcome{"", tiles.CauseServiceDown, tiles.RemedyWait, busyPause}
	throttled     = outcome{"", tiles.CauseThrottled, tiles.RemedyWait, busyPause}
	tryAgain      = outcome{"", tiles.CauseSignInRefused, tiles.RemedySignIn, 0}
	unrecognised  = outcome{tiles.Expired, tiles.CauseUnrecognised, tiles.RemedySignIn, 0}
)

// byError is what the OAuth error alone means: RFC 6749 sections 4.1.2.1 and
// 5.2, OpenID Connect Core section 3.1.2.6, RFC 8628 section 3.5, and the
// names Entra adds.
var byError = map[string]outcome{
	"invalid_grant":              signInExpired,
	"login_required":             signInExpired,
	"interaction_required":       signInRefused,
	"consent_required":           signInRefused,
	"account_selection_required": signInRefused,

	"access_denied":          tryAgain,
	"authorization_declined": tryAgain,
	"expired_token":          tryAgain,
	"bad_verification_code":  tryAgain,
	"authorization_pending":  tryAgain,

	"invalid_client":            adminNeeded,
	"unauthorized_client":       adminNeeded,
	"invalid_scope":             adminNeeded,
	"invalid_resource":          adminNeeded,
	"invalid_target":            adminNeeded,
	"invalid_tenant":            adminNeeded,
	"invalid_request":           adminNeeded,
	"invalid_request_object":    adminNeeded,
	"unsupported_response_type": adminNeeded,
	"unsupported_grant_type":    adminNeeded,

	"temporarily_unavailable": serviceDown,
	"server_error":            serviceDown,
	"slow_down":               throttled,
}

// bySuberror refines a refusal that asks for the person: Entra's finer codes,
// as Microsoft's own libraries understand them.
var bySuberror = map[string]outcome{
	"bad_token":             signInExpired,
	"token_expired":         signInExpired,
	"user_password_expired": signInExpired,
	"basic_action":          signInRefused,
	"additional_action":     signInRefused,
	"consent_required":      signInRefused,

	"message_only":                 adminNeeded,
	"device_authentication_failed": adminNeeded,
	"client_mismatch":              adminNeeded,
	"protection_policy_required":   adminNeeded,
}

// aadstsLoop is the one number that decides something: the service has taken
// the app for one that goes round in circles. It comes with any error, says
// nothing about the sign-in, and has no name of its own.
const aadstsLoop = "50196"

// judge gives what a server's refusal means. Only error and suberror decide;
// numbers don't, because Microsoft changes them. The exception is aadstsLoop:
// to take that for an end would ask for a sign-in that isn't needed, and to go
// on would make it worse.
func judge(r reply) outcome {
	if r.AADSTS == aadstsPrefix+aadstsLoop {
		return asksTooOften
	}
	o, known := byError[r.Code]
	if !known {
		return unrecognised
	}
	if o.state == tiles.Expired {
		if finer, ok := bySuberror[r.Suberror]; ok {
			return finer
		}
	}
	return o
}

// refusal makes the Error of an answer that is not a success. What doesn't
// speak OAuth is not the identity provider: a proxy, a portal, an outage. It
// never ends a sign-in.
func (m *Manager) refusal(op string, status int, body []byte, x *exchange, secrets ...string) *Error {
	r := parseReply(body, secrets...)
	e := &Error{
		Op: op, Code: r.Code, Suberror: r.Suberror, AADSTS: r.AADSTS, CorrelationID: r.CorrelationID,
		Timestamp: r.Timestamp, Description: r.Description, Claims: r.Claims,
	}
	if e.CorrelationID == "" {
		e.CorrelationID = x.id
	}
	o := judge(r)
	if op == "renew" && o == tryAgain {
		// Nobody was there to decline: the refusal is the service's own.
		o = signInRefused
	}
	switch {
	case o == asksTooOften: // whatever the status
	case status == http.StatusTooManyRequests:
		o = throttled
		if e.Code == "" {
			e.Code = "http_429"
		}
	case status >= 500:
		o = serviceDown
		if e.Code == "" {
			e.Code = "http_" + strconv.Itoa(status)
		}
	case r.Code == "":
		o = serviceDown
		e.Code, e.Network = codeNotTheService, true
		if status == http.StatusProxyAuthRequired {
			e.Code, o.cause = "proxy", tiles.CauseServerUnreachable
		}
		e.Err = fmt.Errorf("answer with status %d that is not the sign-in service's", status)
	}
	e.State, e.Cause, e.Remedy = o.state, o.cause, o.remedy
	if o.pause > 0 {
		e.RetryAt = m.now().Add(m.pause(x, o.pause))
	}
	if h, ok := helpFor(e.AADSTS); ok && e.ended() && h.admin {
		// Signing in again is of no use here, so it must not be the button
		// under a text that says so. Nothing but the display hangs on it.
		e.State, e.Cause, e.Remedy = tiles.Blocked, tiles.CauseAdminNeeded, tiles.RemedyAskAdmin
	}
	return e
}

// pause is the server's Retry-After, in seconds or as a date, bounded; or
// usual.
func (m *Manager) pause(x *exchange, usual time.Duration) time.Duration {
	text := strings.TrimSpace(x.answer().header.Get("Retry-After"))
	if n, err := strconv.Atoi(text); err == nil && n > 0 {
		return min(time.Duration(min(n, int(pauseLimit/time.Second)))*time.Second, pauseLimit)
	}
	if at, err := http.ParseTime(text); err == nil {
		from := x.answer().at
		if from.IsZero() {
			from = m.now()
		}
		if d := at.Sub(from); d > 0 {
			return min(d, pauseLimit)
		}
	}
	return usual
}

// failure makes the Error of whatever the oauth2 library or the network
// returned. The library's own error holds the raw answer, so that none of it
// is wrapped.
func (m *Manager) failure(op string, err error, x *exchange, secrets ...string) *Error {
	var e *Error
	var refused *oauth2.RetrieveError
	switch {
	case errors.As(err, &e):
		return e
	case errors.As(err, &refused):
		return m.refusal(op, refused.Response.StatusCode, refused.Body, x, secrets...)
	case x.answer().status >= 200 && x.answer().status < 300 && !errors.Is(err, errTooLarge) && x.ctx.Err() == nil:
		return notTheService(op, errors.New("answer unreadable"))
	}
	return m.unreachable(op, err, x)
}

// notTheService is for an answer that can't have come from where it should.
func notTheService(op string, err error) *Error {
	return &Error{Op: op, Cause: tiles.CauseServiceDown, Remedy: tiles.RemedyWait, Code: codeNotTheService, Network: true, Err: err}
}

// unreachable makes the Error of a request that had no usable answer.
func (m *Manager) unreachable(op string, err error, x *exchange) *Error {
	e := &Error{Op: op, Cause: tiles.CauseServerUnreachable, Remedy: tiles.RemedyWait, Network: true}
	var (
		dns       *net.DNSError
		operation *net.OpError
		record    tls.RecordHeaderError
		cert      *tls.CertificateVerificationError
		authority x509.UnknownAuthorityError
		timeout   interface{ Timeout() bool }
		inURL     *url.Error
	)
	if errors.As(err, &inURL) {
		err = inURL.Err
	}
	switch {
	case x.ctx.Err() != nil:
		return stopped(op, x.ctx)
	case errors.Is(err, errTooLarge):
		e.Code, e.Cause = codeTooLarge, tiles.CauseServiceDown
	case errors.Is(err, errRedirect):
		e.Code, e.Cause = codeNotTheService, tiles.CauseServiceDown
	case errors.As(err, &dns):
		e.Code = "dns"
	case errors.As(err, &cert), errors.As(err, &authority), errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		e.Code = "tls"
	case errors.As(err, &operation) && operation.Op == "proxyconnect",
		strings.Contains(err.Error(), "Proxy Authentication Required"):
		e.Code = "proxy"
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, context.DeadlineExceeded):
		e.Code = "timeout"
	default:
		e.Code = "network"
	}
	e.Err = err
	return e
}

// stopped makes the Error of a wait that ended before an answer: by the
// person, by the end of the program, or because its time was up.
func stopped(op string, ctx context.Context) *Error {
	cause := context.Cause(ctx)
	if errors.Is(cause, ErrTimedOut) || errors.Is(cause, context.DeadlineExceeded) {
		if op == "renew" {
			// Nobody was asked to sign in: it is the service that is slow.
			return &Error{Op: op, Cause: tiles.CauseServerUnreachable, Remedy: tiles.RemedyWait, Code: "timeout", Network: true, Err: cause}
		}
		return &Error{Op: op, Cause: tiles.CauseSignInRefused, Remedy: tiles.RemedySignIn, Code: codeTimedOut, Err: cause}
	}
	return &Error{Op: op, Code: codeCancelled, Err: cause}
}
