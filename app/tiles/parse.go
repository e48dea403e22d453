package tiles

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// KeepError says which part of a keep could not be read, and why.
type KeepError struct {
	Key    string // "every", "at" or "on"
	Value  string // as it was given; untrusted
	Reason string // a noun phrase: "not a time of day"
	Try    string // a value that would do
}

// Error is for logs; sentences for people are made from the fields.
func (e *KeepError) Error() string {
	return fmt.Sprintf("%s %q: %s", e.Key, Clean(e.Value, maxName), e.Reason)
}

// ParseEvery reads "hourly", "daily" or "weekly", in any case. The error is a
// *KeepError.
func ParseEvery(s string) (Every, error) {
	switch e := Every(strings.ToLower(strings.TrimSpace(s))); e {
	case Hourly, Daily, Weekly:
		return e, nil
	}
	return "", &KeepError{"every", s, "none of hourly, daily and weekly", "daily"}
}

// ParseAt reads a time of day like "07:00" or "7:30", in 24 hours, as minutes
// after midnight. The error is a *KeepError.
func ParseAt(s string) (int, error) {
	h, m, ok := strings.Cut(strings.TrimSpace(s), ":")
	hour, okHour := digits(h, 1, 23)
	minute, okMinute := digits(m, 2, 59)
	if !ok || !okHour || !okMinute {
		return 0, &KeepError{"at", s, "not a time of day", "07:00"}
	}
	return hour*60 + minute, nil
}

// digits reads at least atLeast and at most two decimal digits, up to max.
func digits(s string, atLeast, max int) (int, bool) {
	if len(s) < atLeast || len(s) > 2 || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n <= max
}

// FormatAt writes minutes after midnight as ParseAt reads them.
func FormatAt(minutes int) string {
	minutes = ((minutes % dayMinutes) + dayMinutes) % dayMinutes
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}

// ParseOn reads days of the week: "mon,thu", "Monday Thursday", or a range
// like "mon-fri" (which may go round the week's end). They come back each once,
// Monday first. The error is a *KeepError; no day at all is one.
func ParseOn(s string) ([]time.Weekday, error) {
	var on [7]bool
	words := strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\t' })
	for _, word := range words {
		first, last, isRange := strings.Cut(word, "-")
		from, ok := weekday(first)
		to := from
		if ok && isRange {
			to, ok = weekday(last)
		}
		if !ok {
			return nil, &KeepError{"on", word, "not a day of the week", "mon,thu"}
		}
		for d := from; ; d = (d + 1) % 7 {
			on[d] = true
			if d == to {
				break
			}
		}
	}
	var days []time.Weekday
	for i := range 7 {
		if d := time.Weekday((i + 1) % 7); on[d] {
			days = append(days, d)
		}
	}
	if len(days) == 0 {
		return nil, &KeepError{"on", s, "no day of the week", "mon,thu"}
	}
	return days, nil
}

// weekday reads an English name of a day, or its first three letters or more.
func weekday(s string) (time.Weekday, bool) {
	s = strings.ToLower(s)
	if len(s) < 3 {
		return 0, false
	}
	for d := range time.Weekday(7) {
		if strings.HasPrefix(strings.ToLower(d.String()), s) {
			return d, true
		}
	}
	return 0, false
}

// FormatOn writes days as ParseOn reads them: "mon,thu", Monday first.
func FormatOn(days []time.Weekday) string {
	var out []string
	for i := range 7 {
		if d := time.Weekday((i + 1) % 7); slices.Contains(days, d) {
			out = append(out, strings.ToLower(d.String()[:3]))
		}
	}
	return strings.Join(out, ",")
}
