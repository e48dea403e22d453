package command

import (
	"context"
	"fmt"
	"time"

	"mysettings/app/program"
	"mysettings/app/tiles"
	"mysettings/app/words"
)

// checkServers asks each report server whether it lets the app in, and what it
// can do. The first that is wrong is what doctor tells.
func checkServers(ctx context.Context, p *program.Program) finding {
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
		return finding{ID: id, State: isSkipped, Text: "No report server was added."}
	}
	return finding{ID: id, State: isGood, Text: fmt.Sprintf("%s can be used.", capital(plural(servers, "report server")))}
}

func checkServer(ctx context.Context, p *program.Program, c tiles.Connection) (f finding, bad bool) {
	name := serverName(c)
	if c.Problem != nil && c.Problem.Cause == tiles.CauseServerLogin {
		// Not asked again: the same password once more could lock the account.
		return finding{State: isBad, Text: name + " doesn't let this app in.", Fix: "Sign in to it again: mysettings signin " + c.ID, Details: c.Problem.Code}, true
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
	return finding{}, false
}

func checkServerSignIn(p *program.Program, c tiles.Connection) (f finding, bad bool) {
	name := serverName(c)
	switch s := tiles.JudgeSignIn(c, p.Settings.LeadDays(), time.Now()); s.State {
	case tiles.SignedOut, tiles.Expired:
		return finding{State: isNote, Text: "The sign-in to Power BI that " + name + " keeps has ended, so its pins don't refresh.", Fix: "Sign in again: mysettings signin " + c.ID}, true
	case tiles.Blocked:
		return finding{State: isNote, Text: name + " doesn't refresh pins.", Fix: words.Integration(c.Server)}, true
	}
	return finding{}, false
}
