package tiles

import "time"

// Progress is how far a refresh has come that was asked for.
type Progress string

// The stages of a refresh. ProgressNone is where none was asked for.
const (
	ProgressNone      Progress = ""
	ProgressAsked     Progress = "asked" // no run of it was seen yet
	ProgressRunning   Progress = "running"
	ProgressDone      Progress = "done"
	ProgressFailed    Progress = "failed"
	ProgressCancelled Progress = "cancelled"
)

// ProgressOf says what became of the newest refresh that was asked for at or
// after since and was taken, and which run it is; nil while there is none.
func ProgressOf(f *Feed, since time.Time) (Progress, *Run) {
	var asked *Ask
	for i := range f.Asks {
		a := &f.Asks[i]
		taken := a.Outcome == AskAccepted || a.Outcome == AskRunning
		if taken && !a.At.Before(since) && (asked == nil || a.At.After(asked.At)) {
			asked = a
		}
	}
	if asked == nil {
		return ProgressNone, nil
	}
	runs := newestFirstOf(f.Runs)
	for i := range runs {
		r := &runs[i]
		if !isRunOf(f, r, asked) {
			continue
		}
		o := outcomeOf(r)
		if f.Source == SourceSubscription {
			o = pinOutcome(r)
		}
		switch o.result {
		case underWay:
			return ProgressRunning, r
		case good:
			return ProgressDone, r
		case saysNothing:
			return ProgressCancelled, r
		}
		if sideWork(runs, i) {
			continue
		}
		return ProgressFailed, r
	}
	return ProgressAsked, nil
}

// isRunOf reports whether a run may be the one that was asked for. It is
// stricter than answers: a run that just ended isn't the one that is waited for.
func isRunOf(f *Feed, r *Run, a *Ask) bool {
	switch {
	case f.Source == SourceSubscription:
		return answers(f, r, a)
	case a.Outcome == AskRunning: // it was under way already
		return r.End.IsZero() || !r.End.Before(a.At.Add(-serverSlack))
	}
	return !r.Start.Add(serverSlack).Before(a.At)
}
