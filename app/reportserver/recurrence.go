package reportserver

import (
	"slices"
	"time"

	"mysettings/app/tiles"
)

// recurrence is a subscription's own schedule as the server writes it: a
// Definition with one of several recurrences.
type recurrence struct {
	told              bool // there is a definition
	start, end        string
	ends              bool
	minutes, days     int
	weeks             int
	weekly, weeksTold bool
	on                []time.Weekday
	monthly           bool
	// By the month: on dates, or on the days of the week in one of its weeks,
	// counted from 1, 5 being the last; in all months where months is empty.
	dates     []int
	whichWeek int
	months    []time.Month
}

// scan goes over the value of Schedule, or of a Definition by itself.
func (r *recurrence) scan(s *scanner) error {
	return s.objectOr(func(key string) error {
		switch {
		case is(key, "Definition"):
			return s.objectOr(func(key string) error { return r.field(s, key) })
		default:
			return r.field(s, key)
		}
	})
}

func (r *recurrence) field(s *scanner, key string) error {
	switch {
	case is(key, "StartDateTime"):
		r.told = true
		return s.text(&r.start)
	case is(key, "EndDate"):
		return s.text(&r.end)
	case is(key, "EndDateSpecified"):
		return s.flag(&r.ends)
	case is(key, "Recurrence"):
		return s.objectOr(func(key string) error { return r.recurs(s, key) })
	}
	return s.skip()
}

// recurs reads one kind of recurrence; those that don't apply are null.
func (r *recurrence) recurs(s *scanner, key string) error {
	if s.peek() != '{' {
		return s.skip()
	}
	switch {
	case is(key, "MinuteRecurrence"):
		return s.object(func(key string) error {
			if is(key, "MinutesInterval") {
				return s.whole(&r.minutes)
			}
			return s.skip()
		})
	case is(key, "DailyRecurrence"):
		return s.object(func(key string) error {
			if is(key, "DaysInterval") {
				return s.whole(&r.days)
			}
			return s.skip()
		})
	case is(key, "WeeklyRecurrence"):
		r.weekly = true
		r.weeksTold = true
		return s.object(func(key string) error { return r.week(s, key) })
	case is(key, "MonthlyRecurrence"), is(key, "MonthlyDOWRecurrence"):
		r.monthly = true
		return s.object(func(key string) error { return r.month(s, key) })
	}
	return s.skip()
}

func (r *recurrence) week(s *scanner, key string) error {
	switch {
	case is(key, "WeeksInterval"):
		return s.whole(&r.weeks)
	case is(key, "WeeksIntervalSpecified"):
		return s.flag(&r.weeksTold)
	case is(key, "DaysOfWeek"):
		return r.weekdays(s)
	}
	return s.skip()
}

func (r *recurrence) weekdays(s *scanner) error {
	return s.objectOr(func(key string) error {
		for d := time.Sunday; d <= time.Saturday; d++ {
			if !is(key, d.String()) {
				continue
			}
			var on bool
			err := s.flag(&on)
			if on && !slices.Contains(r.on, d) {
				r.on = append(r.on, d)
			}
			return err
		}
		return s.skip()
	})
}

// Bounds within which an interval is believed.
const (
	mostMinutes = 366 * 24 * 60
	mostDays    = 366
	mostWeeks   = 53
)

// schedule translates the recurrence; nil where there is none that a Schedule
// can hold (once, or by the month). loc is the server's zone, and zone its name for
// it: its clock counts, whatever offset a date is written with.
func (r *recurrence) schedule(active bool, loc *time.Location, zone string, now time.Time) *tiles.Schedule {
	start := parseTime(r.start, loc)
	if !r.told || r.monthly || start.IsZero() {
		return nil
	}
	s := &tiles.Schedule{Enabled: active, Anchor: start, Zone: zone}
	if end := parseTime(r.end, loc); r.ends && !end.IsZero() && !now.Before(end) {
		s.Enabled = false
	}
	local := start.In(loc)
	at := func() []int { return []int{local.Hour()*60 + local.Minute()} }
	switch {
	case r.minutes > 0 && r.minutes <= mostMinutes:
		s.EveryMinutes = r.minutes
	case r.days > 0 && r.days <= mostDays:
		s.EveryDays, s.Times = r.days, at()
	case r.weekly:
		s.EveryWeeks, s.Times = 1, at()
		if r.weeksTold && r.weeks > 0 && r.weeks <= mostWeeks {
			s.EveryWeeks = r.weeks
		}
		if s.Days = r.on; len(s.Days) == 0 {
			s.Days = []time.Weekday{local.Weekday()}
		}
		slices.Sort(s.Days)
	default:
		return nil
	}
	return s
}
