package login

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"

	"mysettings/app/tiles"
)

// handshake is one side's part in a sign-in of several messages.
type handshake interface {
	// next gives the message to send, after the server's; of which there is
	// none the first time.
	next(server []byte) ([]byte, error)
	// close frees what the handshake holds.
	close()
}

// mechanism is a way to sign in with handshakes.
type mechanism struct {
	// scheme is what it is called in the headers.
	scheme string
	// password is true when a refusal counts against an account.
	password bool
	// eager is true when the first message is the only one and may go out
	// unasked.
	eager bool
	// offered are the schemes that the server offered beside it.
	offered []string
	// fallback is what to do when start says ErrNoTicket; nil for nothing.
	fallback *mechanism
	// start begins a handshake; binding is the channel binding's data. again is
	// true when the last one failed and what was kept for it is to be had anew.
	start func(ctx context.Context, binding []byte, again bool) (handshake, error)
}

// The schemes, as they are sent.
const (
	schemeNegotiate = "Negotiate"
	schemeNTLM      = "NTLM"
	schemeBasic     = "Basic"
)

// choose finds the way for what the server offers.
func (t *Transport) choose(h http.Header) (mechanism, error) {
	names := Offered(h)
	m, err := t.pick(parseChallenges(h), names)
	m.offered = names
	if m.fallback != nil {
		m.fallback.offered = names
	}
	return m, err
}

func (t *Transport) pick(offered []challenge, names []string) (mechanism, error) {
	none := &Error{Reason: ErrNoScheme, Status: http.StatusUnauthorized, Offered: names}
	_, negotiate := offers(offered, schemeNegotiate)
	_, ntlm := offers(offered, schemeNTLM)
	switch {
	case t.login.Auth == tiles.AuthNTLM && (ntlm || negotiate):
		scheme := schemeNTLM
		if !ntlm {
			scheme = schemeNegotiate
		}
		if t.login.typed() {
			return t.ntlm(scheme), nil
		}
		return t.currentUser(scheme, schemeNTLM), nil
	case t.login.Auth == tiles.AuthNegotiate && negotiate:
		m := t.negotiate()
		if t.login.typed() && !currentUserNTLM {
			scheme := schemeNegotiate
			if ntlm {
				scheme = schemeNTLM
			}
			typed := t.ntlm(scheme)
			m.fallback = &typed
		}
		return m, nil
	case t.login.Auth == tiles.AuthNegotiate && ntlm && t.login.typed():
		return t.ntlm(schemeNTLM), nil
	case t.login.Auth == tiles.AuthNegotiate && ntlm && currentUserNTLM:
		return t.currentUser(schemeNTLM, schemeNTLM), nil
	}
	return mechanism{}, none
}

// The longest handshake has three messages from here; a server that goes on is
// left.
const maxLegs = 4

var (
	// errMoved says that a handshake's next message went over another
	// connection, where nobody knows of it.
	errMoved = errors.New("handshake that lost its connection")
	// errDone is a handshake's answer when it has no more to say.
	errDone = errors.New("end of the handshake")
)

// shake sends o with the messages of m until the server has none of its own to
// answer with. The answer may still be a 401.
func (t *Transport) shake(l *lane, o *outgoing, m mechanism, again bool) (*http.Response, error) {
	h, err := m.start(o.ctx, l.binding, again)
	if err != nil {
		return nil, err
	}
	defer h.close()
	token, err := h.next(nil)
	if err != nil {
		return nil, err
	}
	for leg := 1; ; leg++ {
		answer, same, err := o.send(l, m.scheme+" "+base64.StdEncoding.EncodeToString(token))
		if err != nil {
			return nil, err
		}
		if leg > 1 && !same {
			drain(answer)
			return nil, errMoved
		}
		server := reply(parseChallenges(answer.Header), m.scheme)
		if answer.StatusCode == http.StatusUnauthorized && server == nil && leg == 1 && m.password {
			// It offers the scheme and doesn't go along with it: no password has
			// been sent, so none was refused.
			drain(answer)
			return nil, &Error{Reason: ErrNoScheme, Status: answer.StatusCode, Err: ErrUnwilling}
		}
		if answer.StatusCode != http.StatusUnauthorized || server == nil || leg == maxLegs {
			return answer, nil
		}
		if token, err = h.next(server); errors.Is(err, errDone) {
			return answer, nil
		}
		drain(answer)
		if err != nil {
			return nil, err
		}
	}
}
