package tiles

import (
	"math/rand/v2"
	"testing"
	"time"
)

// Far from any change of clocks a slot is a matter of counting, and comes to
// the same as looking at all slots around.
func TestCalmSlots(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	counted := 0
	for _, zone := range []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca"} {
		loc, ok := Zone(zone)
		if !ok {
			t.Fatal(zone)
		}
		for range 4000 {
			c := count{anchor: 1_000_000_000 + r.Int64N(900_000_000), every: 3660 + 60*r.Int64N(10*24*60), loc: loc}
			at := c.anchor + r.Int64N(300_000_000)
			if r.IntN(4) == 0 {
				at = c.anchor + r.Int64N(3*c.every)
			}
			prev, next := c.anchor, int64(-1)
			for _, slot := range c.near(at) {
				if slot <= at {
					prev = max(prev, slot)
				} else if next < 0 || slot < next {
					next = slot
				}
			}
			for after, want := range []int64{prev, next} {
				got, ok := c.calm(at, int64(after))
				if !ok {
					continue
				}
				if counted++; got != want {
					t.Fatalf("%s, every %d s from %d: %d after %s is %s, want %s", zone, c.every, c.anchor, after,
						time.Unix(at, 0).In(loc), time.Unix(got, 0).In(loc), time.Unix(want, 0).In(loc))
				}
			}
		}
	}
	if counted < 20_000 {
		t.Errorf("only %d of 40,000 slots were counted", counted)
	}
}
