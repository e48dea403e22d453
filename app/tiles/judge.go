package tiles

import (
	"strings"
	"time"
)

// blindGrace is how long after the moment when a run would count as late the
// look that can tell may still be missing.
const blindGrace = 30 * time.Minute

// clockSlack is how far in the future a look may lie, for clocks are corrected
// by a little all the time.
const clockSlack = 5 * time.Minute

// Judge says how a feed is doing at now, the keeps of all its tiles included.
//
// It never claims more than the last look can tell: a run is late only when a
// look after its allowance (an hour and the feed's usual length after its
// slot) did not find it, and a look older than s.Patience makes any verdict
// about the service unseen. Until is when that happens by time alone.
func Judge(f *Feed, s SignIn, now time.Time) Verdict {
	return judge(f, f.Keeps, s, now)
}

// JudgeTile says how a tile is doing at now. feed is the feed behind it, nil
// where there is none, and feedVerdict what Judge said of it. A tile that is
// not kept is not blamed for what becomes of the keeps of its neighbours, and
// a kept one answers for its own keep only.
func JudgeTile(t Tile, feed *Feed, feedVerdict Verdict, s SignIn, now time.Time) Verdict {
	kept := t.Keep != nil
	switch {
	case !t.Gone.IsZero():
		v := Verdict{State: Stopped, Cause: CauseTileDeleted, Remedy: RemedyOpen, Since: t.Gone.UTC()}
		v.Text = sentence(v, "", words{dashboard: t.Dashboard})
		return v
	case feed == nil && kept:
		v := Verdict{State: Stopped, Cause: CauseItemMissing, Remedy: RemedyAskOwner}
		v.Text = sentence(v, "", words{})
		return v
	case feed == nil:
		return unfed(t.Kind)
	case feed.Source == SourceSubscription:
		return feedVerdict
	case !kept && len(feed.Keeps) == 0, kept && len(feed.Keeps) == 1 && feed.Keeps[0].Tile == t.ID:
		return feedVerdict
	case kept:
		return judge(feed, []Keep{*t.Keep}, s, now)
	}
	return judge(feed, nil, s, now)
}

// unfed is the verdict on a tile with nothing behind it that could be watched.
func unfed(k Kind) Verdict {
	v := Verdict{State: Unseen, Cause: CauseNotWatchable}
	if k == KindHidden {
		v.Cause, v.Remedy = CauseNoPermission, RemedyAskOwner
	}
	v.Text = sentence(v, string(k), words{pin: k == KindPin})
	return v
}

// Aged is v as it may be shown at now: v itself, or, after v.Until, an unseen
// verdict with the cause not_checked that keeps LastGood and NextDue. A
// verdict without a state was never made and is unseen as well.
func Aged(v Verdict, now time.Time) Verdict {
	if agedState(&v, now) == v.State && v.State != "" {
		return v
	}
	a := Verdict{
		State: Unseen, Cause: CauseNotChecked, Remedy: RemedyWait,
		Since: v.Until, LastGood: v.LastGood, NextDue: v.NextDue,
	}
	variant := ""
	if v.State == "" {
		variant = "never"
	}
	a.Text = sentence(a, variant, words{})
	return a
}

// agedState is Aged(*v, now).State.
func agedState(v *Verdict, now time.Time) State {
	if v.State == "" || !v.Until.IsZero() && !now.Before(v.Until) {
		return Unseen
	}
	return v.State
}

// judging is one judgement of a feed.
type judging struct {
	f     *Feed
	keeps []Keep // the keeps whose slots count
	s     SignIn
	now   time.Time
	h     history
	v     Verdict
	said  statusReader // of a pin

	list   []due // see dues
	listed bool
}

func judge(f *Feed, keeps []Keep, s SignIn, now time.Time) Verdict {
	if f.Source == SourceSubscription {
		return judgePin(f, s, now)
	}
	j := judging{f: f, keeps: keeps, s: s, now: now, h: readHistory(f)}
	j.v.LastGood = j.h.lastGood
	j.v.NextDue = j.nextDue()
	j.decide()
	return j.v
}

