package language

import (
	"fmt"
	"strings"
	"time"
)

// Text is something a person reads, in English. Only constants should become
// one: what is put together while the program runs has no translation.
type Text string

// Say returns the text in the language in force. Placeholders stay as they are.
func Say(english Text) string {
	if d := inForce(); d != nil {
		if own, ok := d.Sentences[string(english)]; ok {
			return own
		}
	}
	return string(english)
}

// Sayf is Say for a text with the placeholders of fmt.Sprintf, which it fills.
// A translation may change their order: %[2]s.
func Sayf(english Text, args ...any) string {
	if len(args) == 0 {
		return Say(english)
	}
	return fmt.Sprintf(Say(english), args...)
}

// Count is a text about n things: one where it is one thing, many otherwise.
// %d in either is n.
func Count(n int, one, many Text) string {
	text := many
	if n == 1 {
		text = one
	}
	said := Say(text)
	if !strings.Contains(said, "%d") {
		return said
	}
	return fmt.Sprintf(said, n)
}

// Quote puts a name in quotation marks.
func Quote(name string) string { return Sayf("“%s”", name) }

// List joins names: "a", "a and b", "a, b and c".
func List(names []string) string {
	switch n := len(names) - 1; n {
	case -1:
		return ""
	case 0:
		return names[0]
	default:
		return Sayf("%s and %s", strings.Join(names[:n], ", "), names[n])
	}
}

// Format is t.Format with the names of months and weekdays, and the layout
// itself, in the language in force.
func Format(t time.Time, layout Text) string {
	d := inForce()
	if d == nil {
		return t.Format(string(layout))
	}
	var b strings.Builder
	rest := Say(layout)
	for rest != "" {
		at, name := len(rest), ""
		for _, n := range [...]string{"January", "Monday", "Jan", "Mon"} {
			if i := strings.Index(rest, n); i >= 0 && i < at {
				at, name = i, n
			}
		}
		b.WriteString(t.Format(rest[:at]))
		if name == "" {
			break
		}
		b.WriteString(d.named(name, t))
		rest = rest[at+len(name):]
	}
	return b.String()
}

// named is the name that stands in a layout, for t.
func (d *dictionary) named(name string, t time.Time) string {
	names, i := d.Months, int(t.Month())-1
	if name[0] == 'M' {
		names, i = d.Weekdays, int(t.Weekday())
	}
	if i >= len(names) {
		return t.Format(name)
	}
	own := names[i]
	if len(name) > 3 {
		return own
	}
	short, cut := []rune(own), 3
	if name[0] == 'M' && d.ShortDays > 0 {
		cut = d.ShortDays
	}
	return string(short[:min(cut, len(short))])
}
