package notify

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"mysettings/app/tiles"
)

// portal is a report server whose Power BI sign-in is good.
func portal() tiles.Connection {
	return tiles.Connection{
		ID: "s", Kind: tiles.ReportServer, Name: `CONTOSO\ana`, SignedInAt: noon.Add(-day), GoodUntil: noon.Add(89 * day), Estimate: true,
		Server: tiles.Server{URL: "https://bi.contoso.com/reports", Status: tiles.StatusSignedIn, Integration: tiles.IntegrationOn},
	}
}

func pin(id string, s tiles.State, cause tiles.Cause) tiles.Tile {
	t := tile(id, s, cause)
	t.ID, t.Connection, t.Kind = "s/"+id, "s", tiles.KindPin
	t.Verdict.LastGood, t.Verdict.Remedy = noon.Add(-2*time.Hour), tiles.RemedyFor(cause)
	return t
}

// serverInput is what the watcher hands over, with tiles.Attend's own word.
func serverInput(c tiles.Connection, ts ...tiles.Tile) Input {
	in := Input{Now: noon, Zone: time.UTC, LeadDays: 14, Enabled: true, Connections: []tiles.Connection{c}, Tiles: ts}
	in.Attention = tiles.Attend(in.Connections, in.LeadDays, ts, noon)
	return in
}

func TestServerTelling(t *testing.T) {
	t.Parallel()
	gone := func(status tiles.ServerStatus, problem tiles.Cause) tiles.Connection {
		c := portal()
		c.Server.Status, c.EndedAt = status, noon.Add(-time.Minute)
		if problem != "" {
			c.Problem = &tiles.Problem{Cause: problem, Remedy: tiles.RemedySignIn, Code: "refused"}
		}
		return c
	}
	unable := portal()
	unable.Server.Status = tiles.StatusUnknown
	for _, c := range []struct {
		name        string
		in          Input
		kind        tiles.NoticeKind // "" for nothing
		remedy      tiles.Remedy
		title, text string
	}{
		{name: "all well", in: serverInput(portal(), pin("Sales", tiles.Fresh, ""))},
		{
			name: "expired", in: serverInput(gone(tiles.StatusExpired, ""), pin("Sales", tiles.Stopped, tiles.CauseSignInExpired)),
			kind: tiles.NoticeStopped, remedy: tiles.RemedySignIn, title: titleStopped,
			text: "Sign in again on the report server bi.contoso.com to refresh the tile “Sales”. The server's sign-in to Power BI has ended.",
		},
		{
			name: "no sign-in kept", in: serverInput(gone(tiles.StatusSignedOut, ""), pin("Sales", tiles.Stopped, tiles.CauseSignedOut)),
			kind: tiles.NoticeStopped, remedy: tiles.RemedySignIn, title: titleStopped,
			text: "Sign in on the report server bi.contoso.com to refresh the tile “Sales”. The server keeps no sign-in of yours to Power BI.",
		},
		{name: "signed out of it here", in: serverInput(gone(tiles.StatusSignedOut, tiles.CauseSignedOut), pin("Sales", tiles.Stopped, tiles.CauseSignedOut))},
		{name: "expired, nothing hangs on it", in: serverInput(gone(tiles.StatusExpired, ""), pin("Sales", tiles.Stopped, tiles.CauseSubscriptionOff)),
			kind: tiles.NoticeStopped, remedy: tiles.RemedyOpen, title: titleStopped,
			text: "Switch the refresh on again for the tile “Sales”. It's off on the report server bi.contoso.com.",
		},
		{
			name: "doesn't let the app in", in: serverInput(gone(tiles.StatusSignedIn, tiles.CauseServerLogin), pin("Sales", tiles.Unseen, tiles.CauseServerLogin)),
			kind: tiles.NoticeSignIn, remedy: tiles.RemedySignIn, title: "The report server bi.contoso.com doesn't let you in",
			text: "Enter a user name and password for the report server bi.contoso.com. It doesn't accept the user who is logged in to this computer.",
		},
		{
			name: "several failed at once in unknown words", in: serverInput(unable, pin("Sales", tiles.Unseen, tiles.CauseUnrecognised), pin("Costs", tiles.Failing, tiles.CauseUnrecognised)),
			kind: tiles.NoticeFailing, remedy: tiles.RemedySignIn, title: titleStopped,
			text: "Sign in again on the report server bi.contoso.com to see whether that helps 2 tiles: “Sales” and “Costs”. They failed at once, for a reason that this app doesn't know.",
		},
		{name: "unreachable from the server for a minute", in: serverInput(portal(), pin("Sales", tiles.Failing, tiles.CauseServerUnreachable))},
	} {
		got := Decide(c.in)
		if c.kind == "" {
			if len(got) != 0 {
				t.Errorf("%s: told %+v; want nothing", c.name, got)
			}
			continue
		}
		if len(got) != 1 || got[0].Kind != c.kind || got[0].Remedy != c.remedy || got[0].Connection != "s" || got[0].Title != c.title || got[0].Text != c.text {
			t.Errorf("%s: told %+v; want %s, %s: %q, %q", c.name, got, c.kind, c.remedy, c.title, c.text)
		}
	}
}

// plural are words for several tiles.
var plural = regexp.MustCompile(`\b([Tt]hey|[Tt]hem|[Tt]heir|tiles)\b`)

