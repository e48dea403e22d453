package app

import (
	"slices"
	"time"

	"mysettings/app/tiles"
)

// The most that a History tells.
const (
	maxHistoryDays    = 3650
	maxHistoryOutages = 200
	maxOutageNames    = 50
	maxOutageTiles    = 500
)

// History is how the tiles were doing on the last days of the person's
// calendar. Times are RFC 3339 in UTC, empty where there is none.
type History struct {
	At string `json:"at"`
	// Days has one entry for each day, the oldest first, today last.
	Days []HistoryDay `json:"days"`
	// Share is which share of what was seen on all of them was fresh, in
	// percent; -1 where nothing was seen.
	Share int `json:"share"`
	// Outages are the newest, those that still last before everything else;
	// MoreOutages counts those that are left out.
	Outages     []Outage `json:"outages"`
	MoreOutages int      `json:"moreOutages"`
}

// HistoryDay is one day of a History. Fresh, Stale and Unknown are percents of
// the time of all its tiles, that add up to 100, or are all 0 on a day without
// any. Unknown is when nobody looked.
type HistoryDay struct {
	// From is the first moment of the day and To that of the next, or now.
	From    string  `json:"from"`
	To      string  `json:"to"`
	Fresh   float64 `json:"fresh"`
	Stale   float64 `json:"stale"`
	Unknown float64 `json:"unknown"`
	// Share is which share of what was seen was fresh, in percent: 100 only
	// where all of it was, 0 only where nothing was; -1 where nothing was seen.
	Share int `json:"share"`
	// Tiles is how many there were, StaleTiles how many of them were stale for
	// some time.
	Tiles      int `json:"tiles"`
	StaleTiles int `json:"staleTiles"`
}

// Outage is a time in which tiles of one connection needed somebody, for one
// cause.
type Outage struct {
	// ID is stable as long as the outage begins when it does.
	ID         string      `json:"id"`
	Connection string      `json:"connection"`
	Cause      tiles.Cause `json:"cause"`
	// State is the worst that any of the tiles was in.
	State tiles.State `json:"state"`
	From  string      `json:"from"`
	// To is empty while it lasts.
	To string `json:"to"`
	// Count is how many tiles it struck. Names and Tiles, their IDs, may leave
	// some out; Tiles holds only those that are still there.
	Count      int      `json:"count"`
	Names      []string `json:"names"`
	Tiles      []string `json:"tiles"`
	Dashboards []string `json:"dashboards"`
}

// History returns how the tiles of a connection, or all where it is empty, were
// doing on the last days.
func (b *Bindings) History(days int, connection string) (History, error) {
	now := b.localNow()
	days = min(max(days, 1), maxHistoryDays)
	// From a day more: the oldest may begin before so many times 24 hours.
	past, err := b.b.Store.Past(b.life, now.AddDate(0, 0, -days-1))
	if err != nil {
		return History{}, fail(err)
	}
	there, err := b.b.Store.Tiles(b.life)
	if err != nil {
		return History{}, fail(err)
	}
	return buildHistory(past.Of(connection), days, there, now), nil
}

// localNow is now on the person's clock.
func (b *Bindings) localNow() time.Time {
	loc, ok := tiles.Zone(b.b.Zone)
	if !ok {
		loc = time.Local
	}
	return b.b.Now().In(loc)
}

// buildHistory is pure. there are the tiles of now.
func buildHistory(p tiles.Past, days int, there []tiles.Tile, now time.Time) History {
	h := History{At: stamp(now), Share: -1, Days: []HistoryDay{}, Outages: []Outage{}}
	var sum tiles.Day
	begin := now
	for _, d := range tiles.Days(p, days, now) {
		h.Days = append(h.Days, historyDay(d))
		sum.Fresh, sum.Stale = sum.Fresh+d.Fresh, sum.Stale+d.Stale
		if d.From.Before(begin) {
			begin = d.From
		}
	}
	h.Share = share(sum)
	known := make(map[string]bool, len(there))
	for i := range there {
		known[there[i].ID] = true
	}
	outages := tiles.Outages(p, begin)
	if h.MoreOutages = len(outages) - maxHistoryOutages; h.MoreOutages > 0 {
		outages = outages[:maxHistoryOutages]
	} else {
		h.MoreOutages = 0
	}
	for _, o := range outages {
		h.Outages = append(h.Outages, outage(o, known))
	}
	return h
}

func historyDay(d tiles.Day) HistoryDay {
	out := HistoryDay{From: stamp(d.From), To: stamp(d.To), Share: share(d), Tiles: d.Tiles, StaleTiles: d.StaleTiles}
	if all := d.Fresh + d.Stale + d.Unknown; all > 0 {
		percent := func(part time.Duration) float64 { return 100 * float64(part) / float64(all) }
		out.Fresh, out.Stale, out.Unknown = percent(d.Fresh), percent(d.Stale), percent(d.Unknown)
	}
	return out
}

// share is a day's Share in whole percent, rounded so that "all" and "nothing"
// are never said of what isn't.
func share(d tiles.Day) int {
	s, ok := d.Share()
	switch {
	case !ok:
		return -1
	case d.Stale == 0:
		return 100
	case d.Fresh == 0:
		return 0
	}
	return min(max(int(100*s+0.5), 1), 99)
}

func outage(o tiles.Outage, known map[string]bool) Outage {
	out := Outage{
		ID:         o.Connection + "/" + string(o.Cause) + "/" + o.From.UTC().Format("20060102150405.000"),
		Connection: o.Connection,
		Cause:      o.Cause,
		State:      o.State,
		From:       stamp(o.From),
		To:         stamp(o.To),
		Count:      len(o.Tiles),
		Names:      orEmpty(slices.Clone(o.Names[:min(len(o.Names), maxOutageNames)])),
		Tiles:      []string{},
		Dashboards: orEmpty(slices.Clone(o.Dashboards[:min(len(o.Dashboards), maxOutageNames)])),
	}
	for _, id := range o.Tiles {
		if known[id] && len(out.Tiles) < maxOutageTiles {
			out.Tiles = append(out.Tiles, id)
		}
	}
	return out
}
