package notify

import (
	"testing"
	"time"

	"mysettings/app/tiles"
)

// An outage ends with the mute of what it was about, and nobody is told that it
// is over: neither then, nor when the tile refreshes again.
func TestMutedOutage(t *testing.T) {
	t.Parallel()
	o := told{t: t}
	bad := tile("Sales", tiles.Failing, tiles.CauseGateway)
	in := input(bad)
	in.Attention[0].Since = noon.Add(-day)
	first := o.step(in)
	if len(first) != 1 || first[0].Kind != tiles.NoticeFailing {
		t.Fatalf("told: %+v", first)
	}

	bad.Muted = tiles.MutedTile
	muted := input(bad)
	muted.Attention, muted.Now = nil, noon.Add(time.Minute)
	if got := o.step(muted); len(got) != 1 || got[0].EndedAt.IsZero() || got[0].ID != first[0].ID {
		t.Errorf("muted: %+v", got)
	}

	well := tile("Sales", tiles.Fresh, tiles.CauseNone)
	well.Muted = tiles.MutedDashboard
	again := input(well)
	again.Now = noon.Add(time.Hour)
	if got := o.step(again); len(got) != 0 {
		t.Errorf("well again: %+v", got)
	}
}

// What is muted doesn't keep the others from being told well.
func TestMutedAmongOthers(t *testing.T) {
	t.Parallel()
	o := told{t: t}
	a, b := tile("A", tiles.Failing, tiles.CauseGateway), tile("B", tiles.Failing, tiles.CauseGateway)
	in := input(a, b)
	in.Attention[0].Since = noon.Add(-day)
	o.step(in)

	b.Muted = tiles.MutedTile
	next := input(tile("A", tiles.Fresh, tiles.CauseNone), b)
	next.Attention, next.Now = nil, noon.Add(time.Hour)
	var recovered []tiles.Notice
	for _, n := range o.step(next) {
		if n.Kind == tiles.NoticeRecovered {
			recovered = append(recovered, n)
		}
	}
	if len(recovered) != 1 || len(recovered[0].Tiles) != 1 {
		t.Errorf("recovered: %+v", recovered)
	}
}