// decide goes from what makes everything else moot to what is well.
func (j *judging) decide() {
	switch {
	case j.signInGone():
	case j.refused():
	case j.notWatchable():
	case j.notLooked():
	case j.broken():
	case j.switchedOff():
	case j.quotaUsed():
	case j.overdue():
	default:
		j.well()
	}
}

// verdict sets state, cause and everything that follows from them.
func (j *judging) verdict(st State, c Cause, since time.Time, variant string) {
	v := &j.v
	v.State, v.Cause, v.Remedy = st, c, RemedyFor(c)
	if !since.IsZero() {
		v.Since = since.UTC()
	}
	w := j.words()
	if v.Remedy == RemedyAskOwner {
		if w.mine {
			v.Remedy = RemedyOpen
		} else {
			v.Owner = Clean(w.owner, maxOwner)
		}
	}
	v.Text = sentence(*v, variant, w)
}

// words are the names for sentences. A subscription's owner is the person, and
// says nothing about whose the report is.
func (j *judging) words() words {
	if j.f.Source == SourceSubscription {
		return words{pin: true, model: reportName(j.f), dashboard: j.f.Subscription.Dashboard}
	}
	w := words{model: j.f.Name, owner: j.f.Owner}
	w.mine = j.f.Owner != "" && strings.EqualFold(j.f.Owner, j.s.Name)
	return w
}

// holds makes the verdict hold until the last look is too old, or until t if
// that is earlier and not zero.
func (j *judging) holds(t time.Time) {
	j.v.Until = j.f.LookedAt.Add(j.s.patience()).UTC()
	if !t.IsZero() && t.Before(j.v.Until) {
		j.v.Until = t.UTC()
	}
}

// signInGone: what hangs on the sign-in stands still; what the service does by
// itself goes on, but can't be seen.
func (j *judging) signInGone() bool {
	if j.s.Usable() {
		return false
	}
	cause := j.s.goneFor()
	switch {
	case len(j.keeps) > 0:
		j.v.NextDue = time.Time{}
		j.verdict(Stopped, cause, j.s.Since, "")
	case j.notWatchable(): // signing in would not help
	default:
		j.verdict(Unseen, cause, j.s.Since, "")
	}
	return true
}

// goneFor is why a sign-in that can't be used is gone.
func (s SignIn) goneFor() Cause {
	switch {
	case s.Cause != CauseNone:
		return s.Cause
	case s.State == SignedOut:
		return CauseSignedOut
	case s.State == Blocked:
		return CauseAdminNeeded
	}
	return CauseSignInExpired
}

// notWatchable: there is no history, or it may not be read.
func (j *judging) notWatchable() bool {
	f := j.f
	switch f.Kind {
	case KindStreaming, KindPush, KindStatic:
		j.verdict(Unseen, CauseNotWatchable, time.Time{}, string(f.Kind))
		return true
	case KindHidden:
		j.verdict(Unseen, CauseNoPermission, time.Time{}, "")
		return true
	}
	switch f.Access {
	case AccessDenied:
		j.verdict(Unseen, CauseNoPermission, time.Time{}, "")
	case AccessMissing:
		j.verdict(Unseen, CauseItemMissing, time.Time{}, "")
	case AccessNone:
		j.verdict(Unseen, CauseNotWatchable, time.Time{}, string(f.Kind))
	default:
		if !j.h.silent(f) || len(j.keeps) > 0 || j.h.outcome.result == failed || f.LookedAt.IsZero() {
			return false
		}
		j.verdict(Unseen, CauseNotWatchable, time.Time{}, string(f.Kind))
	}
	return true
}

