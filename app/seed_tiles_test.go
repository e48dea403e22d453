package app

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"mysettings/app/tiles"
	"mysettings/store"
)

// seedStrip is what the last runs of a tile with that verdict look like.
func seedStrip(i int, v tiles.Verdict) tiles.Strip {
	switch v.State {
	case tiles.Failing:
		return "ggggggmgggff"
	case tiles.Stopped:
		return "gggggggffffp"
	case tiles.Late:
		return "gggggcgggggm"
	case tiles.Fresh:
		if i%7 == 3 {
			return "ggggfgggmggg"
		}
		return "gggggggggggg"
	}
	return ""
}

// fillRuns gives tiles a past, and mutes one of them. Where there are few, each
// model has the runs of its tile that is worst off.
func fillRuns(t testing.TB, s *store.Store, ts []tiles.Tile, feeds map[string]tiles.Feed, verdicts map[string]tiles.Verdict, now time.Time) {
	t.Helper()
	ctx := context.Background()
	strips := map[string]tiles.Strip{}
	worst := map[string]tiles.Strip{}
	for i, x := range ts {
		strip := seedStrip(i, verdicts[x.ID])
		strips[x.ID] = strip
		if old, ok := worst[x.Feed]; !ok || strings.Count(string(strip), "g") < strings.Count(string(old), "g") && strip != "" {
			worst[x.Feed] = strip
		}
	}
	if err := s.SaveStrips(ctx, strips); err != nil {
		t.Fatal(err)
	}
	if len(ts) > 200 {
		return
	}
	for id, strip := range worst {
		f := feeds[id]
		for i, mark := range strip {
			start := now.Add(-time.Duration(len(strip)-i)*4*time.Hour + 11*time.Minute).UTC()
			r := tiles.Run{ID: fmt.Sprint(id, "-", i), Start: start, End: start.Add(time.Duration(3+i%4) * time.Minute), Trigger: "Scheduled"}
			switch tiles.Mark(mark) {
			case tiles.MarkGood:
				r.Status = tiles.RunGood
			case tiles.MarkFailed:
				r.Status, r.Code, r.Text = tiles.RunFailed, "DM_GWPipeline_Gateway_DataSourceAccessError", "The credentials provided for the SQL source are invalid."
			case tiles.MarkCancelled:
				r.Status = tiles.RunCancelled
			default:
				continue
			}
			f.Runs = append(f.Runs, r)
		}
		if err := s.SaveLook(ctx, f); err != nil {
			t.Fatal(err)
		}
	}
	if len(ts) > 7 {
		if err := s.MuteTiles(ctx, []string{ts[7].ID}, true, now); err != nil {
			t.Fatal(err)
		}
	}
}
