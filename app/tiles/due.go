package tiles

import "time"

// due is a slot that no run has served yet.
type due struct {
	slot time.Time
	// late is when it counts as late: the service may start an hour late, a
	// run takes its time, and on a day when clocks change nobody knows.
	late time.Time
	keep bool
}

// dues lists, for the service's schedule and each keep that counts, the first
// slot that no run has served, be it past or to come.
func (j *judging) dues() []due {
	if j.listed {
		return j.list
	}
	j.listed = true
	f := j.f
	if s := f.Schedule; s != nil && s.Enabled && !j.h.silent(f) {
		from := j.h.served
		if from.IsZero() {
			from = f.FirstSeen
		}
		loc, _ := Zone(s.Zone)
		if d, ok := j.due(s.Next, loc, from); ok {
			j.list = append(j.list, d)
		}
	}
	if at := f.plannedAt(); at.After(j.h.served) {
		j.list = append(j.list, due{slot: at, late: at.Add(startLate + j.h.usual)})
	}
	for i := range j.keeps {
		k := &j.keeps[i]
		loc, _ := Zone(k.Zone)
		if d, ok := j.due(k.Next, loc, j.h.served); ok {
			d.keep = true
			j.list = append(j.list, d)
		}
	}
	return j.list
}

// plannedAt is the one slot that is known of a pin whose schedule is no
// Schedule; zero where there is none.
func (f *Feed) plannedAt() time.Time {
	if s := &f.Subscription; f.Schedule == nil && s.Active {
		return s.NextAt
	}
	return time.Time{}
}

func (j *judging) due(next func(time.Time) (time.Time, bool), loc *time.Location, from time.Time) (due, bool) {
	slot, ok := next(from)
	if !ok {
		return due{}, false
	}
	change := clockChange(loc, slot)
	if change > 0 && !j.h.served.IsZero() && slot.Sub(j.h.served) <= change {
		// The run came by the other way of counting.
		if slot, ok = next(slot); !ok {
			return due{}, false
		}
	}
	return due{slot: slot, late: slot.Add(startLate + j.h.usual + change)}, true
}

// overdue: a look after the allowance found no run. Where no look could tell
// for a while, it is not known.
func (j *judging) overdue() bool {
	var first due
	found, blind := false, false
	for _, d := range j.dues() {
		if !j.f.LookedAt.Before(d.late) {
			if !found || d.slot.Before(first.slot) {
				first, found = d, true
			}
		} else if !j.now.Before(d.late.Add(blindGrace)) {
			blind = true
		}
	}
	if !found && j.missedSignedOut() {
		return true
	}
	if !found {
		if blind {
			j.verdict(Unseen, CauseNotChecked, j.until(), "")
		}
		return blind
	}
	if a := j.firstTaken(first.slot); first.keep && a != nil && j.f.LookedAt.Before(a.At.Add(startLate)) {
		// Nothing could be asked for when it was due, and now it has been.
		j.verdict(Late, CauseLate, first.slot, "catching up")
		j.v.Remedy = RemedyWait
		j.holds(time.Time{})
		return true
	}
	cause, variant := CauseLate, ""
	if first.keep {
		variant = "kept"
		if a := j.lastAsk(first.slot); a != nil && a.Outcome == AskLater {
			cause = CauseServerUnreachable
			if c := ClassifyRun(a.Code, ""); passing(c) {
				cause = c
			}
			j.v.Code = a.Code
			if a.Retry.After(j.now) {
				j.v.NextDue = a.Retry.UTC()
			}
		}
	}
	j.verdict(Late, cause, first.slot, variant)
	j.v.Text += j.unknownZone()
	j.holds(time.Time{})
	return true
}

// until is when the first unserved slot would be late unseen.
func (j *judging) until() time.Time {
	var t time.Time
	for _, d := range j.dues() {
		if at := d.late.Add(blindGrace); t.IsZero() || at.Before(t) {
			t = at
		}
	}
	return t
}

