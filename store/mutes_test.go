package store

import (
	"testing"
	"time"

	"mysettings/app/tiles"
)

// board is a tile on a dashboard.
func board(id, dashboard string) tiles.Tile {
	return tiles.Tile{ID: "c1/" + id, Connection: "c1", DashboardID: dashboard, Title: id}
}

// mutedAs are the tiles that are muted, and how.
func mutedAs(t *testing.T, s *Store) map[string]tiles.Muted {
	t.Helper()
	out := map[string]tiles.Muted{}
	for _, x := range get(s.Tiles(t.Context()))(t) {
		if x.Muted != tiles.NotMuted {
			out[x.ID] = x.Muted
		}
	}
	return out
}

func TestMute(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.SaveConnection(ctx, connection("c1")))
	all := []tiles.Tile{board("1", "a"), board("2", "a"), board("3", "b"), board("4", "")}
	must(t, s.SaveInventory(ctx, "c1", all, nil, now))
	must(t, s.SaveVerdicts(ctx, nil, map[string]tiles.Verdict{
		"c1/1": {State: tiles.Stopped}, "c1/2": {State: tiles.Fresh}, "c1/3": {State: tiles.Failing}, "c1/4": {State: tiles.Fresh},
	}))

	must(t, s.MuteTiles(ctx, []string{"c1/3", "c1/4"}, true, now))
	must(t, s.MuteTiles(ctx, []string{"c1/3"}, true, now)) // twice is once
	must(t, s.MuteDashboard(ctx, "c1", "a", true, now))
	same(t, "muted", mutedAs(t, s), map[string]tiles.Muted{
		"c1/1": tiles.MutedDashboard, "c1/2": tiles.MutedDashboard, "c1/3": tiles.MutedTile, "c1/4": tiles.MutedTile,
	})
	counts, bad, err := s.Summary(ctx, now)
	must(t, err)
	same(t, "counts", counts, tiles.Counts{Total: 4, Muted: 4})
	same(t, "needing something", bad, []tiles.Tile(nil))

	// A tile that comes and goes stays muted, and one that comes to the dashboard is.
	must(t, s.SaveInventory(ctx, "c1", []tiles.Tile{board("5", "a")}, nil, now.Add(time.Hour)))
	must(t, s.SaveInventory(ctx, "c1", append(all, board("5", "a")), nil, now.Add(2*time.Hour)))
	same(t, "after a while", mutedAs(t, s), map[string]tiles.Muted{
		"c1/1": tiles.MutedDashboard, "c1/2": tiles.MutedDashboard, "c1/3": tiles.MutedTile, "c1/4": tiles.MutedTile, "c1/5": tiles.MutedDashboard,
	})

	// What was muted by itself stays so when its dashboard isn't any more.
	must(t, s.MuteTiles(ctx, []string{"c1/1"}, true, now))
	must(t, s.MuteDashboard(ctx, "c1", "a", false, now))
	must(t, s.MuteTiles(ctx, []string{"c1/3", "c1/4"}, false, now))
	same(t, "unmuted", mutedAs(t, s), map[string]tiles.Muted{"c1/1": tiles.MutedTile})

	wantErr(t, "a tile that isn't there", s.MuteTiles(ctx, []string{"c1/2", "c1/9"}, true, now), ErrNotFound)
	wantErr(t, "a dashboard that isn't there", s.MuteDashboard(ctx, "c1", "z", true, now), ErrNotFound)
	wantErr(t, "no dashboard", s.MuteDashboard(ctx, "c1", "", true, now), ErrNotFound)
	same(t, "nothing else", mutedAs(t, s), map[string]tiles.Muted{"c1/1": tiles.MutedTile})

	// Nothing of it is left when the connection is removed.
	must(t, s.DeleteConnection(ctx, "c1"))
	must(t, s.SaveConnection(ctx, connection("c1")))
	must(t, s.SaveInventory(ctx, "c1", all, nil, now))
	same(t, "begun anew", mutedAs(t, s), map[string]tiles.Muted{})
}

func TestSaveStrips(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.SaveConnection(ctx, connection("c1")))
	all := []tiles.Tile{board("1", "a"), board("2", "a")}
	must(t, s.SaveInventory(ctx, "c1", all, nil, now))
	must(t, s.SaveStrips(ctx, map[string]tiles.Strip{"c1/1": "ggf", "c1/gone": "g"}))
	same(t, "strip", get(s.Tile(ctx, "c1/1"))(t).Strip, tiles.Strip("ggf"))
	must(t, s.SaveInventory(ctx, "c1", all, nil, now.Add(time.Hour)))
	same(t, "after a look", get(s.Tile(ctx, "c1/1"))(t).Strip, tiles.Strip("ggf"))
	same(t, "another one", get(s.Tile(ctx, "c1/2"))(t).Strip, tiles.Strip(""))

	// What is so already changes nothing that anybody would have to look at.
	changes := get(s.Changes(ctx))(t)
	must(t, s.SaveStrips(ctx, map[string]tiles.Strip{"c1/1": "ggf"}))
	must(t, s.SaveStrips(ctx, nil))
	select {
	case c := <-changes:
		t.Errorf("told of %v", c.Topics)
	case <-time.After(300 * time.Millisecond):
	}
}

func TestScheduleSince(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.SaveConnection(ctx, connection("c1")))
	plan := tiles.Schedule{Enabled: true, Times: []int{420}, Zone: "UTC"}
	f := tiles.Feed{ID: "c1/f", Connection: "c1", Source: tiles.SourceModel, FirstSeen: now}
	must(t, s.SaveInventory(ctx, "c1", nil, []tiles.Feed{f}, now))
	read := func(change func(*tiles.Schedule), at time.Time) time.Time {
		t.Helper()
		change(&plan)
		f := get(s.Feed(ctx, "c1/f"))(t)
		own := plan
		f.Schedule, f.ScheduleAt = &own, at
		must(t, s.SaveLook(ctx, f))
		return get(s.Feed(ctx, "c1/f"))(t).ScheduleSince
	}
	same(t, "before any", get(s.Feed(ctx, "c1/f"))(t).ScheduleSince, time.Time{})
	first := now.Add(time.Hour)
	same(t, "first read", read(func(*tiles.Schedule) {}, first), first)
	same(t, "read again", read(func(*tiles.Schedule) {}, first.Add(time.Hour)), first)
	off := first.Add(2 * time.Hour)
	same(t, "switched off", read(func(p *tiles.Schedule) { p.Enabled = false }, off), off)
	more := off.Add(time.Hour)
	same(t, "other times", read(func(p *tiles.Schedule) { p.Enabled, p.Times = true, []int{420, 780} }, more), more)
}
