package app

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"mysettings/app/tiles"
)

// taken is what the page makes of news: see frontend/src/data/news.ts.
func taken(has []Tile, n News) []Tile {
	if !n.Part {
		return n.Snapshot.Tiles
	}
	all := map[string]Tile{}
	var order []string
	for _, t := range has {
		all[t.ID] = t
		order = append(order, t.ID)
	}
	for _, t := range n.Snapshot.Tiles {
		all[t.ID] = t
	}
	if n.Moved {
		order = n.Order
	}
	out := []Tile{}
	for _, id := range order {
		out = append(out, all[id])
	}
	return out
}

func newsTiles(ids ...string) []Tile {
	out := []Tile{}
	for _, id := range ids {
		out = append(out, Tile{ID: id, State: tiles.Fresh})
	}
	return out
}

func TestNewsTellsWhatChanged(t *testing.T) {
	t.Parallel()
	late := newsTiles("a", "b", "c")
	late[1].State = tiles.Late
	kept := newsTiles("a", "b", "c")
	kept[2].Kept = &Kept{On: []string{"mon"}}
	for name, c := range map[string]struct {
		now   []Tile
		told  []string
		order []string
	}{
		"nothing":      {newsTiles("a", "b", "c"), nil, nil},
		"another word": {late, []string{"b"}, nil},
		"kept fresh":   {kept, []string{"c"}, nil},
		"a new one":    {newsTiles("a", "x", "b", "c"), []string{"x"}, []string{"a", "x", "b", "c"}},
		"one is gone":  {newsTiles("a", "c"), nil, []string{"a", "c"}},
		"other places": {newsTiles("c", "a", "b"), nil, []string{"c", "a", "b"}},
		"none is left": {newsTiles(), nil, []string{}},
	} {
		var s sent
		first := s.since(0, Snapshot{Tiles: newsTiles("a", "b", "c")})
		if first.Part || first.Version == 0 || len(first.Snapshot.Tiles) != 3 {
			t.Fatalf("%s: at first %+v", name, first)
		}
		n := s.since(first.Version, Snapshot{Tiles: c.now})
		var told []string
		for _, x := range n.Snapshot.Tiles {
			told = append(told, x.ID)
		}
		if !n.Part || !slices.Equal(told, c.told) || n.Moved != (c.order != nil) || !slices.Equal(n.Order, c.order) {
			t.Errorf("%s: %+v, want %v told and the order %v", name, n, c.told, c.order)
		}
		// Who has another version is told everything.
		if again := s.since(first.Version, Snapshot{Tiles: c.now}); again.Part || len(again.Snapshot.Tiles) != len(c.now) {
			t.Errorf("%s: with an old version: %+v", name, again)
		}
	}
}

// TestNewsAddUp changes tiles at random, and has a page follow that misses some
// of the answers.
func TestNewsAddUp(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(4, 6000))
	var s sent
	var page []Tile
	version := int64(0)
	all := newsTiles()
	for step := range 2000 {
		all = slices.Clone(all)
		switch i := r.IntN(len(all) + 1); r.IntN(4) {
		case 0:
			all = slices.Insert(all, i, Tile{ID: fmt.Sprint("tile ", step)})
		case 1:
			all = slices.Delete(all, min(i, max(0, len(all)-1)), len(all)-max(0, len(all)-1-i))
		case 2:
			if len(all) > 0 {
				all[i%len(all)].Text = fmt.Sprint("text ", step)
			}
		case 3:
			r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		}
		n := s.since(version, Snapshot{Tiles: all})
		if r.IntN(10) == 0 {
			continue // it never arrived
		}
		version, page = n.Version, taken(page, n)
		if !reflect.DeepEqual(page, all) {
			t.Fatalf("after step %d the page has %v, want %v", step, page, all)
		}
	}
}
