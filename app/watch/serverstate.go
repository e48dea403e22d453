package watch

import (
	"errors"
	"strings"
	"time"

	"mysettings/app/reportserver"
	"mysettings/app/tiles"
)

const (
	// serverLifetime is how long a report server's sign-in is good for: 90
	// days (My Settings for Power BI Integration, web portal). It begins anew
	// with every run, as a run renews the token that the server keeps (Microsoft
	// identity platform, refresh tokens), so that the date is an estimate.
	serverLifetime = 90 * 24 * time.Hour
	// loginRetry is how long a login rests that no refused password hinders.
	loginRetry = 15 * time.Minute
)

// gone tells whether a report server has said that the sign-in is no longer
// there.
func gone(s tiles.ServerStatus) bool {
	return s == tiles.StatusSignedOut || s == tiles.StatusExpired
}

// tells tells whether a report server can be asked for its sign-in.
func tells(s tiles.Server) bool { return s.TellsSignIn || s.TellsNotices }

// heard puts what the server said of the person's sign-in to Power BI onto the
// connection. good is when the last good run ended; zero for none.
//
// The server's word wins over every estimate. An answer that says nothing
// leaves a sign-in that is gone as it was, unless a run was good since: it
// would end an outage that nobody has put right.
func heard(c *tiles.Connection, said reportserver.SignIn, good, now time.Time) {
	s := &c.Server
	s.StatusAt = now
	if said.Account != "" {
		s.Account = said.Account
	}
	switch was := s.Status; {
	case gone(said.Status):
		if !gone(was) || c.EndedAt.IsZero() {
			c.EndedAt = now
		}
		s.Status = said.Status
		return
	case said.Status == tiles.StatusSignedIn:
		if gone(was) {
			c.SignedInAt = now // no later than that
		}
		s.Status = said.Status
		isIn(c)
	case !gone(was):
		s.Status = tiles.StatusUnknown
	case good.After(c.EndedAt):
		s.Status = tiles.StatusUnknown
		isIn(c)
	default:
		return
	}
	estimate(c, good)
}

// isIn removes what says that the sign-in on the report server is gone.
func isIn(c *tiles.Connection) {
	c.EndedAt = time.Time{}
	if p := c.Problem; p != nil && p.Cause != tiles.CauseServerLogin {
		c.Problem = nil
	}
}

// ran puts the last good run of a report server's pins onto the connection.
func ran(c *tiles.Connection, good time.Time) {
	s := &c.Server
	if gone(s.Status) && good.After(s.StatusAt) {
		if tells(*s) {
			s.StatusAt = time.Time{} // somebody has signed in: ask again soon
			return
		}
		s.Status = tiles.StatusUnknown
		isIn(c)
	}
	if !gone(s.Status) {
		estimate(c, good)
	}
}

// estimate reckons until when the sign-in on the report server is good.
func estimate(c *tiles.Connection, good time.Time) {
	if good.After(c.RenewedAt) {
		c.RenewedAt = good
	}
	from := c.SignedInAt
	if c.RenewedAt.After(from) {
		from = c.RenewedAt
	}
	if from.IsZero() {
		return
	}
	c.GoodUntil, c.Estimate = from.Add(serverLifetime), true
}

// inferred puts what the pins tell of a sign-in onto a connection whose server
// doesn't tell itself. feeds are all of the connection's, with their history.
func inferred(c *tiles.Connection, feeds []tiles.Feed) {
	if p := c.Problem; p != nil && p.Cause == tiles.CauseServerLogin || c.Server.Status != tiles.StatusUnknown {
		return
	}
	p, since := tiles.InferSignIn(*c, feeds)
	switch {
	case p != nil:
		c.Problem, c.EndedAt = p, since
	case c.Problem != nil && ofSignIn(c.Problem.Cause), c.Problem == nil:
		c.Problem, c.EndedAt = nil, time.Time{}
	}
}

// lastGood is the end of the last good run of any of the feeds; zero for none.
func lastGood(feeds []tiles.Feed) time.Time {
	var at time.Time
	for _, f := range feeds {
		for _, r := range f.Runs {
			if r.Status != tiles.RunGood {
				continue
			}
			end := r.End
			if end.IsZero() {
				end = r.Start
			}
			if end.After(at) {
				at = end
			}
		}
	}
	return at
}

// Probed puts what Server.Probe found out about a report server onto its
// connection, and keeps what the person chose and what the server said of the
// sign-in. now becomes ProbedAt.
func Probed(c *tiles.Connection, found tiles.Server, now time.Time) {
	old := c.Server
	c.Server = found
	c.Server.URL, c.Server.SettingsURL = old.URL, old.SettingsURL
	c.Server.Auth, c.Server.User = old.Auth, old.User
	c.Server.Status, c.Server.Account, c.Server.StatusAt = old.Status, old.Account, old.StatusAt
	c.Server.Others = old.Others
	c.Server.ProbedAt = now
	if !tells(found) && !gone(old.Status) {
		c.Server.Status = tiles.StatusUnknown
	}
}

// otherAccount is the error of a server that takes the app's user for somebody
// other than the connection's, whose pins are others.
func otherAccount(c tiles.Connection, account string) error {
	if account == "" || c.Name == "" || strings.EqualFold(account, c.Name) {
		return nil
	}
	return &reportserver.Error{
		Op: "read who I am", Kind: KindOtherAccount, Cause: tiles.CauseServerLogin, Account: true, Err: ErrOtherAccount,
	}
}

// locked tells whether the report server doesn't let the app in, so that
// nothing may be sent to it at now. A refused password is never sent again by
// itself: the account would be locked.
func locked(c tiles.Connection, now time.Time) bool {
	p := c.Problem
	return p != nil && p.Cause == tiles.CauseServerLogin && (p.RetryAt.IsZero() || p.RetryAt.After(now))
}

// LoginRefused puts onto a report server's connection that its password was
// refused: nothing is sent to the server before the person has typed another.
func LoginRefused(c *tiles.Connection) {
	c.Problem = loginProblem(c.Server, &reportserver.Error{Kind: reportserver.KindRefused, Cause: tiles.CauseServerLogin}, time.Time{})
}

// IsLoginRefused tells whether a report server's password was refused, and no
// other typed since.
func IsLoginRefused(c tiles.Connection) bool {
	p := c.Problem
	return p != nil && p.Cause == tiles.CauseServerLogin && p.RetryAt.IsZero()
}

// loginProblem is what is wrong with the login to the report server itself, nil
// where err is about something else.
func loginProblem(s tiles.Server, err error, now time.Time) *tiles.Problem {
	var e *reportserver.Error
	if !errors.As(err, &e) || e.Cause != tiles.CauseServerLogin {
		return nil
	}
	p := &tiles.Problem{
		Cause: tiles.CauseServerLogin, Remedy: tiles.RemedySignIn,
		Text: tiles.LoginText(string(e.Kind), s), Code: string(e.Kind),
	}
	if e.Kind != reportserver.KindRefused || s.User == "" {
		p.RetryAt = now.Add(loginRetry)
	}
	return p
}
