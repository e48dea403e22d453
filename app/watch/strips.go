package watch

import "mysettings/app/tiles"

// Strips are the strips of the tiles that differ from those they have, by
// Tile.ID. It is pure. A tile that is kept is told what its own schedule missed,
// and not what its neighbours' did.
func Strips(feeds []tiles.Feed, ts []tiles.Tile) map[string]tiles.Strip {
	byID := make(map[string]*tiles.Feed, len(feeds))
	for i := range feeds {
		byID[feeds[i].ID] = &feeds[i]
	}
	plain := make(map[string]tiles.Strip, len(feeds))
	changed := map[string]tiles.Strip{}
	for i := range ts {
		t := &ts[i]
		f := byID[t.Feed]
		var strip tiles.Strip
		if t.Keep != nil {
			strip = tiles.StripOf(f, []tiles.Keep{*t.Keep})
		} else {
			known := false
			if strip, known = plain[t.Feed]; !known {
				strip = tiles.StripOf(f, nil)
				plain[t.Feed] = strip
			}
		}
		if strip != t.Strip {
			changed[t.ID] = strip
		}
	}
	return changed
}
