//go:build pagetest

package app

import (
	"context"
	"fmt"
	"testing"
	"time"

	"mysettings/app/tiles"
	"mysettings/store"
)

const seedServerID = "reportserver-0123456789"

// serverSeed is a report server to fill a data folder with.
type serverSeed struct {
	// ended is how long ago the server said that its sign-in ended; zero while
	// it is good.
	ended time.Duration
	// refused is true when the server doesn't let this app in.
	refused bool
	// quiet is true when the server doesn't tell of its sign-in.
	quiet       bool
	integration tiles.Integration
}

// seedPin is a pin, what is known of it, and how it is.
type seedPin struct {
	report, visual, dashboard, schedule string
	active                              bool
	verdict                             tiles.Verdict
}

// serverSeeds are the ways a report server can be.
var serverSeeds = map[string]serverSeed{
	"good":    {},
	"expired": {ended: 26 * time.Hour},
	"login":   {refused: true},
	"off":     {integration: tiles.IntegrationOff},
	"silent":  {quiet: true},
}

// fillServer writes one of them through the real store.
func fillServer(t testing.TB, s *store.Store, way string) {
	t.Helper()
	in := serverSeeds[way]
	ctx, now := context.Background(), time.Now().Truncate(time.Second)
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	c := tiles.Connection{
		ID: seedServerID, Kind: tiles.ReportServer, Name: `CONTOSO\ana`, Person: "Ana Almeida",
		SignedInAt: now.Add(-31 * 24 * time.Hour), GoodUntil: now.Add(59 * 24 * time.Hour), Estimate: true,
		InventoryAt: now.Add(-20 * time.Minute), CheckedAt: now.Add(-4 * time.Minute),
		Server: tiles.Server{
			URL: "https://bi.contoso.com/reports", API: "v2.0", Product: tiles.ProductSSRS, ProductName: "SQL Server Reporting Services",
			Version: "15.0.1102.1075", Auth: tiles.AuthNTLM, User: `CONTOSO\ana`, Integration: tiles.IntegrationOn,
			TellsSignIn: true, TellsNotices: true, ProbedAt: now.Add(-time.Hour), Zone: "W. Europe Standard Time",
			Status: tiles.StatusSignedIn, Account: "ana@contoso.com", StatusAt: now.Add(-12 * time.Minute),
		},
	}
	if in.integration != "" {
		c.Server.Integration, c.Server.Status, c.SignedInAt, c.GoodUntil = in.integration, tiles.StatusUnknown, time.Time{}, time.Time{}
	}
	if in.quiet {
		c.Server.TellsSignIn, c.Server.TellsNotices, c.Server.Status, c.Server.Account = false, false, "", ""
	}
	if in.ended > 0 {
		c.Server.Status, c.EndedAt = tiles.StatusExpired, now.Add(-in.ended)
		c.Problem = &tiles.Problem{
			Cause: tiles.CauseSignInExpired, Remedy: tiles.RemedySignIn,
			Text: "Sign in again on the report server: the sign-in to Power BI that it keeps has ended.",
		}
	}
	if in.refused {
		c.Problem = &tiles.Problem{
			Cause: tiles.CauseServerLogin, Remedy: tiles.RemedySignIn, Code: "refused",
			Text: "Sign in to the report server itself: it doesn't accept this user name and password any more.",
		}
	}
	check(s.SaveConnection(ctx, c))
	check(s.SavePassword(ctx, c.ID, store.NewSecret("a password that nobody may see")))
	if in.integration == tiles.IntegrationOff || in.integration == tiles.IntegrationUnavailable {
		return
	}

	var ts []tiles.Tile
	var fs []tiles.Feed
	verdicts, feeds := map[string]tiles.Verdict{}, map[string]tiles.Verdict{}
	for i, p := range seedPins(in, now) {
		id := fmt.Sprintf("%s/pin-%d", c.ID, i)
		ts = append(ts, tiles.Tile{
			ID: id, Connection: c.ID, DashboardID: "pinned-" + p.dashboard, Dashboard: p.dashboard, Title: p.visual,
			Kind: tiles.KindPin, Feed: id, OpenURL: "https://app.powerbi.com/groups/me/dashboards/board",
			Report: p.report, ReportURL: c.Server.URL + "/report" + p.report, PinnedAs: fmt.Sprintf("tile-%d", i),
		})
		fs = append(fs, tiles.Feed{
			ID: id, Connection: c.ID, Source: tiles.SourceSubscription, Name: p.visual, Kind: tiles.KindPin,
			Access: tiles.AccessGranted, LookedAt: c.CheckedAt, FirstSeen: now.Add(-30 * 24 * time.Hour),
			Subscription: tiles.Subscription{
				Report: p.report, Visual: p.visual, DashboardID: "pinned-" + p.dashboard, Dashboard: p.dashboard,
				TileID: fmt.Sprintf("tile-%d", i), Active: p.active, RunAt: p.verdict.LastGood, ScheduleText: p.schedule,
			},
		})
		verdicts[id], feeds[id] = p.verdict, p.verdict
	}
	check(s.SaveInventory(ctx, c.ID, ts, fs, c.InventoryAt))
	check(s.SaveVerdicts(ctx, feeds, verdicts))
	check(s.UpdateConnection(ctx, c.ID, func(row *tiles.Connection) error {
		row.CheckedAt, row.InventoryAt = c.CheckedAt, c.InventoryAt
		return nil
	}))
	if in.ended > 0 {
		check(s.SaveNotices(ctx, []tiles.Notice{{
			ID: "s1", At: now.Add(-in.ended), Kind: tiles.NoticeStopped, Key: "stopped/s", Connection: c.ID,
			Cause: tiles.CauseSignInExpired, Remedy: tiles.RemedySignIn, Title: "We couldn’t refresh some tiles in Power BI",
			Text: "Sign in again on bi.contoso.com: 2 pins are no longer refreshed.", Tiles: []string{ts[0].ID, ts[1].ID}, ShownAt: now.Add(-in.ended),
		}}))
	}
}