// notLooked: nobody looked, or too long ago; where it is known, why.
func (j *judging) notLooked() bool {
	f := j.f
	stale := f.LookedAt.Add(j.s.patience())
	// A look from the future tells that the clock was set back since.
	ahead := f.LookedAt.After(j.now.Add(clockSlack))
	if !f.LookedAt.IsZero() && j.now.Before(stale) && !ahead {
		return false
	}
	cause, variant := CauseNotChecked, ""
	if ahead {
		stale = time.Time{}
	}
	if f.LookedAt.IsZero() {
		stale, variant = time.Time{}, "never"
	}
	if f.Trouble != nil {
		switch f.Trouble.Cause {
		case CauseServerUnreachable, CauseServiceDown, CauseThrottled, CauseCapacity:
			cause = f.Trouble.Cause
			j.v.Code = f.Trouble.Code
		}
	}
	j.verdict(Unseen, cause, stale, variant)
	return true
}

// broken: the last run failed, or never ends.
func (j *judging) broken() bool {
	h := &j.h
	if h.stuck {
		j.verdict(Failing, CauseModelError, h.running.Start.Add(stuckAfter(j.f.Capacity)), "stuck")
		j.holds(time.Time{})
		return true
	}
	if h.last == nil || h.outcome.result != failed {
		return false
	}
	o := h.outcome
	cause := ClassifyRun(o.code, o.text)
	j.v.Code = codeOf(o)
	state, variant := Failing, ""
	if j.off() && !passing(cause) {
		state = Stopped
		if cause == CauseItemMissing {
			variant = "run"
		}
	} else if o.query {
		variant = "query"
	}
	j.verdict(state, cause, h.badSince, variant)
	if cause == CauseUnrecognised {
		j.v.Text += j.serverWords(o.text)
	}
	j.holds(time.Time{})
	return true
}

// passing reports causes that no person has to put right, so that they are not
// what keeps a schedule switched off.
func passing(c Cause) bool {
	switch c {
	case CauseCapacity, CauseThrottled, CauseServerUnreachable, CauseServiceDown:
		return true
	}
	return false
}

// codeOf is the service's code and words, for "Details".
func codeOf(o outcome) string {
	if o.code != "" && o.text != "" {
		return o.code + ": " + o.text
	}
	return o.code + o.text
}

// off reports that the service's schedule did the refreshing and is switched
// off, so that nothing does it now. A schedule that nobody uses any more,
// because this app or the owner's automation refreshes, is no trouble.
func (j *judging) off() bool {
	f, h := j.f, &j.h
	return f.Schedule != nil && !f.Schedule.Enabled && len(f.Keeps) == 0 &&
		!h.scheduled.IsZero() && !h.automated &&
		!h.scheduled.After(f.ScheduleAt) // else it was switched on since it was read
}

func (j *judging) switchedOff() bool {
	if !j.off() {
		return false
	}
	var since time.Time
	if j.h.last != nil {
		since = endOf(j.h.last)
	}
	j.verdict(Stopped, CauseScheduleOff, since, "")
	j.holds(time.Time{})
	return true
}

// well: nothing is wrong that the last look could have shown.
func (j *judging) well() {
	h := &j.h
	until := j.until()
	switch {
	case h.last == nil:
		variant := ""
		if h.running != nil {
			variant = "running"
		} else if j.v.NextDue.IsZero() {
			variant = "unplanned"
		}
		j.verdict(Waiting, CauseNone, j.f.FirstSeen, variant)
	case h.outcome.result == unclear:
		j.v.Code = codeOf(h.outcome)
		since := endOf(h.last)
		if j.f.Source == SourceSubscription {
			since = h.badSince
		}
		j.verdict(Unseen, CauseUnrecognised, since, "")
		j.v.Text += j.serverWords(h.outcome.text)
	default:
		variant := ""
		if h.running != nil {
			variant = "running"
		} else if j.v.NextDue.IsZero() {
			variant = "unplanned"
		}
		j.verdict(Fresh, CauseNone, h.lastGood, variant)
	}
	j.v.Text += j.unknownZone()
	j.holds(until)
}

// unknownZone says so where a schedule's times had to be taken as UTC.
func (j *judging) unknownZone() string {
	s := j.f.Schedule
	if s == nil || !s.Enabled || s.EveryMinutes > 0 || len(s.Times) == 0 {
		return ""
	}
	if _, ok := Zone(s.Zone); ok {
		return ""
	}
	return zoneWords(s.Zone)
}
