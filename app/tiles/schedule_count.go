package tiles

import "time"

// count is slots that follow an anchor at equal distances. Everything in it is
// in seconds since 1970, for an anchor may be further away than a Duration
// reaches.
type count struct {
	anchor, every int64
	loc           *time.Location
}

func (s Schedule) count() count {
	anchor := s.Anchor.Unix()
	if s.Anchor.Nanosecond() > 0 {
		anchor++ // no slot is before the anchor
	}
	loc, _ := Zone(s.Zone)
	return count{anchor, int64(s.every() / time.Second), loc}
}

// onClock reports that the distance is one of a wall clock: the scheduler
// behind a report server goes by the server's clock, so a distance of some
// hours keeps to the same times of day when clocks change. An hour or less
// comes to the same either way.
func (c count) onClock() bool { return c.every > 3600 && c.loc != time.UTC }

// next is the first slot after t.
func (c count) next(t int64) int64 {
	switch {
	case t < c.anchor:
		return c.anchor
	case !c.onClock():
		return c.anchor + ((t-c.anchor)/c.every+1)*c.every
	}
	if slot, ok := c.calm(t, 1); ok {
		return slot
	}
	best := t
	for _, slot := range c.near(t) {
		if slot > t && (slot < best || best == t) {
			best = slot
		}
	}
	return best
}

// prev is the last slot at or before t.
func (c count) prev(t int64) (int64, bool) {
	switch {
	case t < c.anchor:
		return 0, false
	case !c.onClock():
		return c.anchor + (t-c.anchor)/c.every*c.every, true
	}
	if slot, ok := c.calm(t, 0); ok {
		return slot, true
	}
	best := c.anchor
	for _, slot := range c.near(t) {
		if slot <= t {
			best = max(best, slot)
		}
	}
	return best, true
}

// calm is the last slot at or before t, or the number of slots given after it,
// where no clock changes for days around, which is nearly always: a slot is
// then a matter of counting.
func (c count) calm(t, after int64) (int64, bool) {
	at := time.Unix(t, 0).In(c.loc)
	_, off := at.Zone()
	first := c.anchor + int64(offset(c.loc, c.anchor))
	slot := first + ((t+int64(off)-first)/c.every+after)*c.every - int64(off)
	begin, end := at.ZoneBounds()
	const days = 2 * daySeconds
	ok := t+int64(off) >= first && slot >= c.anchor &&
		(begin.IsZero() || min(t, slot)-days >= begin.Unix()) && (end.IsZero() || max(t, slot)+days < end.Unix())
	return slot, ok
}

// near is the slots on the clock around t, which is not before the anchor:
// clocks change by at most a few hours, and slots are more than one apart.
func (c count) near(t int64) [9]int64 {
	first := c.anchor + int64(offset(c.loc, c.anchor))
	middle := (t + int64(offset(c.loc, t)) - first) / c.every
	var slots [9]int64
	for i := range slots {
		wall := first + max(middle+int64(i)-4, 0)*c.every
		midnight := wall - mod(wall, daySeconds)
		clock := newClock(c.loc, time.Unix(midnight, 0).UTC())
		slots[i] = clock.at(int((wall-midnight)/60)) + (wall-midnight)%60
	}
	return slots
}

const daySeconds = 24 * 3600

// mod is the remainder that is never negative.
func mod(a, b int64) int64 { return ((a % b) + b) % b }
