package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"mysettings/app/tiles"
)

func TestSummary(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	counts, ts, err := s.Summary(ctx, now)
	must(t, err)
	same(t, "empty", counts, tiles.Counts{})
	same(t, "empty", ts, []tiles.Tile(nil))

	must(t, s.SaveConnection(ctx, connection("c1")))
	verdicts := map[string]tiles.Verdict{
		"c1/01": {State: tiles.Fresh, Until: now.Add(time.Millisecond)},
		"c1/02": {State: tiles.Fresh, Until: now}, // no longer holds
		"c1/03": {State: tiles.Waiting},
		"c1/04": {State: tiles.Late, Cause: tiles.CauseLate, Text: "x"},
		"c1/05": {State: tiles.Late, Cause: tiles.CauseLate, Until: now.Add(-time.Hour)},
		"c1/06": {State: tiles.Failing, Cause: tiles.CauseGateway, Until: now.Add(time.Hour), Since: now},
		"c1/07": {State: tiles.Stopped, Cause: tiles.CauseScheduleOff},
		"c1/08": {State: tiles.Unseen, Cause: tiles.CauseNotWatchable},
		"c1/09": {State: tiles.Unseen, Cause: tiles.CauseSignInExpired, Remedy: tiles.RemedySignIn},
		"c1/10": {State: tiles.Unseen, Cause: tiles.CauseNoPermission},
		"c1/11": {State: "invented later"},
		"c1/13": {State: tiles.Unseen, Cause: tiles.CauseServerLogin, Remedy: tiles.RemedySignIn},
		"c1/14": {State: tiles.Unseen, Cause: tiles.CauseUnrecognised}, // a pin
		"c1/15": {State: tiles.Unseen, Cause: tiles.CauseUnrecognised},
	}
	all := []tiles.Tile{tile("12", "")} // never judged
	for id := range verdicts {
		x := tiles.Tile{ID: id, Connection: "c1", Title: id}
		if id == "c1/14" {
			x.Kind = tiles.KindPin
		}
		all = append(all, x)
	}
	must(t, s.SaveInventory(ctx, "c1", all, nil, now))
	must(t, s.SaveVerdicts(ctx, nil, verdicts))
	k := tiles.Keep{Tile: "c1/07", Feed: "c1/f", Every: tiles.Weekly, On: []time.Weekday{time.Monday}, Since: now}
	must(t, s.SaveKeep(ctx, k))

	for _, at := range []time.Time{now, now.Add(-2 * time.Hour), now.Add(30 * time.Minute), now.Add(time.Hour), now.Add(time.Millisecond)} {
		counts, ts, err := s.Summary(ctx, at)
		must(t, err)
		known := get(s.Tiles(ctx))(t)
		same(t, fmt.Sprint("counts at ", at), counts, tiles.Count(known, at))
		var want []tiles.Tile
		for _, x := range known {
			v := tiles.Aged(x.Verdict, at)
			signIn := v.Cause == tiles.CauseSignInExpired || v.Cause == tiles.CauseServerLogin
			unread := v.Cause == tiles.CauseUnrecognised && x.Kind == tiles.KindPin
			if v == x.Verdict && (v.State == tiles.Late || v.State == tiles.Failing || v.State == tiles.Stopped || signIn || unread) {
				want = append(want, x)
			}
		}
		same(t, fmt.Sprint("tiles at ", at), ts, want)
	}
	counts, ts, err = s.Summary(ctx, now)
	must(t, err)
	same(t, "counts", counts, tiles.Counts{Total: 15, Fresh: 1, Waiting: 1, Late: 1, Failing: 1, Stopped: 1, Unseen: 10})
	for _, tt := range []struct{ at, want time.Time }{
		{now.Add(-2 * time.Hour), now.Add(-time.Hour)},
		{now, now.Add(time.Millisecond)},
		{now.Add(time.Millisecond), now.Add(time.Hour)},
		{now.Add(time.Hour), time.Time{}},
	} {
		if got, err := s.NextUntil(ctx, tt.at); err != nil || !got.Equal(tt.want) || got.IsZero() != tt.want.IsZero() {
			t.Errorf("next until after %v: %v, %v; want %v", tt.at, got, err, tt.want)
		}
	}
	if got := ids(ts); got != "04 06 07 09 13 14" {
		t.Errorf("tiles %s; want 04 06 07 09 13 14", got)
	}
}

func TestSaveVerdictsWritesOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	seed(t, s, 10, 2, 0)
	known := get(s.Tiles(ctx))(t)
	same10 := make(map[string]tiles.Verdict)
	for _, x := range known {
		v := x.Verdict
		v.Since = v.Since.Add(300 * time.Microsecond).In(time.FixedZone("x", 60)) // the same, as it is kept
		same10[x.ID] = v
	}
	before := get(s.counters(ctx))(t)
	must(t, s.SaveVerdicts(ctx, nil, same10))
	same(t, "counters after saving the same", get(s.counters(ctx))(t), before)
	v := same10[known[3].ID]
	v.Text = "new"
	same10[known[3].ID] = v
	must(t, s.SaveVerdicts(ctx, nil, same10))
	if after := get(s.counters(ctx))(t); after[TopicTiles] != before[TopicTiles]+1 {
		t.Errorf("counter %d after a change; want one more than %d", after[TopicTiles], before[TopicTiles])
	}
	if got := get(s.Tile(ctx, known[3].ID))(t); got.Verdict.Text != "new" {
		t.Errorf("text %q; want new", got.Verdict.Text)
	}
}

// The summary is what a command prints: opening included.
func BenchmarkOpenAndSummary(b *testing.B) {
	s := newStore(b)
	seed(b, s, 900, 80, 60)
	dir := s.Dir()
	must(b, s.Close())
	for b.Loop() {
		s, err := Open(context.Background(), dir, Options{Keyring: &memoryKeyring{}})
		must(b, err)
		if counts, _, err := s.Summary(context.Background(), now); err != nil || counts.Total != 900 {
			b.Fatal(counts, err)
		}
		must(b, s.Close())
	}
}

func BenchmarkSummary(b *testing.B) {
	s := newStore(b)
	seed(b, s, 900, 80, 60)
	for b.Loop() {
		if _, _, err := s.Summary(context.Background(), now); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTiles(b *testing.B) {
	s := newStore(b)
	seed(b, s, 900, 80, 60)
	for b.Loop() {
		if _, err := s.Tiles(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFeeds(b *testing.B) {
	s := newStore(b)
	seed(b, s, 900, 80, 60)
	for b.Loop() {
		if _, err := s.Feeds(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSaveInventory(b *testing.B) {
	s := newStore(b)
	seed(b, s, 900, 80, 60)
	ts, fs := get(s.Tiles(context.Background()))(b), get(s.Feeds(context.Background()))(b)
	for b.Loop() {
		must(b, s.SaveInventory(context.Background(), ts[0].Connection, ts, fs, now))
	}
}
