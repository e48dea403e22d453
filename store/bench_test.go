package store

import (
	"fmt"
	"testing"
	"time"

	"mysettings/app/tiles"
)

// pinsAt are n pins of a report server as a look at a time finds them, and the
// verdicts on them.
func pinsAt(n int, at time.Time) (ts []tiles.Tile, fs []tiles.Feed, vs map[string]tiles.Verdict) {
	vs = make(map[string]tiles.Verdict, n)
	for i := range n {
		id := fmt.Sprintf("c1/fcdb8581-0000-4000-8000-%012d", i)
		ran := now.Add(-time.Hour)
		s := tiles.Subscription{
			Report: fmt.Sprintf("/Finance/Report %d", i%40), Visual: fmt.Sprintf("Chart%d", i%50), GroupID: "a0000000-0000-4000-8000-000000000001",
			DashboardID: fmt.Sprintf("d0000000-0000-4000-8000-%012d", i%50), Dashboard: fmt.Sprintf("Dashboard %d", i%50),
			TileID: fmt.Sprintf("e0000000-0000-4000-8000-%012d", i), Active: true, RunAt: ran, ModifiedAt: now.Add(-24 * time.Hour), DetailAt: now,
			ScheduleText: "At 8:00 AM every day, starting 3/1/2026",
		}
		fs = append(fs, tiles.Feed{
			ID: id, Connection: "c1", Source: tiles.SourceSubscription, ModelID: id[3:], Name: s.Report[9:], Owner: `CONTOSO\ana`, Kind: tiles.KindPin,
			Access: tiles.AccessGranted, Subscription: s, Schedule: &tiles.Schedule{Enabled: true, EveryMinutes: 120, Anchor: now.Add(-48 * time.Hour), Zone: "W. Europe Standard Time"},
			ScheduleAt: at, LookedAt: at, TriedAt: at, FirstSeen: now,
			Runs: []tiles.Run{{ID: "20260301T080000.000Z", Start: ran, End: ran, Status: tiles.RunGood}},
		})
		ts = append(ts, tiles.Tile{
			ID: id, Connection: "c1", Feed: id, Kind: tiles.KindPin, WorkspaceID: s.GroupID, DashboardID: s.DashboardID, Dashboard: s.Dashboard,
			Title: s.Visual, Report: s.Report, PinnedAs: s.TileID, OpenURL: "https://app.powerbi.com/groups/" + s.GroupID + "/dashboards/" + s.DashboardID,
			ReportURL: "https://bi.contoso.com/reports/report" + s.Report,
		})
		vs[id] = tiles.Verdict{State: tiles.Fresh, Since: ran, LastGood: ran, NextDue: now.Add(time.Hour), Text: "Up to date.", Until: at.Add(150 * time.Minute)}
	}
	return ts, fs, vs
}

// BenchmarkSaveLook5000 saves what every list of 5,000 pins brings: mostly what
// was there already, but for when it was.
func BenchmarkSaveLook5000(b *testing.B) {
	s := newStore(b)
	ctx := b.Context()
	must(b, s.SaveConnection(ctx, connection("c1")))
	at := now
	save := func() {
		ts, fs, vs := pinsAt(5000, at)
		b.StartTimer()
		must(b, s.SaveInventory(ctx, "c1", ts, fs, at))
		must(b, s.SaveLooks(ctx, fs))
		must(b, s.SaveVerdicts(ctx, vs, vs))
		b.StopTimer()
		at = at.Add(15 * time.Minute)
	}
	save()
	b.ResetTimer()
	for range b.N {
		save()
	}
}
