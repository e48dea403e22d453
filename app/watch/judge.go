package watch

import (
	"time"

	"mysettings/app/tiles"
)

// Judge judges every feed once and every tile by its feed. It is pure; the
// maps are by ID. every is how often a feed that is well is looked at.
func Judge(conns []tiles.Connection, feeds []tiles.Feed, ts []tiles.Tile, leadDays int, every time.Duration, now time.Time) (feedVerdicts, tileVerdicts map[string]tiles.Verdict) {
	signIns := make(map[string]tiles.SignIn, len(conns))
	for _, c := range conns {
		s := tiles.JudgeSignIn(c, leadDays, now)
		s.Patience = tiles.PatienceFor(every)
		signIns[c.ID] = s
	}
	feedVerdicts = make(map[string]tiles.Verdict, len(feeds))
	byID := make(map[string]*tiles.Feed, len(feeds))
	verdicts := tiles.JudgeAll(feeds, func(f *tiles.Feed) tiles.SignIn { return signIns[f.Connection] }, now)
	for i := range feeds {
		f := &feeds[i]
		byID[f.ID] = f
		feedVerdicts[f.ID] = verdicts[i]
	}
	tileVerdicts = make(map[string]tiles.Verdict, len(ts))
	for _, t := range ts {
		tileVerdicts[t.ID] = tiles.JudgeTile(t, byID[t.Feed], feedVerdicts[t.Feed], signIns[t.Connection], now)
	}
	return feedVerdicts, tileVerdicts
}
