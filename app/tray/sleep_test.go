package tray

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestSlept(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		wall, run time.Duration
		want      bool
	}{
		{"a tick", tick, tick, false},
		{"a busy machine", tick + 20*time.Second, tick + 20*time.Second, false},
		{"a clock set right by a little", tick + 2*time.Second, tick, false},
		{"slept, the running clock stood still", 8 * time.Hour, tick, true},
		{"slept, the running clock went on", 8 * time.Hour, 8 * time.Hour, true},
		{"clock set back", -time.Hour, tick, true},
		{"clock set forward", time.Hour, tick, true},
		{"at the edge", tick + slack, tick, false},
		{"over the edge", tick + slack + 1, tick, true},
	} {
		before := reading{wall: noon, run: time.Hour}
		after := reading{wall: noon.Add(c.wall), run: time.Hour + c.run}
		if got := slept(before, after); got != c.want {
			t.Errorf("%s: slept = %v; want %v", c.name, got, c.want)
		}
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		read := clocks()
		var asleep atomic.Int64 // nanoseconds
		out := make(chan time.Time, 1)
		done := make(chan struct{})
		go func() {
			defer close(done)
			compare(ctx, func() reading { r := read(); r.wall = r.wall.Add(time.Duration(asleep.Load())); return r }, out)
		}()
		time.Sleep(10*tick + time.Second)
		synctest.Wait()
		select {
		case at := <-out:
			t.Errorf("woke at %v without having slept", at)
		default:
		}
		asleep.Store(int64(time.Hour))
		time.Sleep(tick)
		synctest.Wait()
		select {
		case at := <-out:
			if want := time.Now().Add(time.Hour); want.Sub(at) > tick {
				t.Errorf("woke at %v; want about %v", at, want)
			}
		default:
			t.Error("an hour of sleep went unnoticed")
		}
		cancel()
		<-done
	})
}

func TestWakesEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	wakes := Wakes(ctx)
	cancel()
	for range wakes {
	}
}
