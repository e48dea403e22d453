package store

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"mysettings/app/tiles"
)

// afresh reads what s remembers through a Store that remembers nothing.
func afresh(t *testing.T, s *Store) ([]tiles.Feed, []tiles.Tile) {
	t.Helper()
	other := openStore(t, s.Dir(), Options{Protection: protectFile})
	defer other.Close()
	return get(other.Feeds(t.Context()))(t), get(other.Tiles(t.Context()))(t)
}

// Whatever is written, by whom, what is read next is what is there.
func TestRememberedIsWhatIsThere(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	seed(t, s, 60, 10, 3)
	feeds, ts := get(s.Feeds(ctx))(t), get(s.Tiles(ctx))(t)
	other := openStore(t, s.Dir(), Options{Protection: protectFile})
	look := feeds[3]
	look.LookedAt = now.Add(time.Hour)
	look.Runs = append([]tiles.Run{{ID: "new", Start: now, End: now.Add(time.Minute), Status: tiles.RunGood}}, look.Runs...)
	verdicts := map[string]tiles.Verdict{}
	for _, x := range ts {
		verdicts[x.ID] = tiles.Verdict{State: tiles.Late, Cause: tiles.CauseLate, Since: now}
	}
	for _, step := range []struct {
		name string
		do   func(*Store) error
	}{
		{"look", func(s *Store) error { return s.SaveLook(ctx, look) }},
		{"looks", func(s *Store) error { look.Misses++; return s.SaveLooks(ctx, []tiles.Feed{look, feeds[4]}) }},
		{"ask", func(s *Store) error {
			return s.SaveAsk(ctx, tiles.Ask{ID: "a", Feed: feeds[5].ID, At: now, Outcome: tiles.AskAccepted})
		}},
		{"a few verdicts", func(s *Store) error {
			return s.SaveVerdicts(ctx, map[string]tiles.Verdict{feeds[1].ID: {State: tiles.Failing, Since: now}}, map[string]tiles.Verdict{ts[2].ID: {State: tiles.Fresh}})
		}},
		{"all verdicts", func(s *Store) error { return s.SaveVerdicts(ctx, nil, verdicts) }},
		{"strip", func(s *Store) error { return s.SaveStrips(ctx, map[string]tiles.Strip{ts[0].ID: "gg"}) }},
		{"keep", func(s *Store) error {
			return s.SaveKeep(ctx, tiles.Keep{Tile: ts[0].ID, Feed: ts[0].Feed, Every: tiles.Hourly, Zone: "UTC", Since: now})
		}},
		{"unkeep", func(s *Store) error { return s.DeleteKeep(ctx, ts[0].ID) }},
		{"mute", func(s *Store) error { return s.MuteTiles(ctx, []string{ts[1].ID}, true, now) }},
		{"prune", func(s *Store) error { return s.Prune(ctx, now.Add(-time.Hour)) }},
		{"inventory", func(s *Store) error { return s.SaveInventory(ctx, ts[0].Connection, ts[:20], feeds, now) }},
	} {
		for _, by := range []struct {
			who string
			*Store
		}{{"the same", s}, {"another", other}} {
			if err := step.do(by.Store); err != nil && !(step.name == "unkeep" && errors.Is(err, ErrNotFound)) {
				t.Fatalf("%s by %s: %v", step.name, by.who, err)
			}
			wantFeeds, wantTiles := afresh(t, s)
			same(t, "feeds after "+step.name+" by "+by.who, get(s.Feeds(ctx))(t), wantFeeds)
			same(t, "tiles after "+step.name+" by "+by.who, get(s.Tiles(ctx))(t), wantTiles)
		}
	}
	s.Rest()
	if s.db.memo.feeds.rows != nil || s.db.memo.tiles.rows != nil {
		t.Error("something is remembered while resting")
	}
}

// Whoever changes the order of what was read changes it for nobody else.
func TestRememberedIsNotShared(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	seed(t, s, 10, 3, 2)
	want := get(s.Tiles(ctx))(t)
	slices.Reverse(get(s.Tiles(ctx))(t))
	same(t, "tiles", get(s.Tiles(ctx))(t), want)
}

// Looks, judgements and reads from many goroutines and two Stores end with what
// is there.
func TestRememberedByMany(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	seed(t, s, 30, 6, 2)
	other := openStore(t, s.Dir(), Options{Protection: protectFile})
	feeds, ts := get(s.Feeds(ctx))(t), get(s.Tiles(ctx))(t)
	var all sync.WaitGroup
	for n, x := range []*Store{s, s, other} {
		all.Go(func() {
			for i := range 15 {
				f := feeds[(n+i)%len(feeds)]
				f.TriedAt = now.Add(time.Duration(i) * time.Minute)
				must(t, x.SaveLook(ctx, f))
				must(t, x.SaveVerdicts(ctx, nil, map[string]tiles.Verdict{ts[(n+i)%len(ts)].ID: {State: tiles.Fresh, Since: f.TriedAt}}))
			}
		})
		all.Go(func() {
			for range 30 {
				if _, err := x.Feeds(context.WithoutCancel(ctx)); err != nil {
					t.Error(err)
				}
				if _, err := x.Tiles(context.WithoutCancel(ctx)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	wantFeeds, wantTiles := afresh(t, s)
	for _, x := range []*Store{s, other} {
		same(t, "feeds", get(x.Feeds(ctx))(t), wantFeeds)
		same(t, "tiles", get(x.Tiles(ctx))(t), wantTiles)
	}
}

// A service goes on listing runs that are older than what is kept.
func TestPrunedRunsStayAway(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	seed(t, s, 2, 1, 0)
	f := get(s.Feeds(ctx))(t)[0]
	run := func(id string, age time.Duration, status tiles.RunStatus) tiles.Run {
		return tiles.Run{ID: id, Start: now.Add(-age), End: now.Add(-age + time.Minute), Status: status}
	}
	const day = 24 * time.Hour
	f.Runs = []tiles.Run{run("newest", 4*day, tiles.RunFailed), run("bad", 5*day, tiles.RunFailed), run("good", 6*day, tiles.RunGood), run("old", 7*day, tiles.RunGood)}
	ids := func() (out []string) {
		for _, r := range get(s.Feed(ctx, f.ID))(t).Runs {
			out = append(out, r.ID)
		}
		return out
	}
	must(t, s.SaveLook(ctx, f))
	same(t, "runs before", ids(), []string{"newest", "bad", "good", "old"})
	must(t, s.Prune(ctx, now.Add(-3*day)))
	same(t, "runs after", ids(), []string{"newest", "good"})
	must(t, s.SaveLook(ctx, f))
	same(t, "runs after another look", ids(), []string{"newest", "good"})
	f.Runs = append([]tiles.Run{run("fresh", day, tiles.RunGood)}, f.Runs...)
	must(t, s.SaveLook(ctx, f))
	must(t, s.Prune(ctx, now.Add(-3*day)))
	same(t, "runs after a good one", ids(), []string{"fresh"})
}
