package app

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode"

	"mysettings/app/tiles"
)

var noon = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)

const day = 24 * time.Hour

func TestBuildOfNothing(t *testing.T) {
	t.Parallel()
	s := Build(Facts{Now: noon, Zone: "Europe/Berlin"})
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "null") {
		t.Errorf("the page would have to cope with null: %s", text)
	}
	if s.At != "2026-03-03T12:00:00Z" || s.Until != "" || s.CheckedAt != "" {
		t.Errorf("At, Until, CheckedAt = %q, %q, %q", s.At, s.Until, s.CheckedAt)
	}
}

func TestBuildConnection(t *testing.T) {
	t.Parallel()
	good := tiles.Connection{
		ID: "powerbi-1", Kind: tiles.PowerBI, Name: "ana@contoso.com", Person: "Ana Almeida", Cloud: "public", Tenant: "t",
		SignedInAt: noon.Add(-40 * day), RenewedAt: noon.Add(-45 * day), GoodUntil: noon.Add(60 * day),
		Scopes: []string{"Dataset.Read.All"}, CheckedAt: noon.Add(-time.Minute),
	}
	for name, c := range map[string]struct {
		change func(*tiles.Connection)
		want   func(Connection) bool
	}{
		"good": {func(*tiles.Connection) {}, func(c Connection) bool {
			return c.State == tiles.SignedIn && c.DaysLeft == 60 && c.PercentLeft == 60 && !c.MayRefresh &&
				c.Organisation == "contoso.com" && c.Cloud == "public" && c.Initials == "AA"
		}},
		"may refresh": {func(c *tiles.Connection) { c.Scopes = append(c.Scopes, writeScope) },
			func(c Connection) bool { return c.MayRefresh }},
		"expiring": {func(c *tiles.Connection) { c.GoodUntil = noon.Add(36 * time.Hour) },
			func(c Connection) bool { return c.State == tiles.Expiring && c.DaysLeft == 2 && c.PercentLeft == 3 }},
		"last hour": {func(c *tiles.Connection) { c.GoodUntil = noon.Add(time.Hour) },
			func(c Connection) bool { return c.DaysLeft == 0 && c.PercentLeft == 1 }},
		"run out": {func(c *tiles.Connection) { c.GoodUntil = noon },
			func(c Connection) bool { return c.State == tiles.Expired && c.DaysLeft == 0 && c.PercentLeft == 0 }},
		"signed out": {func(c *tiles.Connection) { c.SignedOut = true },
			func(c Connection) bool { return c.State == tiles.SignedOut && c.DaysLeft == 0 }},
		"blocked": {func(c *tiles.Connection) {
			c.EndedAt = noon
			c.Problem = &tiles.Problem{Cause: tiles.CauseAdminNeeded, Remedy: tiles.RemedyAskAdmin, Text: "Ask."}
		}, func(c Connection) bool {
			return c.State == tiles.Blocked && c.Problem != nil && c.Problem.Text == "Ask."
		}},
		"paused": {func(c *tiles.Connection) { c.PausedUntil = noon.Add(time.Minute) },
			func(c Connection) bool { return c.PausedUntil == "2026-03-03T12:01:00Z" }},
		"pause over": {func(c *tiles.Connection) { c.PausedUntil = noon },
			func(c Connection) bool { return c.PausedUntil == "" }},
		"no user name": {func(c *tiles.Connection) { c.Name, c.Person = "", "" },
			func(c Connection) bool { return c.Organisation == "t" && c.Initials == "" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := good
			in.Scopes = []string{"Dataset.Read.All"}
			c.change(&in)
			s := Build(Facts{Now: noon, LeadDays: 14, Connections: []tiles.Connection{in}})
			if got := s.Connections[0]; !c.want(got) {
				t.Errorf("connection = %+v", got)
			}
		})
	}
}

func TestInitials(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ person, name, want string }{
		{"Ana Almeida", "ana@contoso.com", "AA"},
		{"Ana Maria de Almeida", "", "AA"},
		{"ana", "", "A"},
		{"", "ana.almeida@contoso.com", "AA"},
		{"", "ana@contoso.com", "A"},
		{"", "", ""},
		{"王 小明", "", "王小"},
		{"\xff", "", ""},
	} {
		if got := initials(c.person, c.name); got != c.want {
			t.Errorf("initials(%q, %q) = %q, want %q", c.person, c.name, got, c.want)
		}
	}
}

