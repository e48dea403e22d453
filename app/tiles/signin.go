package tiles

import "time"

// SignIn is what judging needs to know of a Connection at one moment.
type SignIn struct {
	State SignInState
	// Cause is why the sign-in is gone; empty while it is usable.
	Cause Cause
	// Since is when State began, as far as it is known; zero when it is not.
	Since time.Time
	// SignedInAt is when the person last signed in.
	SignedInAt time.Time
	// Name is the signed-in user's name, untrusted; a model whose owner it is
	// is put right by the person, not by somebody else.
	Name string
	// Integration is whether a report server works with Power BI; empty for
	// other connections.
	Integration Integration
	// Patience is how long a look at a feed holds good. Zero means two and a
	// half hours, which suits a look once an hour; see PatienceFor.
	Patience time.Duration
}

// Usable reports whether what hangs on this sign-in can go on: the app may call
// the service with it, or, for a report server, nothing is known against it.
func (s SignIn) Usable() bool {
	return s.State == SignedIn || s.State == Expiring || s.State == UnknownState && s.Cause == CauseNone
}

// PatienceFor is how long a look holds good when feeds are looked at once per
// every: long enough that one look may fail without a word.
func PatienceFor(every time.Duration) time.Duration {
	if every <= 0 {
		every = defaultEvery
	}
	return 2*every + 30*time.Minute
}

func (s SignIn) patience() time.Duration {
	if s.Patience > 0 {
		return s.Patience
	}
	return PatienceFor(defaultEvery)
}

// JudgeSignIn says how a connection is doing at now. leadDays is how many days
// ahead its end is announced; zero or less announces nothing. A sign-in is
// never announced as ending within the first third of its lifetime, however
// short that is. What hinders the network leaves the state as it is.
//
// Of a report server it judges the sign-in to Power BI that the server keeps:
// blocked where the server isn't integrated, unknown with the cause
// server_login where it doesn't let this app in, and else what the server says;
// the date is an estimate and ends nothing.
func JudgeSignIn(c Connection, leadDays int, now time.Time) SignIn {
	if c.Kind == ReportServer {
		return judgeServer(c, leadDays, now)
	}
	s := SignIn{State: SignedIn, Since: c.SignedInAt, SignedInAt: c.SignedInAt, Name: c.Name}
	problem := CauseNone
	if c.Problem != nil {
		problem = c.Problem.Cause
	}
	switch {
	case c.SignedOut:
		s.State, s.Cause, s.Since = SignedOut, CauseSignedOut, c.EndedAt
	case problem == CauseAdminNeeded:
		s.State, s.Cause, s.Since = Blocked, CauseAdminNeeded, c.EndedAt
	case problem == CauseSignInExpired || problem == CauseSignInRefused || problem == CauseSignedOut:
		s.State, s.Cause, s.Since = Expired, problem, c.EndedAt
	case !c.EndedAt.IsZero():
		s.State, s.Cause, s.Since = Expired, CauseSignInExpired, c.EndedAt
	case c.outlived(now):
		s.State, s.Cause, s.Since = Expired, CauseSignInExpired, c.GoodUntil
	default:
		if from, ok := c.expiringFrom(leadDays); ok && !now.Before(from) {
			s.State, s.Since = Expiring, from
		}
	}
	return s
}

// outlived reports that GoodUntil has passed. For a report server the date is
// only an estimate, and the server's word wins: it must say so itself.
func (c Connection) outlived(now time.Time) bool {
	if c.GoodUntil.IsZero() || c.Kind == ReportServer && c.Estimate {
		return false
	}
	return !now.Before(c.GoodUntil)
}

// expiringFrom is when the reminder lead begins.
func (c Connection) expiringFrom(leadDays int) (time.Time, bool) {
	if leadDays <= 0 || c.GoodUntil.IsZero() {
		return time.Time{}, false
	}
	from := c.GoodUntil.AddDate(0, 0, -min(leadDays, maxLeadDays))
	if begin := c.begin(); !begin.IsZero() {
		if third := begin.Add(c.Lifetime() / 3); third.After(from) {
			from = third
		}
	}
	return from, true
}

// maxLeadDays keeps date arithmetic in range whatever a setting says.
const maxLeadDays = 3650

// begin is when the present lifetime began: the last renewal or sign-in.
func (c Connection) begin() time.Time {
	if c.RenewedAt.After(c.SignedInAt) {
		return c.RenewedAt
	}
	return c.SignedInAt
}

// Lifetime is the whole life of the present sign-in, from its last renewal to
// GoodUntil; zero when it is not known.
func (c Connection) Lifetime() time.Duration {
	begin := c.begin()
	if begin.IsZero() || !c.GoodUntil.After(begin) {
		return 0
	}
	return c.GoodUntil.Sub(begin)
}

// DaysLeft is the number of days until GoodUntil, to the nearest day: a sign-in
// for 90 days has 90 left a minute later. 0 means less than half a day, or that
// it is over; -1 that GoodUntil is not known.
func (c Connection) DaysLeft(now time.Time) int {
	if c.GoodUntil.IsZero() {
		return -1
	}
	return max(0, int((c.GoodUntil.Sub(now)+12*time.Hour)/(24*time.Hour)))
}
