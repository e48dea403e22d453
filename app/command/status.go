package command

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/tiles"
)

func (s *session) statusCommand() *cobra.Command {
	return s.answersJSON(&cobra.Command{
		Use:   "status",
		Short: "Show your sign-ins, how many tiles are fresh, and what needs attention",
		Args:  noWords,
		RunE:  func(cmd *cobra.Command, _ []string) error { return s.with(cmd.Context(), s.status) },
	})
}

func (s *session) checkCommand() *cobra.Command {
	return s.answersJSON(&cobra.Command{
		Use:   "check",
		Short: "Look at every tile now, then show the status",
		Args:  noWords,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.with(cmd.Context(), func(ctx context.Context, p *program.Program) error {
				lookErr := s.look(ctx, p)
				if lookErr != nil && ctx.Err() != nil {
					return lookErr
				}
				// What was known before is still worth showing.
				if err := s.status(ctx, p); err != nil {
					return err
				}
				return lookErr
			})
		},
	})
}

// standing is what `status` tells.
type standing struct {
	connections []tiles.Connection
	counts      tiles.Counts
	attention   []tiles.Attention
	protection  string
	checkedAt   time.Time
	health      tiles.Health
	lead        int
	now         time.Time
}

func readStanding(ctx context.Context, p *program.Program, now time.Time) (standing, error) {
	st := standing{now: now, lead: p.Settings.LeadDays()}
	var err error
	if st.connections, err = p.Store.Connections(ctx); err != nil {
		return st, err
	}
	counts, notFresh, err := p.Store.Summary(ctx, now)
	if err != nil {
		return st, err
	}
	if st.protection, err = p.Store.Protection(ctx); err != nil {
		return st, err
	}
	st.counts = counts
	st.attention = tiles.Attend(st.connections, st.lead, notFresh, now)
	st.health = tiles.Overall(st.connections, st.lead, counts, st.attention, now)
	st.checkedAt = checkedAt(st.connections)
	return st, nil
}

// code is the exit code of the commands that show how things are.
func (st standing) code() int {
	if st.health == tiles.HealthGood {
		return CodeGood
	}
	return CodeAttention
}

// checkedAt is when everything had been looked at: the oldest look among the
// connections that are signed in, or the newest of all where none is.
func checkedAt(conns []tiles.Connection) time.Time {
	var oldest, newest time.Time
	signedIn := false
	for _, c := range conns {
		if c.CheckedAt.After(newest) {
			newest = c.CheckedAt
		}
		if c.SignedOut {
			continue
		}
		if !signedIn || c.CheckedAt.Before(oldest) {
			oldest, signedIn = c.CheckedAt, true
		}
	}
	if !signedIn {
		return newest
	}
	return oldest
}

func (s *session) status(ctx context.Context, p *program.Program) error {
	st, err := readStanding(ctx, p, time.Now())
	if err != nil {
		return err
	}
	s.code = st.code()
	if s.json {
		return printJSON(s.stdout, st.doc(p.Sandbox))
	}
	warnings, err := p.Store.Warnings(ctx)
	if err != nil {
		return err
	}
	if p.Sandbox {
		s.tell("Sandbox: a stand-in organisation on this computer, not Power BI.")
	}
	s.printStanding(st)
	for _, w := range warnings {
		s.note("%s", tiles.Clean(w.Text, 400))
	}
	return nil
}

func (st standing) doc(sandbox bool) statusDoc {
	d := statusDoc{
		Sandbox: sandbox, Connections: []connectionDoc{}, Tiles: newCountsDoc(st.counts),
		Attention: newAttentionDocs(st.attention), CheckedAt: stamp(st.checkedAt),
	}
	for _, c := range st.connections {
		d.Connections = append(d.Connections, newConnectionDoc(c, st.protection, st.lead, st.now))
	}
	return d
}

