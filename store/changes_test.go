package store

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"mysettings/app/tiles"
)

// next waits for the next change.
func next(t testing.TB, changes <-chan Change) Change {
	t.Helper()
	select {
	case c, ok := <-changes:
		if !ok {
			t.Fatal("channel closed")
		}
		return c
	case <-time.After(30 * time.Second):
		t.Fatal("no change within 30 s")
	}
	return Change{}
}

// gather receives changes until all topics have come.
func gather(t testing.TB, changes <-chan Change, topics ...Topic) {
	t.Helper()
	missing := make(map[Topic]bool)
	for _, x := range topics {
		missing[x] = true
	}
	for len(missing) > 0 {
		for _, x := range next(t, changes).Topics {
			delete(missing, x)
		}
	}
}

// Every call that changes something rings, with its topic.
func TestChangesOfEveryCall(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	changes := get(s.Changes(ctx))(t)
	conn := func(id string) tiles.Connection { return connection(id) }
	var id int64
	for _, step := range []struct {
		name string
		do   func() error
		want Topic
	}{
		{"SaveConnection", func() error { return s.SaveConnection(ctx, conn("c1")) }, TopicConnections},
		{"SaveSignIn", func() error { return s.SaveSignIn(ctx, conn("c1"), token("x")) }, TopicConnections},
		{"SaveToken", func() error { return s.SaveToken(ctx, "c1", token("y")) }, TopicConnections},
		{"UpdateConnection", func() error {
			return s.UpdateConnection(ctx, "c1", func(c *tiles.Connection) error { c.Name = "z"; return nil })
		}, TopicConnections},
		{"SaveInventory", func() error {
			return s.SaveInventory(ctx, "c1", []tiles.Tile{tile("a", "c1/f")}, []tiles.Feed{feed("f")}, now)
		}, TopicTiles},
		{"SaveLook", func() error { return s.SaveLook(ctx, feed("f")) }, TopicTiles},
		{"SaveVerdicts", func() error {
			return s.SaveVerdicts(ctx, map[string]tiles.Verdict{"c1/f": {State: tiles.Fresh}}, nil)
		}, TopicTiles},
		{"SaveKeep", func() error { return s.SaveKeep(ctx, tiles.Keep{Tile: "c1/a", Feed: "c1/f"}) }, TopicTiles},
		{"SaveAsk", func() error { return s.SaveAsk(ctx, tiles.Ask{ID: "q", Feed: "c1/f", At: now}) }, TopicTiles},
		{"Prune", func() error { return s.Prune(ctx, now.Add(time.Hour)) }, TopicTiles},
		{"DeleteKeep", func() error { return s.DeleteKeep(ctx, "c1/a") }, TopicTiles},
		{"SaveNotices", func() error { return s.SaveNotices(ctx, []tiles.Notice{{ID: "n"}}) }, TopicNotices},
		{"SetSetting", func() error { return s.SetSetting(ctx, "k", "v") }, TopicSettings},
		{"DeleteSetting", func() error { return s.DeleteSetting(ctx, "k") }, TopicSettings},
		{"Request", func() (err error) { id, err = s.Request(ctx, "check", ""); return err }, TopicRequests},
		{"FinishRequest", func() error { return s.FinishRequest(ctx, id) }, TopicRequests},
		{"SignOut", func() error { return s.SignOut(ctx, "c1", unchanged) }, TopicConnections},
		{"DeleteConnection", func() error { return s.DeleteConnection(ctx, "c1") }, TopicConnections},
	} {
		must(t, step.do())
		t.Log(step.name)
		gather(t, changes, step.want)
	}
}

// What changes nothing rings nothing.
func TestNoChange(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.SaveConnection(ctx, connection("c1")))
	must(t, s.SetSetting(ctx, "k", "v"))
	before := get(s.counters(ctx))(t)
	must(t, s.SetSetting(ctx, "k", "v"))
	must(t, s.DeleteSetting(ctx, "other"))
	must(t, s.DeleteKeep(ctx, "c1/a"))
	must(t, s.UpdateConnection(ctx, "c1", func(*tiles.Connection) error { return nil }))
	must(t, s.SaveNotices(ctx, nil))
	must(t, s.SaveVerdicts(ctx, nil, nil))
	must(t, s.Prune(ctx, now))
	same(t, "counters", get(s.counters(ctx))(t), before)
}

func TestChangesArePutTogether(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	changes := get(s.Changes(ctx))(t)
	for i := range 50 {
		must(t, s.SetSetting(ctx, "k", string(rune('a'+i))))
	}
	_, err := s.Request(ctx, "check", "")
	must(t, err)
	gather(t, changes, TopicSettings, TopicRequests)
	received := 1
	for more := true; more; {
		select {
		case <-changes:
			received++
		case <-time.After(300 * time.Millisecond):
			more = false
		}
	}
	if received > 10 {
		t.Errorf("%d changes received for 51 writes that nobody waited for", received)
	}
}

func TestChangesEndWithTheContextOrTheStore(t *testing.T) {
	t.Parallel()
	s := openStore(t, t.TempDir(), Options{})
	ctx, cancel := context.WithCancel(t.Context())
	changes := get(s.Changes(ctx))(t)
	cancel()
	select {
	case _, ok := <-changes:
		if ok {
			t.Error("a change after the end")
		}
	case <-time.After(30 * time.Second):
		t.Error("not closed")
	}
	must(t, s.Close())
	_, err := s.Changes(t.Context())
	wantErr(t, "Changes", err, ErrClosed)
}

// Somebody clears out the folder's small files: changes still come.
func TestChangesSurviveALostBell(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	changes := get(s.Changes(ctx))(t)
	must(t, os.Remove(filepath.Join(s.Dir(), bell)))
	must(t, s.SetSetting(ctx, "k", "1"))
	gather(t, changes, TopicSettings)
	eventually(t, "bell back", func() bool {
		_, err := os.Stat(filepath.Join(s.Dir(), bell))
		return err == nil
	})
	must(t, s.SetSetting(ctx, "k", "2"))
	gather(t, changes, TopicSettings)
}

// Where files can't be watched, the counters are looked at once a second.
func TestFollowWithoutAWatch(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	ctx, cancel := context.WithCancel(t.Context())
	out := make(chan Change)
	seen := get(s.counters(ctx))(t)
	go s.follow(ctx, nil, seen, out)
	must(t, s.SetSetting(ctx, "k", "1"))
	gather(t, out, TopicSettings)
	cancel()
	for range out {
	}
}

func TestMerge(t *testing.T) {
	t.Parallel()
	seen := map[Topic]int64{"a": 1, "b": 2, "c": 3}
	got := merge([]Topic{"c"}, seen, map[Topic]int64{"a": 1, "b": 1, "c": 4, "d": 0})
	same(t, "topics", got, []Topic{"b", "c"})
}
