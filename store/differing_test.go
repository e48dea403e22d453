package store

import (
	"testing"
	"time"

	"mysettings/app/tiles"
)

// What is as it was isn't written again, and what all rows have in common is
// all that is written of them.
func TestOnlyWhatDiffersIsWritten(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.SaveConnection(ctx, connection("c1")))
	db := raw(t, s)
	for _, statement := range []string{
		"CREATE TABLE written (what TEXT)",
		"CREATE TRIGGER t1 AFTER INSERT ON tile BEGIN INSERT INTO written VALUES ('tile'); END",
		"CREATE TRIGGER t2 AFTER UPDATE ON tile BEGIN INSERT INTO written VALUES ('tile'); END",
		"CREATE TRIGGER f1 AFTER INSERT ON feed BEGIN INSERT INTO written VALUES ('feed'); END",
		"CREATE TRIGGER f2 AFTER UPDATE OF name ON feed BEGIN INSERT INTO written VALUES ('feed'); END",
		"CREATE TRIGGER f3 AFTER UPDATE OF subscription ON feed BEGIN INSERT INTO written VALUES ('look'); END",
		"CREATE TRIGGER f4 AFTER UPDATE OF looked_at ON feed WHEN old.looked_at <> new.looked_at BEGIN INSERT INTO written VALUES ('time'); END",
		"CREATE TRIGGER r1 AFTER INSERT ON run BEGIN INSERT INTO written VALUES ('run'); END",
		"CREATE TRIGGER r2 AFTER UPDATE ON run BEGIN INSERT INTO written VALUES ('run'); END",
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	written := func() map[string]int {
		got := map[string]int{}
		rows := get(db.Query("SELECT what, count(*) FROM written GROUP BY what"))(t)
		defer rows.Close()
		for rows.Next() {
			var what string
			var n int
			must(t, rows.Scan(&what, &n))
			got[what] = n
		}
		must(t, rows.Err())
		_, err := db.Exec("DELETE FROM written")
		must(t, err)
		return got
	}
	const n = 30
	save := func(at time.Time, change func([]tiles.Tile, []tiles.Feed, map[string]tiles.Verdict)) ([]tiles.Tile, []tiles.Feed) {
		ts, fs, vs := pinsAt(n, at)
		if change != nil {
			change(ts, fs, vs)
		}
		must(t, s.SaveInventory(ctx, "c1", ts, fs, at))
		must(t, s.SaveLooks(ctx, fs))
		must(t, s.SaveVerdicts(ctx, vs, vs))
		for i := range ts {
			ts[i].Verdict, fs[i].Verdict = vs[ts[i].ID], vs[ts[i].ID]
		}
		return ts, fs
	}
	as := func(what string, ts []tiles.Tile, fs []tiles.Feed) {
		t.Helper()
		for i := range ts {
			same(t, what+": tile", get(s.Tile(ctx, ts[i].ID))(t), ts[i])
			same(t, what+": feed", get(s.Feed(ctx, fs[i].ID))(t), fs[i])
		}
	}

	ts, fs := save(now, nil)
	as("new", ts, fs)
	written()
	save(now, nil)
	same(t, "written of the same", written(), map[string]int{})
	later := now.Add(15 * time.Minute)
	ts, fs = save(later, nil)
	as("looked at later", ts, fs)
	same(t, "written of a later look", written(), map[string]int{"time": n, "tile": n})

	later = later.Add(15 * time.Minute)
	ts, fs = save(later, func(ts []tiles.Tile, fs []tiles.Feed, vs map[string]tiles.Verdict) {
		ts[0].Title = "Other"
		fs[1].Name = "Other"
		fs[2].Subscription.Status = "Inactive"
		fs[3].Runs[0].Status = tiles.RunFailed
		v := vs[fs[4].ID]
		v.State = tiles.Late
		vs[fs[4].ID] = v
		fs[5].Trouble, fs[5].Misses = &tiles.Problem{Cause: tiles.CauseThrottled}, 1
		fs[6].TriedAt = later.Add(time.Minute)
	})
	as("changed", ts, fs)
	got := written()
	if got["run"] != 1 || got["feed"] > 3 || got["look"] > 5 || got["tile"] > n+3 || got["time"] > n {
		t.Errorf("written of a look with six changes: %v", got)
	}
}
