package login

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/tls"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"
)

// ntlmServer is the server's side of NTLM (MS-NLMP) as a web server of Windows
// has it: it checks NTLMv2 responses against the NT hash of the password and
// authenticates connections, not requests.
type ntlmServer struct {
	scheme  string // under which it is offered: "NTLM" or "Negotiate"
	ntHash  []byte
	binding []byte // the channel binding that it insists on; nil for none
	// closes makes it close the connection after its challenge.
	closes bool
	inner  http.HandlerFunc

	mu       sync.Mutex
	checked  int // responses that were checked
	refused  int
	requests int
	users    map[string]bool
}

// The NT hash of testPassword.
func testHash(t testing.TB) []byte {
	t.Helper()
	b, err := hex.DecodeString("cd06ca7c7e10c99b1d33b7485a2ed808")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

type connKey struct{}

// connState is what the server knows of a connection.
type connState struct {
	mu        sync.Mutex
	challenge []byte
	user      string
}

// start starts the server; the handler inner serves who is signed in.
func (n *ntlmServer) start(t *testing.T, secure bool) *httptest.Server {
	t.Helper()
	if n.scheme == "" {
		n.scheme = "NTLM"
	}
	if n.ntHash == nil {
		n.ntHash = testHash(t)
	}
	if n.inner == nil {
		n.inner = answerMe
	}
	n.users = map[string]bool{}
	s := httptest.NewUnstartedServer(n)
	s.Config.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		return context.WithValue(ctx, connKey{}, new(connState))
	}
	if secure {
		s.TLS = &tls.Config{NextProtos: []string{"h2", "http/1.1"}}
		s.EnableHTTP2 = true
		s.StartTLS()
	} else {
		s.Start()
	}
	t.Cleanup(s.Close)
	return s
}

func (n *ntlmServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	n.requests++
	n.mu.Unlock()
	state := r.Context().Value(connKey{}).(*connState)
	state.mu.Lock()
	message, offered := n.message(r)
	switch {
	case offered && isMessage(message, 1):
		state.user = ""
		state.challenge = make([]byte, 8)
		_, _ = rand.Read(state.challenge)
		w.Header().Set("WWW-Authenticate", n.scheme+" "+base64.StdEncoding.EncodeToString(challengeMessage(state.challenge)))
		if n.closes {
			w.Header().Set("Connection", "close")
		}
		state.mu.Unlock()
		w.WriteHeader(http.StatusUnauthorized)
		return
	case offered && isMessage(message, 3) && state.challenge != nil:
		user, good := n.check(message, state.challenge)
		state.challenge = nil
		n.mu.Lock()
		n.checked++
		if good {
			state.user = user
			n.users[user] = true
		} else {
			n.refused++
		}
		n.mu.Unlock()
	}
	known := state.user != ""
	state.mu.Unlock()
	if !known {
		w.Header().Add("WWW-Authenticate", n.scheme)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	n.inner(w, r)
}

func (n *ntlmServer) message(r *http.Request) ([]byte, bool) {
	text, ok := strings.CutPrefix(r.Header.Get("Authorization"), n.scheme+" ")
	if !ok {
		return nil, false
	}
	b, err := base64.StdEncoding.DecodeString(text)
	return b, err == nil
}

func isMessage(b []byte, kind byte) bool {
	return len(b) >= 12 && string(b[:8]) == "NTLMSSP\x00" && b[8] == kind
}

func (n *ntlmServer) counts() (requests, checked, refused int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.requests, n.checked, n.refused
}

// utf16le is text as NTLM sends it.
func utf16le(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

func fromUTF16LE(b []byte) string {
	var u []uint16
	for ; len(b) >= 2; b = b[2:] {
		u = append(u, binary.LittleEndian.Uint16(b))
	}
	return string(utf16.Decode(u))
}

// challengeMessage is message 2: target name, target information with the
// domain, the computer and the time, and the flags of a current Windows.
func challengeMessage(challenge []byte) []byte {
	name := utf16le("CONTOSO")
	var info []byte
	add := func(id uint16, value []byte) {
		info = binary.LittleEndian.AppendUint16(info, id)
		info = binary.LittleEndian.AppendUint16(info, uint16(len(value)))
		info = append(info, value...)
	}
	add(2, name)
	add(1, utf16le("BI"))
	add(7, binary.LittleEndian.AppendUint64(nil, uint64(time.Now().UnixNano()/100)+116444736000000000))
	add(0, nil)
	const head = 56
	b := append([]byte("NTLMSSP\x00"), 2, 0, 0, 0)
	field := func(length, at int) {
		b = binary.LittleEndian.AppendUint16(b, uint16(length))
		b = binary.LittleEndian.AppendUint16(b, uint16(length))
		b = binary.LittleEndian.AppendUint32(b, uint32(at))
	}
	field(len(name), head)
	b = binary.LittleEndian.AppendUint32(b, 0xA2898205) // unicode, target info, extended security, 128, 56, version
	b = append(b, challenge...)
	b = append(b, make([]byte, 8)...)
	field(len(info), head+len(name))
	b = append(b, 10, 0, 0x63, 0x45, 0, 0, 0, 15)
	return append(append(b, name...), info...)
}

// check verifies message 3: the NTLMv2 response (MS-NLMP, section 3.3.2), and
// the channel binding in it.
func (n *ntlmServer) check(b, challenge []byte) (user string, good bool) {
	field := func(at int) []byte {
		if len(b) < at+8 {
			return nil
		}
		size, start := int(binary.LittleEndian.Uint16(b[at:])), int(binary.LittleEndian.Uint32(b[at+4:]))
		if start+size > len(b) {
			return nil
		}
		return b[start : start+size]
	}
	response, domain, name := field(20), fromUTF16LE(field(28)), fromUTF16LE(field(36))
	if len(response) < 44 {
		return "", false
	}
	mac := hmac.New(md5.New, n.ntHash)
	mac.Write(utf16le(strings.ToUpper(name) + domain))
	key := mac.Sum(nil)
	mac = hmac.New(md5.New, key)
	mac.Write(challenge)
	mac.Write(response[16:])
	if !hmac.Equal(mac.Sum(nil), response[:16]) {
		return "", false
	}
	if n.binding != nil {
		want := bindingHash(n.binding)
		if got := attribute(response[16+28:], 10); !bytes.Equal(got, want[:]) {
			return "", false
		}
	}
	return domain + `\` + name, true
}

// attribute finds a value in target information.
func attribute(info []byte, id uint16) []byte {
	for len(info) >= 4 {
		got, size := binary.LittleEndian.Uint16(info), int(binary.LittleEndian.Uint16(info[2:]))
		if got == 0 || len(info) < 4+size {
			return nil
		}
		if got == id {
			return info[4 : 4+size]
		}
		info = info[4+size:]
	}
	return nil
}
