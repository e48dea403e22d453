package sandbox

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// catalogItem is a folder or a report on the server.
type catalogItem struct {
	id, path string
	folder   bool
	visuals  []string // the items of a report that can be pinned
	stored   bool     // its data source keeps credentials on the server
}

func (i *catalogItem) name() string { return baseName(i.path) }

func (s *reportServer) itemByPath(path string) *catalogItem {
	for _, i := range s.items {
		if strings.EqualFold(i.path, path) {
			return i
		}
	}
	return nil
}

// item finds one by id, path, or name.
func (s *reportServer) item(key string) *catalogItem {
	if i := s.itemByPath(key); i != nil {
		return i
	}
	for _, i := range s.items {
		if strings.EqualFold(i.id, key) || i.name() == key {
			return i
		}
	}
	return nil
}

func (s *reportServer) addReport(path string, stored bool, visuals ...string) *catalogItem {
	for n, c := range path {
		if folder := path[:n]; c == '/' && n > 0 && s.itemByPath(folder) == nil {
			s.items = append(s.items, &catalogItem{id: idOf("folder", folder), path: folder, folder: true})
		}
	}
	if known := s.itemByPath(path); known != nil {
		return known
	}
	i := &catalogItem{id: idOf("server report", path), path: path, visuals: visuals, stored: stored}
	s.items = append(s.items, i)
	return i
}

// seeds are the pins that Ana has at the start. They stand for tiles that the
// organisation has anyway, so that both sides meet.
var seeds = []struct {
	tile, folder, visual, every string
	hours                       int // of the day at which it was pinned, UTC
}{
	{"Backlog by plant (report server)", "/Operations/", "Chart1", "hourly", 8},
	{"Read me first", "/Finance/", "Gauge1", "daily", 5},
	{"Contoso logo", "/Finance/Letterhead/", "Image1", "weekly", 6},
}

// build fills the server: reports, and Ana's pins for the tiles without ids.
// The caller holds mu.
func (s *reportServer) build(now time.Time) {
	s.items, s.subs, s.due = nil, nil, time.Time{}
	s.addReport("/Finance/IT Spend", true, "Chart1", "Chart2", "Map1")
	s.addReport("/Finance/Aged receivables", false, "Chart1")
	loc := s.settings.location()
	for n, place := range s.world.plainTiles(len(seeds)) {
		seed := seeds[n]
		path := seed.folder + place.tile.title
		s.addReport(path, true, seed.visual, "Chart9")
		day := now.UTC().AddDate(0, 0, -45).Truncate(24 * time.Hour)
		start := day.Add(time.Duration(seed.hours)*time.Hour + 20*time.Minute)
		when, err := pinned(seed.every, start, loc)
		if err != nil {
			continue // the table above is right
		}
		p := newSubscription(idOf("subscription", path), s.users[0], when, now, loc)
		p.report, p.visual = path, seed.visual
		p.tileID, p.dashboardID, p.dashboardName = place.tile.id, place.dashboard.id, place.dashboard.name
		p.groupID = place.dashboard.workspace.id
		s.add(p, now)
	}
	s.addMany(s.users[0], s.options.Subscriptions, 0, now)
}

// add takes a subscription in whose last slot went well.
func (s *reportServer) add(p *subscription, now time.Time) {
	if at := p.slot.Add(p.late()); p.slot.After(p.when.start) && !at.After(now) {
		p.last, p.result = at, outcome{class: "good"}
	} else if p.slot.After(p.when.start) {
		p.last, p.result = p.when.before(p.slot.Add(-time.Second), s.settings.location()).Add(p.late()), outcome{class: "good"}
	}
	s.subs = append(s.subs, p)
	s.due = time.Time{}
}

// addMany makes n pins of a person for which nothing stands in Power BI, and
// beside them as many subscriptions by e-mail as others says.
func (s *reportServer) addMany(u *serverUser, n, others int, now time.Time) {
	loc := s.settings.location()
	for k := range n + others {
		start := now.UTC().AddDate(0, 0, -30).Truncate(24 * time.Hour).Add(time.Duration(k%1440) * time.Minute)
		every := []string{"daily", "weekly", "daily", "daily"}[k%4]
		when, err := pinned(every, start, loc)
		if err != nil {
			continue // the words above are right
		}
		name := fmt.Sprintf("%s/Bulk/Report %05d", u.User, k+1)
		p := newSubscription(idOf("subscription", name), u, when, now, loc)
		p.report, p.visual, p.loose = fmt.Sprintf("/Bulk/Report %05d", k+1), fmt.Sprintf("Chart%d", k%7+1), true
		if k < n {
			p.dashboardName = fmt.Sprintf("Dashboard %03d", k%60+1)
			p.dashboardID, p.tileID, p.groupID = idOf("dashboard", p.dashboardName), idOf("tile", name), idOf("workspace", "Bulk")
		} else {
			p.extension, p.description = extensionEmail, "E-mail to everybody"
		}
		s.add(p, now)
	}
}

// placed is a tile and where it is.
type placed struct {
	dashboard *dashboard
	tile      *tile
}

// plainTiles are tiles without ids: the seeds' where they are there, else the
// first ones.
func (w *world) plainTiles(n int) []placed {
	w.mu.Lock()
	defer w.mu.Unlock()
	var found []placed
	for _, seed := range seeds {
		for _, d := range w.dashboards {
			for _, t := range d.tiles {
				if t.title == seed.tile {
					found = append(found, placed{d, t})
				}
			}
		}
	}
	if len(found) > 0 {
		return found[:min(n, len(found))]
	}
	for _, d := range w.dashboards {
		for _, t := range d.tiles {
			if t.report == nil && t.model == nil && len(found) < n {
				found = append(found, placed{d, t})
			}
		}
	}
	return found
}

// What pinning refuses.
var (
	errNoReport    = errors.New("there is no such report")
	errNoVisual    = errors.New("there is no such item in the report")
	errNoDashboard = errors.New("there is no such dashboard")
)

// pin pins an item of a report: a tile on the dashboard in Power BI, and a
// subscription that keeps it fresh. The caller holds mu.
func (s *reportServer) pin(u *serverUser, report, visual, dashboardKey, every string, now time.Time) (*subscription, error) {
	i := s.item(report)
	if i == nil || i.folder {
		return nil, errNoReport
	}
	if visual == "" && len(i.visuals) > 0 {
		visual = i.visuals[0]
	}
	if !slices.Contains(i.visuals, visual) {
		return nil, errNoVisual
	}
	loc := s.settings.location()
	when, err := pinned(every, now.UTC(), loc)
	if err != nil {
		return nil, err
	}
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	for _, d := range s.world.dashboards {
		if d.id != dashboardKey && d.name != dashboardKey {
			continue
		}
		d.tile(i.name(), nil, nil)
		p := newSubscription(randomID(), u, when, now, loc)
		p.report, p.visual, p.groupID, p.dashboardID, p.dashboardName = i.path, visual, d.workspace.id, d.id, d.name
		p.tileID = d.tiles[len(d.tiles)-1].id
		p.modified = now
		s.subs = append(s.subs, p)
		s.due = time.Time{}
		return p, nil
	}
	return nil, errNoDashboard
}
