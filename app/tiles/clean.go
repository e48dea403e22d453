package tiles

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes text from a server fit for one line of a sentence, a terminal, a
// menu or a notification: control and formatting characters (line breaks,
// escapes, bidirectional overrides, zero-width marks) and invalid UTF-8 are
// taken out, white space becomes single spaces, and what is longer than max
// characters ends in "…". It does not escape markup; that is for whoever
// writes markup. A max of zero or less gives "".
func Clean(s string, max int) string {
	if max <= 0 {
		return ""
	}
	if len(s) <= max && plain(s) {
		return s
	}
	var b strings.Builder
	n, space := 0, false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = n > 0
			continue
		case r == utf8.RuneError, !unicode.IsPrint(r), invisible(r):
			continue
		}
		need := 1
		if space {
			need = 2
		}
		if n+need > max {
			return cut(b.String(), max)
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
		n += need
	}
	return b.String()
}

// plain reports that s is printable ASCII without spaces to fold.
func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' || s[i] == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			return false
		}
	}
	return true
}

// invisible reports characters that unicode calls printable although nothing,
// or nothing honest, is seen of them.
func invisible(r rune) bool {
	switch {
	case r == 0x034F, r == 0x115F, r == 0x1160, r == 0x17B4, r == 0x17B5, r == 0x2800, r == 0x3164, r == 0xFFA0:
		return true
	case r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0100 && r <= 0xE01EF: // variation selectors
		return true
	}
	return false
}

// cut ends s, which has at most max characters, in "…" within max characters.
func cut(s string, max int) string {
	if utf8.RuneCountInString(s) >= max {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return strings.TrimRight(s, " ") + "…"
}
