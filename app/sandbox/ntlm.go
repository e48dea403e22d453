package sandbox

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"strings"
	"time"
	"unicode/utf16"

	//lint:ignore SA1019 NTLM is made of it
	"golang.org/x/crypto/md4"
)

// The server's half of NTLM version 2, as [MS-NLMP] describes it: the messages
// (2.2.1) and the proof of the password (3.3.2). Nothing is signed or sealed,
// older versions are refused, and a message integrity code is not looked at.

const ntlmSignature = "NTLMSSP\x00"

// The kinds of messages.
const (
	ntlmNegotiate    = 1
	ntlmChallenge    = 2
	ntlmAuthenticate = 3
)

// The flags that matter here ([MS-NLMP] 2.2.2.5).
const (
	ntlmUnicode         = 1 << 0
	ntlmRequestTarget   = 1 << 2
	ntlmNTLM            = 1 << 9
	ntlmAlwaysSign      = 1 << 15
	ntlmTargetDomain    = 1 << 16
	ntlmExtendedSession = 1 << 19
	ntlmTargetInfo      = 1 << 23
	ntlm128             = 1 << 29
	ntlm56              = 1 << 31
)

var errNTLM = errors.New("malformed NTLM message")

// ntlmKind tells what kind of message b is; 0 for none.
func ntlmKind(b []byte) int {
	if len(b) < 12 || string(b[:8]) != ntlmSignature {
		return 0
	}
	return int(binary.LittleEndian.Uint32(b[8:]))
}

// ntlmField reads the field whose length and offset stand at position at.
func ntlmField(b []byte, at int) ([]byte, error) {
	if len(b) < at+8 {
		return nil, errNTLM
	}
	length, offset := int(binary.LittleEndian.Uint16(b[at:])), int64(binary.LittleEndian.Uint32(b[at+4:]))
	if length == 0 {
		return nil, nil
	}
	if offset+int64(length) > int64(len(b)) {
		return nil, errNTLM
	}
	return b[offset : offset+int64(length)], nil
}

// ntlmAnswer is what a client proves itself with.
type ntlmAnswer struct {
	user, domain string
	proof        []byte // NTProofStr
	blob         []byte // what was proved together with the challenge
}

// parseNTLMAnswer reads an AUTHENTICATE message.
func parseNTLMAnswer(b []byte) (a ntlmAnswer, err error) {
	if ntlmKind(b) != ntlmAuthenticate || len(b) < 64 {
		return a, errNTLM
	}
	response, err := ntlmField(b, 20)
	if err != nil {
		return a, err
	}
	domain, err := ntlmField(b, 28)
	if err != nil {
		return a, err
	}
	user, err := ntlmField(b, 36)
	if err != nil {
		return a, err
	}
	// A response of 24 bytes is of version 1, and an empty one anonymous.
	if len(response) <= 24 {
		return a, errNTLM
	}
	wide := binary.LittleEndian.Uint32(b[60:])&ntlmUnicode != 0
	a.user, a.domain = ntlmText(user, wide), ntlmText(domain, wide)
	a.proof, a.blob = response[:16], response[16:]
	return a, nil
}

func ntlmText(b []byte, wide bool) string {
	if !wide {
		return string(b)
	}
	units := make([]uint16, len(b)/2)
	for n := range units {
		units[n] = binary.LittleEndian.Uint16(b[2*n:])
	}
	return string(utf16.Decode(units))
}

func ntlmBytes(s string) []byte {
	var b []byte
	for _, unit := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, unit)
	}
	return b
}

// proves says whether the answer was made with the password, for a challenge.
func (a ntlmAnswer) proves(password string, challenge []byte) bool {
	if len(challenge) != 8 {
		return false
	}
	hash := md4.New()
	hash.Write(ntlmBytes(password))
	key := keyedMD5(hash.Sum(nil), ntlmBytes(strings.ToUpper(a.user)+a.domain))
	return hmac.Equal(a.proof, keyedMD5(key, challenge, a.blob))
}

func keyedMD5(key []byte, parts ...[]byte) []byte {
	mac := hmac.New(md5.New, key)
	for _, p := range parts {
		mac.Write(p)
	}
	return mac.Sum(nil)
}

// newNTLMChallenge makes the CHALLENGE message of a server, and the eight
// bytes in it that the client has to prove its password with.
func newNTLMChallenge(domain, computer string, now time.Time) (message, challenge []byte) {
	challenge = make([]byte, 8)
	rand.Read(challenge) // never fails: it ends the program instead

	var info []byte
	pair := func(id uint16, value []byte) {
		info = binary.LittleEndian.AppendUint16(info, id)
		info = binary.LittleEndian.AppendUint16(info, uint16(len(value)))
		info = append(info, value...)
	}
	pair(2, ntlmBytes(domain))
	pair(1, ntlmBytes(computer))
	pair(4, ntlmBytes(Domain))
	pair(3, ntlmBytes(strings.ToLower(computer)+"."+Domain))
	const from1601 = 11644473600 // seconds from 1601 to 1970
	pair(7, binary.LittleEndian.AppendUint64(nil, uint64(now.Unix()+from1601)*10_000_000))
	pair(0, nil)

	target := ntlmBytes(domain)
	const header = 48
	var m bytes.Buffer
	field := func(length, offset int) {
		b := binary.LittleEndian.AppendUint16(nil, uint16(length))
		b = binary.LittleEndian.AppendUint16(b, uint16(length))
		m.Write(binary.LittleEndian.AppendUint32(b, uint32(offset)))
	}
	m.WriteString(ntlmSignature)
	m.Write(binary.LittleEndian.AppendUint32(nil, ntlmChallenge))
	field(len(target), header)
	m.Write(binary.LittleEndian.AppendUint32(nil, ntlmUnicode|ntlmRequestTarget|ntlmNTLM|ntlmAlwaysSign|ntlmTargetDomain|ntlmExtendedSession|ntlmTargetInfo|ntlm128|ntlm56))
	m.Write(challenge)
	m.Write(make([]byte, 8))
	field(len(info), header+len(target))
	m.Write(target)
	m.Write(info)
	return m.Bytes(), challenge
}
