package command

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/reportserver"
	"mysettings/app/tiles"
	"mysettings/app/words"
)

type serverDoc struct {
	Sandbox    bool          `json:"sandbox,omitempty"`
	Connection connectionDoc `json:"connection"`
}

type serversDoc struct {
	Sandbox bool            `json:"sandbox,omitempty"`
	Servers []connectionDoc `json:"servers"`
}

type removedDoc struct {
	Sandbox bool   `json:"sandbox,omitempty"`
	Removed string `json:"removed"`
}

func (s *session) serverCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "server",
		Short: "Add, list and remove report servers",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("There is no command %q. See: %s --help", args[0], cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usagef("Say add, list or remove. See: %s --help", cmd.CommandPath())
		},
	}
	list := &cobra.Command{
		Use: "list", Short: "Show the report servers", Args: noWords,
		RunE: func(cmd *cobra.Command, _ []string) error { return s.with(cmd.Context(), s.serverList) },
	}
	remove := &cobra.Command{
		Use: "remove CONNECTION", Short: "Forget a report server and its pins on this computer", Args: oneWord("connection"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.with(cmd.Context(), func(ctx context.Context, p *program.Program) error {
				return s.serverRemove(ctx, p, args[0])
			})
		},
	}
	cmd.AddCommand(s.serverAddCommand(), s.answersJSON(list), s.answersJSON(remove))
	return cmd
}

func (s *session) serverAddCommand() *cobra.Command {
	var a program.AddServer
	var auth string
	cmd := &cobra.Command{
		Use:   "add URL",
		Short: "Add a report server by the address of its web portal",
		Long: `Add a report server by any address of it that you have: its web portal
(https://server/reports), or a page inside. The password is asked for, or read
from standard input; it is never an argument.`,
		Args: oneWord("address"),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch a.Auth = tiles.Auth(auth); a.Auth {
			case "", tiles.AuthNegotiate, tiles.AuthNTLM, tiles.AuthBasic, tiles.AuthForms:
			default:
				return usagef("There is no --auth %q. Choose negotiate, ntlm, basic or forms.", tiles.Clean(auth, widest))
			}
			a.Address = args[0]
			return s.with(cmd.Context(), func(ctx context.Context, p *program.Program) error {
				return s.serverAdd(ctx, p, a)
			})
		},
	}
	cmd.Flags().StringVar(&auth, "auth", "", "how to sign in to the server: negotiate, ntlm, basic or forms (`way`; the login of this computer where neither this nor a user is said)")
	cmd.Flags().StringVar(&a.User, "user", "", "the user `name` on the server, for example CONTOSO\\ana")
	cmd.Flags().BoolVar(&a.PlainHTTP, "allow-http", false, "accept a server without https: others on the network can read what it sends")
	return s.answersJSON(cmd)
}

// serverAdd adds a server, and asks for what turns out to be missing: each
// thing once.
func (s *session) serverAdd(ctx context.Context, p *program.Program, a program.AddServer) error {
	if typed(a.Auth) || a.User != "" {
		if err := s.askLogin(ctx, &a); err != nil {
			return err
		}
	}
	c, err := s.tryServer(ctx, p, a)
	for range 2 {
		again, askErr := s.missing(ctx, &a, err)
		if askErr != nil {
			return askErr
		}
		if !again {
			break
		}
		c, err = s.tryServer(ctx, p, a)
	}
	var refused *reportserver.Error
	if errors.As(err, &refused) && refused.Kind == reportserver.KindNotAddress {
		return usagef("%s", words.Of(err).String())
	}
	if err != nil {
		return err
	}
	// The server is saved: whatever the first look finds, it stays.
	if err := s.look(ctx, p); err != nil && ctx.Err() == nil {
		s.note("The server was added, but its pins could not be looked at yet.")
		s.fail(ctx, err)
	}
	ctx = context.WithoutCancel(ctx)
	if c, err = p.Store.Connection(ctx, c.ID); err != nil {
		return err
	}
	protection, err := p.Store.Protection(ctx)
	if err != nil {
		return err
	}
	now := time.Now()
	if s.json {
		return printJSON(s.stdout, serverDoc{p.Sandbox, newConnectionDoc(c, protection, p.Settings.LeadDays(), now)})
	}
	s.tell("Added %s as %s.", c.Server.URL, who(c))
	fmt.Fprintln(s.stdout, words.Integration(c.Server))
	if state := tiles.JudgeSignIn(c, p.Settings.LeadDays(), now).State; state == tiles.SignedOut || state == tiles.Expired {
		s.tell("Sign in to Power BI on the server, so that your pins refresh: mysettings signin %s", c.ID)
	}
	return nil
}

