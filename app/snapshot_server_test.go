package app

import (
	"strings"
	"testing"
	"time"

	"mysettings/app/reportserver"
	"mysettings/app/tiles"
)

func TestBuildServer(t *testing.T) {
	t.Parallel()
	good := tiles.Connection{
		ID: "server-1", Kind: tiles.ReportServer, Name: `CONTOSO\ana`, SignedInAt: noon.Add(-30 * day), GoodUntil: noon.Add(60 * day), Estimate: true,
		CheckedAt: noon.Add(-time.Minute),
		Server: tiles.Server{
			URL: "https://bi.contoso.com/reports", Product: tiles.ProductPBIRS, Version: "15.0", Auth: tiles.AuthNTLM, User: `CONTOSO\ana`,
			Integration: tiles.IntegrationOn, TellsSignIn: true, Status: tiles.StatusSignedIn, Account: "ana@contoso.com", StatusAt: noon,
		},
	}
	for name, c := range map[string]struct {
		change func(*tiles.Connection)
		want   func(Connection) bool
	}{
		"good": {func(*tiles.Connection) {}, func(c Connection) bool {
			return c.State == tiles.SignedIn && c.Estimate && c.DaysLeft == 60 && c.Organisation == "bi.contoso.com" && c.Initials == "A" &&
				*c.Server == Server{
					Host: "bi.contoso.com", URL: "https://bi.contoso.com/reports", Page: "https://bi.contoso.com/reports/mysettings",
					Product: "Power BI Report Server", Version: "15.0", Integration: tiles.IntegrationOn, IntegrationText: "It works with Power BI.",
					Auth: tiles.AuthNTLM, User: `CONTOSO\ana`, Account: "ana@contoso.com", CanTell: true, StatusAt: "2026-03-03T12:00:00Z",
				}
		}},
		"it doesn't tell": {func(c *tiles.Connection) { c.Server.TellsSignIn, c.Server.Status = false, "" }, func(c Connection) bool {
			return c.State == tiles.UnknownState && !c.Server.CanTell
		}},
		"not integrated": {func(c *tiles.Connection) { c.Server.Integration = tiles.IntegrationOff }, func(c Connection) bool {
			return c.State == tiles.Blocked && strings.Contains(c.Server.IntegrationText, "administrator")
		}},
		"never probed": {func(c *tiles.Connection) { c.Server.Integration, c.Server.Product = "", "" }, func(c Connection) bool {
			return c.Server.Integration == tiles.IntegrationUnknown && c.Server.Product == ""
		}},
		"no login": {func(c *tiles.Connection) {
			c.Problem = &tiles.Problem{Cause: tiles.CauseServerLogin, Remedy: tiles.RemedySignIn, Text: "Enter it."}
		}, func(c Connection) bool { return c.State == tiles.UnknownState && c.Server.LoginTrouble }},
		"dangerous names": {func(c *tiles.Connection) { c.Server.ProductName, c.Server.Version = "a\x1b[31m\u202e", "1\n2" }, func(c Connection) bool {
			return !strings.ContainsAny(c.Server.Product+c.Server.Version, "\x1b\u202e\n")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := good
			c.change(&in)
			if got := Build(Facts{Now: noon, LeadDays: 14, Connections: []tiles.Connection{in}}).Connections[0]; !c.want(got) {
				t.Errorf("connection = %+v, server = %+v", got, got.Server)
			}
		})
	}
	if got := Build(Facts{Now: noon, Connections: []tiles.Connection{{ID: "p", Kind: tiles.PowerBI}}}).Connections[0]; got.Server != nil {
		t.Errorf("Power BI as a report server: %+v", got.Server)
	}
}

