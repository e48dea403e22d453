package tiles

import (
	"math/bits"
	"slices"
	"time"
)

// Every is how often this app refreshes a kept tile.
type Every string

// The three choices of the pin dialog.
const (
	Hourly Every = "hourly"
	Daily  Every = "daily"
	Weekly Every = "weekly"
)

// Keep is this app's own schedule for a tile ("keep fresh").
type Keep struct {
	Tile  string // Tile.ID
	Feed  string // Feed.ID
	Every Every
	// At is minutes after local midnight for Daily and Weekly; for Hourly only
	// the minute within the hour counts.
	At int
	// On are the days for Weekly; empty otherwise.
	On []time.Weekday
	// Zone is the IANA name of the person's zone when they chose.
	Zone string
	// Since is when it was chosen: no slot before it is ever due.
	Since time.Time
}

// Next is the first slot after t that is not before Since, in UTC, and false
// when there is none (weekly on no day, or a choice that does not exist).
// Clocks that change are treated as in Schedule.Next, except that an hourly
// keep has a slot whenever the clock shows its minute, in a repeated hour too.
func (k Keep) Next(t time.Time) (time.Time, bool) {
	// A slot at Since itself counts: the moment before it is the earliest t.
	if from := k.Since.Add(-time.Second); t.Before(from) {
		t = from
	}
	loc, _ := Zone(k.Zone)
	if k.Every == Hourly {
		return hourlyNext(loc, k.minute(), t), true
	}
	p, ok := k.plan(loc)
	if !ok {
		return time.Time{}, false
	}
	slot, ok := p.next(t)
	if ok && slot.Before(k.Since) { // Since has a fraction of a second
		slot, ok = p.next(slot)
	}
	return slot, ok
}

// Prev is the last slot at or before t, in UTC, and false when there is none
// since Since. Otherwise as Next.
func (k Keep) Prev(t time.Time) (time.Time, bool) {
	loc, _ := Zone(k.Zone)
	var slot time.Time
	if k.Every == Hourly {
		slot = hourlyPrev(loc, k.minute(), t)
	} else {
		p, ok := k.plan(loc)
		if !ok {
			return time.Time{}, false
		}
		if slot, ok = p.prev(t); !ok {
			return time.Time{}, false
		}
	}
	if slot.Before(k.Since) {
		return time.Time{}, false
	}
	return slot, true
}

func (k Keep) plan(loc *time.Location) (plan, bool) {
	switch {
	case k.Every == Daily:
		return plan{times: []int{k.At}, loc: loc}, true
	case k.Every == Weekly && len(k.On) > 0:
		return plan{days: k.On, times: []int{k.At}, loc: loc}, true
	}
	return plan{}, false
}

// minute is the minute within the hour, whatever At says.
func (k Keep) minute() int { return ((k.At % 60) + 60) % 60 }

// hourlyNext is the first moment after t when a clock in loc shows the minute.
// Clocks of some zones change by half an hour, so the minute is sought by the
// offset of now and by the one of three hours later.
func hourlyNext(loc *time.Location, minute int, t time.Time) time.Time {
	from := t.Unix() + 1
	now, later := offset(loc, from), offset(loc, from+3*3600)
	best := int64(0)
	for _, off := range [...]int{now, later} {
		ahead := (int64(minute)*60 - from - int64(off)) % 3600
		if ahead < 0 {
			ahead += 3600
		}
		for at := from + ahead; at <= from+4*3600; at += 3600 {
			if offset(loc, at) == off {
				if best == 0 || at < best {
					best = at
				}
				break
			}
		}
		if now == later {
			break
		}
	}
	return time.Unix(best, 0).UTC()
}

// hourlyPrev is the last moment at or before t when a clock shows the minute.
func hourlyPrev(loc *time.Location, minute int, t time.Time) time.Time {
	// Three hours back there is a slot before t in any case.
	slot := hourlyNext(loc, minute, t.Add(-3*time.Hour))
	for {
		next := hourlyNext(loc, minute, slot)
		if next.After(t) {
			return slot
		}
		slot = next
	}
}

// SharedQuota is how many refreshes a day the service grants one model on a
// shared capacity, its own schedule included (Power BI documentation, "Data
// refresh in Power BI"). On a capacity of the organisation's own only the
// schedule has a limit, not what is asked.
const SharedQuota = 8

// DailyCost is how many of a model's refreshes this keep alone uses up on a
// day on which it is due.
func (k Keep) DailyCost() int { return DailyCost([]Keep{k}) }

// DailyCost is how many of a model's refreshes a day the keeps of its tiles
// use up together on the busiest day of the week. Slots at the same minute are
// asked for once and count once.
func DailyCost(keeps []Keep) int {
	busiest := 0
	for weekday := range time.Weekday(7) {
		var minutes [dayMinutes/64 + 1]uint64
		mark := func(m int) { minutes[m/64] |= 1 << (m % 64) }
		for _, k := range keeps {
			switch {
			case k.Every == Hourly:
				for hour := range 24 {
					mark(hour*60 + k.minute())
				}
			case k.At < 0 || k.At >= dayMinutes:
			case k.Every == Daily, k.Every == Weekly && slices.Contains(k.On, weekday):
				mark(k.At)
			}
		}
		n := 0
		for _, m := range minutes {
			n += bits.OnesCount64(m)
		}
		busiest = max(busiest, n)
	}
	return busiest
}

// DailyCost is how many refreshes a day the service's own schedule uses up.
func (s Schedule) DailyCost() int {
	if !s.Enabled {
		return 0
	}
	if s.EveryMinutes > 0 {
		return int(day / s.every())
	}
	return len(s.Times)
}

// Quota is how many refreshes a day the service grants the feed's model, 0 for
// no limit, and whether that is known; where it is not, a limit is given.
func (f Feed) Quota() (limit int, known bool) {
	switch f.Capacity {
	case CapacityDedicated:
		return 0, true
	case CapacityShared:
		return SharedQuota, true
	}
	return SharedQuota, false
}

// OverQuota tells whether so many refreshes a day are, or may be, more than the
// service grants the feed's model.
func (f Feed) OverQuota(perDay int) bool {
	limit, _ := f.Quota()
	return limit > 0 && perDay > limit
}
