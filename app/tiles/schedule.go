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
	// EveryDays and EveryWeeks are how many days, or weeks, lie between the days
	// with slots; zero and one mean each. They and EveryMinutes count from
	// Anchor where that is not zero: a report server's schedule has a start.
	EveryDays  int
	EveryWeeks int
	Anchor     time.Time
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
// documented; its slots here are multiples of it in UTC. With an Anchor there
// is no slot before it, a day or week counts from the anchor's own on the
// clock in Zone (weeks begin on Sunday), and minutes count from it: in all
// where they are an hour or less, else on the clock.
func (s Schedule) Next(t time.Time) (time.Time, bool) {
	if !s.Enabled {
		return time.Time{}, false
	}
	if !s.Anchor.IsZero() {
		if from := s.Anchor.Add(-time.Second); t.Before(from) { // a slot at the anchor itself counts
			t = from
		}
	}
	if s.EveryMinutes > 0 {
		if s.Anchor.IsZero() {
			every := s.every()
			return t.UTC().Truncate(every).Add(every), true
		}
		return time.Unix(s.count().next(t.Unix()), 0).UTC(), true
	}
	slot, ok := s.plan().next(t)
	for ok && slot.Before(s.Anchor) { // the anchor has a fraction of a second
		slot, ok = s.plan().next(slot)
	}
	return slot, ok
}

// Prev is the last slot at or before t, in UTC. Otherwise as Next.
func (s Schedule) Prev(t time.Time) (time.Time, bool) {
	if !s.Enabled {
		return time.Time{}, false
	}
	slot, ok := time.Time{}, true
	switch {
	case s.EveryMinutes > 0 && s.Anchor.IsZero():
		slot = t.UTC().Truncate(s.every())
	case s.EveryMinutes > 0:
		var at int64
		at, ok = s.count().prev(t.Unix())
		slot = time.Unix(at, 0).UTC()
	default:
		slot, ok = s.plan().prev(t)
	}
	if !ok || slot.Before(s.Anchor) {
		return time.Time{}, false
	}
	return slot, true
}

func (s Schedule) plan() plan {
	loc, _ := Zone(s.Zone)
	return plan{
		days: s.Days, times: s.Times, loc: loc, anchor: s.Anchor,
		everyDays: min(s.EveryDays, maxEveryDays), everyWeeks: min(s.EveryWeeks, maxEveryDays/7),
	}
}

// maxEveryDays bounds how far a search for a slot can go.
const maxEveryDays = 3660

// every is EveryMinutes, bounded so that nothing can overflow: a DirectQuery
// frequency by a week.
func (s Schedule) every() time.Duration {
	most := 7
	if !s.Anchor.IsZero() {
		most = maxEveryDays
	}
	return time.Duration(min(s.EveryMinutes, most*dayMinutes)) * time.Minute
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
	// everyDays and everyWeeks, where above one, leave days and weeks out,
	// counted from the day of anchor.
	everyDays, everyWeeks int
	anchor                time.Time
}

// weekReach is how many days away a slot of a weekly plan can be, with one more
// for slots that a changing clock moves.
const weekReach = 8

// reach is how many days away a slot can be.
func (p plan) reach() int {
	days := max(1, p.everyDays)
	if p.everyWeeks > 1 || len(p.days) > 0 {
		days *= weekReach - 1 // the same day of the week and of the count
	}
	return min(max(weekReach, days*max(1, p.everyWeeks)+1), 10*maxEveryDays)
}

// counted returns what reports whether the everyDays and everyWeeks of a plan
// fall on a day, which is given as its midnight in UTC.
func (p plan) counted() func(midnight time.Time) bool {
	if p.everyDays <= 1 && p.everyWeeks <= 1 {
		return func(time.Time) bool { return true }
	}
	year, month, dom := p.anchor.In(p.loc).Date()
	first := time.Date(year, month, dom, 0, 0, 0, 0, time.UTC)
	sunday := first.AddDate(0, 0, -int(first.Weekday()))
	falls := func(midnight, first time.Time, every int, length int64) bool {
		return every <= 1 || mod(midnight.Unix()-first.Unix(), int64(every)*length) < length
	}
	return func(midnight time.Time) bool {
		return falls(midnight, first, p.everyDays, daySeconds) && falls(midnight, sunday, p.everyWeeks, 7*daySeconds)
	}
}

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
	found, left := false, p.reach()+2
	counted := p.counted()
	for i := -step; left > 0; i, left = i+step, left-1 {
		midnight := time.Date(year, month, dom+i, 0, 0, 0, 0, time.UTC)
		if len(p.days) > 0 && !slices.Contains(p.days, midnight.Weekday()) || !counted(midnight) {
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
