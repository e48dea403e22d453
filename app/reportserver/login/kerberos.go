//go:build !windows

package login

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/credentials"
	"github.com/jcmturner/gokrb5/v8/gssapi"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/spnego"
	"github.com/jcmturner/gokrb5/v8/types"
)

// currentUserNTLM says whether NTLM works without a typed password.
const currentUserNTLM = false

// currentUser has no meaning here: only Windows keeps what NTLM needs.
func (t *Transport) currentUser(scheme, _ string) mechanism {
	return mechanism{scheme: scheme, start: func(context.Context, []byte, bool) (handshake, error) {
		return nil, &Error{Reason: ErrRefused, Err: ErrNoPassword}
	}}
}

// negotiate signs in with a Kerberos ticket for HTTP/host, had with the ticket
// that the credential cache holds.
func (t *Transport) negotiate() mechanism {
	return mechanism{scheme: schemeNegotiate, eager: true, start: func(ctx context.Context, binding []byte, again bool) (handshake, error) {
		host, _ := place(t.portal)
		s, err := t.tickets.get(ctx, host, t.login.User, t.now(), again)
		if err != nil {
			return nil, err
		}
		return &ticketHandshake{ticket: s, binding: binding}, nil
	}}
}

// ticketHandshake is SPNEGO with one message, for the ticket says all.
type ticketHandshake struct {
	ticket  *serviceTicket
	binding []byte
	done    bool
}

func (h *ticketHandshake) next([]byte) (token []byte, err error) {
	if h.done {
		return nil, errDone
	}
	h.done = true
	defer caught(&err)
	if token, err = h.ticket.token(h.binding); err != nil {
		return nil, &Error{Reason: ErrNoTicket, Ticket: TicketUnreadable, Err: err}
	}
	return token, nil
}

func (h *ticketHandshake) close() {}

// caught makes an error of a panic: the Kerberos library's parsers trust what
// they read.
func caught(err *error) {
	if p := recover(); p != nil {
		*err = &Error{Reason: ErrNoTicket, Ticket: TicketUnreadable, Err: errors.New("credential cache or answer that is damaged")}
	}
}

// serviceTicket is a ticket for a server, and the key that goes with it.
type serviceTicket struct {
	ticket messages.Ticket
	key    types.EncryptionKey
	user   *credentials.Credentials
	stamp  stamp
	until  time.Time
	got    time.Time
}

// token makes a SPNEGO message from the ticket (RFC 4178, RFC 4121), with an
// authenticator of its own.
func (s *serviceTicket) token(binding []byte) ([]byte, error) {
	who := &client.Client{Credentials: s.user}
	inner, err := spnego.NewKRB5TokenAPREQ(who, s.ticket, s.key, []int{gssapi.ContextFlagInteg, gssapi.ContextFlagConf}, nil)
	if err != nil {
		return nil, err
	}
	authenticator, err := types.NewAuthenticator(s.user.Domain(), s.user.CName())
	if err != nil {
		return nil, err
	}
	authenticator.Cksum = checksum(binding)
	if inner.APReq, err = messages.NewAPReq(s.ticket, s.key, authenticator); err != nil {
		return nil, err
	}
	raw, err := inner.Marshal()
	if err != nil {
		return nil, err
	}
	outer := spnego.SPNEGOToken{Init: true, NegTokenInit: spnego.NegTokenInit{MechTokenBytes: raw}}
	outer.NegTokenInit.MechTypes = append(outer.NegTokenInit.MechTypes, gssapi.OIDKRB5.OID(), gssapi.OIDMSLegacyKRB5.OID())
	return outer.Marshal()
}

// tickets gets and keeps the ticket for a server. Only one request for one is
// under way at a time; those who need it wait together, each as long as its
// context allows.
type tickets struct {
	mu     sync.Mutex
	kept   *serviceTicket
	failed *Error
	stamp  stamp     // of the cache at the time of the failure
	until  time.Time // the failure is not tried again before
	flight chan struct{}
	owned  sync.WaitGroup
}

const (
	// A ticket is asked for anew after this time, however long it is good for.
	keepTicket = time.Hour
	// A failure stands for this long, unless the cache changes: asking a domain
	// controller that is not there takes many seconds.
	keepFailure = time.Minute
	// A refused ticket that is younger than this is not the reason.
	freshTicket = 5 * time.Second
)