func TestBuildPin(t *testing.T) {
	t.Parallel()
	type facts struct {
		c    tiles.Connection
		tile tiles.Tile
		sub  tiles.Subscription
		all  []tiles.Tile
	}
	for name, c := range map[string]struct {
		change func(*facts)
		want   func(Tile, Pin) bool
	}{
		"fresh": {func(*facts) {}, func(t Tile, p Pin) bool {
			return t.CanRefresh && !t.Askable && p == Pin{Report: "Finance/IT Spend", CanOpenReport: true, CanPause: true, ScheduleText: "Stündlich"}
		}},
		"late": {func(f *facts) { f.tile.Verdict.State, f.tile.Verdict.Cause = tiles.Late, tiles.CauseLate },
			func(t Tile, _ Pin) bool { return t.Askable }},
		"late on a server that doesn't tell": {func(f *facts) {
			f.c.Server.Status = ""
			f.tile.Verdict.State, f.tile.Verdict.Cause = tiles.Late, tiles.CauseLate
		}, func(t Tile, _ Pin) bool { return t.Askable }},
		"late, signed out": {func(f *facts) {
			f.c.Server.Status = tiles.StatusSignedOut
			f.tile.Verdict.State, f.tile.Verdict.Cause = tiles.Stopped, tiles.CauseSignedOut
		}, func(t Tile, _ Pin) bool { return !t.Askable && t.CanRefresh }},
		"paused": {func(f *facts) { f.sub.Active = false },
			func(t Tile, p Pin) bool { return p.Paused && p.CanResume && !p.CanPause && !t.CanRefresh }},
		"paused by its status": {func(f *facts) { f.tile.Verdict.State, f.tile.Verdict.Cause = tiles.Stopped, tiles.CauseSubscriptionOff },
			func(t Tile, p Pin) bool { return p.Paused && !t.Askable }},
		"tile deleted": {func(f *facts) { f.tile.Verdict.State, f.tile.Verdict.Cause = tiles.Stopped, tiles.CauseTileDeleted },
			func(t Tile, p Pin) bool { return p.CanDelete && !t.Askable }},
		"seen on its dashboard": {func(f *facts) {
			f.all = append(f.all, tiles.Tile{ID: "p/tile-9", Connection: "p", DashboardID: "D"})
		}, func(_ Tile, p Pin) bool { return p.Place == tiles.PlaceThere && p.PlaceText != "" && !p.CanDelete }},
		"gone from its dashboard": {func(f *facts) {
			f.all = append(f.all, tiles.Tile{ID: "p/other", Connection: "p", DashboardID: "D"})
		}, func(_ Tile, p Pin) bool {
			return p.Place == tiles.PlaceGone && strings.HasPrefix(p.PlaceText, "Pin it again") && p.CanDelete
		}},
		"the report is elsewhere": {func(f *facts) { f.tile.ReportURL = "http://bi.contoso.com/reports/report/x" },
			func(_ Tile, p Pin) bool { return !p.CanOpenReport }},
		"its server is gone": {func(f *facts) { f.tile.Connection = "other" }, func(t Tile, p Pin) bool { return !t.Askable && p.Report != "" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := facts{
				c: tiles.Connection{ID: "s", Kind: tiles.ReportServer, Server: tiles.Server{
					URL: "https://bi.contoso.com/reports", Integration: tiles.IntegrationOn, TellsSignIn: true, Status: tiles.StatusSignedIn}},
				tile: tiles.Tile{
					ID: "s/1", Connection: "s", Feed: "s/1", Kind: tiles.KindPin, Dashboard: "Sales", DashboardID: "d", PinnedAs: "tile-9",
					Report: "/Finance/IT Spend", ReportURL: "https://bi.contoso.com/reports/report/Finance/IT%20Spend",
					Verdict: tiles.Verdict{State: tiles.Fresh, LastGood: noon.Add(-2 * time.Hour), Until: noon.Add(time.Hour)},
				},
				sub: tiles.Subscription{Active: true, ScheduleText: "Stündlich"},
			}
			c.change(&f)
			power := tiles.Connection{ID: "p", Kind: tiles.PowerBI, InventoryAt: noon.Add(-time.Hour)}
			s := Build(Facts{
				Now: noon, Connections: []tiles.Connection{power, f.c}, Tiles: append([]tiles.Tile{f.tile}, f.all...),
				Subscriptions: map[string]tiles.Subscription{"s/1": f.sub},
			})
			if got := s.Tiles[0]; got.Pin == nil || !c.want(got, *got.Pin) {
				t.Errorf("tile = %+v, pin = %+v", got, got.Pin)
			}
			for _, other := range s.Tiles[1:] {
				if other.Pin != nil {
					t.Errorf("%s is a pin: %+v", other.ID, other.Pin)
				}
			}
		})
	}
}

