package app

import (
	"reflect"
	"testing"
	"time"

	"mysettings/app/tiles"
)

func TestRunsOf(t *testing.T) {
	t.Parallel()
	run := func(hoursAgo int, status tiles.RunStatus, trigger string) tiles.Run {
		start := noon.Add(-time.Duration(hoursAgo) * time.Hour)
		return tiles.Run{ID: trigger, Start: start, End: start.Add(90 * time.Second), Status: status, Trigger: trigger}
	}
	broken := run(2, tiles.RunFailed, "Scheduled")
	broken.Code, broken.Text = "DM_GWPipeline_Gateway_DataSourceAccessError", "no\naccess"
	running := run(0, tiles.RunRunning, "OnDemand")
	running.End = time.Time{}
	query := run(4, tiles.RunGood, "ViaApi")
	query.Attempts = []tiles.Attempt{{Type: "Data", Start: query.Start}, {Type: "Query", Start: query.End, Code: "Q", Text: "the query failed"}}
	f := tiles.Feed{
		ID: "c/m", Source: tiles.SourceModel, Kind: tiles.KindImport, Access: tiles.AccessGranted, LookedAt: noon,
		Runs: []tiles.Run{running, broken, run(3, tiles.RunGood, "ViaEnhancedApi"), query},
		Asks: []tiles.Ask{{At: noon.Add(-3 * time.Hour), Outcome: tiles.AskAccepted}},
	}
	got := runsOf(&f, tiles.Tile{})
	want := []TileRun{
		{Mark: "r", At: "2026-03-03T12:00:00Z", By: ByHand},
		{Mark: "f", At: "2026-03-03T10:00:00Z", End: "2026-03-03T10:01:30Z", Seconds: 90, By: BySchedule, Cause: got[1].Cause,
			Code: "DM_GWPipeline_Gateway_DataSourceAccessError: no access"},
		{Mark: "g", At: "2026-03-03T09:00:00Z", End: "2026-03-03T09:01:30Z", Seconds: 90, By: ByThisApp},
		{Mark: "f", At: "2026-03-03T08:00:00Z", End: "2026-03-03T08:01:30Z", Seconds: 90, By: ByProgram, Cause: got[3].Cause, Query: true, Code: "Q: the query failed"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("runs\n got %+v\nwant %+v", got, want)
	}
	if got[1].Cause != tiles.CauseGateway {
		t.Errorf("cause %q", got[1].Cause)
	}

	// A slot of its own schedule that was missed is this app's.
	keep := tiles.Keep{Every: tiles.Hourly, Zone: "UTC", Since: noon.Add(-20 * time.Hour)}
	f.Runs = f.Runs[3:]
	got = runsOf(&f, tiles.Tile{Keep: &keep})
	if len(got) == 0 || got[0].Mark != "m" || got[0].By != ByThisApp || got[0].End != "" {
		t.Errorf("missed: %+v", got)
	}
}

func TestKeptModels(t *testing.T) {
	t.Parallel()
	daily := tiles.Keep{Tile: "c/1", Feed: "c/m", Every: tiles.Daily, At: 13 * 60, Zone: "UTC"}
	hourly := tiles.Keep{Tile: "c/2", Feed: "c/n", Every: tiles.Hourly, Zone: "UTC"}
	got := keptModels([]tiles.Feed{
		{ID: "c/m", Name: "Sales", Owner: "eva@contoso.com", Keeps: []tiles.Keep{daily},
			Schedule: &tiles.Schedule{Enabled: true, Times: []int{420, 780}}, Capacity: tiles.CapacityShared},
		{ID: "c/n", Name: "Stock", Keeps: []tiles.Keep{hourly}},
		{ID: "c/p", Name: "Plant", Keeps: []tiles.Keep{hourly}, Capacity: tiles.CapacityDedicated},
		{ID: "c/o", Name: "not kept"},
	}, noon)
	want := []KeptModel{
		{Feed: "c/m", Name: "Sales", Owner: "eva@contoso.com", Next: "2026-03-03T13:00:00Z", PerDay: 1, OwnPerDay: 2, Quota: 8, QuotaKnown: true},
		{Feed: "c/n", Name: "Stock", Next: "2026-03-03T13:00:00Z", PerDay: 24, Quota: 8, OverQuota: true},
		{Feed: "c/p", Name: "Plant", Next: "2026-03-03T13:00:00Z", PerDay: 24, QuotaKnown: true},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("models\n got %+v\nwant %+v", got, want)
	}
}

// TestMuteAndFollow goes through what the page does with mutes, and with a
// refresh that is waited for, with everything real but the web view.
func TestMuteAndFollow(t *testing.T) {
	t.Parallel()
	w := openWindow(t)
	if _, err := w.SignIn(""); err != nil {
		t.Fatal(err)
	}
	w.wait()
	s := w.see(t)
	one := tileFor(t, s, refreshable)
	if one.Strip == "" {
		t.Error("a tile that was refreshed has no strip")
	}
	runs, err := w.Runs(one.ID)
	if err != nil || len(runs) != len(one.Strip) || runs[0].Mark != string(one.Strip[len(one.Strip)-1]) {
		t.Errorf("Runs = %+v, %v; the strip is %q", runs, err, one.Strip)
	}
	if _, err := w.Runs("gone"); failure(t, err).Code != "no_such_tile" {
		t.Errorf("a tile that is gone: %v", err)
	}

	if err := w.MuteTiles([]string{one.ID}, true); err != nil {
		t.Fatal(err)
	}
	if err := w.MuteDashboard(one.Connection, one.DashboardID, true); err != nil {
		t.Fatal(err)
	}
	muted := func() (tiles.Muted, Counts) {
		s := w.see(t)
		return tileFor(t, s, func(x Tile) bool { return x.ID == one.ID }).Muted, s.Counts
	}
	if m, c := muted(); m != tiles.MutedDashboard || c.Muted < 1 || c.Muted+c.Fresh+c.Waiting+c.Late+c.Failing+c.Stopped+c.Unseen != c.Total {
		t.Errorf("muted %q, %+v", m, c)
	}
	if err := w.MuteDashboard(one.Connection, one.DashboardID, false); err != nil {
		t.Fatal(err)
	}
	if m, c := muted(); m != tiles.MutedTile || c.Muted != 1 {
		t.Errorf("muted %q, %+v", m, c)
	}
	if err := w.MuteTiles([]string{one.ID}, false); err != nil {
		t.Fatal(err)
	}
	if m, c := muted(); m != tiles.NotMuted || c.Muted != 0 {
		t.Errorf("muted %q, %+v", m, c)
	}

	since := stamp(time.Now().Add(-time.Second))
	if results, err := w.Refresh([]string{one.ID}); err != nil || !results[0].Accepted {
		t.Fatalf("Refresh = %+v, %v", results, err)
	}
	end := time.Now().Add(30 * time.Second)
	for {
		state, err := w.RefreshProgress([]string{one.ID, "gone"}, since)
		if err != nil || len(state) != 1 {
			t.Fatalf("RefreshProgress = %+v, %v", state, err)
		}
		if state[0].Stage == tiles.ProgressDone {
			if state[0].End == "" {
				t.Error("done at no time")
			}
			break
		}
		if state[0].Stage != tiles.ProgressAsked && state[0].Stage != tiles.ProgressRunning || time.Now().After(end) {
			t.Fatalf("stage %q", state[0].Stage)
		}
		if err := w.FollowRefresh([]string{one.ID}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.RefreshProgress(nil, "yesterday"); failure(t, err).Text == "" {
		t.Error("a time that is none")
	}
}