// seedPins are good, or in every kind of trouble.
func seedPins(in serverSeed, now time.Time) []seedPin {
	good := tiles.Verdict{
		State: tiles.Fresh, Since: now.Add(-72 * time.Hour), LastGood: now.Add(-23 * time.Minute),
		NextDue: now.Add(37 * time.Minute), Until: now.Add(2 * time.Hour), Text: "Up to date.",
	}
	bad := func(state tiles.State, cause tiles.Cause, remedy tiles.Remedy, text, code string) tiles.Verdict {
		v := good
		v.State, v.Cause, v.Remedy, v.Text, v.Code = state, cause, remedy, text, code
		v.Since, v.LastGood, v.NextDue = now.Add(-26*time.Hour), now.Add(-27*time.Hour), time.Time{}
		return v
	}
	pins := []seedPin{
		{"/Finance/IT Spend", "Cost by month", "Monthly closing", "Every hour from 8:00", true, good},
		{"/Finance/IT Spend", "Budget left", "Monthly closing", "Every hour from 8:00", true, good},
		{"/Operations/Backlog by plant", "Backlog", "Plant 1", "At 06:20 every day", true, good},
	}
	switch {
	case in.ended > 0:
		for i := range 2 {
			pins[i].verdict = bad(tiles.Stopped, tiles.CauseSignInExpired, tiles.RemedySignIn,
				"Sign in again on the report server: the sign-in that it keeps has ended, and until then it refreshes none of its pins.", "")
		}
		pins[2].active = false
		pins[2].verdict = bad(tiles.Stopped, tiles.CauseSubscriptionOff, tiles.RemedyOpen,
			"Switch its refreshing on again, here or on the report server: its subscription is off, so nothing refreshes it.", "")
		pins = append(pins,
			seedPin{"/Operations/Letterhead", "Contoso logo", "Plant 1", "Every week on Monday", true,
				bad(tiles.Stopped, tiles.CauseTileDeleted, tiles.RemedyOpen,
					"Pin it again, or delete its subscription: it is no longer on “Plant 1”, and the report server tries in vain.", "TileNotFound")},
			seedPin{"/Operations/Scrap", "Scrap rate", "Plant 1", "Every hour", true,
				bad(tiles.Failing, tiles.CauseUnrecognised, tiles.RemedyOpen,
					"Open it on the report server to see more: refreshing “Scrap” failed for a reason that this app doesn't know.", "Der Vorgang wurde abgebrochen (0x80131500).")})
	case in.refused:
		for i := range pins {
			pins[i].verdict = bad(tiles.Unseen, tiles.CauseServerLogin, tiles.RemedySignIn,
				"Sign in to the report server itself: it doesn't let this app in, so this app can't tell how its pins are doing.", "")
		}
	}
	return pins
}
