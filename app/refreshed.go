package app

import (
	"mysettings/app/tiles"
	"mysettings/app/watch"
	"mysettings/app/words"
)

// refreshed is what became of the tiles, as the page shows it.
func refreshed(results []watch.Result) []RefreshResult {
	out := make([]RefreshResult, 0, len(results))
	for _, r := range results {
		one := RefreshResult{Tile: r.Tile, Outcome: r.Ask.Outcome}
		if r.Err != nil {
			one.Text = words.Of(r.Err).String()
		} else {
			one.Accepted = r.Ask.Outcome == tiles.AskAccepted || r.Ask.Outcome == tiles.AskRunning
			one.Text = words.OfAsk(r.Ask)
		}
		out = append(out, one)
	}
	return out
}
