package command

import (
	"context"
	"math"
	"runtime/debug"
	"time"

	"mysettings/app/tray"
)

// calm is how long nothing must happen before the resident rests.
const calm = 2 * time.Second

// How eagerly garbage is collected. While the resident rests there is none, and
// the collection that Go makes every two minutes regardless would only touch
// what has been given back; the limit is for work that begins unannounced.
const (
	collectBusy  = 50 // percent of what lives
	collectNever = -1
	restingLimit = 32 << 20 // bytes
)

// restAfter calls rest after every spell of work, the start included, and wake
// when the next one begins, until ctx ends. While nothing stirs it costs nothing.
func restAfter(ctx context.Context, stirred <-chan struct{}, rest, wake func()) {
	wake()
	defer wake()
	resting := false
	timer := time.NewTimer(calm)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-stirred:
			if resting {
				wake()
				resting = false
			}
			timer.Reset(calm)
		case <-timer.C:
			rest()
			resting = true
		}
	}
}

// rest gives back the memory that work has taken: a look at everything takes
// several times what the resident needs between two looks, where it is nearly
// all day.
func (r *resident) rest() {
	r.p.Rest()
	debug.SetGCPercent(collectNever)
	debug.SetMemoryLimit(restingLimit)
	debug.FreeOSMemory()
	tray.Rest()
}

// wake gets ready for work.
func (r *resident) wake() {
	debug.SetGCPercent(collectBusy)
	debug.SetMemoryLimit(math.MaxInt64)
}
