package tiles

import "testing"

func TestPlacement(t *testing.T) {
	t.Parallel()
	pinTile := func(change ...func(*Tile)) Tile {
		t := pin("a", Fresh, "", wasGood("08:00"))
		t.PinnedAs, t.DashboardID = "T-1", "D-1"
		for _, f := range change {
			f(&t)
		}
		return t
	}
	seen := func(id, dashboard string) Tile {
		return Tile{ID: "pbi/" + id, Connection: "pbi", DashboardID: dashboard, Kind: KindStatic}
	}
	listed := conn(func(c *Connection) { c.InventoryAt = clockAt("11:00") })
	gone := seen("t-1", "d-1")
	gone.Gone = clockAt("10:00")
	for _, tt := range []struct {
		name string
		pin  Tile
		all  []Tile
		c    Connection
		want Place
	}{
		{"no sign-in to Power BI", pinTile(), nil, rs(), PlaceUnknown},
		{"it is there", pinTile(), []Tile{seen("t-0", "d-1"), seen("t-1", "d-1")}, listed, PlaceThere},
		{"its dashboard is there, it is not", pinTile(), []Tile{seen("t-0", "d-1")}, listed, PlaceGone},
		{"it was kept and has gone", pinTile(), []Tile{seen("t-0", "d-1"), gone}, listed, PlaceGone},
		{"its dashboard is not seen", pinTile(), []Tile{seen("t-0", "d-2")}, listed, PlaceUnknown},
		{"refreshed since the dashboards were listed", pinTile(wasGood("11:30")), []Tile{seen("t-0", "d-1")}, listed, PlaceUnknown},
		{"never refreshed: perhaps it is new", pinTile(wasGood("")), []Tile{seen("t-0", "d-1")}, listed, PlaceUnknown},
		{"its tile is not known", pinTile(func(t *Tile) { t.PinnedAs = "" }), []Tile{seen("t-0", "d-1")}, listed, PlaceUnknown},
		{"the dashboards were never listed", pinTile(), []Tile{seen("t-1", "d-1")}, conn(), PlaceUnknown},
		{"the sign-in to Power BI has ended", pinTile(), []Tile{seen("t-1", "d-1")}, conn(ended, func(c *Connection) { c.InventoryAt = clockAt("11:00") }), PlaceUnknown},
		{"another kind of tile", seen("t-1", "d-1"), []Tile{seen("t-1", "d-1")}, listed, PlaceUnknown},
		{"a pin is no tile of Power BI's", pinTile(), []Tile{{ID: "pbi/x", Connection: "rs", DashboardID: "d-1"}}, listed, PlaceUnknown},
	} {
		if got := NewPlaces(append(tt.all, tt.pin), []Connection{tt.c}).Of(tt.pin); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// The places of many pins are found in one go.
func TestPlacesOfMany(t *testing.T) {
	t.Parallel()
	c := conn(func(c *Connection) { c.InventoryAt = clockAt("11:00") })
	ts, _ := big(at(testNow))
	for i := range ts {
		ts[i].DashboardID = "d"
	}
	places := NewPlaces(ts, []Connection{c})
	for i := range 5000 {
		p := Tile{Kind: KindPin, PinnedAs: ts[i].ID[len("pbi/"):], DashboardID: "d"}
		if places.Of(p) != PlaceThere {
			t.Fatalf("pin %d is not there", i)
		}
	}
}
