package notify

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mysettings/app/tiles"
)

func TestLeads(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		life time.Duration
		lead int
		want string
	}{
		{90 * day, 14, "14 7 3 1"},
		{90 * day, 10, "10 7 3 1"},
		{90 * day, 30, "30 14 7 3 1"},
		{90 * day, 2, "2 1"},
		{90 * day, 0, ""},
		{90 * day, -5, ""},
		{21 * day, 14, "14 7 3 1"}, // 14 days is exactly two thirds
		{20 * day, 14, "7 3 1"},
		{7 * day, 14, "3 1"},
		{36 * time.Hour, 14, "1"},
		{day, 14, "4h0m0s"},
		{6 * time.Hour, 14, "1h0m0s"},
		{59 * time.Minute, 14, ""},
	} {
		conn := tiles.Connection{SignedInAt: noon, GoodUntil: noon.Add(c.life)}
		var got []string
		for _, l := range leads(conn, c.lead) {
			got = append(got, leadName(l))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("leads of a life of %v, %d days ahead = %q; want %q", c.life, c.lead, strings.Join(got, " "), c.want)
		}
	}
}

// Walks through whole lives of sign-ins in small steps.
func TestRemindersOfALife(t *testing.T) {
	t.Parallel()
	for _, life := range []time.Duration{90 * day, 14 * day, 7 * day, day, 8 * time.Hour} {
		t.Run(life.String(), func(t *testing.T) {
			t.Parallel()
			c := tiles.Connection{ID: "a", Kind: tiles.PowerBI, SignedInAt: noon, GoodUntil: noon.Add(life)}
			o := told{t: t}
			shown := map[string]bool{}
			var at []time.Duration
			for now := noon; now.Before(c.GoodUntil); now = now.Add(life / 2000) {
				in := Input{Now: now, Zone: time.UTC, LeadDays: 14, Enabled: true, Connections: []tiles.Connection{c}}
				for _, n := range o.step(in) {
					if !n.EndedAt.IsZero() {
						continue
					}
					if n.Kind != tiles.NoticeExpiring || shown[n.Key] {
						t.Fatalf("at %v: %+v; want a reminder not given before", now.Sub(noon), n)
					}
					shown[n.Key] = true
					at = append(at, now.Sub(noon))
				}
			}
			if len(at) != len(leads(c, 14)) {
				t.Errorf("reminders at %v; want %d", at, len(leads(c, 14)))
			}
			if len(at) > 0 && at[0] < life/3 {
				t.Errorf("first reminder after %v; want none in the first third of %v", at[0], life)
			}
			if len(o.screen.on) != 1 {
				t.Errorf("%d reminders on the screen at the end; want 1", len(o.screen.on))
			}
		})
	}
}

func TestReminderIsReplacedAndEnds(t *testing.T) {
	t.Parallel()
	o := told{t: t}
	c := tiles.Connection{ID: "a", Kind: tiles.PowerBI, SignedInAt: noon.Add(-80 * day), GoodUntil: noon.Add(10 * day)}
	at := func(after time.Duration) {
		o.step(Input{Now: noon.Add(after), Zone: time.UTC, LeadDays: 14, Enabled: true, Connections: []tiles.Connection{c}})
	}
	at(0)
	if got, want := o.screen.take(), "show Your Power BI sign-in ends in 10 days"; got != want {
		t.Errorf("10 days before: %s; want %s", got, want)
	}
	at(5 * day)
	if got, want := o.screen.take(), "withdraw Your Power BI sign-in ends in 10 days; show Your Power BI sign-in ends in 5 days"; got != want {
		t.Errorf("5 days before: %s; want %s", got, want)
	}
	c.RenewedAt, c.GoodUntil = noon.Add(6*day), noon.Add(96*day)
	at(6 * day)
	if got, want := o.screen.take(), "withdraw Your Power BI sign-in ends in 5 days"; got != want {
		t.Errorf("renewed: %s; want %s", got, want)
	}
}

func TestReminderTexts(t *testing.T) {
	t.Parallel()
	utc := time.UTC
	for _, c := range []struct {
		conn        tiles.Connection
		left        time.Duration
		several     bool
		title, text string
	}{
		{
			tiles.Connection{Kind: tiles.PowerBI}, 7 * day, false, "Your Power BI sign-in ends in 7 days",
			"Sign in again before Tuesday, 17 March, and your tiles go on as they are.",
		},
		{
			tiles.Connection{Kind: tiles.PowerBI, Estimate: true, Name: "ana@contoso.com"}, 3 * day, true, "Your Power BI sign-in ends in about 3 days",
			"Sign in again before about Friday, 13 March, and your tiles go on as they are. (ana@contoso.com)",
		},
		{
			tiles.Connection{Kind: tiles.PowerBI}, 4 * time.Hour, false, "Your Power BI sign-in ends in 4 hours",
			"Sign in again before 16:00 on Tuesday, and your tiles go on as they are.",
		},
		{
			tiles.Connection{Kind: tiles.ReportServer, Estimate: true, Server: tiles.Server{URL: "https://bi.contoso.com/reports"}}, day, false,
			"The report server's sign-in may expire around Wednesday, 11 March",
			"Sign in again on the report server bi.contoso.com before then, and your tiles go on as they are. The server doesn't tell the date, so it is an estimate.",
		},
	} {
		c.conn.GoodUntil = noon.Add(c.left)
		title, text := reminderText(c.conn, c.left, utc, c.several)
		if title != c.title || text != c.text {
			t.Errorf("reminderText = %q\n %q; want %q\n %q", title, text, c.title, c.text)
		}
	}
}

