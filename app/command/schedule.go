package command

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"mysettings/app/tiles"
)

// defaultAt is when a tile is refreshed daily or weekly when nobody says.
const defaultAt = 7 * 60

var days = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

func dayName(d time.Weekday) string { return days[d] }

// clock is minutes after midnight as "07:00".
func clock(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// parseKeep reads what was typed after `keep TILE`: --every, --at and --on, the
// last two empty when they weren't given. It leaves tile, zone and time open.
func parseKeep(every, at, on string) (tiles.Keep, error) {
	k := tiles.Keep{Every: tiles.Every(strings.ToLower(every))}
	switch k.Every {
	case tiles.Hourly, tiles.Daily, tiles.Weekly:
	case "":
		return k, usagef("Say how often, for example: --every daily")
	default:
		return k, usagef("%q is none of the choices. Say: --every hourly, --every daily or --every weekly", every)
	}
	var err error
	if k.At, err = parseAt(k.Every, at); err != nil {
		return k, err
	}
	if k.On, err = parseDays(on); err != nil {
		return k, err
	}
	switch {
	case k.Every == tiles.Weekly && len(k.On) == 0:
		return k, usagef("Say on which days of the week, for example: --on mon,thu")
	case k.Every != tiles.Weekly && len(k.On) > 0:
		return k, usagef("Days of the week go with --every weekly only.")
	}
	return k, nil
}

func parseAt(every tiles.Every, at string) (int, error) {
	if at == "" {
		if every == tiles.Hourly {
			return 0, nil
		}
		return defaultAt, nil
	}
	h, m, ok := strings.Cut(at, ":")
	if h == "" && every == tiles.Hourly {
		h = "0" // ":15", a quarter past every hour
	}
	hour, errH := strconv.ParseUint(h, 10, 8)
	minute, errM := strconv.ParseUint(m, 10, 8)
	if !ok || errH != nil || errM != nil || hour > 23 || minute > 59 || len(m) != 2 || len(h) > 2 {
		return 0, usagef("%q isn't a time of day. Say it like this: --at 07:00", at)
	}
	if every == tiles.Hourly {
		hour = 0
	}
	return int(hour*60 + minute), nil
}

// parseDays reads "mon,thu" or "Monday Thursday" in any order, Monday first in
// the answer.
func parseDays(on string) ([]time.Weekday, error) {
	var out []time.Weekday
	for _, word := range strings.FieldsFunc(on, func(r rune) bool { return r == ',' || r == ' ' }) {
		w := strings.ToLower(word)
		i := slices.IndexFunc(days, func(d string) bool {
			return w == d || w == strings.ToLower(time.Weekday(slices.Index(days, d)).String())
		})
		if i < 0 {
			return nil, usagef("%q isn't a day of the week. Say it like this: --on mon,thu", word)
		}
		if !slices.Contains(out, time.Weekday(i)) {
			out = append(out, time.Weekday(i))
		}
	}
	slices.SortFunc(out, func(a, b time.Weekday) int { return int((a+6)%7) - int((b+6)%7) })
	return out, nil
}

// parseSince reads --since: a time (RFC 3339), a date, or how long ago ("90m",
// "24h", "7d").
func parseSince(since string, now time.Time) (time.Time, error) {
	if since == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339, since); err == nil {
		return t, nil
	}
	if t, err := time.ParseInLocation("2006-01-02", since, time.Local); err == nil {
		return t, nil
	}
	if d, ok := strings.CutSuffix(since, "d"); ok {
		if n, err := strconv.ParseUint(d, 10, 16); err == nil {
			return now.AddDate(0, 0, -int(n)), nil
		}
	}
	if d, err := time.ParseDuration(since); err == nil && d >= 0 {
		return now.Add(-d), nil
	}
	return time.Time{}, usagef("%q isn't a time. Say a date (2026-03-01), a time (2026-03-01T08:00:00Z), or how long ago (24h, 7d).", since)
}
