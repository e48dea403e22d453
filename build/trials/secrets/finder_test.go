package secrets

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"unicode/utf16"

	//lint:ignore SA1019 what NTLM keeps of a password is made with it
	"golang.org/x/crypto/md4"
)

// window is how much of a secret has to stand somewhere, in whatever form, to
// be found for certain: twice this, less one. It is 72 bits of a token.
const window = 12

// given is something that nobody may find anywhere.
type given struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
}

// met says which secret stands somewhere, and how it was written there.
type met struct {
	kind, form string
}

// finder finds secrets, whole or in parts, in many forms.
type finder struct {
	windows map[[window]byte]met
}

func newFinder(t testing.TB, all []given) *finder {
	t.Helper()
	f := &finder{windows: map[[window]byte]met{}}
	for _, s := range all {
		if len(s.Value) < window {
			t.Fatalf("a secret (%s) of %d characters is too short to be searched for", s.Kind, len(s.Value))
		}
		for form, text := range forms(s) {
			f.add(met{s.Kind, form}, text)
		}
	}
	return f
}

// add takes a form apart into windows side by side, and one at its end. Any
// stretch of two windows less one byte holds one of them whole.
func (f *finder) add(m met, text []byte) {
	if len(text) < window {
		return
	}
	for at := 0; at+window <= len(text); at += window {
		f.put(m, text[at:])
	}
	f.put(m, text[len(text)-window:])
}

func (f *finder) put(m met, text []byte) {
	key := [window]byte(text[:window])
	if variety(key) < enough {
		return // zeros, mostly: they stand everywhere
	}
	if old, there := f.windows[key]; !there || old.form != "plain" {
		f.windows[key] = m
	}
}

// enough is how many different characters a window must have to be told from
// what stands everywhere. A random one practically always has them.
const enough = 6

func variety(w [window]byte) int {
	var seen [256]bool
	n := 0
	for _, b := range w {
		if !seen[b] {
			seen[b] = true
			n++
		}
	}
	return n
}

// in gives what stands in text.
func (f *finder) in(text []byte) map[met]bool {
	found := map[met]bool{}
	for at := 0; at+window <= len(text); at++ {
		if m, ok := f.windows[[window]byte(text[at:at+window])]; ok {
			found[m] = true
		}
	}
	return found
}

// forms are the ways in which a program may write a secret down.
func forms(s given) map[string][]byte {
	plain := []byte(s.Value)
	all := map[string][]byte{
		"plain":            plain,
		"hex":              []byte(hex.EncodeToString(plain)),
		"HEX":              []byte(strings.ToUpper(hex.EncodeToString(plain))),
		"URL-encoded":      []byte(url.QueryEscape(s.Value)),
		"URL-path-encoded": []byte(url.PathEscape(s.Value)),
		"UTF-16":           wide(s.Value),
		"backwards":        backwards(plain),
	}
	quoted, _ := json.Marshal(s.Value) // a string can be
	all["JSON"] = bytes.Trim(quoted, `"`)
	for name, e := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
		// Where it stands in the encoded text decides how it is written.
		for shift := range 3 {
			text := e.EncodeToString(append(make([]byte, shift), plain...))
			// The first and the last characters hold bits of the neighbours.
			text = text[(shift*8+5)/6:]
			all[name+string(rune('0'+shift))] = []byte(text[:len(text)-1])
		}
		if raw, err := e.DecodeString(strings.TrimRight(s.Value, "=")); err == nil {
			all["decoded"] = raw
		}
	}
	if strings.HasSuffix(s.Kind, "password") {
		hash := md4.New()
		hash.Write(wide(s.Value))
		all["NT hash"] = hash.Sum(nil)
		all["NT hash in hex"] = []byte(hex.EncodeToString(hash.Sum(nil)))
	}
	return all
}

func wide(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

func backwards(b []byte) []byte {
	out := bytes.Clone(b)
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

// TestFinder checks the search itself: what it must find in each form, and
// that it finds nothing where nothing is.
func TestFinder(t *testing.T) {
	t.Parallel()
	secret := given{"access_token", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJlIG9mIHRoZSB0b2tlbg+/=="}
	password := given{"server_password", "Pw-0123456789abcdef"}
	f := newFinder(t, []given{secret, password})
	around := func(text []byte) []byte {
		return append(append([]byte(`{"msg":"something happened","value":"`), text...), `"} and more after it`...)
	}
	for _, s := range []given{secret, password} {
		for form, text := range forms(s) {
			if len(text) < window {
				t.Errorf("%s as %s is too short", s.Kind, form)
			}
			if len(f.in(around(text))) == 0 {
				t.Errorf("%s as %s is not found", s.Kind, form)
			}
		}
		// Whatever stands before it, and however much is missing of it.
		for shift := range 3 {
			text := base64.StdEncoding.EncodeToString([]byte("user:"[:shift+1] + s.Value + "|tail"))
			if len(f.in(around([]byte(text)))) == 0 {
				t.Errorf("%s in base64 behind %d characters is not found", s.Kind, shift+1)
			}
		}
	}
	for at := 0; at+2*window-1 <= len(secret.Value); at++ {
		if part := secret.Value[at : at+2*window-1]; len(f.in(around([]byte(part)))) == 0 {
			t.Errorf("the part %q of it is not found", part)
		}
	}
	if found := f.in(around([]byte("nothing of the kind: [secret], AADSTS700082, 5a4d1e2c-7b39-4c86-9f10-6d3c2b8a9e71"))); len(found) != 0 {
		t.Errorf("found %v where nothing is", found)
	}
}
