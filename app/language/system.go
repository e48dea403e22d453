package language

import (
	"os"
	"strings"
	"sync/atomic"
)

// Auto is the setting for the system's own language.
const Auto = "auto"

// started is whether this process is the program, not a test of it.
var started atomic.Bool

// Start is for the program's main function: from now on the system's language
// is in force, and Follow heeds the setting. Without it, as in tests, all is
// English, as it is again after stop.
func Start() (stop func()) {
	started.Store(true)
	Use(Auto)
	return func() {
		started.Store(false)
		Use(English)
	}
}

// Follow puts the language of the setting in force, if Start was called, and
// reports whether that is another one than before.
func Follow(setting string) (changed bool) { return started.Load() && Use(setting) }

// System is the first language that the system is set to, such as de-AT, and
// en where it doesn't say.
func System() string {
	for _, name := range preferred() {
		if tag := tagOf(name); tag != "" {
			return tag
		}
	}
	return English
}

// Locale is the tag by which dates and numbers are written in the language in
// force: the system's where it is the same language, for it knows the country.
func Locale() string {
	tag := Tag()
	if !started.Load() {
		return tag
	}
	if system := System(); system == tag || strings.HasPrefix(system, tag+"-") {
		return system
	}
	return tag
}

// fromEnvironment is what POSIX and gettext say about the language: LC_ALL, else
// LC_MESSAGES, else LANG; and LANGUAGE before them, unless they ask for none.
// https://www.gnu.org/software/gettext/manual/html_node/Locale-Environment-Variables.html
func fromEnvironment() []string {
	locale := ""
	for _, name := range [...]string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale = os.Getenv(name); locale != "" {
			break
		}
	}
	if tagOf(locale) == "" {
		return nil
	}
	var all []string
	if list := os.Getenv("LANGUAGE"); list != "" {
		all = strings.Split(list, ":")
	}
	return append(all, locale)
}

// tagOf makes a language tag of a locale's name: de-AT of de_AT.UTF-8@euro. It
// is empty for C, POSIX and what is no name of a language.
func tagOf(locale string) string {
	locale, _, _ = strings.Cut(locale, "@")
	locale, _, _ = strings.Cut(locale, ".")
	if locale == "C" || locale == "POSIX" {
		return ""
	}
	tag := strings.ReplaceAll(locale, "_", "-")
	base, _, _ := strings.Cut(tag, "-")
	if len(base) < 2 || len(base) > 3 || len(tag) > 35 {
		return ""
	}
	for _, c := range []byte(tag) {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && c != '-' && (c < '0' || c > '9') {
			return ""
		}
	}
	return tag
}
