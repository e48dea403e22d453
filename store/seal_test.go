package store

import (
	"bytes"
	"errors"
	"testing"

	"golang.org/x/crypto/chacha20poly1305"
)

func TestSealRoundTrip(t *testing.T) {
	t.Parallel()
	k, id := newKey(), identity{"db", "c1", "token"}
	for _, plain := range []string{"", "x", string(bytes.Repeat([]byte("0123456789"), 10000))} {
		sealed := get(seal(k, id, []byte(plain)))(t)
		if bytes.Contains(sealed, []byte(plain)) && len(plain) > 1 {
			t.Error("plain text in the sealed bytes")
		}
		got, err := unseal(k, id, sealed)
		if err != nil || string(got) != plain {
			t.Errorf("unseal = %d bytes, %v; want %d", len(got), err, len(plain))
		}
	}
	a, b := get(seal(k, id, []byte("x")))(t), get(seal(k, id, []byte("x")))(t)
	if bytes.Equal(a, b) {
		t.Error("the same nonce twice")
	}
}

func TestUnsealRefuses(t *testing.T) {
	t.Parallel()
	k, id := newKey(), identity{"db", "c1", "token"}
	sealed := get(seal(k, id, []byte("a token")))(t)

	for name, other := range map[string]identity{
		"another database":   {"db2", "c1", "token"},
		"another connection": {"db", "c2", "token"},
		"another purpose":    {"db", "c1", "probe"},
		"shifted parts":      {"dbc", "1", "token"},
		"shifted purpose":    {"db", "c1token", ""},
	} {
		if _, err := unseal(k, other, sealed); !errors.Is(err, errUnsealed) {
			t.Errorf("%s: error %v; want %v", name, err, errUnsealed)
		}
	}
	if _, err := unseal(newKey(), id, sealed); !errors.Is(err, errUnsealed) {
		t.Errorf("another key: error %v", err)
	}
	for i := range sealed {
		for bit := range 8 {
			flipped := bytes.Clone(sealed)
			flipped[i] ^= 1 << bit
			if _, err := unseal(k, id, flipped); !errors.Is(err, errUnsealed) {
				t.Fatalf("bit %d of byte %d flipped: error %v", bit, i, err)
			}
		}
	}
	for n := range sealed {
		if _, err := unseal(k, id, sealed[:n]); !errors.Is(err, errUnsealed) {
			t.Fatalf("cut to %d bytes: error %v", n, err)
		}
	}
	if _, err := unseal(k, id, append(bytes.Clone(sealed), 0)); !errors.Is(err, errUnsealed) {
		t.Errorf("a byte more: error %v", err)
	}
}

func TestKeyFromRefusesOtherLengths(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 31, 33, 64} {
		if _, err := keyFrom(make([]byte, n)); err == nil {
			t.Errorf("%d bytes taken as a key", n)
		}
	}
}

func FuzzUnseal(f *testing.F) {
	k, err := keyFrom(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		f.Fatal(err)
	}
	id := identity{"db", "c1", "token"}
	// with a nonce of zeros: each fuzzing process has to make the same bytes
	aead, err := chacha20poly1305.NewX(k.reveal())
	if err != nil {
		f.Fatal(err)
	}
	head := make([]byte, 1+aead.NonceSize())
	head[0] = sealVersion
	good := aead.Seal(head, head[1:], []byte(`{"access":"a"}`), id.bytes())
	f.Add([]byte(nil), "c1")
	f.Add([]byte{sealVersion}, "c1")
	f.Add(good, "c1")
	f.Add(good, "c2")
	f.Add(good[:len(good)-1], "c1")
	f.Add(append([]byte{2}, good[1:]...), "c1")
	f.Fuzz(func(t *testing.T, sealed []byte, connection string) {
		plain, err := unseal(k, identity{"db", connection, "token"}, sealed)
		if err == nil && !(bytes.Equal(sealed, good) && connection == "c1") {
			t.Fatalf("opened what was never sealed: %q", plain)
		}
		if err != nil && !errors.Is(err, errUnsealed) {
			t.Fatalf("error %v", err)
		}
		if err == nil {
			if _, err := decodeToken(plain); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func FuzzDecodeToken(f *testing.F) {
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"access":"a","access_until":"2026-01-02T03:04:05Z","scopes":["x"]}`))
	f.Add([]byte(`{"access":1}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, plain []byte) {
		if _, err := decodeToken(plain); err != nil && !errors.Is(err, ErrKeyLost) {
			t.Fatalf("error %v", err)
		}
	})
}
