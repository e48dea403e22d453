package signin

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"

	"golang.org/x/oauth2"

	"mysettings/store"
)

// proof are the three random values that tie an answer to its question.
type proof struct {
	// state ties the browser's answer to this sign-in (RFC 6749 section
	// 10.12), nonce the ID token (OpenID Connect Core section 3.1.2.1). Both
	// are in the address that the browser opens.
	state, nonce string
	// verifier ties the code to this process (RFC 7636); only its hash is in
	// the address.
	verifier store.Secret
}

func newProof() proof {
	return proof{state: random(), nonce: random(), verifier: store.NewSecret(oauth2.GenerateVerifier())}
}

// random gives 256 bits as 43 characters that need no escaping.
func random() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(b)
}

// same compares in a time that tells nothing but the lengths.
func same(a, b string) bool {
	return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}