func TestBuildTile(t *testing.T) {
	t.Parallel()
	one := tiles.Tile{
		ID: "c/1", Connection: "c", Title: "Revenue", Kind: tiles.KindImport, Feed: "c/m",
		Verdict: tiles.Verdict{State: tiles.Fresh, LastGood: noon.Add(-time.Hour), Until: noon.Add(time.Hour)},
	}
	for name, c := range map[string]struct {
		change func(*tiles.Tile)
		want   func(Tile) bool
	}{
		"fresh":            {func(*tiles.Tile) {}, func(t Tile) bool { return t.State == tiles.Fresh && t.CanRefresh && !t.CanOpen }},
		"not judged yet":   {func(t *tiles.Tile) { t.Verdict = tiles.Verdict{} }, func(t Tile) bool { return t.State == tiles.Unseen && t.Cause == tiles.CauseNotChecked }},
		"verdict too old":  {func(t *tiles.Tile) { t.Verdict.Until = noon.Add(-1) }, func(t Tile) bool { return t.State == tiles.Unseen && t.LastGood != "" }},
		"static":           {func(t *tiles.Tile) { t.Kind, t.Feed = tiles.KindStatic, "" }, func(t Tile) bool { return !t.CanRefresh }},
		"hidden model":     {func(t *tiles.Tile) { t.Kind = tiles.KindHidden }, func(t Tile) bool { return !t.CanRefresh }},
		"with an address":  {func(t *tiles.Tile) { t.OpenURL = "https://app.powerbi.com" }, func(t Tile) bool { return t.CanOpen }},
		"kept":             {func(t *tiles.Tile) { t.Keep = &tiles.Keep{Every: tiles.Daily, At: 425, Zone: "UTC"} }, func(t Tile) bool { return t.Kept.At == "07:05" && t.Kept.Next == "2026-03-04T07:05:00Z" }},
		"dangerous title":  {func(t *tiles.Tile) { t.Title = "a\x1b[31m\u202eb\n" }, func(t Tile) bool { return !strings.ContainsAny(t.Title, "\x1b\u202e\n") }},
		"ten thousand ids": {func(t *tiles.Tile) { t.Title = strings.Repeat("x", 10_000) }, func(t Tile) bool { return len(t.Title) < 200 }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := one
			c.change(&in)
			if got := Build(Facts{Now: noon, Tiles: []tiles.Tile{in}}).Tiles[0]; !c.want(got) {
				t.Errorf("tile = %+v", got)
			}
		})
	}
}

func TestBuildUntil(t *testing.T) {
	t.Parallel()
	s := Build(Facts{
		Now:         noon,
		Connections: []tiles.Connection{{ID: "c", Kind: tiles.PowerBI, GoodUntil: noon.Add(3 * day)}, {ID: "d", GoodUntil: noon.Add(-day)}},
		Tiles: []tiles.Tile{
			{ID: "c/1", Verdict: tiles.Verdict{State: tiles.Fresh, Until: noon.Add(2 * time.Hour)}},
			{ID: "c/2", Verdict: tiles.Verdict{State: tiles.Fresh, Until: noon.Add(time.Hour)}},
			{ID: "c/3", Verdict: tiles.Verdict{State: tiles.Unseen}},
		},
	})
	if want := "2026-03-03T13:00:00Z"; s.Until != want {
		t.Errorf("Until = %q, want %q", s.Until, want)
	}
}

func TestBuildNotices(t *testing.T) {
	t.Parallel()
	s := Build(Facts{Now: noon, Notices: []tiles.Notice{
		{ID: "1", At: noon, Kind: tiles.NoticeStopped},
		{ID: "2", At: noon, Kind: tiles.NoticeRecovered, SeenAt: noon, ShownAt: noon, EndedAt: noon},
	}})
	if s.NewNotices != 1 || s.Notices[0].Seen || !s.Notices[1].Seen || s.Notices[0].Shown || s.Notices[1].EndedAt == "" {
		t.Errorf("notices = %d new, %+v", s.NewNotices, s.Notices)
	}
}

func FuzzBuildNames(f *testing.F) {
	f.Add("Ana", "ana@contoso.com", "Revenue", "text")
	f.Add("\u202eana", "@", "\x00\x1b]0;x\x07", strings.Repeat("é", 5000))
	f.Add("", "a@b@c", "<img src=x onerror=alert(1)>", "\xff\xfe")
	f.Fuzz(func(t *testing.T, person, name, title, text string) {
		s := Build(Facts{
			Now: noon,
			Connections: []tiles.Connection{{ID: "c", Kind: tiles.PowerBI, Person: person, Name: name, Tenant: title,
				Problem: &tiles.Problem{Text: text, Code: text}, EndedAt: noon}},
			Tiles: []tiles.Tile{{ID: "c/1", Connection: "c", Title: title, Dashboard: name, Workspace: person,
				Verdict: tiles.Verdict{State: tiles.Failing, Cause: tiles.CauseUnrecognised, Text: text, Code: text, Owner: name, Until: noon.Add(1)}}},
			Notices: []tiles.Notice{{ID: "n", Title: title, Text: text}},
		})
		for _, shown := range []string{
			s.Connections[0].Person, s.Connections[0].Name, s.Connections[0].Organisation, s.Connections[0].Problem.Text,
			s.Tiles[0].Title, s.Tiles[0].Dashboard, s.Tiles[0].Text, s.Tiles[0].Code, s.Tiles[0].Owner,
			s.Notices[0].Title, s.Notices[0].Text,
		} {
			if strings.ContainsFunc(shown, unicode.IsControl) || len([]rune(shown)) > maxCode {
				t.Errorf("shown: %q", shown)
			}
		}
	})
}
