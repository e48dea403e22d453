package settings

import (
	"context"
	"time"

	"mysettings/app/language"
)

// Snooze is a choice of how long to show no notifications.
type Snooze string

// The choices.
const (
	SnoozeHour    Snooze = "hour"    // for one hour
	SnoozeMorning Snooze = "morning" // until the next eight o'clock
	SnoozeMonday  Snooze = "monday"  // until Monday, eight o'clock
	SnoozeOff     Snooze = "off"     // no longer
)

// morning is the hour at which a day of work begins.
const morning = 8

// Until is when the quiet ends that begins now, in the location of now: at that
// time on the clock, whatever the days between do to it. It is zero for
// SnoozeOff; ok is false for a choice that there isn't.
func (c Snooze) Until(now time.Time) (until time.Time, ok bool) {
	at := func(days int) time.Time {
		y, m, d := now.Date()
		return time.Date(y, m, d+days, morning, 0, 0, 0, now.Location())
	}
	switch c {
	case SnoozeHour:
		return now.Add(time.Hour), true
	case SnoozeMorning:
		if next := at(0); next.After(now) {
			return next, true
		}
		return at(1), true
	case SnoozeMonday:
		days := int(time.Monday-now.Weekday()+7) % 7
		if next := at(days); next.After(now) {
			return next, true
		}
		return at(days + 7), true
	case SnoozeOff:
		return time.Time{}, true
	default:
		return time.Time{}, false
	}
}

// Snooze stores a choice made at now, a time in the person's zone. It returns
// *Invalid for a choice that there isn't, and the errors of Set.
func (s *Settings) Snooze(ctx context.Context, choice Snooze, now time.Time) error {
	until, ok := choice.Until(now)
	if !ok {
		return &Invalid{Key: KeySnooze, Value: shown(string(choice)), Reason: language.Say("one of hour, morning, monday, off is needed")}
	}
	return s.SnoozeTo(ctx, until)
}

// SnoozeTo shows no notifications until then, or again where until is zero. The
// errors are those of Set.
func (s *Settings) SnoozeTo(ctx context.Context, until time.Time) error {
	if until.IsZero() {
		return s.Reset(ctx, KeySnooze)
	}
	return s.Set(ctx, KeySnooze, until.UTC().Format(time.RFC3339))
}

// Next is when the span ends that t, read in its own location, falls into; zero
// where t is outside.
func (q QuietHours) Next(t time.Time) time.Time {
	if !q.Contains(t) {
		return time.Time{}
	}
	y, m, d := t.Date()
	end := time.Date(y, m, d, q.To/60, q.To%60, 0, 0, t.Location())
	if !end.After(t) {
		end = time.Date(y, m, d+1, q.To/60, q.To%60, 0, 0, t.Location())
	}
	return end
}

// QuietUntil is when a notification may be shown that comes at now, the later
// of the end of the quiet hours and of the snooze, in the location of now; zero
// where it may be shown at once.
func (s *Settings) QuietUntil(now time.Time) time.Time {
	quiet := s.QuietHours()
	until := quiet.Next(now)
	if snooze := s.SnoozeUntil(); snooze.After(now) {
		if until = snooze.In(now.Location()); quiet.Contains(until) {
			until = quiet.Next(until)
		}
	}
	return until
}
