package tiles

import (
	"strings"
	"time"
)

// retriedFor is how long a report server may go on with one run: its default
// configuration tries three times more, 900 seconds apart. Until then a
// failure that another try can cure is none.
const retriedFor = 45 * time.Minute

// judgePin says how a report server's pin is doing. What Judge promises holds.
func judgePin(f *Feed, s SignIn, now time.Time) Verdict {
	j := judging{f: f, s: s, now: now, h: readHistory(f)}
	j.v.LastGood = j.h.lastGood
	j.v.NextDue = j.nextDue()
	j.decidePin()
	return j.v
}

// decidePin goes from what makes everything else moot to what is well.
func (j *judging) decidePin() {
	switch {
	case j.s.Cause == CauseServerLogin:
		j.v.NextDue = time.Time{}
		j.verdict(Unseen, CauseServerLogin, j.s.Since, "")
	case !j.s.Usable():
		j.v.NextDue = time.Time{}
		if !j.beyondSignIn() {
			j.verdict(Stopped, j.s.goneFor(), j.s.Since, string(j.s.notIntegrated()))
		}
	case j.notShown():
	case j.notLooked():
	case j.beyondSignIn():
		j.holds(time.Time{})
	case j.unstored():
	case j.pinBroken():
	case j.overdue():
	default:
		j.well()
	}
}

// notIntegrated is how a blocked server is not integrated, empty where that is
// not what blocks it.
func (s SignIn) notIntegrated() Integration {
	if s.State == Blocked && (s.Integration == IntegrationOff || s.Integration == IntegrationUnavailable) {
		return s.Integration
	}
	return ""
}

// notShown: the server doesn't show the subscription.
func (j *judging) notShown() bool {
	switch j.f.Access {
	case AccessDenied:
		j.verdict(Unseen, CauseNoPermission, time.Time{}, "")
	case AccessMissing:
		j.verdict(Unseen, CauseItemMissing, time.Time{}, "")
	default:
		return false
	}
	return true
}

// beyondSignIn: by the last look, the pin stands still for a reason that
// signing in would not cure.
func (j *judging) beyondSignIn() bool {
	sub, h := &j.f.Subscription, &j.h
	cause, kind := CauseNone, statusKind("")
	var since time.Time
	if h.last != nil && h.outcome.result == failed {
		_, cause, kind = j.said.read(h.outcome.text)
		since = h.badSince
	}
	status, now, nowKind := j.said.read(sub.Status)
	if status == RunFailed { // told without a run: a server without its extension runs nothing
		cause, kind = now, nowKind
	}
	switch {
	case cause == CauseAdminNeeded, cause == CauseTileDeleted:
		j.v.Code = codeOf(h.outcome)
		if j.v.Code == "" {
			j.v.Code = shorten(sub.Status, maxErrorText)
		}
	case !sub.Active, status == RunDisabled:
		cause, kind, since = CauseSubscriptionOff, "", sub.ModifiedAt
		if !sub.PausedAt.IsZero() {
			kind, since = "paused", sub.PausedAt
		}
	default:
		return false
	}
	j.v.NextDue = time.Time{}
	j.verdict(Stopped, cause, since, string(kind))
	return true
}

// unstored: the report keeps no credentials for its data, so that no run can
// be good, whether or not one was tried. A run that was good since that was
// read proves the contrary.
func (j *judging) unstored() bool {
	sub := &j.f.Subscription
	if !sub.NoStored || j.h.lastGood.After(sub.DetailAt) {
		return false
	}
	since := j.f.FirstSeen
	if j.h.last != nil && j.h.outcome.result == failed {
		since, j.v.Code = j.h.badSince, codeOf(j.h.outcome)
	}
	j.verdict(Failing, CauseSourceCredentials, since, "unstored")
	j.holds(time.Time{})
	return true
}

// pinBroken: the last run failed, or never ends.
func (j *judging) pinBroken() bool {
	h := &j.h
	if h.stuck {
		j.verdict(Failing, CauseModelError, h.running.Start.Add(stuckAfter(j.f.Capacity)), "stuck")
		j.holds(time.Time{})
		return true
	}
	if h.last == nil || h.outcome.result != failed {
		return false
	}
	_, cause, _ := j.said.read(h.outcome.text)
	if cause == CauseNone || cause == CauseSubscriptionOff {
		cause = CauseUnrecognised
	}
	j.v.Code = codeOf(h.outcome)
	switch {
	case cause == CauseSignInExpired && h.last.Start.Before(j.s.SignedInAt):
		j.missedAtServer()
		return true
	case cause == CauseSignInExpired:
		j.v.NextDue = time.Time{}
		j.verdict(Stopped, cause, h.badSince, "run")
	case !final(cause) && j.retrying():
		return true
	default:
		j.verdict(Failing, cause, h.badSince, "")
		if cause == CauseUnrecognised {
			j.v.Text += j.serverWords(h.outcome.text)
		}
	}
	j.holds(time.Time{})
	return true
}

// justNow is how long nobody is asked to do more than to have signed in.
const justNow = 2 * time.Minute

// missedAtServer: the last run failed for the server's sign-in, and the person
// has signed in there since. Then what was missed is mostly being caught up.
func (j *judging) missedAtServer() {
	since, signedIn := j.h.badSince, j.s.SignedInAt
	a := unanswered(j.f, &j.h)
	switch {
	case a != nil && !a.At.Before(signedIn) && j.now.Before(a.At.Add(startLate)):
		j.verdict(Late, CauseLate, since, "catching up")
		j.v.Remedy = RemedyWait
		j.holds(a.At.Add(startLate))
	case j.now.Before(signedIn.Add(justNow)):
		j.verdict(Late, CauseLate, since, "signed in")
		j.v.Remedy = RemedyWait
		j.holds(signedIn.Add(justNow))
	default:
		j.verdict(Late, CauseLate, since, "missed")
		j.holds(time.Time{})
	}
}

// final reports what no further try of the server's can cure.
func final(c Cause) bool {
	switch c {
	case CauseSourceCredentials, CauseItemMissing, CauseTileDeleted, CauseAdminNeeded, CauseNoPermission, CauseSignInExpired:
		return true
	}
	return false
}

// retrying: as far as the last look can tell, the server may be trying the
// failed run again. It is told as it was before; where no look could tell for a
// while, it is not known.
func (j *judging) retrying() bool {
	over := j.h.badSince.Add(retriedFor)
	if !j.f.LookedAt.Before(over) {
		return false
	}
	until := over.Add(blindGrace)
	switch {
	case !j.now.Before(until):
		j.verdict(Unseen, CauseNotChecked, until, "")
	case j.h.lastGood.IsZero():
		j.verdict(Waiting, CauseNone, j.f.FirstSeen, "retrying")
		j.holds(until)
	default:
		j.verdict(Fresh, CauseNone, j.h.lastGood, "retrying")
		j.holds(until)
	}
	return true
}

// pinOutcome says what a pin's run did, by what was read of its status then.
func pinOutcome(r *Run) outcome {
	o := outcome{code: r.Code, text: r.Text}
	switch r.Status {
	case RunGood:
		o.result = good
	case RunFailed:
		o.result = failed
	case RunUnknown:
		o.result = unclear
	case RunRunning:
		if r.End.IsZero() {
			return outcome{result: underWay}
		}
	}
	return o
}

// reportName is what to call the report behind a pin: its name, or the last
// part of its path.
func reportName(f *Feed) string {
	if f.Name != "" {
		return f.Name
	}
	path := f.Subscription.Report
	return path[strings.LastIndexByte(path, '/')+1:]
}
