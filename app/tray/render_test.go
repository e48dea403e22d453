package tray

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"mysettings/app/tiles"
)

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

func account(id string) tiles.Connection {
	return tiles.Connection{ID: id, Kind: tiles.PowerBI, Name: id + "@contoso.com", SignedInAt: noon.Add(-80 * 24 * time.Hour), GoodUntil: noon.Add(85 * 24 * time.Hour)}
}

// text writes a menu as the tests compare it: hidden rows in brackets, disabled
// ones with a minus.
func text(m Menu) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s|%s", m.Icon, m.SignIn)
	for _, r := range m.Rows {
		if r.Hidden && (r.ID == RowSnoozeHour || r.ID == RowSnoozeMorning || r.ID == RowUnsnooze) {
			continue // see TestSnoozeRows
		}
		title := r.Title
		if r.Disabled {
			title = "-" + title
		}
		if r.Hidden {
			title = "[" + title + "]"
		}
		b.WriteString("|" + title)
	}
	return b.String()
}

func TestRender(t *testing.T) {
	t.Parallel()
	signIn := []tiles.Attention{
		{Connection: "c", Cause: tiles.CauseGateway, Remedy: tiles.RemedyAskOwner},
		{Connection: "b", Cause: tiles.CauseSignInExpired, Remedy: tiles.RemedySignIn},
		{Connection: "a", Cause: tiles.CauseSignInExpired, Remedy: tiles.RemedySignIn},
	}
	soon := func(left time.Duration) tiles.Connection {
		c := account("a")
		c.GoodUntil = noon.Add(left)
		return c
	}
	one := []tiles.Connection{account("a")}
	for _, c := range []struct {
		name string
		m    Model
		want string
	}{
		{
			"good", Model{Health: tiles.HealthGood, Counts: tiles.Counts{Total: 12, Fresh: 12}, Connections: one, CheckedAt: noon.Add(-5 * time.Minute)},
			"good||Nothing needs you, checked at 11:55|Open My Settings|[Sign in again]|Check now|Quit",
		},
		{
			"good, no tiles", Model{Health: tiles.HealthGood, Connections: one, CheckedAt: noon},
			"good||Signed in. No tiles yet|Open My Settings|[Sign in again]|Check now|Quit",
		},
		{
			"one tile", Model{Health: tiles.HealthAttention, Counts: tiles.Counts{Total: 3, Failing: 1}, Connections: one},
			"attention||1 tile isn't refreshing|Open My Settings|[Sign in again]|Check now|Quit",
		},
		{
			"tiles of all kinds", Model{Health: tiles.HealthAttention, Counts: tiles.Counts{Total: 9, Failing: 1, Late: 2, Stopped: 3}, Connections: one},
			"attention||6 tiles aren't refreshing|Open My Settings|[Sign in again]|Check now|Quit",
		},
		{
			"ending in days", Model{Health: tiles.HealthAttention, Connections: []tiles.Connection{soon(5*24*time.Hour + time.Hour)}, Attention: []tiles.Attention{{Connection: "a", Remedy: tiles.RemedySignIn}}},
			"attention|a|Your sign-in ends in 5 days|Open My Settings|Sign in again|Check now|Quit",
		},
		{
			"ending tomorrow", Model{Health: tiles.HealthAttention, Connections: []tiles.Connection{soon(30 * time.Hour)}, Attention: signIn[2:]},
			"attention|a|Your sign-in ends tomorrow|Open My Settings|Sign in again|Check now|Quit",
		},
		{
			"ending today", Model{Health: tiles.HealthAttention, Connections: []tiles.Connection{soon(3 * time.Hour)}, Attention: signIn[2:]},
			"attention|a|Your sign-in ends today|Open My Settings|Sign in again|Check now|Quit",
		},
		{
			"attention for something new", Model{Health: tiles.HealthAttention, Connections: one},
			"attention||Something needs your attention|Open My Settings|[Sign in again]|Check now|Quit",
		},
		{
			"signed out", Model{Health: tiles.HealthSignedOut, Connections: one, Attention: signIn[2:]},
			"signed_out|a|You're signed out of Power BI|Open My Settings|Sign in again|Check now|Quit",
		},
		{
			"signed out with tiles", Model{Health: tiles.HealthSignedOut, Counts: tiles.Counts{Total: 4, Stopped: 2, Unseen: 2}, Connections: one, Attention: signIn[2:]},
			"signed_out|a|Signed out: 2 tiles aren't refreshing|Open My Settings|Sign in again|Check now|Quit",
		},
		{
			"several accounts", Model{Health: tiles.HealthSignedOut, Connections: []tiles.Connection{account("a"), account("b"), account("c")}, Attention: signIn},
			"signed_out|b|You're signed out of Power BI|Open My Settings|Sign in again as b@contoso.com|Check now|Quit",
		},
		{
			"an account without a name", Model{Health: tiles.HealthSignedOut, Connections: []tiles.Connection{{ID: "b"}, account("c")}, Attention: signIn},
			"signed_out|b|You're signed out of Power BI|Open My Settings|Sign in again|Check now|Quit",
		},
		{
			"checking", Model{Health: tiles.HealthGood, Counts: tiles.Counts{Total: 1}, Connections: one, Checking: true, CheckedAt: noon.Add(-26 * time.Hour)},
			"good||Nothing needs you, last checked 9 March, 10:00|Open My Settings|[Sign in again]|-Checking…|Quit",
		},
		{
			"no account", Model{Health: tiles.HealthCantTell},
			"cant_tell||Sign in to Power BI to begin|Open My Settings|[Sign in again]|Check now|Quit",
		},
		{
			"never checked", Model{Health: tiles.HealthCantTell, Connections: one},
			"cant_tell||Not checked yet|Open My Settings|[Sign in again]|Check now|Quit",
		},
		{
			"long ago", Model{Health: tiles.HealthCantTell, Connections: one, CheckedAt: noon.Add(-time.Hour)},
			"cant_tell||Can't tell, checked at 11:00|Open My Settings|[Sign in again]|Check now|Quit",
		},
		{
			"a health of the future", Model{Health: "glorious", Connections: one},
			"cant_tell||Not checked yet|Open My Settings|[Sign in again]|Check now|Quit",
		},
		{
			"zero", Model{},
			"cant_tell||Sign in to Power BI to begin|Open My Settings|[Sign in again]|Check now|Quit",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.m.Now, c.m.Zone = noon, time.UTC
			if got := text(Render(c.m)); got != c.want {
				t.Errorf("menu = %s\n    want %s", got, c.want)
			}
		})
	}
}

