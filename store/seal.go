package store

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"
)

// sealVersion is the first byte of everything sealed. Another way of sealing
// gets another number, and the old one stays readable.
const sealVersion = 1

// errUnsealed is returned for bytes that the key does not open.
var errUnsealed = errors.New("sealed bytes not opened")

// identity is where sealed bytes belong. It is bound into the seal (the
// associated data of RFC 8439, section 2.8): bytes that are copied to another
// row, another purpose or another database don't open there.
type identity struct {
	database   string
	connection string
	purpose    string
}

// bytes is the identity in a form that no two different ones share: each part
// with its length before it.
func (i identity) bytes() []byte {
	b := []byte("mysettings seal")
	b = append(b, sealVersion)
	for _, part := range []string{i.database, i.connection, i.purpose} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(part)))
		b = append(b, part...)
	}
	return b
}

// key is a sealing key. Its bytes are behind a function, for fmt follows
// pointers into unexported fields, and shows of a function the address only.
type key struct{ reveal func() []byte }

func newKey() key {
	b := make([]byte, chacha20poly1305.KeySize)
	_, _ = rand.Read(b) // never fails
	return key{func() []byte { return b }}
}

func keyFrom(b []byte) (key, error) {
	if len(b) != chacha20poly1305.KeySize {
		return key{}, fmt.Errorf("sealing key of %d bytes", len(b))
	}
	return key{func() []byte { return b }}, nil
}

// seal returns version, nonce and ciphertext of plain in one piece:
// XChaCha20-Poly1305, whose nonce is long enough to be drawn at random.
func seal(k key, id identity, plain []byte) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(k.reveal())
	if err != nil {
		return nil, err
	}
	out := make([]byte, 1+aead.NonceSize(), 1+aead.NonceSize()+len(plain)+aead.Overhead())
	out[0] = sealVersion
	nonce := out[1:]
	_, _ = rand.Read(nonce) // never fails
	return aead.Seal(out, nonce, plain, id.bytes()), nil
}

// unseal is the reverse of seal; errUnsealed for everything that seal has not
// made with the same key and identity.
func unseal(k key, id identity, sealed []byte) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(k.reveal())
	if err != nil {
		return nil, err
	}
	if len(sealed) < 1+aead.NonceSize()+aead.Overhead() || sealed[0] != sealVersion {
		return nil, errUnsealed
	}
	nonce, box := sealed[1:1+aead.NonceSize()], sealed[1+aead.NonceSize():]
	plain, err := aead.Open(nil, nonce, box, id.bytes())
	if err != nil {
		return nil, errUnsealed
	}
	return plain, nil
}
