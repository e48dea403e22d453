package doctor

import (
	"context"
	"time"

	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/tiles"
	"mysettings/app/words"
)

// checkServers asks each report server whether it lets the app in, and what it
// can do. The first that is wrong is what doctor tells.
func checkServers(ctx context.Context, p *program.Program) Finding {
	const id = "report_servers"
	conns, err := p.Store.Connections(ctx)
	if err != nil {
		return wrong(id, err)
	}
	servers := 0
	for _, c := range conns {
		if c.Kind != tiles.ReportServer {
			continue
		}
		servers++
		if f, bad := checkServer(ctx, p, c); bad {
			f.ID = id
			return f
		}
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