func TestSpan(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		14 * day: "14 days", 36 * time.Hour: "2 days", day: "1 day", 20 * time.Hour: "20 hours",
		time.Hour: "1 hour", 45 * time.Minute: "45 minutes", time.Second: "1 minute", -time.Hour: "1 minute",
	} {
		if got := span(d); got != want {
			t.Errorf("span(%v) = %q; want %q", d, got, want)
		}
	}
}

func TestListed(t *testing.T) {
	t.Parallel()
	named := func(titles ...string) []tiles.Tile {
		var out []tiles.Tile
		for _, title := range titles {
			out = append(out, tiles.Tile{Title: title, Dashboard: "Board"})
		}
		return out
	}
	for _, c := range []struct {
		ts   []tiles.Tile
		want string
	}{
		{named("A"), "the tile “A”"},
		{named("A", "B"), "2 tiles: “A” and “B”"},
		{named("A", "B", "C"), "3 tiles: “A”, “B” and “C”"},
		{named("A", "B", "C", "D"), "4 tiles: “A”, “B”, “C” and 1 more"},
		{named("A", "A", "A", "B"), "4 tiles: “A” and “B”"},
		{named("A", "B", "C", "A", "D"), "5 tiles: “A”, “B”, “C” and 1 more"},
		{named(""), "the tile “a tile on Board”"},
		{named("evil\nname\u202e<b>"), "the tile “evil name<b>”"},
		{[]tiles.Tile{{}}, "the tile “a tile without a name”"},
	} {
		if got := listed(c.ts); got != c.want {
			t.Errorf("listed(%d tiles) = %s; want %s", len(c.ts), got, c.want)
		}
	}
	if got := listed(named(strings.Repeat("x", 10000))); len([]rune(got)) > 60 {
		t.Errorf("a name of 10,000 characters makes a list of %d", len([]rune(got)))
	}
}

// Every cause that can be told has a sentence that ends, holds what it should
// and nothing of its own making.
func TestTroubleTexts(t *testing.T) {
	t.Parallel()
	causes := []tiles.Cause{
		tiles.CauseSignInExpired, tiles.CauseSignInRefused, tiles.CauseAdminNeeded, tiles.CauseSourceCredentials, tiles.CauseGateway,
		tiles.CauseItemMissing, tiles.CauseModelError, tiles.CauseTileDeleted, tiles.CauseScheduleOff, tiles.CauseSubscriptionOff,
		tiles.CauseCapacity, tiles.CauseLate, tiles.CauseNoPermission, tiles.CauseUnrecognised, "made_up",
	}
	seen := map[string]tiles.Cause{}
	for _, cause := range causes {
		ts := []tiles.Tile{tile("A", tiles.Stopped, cause), tile("B", tiles.Stopped, cause)}
		for i := range ts {
			ts[i].Verdict.Owner = "ben@contoso.com"
		}
		for _, kind := range []tiles.ConnectionKind{tiles.PowerBI, tiles.ReportServer} {
			_, text := troubleText(tiles.NoticeStopped, attention(cause, ts...), ts, tiles.Connection{Kind: kind}, false)
			if !strings.HasSuffix(text, ".") || !strings.Contains(text, "2 tiles: “A” and “B”") || strings.Contains(text, "%") || strings.Contains(text, string(cause)+"_") {
				t.Errorf("%s: %q; want a whole sentence with the tiles", cause, text)
			}
			if strings.Contains(text, "Ask the owner") {
				t.Errorf("%s: %q; want the owner's name", cause, text)
			}
			server := kind == tiles.ReportServer && signInCause(cause)
			if server && !strings.Contains(text, "report server") {
				t.Errorf("%s: %q; want it to speak of the report server", cause, text)
			}
			if other, twice := seen[text]; twice && other != cause && !server && cause != "made_up" {
				t.Errorf("%s and %s have the same sentence: %q", cause, other, text)
			}
			seen[text] = cause
		}
	}
}

func TestButtons(t *testing.T) {
	t.Parallel()
	for remedy, want := range map[tiles.Remedy]string{
		tiles.RemedySignIn:     "sign_in open",
		tiles.RemedyRefreshNow: "refresh_now open",
		tiles.RemedyAskOwner:   "open",
		tiles.RemedyNone:       "open",
	} {
		var got []string
		for _, b := range Buttons(tiles.Notice{Remedy: remedy}) {
			got = append(got, b.ID)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("buttons for %q = %v; want %s", remedy, got, want)
		}
	}
}

func TestNoticeIDsDiffer(t *testing.T) {
	t.Parallel()
	var ids []string
	for i := range 1000 {
		ids = append(ids, noticeID(fmt.Sprint("key", i%10), noon.Add(time.Duration(i/10))))
	}
	slices.Sort(ids)
	if n := len(slices.Compact(ids)); n != 1000 {
		t.Errorf("%d different IDs of 1000", n)
	}
}