func (s *session) printStanding(st standing) {
	if len(st.connections) == 0 {
		s.tell("Sign in to see your tiles: mysettings signin")
		return
	}
	var t table
	for _, c := range st.connections {
		t.row(c.ID, whose(c), signInWords(c, st.lead, st.now), until(c, st.lead, st.now), keptWords(c, st.protection))
	}
	t.print(s.stdout)
	fmt.Fprintf(s.stdout, "\n%s\n", language.Sayf("%s, looked at %s", countWords(st.counts), when(st.checkedAt, st.now)))
	for _, a := range st.attention {
		fmt.Fprintf(s.stdout, "\n%s\n", tiles.Clean(a.Text, 600))
		if a.Remedy == tiles.RemedySignIn {
			fmt.Fprintf(s.stdout, "  mysettings signin %s\n", a.Connection)
		}
		for i, name := range a.Names {
			if i == namesShown && len(a.Names) > namesShown+1 {
				s.tell("  and %d more: mysettings tiles", len(a.Names)-i)
				break
			}
			fmt.Fprintf(s.stdout, "  %s\n", tiles.Clean(name, widest))
		}
	}
}

// namesShown is how many tiles' names go under one thing to do.
const namesShown = 5

func signInWords(c tiles.Connection, lead int, now time.Time) string {
	switch tiles.JudgeSignIn(c, lead, now).State {
	case tiles.SignedIn:
		return language.Say("signed in")
	case tiles.Expiring:
		return language.Say("ends soon")
	case tiles.Expired:
		return language.Say("ended")
	case tiles.Blocked:
		return language.Say("blocked")
	case tiles.UnknownState:
		return language.Say("can't tell")
	default:
		return language.Say("signed out")
	}
}

func until(c tiles.Connection, lead int, now time.Time) string {
	if c.SignedOut || c.GoodUntil.IsZero() || !c.EndedAt.IsZero() {
		return ""
	}
	switch tiles.JudgeSignIn(c, lead, now).State {
	case tiles.SignedIn, tiles.Expiring:
	case tiles.UnknownState:
		if c.Problem != nil {
			return "" // nobody can look
		}
	default:
		return ""
	}
	if c.Kind == tiles.ReportServer {
		return language.Sayf("may end around %s, %s", day(c.GoodUntil), daysLeft(c.GoodUntil, now))
	}
	text := language.Text("until %s, %s")
	if c.Estimate {
		text = "until about %s, %s"
	}
	return language.Sayf(text, day(c.GoodUntil), daysLeft(c.GoodUntil, now))
}

// whose names a sign-in: the person's own, or the one that a report server
// keeps for them.
func whose(c tiles.Connection) string {
	if c.Kind != tiles.ReportServer {
		return who(c)
	}
	host := serverName(c)
	if u, err := url.Parse(c.Server.URL); err == nil {
		host = u.Host
	}
	return language.Sayf("%s on %s", who(c), host)
}

// keptWords says where the app keeps what it needs to sign in: of a report
// server that is the password, where one was typed.
func keptWords(c tiles.Connection, protection string) string {
	words := protectionWords(protection)
	switch {
	case c.Kind != tiles.ReportServer || words == "":
		return words
	case c.Server.User == "":
		return ""
	}
	return language.Sayf("password %s", words)
}

func protectionWords(protection string) string {
	switch protection {
	case "keyring":
		return language.Say("kept in the keyring")
	case "file":
		return language.Say("kept in a key file")
	case "memory":
		return language.Say("kept for this session")
	default:
		return ""
	}
}

func countWords(c tiles.Counts) string {
	if c.Total == 0 {
		return language.Say("No tiles")
	}
	text := language.Count(c.Total, "1 tile:", "%d tiles:")
	sep := " "
	for _, part := range []struct {
		n    int
		word language.Text
	}{{c.Fresh, "fresh"}, {c.Waiting, "waiting"}, {c.Late, "late"}, {c.Failing, "failing"}, {c.Stopped, "stopped"}, {c.Unseen, "can't tell"}, {c.Muted, "muted"}} {
		if part.n > 0 {
			text += fmt.Sprintf("%s%d %s", sep, part.n, language.Say(part.word))
			sep = ", "
		}
	}
	return text
}
