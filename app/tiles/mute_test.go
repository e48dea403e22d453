package tiles

import "testing"

func muted(t *Tile) { t.Muted = MutedTile }

func TestMutedTilesNeedNothing(t *testing.T) {
	t.Parallel()
	now := at(testNow)
	looked := conn(func(c *Connection) { c.CheckedAt = now })
	ts := []Tile{
		tile("1", Failing, CauseGateway), tile("2", Failing, CauseGateway, muted),
		tile("3", Stopped, CauseScheduleOff, func(t *Tile) { t.Muted = MutedDashboard }),
	}
	att := Attend([]Connection{looked}, 14, ts, now)
	if len(att) != 1 || len(att[0].Tiles) != 1 || att[0].Tiles[0] != ts[0].ID {
		t.Errorf("attention: %+v", att)
	}
	if c := Count(ts, now); c != (Counts{Total: 3, Failing: 1, Muted: 2}) {
		t.Errorf("counts: %+v", c)
	}

	// All is well where everything that isn't is muted.
	ts = ts[1:]
	att, c := Attend([]Connection{looked}, 14, ts, now), Count(ts, now)
	if h := Overall([]Connection{looked}, 14, c, att, now); len(att) != 0 || h != HealthGood {
		t.Errorf("attention %+v, health %s", att, h)
	}

	// A sign-in that is gone is told, whatever is muted; the tiles aren't.
	gone := conn(ended)
	att = Attend([]Connection{gone}, 14, []Tile{tile("1", Stopped, CauseSignInExpired, muted)}, now)
	if len(att) != 1 || att[0].Cause != CauseSignInExpired || len(att[0].Tiles) != 0 {
		t.Errorf("sign-in: %+v", att)
	}

	// Pins that were well and failed at once are suspicious only where somebody
	// wants to hear of them.
	server := rs(says(ServerStatus("")))
	pins := []Tile{tile("a", Failing, CauseUnrecognised, muted), tile("b", Failing, CauseUnrecognised, muted)}
	for i := range pins {
		pins[i].Connection, pins[i].Verdict.LastGood, pins[i].Verdict.Since = server.ID, clockAt("09:00"), clockAt("10:00")
	}
	if att := Attend([]Connection{server}, 14, pins, now); len(att) != 0 {
		t.Errorf("pins: %+v", att)
	}
}
