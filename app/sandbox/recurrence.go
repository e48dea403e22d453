package sandbox

import (
	"fmt"
	"slices"
	"time"
)

// recurrence is when a subscription runs: every so many minutes, days or
// weeks from start, of which one is not zero.
type recurrence struct {
	minutes, days, weeks int
	weekdays             []time.Weekday // of weeks
	start                time.Time
}

// pinned is the schedule that the pin dialog makes.
func pinned(every string, start time.Time, loc *time.Location) (recurrence, error) {
	r := recurrence{start: start.Truncate(time.Second)}
	switch every {
	case "hourly":
		r.minutes = 60
	case "daily":
		r.days = 1
	case "weekly":
		r.weeks, r.weekdays = 1, []time.Weekday{start.In(loc).Weekday()}
	default:
		return r, fmt.Errorf("every %q is not one of hourly, daily, weekly", every)
	}
	return r, nil
}

// after is the first moment later than t at which a run is due; zero when
// there is none.
func (r recurrence) after(t time.Time, loc *time.Location) time.Time {
	switch {
	case r.minutes > 0:
		if t.Before(r.start) {
			return r.start
		}
		step := time.Duration(r.minutes) * time.Minute
		return r.start.Add((t.Sub(r.start)/step + 1) * step)
	case r.days <= 0 && r.weeks <= 0:
		return time.Time{}
	}
	// Whole days in the server's zone, so that the time of day stays.
	first := r.start.In(loc)
	day := max(int(t.Sub(r.start)/(24*time.Hour))-1, 0)
	for last := day + 7*max(r.weeks, 1) + r.days + 8; day <= last; day++ {
		if !r.on(first, day) {
			continue
		}
		if at := first.AddDate(0, 0, day); at.After(t) {
			return at.UTC()
		}
	}
	return time.Time{}
}

// on says whether the day that comes so many days after the first has a run.
func (r recurrence) on(first time.Time, day int) bool {
	if r.weeks <= 0 {
		return day%r.days == 0
	}
	offset := int(first.Weekday()) + day // from the Sunday of the first week
	return (offset/7)%r.weeks == 0 && slices.Contains(r.weekdays, time.Weekday(offset%7))
}

// before is the last moment not later than t at which a run was due; start
// when there was none.
func (r recurrence) before(t time.Time, loc *time.Location) time.Time {
	span := time.Duration(r.minutes)*time.Minute + time.Duration(r.days+7*r.weeks+2)*24*time.Hour
	at := r.start
	if back := t.Add(-span); back.After(at) {
		at = r.after(back, loc)
	}
	for next := at; !next.IsZero() && !next.After(t); next = r.after(next, loc) {
		at = next
	}
	return at
}
