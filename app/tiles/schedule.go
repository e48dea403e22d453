package tiles

import (
	"slices"
	"time"
)

// Schedule is when a feed's runs are due by the service's own plan.
type Schedule struct {
	// Enabled is false when the service or the owner switched it off.
	Enabled bool
	// Days are the days on which Times apply; empty means every day.
	Days []time.Weekday
	// Times are minutes after local midnight, in order.
	Times []int
	// EveryMinutes is the DirectQuery frequency (15 to 180); zero when Days and
	// Times apply.
	EveryMinutes int
	// Zone is the service's zone name, verbatim: a Windows name such as
	// "W. Europe Standard Time".
	Zone string
}

// Next is the first slot after t, in UTC, and false when there is none: the
// schedule is switched off or names no times.
//
// Times are those of a clock in Zone (UTC where the zone is not known). A time
// that the clock skips in spring is a slot by the old offset, so 02:30 comes
// when the clock says 03:30; a time that comes twice in autumn is a slot once,
// the first time. How the service counts a DirectQuery frequency is not
// documented; its slots here are multiples of it in UTC.
func (s Schedule) Next(t time.Time) (time.Time, bool) {
	if !s.Enabled {
		return time.Time{}, false
	}
	if s.EveryMinutes > 0 {
		every := s.every()
		return t.UTC().Truncate(every).Add(every), true
	}
	loc, _ := Zone(s.Zone)
	return plan{s.Days, s.Times, loc}.next(t)
}

// Prev is the last slot at or before t, in UTC. Otherwise as Next.
func (s Schedule) Prev(t time.Time) (time.Time, bool) {
	if !s.Enabled {
		return time.Time{}, false
	}
	if s.EveryMinutes > 0 {
		return t.UTC().Truncate(s.every()), true
	}
	loc, _ := Zone(s.Zone)
	return plan{s.Days, s.Times, loc}.prev(t)
}

// every is EveryMinutes, kept below a week so that nothing can overflow.
func (s Schedule) every() time.Duration {
	return time.Duration(min(s.EveryMinutes, 7*dayMinutes)) * time.Minute
}

const (
	dayMinutes = 24 * 60
	day        = 24 * time.Hour
)

// plan is slots at times of a clock on days of the week.
type plan struct {
	days  []time.Weekday // empty: every day
	times []int          // minutes after midnight; what is out of range is no slot
	loc   *time.Location
}

// weekReach is how many days away a slot of a weekly plan can be, with one more
// for slots that a changing clock moves.
const weekReach = 8

func (p plan) next(t time.Time) (time.Time, bool) {
	return p.search(t, 1, func(slot, best int64, found bool) bool {
		return slot > t.Unix() && (!found || slot < best)
	})
}

func (p plan) prev(t time.Time) (time.Time, bool) {
	return p.search(t, -1, func(slot, best int64, found bool) bool {
		return slot <= t.Unix() && (!found || slot > best)
	})
}

// search goes from the day of t, or the day before it on the clock, in the
// direction of step, and returns the slot that better prefers to all others.
// A changing clock can move a slot beyond its day, never by more than one: so
// the search ends one day after the first find.
func (p plan) search(t time.Time, step int, better func(slot, best int64, found bool) bool) (time.Time, bool) {
	year, month, dom := t.In(p.loc).Date()
	var best int64
	found, left := false, weekReach+2
	for i := -step; left > 0; i, left = i+step, left-1 {
		midnight := time.Date(year, month, dom+i, 0, 0, 0, 0, time.UTC)
		if len(p.days) > 0 && !slices.Contains(p.days, midnight.Weekday()) {
			continue
		}
		clock := newClock(p.loc, midnight)
		for _, m := range p.times {
			if m < 0 || m >= dayMinutes {
				continue
			}
			if slot := clock.at(m); better(slot, best, found) {
				if !found {
					left = min(left, 2)
				}
				best, found = slot, true
			}
		}
	}
	if !found {
		return time.Time{}, false
	}
	return time.Unix(best, 0).UTC(), true
}

// clock tells when a wall clock shows a time on one day.
type clock struct {
	loc           *time.Location
	midnight      int64 // the day's 00:00 as if it were UTC, in Unix seconds
	before, after int   // the offsets from UTC before and after that day
}

// Offsets reach from 12 hours behind UTC to 14 hours ahead of it (and a little
// more in the past), so these are certainly outside the local day.
const (
	beforeDay = -15 * 3600
	afterDay  = (24 + 13) * 3600
)

// newClock is for the day whose midnight, read as UTC, is given.
func newClock(loc *time.Location, midnight time.Time) clock {
	c := clock{loc: loc, midnight: midnight.Unix()}
	c.before, c.after = offset(loc, c.midnight+beforeDay), offset(loc, c.midnight+afterDay)
	return c
}

// at is the first moment, in Unix seconds, when the clock shows the minute of
// the day; for one that is skipped, the moment by the offset before the skip.
func (c clock) at(minute int) int64 {
	wall := c.midnight + int64(minute)*60
	first := wall - int64(c.before)
	if c.before == c.after || offset(c.loc, first) == c.before {
		return first
	}
	if second := wall - int64(c.after); offset(c.loc, second) == c.after {
		return second
	}
	return first
}

// offset is how many seconds east of UTC a location's clock is at a moment.
func offset(loc *time.Location, unix int64) int {
	_, seconds := time.Unix(unix, 0).In(loc).Zone()
	return seconds
}

// clockChange is by how much the clocks of a zone change on the local day of
// t, which is how much a slot of that day may be off: nothing says how the
// service counts then.
func clockChange(loc *time.Location, t time.Time) time.Duration {
	year, month, dom := t.In(loc).Date()
	c := newClock(loc, time.Date(year, month, dom, 0, 0, 0, 0, time.UTC))
	if c.before == c.after {
		return 0
	}
	return (time.Duration(c.after-c.before) * time.Second).Abs()
}
