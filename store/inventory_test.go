package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mysettings/app/tiles"
)

func tile(id, feed string) tiles.Tile {
	return tiles.Tile{ID: "c1/" + id, Connection: "c1", Title: id, Feed: feed}
}

func feed(id string) tiles.Feed { return tiles.Feed{ID: "c1/" + id, Connection: "c1", Name: id} }

func ids(ts []tiles.Tile) string {
	var all []string
	for _, t := range ts {
		all = append(all, strings.TrimPrefix(t.ID, "c1/"))
	}
	return strings.Join(all, " ")
}

func TestInventoryAddsUpdatesRemoves(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.SaveConnection(ctx, connection("c1")))
	other := connection("c2")
	must(t, s.SaveConnection(ctx, other))
	must(t, s.SaveInventory(ctx, "c2", []tiles.Tile{{ID: "c2/x", Connection: "c2", Title: "zz"}}, nil, now))

	must(t, s.SaveInventory(ctx, "c1", []tiles.Tile{tile("a", "c1/f"), tile("b", "c1/g")},
		[]tiles.Feed{feed("f"), feed("g")}, now))
	looked := feed("f")
	looked.Access, looked.LookedAt, looked.Misses = tiles.AccessGranted, now, 3
	looked.Capacity = tiles.CapacityShared
	looked.Schedule, looked.ScheduleAt = &tiles.Schedule{Enabled: true, Times: []int{60}}, now
	looked.Trouble = &tiles.Problem{Cause: tiles.CauseThrottled}
	looked.Runs = []tiles.Run{{ID: "r1", Start: now, Status: tiles.RunGood}}
	must(t, s.SaveLook(ctx, looked))
	v := tiles.Verdict{State: tiles.Fresh, Since: now}
	must(t, s.SaveVerdicts(ctx, map[string]tiles.Verdict{"c1/f": v}, map[string]tiles.Verdict{"c1/a": v}))
	must(t, s.SaveAsk(ctx, tiles.Ask{ID: "q", Feed: "c1/f", At: now}))

	later := now.Add(6 * time.Hour)
	renamed, model := tile("a", "c1/f"), feed("f")
	renamed.Title, model.Name = "A", "F"
	must(t, s.SaveInventory(ctx, "c1", []tiles.Tile{renamed, tile("c", "c1/f")}, []tiles.Feed{model}, later))

	if got := ids(get(s.Tiles(ctx))(t)); got != "a c c2/x" {
		t.Errorf("tiles %q; want a c c2/x", got)
	}
	renamed.Verdict = v
	same(t, "tile", get(s.Tile(ctx, "c1/a"))(t), renamed)
	want := looked
	want.Name, want.FirstSeen, want.Verdict = "F", now, v
	want.Asks = []tiles.Ask{{ID: "q", Feed: "c1/f", At: now}}
	want.ScheduleSince = now
	same(t, "feed", get(s.Feed(ctx, "c1/f"))(t), want)
	_, err := s.Feed(ctx, "c1/g")
	wantErr(t, "removed feed", err, ErrNotFound)
	if c := get(s.Connection(ctx, "c1"))(t); !c.InventoryAt.Equal(later) {
		t.Errorf("InventoryAt = %v; want %v", c.InventoryAt, later)
	}
	same(t, "the other connection", get(s.Connection(ctx, "c2"))(t).InventoryAt, now)
}

func TestInventoryTakesAccessAndScheduleWhereItBringsThem(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.SaveConnection(ctx, connection("c1")))
	must(t, s.SaveInventory(ctx, "c1", nil, []tiles.Feed{feed("f")}, now))
	f := feed("f")
	f.Capacity = tiles.CapacityDedicated
	f.Access, f.Schedule, f.ScheduleAt = tiles.AccessNone, &tiles.Schedule{EveryMinutes: 15}, now
	must(t, s.SaveInventory(ctx, "c1", nil, []tiles.Feed{f}, now.Add(time.Hour)))
	f.FirstSeen, f.ScheduleSince = now, now
	same(t, "feed", get(s.Feed(ctx, "c1/f"))(t), f)
}

