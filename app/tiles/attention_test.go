package tiles

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

// conn is ana's good sign-in.
func conn(change ...func(*Connection)) Connection {
	c := Connection{
		ID: "pbi", Kind: PowerBI, Name: "ana@contoso.com",
		SignedInAt: at("2026-02-20"), GoodUntil: at("2026-05-21"), CheckedAt: clockAt("11:55"),
	}
	for _, f := range change {
		f(&c)
	}
	return c
}

func ended(c *Connection) { c.EndedAt = clockAt("10:00") }

func tile(id string, st State, c Cause, change ...func(*Tile)) Tile {
	t := Tile{ID: "pbi/" + id, Connection: "pbi", Title: "Tile " + id, Dashboard: "Board"}
	t.Verdict = Verdict{State: st, Cause: c, Remedy: RemedyFor(c), Since: clockAt("09:00"), Text: "About " + id + ".", Code: "code " + id}
	for _, f := range change {
		f(&t)
	}
	return t
}

func TestAttend(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		conns []Connection
		ts    []Tile
		want  []Attention
	}{
		{
			"all is well",
			[]Connection{conn()},
			[]Tile{tile("a", Fresh, ""), tile("b", Waiting, ""), tile("c", Unseen, CauseNoPermission), tile("d", Unseen, CauseNotChecked)},
			nil,
		},
		{
			"one tile: its own sentence",
			[]Connection{conn()},
			[]Tile{tile("a", Fresh, ""), tile("b", Failing, CauseGateway)},
			[]Attention{{"pbi", CauseGateway, RemedyAskOwner, []string{"pbi/b"}, []string{"Tile b"}, clockAt("09:00"), "About b.", "code b"}},
		},
		{
			"several tiles of a cause: one entry, since the first, in general words",
			[]Connection{conn()},
			[]Tile{
				tile("a", Failing, CauseGateway),
				tile("b", Stopped, CauseGateway, func(t *Tile) { t.Verdict.Since, t.Title = clockAt("08:00"), "" }),
				tile("c", Failing, CauseGateway, func(t *Tile) { t.Title, t.Dashboard = "\x1b", "" }),
			},
			[]Attention{{"pbi", CauseGateway, RemedyAskOwner, []string{"pbi/a", "pbi/b", "pbi/c"},
				[]string{"Tile a", "a tile on “Board”", "a tile without a title"}, clockAt("08:00"),
				"Ask the owners of the models behind 3 tiles to check their data gateways: Power BI couldn't get at the data through them.", "code a"}},
		},
		{
			"several tiles with one sentence: that sentence",
			[]Connection{conn()},
			[]Tile{tile("a", Late, CauseLate), tile("b", Late, CauseLate, func(t *Tile) { t.Verdict.Text = "About a." })},
			[]Attention{{"pbi", CauseLate, RemedyRefreshNow, []string{"pbi/a", "pbi/b"}, []string{"Tile a", "Tile b"}, clockAt("09:00"), "About a.", "code a"}},
		},
		{
			"an old verdict is nobody's trouble",
			[]Connection{conn()},
			[]Tile{tile("a", Failing, CauseGateway, func(t *Tile) { t.Verdict.Until = clockAt("12:00") })},
			nil,
		},
		{
			"what one can do alone comes first",
			[]Connection{conn()},
			[]Tile{
				tile("a", Failing, CauseCapacity), tile("b", Failing, CauseSourceCredentials), tile("c", Stopped, CauseScheduleOff),
				tile("d", Late, CauseLate), tile("e", Stopped, CauseSignInExpired),
			},
			[]Attention{
				{"pbi", CauseSignInExpired, RemedySignIn, []string{"pbi/e"}, []string{"Tile e"}, clockAt("09:00"), "About e.", "code e"},
				{"pbi", CauseLate, RemedyRefreshNow, []string{"pbi/d"}, []string{"Tile d"}, clockAt("09:00"), "About d.", "code d"},
				{"pbi", CauseScheduleOff, RemedyOpen, []string{"pbi/c"}, []string{"Tile c"}, clockAt("09:00"), "About c.", "code c"},
				{"pbi", CauseSourceCredentials, RemedyAskOwner, []string{"pbi/b"}, []string{"Tile b"}, clockAt("09:00"), "About b.", "code b"},
				{"pbi", CauseCapacity, RemedyWait, []string{"pbi/a"}, []string{"Tile a"}, clockAt("09:00"), "About a.", "code a"},
			},
		},
		{
			"the sign-in has ended, no tile hangs on it",
			[]Connection{conn(ended)}, nil,
			[]Attention{{Connection: "pbi", Cause: CauseSignInExpired, Remedy: RemedySignIn, Since: clockAt("10:00"), Text: "Sign in again: your sign-in to Power BI has ended."}},
		},
		{
			"the sign-in has ended: kept tiles stand still, others can't be seen",
			[]Connection{conn(ended)},
			[]Tile{tile("a", Stopped, CauseSignInExpired), tile("b", Unseen, CauseSignInExpired), tile("c", Stopped, CauseSignInRefused), tile("d", Unseen, CauseNotWatchable)},
			[]Attention{{"pbi", CauseSignInExpired, RemedySignIn, []string{"pbi/a", "pbi/c"}, []string{"Tile a", "Tile c"},
				clockAt("10:00"), "Sign in again: your sign-in to Power BI has ended. Until then 2 tiles aren't refreshed.", ""}},
		},
		{
			"the server said why",
			[]Connection{conn(ended, func(c *Connection) {
				c.Problem = &Problem{Cause: CauseSignInRefused, Text: "Sign in again: your password was changed.", Code: "invalid_grant"}
			})},
			[]Tile{tile("a", Stopped, CauseSignInRefused)},
			[]Attention{{"pbi", CauseSignInRefused, RemedySignIn, []string{"pbi/a"}, []string{"Tile a"},
				clockAt("10:00"), "Sign in again: your password was changed. Until then one tile isn't refreshed.", "invalid_grant"}},
		},
		{
			"blocked",
			[]Connection{conn(ended, func(c *Connection) { c.Problem = &Problem{Cause: CauseAdminNeeded} })}, nil,
			[]Attention{{Connection: "pbi", Cause: CauseAdminNeeded, Remedy: RemedyAskAdmin, Since: clockAt("10:00"), Text: "Ask your administrator: your organisation blocks the sign-in to Power BI."}},
		},
		{
			"the sign-in ends soon",
			[]Connection{conn(func(c *Connection) { c.GoodUntil = at("2026-03-05 12:00") })}, []Tile{tile("a", Fresh, "")},
			[]Attention{{Connection: "pbi", Cause: CauseSignInExpired, Remedy: RemedySignIn, Since: at("2026-02-24 12:00"), Text: "Sign in again soon: your sign-in to Power BI ends on 5 March."}},
		},
		{
			"the sign-in ends today",
			[]Connection{conn(func(c *Connection) { c.GoodUntil = clockAt("20:00") })}, nil,
			[]Attention{{Connection: "pbi", Cause: CauseSignInExpired, Remedy: RemedySignIn, Since: at("2026-02-23 14:40"), Text: "Sign in again today: your sign-in to Power BI is about to end."}},
		},
		{
			"a report server's sign-in ends soon, as far as one can tell",
			[]Connection{conn(func(c *Connection) { c.Kind, c.Estimate, c.GoodUntil = ReportServer, true, at("2026-03-05 12:00") })}, nil,
			[]Attention{{Connection: "pbi", Cause: CauseSignInExpired, Remedy: RemedySignIn, Since: at("2026-02-24 12:00"), Text: "Sign in again soon: the report server's sign-in to Power BI ends on about 5 March."}},
		},
		{
			"signed out",
			[]Connection{conn(func(c *Connection) { c.SignedOut = true })}, nil,
			[]Attention{{Connection: "pbi", Cause: CauseSignedOut, Remedy: RemedySignIn, Text: "Sign in: you signed out of Power BI here."}},
		},
		{
			"signed out of one account, in with another, nothing kept there",
			[]Connection{conn(func(c *Connection) { c.SignedOut = true }), conn(func(c *Connection) { c.ID = "other" })},
			[]Tile{tile("a", Unseen, CauseSignedOut)},
			nil,
		},
		{
			"signed out of one account with a kept tile, in with another",
			[]Connection{conn(func(c *Connection) { c.SignedOut = true }), conn(func(c *Connection) { c.ID = "other" })},
			[]Tile{tile("a", Stopped, CauseSignedOut)},
			[]Attention{{"pbi", CauseSignedOut, RemedySignIn, []string{"pbi/a"}, []string{"Tile a"}, clockAt("09:00"), "Sign in: you signed out of Power BI here. Until then one tile isn't refreshed.", ""}},
		},
		{
			"the same cause at two connections is two things",
			[]Connection{conn(), conn(func(c *Connection) { c.ID = "other" })},
			[]Tile{tile("a", Late, CauseLate), tile("b", Late, CauseLate, func(t *Tile) { t.Connection = "other" })},
			[]Attention{
				{"other", CauseLate, RemedyRefreshNow, []string{"pbi/b"}, []string{"Tile b"}, clockAt("09:00"), "About b.", "code b"},
				{"pbi", CauseLate, RemedyRefreshNow, []string{"pbi/a"}, []string{"Tile a"}, clockAt("09:00"), "About a.", "code a"},
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := Attend(tt.conns, 14, tt.ts, at(testNow))
			if len(got) != len(tt.want) {
				t.Fatalf("got %d entries, want %d:\n%+v", len(got), len(tt.want), got)
			}
			for i := range got {
				if !reflect.DeepEqual(got[i], tt.want[i]) {
					t.Errorf("%d:\n got %+v\nwant %+v", i, got[i], tt.want[i])
				}
			}
		})
	}
}