// Names come from a server: they stay on one line and leave room for the rest.
func TestRenderOddNames(t *testing.T) {
	t.Parallel()
	bad := account("a")
	bad.Name = strings.Repeat("x\n\u202e\x1b[31m", 2000)
	m := Render(Model{
		Now: noon, Health: tiles.HealthSignedOut, Connections: []tiles.Connection{bad, account("b")},
		Attention: []tiles.Attention{{Connection: "a", Remedy: tiles.RemedySignIn}},
	})
	title := m.Rows[2].Title
	if strings.ContainsAny(title, "\n\x1b\u202e") || len([]rune(title)) > 70 {
		t.Errorf("row = %q; want one short line", title)
	}
}

// Windows keeps 127 units of a tooltip and no end mark after them.
func TestTooltipFits(t *testing.T) {
	t.Parallel()
	for _, h := range []tiles.Health{tiles.HealthGood, tiles.HealthAttention, tiles.HealthSignedOut, tiles.HealthCantTell} {
		for _, bad := range []int{0, 1, 1000000} {
			m := Render(Model{Now: noon, Health: h, Sandbox: true, CheckedAt: noon.Add(-50 * 24 * time.Hour), Connections: []tiles.Connection{account("a")}, Counts: tiles.Counts{Total: bad, Stopped: bad}})
			if n := len(utf16.Encode([]rune(m.Tooltip))); n > 127 {
				t.Errorf("tooltip of %d units: %q; want 127 at most", n, m.Tooltip)
			}
			if !strings.Contains(m.Tooltip, "sandbox") || !strings.Contains(m.Tooltip, m.Rows[0].Title) {
				t.Errorf("tooltip = %q; want the sandbox and the state in it", m.Tooltip)
			}
		}
	}
}

func TestRenderReportServer(t *testing.T) {
	t.Parallel()
	server := tiles.Connection{
		ID: "s", Kind: tiles.ReportServer, Name: `CONTOSO\ana`, SignedInAt: noon.Add(-80 * 24 * time.Hour), GoodUntil: noon.Add(5 * 24 * time.Hour), Estimate: true,
		Server: tiles.Server{URL: "https://bi.contoso.com/reports", Status: tiles.StatusSignedIn},
	}
	gone := server
	gone.Server.Status = tiles.StatusExpired
	out := server
	out.Problem = &tiles.Problem{Cause: tiles.CauseServerLogin, Remedy: tiles.RemedySignIn}
	at := func(cause tiles.Cause) []tiles.Attention {
		return []tiles.Attention{{Connection: "s", Cause: cause, Remedy: tiles.RemedySignIn}}
	}
	for _, c := range []struct {
		name string
		m    Model
		want string
	}{
		{
			"ending, one of two", Model{Health: tiles.HealthAttention, Connections: []tiles.Connection{account("a"), server}, Attention: at(tiles.CauseSignInExpired)},
			"attention|s|The sign-in on bi.contoso.com may expire soon|Open My Settings|Sign in again on bi.contoso.com|Check now|Quit",
		},
		{
			"gone", Model{Health: tiles.HealthSignedOut, Connections: []tiles.Connection{gone}, Attention: at(tiles.CauseSignInExpired)},
			"signed_out|s|Your report server is signed out of Power BI|Open My Settings|Sign in again on bi.contoso.com|Check now|Quit",
		},
		{
			"gone with a tile", Model{Health: tiles.HealthSignedOut, Counts: tiles.Counts{Total: 1, Stopped: 1}, Connections: []tiles.Connection{gone}, Attention: at(tiles.CauseSignInExpired)},
			"signed_out|s|Signed out: 1 tile isn't refreshing|Open My Settings|Sign in again on bi.contoso.com|Check now|Quit",
		},
		{
			"doesn't let in", Model{Health: tiles.HealthSignedOut, Connections: []tiles.Connection{out}, Attention: at(tiles.CauseServerLogin)},
			"signed_out|s|bi.contoso.com doesn't let you in|Open My Settings|Sign in again on bi.contoso.com|Check now|Quit",
		},
		{
			"doesn't let in, one of two", Model{Health: tiles.HealthAttention, Connections: []tiles.Connection{account("a"), out}, Attention: at(tiles.CauseServerLogin)},
			"attention|s|bi.contoso.com doesn't let you in|Open My Settings|Sign in again on bi.contoso.com|Check now|Quit",
		},
	} {
		c.m.Now = noon
		if got := text(Render(c.m)); got != c.want {
			t.Errorf("%s: %s; want %s", c.name, got, c.want)
		}
	}
}
