package tray

import (
	"context"
	"time"
)

const (
	// tick is how often the clocks are compared where nobody tells of waking.
	tick = time.Minute
	// slack is by how much they may differ: a busy machine ticks late.
	slack = 30 * time.Second
)

// Wakes tells when the machine woke from sleep, with the time of waking. Where
// the system doesn't tell, it compares clocks once a minute and takes a clock
// that was set for waking as well. The channel holds one unread wake and is
// closed when ctx ends.
func Wakes(ctx context.Context) <-chan time.Time {
	out := make(chan time.Time, 1)
	go func() {
		defer close(out)
		wakes(ctx, out)
	}()
	return out
}

// tell puts t into out unless a wake is still unread there.
func tell(out chan<- time.Time, t time.Time) {
	select {
	case out <- t:
	default:
	}
}

// reading is both clocks at one moment.
type reading struct {
	wall time.Time     // what the clock on the wall says
	run  time.Duration // how long the machine has run; on Linux, without sleep
}

// clocks returns a function that reads both clocks.
func clocks() func() reading {
	start := time.Now()
	return func() reading {
		now := time.Now()
		return reading{wall: now.Round(0), run: now.Sub(start)}
	}
}

// slept tells whether the machine slept, or its clock was set, between two
// readings that should be a tick apart. Where the running clock stops during
// sleep the two clocks disagree; where it doesn't, the tick came late.
func slept(before, after reading) bool {
	wall, run := after.wall.Sub(before.wall), after.run-before.run
	return wall-run > slack || run-wall > slack || run > tick+slack
}

// compare watches the clocks until ctx ends.
func compare(ctx context.Context, read func() reading, out chan<- time.Time) {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	before := read()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			after := read()
			if slept(before, after) {
				tell(out, after.wall)
			}
			before = after
		}
	}
}
