package sandbox

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"testing"
	"time"
)

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// answerMessage lays an AUTHENTICATE message out.
func answerMessage(flags uint32, response, domain, user []byte) []byte {
	var m, payload bytes.Buffer
	m.WriteString(ntlmSignature)
	m.Write(binary.LittleEndian.AppendUint32(nil, ntlmAuthenticate))
	field := func(value []byte) {
		b := binary.LittleEndian.AppendUint16(nil, uint16(len(value)))
		b = binary.LittleEndian.AppendUint16(b, uint16(len(value)))
		m.Write(binary.LittleEndian.AppendUint32(b, uint32(64+payload.Len())))
		payload.Write(value)
	}
	for _, value := range [][]byte{nil, response, domain, user, nil, nil} { // LM, NT, domain, user, workstation, key
		field(value)
	}
	m.Write(binary.LittleEndian.AppendUint32(nil, flags))
	return append(m.Bytes(), payload.Bytes()...)
}

// The example of [MS-NLMP] 4.2.4.
func TestNTLMv2Example(t *testing.T) {
	t.Parallel()
	challenge := unhex(t, "0123456789abcdef")
	proof := unhex(t, "68cd0ab851e51c96aabc927bebef6a1c")
	blob := unhex(t, "0101000000000000"+"0000000000000000"+"aaaaaaaaaaaaaaaa"+"00000000"+
		"02000c0044006f006d00610069006e00"+"01000c00530065007200760065007200"+"00000000"+"00000000")
	for name, c := range map[string]struct {
		message   []byte
		password  string
		challenge []byte
		want      bool
	}{
		"as it is":        {answerMessage(ntlmUnicode, append(proof, blob...), ntlmBytes("Domain"), ntlmBytes("User")), "Password", challenge, true},
		"name in capital": {answerMessage(ntlmUnicode, append(proof, blob...), ntlmBytes("Domain"), ntlmBytes("USER")), "Password", challenge, true},
		"in bytes":        {answerMessage(0, append(proof, blob...), []byte("Domain"), []byte("User")), "Password", challenge, true},
		"other domain":    {answerMessage(ntlmUnicode, append(proof, blob...), ntlmBytes("Elsewhere"), ntlmBytes("User")), "Password", challenge, false},
		"other password":  {answerMessage(ntlmUnicode, append(proof, blob...), ntlmBytes("Domain"), ntlmBytes("User")), "password", challenge, false},
		"other challenge": {answerMessage(ntlmUnicode, append(proof, blob...), ntlmBytes("Domain"), ntlmBytes("User")), "Password", unhex(t, "0123456789abcdee"), false},
		"no challenge":    {answerMessage(ntlmUnicode, append(proof, blob...), ntlmBytes("Domain"), ntlmBytes("User")), "Password", nil, false},
	} {
		a, err := parseNTLMAnswer(c.message)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := a.proves(c.password, c.challenge); got != c.want {
			t.Errorf("%s: proves = %v, want %v", name, got, c.want)
		}
	}
}

func TestNTLMRefuses(t *testing.T) {
	t.Parallel()
	good := answerMessage(ntlmUnicode, make([]byte, 60), ntlmBytes("D"), ntlmBytes("U"))
	far := bytes.Clone(good)
	binary.LittleEndian.PutUint32(far[24:], 1<<31)
	for name, message := range map[string][]byte{
		"nothing": nil, "short": good[:40], "cut": good[:len(good)-1], "offset beyond the end": far,
		"version 1": answerMessage(ntlmUnicode, make([]byte, 24), ntlmBytes("D"), ntlmBytes("U")),
		"anonymous": answerMessage(ntlmUnicode, nil, nil, nil),
		"a request": append([]byte(ntlmSignature), 1, 0, 0, 0),
		"kerberos":  {0x60, 0x82, 1, 2},
	} {
		if a, err := parseNTLMAnswer(message); err == nil {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

func TestNTLMChallenge(t *testing.T) {
	t.Parallel()
	m, challenge := newNTLMChallenge("DOMAIN", "COMPUTER", time.Unix(0, 0))
	if ntlmKind(m) != ntlmChallenge || !bytes.Equal(m[24:32], challenge) {
		t.Errorf("message %x, challenge %x", m, challenge)
	}
	target, err := ntlmField(m, 12)
	if err != nil || ntlmText(target, true) != "DOMAIN" {
		t.Errorf("target %q, %v", target, err)
	}
	info, err := ntlmField(m, 40)
	// 1970 in steps of 100 ns since 1601, as in every description of FILETIME.
	if want := binary.LittleEndian.AppendUint64([]byte{7, 0, 8, 0}, 116444736000000000); err != nil || !bytes.Contains(info, want) || !bytes.HasSuffix(info, make([]byte, 4)) {
		t.Errorf("target info %x, %v", info, err)
	}
	if _, other := newNTLMChallenge("DOMAIN", "COMPUTER", time.Unix(0, 0)); bytes.Equal(challenge, other) {
		t.Error("two challenges are the same")
	}
}

func FuzzNTLM(f *testing.F) {
	f.Add(answerMessage(ntlmUnicode, make([]byte, 60), ntlmBytes("Domain"), ntlmBytes("User")))
	f.Add(answerMessage(0, make([]byte, 24), nil, []byte("odd")))
	f.Add([]byte(ntlmSignature))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := parseNTLMAnswer(b)
		if err == nil && (len(a.proof) != 16 || len(a.blob) == 0) {
			t.Errorf("%x gives %+v", b, a)
		}
		if err == nil && a.proves("password", make([]byte, 8)) {
			t.Errorf("%x proves a password", b)
		}
	})
}
