package tiles

import "time"

// onTime is how long after its slot an ask is still the slot's own and not a
// catch-up.
const onTime = 10 * time.Minute

// askPlay keeps all the world's hourly asks from coming in the same second.
const askPlay = 20 * time.Second

// watchable reports whether a feed can have a run history at all.
func watchable(f *Feed) bool {
	switch f.Kind {
	case KindStatic, KindStreaming, KindPush, KindHidden:
		return false
	}
	return f.Access != AccessNone
}

func notFresh(f *Feed) bool {
	switch f.Verdict.State {
	case Late, Failing, Stopped:
		return true
	}
	return false
}

// looks plans the next look at a feed's runs.
func (a *account) looks(f *Feed, h *history) {
	if !watchable(f) {
		return
	}
	tried := later(f.LookedAt, f.TriedAt)
	j := Job{Kind: JobRuns, Feed: f.ID, Due: a.in.Now, Reason: ReasonFirst}
	switch {
	case tried.IsZero() || a.ahead(tried):
	case f.Access == AccessDenied || f.Access == AccessMissing:
		j.Due, j.Reason = tried.Add(a.around(f.ID, "denied", a.pace.denied)), ReasonPeriodic
	case h.silent(f) && len(f.Keeps) == 0 && !f.LookedAt.IsZero() && f.Misses == 0:
		j.Due, j.Reason = tried.Add(a.around(f.ID, "silent", a.pace.denied)), ReasonPeriodic
	case f.LookedAt.IsZero():
		j.Due, j.Reason = tried, ReasonRetry
	default:
		j.Due, j.Reason = a.nextLook(f, h)
	}
	if f.Misses > 0 && !tried.IsZero() {
		rest := min(firstBackoff<<min(f.Misses-1, 8), quickEvery)
		if at := tried.Add(a.around(f.ID, "retry", rest)); at.After(j.Due) {
			j.Due, j.Reason = at, ReasonRetry
		}
	}
	a.job(j)
}

// nextLook is when a feed that was looked at needs the next look, and why.
func (a *account) nextLook(f *Feed, h *history) (time.Time, string) {
	at, reason := f.LookedAt.Add(a.around(f.ID, "look", a.pace.every)), ReasonPeriodic
	sooner := func(t time.Time, why string) {
		if t.Before(at) {
			at, reason = t, why
		}
	}
	quick := a.around(f.ID, "quick", a.pace.quick)
	if notFresh(f) || h.running != nil {
		sooner(f.LookedAt.Add(quick), ReasonNotFresh)
	}
	if ask := unanswered(f, h); ask != nil && f.LookedAt.Sub(ask.At) < followFor {
		next := ask.At.Add(firstFollow)
		if !f.LookedAt.Before(next) {
			// Somebody waits for it, so soon at first; then ever more seldom, but
			// not as seldom as an account with very many feeds is looked at.
			seldom := min(quick, a.around(f.ID, "quick", quickEvery))
			next = f.LookedAt.Add(min(max(f.LookedAt.Sub(ask.At), firstFollow), seldom))
		}
		sooner(next, ReasonFollow)
	}
	service := judging{f: f, h: *h}
	for _, d := range service.dues() {
		t := d.slot.Add(afterSlot + a.spread(f.ID, "slot", afterSlotPlay))
		if !f.LookedAt.Before(t) { // looked, and it had not come yet
			t = f.LookedAt.Add(quick)
		}
		sooner(t, ReasonSlot)
	}
	return at, reason
}

// unanswered is the newest ask that was taken and whose run has not been seen
// to end; nil when there is none.
func unanswered(f *Feed, h *history) *Ask {
	var last *Ask
	for i := range f.Asks {
		k := &f.Asks[i]
		if (k.Outcome == AskAccepted || k.Outcome == AskRunning) && (last == nil || k.At.After(last.At)) {
			last = k
		}
	}
	if last == nil || h.last != nil && h.running == nil && answers(f, h.last, last) {
		return nil
	}
	return last
}

// serverSlack is how much earlier than asked for a pin's run may have begun by
// the report server's clock.
const serverSlack = 30 * time.Second

// answers reports that a run that ended is the one that was asked for, or one
// that serves as well.
func answers(f *Feed, r *Run, k *Ask) bool {
	switch {
	case f.Source != SourceSubscription:
		return !later(r.Start.Add(startEarly), r.End).Before(k.At)
	case !k.Before.IsZero():
		return r.Start.After(k.Before)
	}
	return !r.Start.Add(serverSlack).Before(k.At)
}

// unrecoverable is after how many failures the service switches a schedule off
// (Power BI documentation, "Configure scheduled refresh").
const unrecoverable = 4

