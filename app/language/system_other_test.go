//go:build !windows

package language

import "testing"

func TestSystem(t *testing.T) {
	for _, tt := range []struct{ all, messages, lang, list, want string }{
		{"", "", "", "", "en"},
		{"", "", "de_DE.UTF-8", "", "de-DE"},
		{"", "de_AT", "en_US.UTF-8", "", "de-AT"},
		{"C", "de_AT", "de_DE.UTF-8", "", "en"},
		{"C.UTF-8", "", "", "de", "en"},
		{"POSIX", "", "", "", "en"},
		{"", "", "en_GB.UTF-8", "de:fr", "de"},
		{"", "", "en_GB.UTF-8", ":de", "de"},
		{"", "", "de_DE@euro", "", "de-DE"},
		{"", "", "../../etc", "", "en"},
		{"", "", "x", "", "en"},
	} {
		t.Setenv("LC_ALL", tt.all)
		t.Setenv("LC_MESSAGES", tt.messages)
		t.Setenv("LANG", tt.lang)
		t.Setenv("LANGUAGE", tt.list)
		if got := System(); got != tt.want {
			t.Errorf("%+v: %q", tt, got)
		}
	}
}

func FuzzTagOf(f *testing.F) {
	for _, s := range []string{"de_DE.UTF-8", "C", "sr_RS@latin", "", "\x00", "zh_Hant_TW"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, locale string) {
		tag := tagOf(locale)
		for _, c := range []byte(tag) {
			if c != '-' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
				t.Errorf("%q is no tag", tag)
			}
		}
		match(tag) // must know it, or be English
	})
}
