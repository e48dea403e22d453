package tiles

import "time"

// The pace of asking a report server. One list tells of all pins, so that the
// number of pins makes no difference: a list every five minutes at the most and
// the status every quarter of an hour are sixteen calls an hour.
const (
	probeEvery    = 24 * time.Hour
	statusEvery   = 15 * time.Minute // each may make the server renew its token at Entra
	listsApart    = 5 * time.Minute
	listsSeldom   = 6 * time.Hour // while the server is not integrated
	afterPin      = 3 * time.Minute
	afterPinPlay  = 2 * time.Minute
	firstPinLook  = 10 * time.Second
	followPinsOne = 4 // more than so many at once are followed by lists
)

// server plans for a report server. feeds are its pins.
func (p *planner) server(c *Connection, feeds []*Feed) {
	a := account{planner: p, c: c, s: JudgeSignIn(*c, p.in.LeadDays, p.in.Now), feeds: feeds}
	paused := a.paused()
	for _, f := range feeds {
		p.sooner(f.Verdict.Until)
	}
	switch {
	case paused.After(p.in.Now):
		p.sooner(paused)
	case a.s.Cause == CauseServerLogin:
		if at := c.Problem.RetryAt; !at.IsZero() {
			a.job(Job{Kind: JobProbe, Due: at, Reason: ReasonRetry})
		}
	default:
		a.probe()
		a.status()
		a.pins()
	}
	p.jobs = append(p.jobs, a.jobs...)
}

// round plans a job that comes round.
func (a *account) round(kind JobKind, last time.Time, every time.Duration) {
	j := Job{Kind: kind, Due: a.in.Now, Reason: ReasonFirst}
	if !last.IsZero() && !a.ahead(last) {
		j.Due, j.Reason = last.Add(a.around(a.c.ID, string(kind), every)), ReasonPeriodic
	}
	a.job(j)
}

func (a *account) probe() { a.round(JobProbe, a.c.Server.ProbedAt, probeEvery) }

func (a *account) status() {
	if s := &a.c.Server; (s.TellsSignIn || s.TellsNotices) && a.s.notIntegrated() == "" {
		a.round(JobStatus, s.StatusAt, statusEvery)
	}
}

// pins plans the next list of all pins, and looks at those that are followed.
func (a *account) pins() {
	last := a.c.InventoryAt
	j := Job{Kind: JobPins, Due: a.in.Now, Reason: ReasonFirst}
	if last.IsZero() || a.ahead(last) {
		a.list(j)
		return
	}
	every := a.in.Every
	if a.s.notIntegrated() != "" {
		every = max(every, listsSeldom)
	}
	j.Due, j.Reason = last.Add(a.around(a.c.ID, string(j.Kind), every)), ReasonPeriodic
	sooner := func(at time.Time, why string) {
		if at = later(at, last.Add(listsApart)); at.Before(j.Due) {
			j.Due, j.Reason = at, why
		}
	}
	quick := a.around(a.c.ID, "quick", min(quickEvery, a.in.Every))
	var followed []Job
	for _, f := range a.feeds {
		h := readHistory(f)
		if f.LookedAt.IsZero() && f.Misses == 0 {
			sooner(last, ReasonFirst)
		}
		if at, ok := followPin(f, &h, quick); ok {
			followed = append(followed, Job{Kind: JobRuns, Feed: f.ID, Due: at, Reason: ReasonFollow})
		}
		if !a.s.Usable() {
			continue // it stands still until somebody signs in
		}
		if notFresh(f) || h.running != nil || h.last != nil && h.outcome.result != good {
			sooner(last.Add(quick), ReasonNotFresh)
		}
		if !f.Subscription.Active {
			continue
		}
		service := judging{f: f, h: h}
		for _, d := range service.dues() {
			at := d.slot.Add(afterPin + a.spread(f.ID, "slot", afterPinPlay))
			if !f.LookedAt.Before(at) { // looked, and it had not come yet
				at = f.LookedAt.Add(quick)
			}
			sooner(at, ReasonSlot)
		}
	}
	if len(followed) > followPinsOne {
		for _, x := range followed {
			if x.Due.Before(j.Due) {
				j.Due, j.Reason = x.Due, ReasonFollow
			}
		}
		followed = nil
	}
	for _, x := range followed {
		a.job(x)
	}
	a.list(j)
}

// list plans a list, not before the rest that follows lists without an answer
// is over.
func (a *account) list(j Job) {
	for _, f := range a.feeds {
		if f.Misses == 0 || f.TriedAt.IsZero() || a.ahead(f.TriedAt) {
			continue
		}
		rest := min(firstBackoff<<min(f.Misses-1, 8), quickEvery)
		if at := f.TriedAt.Add(a.around(a.c.ID, "retry", rest)); at.After(j.Due) {
			j.Due, j.Reason = at, ReasonRetry
		}
	}
	a.job(j)
}

// followPin is when to look next at a pin whose refresh was asked for: soon at
// first, then ever more seldom, until the server must have ended its tries.
func followPin(f *Feed, h *history, quick time.Duration) (time.Time, bool) {
	ask := unanswered(f, h)
	tried := later(f.LookedAt, f.TriedAt)
	if ask == nil || tried.Sub(ask.At) >= retriedFor {
		return time.Time{}, false
	}
	next := ask.At.Add(firstPinLook)
	if !tried.Before(next) {
		next = tried.Add(min(max(tried.Sub(ask.At), firstPinLook), quick))
	}
	return next, true
}
