package command

import (
	"context"
	"time"

	"mysettings/app/tiles"
)

// The least and the most that the icon is left alone: a timer sleeps with the
// machine and knows nothing of a clock that is put right.
const (
	leastQuiet = time.Second
	mostQuiet  = time.Hour
)

// untilTurn is how long nothing but a change in the store changes what the icon
// and its menu say.
func (r *resident) untilTurn(ctx context.Context) time.Duration {
	now := time.Now()
	conns, err := r.p.Store.Connections(ctx)
	if err != nil {
		return time.Minute // show says why
	}
	verdict, err := r.p.Store.NextUntil(ctx, now)
	if err != nil {
		return time.Minute
	}
	return quiet(now, time.Local, verdict, tiles.NextTurn(conns, r.p.Settings.LeadDays(), now), r.p.Settings.SnoozeUntil())
}

// quiet is the time from now to the first of times, or to midnight, when days
// are counted anew; a time that has passed or is zero doesn't count.
func quiet(now time.Time, zone *time.Location, times ...time.Time) time.Duration {
	y, m, d := now.In(zone).Date()
	left := min(mostQuiet, time.Date(y, m, d+1, 0, 0, 0, 0, zone).Sub(now))
	for _, t := range times {
		if t.After(now) {
			left = min(left, t.Sub(now))
		}
	}
	return max(left, leastQuiet)
}
