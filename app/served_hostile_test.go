//go:build pagetest

package app

import (
	"context"
	"io/fs"
	"testing"
	"time"

	"mysettings/app/tiles"
	"mysettings/store"
)

// hostile is a name that tries everything that a page could fall for. It leaves
// its mark in window.pwned where anything of it comes to life.
const hostile = `"><img src=x onerror="window.pwned='img'"><script>window.pwned='script'</script>` +
	`<svg onload="window.pwned='svg'"></svg><a href="javascript:window.pwned='link'">click</a>` +
	`<iframe srcdoc="<script>parent.pwned='frame'</script>"></iframe><meta http-equiv=refresh content="0;url=https://evil.example/">` +
	`<base href=https://evil.example/>{{constructor.constructor('window.pwned=1')()}}${alert(1)}` + "\x1b[31m\u202e' --"

// attacked serves a page on which every name that a server can give, for tiles
// and dashboards, people, models, reports, verdicts and notices, is hostile.
func attacked(t *testing.T, dist fs.FS, pages map[string]string) {
	t.Helper()
	p := openProgram(t, t.TempDir())
	if err := p.Settings.Set(t.Context(), "client_id", "11111111-2222-4333-8444-555555555555"); err != nil {
		t.Fatal(err)
	}
	fill(t, p.Store, seed{tiles: 12, ended: 26 * time.Hour, notices: true, past: true})
	fillServer(t, p.Store, "expired")
	poison(t, p.Store)
	pages["hostile"] = servePage(t, dist, BackendOf(p)).URL
}

func poison(t *testing.T, s *store.Store) {
	t.Helper()
	ctx := context.Background()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	conns, err := s.Connections(ctx)
	check(err)
	all, err := s.Tiles(ctx)
	check(err)
	feeds, err := s.Feeds(ctx)
	check(err)
	notices, err := s.Notices(ctx, time.Time{}, 0)
	check(err)
	for _, c := range conns {
		at := c.InventoryAt
		var ts []tiles.Tile
		var fs []tiles.Feed
		verdicts := map[string]tiles.Verdict{}
		for _, tile := range all {
			if tile.Connection != c.ID {
				continue
			}
			verdict := tile.Verdict
			verdict.Text, verdict.Owner, verdict.Code = hostile, hostile, hostile
			verdicts[tile.ID] = verdict
			tile.Title, tile.Dashboard, tile.Workspace = hostile, hostile, hostile
			if tile.Report != "" {
				tile.Report, tile.ReportURL = "/"+hostile, "javascript:window.pwned='report'"
			}
			tile.OpenURL = "javascript:window.pwned='tile'"
			ts = append(ts, tile)
		}
		for _, f := range feeds {
			if f.Connection != c.ID {
				continue
			}
			f.Name, f.Owner = hostile, hostile
			if f.Subscription.Report != "" {
				f.Subscription.Report, f.Subscription.Visual, f.Subscription.Dashboard = "/"+hostile, hostile, hostile
				f.Subscription.ScheduleText, f.Subscription.Status = hostile, hostile
			}
			fs = append(fs, f)
		}
		check(s.SaveInventory(ctx, c.ID, ts, fs, at))
		check(s.SaveVerdicts(ctx, nil, verdicts))
		check(s.UpdateConnection(ctx, c.ID, func(row *tiles.Connection) error {
			row.Name, row.Person = hostile, hostile
			if row.Server.URL != "" {
				row.Server.Version = hostile
			}
			if row.Problem != nil {
				row.Problem.Text, row.Problem.Code, row.Problem.CorrelationID = hostile, hostile, hostile
			}
			return nil
		}))
	}
	for i := range notices {
		notices[i].Title, notices[i].Text = hostile, hostile
	}
	check(s.SaveNotices(ctx, notices))
}
