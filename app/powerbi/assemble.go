package powerbi

import (
	"errors"
	"slices"

	"mysettings/app/tiles"
)

// unresolved are the ids of models behind tiles that no list showed.
func (t *taking) unresolved() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var ids []string
	seen := map[string]bool{}
	for _, d := range t.order {
		for _, o := range d.tiles {
			if _, known := t.models[o.DatasetID]; known {
				continue
			}
			if id := ident(o.DatasetID); id != "" && !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
		if len(ids) >= mostSearches {
			return ids[:mostSearches]
		}
	}
	return ids
}

// undescribed are the ids of the models behind tiles of which the lists do not
// tell what they are.
func (t *taking) undescribed() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var ids []string
	seen := map[string]bool{}
	for _, d := range t.order {
		for _, o := range d.tiles {
			m, known := t.models[o.DatasetID]
			if !known || m.kind != tiles.KindUnknown || seen[o.DatasetID] || len(ids) == mostDescriptions {
				continue
			}
			seen[o.DatasetID] = true
			ids = append(ids, o.DatasetID)
		}
	}
	return ids
}

// unlessGone forgives that something was deleted between two calls.
func unlessGone(err error) error {
	var e *Error
	if errors.As(err, &e) && e.missing() {
		return nil
	}
	return err
}

// inventory puts together what was read. Workspaces come in the service's
// order, My workspace first; which of them answered first makes no difference.
func (t *taking) inventory(missed []Missed) Inventory {
	t.mu.Lock()
	defer t.mu.Unlock()
	place, capacity := map[string]int{}, map[string]tiles.Capacity{}
	for i, w := range t.workspaces {
		place[w.id], capacity[w.id] = i+1, w.capacity
	}
	slices.SortStableFunc(t.order, func(a, b *dashboard) int { return place[a.in.id] - place[b.in.id] })
	n := 0
	for _, d := range t.order {
		n += len(d.tiles)
	}
	inv := Inventory{Missed: missed}
	if n > 0 {
		inv.Tiles = make([]tiles.Tile, 0, n)
		inv.Feeds = make([]tiles.Feed, 0, len(t.models))
	}
	seen, fed := make(map[string]struct{}, n), make(map[string]int, len(t.models)) // by id of the tile, of the model
	for _, d := range t.order {
		for i := range d.tiles {
			o := &d.tiles[i]
			id := ident(o.ID)
			if _, known := seen[id]; known || id == "" {
				continue
			}
			seen[id] = struct{}{}
			kind, feed := tiles.KindStatic, ""
			if model := ident(o.DatasetID); model != "" {
				at, known := fed[model]
				if !known {
					at = len(inv.Feeds)
					fed[model] = at
					inv.Feeds = append(inv.Feeds, t.feed(model, capacity))
				}
				kind, feed = inv.Feeds[at].Kind, inv.Feeds[at].ID
			} else if ident(o.ReportID) != "" {
				kind = tiles.KindUnknown // a paginated report, or a report whose model is kept from us
			}
			inv.Tiles = append(inv.Tiles, tiles.Tile{
				ID:          t.c.connection + "/" + id,
				Connection:  t.c.connection,
				WorkspaceID: d.in.id,
				Workspace:   d.in.name,
				DashboardID: d.id,
				Dashboard:   d.name,
				Title:       name(o.Title),
				Kind:        kind,
				Feed:        feed,
				OpenURL:     d.openURL,
			})
		}
	}
	return inv
}

// feed describes the model behind a tile. Access is set only where it needs no
// look at the history; elsewhere it stays untried.
func (t *taking) feed(id string, capacity map[string]tiles.Capacity) tiles.Feed {
	f := tiles.Feed{
		ID:         t.c.connection + "/" + id,
		Connection: t.c.connection,
		Source:     tiles.SourceModel,
		ModelID:    id,
		Kind:       tiles.KindHidden,
		FirstSeen:  t.c.now().UTC(),
	}
	if m, ok := t.models[id]; ok {
		f.WorkspaceID, f.Name, f.Owner, f.Kind = m.workspace, name(m.Name), name(m.ConfiguredBy), m.kind
		f.Capacity = capacity[m.workspace]
		if m.schedule != nil {
			f.Kind, f.Schedule, f.ScheduleAt = tiles.KindDirectQuery, m.schedule, t.c.now().UTC()
		}
	} else if t.modelsGaps {
		f.Kind = tiles.KindUnknown // it may be in a list that could not be read
	}
	f.Access = accessOf(f.Kind)
	return f
}

// Merge returns the inventory with everything of the known tiles and feeds of
// the same connection that it can't vouch for: the tiles of the parts that
// were missed, the feeds behind them, and what is known of a feed beyond what
// an inventory reads (its runs, its schedule, its access). An error is no
// proof that something is gone.
func (inv Inventory) Merge(knownTiles []tiles.Tile, knownFeeds []tiles.Feed) Inventory {
	listed, fed := map[string]bool{}, map[string]bool{}
	for _, t := range inv.Tiles {
		listed[t.ID] = true
	}
	merged := Inventory{Tiles: slices.Clone(inv.Tiles), Missed: inv.Missed}
	wanted := map[string]bool{}
	for _, t := range knownTiles {
		if !listed[t.ID] && inv.covers(t) {
			merged.Tiles = append(merged.Tiles, t)
			wanted[t.Feed] = true
		}
	}
	known, kinds := map[string]tiles.Feed{}, map[string]tiles.Kind{}
	for _, f := range knownFeeds {
		known[f.ID] = f
	}
	for _, f := range inv.Feeds {
		fed[f.ID] = true
		if old, ok := known[f.ID]; ok {
			f = refreshed(old, f)
		}
		merged.Feeds = append(merged.Feeds, f)
		kinds[f.ID] = f.Kind
	}
	for i, t := range merged.Tiles {
		if k, ok := kinds[t.Feed]; ok {
			merged.Tiles[i].Kind = k
		}
	}
	for _, f := range knownFeeds {
		if wanted[f.ID] && !fed[f.ID] {
			merged.Feeds = append(merged.Feeds, f)
		}
	}
	return merged
}

// covers tells whether the tile lies in a part that was missed.
func (inv Inventory) covers(t tiles.Tile) bool {
	for _, m := range inv.Missed {
		switch {
		case m.Models:
		case m.Everything:
			return true
		case m.DashboardID != "":
			if m.DashboardID == t.DashboardID {
				return true
			}
		case m.WorkspaceID == t.WorkspaceID:
			return true
		}
	}
	return false
}

// refreshed is the known feed with what the new look says of the model. A
// model that can't be told any more keeps what it was.
func refreshed(old, f tiles.Feed) tiles.Feed {
	if f.Kind == tiles.KindUnknown && old.Kind != tiles.KindHidden && old.Kind != "" {
		f.Kind = old.Kind
		if f.Name == "" {
			f.Name, f.Owner, f.WorkspaceID = old.Name, old.Owner, old.WorkspaceID
		}
	}
	access := f.Access
	if access == tiles.AccessUntried && old.Kind != tiles.KindHidden {
		access = old.Access
	}
	merged := old
	merged.Name, merged.Owner, merged.Kind = f.Name, f.Owner, f.Kind
	merged.WorkspaceID, merged.Access = f.WorkspaceID, access
	if f.Capacity != tiles.CapacityUnknown {
		merged.Capacity = f.Capacity
	}
	if f.Schedule != nil {
		merged.Schedule, merged.ScheduleAt = f.Schedule, f.ScheduleAt
	}
	return merged
}
