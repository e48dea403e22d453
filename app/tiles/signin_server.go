package tiles

import "time"

// judgeServer is JudgeSignIn for a report server, whose sign-in to Power BI is
// the server's and not ours: its own word decides. Where it has none, what is
// known otherwise does (a Problem from InferSignIn, an estimated date), and
// else nothing is claimed.
func judgeServer(c Connection, leadDays int, now time.Time) SignIn {
	s := SignIn{State: SignedIn, Since: c.SignedInAt, SignedInAt: c.SignedInAt, Name: c.Name, Integration: c.Server.Integration}
	problem := CauseNone
	if c.Problem != nil {
		problem = c.Problem.Cause
	}
	told := c.Server.Status
	switch {
	case problem == CauseServerLogin:
		s.State, s.Cause, s.Since = UnknownState, CauseServerLogin, time.Time{}
	case s.Integration == IntegrationOff, s.Integration == IntegrationUnavailable, problem == CauseAdminNeeded:
		s.State, s.Cause, s.Since = Blocked, CauseAdminNeeded, c.EndedAt
	case told == StatusSignedOut:
		s.State, s.Cause, s.Since = SignedOut, CauseSignedOut, c.EndedAt
	case told == StatusExpired:
		s.State, s.Cause, s.Since = Expired, CauseSignInExpired, c.EndedAt
	case told != StatusSignedIn && c.SignedOut:
		s.State, s.Cause, s.Since = SignedOut, CauseSignedOut, c.EndedAt
	case told != StatusSignedIn && (problem == CauseSignInExpired || problem == CauseSignInRefused || problem == CauseSignedOut):
		s.State, s.Cause, s.Since = Expired, problem, c.EndedAt
	case told != StatusSignedIn && !c.EndedAt.IsZero():
		s.State, s.Cause, s.Since = Expired, CauseSignInExpired, c.EndedAt
	case told != StatusSignedIn && c.outlived(now):
		s.State, s.Cause, s.Since = Expired, CauseSignInExpired, c.GoodUntil
	default:
		if from, ok := c.expiringFrom(leadDays); ok && !now.Before(from) {
			s.State, s.Since = Expiring, from
		} else if told != StatusSignedIn {
			s.State = UnknownState
		}
	}
	return s
}

// InferSignIn is what a report server's pins tell of the sign-in to Power BI
// that the server keeps, for a server that doesn't tell itself: the problem,
// and since when, where the last run of a pin ended in a text that says that
// the sign-in is gone and no run of any pin was good since; nil otherwise. The
// caller keeps it as the Connection's Problem and EndedAt, and takes both away
// when it is nil again. feeds are all feeds of the connection.
func InferSignIn(c Connection, feeds []Feed) (*Problem, time.Time) {
	if c.Kind != ReportServer || c.Server.Status != StatusUnknown {
		return nil, time.Time{}
	}
	var worst *Run
	var lastGood, since time.Time
	for i := range feeds {
		f := &feeds[i]
		if f.Source != SourceSubscription {
			continue
		}
		h := readHistory(f)
		lastGood = later(lastGood, h.lastGood)
		if h.last == nil || h.outcome.result != failed || !f.Subscription.Active {
			continue
		}
		if _, cause, _ := readStatus(h.outcome.text); cause != CauseSignInExpired {
			continue
		}
		if worst == nil || h.last.Start.After(worst.Start) {
			worst = h.last
		}
		if since.IsZero() || h.badSince.Before(since) {
			since = h.badSince
		}
	}
	if worst == nil || !worst.Start.After(lastGood) || !worst.Start.After(c.SignedInAt) {
		return nil, time.Time{}
	}
	return &Problem{
		Cause: CauseSignInExpired, Remedy: RemedyFor(CauseSignInExpired), Text: string(inferredText),
		Code: codeOf(outcome{code: worst.Code, text: worst.Text}),
	}, since.UTC()
}
