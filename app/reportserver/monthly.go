package reportserver

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// lastWeek is the last week of a month, be it its fourth or its fifth.
const lastWeek = 5

// weekNames are the values of WhichWeek, by their place.
var weekNames = [...]string{"", "FirstWeek", "SecondWeek", "ThirdWeek", "FourthWeek", "LastWeek"}

// month reads a recurrence by the month.
func (r *recurrence) month(s *scanner, key string) error {
	switch {
	case is(key, "Days"):
		var days string
		err := s.text(&days)
		r.dates = readDates(days)
		return err
	case is(key, "WhichWeek"):
		var which string
		err := s.text(&which)
		for i, name := range weekNames {
			if i > 0 && is(which, name) {
				r.whichWeek = i
			}
		}
		return err
	case is(key, "DaysOfWeek"):
		return r.weekdays(s)
	case is(key, "MonthsOfYear"):
		return s.objectOr(func(key string) error {
			for m := time.January; m <= time.December; m++ {
				if !is(key, m.String()) {
					continue
				}
				var on bool
				err := s.flag(&on)
				if on && !slices.Contains(r.months, m) {
					r.months = append(r.months, m)
				}
				return err
			}
			return s.skip()
		})
	}
	return s.skip()
}

// readDates reads days of the month, "1,3-5"; nil for anything else.
func readDates(text string) []int {
	if len(text) > 200 {
		return nil
	}
	var all []int
	for part := range strings.SplitSeq(text, ",") {
		from, to, ranged := strings.Cut(strings.TrimSpace(part), "-")
		if !ranged {
			to = from
		}
		a, b := readDate(from), readDate(to)
		if a == 0 || b < a {
			return nil
		}
		for ; a <= b; a++ {
			if !slices.Contains(all, a) {
				all = append(all, a)
			}
		}
	}
	return all
}

func readDate(text string) int {
	if n, err := strconv.Atoi(strings.TrimSpace(text)); err == nil && n >= 1 && n <= 31 {
		return n
	}
	return 0
}

// mostMonths is how far ahead a slot is looked for: 29 February comes after
// eight years at the latest.
const mostMonths = 8*12 + 1

// nextMonthly is the first slot after a moment, in UTC, zero where there is none
// or the recurrence is not one by the month that can be read. The clock of loc
// counts.
func (r *recurrence) nextMonthly(after time.Time, loc *time.Location) time.Time {
	start := parseTime(r.start, loc)
	byWeek := r.whichWeek > 0 && len(r.on) > 0
	if !r.told || !r.monthly || start.IsZero() || !byWeek && len(r.dates) == 0 {
		return time.Time{}
	}
	if after.Before(start) {
		after = start.Add(-time.Second)
	}
	hour, minute, second := start.In(loc).Clock()
	year, month, _ := after.In(loc).Date()
	for range mostMonths {
		var first time.Time
		for d := 1; d <= 31; d++ {
			slot := time.Date(year, month, d, hour, minute, second, 0, loc)
			if slot.Month() != month {
				break
			}
			if slot.After(after) && r.falls(slot, byWeek) {
				first = slot.UTC()
				break
			}
		}
		if !first.IsZero() {
			if end := parseTime(r.end, loc); r.ends && !end.IsZero() && !first.Before(end) {
				return time.Time{}
			}
			return first
		}
		if month++; month > time.December {
			year, month = year+1, time.January
		}
	}
	return time.Time{}
}

// falls tells whether the recurrence has a slot on that day.
func (r *recurrence) falls(day time.Time, byWeek bool) bool {
	if len(r.months) > 0 && !slices.Contains(r.months, day.Month()) {
		return false
	}
	if !byWeek {
		return slices.Contains(r.dates, day.Day())
	}
	if !slices.Contains(r.on, day.Weekday()) {
		return false
	}
	if r.whichWeek == lastWeek {
		return day.AddDate(0, 0, 7).Month() != day.Month()
	}
	return (day.Day()-1)/7+1 == r.whichWeek
}
