package command

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/signin"
	"mysettings/app/tiles"
	"mysettings/app/watch"
	"mysettings/app/words"
)

// signinServer signs in to Power BI on a report server: the person does it on
// the portal's page, and the command waits until the server says that it is
// good. Where the server itself no longer lets the app in, the password is
// asked for first.
func (s *session) signinServer(ctx context.Context, p *program.Program, c tiles.Connection, r signin.Request) error {
	if c.Problem != nil && c.Problem.Cause == tiles.CauseServerLogin {
		if err := s.enterServer(ctx, p, c); err != nil {
			return err
		}
		if enough, err := s.entered(ctx, p, c.ID); enough || err != nil {
			return err
		}
	}
	in, err := s.askServer(ctx, p, r)
	if err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	if err := p.Watcher.Rejudge(ctx); err != nil {
		return err
	}
	if c, err = p.Store.Connection(ctx, c.ID); err != nil {
		return err
	}
	already := !in.Confirmed && c.Server.Status == tiles.StatusSignedIn
	if !in.Confirmed && !already {
		s.code = CodeAttention
	}
	if s.json {
		protection, err := p.Store.Protection(ctx)
		if err != nil {
			return err
		}
		return printJSON(s.stdout, signinDoc{p.Sandbox, newConnectionDoc(c, protection, p.Settings.LeadDays(), time.Now())})
	}
	if already {
		s.tell("You are signed in to Power BI on %s already, so its page was only opened. %s", serverName(c), goodUntil(c, time.Now()))
		return nil
	}
	if !in.Confirmed {
		s.tell("The page was opened, but %s doesn't tell whether you signed in. You will see it by your pins: mysettings check", serverName(c))
		return nil
	}
	s.tell("Signed in to Power BI on %s. %s", serverName(c), goodUntil(c, time.Now()))
	for _, result := range in.Asked {
		if result.Err != nil {
			s.say(words.Of(result.Err))
		}
	}
	if n := len(in.Asked); n > 0 {
		fmt.Fprintln(s.stdout, language.Count(n, "1 pin had stopped; the server was asked to refresh it now.", "%d pins had stopped; the server was asked to refresh them now."))
	}
	return nil
}

// enterServer asks for the password of the server again, or, where the login
// of this computer is used, whether that works again.
func (s *session) enterServer(ctx context.Context, p *program.Program, c tiles.Connection) error {
	user := c.Server.User
	a := program.AddServer{Auth: c.Server.Auth, User: user}
	if user != "" {
		s.note("%s doesn't let this app in. Enter the password for the server itself.", serverName(c))
		var err error
		if a.Password, err = s.askPassword(ctx, user); err != nil {
			return err
		}
	}
	return p.SetServerPassword(ctx, c.ID, a.User, a.Password)
}

// entered looks at a server that lets the app in again, and tells whether that
// was all that had been missing.
func (s *session) entered(ctx context.Context, p *program.Program, id string) (bool, error) {
	if err := s.look(ctx, p); err != nil {
		if ctx.Err() != nil {
			return false, err
		}
		s.fail(ctx, err) // the server lets the app in all the same
	}
	c, err := p.Store.Connection(ctx, id)
	if err != nil {
		return false, err
	}
	lead, now := p.Settings.LeadDays(), time.Now()
	if state := tiles.JudgeSignIn(c, lead, now).State; state == tiles.SignedOut || state == tiles.Expired {
		return false, nil
	}
	if s.json {
		protection, err := p.Store.Protection(ctx)
		if err != nil {
			return false, err
		}
		return true, printJSON(s.stdout, signinDoc{p.Sandbox, newConnectionDoc(c, protection, lead, now)})
	}
	s.tell("%s lets this app in again. Its sign-in to Power BI: %s.", serverName(c), signInWords(c, lead, now))
	return true, nil
}

// askServer opens the portal's page and says on standard error what happens.
func (s *session) askServer(ctx context.Context, p *program.Program, r signin.Request) (watch.ServerSignIn, error) {
	var page, running sync.Once
	over := func() {}
	r.Progress = func(g signin.Progress) {
		switch {
		case g.Err != nil && g.URL != "":
			page.Do(func() {
				s.note("No browser could be opened. Open this page yourself and sign in to Power BI there:\n%s", tiles.Clean(g.URL, 4000))
			})
		case g.Stage == watch.StageWaiting && g.Until.IsZero():
		case g.Stage == watch.StageWaiting:
			page.Do(func() {
				s.note("Sign in to Power BI on the report server's page in the browser. This command waits until the server says that it is good.")
				over = s.after(pageOpens, language.Sayf("If no page has opened, open this one yourself:\n%s", tiles.Clean(g.URL, 4000)))
			})
		case g.Stage == watch.StageRunning:
			running.Do(func() { s.note("Signed in. Asking the server to refresh what had stopped.") })
		}
	}
	in, err := p.SignInToServer(ctx, r)
	over()
	return in, err
}

// signoutServer opens the page on which the person signs out of Power BI on a
// report server; with now it asks the server itself to forget the sign-in.
func (s *session) signoutServer(ctx context.Context, p *program.Program, c tiles.Connection, now bool) error {
	if now && s.interactive() {
		sure, err := s.yes(ctx, language.Sayf("Have %s forget your sign-in to Power BI? Its makers don't document this call; your pins aren't refreshed after it.", serverName(c)))
		if err != nil {
			return err
		}
		if !sure {
			s.note("Nothing was changed.")
			return nil
		}
	}
	browser, err := p.BrowserFor(ctx, c.ID, nil)
	if err != nil {
		return err
	}
	left, err := p.Watcher.SignOutOfServer(ctx, c.ID, browser, now)
	if errors.Is(err, signin.ErrNoBrowser) {
		s.note("No browser could be opened. Open this page yourself and sign out of Power BI there:\n%s", tiles.Clean(c.Server.Page(), 4000))
		s.code = CodeFailed
		return errReported
	}
	if err != nil {
		return err
	}
	if c, err = p.Store.Connection(ctx, c.ID); err != nil {
		return err
	}
	if now && !s.json {
		s.tell("Signed out: %s no longer keeps your sign-in to Power BI.", serverName(c))
	}
	return s.signedOut(ctx, p, c, left)
}

// serverName is a report server as a person knows it.
func serverName(c tiles.Connection) string { return tiles.Clean(c.Server.URL, widest) }
