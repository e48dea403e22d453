package tiles

import (
	"slices"
	"time"
)

// Strip is what became of the last runs of a tile, a letter each and the oldest
// first: few enough to be kept with every tile.
type Strip string

// StripLength is how many marks a Strip has at most.
const StripLength = 12

// Mark is one letter of a Strip.
type Mark byte

// The marks.
const (
	MarkGood      Mark = 'g'
	MarkFailed    Mark = 'f'
	MarkMissed    Mark = 'm' // due, and it did not happen within its allowance
	MarkRunning   Mark = 'r'
	MarkCancelled Mark = 'c'
	MarkPaused    Mark = 'p' // switched off: nothing is due after it
	MarkUnclear   Mark = 'u' // it ended, in words this app does not know
)

// Marked is one of the last things that happened, or should have.
type Marked struct {
	Mark Mark
	// At is when the run began or was due; for MarkPaused since when, zero
	// where that is not known.
	At time.Time
	// Run is the run; nil where there was none.
	Run *Run
	// Query tells that the data was loaded and the tiles' own refresh failed.
	Query bool
	// Kept tells that a slot that was missed is one of this app's own schedule.
	Kept bool
}

// StripOf is the Strip of a tile; see Marks.
func StripOf(f *Feed, keeps []Keep) Strip {
	marks := Marks(f, keeps)
	letters := make([]byte, len(marks))
	for i, m := range marks {
		letters[i] = byte(m.Mark)
	}
	return Strip(letters)
}

// Marks lists the last runs of a feed, and between them the slots of its
// schedule and of keeps that nothing served, the oldest first and StripLength at
// most. f may be nil: there is nothing then.
//
// It claims no more than is known: a slot was missed only where the schedule was
// in force already, a look after its allowance could have found the run, older
// ones were found, and the clocks didn't change that day. Of a report server's pin only the newest
// run is told, so that nothing is missed before it. A run counts for a slot if
// it began up to five minutes before it or an hour after, or was under way.
func Marks(f *Feed, keeps []Keep) []Marked {
	if f == nil {
		return nil
	}
	m := marking{f: f, h: readHistory(f), runs: newestFirstOf(f.Runs)}
	m.ran()
	m.missed(keeps)
	slices.SortStableFunc(m.marks, func(a, b Marked) int { return a.At.Compare(b.At) })
	if off, since := switchedOffNow(f); off && len(keeps) == 0 && !m.h.automated {
		m.marks = append(m.marks, Marked{Mark: MarkPaused, At: since})
	}
	return m.marks[max(0, len(m.marks)-StripLength):]
}

// marking is one call of Marks.
type marking struct {
	f     *Feed
	h     history
	runs  []Run
	marks []Marked
}

func newestFirstOf(runs []Run) []Run {
	if !newestFirst(runs) {
		runs = slices.Clone(runs)
		slices.SortStableFunc(runs, func(a, b Run) int { return b.Start.Compare(a.Start) })
	}
	return runs
}

// ran adds the newest runs that say something about the tiles.
func (m *marking) ran() {
	for i := range m.runs {
		if len(m.marks) == StripLength {
			return
		}
		r := &m.runs[i]
		o := outcomeOf(r)
		if m.f.Source == SourceSubscription {
			o = pinOutcome(r)
		}
		mark := Marked{At: r.Start, Run: r, Query: o.query}
		switch o.result {
		case good:
			mark.Mark = MarkGood
		case failed:
			if sideWork(m.runs, i) {
				continue
			}
			mark.Mark = MarkFailed
		case underWay:
			if r != m.h.running || m.h.stuck {
				continue
			}
			mark.Mark = MarkRunning
		case unclear:
			mark.Mark = MarkUnclear
		default:
			switch r.Status {
			case RunCancelled:
				mark.Mark = MarkCancelled
			case RunDisabled:
				mark.Mark = MarkPaused
			default:
				continue
			}
		}
		m.marks = append(m.marks, mark)
	}
}

// missed adds the slots that nothing served.
func (m *marking) missed(keeps []Keep) {
	f := m.f
	switch f.Access {
	case AccessDenied, AccessMissing, AccessNone:
		return // its runs aren't seen
	}
	known := f.FirstSeen
	if len(m.marks) == StripLength {
		known = later(known, m.marks[len(m.marks)-1].At)
	}
	if n := len(m.runs); n > 0 {
		known = later(known, m.runs[n-1].Start)
		if f.Source == SourceSubscription {
			known = later(known, reach(&m.runs[0]))
		}
	}
	told := f.LookedAt.Add(-startLate - m.h.usual)
	if s := f.Schedule; s != nil && s.Enabled && !m.h.silent(f) {
		loc, _ := Zone(s.Zone)
		m.slots(s.Prev, loc, later(known, f.ScheduleSince), told, false)
	}
	for i := range keeps {
		loc, _ := Zone(keeps[i].Zone)
		m.slots(keeps[i].Prev, loc, later(known, keeps[i].Since), told, true)
	}
}

// slots adds the newest of a schedule's slots between two moments that nothing
// served.
func (m *marking) slots(prev func(time.Time) (time.Time, bool), loc *time.Location, from, to time.Time, kept bool) {
	n := 0
	for slot, ok := prev(to); ok && slot.After(from) && n < StripLength; slot, ok = prev(slot.Add(-time.Second)) {
		twice := slices.ContainsFunc(m.marks, func(o Marked) bool { return o.Mark == MarkMissed && o.At.Equal(slot) })
		if twice || m.served(slot) || clockChange(loc, slot) > 0 {
			continue
		}
		m.marks = append(m.marks, Marked{Mark: MarkMissed, At: slot, Kept: kept})
		n++
	}
}

// served reports whether a run counts for a slot.
func (m *marking) served(slot time.Time) bool {
	for i := range m.runs {
		r := &m.runs[i]
		switch {
		case r.Start.Before(slot.Add(-startEarly)):
			if !endOf(r).Before(slot) || r.End.IsZero() && r.Status == RunRunning {
				return true
			}
		case r.Start.Before(slot.Add(startLate)):
			return true
		}
	}
	return false
}

// switchedOffNow reports that nothing is due any more because somebody switched
// it off, and since when, where that is known.
func switchedOffNow(f *Feed) (bool, time.Time) {
	if f.Source == SourceSubscription {
		return !f.Subscription.Active && !f.LookedAt.IsZero(), f.Subscription.ModifiedAt
	}
	return f.Schedule != nil && !f.Schedule.Enabled, f.ScheduleSince
}
