package app

import (
	"testing"
	"time"

	"mysettings/app/tiles"
)

func TestHeadline(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 8, 12, 0, 0, 0, time.UTC)
	berlin := zoneOf("Europe/Berlin")
	ids := func(n int) []string { return []string{"a", "b", "c", "d"}[:n] }
	on := func(state tiles.State, boards ...string) []tiles.Tile {
		var ts []tiles.Tile
		for i, b := range boards {
			ts = append(ts, tiles.Tile{ID: ids(4)[i], Dashboard: b, Verdict: tiles.Verdict{State: state}})
		}
		return ts
	}
	server := tiles.Connection{Kind: tiles.ReportServer}
	for _, tc := range []struct {
		name string
		a    tiles.Attention
		c    tiles.Connection
		ts   []tiles.Tile
		want string
	}{
		{"no tile", tiles.Attention{Cause: tiles.CauseSignInExpired}, tiles.Connection{}, nil, ""},
		{"the sign-in", tiles.Attention{Cause: tiles.CauseSignInExpired, Tiles: ids(2), Since: now.AddDate(0, 0, -5)}, tiles.Connection{}, on(tiles.Stopped, "Finance", "Finance"),
			"2 tiles on “Finance” stopped: your sign-in ended on 3 March."},
		{"in the person's zone", tiles.Attention{Cause: tiles.CauseSignInExpired, Tiles: ids(1), Since: time.Date(2026, 3, 2, 23, 30, 0, 0, time.UTC)}, tiles.Connection{}, on(tiles.Stopped, "Finance"),
			"1 tile on “Finance” stopped: your sign-in ended on 3 March."},
		{"last year", tiles.Attention{Cause: tiles.CauseSignInExpired, Tiles: ids(1), Since: now.AddDate(-1, 0, 0)}, server, on(tiles.Stopped, "A"),
			"1 tile on “A” stopped: the report server's sign-in ended on 8 March 2025."},
		{"today", tiles.Attention{Cause: tiles.CauseSignInExpired, Tiles: ids(1), Since: now.Add(-time.Hour)}, server, on(tiles.Stopped, "A"),
			"1 tile on “A” stopped: the report server's sign-in ended today."},
		{"two dashboards", tiles.Attention{Cause: tiles.CauseGateway, Tiles: ids(3)}, tiles.Connection{}, on(tiles.Failing, "A", "B", "A"),
			"3 tiles on “A” and “B” couldn't be refreshed: the data gateway doesn't let Power BI through."},
		{"many dashboards", tiles.Attention{Cause: tiles.CauseLate, Tiles: ids(4)}, tiles.Connection{}, on(tiles.Late, "A", "B", "C", "D"),
			"4 tiles on 4 dashboards are late: the refresh that was due hasn't come."},
		{"no dashboard", tiles.Attention{Cause: tiles.CauseSignedOut, Tiles: ids(1)}, tiles.Connection{}, on(tiles.Unseen, ""),
			"1 tile on your dashboards can't be seen: you are signed out."},
		{"a name that isn't to be trusted", tiles.Attention{Cause: tiles.CauseModelError, Tiles: ids(1)}, tiles.Connection{}, on(tiles.Failing, "x\n\u202e{place}%s"),
			"1 tile on “x {place}%s” couldn't be refreshed: there is an error in the model."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := headline(tc.a, tc.c, tc.ts, now, berlin); got != tc.want {
				t.Errorf("headline = %q; want %q", got, tc.want)
			}
		})
	}
	for _, c := range []tiles.Cause{
		tiles.CauseSignedOut, tiles.CauseSignInRefused, tiles.CauseAdminNeeded, tiles.CauseSourceCredentials, tiles.CauseGateway, tiles.CauseItemMissing,
		tiles.CauseModelError, tiles.CauseTileDeleted, tiles.CauseScheduleOff, tiles.CauseSubscriptionOff, tiles.CauseCapacity, tiles.CauseThrottled,
		tiles.CauseServerUnreachable, tiles.CauseServiceDown, tiles.CauseLate, tiles.CauseServerLogin, tiles.CauseUnrecognised,
	} {
		if causeClauses[c] == "" {
			t.Errorf("nothing says why for %s", c)
		}
	}
}
