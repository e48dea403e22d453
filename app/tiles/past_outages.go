package tiles

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Outage is a time in which tiles of one connection needed somebody, for one
// cause.
type Outage struct {
	Connection string
	Cause      Cause
	// State is the worst that any of the tiles was in.
	State State
	// From is when the first tile was struck, To when the last was well again;
	// zero while it lasts. UTC.
	From, To time.Time
	// Tiles are the Tile.IDs concerned, Names what to call them, cleaned, in the
	// same order; Dashboards are where they are, each once, cleaned.
	Tiles      []string
	Names      []string
	Dashboards []string
}

// breath is how long tiles must be well for what follows to be another outage.
const breath = 30 * time.Minute

// Outages lists the outages of a past that were not over at a time, the newest
// first, and what still lasts before everything else.
func Outages(p Past, since time.Time) []Outage {
	type key struct {
		connection string
		cause      Cause
	}
	groups := map[key][]*Spell{}
	for i := range p.Spells {
		if s := &p.Spells[i]; s.outage() {
			k := key{s.Connection, s.Cause}
			groups[k] = append(groups[k], s)
		}
	}
	var out []Outage
	for k, spells := range groups {
		slices.SortStableFunc(spells, func(a, b *Spell) int { return a.begin().Compare(b.begin()) })
		first := 0
		end := spells[0].To
		for i := 1; i <= len(spells); i++ {
			if i < len(spells) && (end.IsZero() || spells[i].begin().Sub(end) <= breath) {
				if !end.IsZero() && (spells[i].To.IsZero() || spells[i].To.After(end)) {
					end = spells[i].To
				}
				continue
			}
			if end.IsZero() || end.After(since) {
				out = append(out, newOutage(k.connection, k.cause, spells[first:i], end))
			}
			if first = i; i < len(spells) {
				end = spells[i].To
			}
		}
	}
	slices.SortFunc(out, func(a, b Outage) int {
		return cmp.Or(
			-cmpBool(a.To.IsZero(), b.To.IsZero()),
			b.From.Compare(a.From),
			strings.Compare(a.Connection, b.Connection),
			strings.Compare(string(a.Cause), string(b.Cause)),
		)
	})
	return out
}

func newOutage(connection string, cause Cause, spells []*Spell, end time.Time) Outage {
	o := Outage{Connection: connection, Cause: cause, State: spells[0].State, From: spells[0].begin(), To: end}
	seen, boards := map[string]bool{}, map[string]bool{}
	for _, s := range spells {
		if slices.Index(States, s.State) < slices.Index(States, o.State) {
			o.State = s.State
		}
		if seen[s.Tile] {
			continue
		}
		seen[s.Tile] = true
		o.Tiles = append(o.Tiles, s.Tile)
		o.Names = append(o.Names, Clean(s.Title, maxPastName))
		if board := Clean(s.Dashboard, maxPastName); board != "" && !boards[board] {
			boards[board] = true
			o.Dashboards = append(o.Dashboards, board)
		}
	}
	return o
}

// maxPastName is how much of a name is told.
const maxPastName = 120

func cmpBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
