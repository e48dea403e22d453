package store

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
)

// placeholder is what every way of printing a Secret shows.
const placeholder = "[secret]"

// Secret is a string that is shown to nobody: a token, a code, a verifier, a
// password. Printing it in any way (fmt, slog, JSON, text) gives "[secret]";
// only Reveal gives the string. The zero value is an empty secret. A Secret
// cannot be compared with ==; use Equal.
type Secret struct {
	_ [0]func()
	// A pointer, for fmt prints the unexported fields of a struct without
	// asking their methods: of a pointer within it shows the address only.
	text *string
}

// NewSecret returns a Secret that holds s.
func NewSecret(s string) Secret {
	if s == "" {
		return Secret{}
	}
	return Secret{text: &s}
}

// Reveal returns the string itself. It goes into a request or into the seal,
// nowhere else.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Empty says whether there is no secret.
func (s Secret) Empty() bool { return s.text == nil }

// Equal compares in a time that depends on the lengths only.
func (s Secret) Equal(t Secret) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(t.Reveal())) == 1
}

// String returns "[secret]".
func (s Secret) String() string { return placeholder }

// GoString returns "[secret]", for %#v.
func (s Secret) GoString() string { return placeholder }

// Format writes "[secret]" for every verb, %x and %d included.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(placeholder)) }

// LogValue gives slog "[secret]".
func (s Secret) LogValue() slog.Value { return slog.StringValue(placeholder) }

// MarshalJSON writes "[secret]".
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + placeholder + `"`), nil }

// MarshalText writes "[secret]".
func (s Secret) MarshalText() ([]byte, error) { return []byte(placeholder), nil }

// UnmarshalJSON always fails: a secret that was written as a placeholder must
// not come back as one.
func (s *Secret) UnmarshalJSON([]byte) error {
	return errors.New("a secret is not read from JSON")
}
