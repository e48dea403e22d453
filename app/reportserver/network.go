package reportserver

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"

	"mysettings/app/reportserver/login"
	"mysettings/app/tiles"
)

// networkFailure says what is wrong where there is no answer, or half of one.
func networkFailure(op string, err error) *Error {
	if e := loginFailure(op, err); e != nil {
		return e
	}
	err = withoutAddress(err)
	if errors.Is(err, errCut) || errors.Is(err, errTooLarge) {
		return failure(op, KindAnswer, err)
	}
	if reason := certificateReason(err); reason != nil {
		return failure(op, KindCertificate, fmt.Errorf("%w: %w", reason, err))
	}
	var dns *net.DNSError
	if errors.As(err, &dns) && dns.IsNotFound {
		return failure(op, KindNameNotFound, err)
	}
	e := failure(op, KindUnreachable, err)
	var dial *net.OpError
	e.Account = errors.As(err, &dial) && dial.Op == "dial" || errors.Is(err, context.DeadlineExceeded)
	return e
}

// errCertificate is for certificates that are wrong in another way than the
// three that have a name.
var errCertificate = errors.New("certificate refused")

// certificateReason is what is wrong with a server's certificate, nil when
// nothing is.
func certificateReason(err error) error {
	var (
		verify   *tls.CertificateVerificationError
		unknown  x509.UnknownAuthorityError
		name     x509.HostnameError
		invalid  x509.CertificateInvalidError
		noSystem x509.SystemRootsError
	)
	switch {
	case errors.As(err, &name):
		return ErrCertificateName
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return ErrCertificateExpired
	case errors.As(err, &unknown), errors.As(err, &noSystem):
		return ErrCertificateUntrusted
	case errors.As(err, &invalid), errors.As(err, &verify):
		return errCertificate
	}
	return nil
}

type loginKind struct {
	reason error
	kind   Kind
}

// loginKinds are the kinds for the reasons why a server's door stays shut.
var loginKinds = []loginKind{
	{login.ErrNoPassword, KindNoPassword}, // goes with ErrRefused
	{login.ErrClock, KindClock},
	{login.ErrNoTicket, KindNoTicket},
	{login.ErrNoScheme, KindNoScheme},
	{login.ErrPlainBasic, KindPlainBasic},
	{login.ErrElsewhere, KindElsewhere},
	{login.ErrLoginPage, KindLoginPage},
	{login.ErrRefused, KindRefused},
}

// loginFailure is for an error of signing in to the server; nil for any other.
func loginFailure(op string, err error) *Error {
	i := slices.IndexFunc(loginKinds, func(k loginKind) bool { return errors.Is(err, k.reason) })
	if i < 0 {
		return nil
	}
	e := failure(op, loginKinds[i].kind, withoutAddress(err))
	var l *login.Error
	if errors.As(err, &l) {
		e.Status = l.Status
		for _, scheme := range l.Offered {
			e.Offered = append(e.Offered, tiles.Clean(scheme, longestCode))
		}
		e.Message = tiles.Clean(l.Host, longestCode)
	}
	return e
}

// withoutAddress drops the address that net/http puts in front: the operation
// says enough.
func withoutAddress(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
