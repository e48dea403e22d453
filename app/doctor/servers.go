package doctor

import (
	"context"
	"strings"
	"time"

	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/tiles"
	"mysettings/app/words"
)

// checkServers asks each report server whether it lets the app in, and what it
// can do. It tells what is wrong with the first, and names the others.
func checkServers(ctx context.Context, p *program.Program) Finding {
	const id = "report_servers"
	conns, err := p.Store.Connections(ctx)
	if err != nil {
		return wrong(id, err)
	}
	servers := 0
	var first Finding
	var others []string
	for _, c := range conns {
		if c.Kind != tiles.ReportServer {
			continue
		}
		servers++
		f, bad := checkServer(ctx, p, c)
		switch {
		case bad && first.ID == "":
			f.ID = id
			first = f
		case bad:
			others = append(others, serverName(c))
			if f.State == Bad {
				first.State = Bad
			}
		}
	}
	if len(others) > 0 {
		first.Text += " " + language.Sayf("These aren't well either: %s.", strings.Join(others, ", "))
	}
	if first.ID != "" {
		return first
	}
	if servers == 0 {
		return Finding{ID: id, State: Skipped, Text: language.Say("No report server was added.")}
	}
	return Finding{ID: id, State: Good, Text: language.Count(servers, "1 report server can be used.", "%d report servers can be used.")}
}

func checkServer(ctx context.Context, p *program.Program, c tiles.Connection) (f Finding, bad bool) {
	name := serverName(c)
	if c.Problem != nil && c.Problem.Cause == tiles.CauseServerLogin {
		// Not asked again: the same password once more could lock the account.
		return Finding{State: Bad, Text: language.Sayf("%s doesn't let this app in.", name), Fix: language.Sayf("Sign in to it again: mysettings signin %s", c.ID), Window: language.Say("Sign in to it again on My Settings."), Action: ActSettings, Details: c.Problem.Code}, true
	}
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	if err := p.AskServer(ctx, c.ID); err != nil {
		f = wrong("", err)
		f.Text = name + ": " + f.Text
		return f, true
	}
	if c, err := p.Store.Connection(ctx, c.ID); err == nil { // as it was found just now
		return checkServerSignIn(p, c)
	}
	return Finding{}, false
}

func checkServerSignIn(p *program.Program, c tiles.Connection) (f Finding, bad bool) {
	name := serverName(c)
	switch s := tiles.JudgeSignIn(c, p.Settings.LeadDays(), time.Now()); s.State {
	case tiles.SignedOut, tiles.Expired:
		return Finding{State: Note, Text: language.Sayf("The sign-in to Power BI that %s keeps has ended, so its pins don't refresh.", name), Fix: language.Sayf("Sign in again: mysettings signin %s", c.ID),
			Window: language.Say("Sign in again."), Action: ActSignIn, Target: c.ID}, true
	case tiles.Blocked:
		return Finding{State: Note, Text: language.Sayf("%s doesn't refresh pins.", name), Fix: words.Integration(c.Server)}, true
	}
	return Finding{}, false
}
