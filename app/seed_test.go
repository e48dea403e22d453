package app

import (
	"context"
	"fmt"
	"testing"
	"time"

	"mysettings/app/program"
	"mysettings/app/tiles"
	"mysettings/store"
)

// noKeyring is a computer that offers no keyring.
type noKeyring struct{}

func (noKeyring) Get(string, string) (string, error) { return "", store.ErrKeyringMissing }
func (noKeyring) Set(string, string, string) error   { return store.ErrKeyringMissing }
func (noKeyring) Delete(string, string) error        { return store.ErrKeyringMissing }

// openProgram opens a data folder of the test's own.
func openProgram(t testing.TB, dir string) *program.Program {
	t.Helper()
	p, err := program.Open(t.Context(), program.Options{
		Data: dir, Face: "window", Keyring: noKeyring{}, Policy: dir + "/no-policy.json",
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

const (
	seedConnection = "powerbi-0123456789"
	seedAccess     = "eyJ-access-token-that-nobody-may-see"
	seedRefresh    = "0.refresh-token-that-nobody-may-see"
	seedID         = "eyJ-id-token-that-nobody-may-see"
)

// seed is what a data folder is filled with.
type seed struct {
	tiles   int
	healthy bool
	// ended is how long ago the sign-in ended; zero while it is good.
	ended time.Duration
	// left is how long the sign-in is still good.
	left    time.Duration
	notices bool
	// past is true for somebody who has had the app for 90 days.
	past bool
}

var titles = [...]string{
	"Revenue this month", "Orders by region", "Open invoices", "Gross margin", "Returns", "Stock at hand",
	"Visitors today", "Conversion", "Average basket", "Cost by department", "Headcount", "Open positions",
	"Sick leave", "Overtime", "Delivery on time", "Complaints", "Backlog", "Machine hours", "Scrap rate", "Energy",
}

var boards = [...]struct{ workspace, name string }{
	{"My workspace", "My week"}, {"Finance", "Monthly closing"}, {"Sales", "Sales overview"},
	{"Human Resources", "People"}, {"Operations", "Plant 1"},
}

// fill writes the seed through the real store.
func fill(t testing.TB, s *store.Store, in seed) {
	t.Helper()
	ctx, now := context.Background(), time.Now().Truncate(time.Second)
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	if in.left == 0 {
		in.left = 84 * 24 * time.Hour
	}
	c := tiles.Connection{
		ID: seedConnection, Kind: tiles.PowerBI, Name: "ana@contoso.com", Person: "Ana Almeida", Cloud: "public",
		Tenant: "0d9c2f6a-51e8-4f7b-8a3d-2c4b6e8f0a12", ObjectID: "a1a1a1a1",
		Scopes:     []string{"Dashboard.Read.All", "Dataset.Read.All", "Dataset.ReadWrite.All"},
		SignedInAt: now.Add(-40 * 24 * time.Hour), RenewedAt: now.Add(in.left - 90*24*time.Hour), GoodUntil: now.Add(in.left),
		InventoryAt: now.Add(-2 * time.Hour), CheckedAt: now.Add(-4 * time.Minute),
	}
	if in.ended > 0 {
		c.EndedAt = now.Add(-in.ended)
		c.Problem = &tiles.Problem{
			Cause: tiles.CauseSignInExpired, Remedy: tiles.RemedySignIn,
			Text: "Sign in again. Your sign-in to Power BI has ended.",
			Code: "invalid_grant", CorrelationID: "6f0c0b9e-0000-4000-8000-3d1f2b7a9c11",
		}
	}
	check(s.SaveSignIn(ctx, c, store.Token{
		Access: store.NewSecret(seedAccess), Refresh: store.NewSecret(seedRefresh), ID: store.NewSecret(seedID),
		Type: "Bearer", IssuedAt: now,
		AccessUntil: now.Add(time.Hour), RefreshUntil: c.GoodUntil, RefreshUntilKnown: true,
	}))

	var ts []tiles.Tile
	feeds := map[string]tiles.Feed{}
	verdicts := map[string]tiles.Verdict{}
	for i := range in.tiles {
		board := boards[i/max(4, in.tiles/60)%len(boards)]
		id := fmt.Sprintf("%s/tile-%04d", c.ID, i)
		feed := fmt.Sprintf("%s/model-%03d", c.ID, i/3)
		ts = append(ts, tiles.Tile{
			ID: id, Connection: c.ID, WorkspaceID: board.workspace, Workspace: board.workspace,
			DashboardID: fmt.Sprintf("board-%d", i/max(4, in.tiles/60)), Dashboard: board.name,
			Title: titles[i%len(titles)], Kind: tiles.KindImport, Feed: feed,
			OpenURL: "https://app.powerbi.com/groups/me/dashboards/board",
		})
		feeds[feed] = tiles.Feed{
			ID: feed, Connection: c.ID, Source: tiles.SourceModel, ModelID: fmt.Sprintf("model-%03d", i/3),
			Name: "Model", Owner: "ben@contoso.com", Kind: tiles.KindImport, Access: tiles.AccessGranted,
			LookedAt: now.Add(-4 * time.Minute), FirstSeen: now.Add(-30 * 24 * time.Hour),
		}
		verdicts[id] = seedVerdict(i, in.healthy, now)
	}
	var fs []tiles.Feed
	for _, f := range feeds {
		fs = append(fs, f)
	}
	check(s.SaveInventory(ctx, c.ID, ts, fs, c.InventoryAt))
	if len(ts) > 4 {
		zone := "Europe/Berlin"
		keeps := []tiles.Keep{
			{Tile: ts[0].ID, Feed: ts[0].Feed, Every: tiles.Hourly, At: 5, Zone: zone, Since: now},
			{Tile: ts[4].ID, Feed: ts[4].Feed, Every: tiles.Weekly, At: 7 * 60, On: []time.Weekday{1, 4}, Zone: zone, Since: now},
		}
		for _, k := range keeps {
			check(s.SaveKeep(ctx, k))
		}
	}
	fillRuns(t, s, ts, feeds, verdicts, now)
	if in.past {
		fillPast(t, s, verdicts, now)
	}
	check(s.SaveVerdicts(ctx, nil, verdicts))
	check(s.UpdateConnection(ctx, c.ID, func(row *tiles.Connection) error {
		row.CheckedAt, row.InventoryAt = c.CheckedAt, c.InventoryAt
		return nil
	}))
	if in.notices {
		check(s.SaveNotices(ctx, seedNotices(ts, now)))
	}
}

// seedVerdict gives every state and most remedies to somebody.
func seedVerdict(i int, healthy bool, now time.Time) tiles.Verdict {
	v := tiles.Verdict{
		State: tiles.Fresh, Since: now.Add(-72 * time.Hour), LastGood: now.Add(-time.Duration(20+i) * time.Minute),
		NextDue: now.Add(time.Duration(25+i) * time.Minute), Until: now.Add(2 * time.Hour),
		Text: "The last refresh was good.",
	}
	if healthy {
		return v
	}
	bad := func(state tiles.State, cause tiles.Cause, remedy tiles.Remedy, text string) {
		v.State, v.Cause, v.Remedy, v.Text = state, cause, remedy, text
		v.LastGood, v.Since = now.Add(-50*time.Hour), now.Add(-26*time.Hour)
	}
	switch i % 12 {
	case 1:
		bad(tiles.Failing, tiles.CauseSourceCredentials, tiles.RemedyAskOwner,
			"Ask ben@contoso.com to enter the data source’s password again. The source refused the sign-in.")
		v.Code, v.Owner = "DM_GWPipeline_Gateway_DataSourceAccessError", "ben@contoso.com"
	case 4:
		bad(tiles.Stopped, tiles.CauseScheduleOff, tiles.RemedyOpen,
			"Switch the schedule on again in Power BI. It was switched off after failures.")
	case 6:
		bad(tiles.Late, tiles.CauseLate, tiles.RemedyRefreshNow, "Refresh it now. It was due at 07:00 and did not run.")
	case 8:
		bad(tiles.Unseen, tiles.CauseNoPermission, tiles.RemedyNone,
			"You may see this tile, but not the refreshes behind it.")
		v.NextDue = time.Time{}
	case 9:
		bad(tiles.Waiting, tiles.CauseNone, tiles.RemedyNone, "Its first refresh is still to come.")
		v.LastGood = time.Time{}
	case 10:
		bad(tiles.Failing, tiles.CauseAdminNeeded, tiles.RemedyAskAdmin,
			"Ask your administrator to renew the gateway’s certificate.")
		v.Code = "DMTS_PublishDatasourceToClusterErrorCode"
	}
	return v
}

func seedNotices(ts []tiles.Tile, now time.Time) []tiles.Notice {
	id := func(i int) []string { return []string{ts[i%len(ts)].ID} }
	return []tiles.Notice{
		{ID: "n1", At: now.Add(-20 * time.Minute), Kind: tiles.NoticeStopped, Key: "stopped/x", Connection: seedConnection,
			Cause: tiles.CauseSignInExpired, Remedy: tiles.RemedySignIn, Title: "We couldn’t refresh some tiles in Power BI",
			Text: "Sign in again: Revenue this month, Orders by region and 3 more tiles are no longer refreshed.", Tiles: append(id(0), id(1)...),
			ShownAt: now.Add(-20 * time.Minute)},
		{ID: "n2", At: now.Add(-26 * time.Hour), Kind: tiles.NoticeFailing, Key: "failing/x", Connection: seedConnection,
			Cause: tiles.CauseSourceCredentials, Remedy: tiles.RemedyAskOwner, Title: "Orders by region isn’t refreshing",
			Text: "Ask ben@contoso.com to enter the data source’s password again.", Tiles: id(1)},
		{ID: "n3", At: now.Add(-50 * time.Hour), Kind: tiles.NoticeRecovered, Key: "recovered/x", Connection: seedConnection,
			Title: "Your tiles are refreshing again", Text: "All 20 tiles are fresh.", Tiles: id(2),
			ShownAt: now.Add(-50 * time.Hour), EndedAt: now.Add(-49 * time.Hour), SeenAt: now.Add(-49 * time.Hour)},
		{ID: "n4", At: now.Add(-51 * time.Hour), Kind: tiles.NoticeExpiring, Key: "expiring/x", Connection: seedConnection,
			Remedy: tiles.RemedySignIn, Title: "Your Power BI sign-in ends in 3 days", Text: "Sign in again to keep your tiles fresh.",
			ShownAt: now.Add(-51 * time.Hour), EndedAt: now.Add(-50 * time.Hour), SeenAt: now.Add(-49 * time.Hour)},
	}
}
