package reportserver

import (
	"strconv"
	"strings"
	"time"

	"mysettings/app/tiles"
)

// Layouts of the server's dates; those in the first list have a zone.
var (
	zonedLayouts = []string{
		time.RFC3339Nano,
		"2006-01-02T15:04:05.999999999Z0700",
		"2006-01-02 15:04:05.999999999Z07:00",
		"2006-01-02T15:04Z07:00",
	}
	plainLayouts = []string{
		"2006-01-02T15:04:05.999999999",
		"2006-01-02 15:04:05.999999999",
		"2006-01-02T15:04",
		"2006-01-02",
	}
)

// parseTime reads a date of the server as UTC. One without a zone is meant by
// the clock of zone. What is no date, or lies outside 1990 to 2199, is zero:
// .NET writes "none" as the year 1, and the server as 1901.
func parseTime(s string, zone *time.Location) time.Time {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 64 {
		return time.Time{}
	}
	t, ok := readTime(s, zone)
	if !ok {
		return time.Time{}
	}
	t = t.UTC()
	if t.Year() < 1990 || t.Year() > 2199 {
		return time.Time{}
	}
	return t
}

func readTime(s string, zone *time.Location) (time.Time, bool) {
	if inner, ok := strings.CutPrefix(s, "/Date("); ok {
		return readTicks(inner)
	}
	for _, layout := range zonedLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	for _, layout := range plainLayouts {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t, true
		}
	}
	if upper := strings.ToUpper(s); upper != s {
		return readTime(upper, zone)
	}
	return time.Time{}, false
}

// readTicks reads what follows "/Date(": milliseconds of Unix time, and an
// offset that changes nothing.
func readTicks(s string) (time.Time, bool) {
	s, ok := strings.CutSuffix(s, ")/")
	if !ok {
		return time.Time{}, false
	}
	if i := strings.LastIndexAny(s, "+-"); i > 0 {
		s = s[:i]
	}
	ms, err := strconv.ParseInt(s, 10, 64)
	return time.UnixMilli(ms), err == nil
}

// zoneOf is the location of the server's clock, UTC where it is not known.
func zoneOf(s tiles.Server) *time.Location {
	loc, _ := tiles.Zone(s.Zone)
	return loc
}
