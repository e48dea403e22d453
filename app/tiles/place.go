package tiles

import (
	"strings"
	"time"
)

// Place says whether a report server's pin is still on its dashboard, as seen
// from Power BI.
type Place string

// The places of a pin.
const (
	PlaceUnknown Place = ""      // can't tell: no sign-in to Power BI sees the dashboard
	PlaceThere   Place = "there" // the tile is on its dashboard
	PlaceGone    Place = "gone"  // the dashboard is seen, and the tile is not on it
)

// Places tells where pins are. It is made from all tiles once, and may be used
// for many pins.
type Places struct {
	there      map[string]bool      // by the tile's own id
	dashboards map[string]time.Time // by the dashboard's id: when it was last listed
}

// NewPlaces looks at the tiles of all Power BI connections in use.
func NewPlaces(all []Tile, conns []Connection) Places {
	listed := make(map[string]time.Time, len(conns))
	for _, c := range conns {
		if c.Kind == PowerBI && !c.SignedOut && c.EndedAt.IsZero() && !c.InventoryAt.IsZero() {
			listed[c.ID] = c.InventoryAt
		}
	}
	p := Places{map[string]bool{}, map[string]time.Time{}}
	if len(listed) == 0 {
		return p
	}
	for i := range all {
		t := &all[i]
		at, ok := listed[t.Connection]
		if !ok || !t.Gone.IsZero() {
			continue
		}
		p.there[strings.ToLower(t.ID[strings.LastIndexByte(t.ID, '/')+1:])] = true
		dashboard := strings.ToLower(t.DashboardID)
		p.dashboards[dashboard] = later(p.dashboards[dashboard], at)
	}
	return p
}

// Of says where a pin is. It is gone only where its dashboard is seen, with
// other tiles on it, and no good run of the pin since speaks for the contrary;
// a pin that was never refreshed may be newer than what was seen.
func (p Places) Of(pin Tile) Place {
	if pin.Kind != KindPin || pin.PinnedAs == "" {
		return PlaceUnknown
	}
	if p.there[strings.ToLower(pin.PinnedAs)] {
		return PlaceThere
	}
	at, ok := p.dashboards[strings.ToLower(pin.DashboardID)]
	lastGood := pin.Verdict.LastGood
	if !ok || pin.DashboardID == "" || lastGood.IsZero() || lastGood.After(at) {
		return PlaceUnknown
	}
	return PlaceGone
}
