package login

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// The reasons why a server's door stays shut. Every error of this package that
// is about signing in is an *Error, for which errors.Is finds one of these.
var (
	// ErrNoTicket: Negotiate was to be used, and there is no ticket (or, on
	// Windows, no credentials) for this server. Error.Ticket says why.
	ErrNoTicket = errors.New("no Kerberos ticket")
	// ErrRefused: the server answered 401 to credentials that were sent, or
	// there are none to send (ErrNoPassword). A password that was refused is not
	// sent again; the Transport answers ErrRefused by itself until it is rebuilt.
	ErrRefused = errors.New("credentials refused")
	// ErrNoPassword goes with ErrRefused when no user name or no password is at
	// hand for a way that needs both.
	ErrNoPassword = errors.New("no user name or password")
	// ErrPlainBasic: Basic would go over a connection that is not encrypted.
	ErrPlainBasic = errors.New("basic authentication without TLS")
	// ErrNoScheme: the server offers no way that the Login can use.
	// Error.Offered holds the ways it does.
	ErrNoScheme = errors.New("no authentication scheme in common")
	// ErrUnwilling lies beneath ErrNoScheme where the server offers a way and,
	// when it is taken, doesn't go along with it. No password was sent.
	ErrUnwilling = errors.New("scheme offered that the server doesn't go along with")
	// ErrClock: this computer's clock and the server's are too far apart for
	// Kerberos, which allows five minutes. Error.Skew holds the distance where
	// it is known.
	ErrClock = errors.New("clock too far off")
	// ErrElsewhere: the server redirects to another host, or a request was for
	// one. Nothing was sent there. Error.Host names it.
	ErrElsewhere = errors.New("redirect to another host")
	// ErrDowngrade goes with ErrElsewhere when the redirect stays on the host
	// but leaves TLS.
	ErrDowngrade = errors.New("redirect from https to http")
	// ErrLoginPage: the server answers with a page that asks for a name and a
	// password, or redirects to one, in place of data.
	ErrLoginPage = errors.New("login page in place of data")
)

// TicketProblem is why there is no ticket. It goes with ErrNoTicket.
type TicketProblem string

// The ticket problems.
const (
	// TicketMissing: there is no credential cache, or none for this user. A log
	// on to the domain, or kinit, makes one.
	TicketMissing TicketProblem = "missing"
	// TicketExpired: the ticket has ended. Logging on again, or kinit, renews it.
	TicketExpired TicketProblem = "expired"
	// TicketCacheKind: the cache is of a kind that can't be read (KCM, KEYRING,
	// API, MEMORY). kinit with KRB5CCNAME set to a file makes one that can.
	TicketCacheKind TicketProblem = "cache_kind"
	// TicketUnreadable: the cache or the configuration is damaged, or belongs
	// to someone else.
	TicketUnreadable TicketProblem = "unreadable"
	// TicketUnknownService: the domain knows no service HTTP/host. The
	// administrator registers the service principal name, or NTLM is used.
	TicketUnknownService TicketProblem = "unknown_service"
	// TicketNoKDC: no domain controller answers.
	TicketNoKDC TicketProblem = "no_kdc"
	// TicketRefused: the domain controller gives no ticket for another reason.
	TicketRefused TicketProblem = "refused"
)

// Error is why a request did not get through the server's door. It holds no
// secret. Its texts are for logs; a server's words in them are limited to
// scheme names and a host.
type Error struct {
	// Reason is one of the Err variables of this package.
	Reason error
	// Status is the answer's status code, zero when there was no answer.
	Status int
	// Offered are the schemes of the server's last demand, as it wrote them,
	// in its order, without repetition.
	Offered []string
	// Ticket tells more about ErrNoTicket; Host about ErrElsewhere.
	Ticket TicketProblem
	Host   string
	// Skew is how far the server's clock is ahead of this one, with ErrClock;
	// zero when it is not known.
	Skew time.Duration
	// Err is what lies beneath, if anything.
	Err error
}

// Error gives the reason and what is known about it.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Reason.Error())
	switch {
	case e.Ticket != "":
		fmt.Fprintf(&b, " (%s)", e.Ticket)
	case e.Host != "":
		fmt.Fprintf(&b, " (%q)", e.Host)
	case e.Skew != 0:
		fmt.Fprintf(&b, " (by %s)", e.Skew.Round(time.Second))
	}
	if len(e.Offered) > 0 {
		fmt.Fprintf(&b, ", offered %q", e.Offered)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %s", e.Err)
	}
	return b.String()
}

// Unwrap gives errors.Is the reason and what lies beneath.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Reason}
	}
	return []error{e.Reason, e.Err}
}
