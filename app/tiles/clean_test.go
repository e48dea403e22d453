package tiles

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		max  int
		want string
	}{
		{"Sales", 10, "Sales"},
		{"", 10, ""},
		{"Sales", 5, "Sales"},
		{"Sales!", 5, "Sale…"},
		{"Sales", 1, "…"},
		{"S", 1, "S"},
		{"Sales", 0, ""},
		{"Sales", -1, ""},
		{"  Sales  by \t region \r\n now ", 40, "Sales by region now"},
		{"Umsätze in €", 40, "Umsätze in €"},
		{"売上高", 3, "売上高"},
		{"売上高です", 3, "売上…"},
		{"a\x1b[31mred\x1b[0m", 40, "a[31mred[0m"},
		{"user\u202Egnp.exe", 40, "usergnp.exe"},
		{"a\u2066b\u2069c\u200e\u200f", 40, "abc"},
		{"zero\u200bwidth\ufeff", 40, "zerowidth"},
		{"bell\a, null\x00, delete\x7f", 40, "bell, null, delete"},
		{"C1 \u009b31m", 40, "C1 31m"},
		{"bad \xff\xfe utf8", 40, "bad utf8"},
		{"\ufffd", 40, ""},
		{"line\u2028and\u2029paragraph\u0085next", 40, "line and paragraph next"},
		{"no\u00a0break", 40, "no break"},
		{"private \ue000 use", 40, "private use"},
		{"<b>markup</b> & {braces}", 40, "<b>markup</b> & {braces}"},
		{"two words", 4, "two…"},
		{"word   ", 4, "word"},
		{"abc def", 5, "abc…"},
		{"blank\u3164\u2800name", 40, "blankname"},
		{strings.Repeat("x", 10_000), 20, strings.Repeat("x", 19) + "…"},
		{strings.Repeat("\x00", 10_000), 20, ""},
	}
	for _, tt := range tests {
		if got := Clean(tt.in, tt.max); got != tt.want {
			t.Errorf("Clean(%q, %d) = %q, want %q", tt.in, tt.max, got, tt.want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("Sales", 3)
	f.Add("a\u202E\x1b\nb  c", 5)
	f.Add("\xff\xc0 é", 1)
	f.Fuzz(func(t *testing.T, s string, max int) {
		got := Clean(s, max)
		if n := utf8.RuneCountInString(got); n > max && max > 0 || max <= 0 && n > 0 {
			t.Errorf("Clean(%q, %d) has %d characters", s, max, n)
		}
		if !utf8.ValidString(got) {
			t.Errorf("Clean(%q, %d) = %q, not valid", s, max, got)
		}
		for _, r := range got {
			if r != ' ' && (!unicode.IsPrint(r) || unicode.IsSpace(r)) {
				t.Errorf("Clean(%q, %d) = %q has %U", s, max, got, r)
			}
		}
		if strings.TrimSpace(got) != got || strings.Contains(got, "  ") {
			t.Errorf("Clean(%q, %d) = %q has white space to fold", s, max, got)
		}
		if again := Clean(got, max); again != got {
			t.Errorf("Clean(%q) again = %q", got, again)
		}
	})
}