// nextDue is the next slot that anything has planned.
func (j *judging) nextDue() time.Time {
	var t time.Time
	sooner := func(at time.Time, ok bool) {
		if ok && (t.IsZero() || at.Before(t)) {
			t = at
		}
	}
	if s := j.f.Schedule; s != nil {
		sooner(s.Next(j.now))
	}
	at := j.f.plannedAt()
	sooner(at, at.After(j.now))
	if j.s.Usable() {
		for i := range j.f.Keeps {
			sooner(j.f.Keeps[i].Next(j.now))
		}
	}
	return t
}

// lastAsk is the newest ask for the slot or a later one, nil when there is
// none. "Refresh now" does not serve a slot.
func (j *judging) lastAsk(slot time.Time) *Ask {
	var last *Ask
	for i := range j.f.Asks {
		a := &j.f.Asks[i]
		if a.Due.IsZero() || a.Due.Before(slot) {
			continue
		}
		if last == nil || a.At.After(last.At) {
			last = a
		}
	}
	return last
}

// firstTaken is the oldest ask for the slot or a later one that the service
// took, nil when there is none.
func (j *judging) firstTaken(slot time.Time) *Ask {
	var first *Ask
	for i := range j.f.Asks {
		a := &j.f.Asks[i]
		taken := a.Outcome == AskAccepted || a.Outcome == AskRunning
		if taken && !a.Due.Before(slot) && (first == nil || a.At.Before(first.At)) {
			first = a
		}
	}
	return first
}

// unservedAsk is the newest ask for a keep's slot that has come and that no
// run has served.
func (j *judging) unservedAsk() *Ask {
	var last *Ask
	for i := range j.keeps {
		slot, ok := j.keeps[i].Next(j.h.served)
		if !ok || slot.After(j.now) {
			continue
		}
		if a := j.lastAsk(slot); a != nil && (last == nil || a.At.After(last.At)) {
			last = a
		}
	}
	return last
}

// refused: the service will not do what a keep asks for until somebody acts.
func (j *judging) refused() bool {
	a := j.unservedAsk()
	if a == nil {
		return false
	}
	switch {
	case a.Outcome == AskDenied:
		cause := CauseNoPermission
		if j.f.Access == AccessMissing || ClassifyRun(a.Code, "") == CauseItemMissing {
			cause = CauseItemMissing
		}
		j.v.Code = a.Code
		j.verdict(Stopped, cause, a.At, "")
	case a.Outcome == AskSignIn && !a.At.Before(j.s.SignedInAt):
		j.v.Code = a.Code
		j.v.NextDue = time.Time{}
		j.verdict(Stopped, CauseSignInExpired, a.At, "")
	default:
		return false
	}
	return true
}

// missedSignedOut: a slot passed while the sign-in was gone, the person has
// signed in again, and the refresh is still to be caught up.
func (j *judging) missedSignedOut() bool {
	if a := j.unservedAsk(); a != nil && a.Outcome == AskSignIn {
		j.verdict(Late, CauseLate, a.Due, "missed")
		j.holds(time.Time{})
		return true
	}
	// Asked for is not refreshed: only a run that has ended proves that.
	a := unanswered(j.f, &j.h)
	if a == nil || !a.CatchUp || len(j.keeps) == 0 || j.now.Sub(a.At) > startLate {
		return false
	}
	j.verdict(Late, CauseLate, a.Due, "catching up")
	j.v.Remedy = RemedyWait
	j.holds(a.At.Add(startLate))
	return true
}

// quotaUsed: the day's refreshes of the model are used up.
func (j *judging) quotaUsed() bool {
	a := j.unservedAsk()
	if a == nil || a.Outcome != AskQuota {
		return false
	}
	if a.Retry.After(j.now) {
		j.v.NextDue = a.Retry.UTC()
	}
	j.v.Code = a.Code
	j.verdict(Failing, CauseCapacity, a.At, "quota")
	j.holds(time.Time{})
	return true
}
