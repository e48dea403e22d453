package login

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"syscall"
	"unsafe"

	"github.com/alexbrainman/sspi"
)

// currentUserNTLM says whether NTLM works without a typed password.
const currentUserNTLM = true

// tickets has nothing to keep: Windows keeps the tickets.
type tickets struct{}

func (*tickets) wait() {}

// negotiate signs in as Windows does: Kerberos, or NTLM where there is no
// ticket to be had, as the typed user or the one who is logged in.
func (t *Transport) negotiate() mechanism {
	return t.currentUser(schemeNegotiate, sspi.NEGOSSP_NAME)
}

// currentUser signs in with one of Windows' packages, "Negotiate" or "NTLM".
func (t *Transport) currentUser(scheme, pkg string) mechanism {
	return mechanism{scheme: scheme, password: true, start: func(_ context.Context, binding []byte, _ bool) (handshake, error) {
		if t.login.User != "" && !t.login.typed() {
			return nil, &Error{Reason: ErrRefused, Err: ErrNoPassword}
		}
		host, _ := place(t.portal)
		return newSSPI(pkg, "HTTP/"+host, t.login, binding)
	}}
}

// The codes of SSPI that have a meaning of their own (winerror.h).
const (
	secLogonDenied      = syscall.Errno(0x8009030C)
	secTimeSkew         = syscall.Errno(0x80090324)
	secTargetUnknown    = syscall.Errno(0x80090303)
	secNoCredentials    = syscall.Errno(0x8009030E)
	secNoAuthority      = syscall.Errno(0x80090311)
	secContextExpired   = syscall.Errno(0x80090317)
	secWrongPrincipal   = syscall.Errno(0x80090322)
	secDowngradeBlocked = syscall.Errno(0x80090350)
)

// sspiHandshake is a security context of Windows.
type sspiHandshake struct {
	credentials *sspi.Credentials
	context     *sspi.Context
	target      *uint16
	binding     []byte
	size        uint32
	begun, done bool
}

func newSSPI(pkg, target string, login Login, binding []byte) (*sspiHandshake, error) {
	info, err := sspi.QueryPackageInfo(pkg)
	if err != nil {
		return nil, sspiError(err)
	}
	h := &sspiHandshake{size: info.MaxToken, binding: securityBinding(binding)}
	if h.target, err = syscall.UTF16PtrFromString(target); err != nil {
		return nil, err
	}
	var typed *sspi.SEC_WINNT_AUTH_IDENTITY
	if login.typed() {
		if typed, err = identity(login); err != nil {
			return nil, err
		}
	}
	h.credentials, err = sspi.AcquireCredentials("", pkg, sspi.SECPKG_CRED_OUTBOUND, (*byte)(unsafe.Pointer(typed)))
	runtime.KeepAlive(typed)
	if err != nil {
		return nil, sspiError(err)
	}
	// Mutual authentication is left out: with NTLM there is none, and over TLS
	// the certificate has said who the server is.
	h.context = sspi.NewClientContext(h.credentials, sspi.ISC_REQ_CONNECTION)
	return h, nil
}

// identity is the typed user as Windows takes it.
func identity(login Login) (*sspi.SEC_WINNT_AUTH_IDENTITY, error) {
	user, domain := login.split()
	if strings.Contains(user, "@") {
		domain = ""
	}
	u, err := syscall.UTF16FromString(user)
	if err != nil {
		return nil, err
	}
	d, err := syscall.UTF16FromString(domain)
	if err != nil {
		return nil, err
	}
	p, err := syscall.UTF16FromString(login.Password.Reveal())
	if err != nil {
		return nil, errors.New("password with a zero character")
	}
	return &sspi.SEC_WINNT_AUTH_IDENTITY{
		User: &u[0], UserLength: uint32(len(u) - 1),
		Domain: &d[0], DomainLength: uint32(len(d) - 1),
		Password: &p[0], PasswordLength: uint32(len(p) - 1),
		Flags: sspi.SEC_WINNT_AUTH_IDENTITY_UNICODE,
	}, nil
}

func (h *sspiHandshake) next(server []byte) ([]byte, error) {
	if h.done {
		return nil, errDone
	}
	var in [2]sspi.SecBuffer
	count := uint32(0)
	if h.begun {
		in[count].Set(sspi.SECBUFFER_TOKEN, server)
		count++
	}
	if len(h.binding) > 0 {
		in[count].Set(sspi.SECBUFFER_CHANNEL_BINDINGS, h.binding)
		count++
	}
	var input *sspi.SecBufferDesc
	if count > 0 {
		input = &sspi.SecBufferDesc{Version: sspi.SECBUFFER_VERSION, BuffersCount: count, Buffers: &in[0]}
	}
	token := make([]byte, h.size)
	var out [1]sspi.SecBuffer
	out[0].Set(sspi.SECBUFFER_TOKEN, token)
	output := sspi.NewSecBufferDesc(out[:])
	code := h.context.Update(h.target, output, input)
	h.begun = true
	switch code {
	case sspi.SEC_E_OK:
		h.done = true
	case sspi.SEC_I_CONTINUE_NEEDED:
	case sspi.SEC_I_COMPLETE_NEEDED, sspi.SEC_I_COMPLETE_AND_CONTINUE:
		h.done = code == sspi.SEC_I_COMPLETE_NEEDED
		if code := sspi.CompleteAuthToken(h.context.Handle, output); code != sspi.SEC_E_OK {
			return nil, sspiError(code)
		}
	default:
		return nil, sspiError(code)
	}
	runtime.KeepAlive(server)
	if out[0].BufferSize == 0 {
		return nil, errDone
	}
	return token[:out[0].BufferSize], nil
}

func (h *sspiHandshake) close() {
	if h.begun {
		_ = h.context.Release()
	}
	_ = h.credentials.Release()
}

// securityBinding is the structure SEC_CHANNEL_BINDINGS (sspi.h): eight
// numbers of 32 bits, of which the last two are the length and the place of the
// data, and the data.
func securityBinding(data []byte) []byte {
	if len(data) == 0 {
		return nil
	}
	const head = 32
	b := make([]byte, head, head+len(data))
	binary.LittleEndian.PutUint32(b[24:], uint32(len(data)))
	binary.LittleEndian.PutUint32(b[28:], head)
	return append(b, data...)
}

// sspiError tells what a code of SSPI means for signing in.
func sspiError(err error) error {
	var code syscall.Errno
	if !errors.As(err, &code) {
		return err
	}
	below := fmt.Errorf("security package: %w (0x%08x)", code, uint32(code))
	switch code {
	case secTimeSkew:
		return &Error{Reason: ErrClock, Err: below}
	case secLogonDenied:
		return &Error{Reason: ErrRefused, Err: below}
	case secTargetUnknown, secWrongPrincipal:
		return &Error{Reason: ErrNoTicket, Ticket: TicketUnknownService, Err: below}
	case secNoAuthority:
		return &Error{Reason: ErrNoTicket, Ticket: TicketNoKDC, Err: below}
	case secContextExpired:
		return &Error{Reason: ErrNoTicket, Ticket: TicketExpired, Err: below}
	case secNoCredentials:
		return &Error{Reason: ErrNoTicket, Ticket: TicketMissing, Err: below}
	case secDowngradeBlocked:
		return &Error{Reason: ErrNoTicket, Ticket: TicketRefused, Err: below}
	}
	return &Error{Reason: ErrNoTicket, Ticket: TicketRefused, Err: below}
}
