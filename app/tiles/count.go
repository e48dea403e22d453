package tiles

import "time"

// Counts is how many tiles are in each State. Those that are muted count in
// Total and in Muted only.
type Counts struct{ Total, Fresh, Waiting, Late, Failing, Stopped, Unseen, Muted int }

// Count counts tiles by the verdicts saved on them, as Aged shows them at now.
// A tile that was never judged is unseen.
func Count(ts []Tile, now time.Time) Counts {
	c := Counts{Total: len(ts)}
	for i := range ts {
		if ts[i].Muted != NotMuted {
			c.Muted++
			continue
		}
		c.add(agedState(&ts[i].Verdict, now))
	}
	return c
}

func (c *Counts) add(s State) {
	switch s {
	case Fresh:
		c.Fresh++
	case Waiting:
		c.Waiting++
	case Late:
		c.Late++
	case Failing:
		c.Failing++
	case Stopped:
		c.Stopped++
	default:
		c.Unseen++
	}
}

// Bad is how many tiles are late, failing or stopped.
func (c Counts) Bad() int { return c.Late + c.Failing + c.Stopped }