// get gives the ticket for HTTP/host. user, when it isn't empty, is whose it
// has to be. Renewed means that the one that was given was refused.
func (k *tickets) get(ctx context.Context, host, user string, now time.Time, renewed bool) (*serviceTicket, error) {
	for {
		at, err := stampCache()
		if err != nil {
			return nil, err
		}
		k.mu.Lock()
		if s := k.kept; s != nil && s.stamp == at && now.Before(s.until) && now.Before(s.got.Add(keepTicket)) &&
			(!renewed || now.Before(s.got.Add(freshTicket))) {
			k.mu.Unlock()
			return s, nil
		}
		if e := k.failed; e != nil && k.stamp == at && now.Before(k.until) {
			k.mu.Unlock()
			return nil, e
		}
		flight := k.flight
		if flight == nil {
			flight = make(chan struct{})
			k.flight = flight
			k.owned.Go(func() {
				s, err := fetchTicket(at, host, user, now)
				k.mu.Lock()
				defer k.mu.Unlock()
				defer close(flight)
				k.flight = nil
				k.kept, k.failed = s, nil
				if err != nil {
					k.failed, k.stamp, k.until = err, at, now.Add(keepFailure)
				}
			})
		}
		k.mu.Unlock()
		select {
		case <-flight:
			renewed = false
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// wait waits for a request that is under way.
func (k *tickets) wait() { k.owned.Wait() }

// fetchTicket reads the credential cache and asks the domain controller.
func fetchTicket(at stamp, host, user string, now time.Time) (s *serviceTicket, failed *Error) {
	var err error
	defer func() {
		if s == nil && failed == nil {
			failed = ticketError(err)
		}
	}()
	defer caught(&err)
	cache, err := credentials.LoadCCache(at.path)
	if err != nil {
		return nil, &Error{Reason: ErrNoTicket, Ticket: TicketUnreadable, Err: fmt.Errorf("credential cache: %w", err)}
	}
	if failed := checkTGT(cache, user, now); failed != nil {
		return nil, failed
	}
	config, err := loadConfig()
	if err != nil {
		return nil, &Error{Reason: ErrNoTicket, Ticket: TicketUnreadable, Err: err}
	}
	if config.LibDefaults.DefaultRealm == "" {
		config.LibDefaults.DefaultRealm = cache.GetClientRealm()
	}
	kerberos, err := client.NewFromCCache(cache, config)
	if err != nil {
		return nil, nil
	}
	defer kerberos.Destroy()
	user0 := cache.GetClientCredentials()
	ticket, key, err := kerberos.GetServiceTicket("HTTP/" + host)
	if err != nil && isUnknownService(err) && config.LibDefaults.DNSCanonicalizeHostname {
		// The name as typed is not registered; the one that it stands for may be.
		if name, lookup := net.LookupCNAME(host); lookup == nil {
			if name = strings.ToLower(strings.TrimSuffix(name, ".")); name != host && name != "" {
				ticket, key, err = kerberos.GetServiceTicket("HTTP/" + name)
			}
		}
	}
	if err != nil {
		return nil, nil
	}
	return &serviceTicket{ticket: ticket, key: key, user: user0, stamp: at, until: tgtEnd(cache), got: now}, nil
}

// checkTGT says why a cache's ticket can't be used.
func checkTGT(cache *credentials.CCache, user string, now time.Time) *Error {
	realm := cache.GetClientRealm()
	if name := cache.GetClientPrincipalName().PrincipalNameString(); user != "" && !sameUser(user, name, realm) {
		return &Error{Reason: ErrNoTicket, Ticket: TicketMissing, Err: errors.New("credential cache of another user")}
	}
	end := tgtEnd(cache)
	switch {
	case end.IsZero():
		return &Error{Reason: ErrNoTicket, Ticket: TicketMissing, Err: errors.New("credential cache without a ticket for its realm")}
	case !now.Before(end):
		return &Error{Reason: ErrNoTicket, Ticket: TicketExpired}
	}
	return nil
}

// tgtEnd is when the ticket that gets the others ends; zero when there is none.
func tgtEnd(cache *credentials.CCache) time.Time {
	realm := cache.GetClientRealm()
	for _, c := range cache.GetEntries() {
		if name := c.Server.PrincipalName.NameString; len(name) == 2 && name[0] == "krbtgt" && name[1] == realm {
			return c.EndTime
		}
	}
	return time.Time{}
}

// sameUser compares a typed name with a principal. A typed domain is compared
// only where it can be the realm's name: a short one can't be told.
func sameUser(typed, principal, realm string) bool {
	if _, name, ok := strings.Cut(typed, `\`); ok {
		return strings.EqualFold(name, principal)
	}
	if name, domain, ok := strings.Cut(typed, "@"); ok {
		return strings.EqualFold(name, principal) && strings.EqualFold(domain, realm)
	}
	return strings.EqualFold(typed, principal)
}

// ticketError tells what a failure to get a ticket means. The library keeps no
// error's type, only the name of the code (RFC 4120, section 7.5.9).
func ticketError(err error) *Error {
	e := &Error{Reason: ErrNoTicket, Ticket: TicketRefused, Err: err}
	if known := (*Error)(nil); errors.As(err, &known) {
		return known
	}
	text := ""
	if err != nil {
		text = err.Error()
	}
	switch {
	case strings.Contains(text, "KRB_AP_ERR_SKEW"):
		return &Error{Reason: ErrClock, Err: err}
	case strings.Contains(text, "KRB_AP_ERR_TKT_EXPIRED"), strings.Contains(text, "no valid existing session"):
		e.Ticket = TicketExpired
	case isUnknownService(err):
		e.Ticket = TicketUnknownService
	case strings.Contains(text, "Networking_Error"), strings.Contains(text, "no KDC"), strings.Contains(text, "KDC SRV"):
		e.Ticket = TicketNoKDC
	case strings.Contains(text, "TGT not found"):
		e.Ticket = TicketMissing
	}
	return e
}

func isUnknownService(err error) bool {
	return err != nil && strings.Contains(err.Error(), "KDC_ERR_S_PRINCIPAL_UNKNOWN")
}
