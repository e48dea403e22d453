package app

import (
	"reflect"
	"slices"
	"sync"
)

// News is what the page doesn't know yet: a Snapshot, of whose tiles, which may
// be thousands, only those that have changed are sent where the page has the
// others.
type News struct {
	// Version is what to ask with the next time. It is never 0.
	Version int64 `json:"version"`
	// Snapshot is complete but for its Tiles where Part is true.
	Snapshot Snapshot `json:"snapshot"`
	// Part is true when Tiles are only those that differ from the version that
	// was asked with.
	Part bool `json:"part"`
	// Moved is true when tiles came, went or changed places since that version:
	// Order then has the IDs of all tiles in their order, and is empty else.
	Moved bool     `json:"moved"`
	Order []string `json:"order"`
}

// sent are the tiles that the page was told of last.
type sent struct {
	mu      sync.Mutex
	version int64
	tiles   []Tile
}

// News returns what has changed since a version that it returned before, as of
// now; everything where that wasn't the last one, as with 0.
func (b *Bindings) News(version int64) (News, error) {
	// Facts that were read later are told later.
	b.sent.mu.Lock()
	defer b.sent.mu.Unlock()
	f, err := b.facts()
	if err != nil {
		return News{}, fail(err)
	}
	return b.sent.since(version, Build(f)), nil
}

// since tells of a snapshot to whom has a version, and remembers what it told.
// The caller holds mu.
func (s *sent) since(version int64, now Snapshot) News {
	before, all := s.tiles, now.Tiles
	known := version != 0 && version == s.version
	s.version++
	s.tiles = all
	n := News{Version: s.version, Snapshot: now, Order: []string{}}
	if !known {
		return n
	}
	n.Part = true
	n.Snapshot.Tiles = changed(before, all)
	n.Moved = !slices.EqualFunc(before, all, func(a, b Tile) bool { return a.ID == b.ID })
	if n.Moved {
		n.Order = make([]string, len(all))
		for i := range all {
			n.Order[i] = all[i].ID
		}
	}
	return n
}

// changed are the tiles of now that before has not, or not so.
func changed(before, now []Tile) []Tile {
	old := make(map[string]*Tile, len(before))
	for i := range before {
		old[before[i].ID] = &before[i]
	}
	out := []Tile{}
	for i := range now {
		if was, ok := old[now[i].ID]; !ok || !reflect.DeepEqual(*was, now[i]) {
			out = append(out, now[i])
		}
	}
	return out
}
