package settings

import (
	"fmt"
	"strings"
)

// Invalid says that a value can't be used. It never repeats more of the value
// than fits on a line.
type Invalid struct {
	Key    string
	Value  string
	Reason string // a noun phrase: "a number between 1 and 60 is needed"
	Try    string // a good value to show; may be empty
}

func (e *Invalid) Error() string {
	return fmt.Sprintf("setting %s: value %q: %s", e.Key, e.Value, e.Reason)
}

// Locked says that the machine's policy holds the setting.
type Locked struct {
	Key string
	// Contact is whom the policy names for questions; it may be empty.
	Contact string
}

func (e *Locked) Error() string {
	return fmt.Sprintf("setting %s: held by this computer's policy", e.Key)
}

// Unknown says that there is no such setting.
type Unknown struct {
	Key  string
	Near string // the setting that was probably meant; may be empty
}

func (e *Unknown) Error() string { return fmt.Sprintf("unknown setting %q", e.Key) }

// Ignored says that a value, or the whole policy file, was left out of account.
type Ignored struct {
	Source Source
	Path   string // the policy file; empty for a stored value
	Err    error
}

func (e *Ignored) Error() string {
	if e.Path != "" {
		return fmt.Sprintf("policy file %s: %v", e.Path, e.Err)
	}
	return fmt.Sprintf("stored %v", e.Err)
}

// Unwrap gives what is wrong: *Invalid, *Unknown, or an error of the file.
func (e *Ignored) Unwrap() error { return e.Err }

// shown is as much of a refused value as an error repeats.
func shown(value string) string {
	value = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0) {
			return -1
		}
		return r
	}, value)
	if runes := []rune(value); len(runes) > 80 {
		return string(runes[:79]) + "…"
	}
	return value
}

func unknown(key string) error {
	near, best := "", 3
	for _, k := range keys {
		if d := distance(key, k.Name); d < best {
			near, best = k.Name, d
		}
	}
	return &Unknown{Key: shown(key), Near: near}
}

// distance counts the single-letter changes between two keys (Levenshtein);
// long texts are far from everything.
func distance(a, b string) int {
	if len(a) > 40 {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := before
			if a[i-1] != b[j-1] {
				change++
			}
			before = row[j]
			row[j] = min(change, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
