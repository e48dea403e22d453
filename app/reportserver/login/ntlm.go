package login

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"

	"github.com/Azure/go-ntlmssp"
)

// ntlm signs in with the typed name and password.
func (t *Transport) ntlm(scheme string) mechanism {
	return mechanism{scheme: scheme, password: true, start: func(_ context.Context, binding []byte, _ bool) (handshake, error) {
		return &ntlmHandshake{login: t.login, binding: binding}, nil
	}}
}

// ntlmHandshake is NTLMv2 (MS-NLMP): negotiate, challenge, authenticate.
type ntlmHandshake struct {
	login   Login
	binding []byte
	done    bool
}

func (h *ntlmHandshake) next(server []byte) ([]byte, error) {
	switch {
	case server == nil:
		// No domain and no workstation: they would be this computer's, and the
		// server has no need of them.
		return ntlmssp.NewNegotiateMessage("", "")
	case h.done:
		return nil, errDone
	}
	h.done = true
	message, err := ntlmssp.NewAuthenticateMessage(bound(server, h.binding), h.login.account(), h.login.Password.Reveal(), nil)
	if err != nil {
		return nil, fmt.Errorf("challenge of the server: %w", err)
	}
	return message, nil
}

func (h *ntlmHandshake) close() {}

// Where a challenge keeps the place of its target information (MS-NLMP,
// section 2.2.1.2), and the ids of two attributes in there (section 2.2.2.1).
const (
	targetInfoField   = 40
	avEnd             = 0
	avChannelBindings = 10
)

// bound adds the channel binding to a challenge's target information, from
// where it gets into the response and under its MAC. A challenge without
// target information, or one that is not in order, is left as it is.
func bound(challenge, binding []byte) []byte {
	if len(binding) == 0 || len(challenge) < targetInfoField+8 {
		return challenge
	}
	size := int(binary.LittleEndian.Uint16(challenge[targetInfoField:]))
	start := int(binary.LittleEndian.Uint32(challenge[targetInfoField+4:]))
	if size == 0 || start < 0 || start > len(challenge) || size > len(challenge)-start {
		return challenge
	}
	info := challenge[start : start+size]
	end := 0
	for {
		if len(info)-end < 4 {
			return challenge
		}
		id := binary.LittleEndian.Uint16(info[end:])
		if id == avEnd {
			break
		}
		if id == avChannelBindings {
			return challenge
		}
		if end += 4 + int(binary.LittleEndian.Uint16(info[end+2:])); end > len(info) {
			return challenge
		}
	}
	hash := bindingHash(binding)
	more := binary.LittleEndian.AppendUint16(bytes.Clone(info[:end]), avChannelBindings)
	more = binary.LittleEndian.AppendUint16(more, uint16(len(hash)))
	more = append(more, hash[:]...)
	more = append(more, 0, 0, 0, 0) // the end
	if len(more) > math.MaxUint16 {
		return challenge
	}
	out := append(bytes.Clone(challenge), more...)
	binary.LittleEndian.PutUint16(out[targetInfoField:], uint16(len(more)))
	binary.LittleEndian.PutUint16(out[targetInfoField+2:], uint16(len(more)))
	binary.LittleEndian.PutUint32(out[targetInfoField+4:], uint32(len(challenge)))
	return out
}