func TestKeptTileThatDisappears(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.SaveConnection(ctx, connection("c1")))
	all := []tiles.Tile{tile("a", "c1/f"), tile("b", "c1/f")}
	must(t, s.SaveInventory(ctx, "c1", all, []tiles.Feed{feed("f")}, now))
	k := tiles.Keep{Tile: "c1/a", Feed: "c1/f", Every: tiles.Hourly, Since: now}
	must(t, s.SaveKeep(ctx, k))

	gone := now.Add(time.Hour)
	must(t, s.SaveInventory(ctx, "c1", nil, nil, gone))
	must(t, s.SaveInventory(ctx, "c1", nil, nil, gone.Add(time.Hour)))
	want := tile("a", "c1/f")
	want.Gone, want.Keep = gone, &k
	same(t, "tiles", get(s.Tiles(ctx))(t), []tiles.Tile{want})
	if fs := get(s.Feeds(ctx))(t); len(fs) != 1 || len(fs[0].Keeps) != 1 {
		t.Errorf("feeds %+v; want the kept tile's", fs)
	}

	must(t, s.SaveInventory(ctx, "c1", all, []tiles.Feed{feed("f")}, gone.Add(2*time.Hour)))
	if back := get(s.Tile(ctx, "c1/a"))(t); !back.Gone.IsZero() || back.Keep == nil {
		t.Errorf("a tile that is back: Gone %v, Keep %v", back.Gone, back.Keep)
	}

	must(t, s.SaveInventory(ctx, "c1", nil, nil, gone))
	must(t, s.DeleteKeep(ctx, "c1/a"))
	must(t, s.DeleteKeep(ctx, "c1/a"))
	if ts := get(s.Tiles(ctx))(t); len(ts) != 0 {
		t.Errorf("tiles %v; want none after the schedule's end", ts)
	}
}

func TestWhatHasGoneIsNotBroughtBack(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.SaveConnection(ctx, connection("c1")))
	wantErr(t, "SaveLook", s.SaveLook(ctx, feed("f")), ErrNotFound)
	wantErr(t, "SaveKeep", s.SaveKeep(ctx, tiles.Keep{Tile: "c1/a"}), ErrNotFound)
	wantErr(t, "SaveAsk", s.SaveAsk(ctx, tiles.Ask{ID: "q", Feed: "c1/f"}), ErrNotFound)
	wantErr(t, "SaveInventory", s.SaveInventory(ctx, "c9", nil, nil, now), ErrNotFound)
	must(t, s.SaveVerdicts(ctx, map[string]tiles.Verdict{"c1/f": {}}, map[string]tiles.Verdict{"c1/a": {}}))
	if err := s.SaveInventory(ctx, "c1", []tiles.Tile{{ID: "c2/a", Connection: "c2"}}, nil, now); err == nil {
		t.Error("a tile of another connection was taken")
	}
	if err := s.SaveInventory(ctx, "c1", nil, []tiles.Feed{{ID: "c2/f", Connection: "c2"}}, now); err == nil {
		t.Error("a feed of another connection was taken")
	}
}

func TestDeleteConnectionTakesAllWithIt(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.SaveSignIn(ctx, connection("c1"), token("x")))
	must(t, s.SaveInventory(ctx, "c1", []tiles.Tile{tile("a", "c1/f")}, []tiles.Feed{feed("f")}, now))
	f := feed("f")
	f.Runs = []tiles.Run{{ID: "r", Start: now}}
	must(t, s.SaveLook(ctx, f))
	must(t, s.SaveKeep(ctx, tiles.Keep{Tile: "c1/a", Feed: "c1/f"}))
	must(t, s.SaveAsk(ctx, tiles.Ask{ID: "q", Feed: "c1/f"}))
	must(t, s.SaveNotices(ctx, []tiles.Notice{{ID: "n1", Connection: "c1"}, {ID: "n2", Connection: "c2"}}))
	must(t, s.DeleteConnection(ctx, "c1"))
	must(t, s.DeleteConnection(ctx, "c1"))
	db := raw(t, s)
	for table, want := range map[string]int{"connection": 0, "token": 0, "seal_key": 0, "tile": 0, "feed": 0,
		"run": 0, "keep": 0, "ask": 0, "notice": 1} {
		var n int
		must(t, db.QueryRow("SELECT count(*) FROM "+table).Scan(&n))
		if n != want {
			t.Errorf("%d rows in %s; want %d", n, table, want)
		}
	}
}

