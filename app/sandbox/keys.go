package sandbox

import (
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"sync"

	jose "github.com/go-jose/go-jose/v4"
)

// signingKey is the RSA key of every sandbox in the process, made when it is
// first needed: making it takes a tenth of a second and more.
var signingKey = sync.OnceValues(func() (*rsa.PrivateKey, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, fmt.Errorf("sandbox signing key: %w", err)
	}
	return key, nil
})

const keyID = "sandbox-1"

type privateKey struct{ key *rsa.PrivateKey }

func (privateKey) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (p privateKey) Key() any                                  { return p.key }
func (privateKey) ID() string                                  { return keyID }

type publicKey struct{ key *rsa.PublicKey }

func (publicKey) ID() string                         { return keyID }
func (publicKey) Algorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (publicKey) Use() string                        { return "sig" }
func (p publicKey) Key() any                         { return p.key }
