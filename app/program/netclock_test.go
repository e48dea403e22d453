package program

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"mysettings/app/settings"
	"mysettings/app/tiles"
)

// wrongClock is a computer's clock that can be set wrong.
type wrongClock struct{ off atomic.Int64 }

func (c *wrongClock) now() time.Time      { return time.Now().Round(0).Add(time.Duration(c.off.Load())) }
func (c *wrongClock) set(d time.Duration) { c.off.Store(int64(d)) }

// live lets the app live for a while by its own wake times.
func (x *world) live(d time.Duration) problems {
	x.t.Helper()
	var p problems
	for end := time.Now().Add(d); time.Now().Before(end); {
		next := x.pass()
		wait := next.Sub(x.now())
		if wait <= 0 || wait > time.Hour {
			p.add("the next pass is due in %v", wait)
			return p
		}
		time.Sleep(min(wait, time.Until(end)))
	}
	return p
}

// TestWrongClock lets the computer's clock be wrong by a day, either way: no
// sign-in is lost for it and nothing is told, and once it is right again
// everything is as it was. It is wrong for three lives of a token, or with
// -allcells for more than a day.
func TestWrongClock(t *testing.T) {
	wrong := 3 * time.Hour
	if *all {
		wrong = 30 * time.Hour
	}
	for _, off := range []time.Duration{24 * time.Hour, -24 * time.Hour, 10 * time.Minute, -10 * time.Minute} {
		t.Run(off.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				clock := &wrongClock{}
				x := newWorld(t, Options{wall: clock.now})
				time.Sleep(25 * time.Hour)
				x.settle()
				b := x.before()
				clock.set(off)
				var p problems
				p = append(p, x.live(wrong)...)
				p = append(p, x.unharmed(b)...)
				clock.set(0)
				p = append(p, x.recovers(time.Hour)...)
				p = append(p, x.unharmed(b)...)
				p = append(p, x.safe()...)
				for _, w := range p {
					t.Error(w)
				}
			})
		})
	}
}

// TestRetryAfterByAWrongClock: a time to come back at is by the server's clock.
func TestRetryAfterByAWrongClock(t *testing.T) {
	for _, off := range []time.Duration{24 * time.Hour, -24 * time.Hour} {
		for _, c := range calls() {
			if c.name != "runs" && c.name != "renewal" && c.name != "server: subscriptions" {
				continue
			}
			t.Run(fmt.Sprint(c.name, " ", off), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					clock := &wrongClock{}
					x := newWorld(t, Options{wall: clock.now})
					clock.set(off)
					x.settle()
					time.Sleep(3 * time.Hour)
					begun := time.Now()
					f := throttles("", http.StatusTooManyRequests, func() string { return time.Now().Add(5 * time.Minute).UTC().Format(http.TimeFormat) }, 299*time.Second, 0)
					a := x.w.arm(f, c.target)
					var again time.Duration
					for again < 10*time.Second && time.Since(begun) < 2*time.Hour {
						next := x.pass()
						if hits := x.w.hits(a); len(hits) > 0 {
							again = hits[len(hits)-1].Sub(hits[0])
						}
						time.Sleep(max(next.Sub(x.now()), time.Second))
					}
					if again < 299*time.Second || again > time.Hour {
						t.Errorf("asked again after %v; want 5 minutes or somewhat more", again)
					}
				})
			})
		}
	}
}

// TestSignInByAWrongClock: signing in works by the service's clock, and the
// dates that are kept are its.
func TestSignInByAWrongClock(t *testing.T) {
	for _, off := range []time.Duration{24 * time.Hour, -24 * time.Hour} {
		t.Run(off.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				clock := &wrongClock{}
				clock.set(off)
				x := bareWorld(t, Options{wall: clock.now})
				x.set(settings.KeyProxy, "direct")
				x.signIn()
				c := x.connection(x.power)
				if d := time.Since(c.SignedInAt); d.Abs() > time.Minute {
					t.Errorf("signed in %v ago", d)
				}
				if _, err := x.p.SignIn.Access(t.Context(), x.power); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// TestAsleepForAWeek lets the computer sleep for a week, with the network gone
// when it wakes: nothing is told of it, neither then nor in the minutes after.
func TestAsleepForAWeek(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newWorld(t, Options{})
		time.Sleep(25 * time.Hour)
		x.settle()
		b := x.before()
		x.w.mu.Lock()
		for _, host := range []string{loginHost, apiHost, serverHost} {
			x.w.down[host] = downNoName
		}
		x.w.mu.Unlock()
		time.Sleep(7 * 24 * time.Hour)
		x.p.Watcher.Woke(time.Now())
		var p problems
		p = append(p, x.live(10*time.Minute)...)
		p = append(p, x.unharmed(b)...)
		p = append(p, x.recovers(30*time.Minute)...)
		p = append(p, x.unharmed(b)...)
		for _, tile := range x.tiles() {
			if v := tiles.Aged(tile.Verdict, x.now()); v.State != b.tiles[tile.ID].State && v.State != tiles.Fresh {
				p.add("tile %q is %s after it was %s", tile.Title, v.State, b.tiles[tile.ID].State)
			}
		}
		for _, w := range p {
			t.Error(w)
		}
	})
}