// Every cause has a sentence that names the server, also where the same person
// is signed in to Power BI besides.
func TestServerTexts(t *testing.T) {
	t.Parallel()
	for _, cause := range []tiles.Cause{
		tiles.CauseSignInExpired, tiles.CauseSignInRefused, tiles.CauseSignedOut, tiles.CauseAdminNeeded, tiles.CauseSourceCredentials,
		tiles.CauseGateway, tiles.CauseItemMissing, tiles.CauseModelError, tiles.CauseTileDeleted, tiles.CauseScheduleOff,
		tiles.CauseSubscriptionOff, tiles.CauseCapacity, tiles.CauseThrottled, tiles.CauseServerUnreachable, tiles.CauseServiceDown,
		tiles.CauseLate, tiles.CauseNoPermission, tiles.CauseUnrecognised, "made_up",
	} {
		ts := []tiles.Tile{pin("{owner}%s", tiles.Failing, cause)}
		a := attention(cause, ts...)
		for _, kind := range []tiles.NoticeKind{tiles.NoticeStopped, tiles.NoticeLate, tiles.NoticeSignIn} {
			title, text := troubleText(kind, a, ts, portal(), true)
			if !strings.Contains(title+text, "the report server bi.contoso.com") || !strings.HasSuffix(text, ".") || strings.Contains(text, "{server}") || strings.Contains(text, "{tiles}") {
				t.Errorf("%s, %s: %q %q; want whole sentences that name the server", cause, kind, title, text)
			}
			if kind != tiles.NoticeSignIn && !strings.Contains(text, "the tile “{owner}%s”") {
				t.Errorf("%s: %q; want the tile as it is called", cause, text)
			}
			if kind != tiles.NoticeSignIn && !suspected(a) && plural.MatchString(strings.ReplaceAll(text, "what is left", "")) {
				t.Errorf("%s: %q; it is one tile", cause, text)
			}
			if strings.Contains(text, "Your Power BI sign-in") {
				t.Errorf("%s: %q; it is not the person's own sign-in", cause, text)
			}
		}
	}
}

// "Refreshing again" is told when a run has proved it, not when the server says
// that somebody signed in.
func TestServerRecoveredIsProved(t *testing.T) {
	t.Parallel()
	c := portal()
	c.Server.Status, c.EndedAt = tiles.StatusExpired, noon.Add(-time.Minute)
	in := serverInput(c, pin("Sales", tiles.Stopped, tiles.CauseSignInExpired), pin("Costs", tiles.Stopped, tiles.CauseSignInExpired))
	told := Decide(in)
	if len(told) != 1 {
		t.Fatalf("told %+v; want one notice", told)
	}
	told[0].ShownAt = noon

	in = serverInput(portal(), pin("Sales", tiles.Fresh, ""), pin("Costs", tiles.Fresh, ""))
	in.Now, in.Open = noon.Add(10*time.Minute), told
	ended := Decide(in)
	if len(ended) != 1 || ended[0].EndedAt.IsZero() {
		t.Fatalf("signed in: %+v; want the notice ended and nothing else", ended)
	}
	in.Open = ended
	in.Now = noon.Add(20 * time.Minute)
	in.Tiles[1].Verdict.LastGood = noon.Add(15 * time.Minute)
	got := Decide(in)
	if len(got) != 1 || got[0].Kind != tiles.NoticeRecovered || !strings.Contains(got[0].Text, "(the report server bi.contoso.com)") {
		t.Errorf("a pin has run: %+v; want that they refresh again", got)
	}
}

func TestServerReminders(t *testing.T) {
	t.Parallel()
	c := portal()
	c.SignedInAt, c.GoodUntil = noon.Add(-83*day), noon.Add(7*day)
	got := Decide(serverInput(c, pin("Sales", tiles.Fresh, "")))
	if len(got) != 1 || got[0].Kind != tiles.NoticeExpiring || got[0].Title != "The report server's sign-in may expire around Tuesday, 17 March" {
		t.Errorf("told %+v; want a reminder that claims no date", got)
	}
	for _, ts := range [][]tiles.Tile{nil, {pin("Sales", tiles.Stopped, tiles.CauseSubscriptionOff)}} {
		for _, n := range Decide(serverInput(c, ts...)) {
			if n.Kind == tiles.NoticeExpiring {
				t.Errorf("reminded of a sign-in on which nothing hangs: %+v", n)
			}
		}
	}
}

// An outage isn't told twice because the server let nobody in meanwhile.
func TestServerLoginHidesAnOutage(t *testing.T) {
	t.Parallel()
	in := serverInput(portal(), pin("Sales", tiles.Failing, tiles.CauseItemMissing))
	told := Decide(in)
	if len(told) != 1 {
		t.Fatalf("told %+v; want one notice", told)
	}
	told[0].ShownAt = noon
	c := portal()
	c.Problem = &tiles.Problem{Cause: tiles.CauseServerLogin, Remedy: tiles.RemedySignIn, Code: "no_ticket"}
	in = serverInput(c, pin("Sales", tiles.Unseen, tiles.CauseServerLogin))
	in.Now, in.Open = noon.Add(time.Hour), told
	for _, n := range Decide(in) {
		if n.ID == told[0].ID {
			t.Errorf("%+v; want the outage left open while nobody can look", n)
		}
	}
}