func TestRunsAreMerged(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.SaveConnection(ctx, connection("c1")))
	must(t, s.SaveInventory(ctx, "c1", nil, []tiles.Feed{feed("f"), feed("g")}, now))
	f := feed("f")
	run := func(i int) tiles.Run {
		return tiles.Run{ID: fmt.Sprint("r", i), Start: now.Add(time.Duration(i) * time.Minute), Status: tiles.RunGood}
	}
	for i := range 70 {
		f.Runs = append(f.Runs, run(i))
	}
	f.Runs[69].Status = tiles.RunRunning
	must(t, s.SaveLook(ctx, f))
	f.Runs = []tiles.Run{run(69), run(70)}
	must(t, s.SaveLook(ctx, f))

	got := get(s.Feed(ctx, "c1/f"))(t).Runs
	if len(got) != 60 {
		t.Fatalf("%d runs; want the newest 60", len(got))
	}
	for i, r := range got {
		same(t, "run", r, run(70-i))
	}
	var n int
	must(t, raw(t, s).QueryRow("SELECT count(*) FROM run").Scan(&n))
	if n != 71 {
		t.Errorf("%d runs kept; want 71", n)
	}
	if g := get(s.Feed(ctx, "c1/g"))(t); len(g.Runs) != 0 {
		t.Errorf("the other feed has runs %v", g.Runs)
	}
}

func TestPrune(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.SaveConnection(ctx, connection("c1")))
	must(t, s.SaveInventory(ctx, "c1", nil, []tiles.Feed{feed("f"), feed("g")}, now))
	at := func(hours int) time.Time { return now.Add(time.Duration(hours) * time.Hour) }
	f, g := feed("f"), feed("g")
	f.Runs = []tiles.Run{
		{ID: "1", Start: at(1), Status: tiles.RunGood}, {ID: "2", Start: at(2), Status: tiles.RunGood},
		{ID: "3", Start: at(3), Status: tiles.RunFailed}, {ID: "4", Start: at(4), Status: tiles.RunFailed},
		{ID: "9", Start: at(9), Status: tiles.RunFailed},
	}
	g.Runs = []tiles.Run{{ID: "1", Start: at(1), Status: tiles.RunFailed}, {ID: "2", Start: at(2), Status: tiles.RunFailed}}
	must(t, s.SaveLook(ctx, f))
	must(t, s.SaveLook(ctx, g))
	must(t, s.SaveAsk(ctx, tiles.Ask{ID: "old", Feed: "c1/f", At: at(4)}))
	must(t, s.SaveAsk(ctx, tiles.Ask{ID: "new", Feed: "c1/f", At: at(5)}))
	must(t, s.SaveNotices(ctx, []tiles.Notice{
		{ID: "over", At: at(1), EndedAt: at(2)}, {ID: "open", At: at(1)}, {ID: "just over", At: at(1), EndedAt: at(5)}}))

	stale := openStore(t, s.Dir(), Options{Now: func() time.Time { return at(4) }})
	get(stale.Request(ctx, "check", "stale"))(t)
	recent := openStore(t, s.Dir(), Options{Now: func() time.Time { return at(5) }})
	get(recent.Request(ctx, "check", "recent"))(t)

	must(t, s.Prune(ctx, at(5)))
	if rs := get(s.Requests(ctx))(t); len(rs) != 1 || rs[0].Argument != "recent" {
		t.Errorf("requests %v; want recent", rs)
	}
	runs := func(id string) (all string) {
		for _, r := range get(s.Feed(ctx, id))(t).Runs {
			all += r.ID
		}
		return all
	}
	if got := runs("c1/f"); got != "92" {
		t.Errorf("runs %s; want 9 and the last good one, 2", got)
	}
	if got := runs("c1/g"); got != "2" {
		t.Errorf("runs %s; want the newest, 2", got)
	}
	if asks := get(s.Feed(ctx, "c1/f"))(t).Asks; len(asks) != 1 || asks[0].ID != "new" {
		t.Errorf("asks %v; want new", asks)
	}
	var left []string
	for _, n := range get(s.Notices(ctx, time.Time{}, 0))(t) {
		left = append(left, n.ID)
	}
	slices.Sort(left)
	same(t, "notices", left, []string{"just over", "open"})
}

func TestTilesOrder(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.SaveConnection(ctx, connection("c1")))
	mk := func(id, workspaceID, workspace, dashboard, title string) tiles.Tile {
		return tiles.Tile{ID: "c1/" + id, Connection: "c1", WorkspaceID: workspaceID, Workspace: workspace,
			DashboardID: dashboard, Dashboard: dashboard, Title: title}
	}
	must(t, s.SaveInventory(ctx, "c1", []tiles.Tile{
		mk("6", "w2", "beta", "A", "a"), mk("5", "w1", "Alpha", "b", "b"), mk("4", "w1", "Alpha", "b", "A"),
		mk("3", "w1", "Alpha", "A", "z"), mk("2", "", "My workspace", "Z", "b"), mk("1", "", "My workspace", "Z", "a"),
	}, nil, now))
	if got := ids(get(s.Tiles(ctx))(t)); got != "1 2 3 4 5 6" {
		t.Errorf("order %s; want 1 2 3 4 5 6", got)
	}
}