func TestAttentionDatesAreLocal(t *testing.T) {
	t.Parallel()
	tokyo, _ := Zone("Asia/Tokyo")
	c := conn(func(c *Connection) { c.GoodUntil = at("2026-03-05 20:00") })
	got := Attend([]Connection{c}, 14, nil, at(testNow).In(tokyo))
	if len(got) != 1 || !strings.Contains(got[0].Text, "6 March") {
		t.Errorf("got %+v, want the 6th of March, as the calendar in Tokyo says", got)
	}
}

func TestGroupTexts(t *testing.T) {
	t.Parallel()
	for cause, text := range groupTexts {
		for _, n := range []int{2, 3} {
			checkNames(t, tileText(text, n))
		}
		if !strings.Contains(string(text), "{tiles}") {
			t.Errorf("%s: how many tiles? %q", cause, text)
		}
	}
	for kind, list := range signInTexts {
		for cause, text := range list {
			checkNames(t, string(text))
			if !aboutSignIn(cause) {
				t.Errorf("%s: %s is not about the sign-in", kind, cause)
			}
		}
	}
}

func TestOverall(t *testing.T) {
	t.Parallel()
	stale := func(c *Connection) { c.CheckedAt = clockAt("09:00") }
	never := func(c *Connection) { c.CheckedAt = time.Time{} }
	out := func(c *Connection) { c.SignedOut = true }
	some := []Attention{{Connection: "pbi", Cause: CauseLate}}
	tests := []struct {
		name  string
		conns []Connection
		c     Counts
		att   []Attention
		want  Health
	}{
		{"nobody ever signed in", nil, Counts{}, nil, HealthSignedOut},
		{"signed out", []Connection{conn(out)}, Counts{Total: 2, Unseen: 2}, some, HealthSignedOut},
		{"the sign-in has ended", []Connection{conn(ended)}, Counts{Total: 2, Stopped: 2}, some, HealthSignedOut},
		{"one of two sign-ins has ended", []Connection{conn(ended), conn()}, Counts{Total: 2, Fresh: 2}, some, HealthAttention},
		{"all well", []Connection{conn()}, Counts{Total: 3, Fresh: 2, Unseen: 1}, nil, HealthGood},
		{"all well, none run yet", []Connection{conn()}, Counts{Total: 1, Waiting: 1}, nil, HealthGood},
		{"something late", []Connection{conn()}, Counts{Total: 3, Fresh: 2, Late: 1}, some, HealthAttention},
		{"something late that nobody listed", []Connection{conn()}, Counts{Total: 3, Fresh: 2, Late: 1}, nil, HealthAttention},
		{"nothing can be seen", []Connection{conn()}, Counts{Total: 3, Unseen: 3}, nil, HealthCantTell},
		{"no tiles at all", []Connection{conn()}, Counts{}, nil, HealthGood},
		{"no tiles, looked long ago", []Connection{conn(stale)}, Counts{}, nil, HealthCantTell},
		{"just signed in, nobody has looked yet", []Connection{conn(never)}, Counts{}, nil, HealthCantTell},
		{"looked in the future", []Connection{conn(func(c *Connection) { c.CheckedAt = clockAt("18:00") })}, Counts{}, nil, HealthCantTell},
	}
	for _, tt := range tests {
		if got := Overall(tt.conns, 14, tt.c, tt.att, at(testNow)); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}
