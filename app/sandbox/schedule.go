package sandbox

import (
	"slices"
	"sync"
	"time"
	_ "time/tzdata" // so that the zones are there on Windows too
)

// plan is when the service refreshes a model by itself.
type plan struct {
	enabled bool
	days    []time.Weekday // empty means every day
	times   []int          // minutes after local midnight
	every   int            // minutes; the plan of a DirectQuery model
	zone    string         // the service's name, a Windows one
}

// zones are the Windows zone names that the organisation uses.
var zones = map[string]string{
	"UTC":                            "UTC",
	"GMT Standard Time":              "Europe/London",
	"W. Europe Standard Time":        "Europe/Berlin",
	"Eastern Standard Time":          "America/New_York",
	"India Standard Time":            "Asia/Kolkata",
	"Tokyo Standard Time":            "Asia/Tokyo",
	"AUS Eastern Standard Time":      "Australia/Sydney",
	"E. South America Standard Time": "America/Sao_Paulo",
}

// locations are the zones by the service's names; loading one takes a while.
var locations = sync.OnceValue(func() map[string]*time.Location {
	all := map[string]*time.Location{}
	for name, place := range zones {
		if loc, err := time.LoadLocation(place); err == nil {
			all[name] = loc
		}
	}
	return all
})

func (p *plan) location() *time.Location {
	if loc := locations()[p.zone]; loc != nil {
		return loc
	}
	return time.UTC
}

// slots are the moments in (from, to] at which a run is due, in order.
func (p *plan) slots(from, to time.Time) []time.Time {
	loc := p.location()
	var due []time.Time
	// A day more at each end: the local date differs from the UTC one.
	day := from.In(loc).AddDate(0, 0, -1)
	for last := to.In(loc).AddDate(0, 0, 1); !day.After(last); day = day.AddDate(0, 0, 1) {
		if len(p.days) > 0 && !slices.Contains(p.days, day.Weekday()) {
			continue
		}
		for _, minute := range p.times {
			at := time.Date(day.Year(), day.Month(), day.Day(), 0, minute, 0, 0, loc)
			if at.After(from) && !at.After(to) {
				due = append(due, at.UTC())
			}
		}
	}
	slices.SortFunc(due, time.Time.Compare)
	return due
}