// schedules plans the next look at a feed's schedule.
func (a *account) schedules(f *Feed, h *history) {
	if !watchable(f) || f.Access == AccessDenied || f.Access == AccessMissing {
		return
	}
	j := Job{Kind: JobSchedule, Feed: f.ID, Due: a.in.Now, Reason: ReasonFirst}
	if !f.ScheduleAt.IsZero() && !a.ahead(f.ScheduleAt) {
		j.Due, j.Reason = f.ScheduleAt.Add(a.around(f.ID, "schedule", scheduleEvery)), ReasonPeriodic
		if off := f.Schedule != nil && !f.Schedule.Enabled && f.Verdict.State == Stopped; off {
			if at := f.ScheduleAt.Add(a.around(f.ID, "off", a.pace.every)); at.Before(j.Due) {
				j.Due, j.Reason = at, ReasonNotFresh
			}
		}
		// Not at once again, whatever the runs say: the service's clock may be
		// ahead of ours.
		if at := f.ScheduleAt.Add(quickEvery); at.Before(j.Due) && contradicted(f, h) {
			j.Due, j.Reason = at, ReasonDoubt
		}
	}
	a.job(j)
}

// contradicted reports that the schedule, as it was read, does not go with
// what happened since.
func contradicted(f *Feed, h *history) bool {
	s := f.Schedule
	switch {
	case s == nil:
		return false
	case !s.Enabled:
		return h.scheduled.After(f.ScheduleAt)
	case f.Verdict.State == Late:
		return f.Verdict.Since.After(f.ScheduleAt)
	case h.last == nil || h.outcome.result != failed || !endOf(h.last).After(f.ScheduleAt):
		return false
	}
	return h.failures >= unrecoverable || ClassifyRun(h.outcome.code, h.outcome.text) == CauseSourceCredentials
}

// dueSlot is the newest slot of a feed's keeps that has come. One ask serves
// all of them, however many tiles are kept and slots were missed.
func (a *account) dueSlot(f *Feed) (slot time.Time, ok bool) {
	play := a.spread(f.ID, "ask", askPlay)
	for i := range f.Keeps {
		k := &f.Keeps[i]
		if t, found := k.Prev(a.in.Now.Add(-play)); found && (!ok || t.After(slot)) {
			slot, ok = t, true
		}
		// The first slot after what has come, its play included.
		if t, found := k.Next(a.in.Now.Add(-play)); found {
			a.sooner(t.Add(play))
		}
	}
	return slot, ok
}

// asks plans what to ask for a feed's keeps.
func (a *account) asks(f *Feed, h *history) {
	slot, ok := a.dueSlot(f)
	if !ok || !h.served.Before(slot) {
		return
	}
	j := Job{Kind: JobAsk, Feed: f.ID, Due: slot, Reason: ReasonSlot}
	newest := newestAsk(f)
	if newest != nil && newest.Retry.After(a.in.Now) {
		a.sooner(newest.Retry)
		return
	}
	began := later(slot, a.c.PausedUntil) // it could not be asked while paused
	late := a.in.Now.Sub(began) > onTime
	if last := askFor(f, slot); last != nil {
		switch {
		case last.Outcome == AskLater && !last.Retry.IsZero():
			j.Reason, late = ReasonRetry, false
			j.CatchUp = last.CatchUp
		case last.Outcome == AskSignIn && last.At.Before(a.c.SignedInAt):
			late = true
		default:
			return
		}
	}
	if late {
		if !a.in.CatchUp {
			return
		}
		j.CatchUp, j.Reason = true, ReasonCatchUp
	}
	a.job(j)
}

// recordMissed plans the asks that can only be recorded: the sign-in is gone.
func (a *account) recordMissed(f *Feed) {
	slot, ok := a.dueSlot(f)
	if !ok || slot.Before(a.s.Since) || askFor(f, slot) != nil {
		return
	}
	a.job(Job{Kind: JobAsk, Feed: f.ID, Due: slot, Reason: ReasonSignedOut})
}

func newestAsk(f *Feed) *Ask {
	var last *Ask
	for i := range f.Asks {
		if k := &f.Asks[i]; last == nil || k.At.After(last.At) {
			last = k
		}
	}
	return last
}

// askFor is the newest ask that serves the slot: one made for it or for a
// later one, or a "refresh now" that was taken since. Nil when there is none.
func askFor(f *Feed, slot time.Time) *Ask {
	var last *Ask
	for i := range f.Asks {
		k := &f.Asks[i]
		taken := k.Outcome == AskAccepted || k.Outcome == AskRunning
		serves := !k.Due.IsZero() && !k.Due.Before(slot) || taken && !k.At.Before(slot)
		if serves && (last == nil || k.At.After(last.At)) {
			last = k
		}
	}
	return last
}
