package reportserver

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"mysettings/app/tiles"
)

// Error is a call that brought no result: what the server answered, or why it
// could not be asked. Its text never holds a password, nor the server's own
// message, which may name people and computers; that is in Message.
type Error struct {
	Op   string // what was asked: "list subscriptions"
	Kind Kind
	// Status is the HTTP status; zero when there was no answer.
	Status int
	// Code and Message are the server's words, cleaned and cut, untrusted. For
	// KindElsewhere, Message is the address that the server led to.
	Code    string
	Message string
	// Portal is the address that the error speaks of, where several were
	// tried: for KindPlainHTTP the one that would need agreement.
	Portal string
	// Cause is why, in the app's words; empty where Err comes from elsewhere in
	// the app and knows better.
	Cause tiles.Cause
	// Account is true when every other call to the server would fare the same.
	Account bool
	// RetryAfter is when the server wants to be asked again; zero when it did
	// not say.
	RetryAfter time.Time
	// Offered are the ways to sign in that the server offers, as it calls them
	// ("Negotiate", "NTLM", "Basic").
	Offered []string
	// Err is what lies behind; nil when the server answered.
	Err error
}

// Kind says exactly what is wrong.
type Kind string

// The kinds of Error.
const (
	// KindNotAddress: what was typed is no address of a server. Err is ErrUser,
	// ErrScheme or something plainer.
	KindNotAddress Kind = "not_address"
	// KindNotPortal: something answers there, but no report server's portal.
	KindNotPortal Kind = "not_portal"
	// KindSOAP: it is the address of a report server, but that of its SOAP
	// interface ("/ReportServer"), and the portal wasn't found beside it.
	KindSOAP Kind = "soap"
	// KindLoginPage: a page to sign in answered, of a proxy or of the server.
	KindLoginPage Kind = "login_page"
	// KindCertificate: the certificate isn't trusted. Err is
	// ErrCertificateUntrusted, ErrCertificateName or ErrCertificateExpired,
	// where it can be told.
	KindCertificate Kind = "certificate"
	// KindNameNotFound: there is no server of that name, as far as this
	// computer's network knows.
	KindNameNotFound Kind = "name_not_found"
	// KindUnreachable: nothing answers there, or not in time.
	KindUnreachable Kind = "unreachable"
	// KindRefused: the server doesn't accept the user or the password.
	KindRefused Kind = "refused"
	// KindNoTicket: there is no Kerberos ticket for the server.
	KindNoTicket Kind = "no_ticket"
	// KindNoPassword: the password that is kept can't be had; Err says why.
	KindNoPassword Kind = "no_password"
	// KindClock: the clocks of this computer and of the server differ too much.
	KindClock Kind = "clock"
	// KindNoScheme: none of the ways to sign in that the server offers is the
	// one that was chosen, or can be done here. Offered lists them.
	KindNoScheme Kind = "no_scheme"
	// KindPlainBasic: a password would go over an unprotected connection, which
	// is never done.
	KindPlainBasic Kind = "plain_basic"
	// KindPlainHTTP: the server answers at Portal, unprotected; nothing was
	// sent that concerns the person. Find again with PlainHTTP after asking.
	KindPlainHTTP Kind = "plain_http"
	// KindTooOld: it is a report server from before 2016.
	KindTooOld Kind = "too_old"
	// KindElsewhere: the server led to another one, which wasn't followed.
	KindElsewhere Kind = "elsewhere"
	// KindForbidden and KindGone are 403 and 404.
	KindForbidden Kind = "forbidden"
	KindGone      Kind = "gone"
	// KindThrottled: the server asks to be left alone until RetryAfter.
	KindThrottled Kind = "throttled"
	// KindServer: the server failed (5xx).
	KindServer Kind = "server"
	// KindAnswer: the answer can't be read, or broke off.
	KindAnswer Kind = "answer"
	// KindRejected: the server doesn't want the request; Code and Message say
	// why.
	KindRejected Kind = "rejected"
)

// What lies behind some kinds of Error.
var (
	ErrUser                 = errors.New("user name in the address")
	ErrScheme               = errors.New("neither http nor https")
	ErrCertificateUntrusted = errors.New("certificate of an unknown authority")
	ErrCertificateName      = errors.New("certificate for another name")
	ErrCertificateExpired   = errors.New("certificate not valid now")
	// ErrPaused lies behind an Error of KindThrottled when the pause that the
	// server asked for is not over yet; nothing was sent.
	ErrPaused = errors.New("paused by the server")
)

// Error names the operation, the kind, the status and the code.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("report server: ")
	b.WriteString(e.Op)
	fmt.Fprintf(&b, ": %s", e.Kind)
	if e.Status != 0 {
		fmt.Fprintf(&b, ": status %d", e.Status)
	}
	if e.Code != "" {
		fmt.Fprintf(&b, ": %s", e.Code)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap gives what lies behind.
func (e *Error) Unwrap() error { return e.Err }

// causes are what the kinds mean in the app's words, and whether they speak
// for every call to the server. What is between this computer and the server
// (a hotel's page, a proxy) answers in its place: then it wasn't reached.
var causes = map[Kind]struct {
	cause   tiles.Cause
	account bool
}{
	KindNotAddress:   {tiles.CauseUnrecognised, true},
	KindNotPortal:    {tiles.CauseServerUnreachable, true},
	KindSOAP:         {tiles.CauseServerUnreachable, true},
	KindElsewhere:    {tiles.CauseServerUnreachable, true},
	KindCertificate:  {tiles.CauseServerUnreachable, true},
	KindNameNotFound: {tiles.CauseServerUnreachable, true},
	KindUnreachable:  {tiles.CauseServerUnreachable, false},
	KindPlainHTTP:    {tiles.CauseServerUnreachable, true},
	KindLoginPage:    {tiles.CauseServerLogin, true},
	KindRefused:      {tiles.CauseServerLogin, true},
	KindNoTicket:     {tiles.CauseServerLogin, true},
	KindNoPassword:   {tiles.CauseServerLogin, true},
	KindClock:        {tiles.CauseServerLogin, true},
	KindNoScheme:     {tiles.CauseServerLogin, true},
	KindPlainBasic:   {tiles.CauseServerLogin, true},
	KindTooOld:       {tiles.CauseAdminNeeded, true},
	KindForbidden:    {tiles.CauseNoPermission, false},
	KindGone:         {tiles.CauseItemMissing, false},
	KindThrottled:    {tiles.CauseThrottled, true},
	KindServer:       {tiles.CauseServiceDown, false},
	KindAnswer:       {tiles.CauseServiceDown, false},
	KindRejected:     {tiles.CauseUnrecognised, false},
}

// failure is an Error of a kind with what the kind means.
func failure(op string, kind Kind, err error) *Error {
	means := causes[kind]
	return &Error{Op: op, Kind: kind, Cause: means.cause, Account: means.account, Err: err}
}

// isKind tells whether err is an Error of one of the kinds.
func isKind(err error, kinds ...Kind) bool {
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	for _, k := range kinds {
		if e.Kind == k {
			return true
		}
	}
	return false
}
