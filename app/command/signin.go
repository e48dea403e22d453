package command

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/signin"
	"mysettings/app/tiles"
)

type signinDoc struct {
	Sandbox    bool          `json:"sandbox,omitempty"`
	Connection connectionDoc `json:"connection"`
}

func (s *session) signinCommand() *cobra.Command {
	var r signin.Request
	cmd := &cobra.Command{
		Use:   "signin [CONNECTION]",
		Short: "Sign in to Power BI, or sign in again",
		Long: `Sign in to Power BI in the browser ($BROWSER if it is set), or sign in again to
the connection that is named: by its id, its beginning, or its user name. For a
report server, named by its address as well, its own My Settings page is opened.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("Name one connection. See: %s --help", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if r.Timeout <= 0 {
				return usagef("--timeout must be longer than nothing, for example: --timeout 5m")
			}
			return s.with(cmd.Context(), func(ctx context.Context, p *program.Program) error {
				if len(args) == 1 {
					c, err := findConnection(ctx, p, args[0])
					if err != nil {
						return err
					}
					r.Connection = c.ID
					if c.Kind == tiles.ReportServer {
						if r.DeviceCode || r.ChooseAccount {
							return usagef("On a report server you sign in on its own page. Leave out --device-code and --choose-account: mysettings signin %s", c.ID)
						}
						if !cmd.Flags().Changed("timeout") {
							r.Timeout = 0 // the page of a report server has its own limit
						}
						return s.signinServer(ctx, p, c, r)
					}
				}
				return s.signin(ctx, p, r)
			})
		},
	}
	cmd.Flags().BoolVar(&r.DeviceCode, "device-code", false, "sign in on another device, with a code")
	cmd.Flags().BoolVar(&r.ChooseAccount, "choose-account", false, "let the sign-in page ask which account")
	cmd.Flags().DurationVar(&r.Timeout, "timeout", 5*time.Minute, "how long to wait for the sign-in")
	return s.answersJSON(cmd)
}

func (s *session) signin(ctx context.Context, p *program.Program, r signin.Request) error {
	c, err := s.ask(ctx, p, r)
	if err != nil {
		return err
	}
	// The sign-in is good and saved: whatever the first look finds, it stays.
	if err := s.look(ctx, p); err != nil && ctx.Err() == nil {
		s.note("You are signed in, but your tiles could not be looked at yet.")
		s.fail(ctx, err)
	}
	ctx = context.WithoutCancel(ctx) // an interrupted look is no failed sign-in
	if c, err = p.Store.Connection(ctx, c.ID); err != nil {
		return err
	}
	protection, err := p.Store.Protection(ctx)
	if err != nil {
		return err
	}
	lead, now := p.Settings.LeadDays(), time.Now()
	if s.json {
		return printJSON(s.stdout, signinDoc{p.Sandbox, newConnectionDoc(c, protection, lead, now)})
	}
	s.tell("Signed in as %s. %s", who(c), goodUntil(c, now))
	return nil
}

// pageOpens is how long the sign-in page may take to come up before its
// address is shown.
const pageOpens = 10 * time.Second

// ask takes the person through a sign-in and says on standard error where it
// happens.
func (s *session) ask(ctx context.Context, p *program.Program, r signin.Request) (tiles.Connection, error) {
	if r.Browser == nil {
		r.Browser = signin.SystemBrowser()
	}
	var page sync.Once
	var code sync.Once
	over := func() {}
	r.Progress = func(g signin.Progress) {
		switch {
		case g.UserCode != "":
			code.Do(func() {
				s.note("Open %s on any device and enter the code %s (until %s).",
					tiles.Clean(g.VerificationURL, 200), tiles.Clean(g.UserCode, 40), g.Until.Local().Format("15:04"))
			})
		case g.Err != nil && g.URL != "":
			page.Do(func() {
				s.note("No browser could be opened. Open this page yourself to sign in:\n%s", tiles.Clean(g.URL, 4000))
			})
		case g.URL != "":
			page.Do(func() {
				s.note("Sign in in the browser.")
				over = s.after(pageOpens, language.Sayf("If no page has opened, open this one yourself:\n%s", tiles.Clean(g.URL, 4000)))
			})
		}
	}
	c, err := p.SignIn.SignIn(ctx, r)
	over()
	return c, err
}

func (s *session) signoutCommand() *cobra.Command {
	var onServer bool
	cmd := &cobra.Command{
		Use:   "signout CONNECTION",
		Short: "Forget the sign-in on this computer",
		Long: `Forget the sign-in to Power BI on this computer. For a report server, which
keeps its sign-in itself, its own My Settings page is opened to sign out there.`,
		Args: oneWord("connection"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.with(cmd.Context(), func(ctx context.Context, p *program.Program) error {
				c, err := findConnection(ctx, p, args[0])
				if err != nil {
					return err
				}
				if c.Kind == tiles.ReportServer {
					return s.signoutServer(ctx, p, c, onServer)
				}
				return s.signout(ctx, p, c)
			})
		},
	}
	cmd.Flags().BoolVar(&onServer, "on-server", false, "report servers only: ask the server itself to forget the sign-in, by a call that its makers don't document")
	return s.answersJSON(cmd)
}

type signoutDoc struct {
	Sandbox    bool          `json:"sandbox,omitempty"`
	Connection connectionDoc `json:"connection"`
	// NotUndone says what forgetting the token here leaves as it was.
	NotUndone []string `json:"not_undone"`
}

func (s *session) signout(ctx context.Context, p *program.Program, c tiles.Connection) error {
	left, err := p.SignIn.SignOut(ctx, c.ID)
	if err != nil {
		return err
	}
	// The tiles' verdicts follow at once where nobody watches.
	if err := p.Watcher.Rejudge(ctx); err != nil {
		return err
	}
	if c, err = p.Store.Connection(ctx, c.ID); err != nil {
		return err
	}
	if !s.json {
		s.tell("Signed out %s: this computer no longer holds the sign-in.", who(c))
	}
	return s.signedOut(ctx, p, c, left)
}

// signedOut says what signing out did not undo.
func (s *session) signedOut(ctx context.Context, p *program.Program, c tiles.Connection, left []string) error {
	if s.json {
		protection, err := p.Store.Protection(ctx)
		if err != nil {
			return err
		}
		if left == nil {
			left = []string{}
		}
		return printJSON(s.stdout, signoutDoc{p.Sandbox, newConnectionDoc(c, protection, p.Settings.LeadDays(), time.Now()), left})
	}
	for _, line := range left {
		fmt.Fprintln(s.stdout, tiles.Clean(line, 400))
	}
	return nil
}

// who is the connection's user as a person knows them.
func who(c tiles.Connection) string {
	switch {
	case c.Name != "":
		return tiles.Clean(c.Name, widest)
	case c.Person != "":
		return tiles.Clean(c.Person, widest)
	}
	return c.ID
}

// goodUntil says how long a sign-in lasts, and what is known about that.
func goodUntil(c tiles.Connection, now time.Time) string {
	if c.GoodUntil.IsZero() {
		return ""
	}
	if c.Kind == tiles.ReportServer {
		return language.Sayf("It may end around %s (%s); each refresh renews it.", day(c.GoodUntil), daysLeft(c.GoodUntil, now))
	}
	text := language.Text("Good until %s (%s), renewed each time it is used.")
	if c.Estimate {
		text = "Good until about %s (%s), renewed each time it is used."
	}
	return language.Sayf(text, day(c.GoodUntil), daysLeft(c.GoodUntil, now))
}

func day(t time.Time) string { return language.Format(t.Local(), "2 January 2006") }

// look looks at the tiles now. What the sign-in's own state already says is no
// error of the look.
func (s *session) look(ctx context.Context, p *program.Program) error {
	defer s.working(language.Say("Looking at your dashboards…"))()
	ctx, cancel := context.WithTimeoutCause(ctx, lookFor, errLookTooLong)
	defer cancel()
	err := p.Watcher.Check(ctx)
	var gone *signin.Error
	if errors.As(err, &gone) && gone.Gone() {
		return nil
	}
	if err != nil && errors.Is(context.Cause(ctx), errLookTooLong) {
		return program.ErrTooLong
	}
	return err
}

// lookFor is how long a look at everything may take: a large organisation
// under throttling, not a hung server, which the clients give up on by
// themselves.
const lookFor = 5 * time.Minute

var errLookTooLong = errors.New("the look took too long")
