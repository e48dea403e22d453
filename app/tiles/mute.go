package tiles

// Muted tells whether the person wants to hear nothing about a tile: it is
// watched and kept fresh as before, but it needs no attention, makes no notice
// and says nothing about how everything is.
type Muted string

// The ways to be muted. A tile that is muted with its dashboard may be muted by
// itself as well.
const (
	NotMuted       Muted = ""
	MutedTile      Muted = "tile"
	MutedDashboard Muted = "dashboard"
)
