package command

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/rivo/uniseg"

	"mysettings/app/language"
	"mysettings/app/tiles"
)

// widest is how many characters of a name from a server a table shows.
const widest = 48

// table is text in aligned columns. Every cell is cleaned, as most of them
// come from servers.
// The last cell of a row may be a sentence; the others are cut to widest.
type table struct{ rows [][]string }

func (t *table) row(cells ...string) {
	for i, c := range cells {
		limit := widest
		if i == len(cells)-1 {
			limit = 600
		}
		cells[i] = tiles.Clean(c, limit)
	}
	t.rows = append(t.rows, cells)
}

func (t *table) print(w io.Writer) {
	var widths []int
	for _, r := range t.rows {
		for i, c := range r {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			if i < len(r)-1 {
				widths[i] = max(widths[i], uniseg.StringWidth(c))
			}
		}
	}
	for _, r := range t.rows {
		var b strings.Builder
		for i, c := range r {
			b.WriteString(c)
			if i < len(r)-1 {
				b.WriteString(strings.Repeat(" ", widths[i]-uniseg.StringWidth(c)+2))
			}
		}
		fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
	}
}

// when is a time as a person reads it, in the computer's time zone; "never"
// for the zero time.
func when(t, now time.Time) string {
	if t.IsZero() {
		return language.Say("never")
	}
	t, now = t.Local(), now.Local()
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	switch int(day.Sub(today) / (24 * time.Hour)) {
	case 0:
		return t.Format("15:04")
	case -1:
		return language.Format(t, "yesterday 15:04")
	case 1:
		return language.Format(t, "tomorrow 15:04")
	}
	return language.Format(t, "2 Jan 2006 15:04")
}

// daysLeft counts the days until t, on the last one the hours, to the nearest:
// a sign-in for 90 days has 90 left a minute later.
func daysLeft(t, now time.Time) string {
	left := t.Sub(now)
	switch hours := int((left + 30*time.Minute) / time.Hour); {
	case left <= 0:
		return language.Say("ended")
	case left < time.Hour:
		return language.Say("less than an hour left")
	case hours < 24:
		return language.Count(hours, "1 hour left", "%d hours left")
	default:
		return language.Count(int((left+12*time.Hour)/(24*time.Hour)), "1 day left", "%d days left")
	}
}

// stamp is a time in JSON: RFC 3339 in UTC, null for the zero time.
type stamp time.Time

// MarshalJSON writes the time in UTC to the second.
func (s stamp) MarshalJSON() ([]byte, error) {
	t := time.Time(s)
	if t.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + t.UTC().Format(time.RFC3339) + `"`), nil
}