// What time alone changes about a sign-in is foreseen, too.
func TestBuildUntilOfSignIn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		c    tiles.Connection
		want time.Time
	}{
		"a pause ends":        {tiles.Connection{PausedUntil: noon.Add(time.Minute)}, noon.Add(time.Minute)},
		"the reminder begins": {tiles.Connection{SignedInAt: noon.Add(-70 * day), GoodUntil: noon.Add(20 * day)}, noon.Add(6 * day)},
		"a look gets old":     {tiles.Connection{CheckedAt: noon.Add(-time.Hour), GoodUntil: noon.Add(80 * day)}, noon.Add(90 * time.Minute)},
	} {
		c.c.ID, c.c.Kind = "s", tiles.ReportServer
		if got := Build(Facts{Now: noon, LeadDays: 14, Connections: []tiles.Connection{c.c}}).Until; got != stamp(c.want) {
			t.Errorf("%s: Until = %q, want %q", name, got, stamp(c.want))
		}
	}
}

func TestOpenable(t *testing.T) {
	t.Parallel()
	plain := tiles.Connection{Kind: tiles.ReportServer, Server: tiles.Server{URL: "http://bi:8080/reports"}}
	safe := tiles.Connection{Kind: tiles.ReportServer, Server: tiles.Server{URL: "https://bi/reports"}}
	power := tiles.Connection{Kind: tiles.PowerBI, Server: tiles.Server{URL: "http://bi:8080/reports"}}
	for _, c := range []struct {
		address string
		of      tiles.Connection
		want    bool
	}{
		{"https://app.powerbi.com/groups/me", power, true},
		{"https://elsewhere.example/x", plain, true},
		{"http://bi:8080/reports/report/x", plain, true},
		{"http://bi/reports/report/x", plain, false},
		{"http://bi:8080.evil.example/", plain, false},
		{"http://ana@bi:8080/reports", plain, false},
		{"http://bi/reports", safe, false},
		{"http://bi:8080/reports", power, false},
		{"https://user:pw@app.powerbi.com/", power, false},
		{"ftp://bi:8080/", plain, false},
		{"javascript:alert(1)", plain, false},
		{"file:///etc/passwd", plain, false},
		{"//bi:8080/reports", plain, false},
		{"https://", plain, false},
		{"", plain, false},
		{"::", plain, false},
	} {
		if got, ok := openable(c.address, c.of); ok != c.want || ok && got == "" {
			t.Errorf("openable(%q, %s) = %q, %v", c.address, c.of.Server.URL, got, ok)
		}
	}
}

func TestQuestion(t *testing.T) {
	t.Parallel()
	const address = "https://bi.contoso.com/reports"
	plain := &reportserver.Error{Kind: reportserver.KindPlainHTTP, Portal: "http://bi.contoso.com/reports"}
	got, ok := question(ServerForm{}, address, plain)
	if !ok || got.Question != QuestionPlainHTTP || got.Address != plain.Portal || !strings.HasPrefix(got.Text, "bi.contoso.com has no https") {
		t.Errorf("plain http: %+v, %v", got, ok)
	}
	for name, c := range map[string]struct {
		form ServerForm
		err  error
		ok   bool
		auth tiles.Auth
	}{
		"agreed already":             {ServerForm{PlainHTTP: true}, plain, false, ""},
		"no ticket":                  {ServerForm{}, &reportserver.Error{Kind: reportserver.KindNoTicket, Offered: []string{"Negotiate"}}, true, tiles.AuthNTLM},
		"only basic":                 {ServerForm{}, &reportserver.Error{Kind: reportserver.KindNoScheme, Offered: []string{"Basic"}}, true, tiles.AuthBasic},
		"nothing that we can":        {ServerForm{}, &reportserver.Error{Kind: reportserver.KindNoScheme, Offered: []string{"Digest"}}, false, ""},
		"a way was chosen":           {ServerForm{Auth: tiles.AuthBasic, User: "ana"}, &reportserver.Error{Kind: reportserver.KindNoScheme, Offered: []string{"NTLM"}}, false, ""},
		"the computer's own refused": {ServerForm{}, &reportserver.Error{Kind: reportserver.KindRefused}, true, ""},
		"what was typed refused":     {ServerForm{User: "ana"}, &reportserver.Error{Kind: reportserver.KindRefused}, false, ""},
		"something else":             {ServerForm{}, &reportserver.Error{Kind: reportserver.KindSOAP}, false, ""},
		"not the server's":           {ServerForm{}, errNoAddress, false, ""},
	} {
		got, ok := question(c.form, address, c.err)
		if ok != c.ok || ok && (got.Question != QuestionLogin || got.Auth != c.auth || got.Address != address || !strings.Contains(got.Text, "bi.contoso.com")) {
			t.Errorf("%s: %+v, %v", name, got, ok)
		}
	}
}