func (s *session) tryServer(ctx context.Context, p *program.Program, a program.AddServer) (tiles.Connection, error) {
	defer s.working(language.Say("Looking for the report server…"))()
	return p.AddServer(ctx, a)
}

// typed tells whether a way to sign in needs a password.
func typed(a tiles.Auth) bool {
	return a == tiles.AuthNTLM || a == tiles.AuthBasic || a == tiles.AuthForms
}

// missing asks the person for what err says was missing, and tells whether to
// try again.
func (s *session) missing(ctx context.Context, a *program.AddServer, err error) (again bool, askErr error) {
	var e *reportserver.Error
	if !errors.As(err, &e) {
		return false, nil
	}
	switch e.Kind {
	case reportserver.KindPlainHTTP:
		if a.PlainHTTP || !s.interactive() {
			return false, nil
		}
		s.note("%s", words.PlainHTTP(tiles.Server{URL: e.Portal}))
		a.PlainHTTP, askErr = s.yes(ctx, language.Say("Go on without https?"))
		return a.PlainHTTP, askErr
	case reportserver.KindNoTicket, reportserver.KindNoScheme, reportserver.KindLoginPage:
		if a.Auth != "" || a.User != "" || !s.interactive() {
			return false, nil
		}
		if a.Auth = e.TypedAuth(); a.Auth == "" {
			return false, nil
		}
		s.note("%s", words.LoginWanted(e.Kind, tiles.Server{URL: e.Portal}))
		return true, s.askLogin(ctx, a)
	}
	return false, nil
}

func (s *session) serverList(ctx context.Context, p *program.Program) error {
	all, err := p.Store.Connections(ctx)
	if err != nil {
		return err
	}
	protection, err := p.Store.Protection(ctx)
	if err != nil {
		return err
	}
	lead, now := p.Settings.LeadDays(), time.Now()
	doc := serversDoc{Sandbox: p.Sandbox, Servers: []connectionDoc{}}
	var t table
	t.row(language.Say("ID"), language.Say("ADDRESS"), language.Say("USER"), language.Say("POWER BI SIGN-IN"), language.Say("PRODUCT"), language.Say("INTEGRATION"))
	for _, c := range all {
		if c.Kind != tiles.ReportServer {
			continue
		}
		doc.Servers = append(doc.Servers, newConnectionDoc(c, protection, lead, now))
		t.row(c.ID, c.Server.URL, who(c), signInWords(c, lead, now),
			strings.TrimSpace(tiles.Clean(c.Server.ProductName, widest)+" "+tiles.Clean(c.Server.Version, widest)), string(integrationOf(c.Server)))
	}
	if s.json {
		return printJSON(s.stdout, doc)
	}
	if len(doc.Servers) == 0 {
		s.tell("No report server yet. Add one: mysettings server add https://server/reports")
		return nil
	}
	t.print(s.stdout)
	return nil
}

func (s *session) serverRemove(ctx context.Context, p *program.Program, name string) error {
	c, err := findConnection(ctx, p, name)
	if err != nil {
		return err
	}
	if c.Kind != tiles.ReportServer {
		return usagef("%s is your Power BI sign-in, not a report server. To forget it: mysettings signout %s", c.ID, c.ID)
	}
	if err := p.RemoveServer(ctx, c.ID); err != nil {
		return err
	}
	if s.json {
		return printJSON(s.stdout, removedDoc{p.Sandbox, c.ID})
	}
	s.tell("Removed %s: this computer no longer holds its password nor its pins.\nNothing was changed on the server; its sign-in to Power BI goes on.", c.Server.URL)
	return nil
}

func integrationOf(v tiles.Server) tiles.Integration {
	if v.Integration == "" {
		return tiles.IntegrationUnknown
	}
	return v.Integration
}
