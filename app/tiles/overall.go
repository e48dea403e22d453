package tiles

import "time"

// Health is how everything together is doing: the look of the tray icon.
type Health string

// The healths.
const (
	HealthGood      Health = "good"
	HealthAttention Health = "attention"
	HealthSignedOut Health = "signed_out"
	HealthCantTell  Health = "cant_tell"
)

// Overall sums everything up at now: signed_out when no sign-in can be used,
// else attention when something needs it, else good, but only if something is
// known to be well by a recent look; tiles that can't be seen alone never make
// it good. c and att are what Count and Attend say at the same now.
func Overall(conns []Connection, leadDays int, c Counts, att []Attention, now time.Time) Health {
	used, recent := false, false
	for _, conn := range conns {
		if !JudgeSignIn(conn, leadDays, now).Usable() {
			continue
		}
		used = true
		if age := now.Sub(conn.CheckedAt); !conn.CheckedAt.IsZero() && age < PatienceFor(defaultEvery) && age > -clockSlack {
			recent = true
		}
	}
	switch {
	case !used:
		return HealthSignedOut
	case len(att) > 0 || c.Bad() > 0:
		return HealthAttention
	case c.Fresh+c.Waiting > 0: // a saved verdict of theirs ends when its look gets old
		return HealthGood
	case c.Total == c.Muted && recent:
		return HealthGood
	}
	return HealthCantTell
}

// NextTurn is the earliest moment after now at which time alone may change
// what JudgeSignIn and Overall say; zero where none is foreseen. Verdicts have
// an Until of their own.
func NextTurn(conns []Connection, leadDays int, now time.Time) time.Time {
	var next time.Time
	for _, c := range conns {
		times := []time.Time{c.GoodUntil, c.CheckedAt.Add(PatienceFor(defaultEvery))}
		if from, ok := c.expiringFrom(leadDays); ok {
			times = append(times, from)
		}
		for _, t := range times {
			if t.After(now) && (next.IsZero() || t.Before(next)) {
				next = t
			}
		}
	}
	return next
}
