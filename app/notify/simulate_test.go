package notify

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"mysettings/app/tiles"
)

// world is an account with tiles that break, lose their sign-in and come back,
// by chance.
type world struct {
	rnd   *rand.Rand
	now   time.Time
	conn  tiles.Connection
	tiles []tiles.Tile
	until []time.Time // when the tile's present trouble ends; zero while it is well

	lostUntil   time.Time // the sign-in is gone until then
	blindUntil  time.Time // nothing can be looked at until then
	windowUntil time.Time
	wokeAt      time.Time
}

var brokenBy = []tiles.Cause{
	tiles.CauseGateway, tiles.CauseModelError, tiles.CauseSourceCredentials, tiles.CauseLate, tiles.CauseCapacity,
	tiles.CauseScheduleOff, tiles.CauseUnrecognised, tiles.CauseThrottled,
}

func newWorld(seed uint64) *world {
	w := &world{rnd: rand.New(rand.NewPCG(seed, 1)), now: noon, conn: good("a")}
	for i := range 8 {
		w.tiles = append(w.tiles, tile(fmt.Sprintf("T%d", i), tiles.Fresh, ""))
		w.until = append(w.until, time.Time{})
	}
	return w
}

// chance is true once in so many hours, for a step of half an hour.
func (w *world) chance(hours float64) bool { return w.rnd.Float64() < 0.5/hours }

func (w *world) some(most time.Duration) time.Time {
	return w.now.Add(time.Duration(1 + w.rnd.Int64N(int64(most))))
}

// step lets half an hour pass.
func (w *world) step() {
	w.now = w.now.Add(30 * time.Minute)
	for i := range w.tiles {
		switch {
		case w.until[i].IsZero() && w.chance(24*20):
			v := &w.tiles[i].Verdict
			v.Cause = brokenBy[w.rnd.IntN(len(brokenBy))]
			v.Since = w.now
			switch v.Cause {
			case tiles.CauseLate, tiles.CauseThrottled:
				v.State = tiles.Late
			case tiles.CauseScheduleOff:
				v.State = tiles.Stopped
			default:
				v.State = tiles.Failing
			}
			w.until[i] = w.some(60 * time.Hour)
		case !w.until[i].IsZero() && !w.now.Before(w.until[i]):
			w.tiles[i].Verdict = tiles.Verdict{State: tiles.Fresh}
			w.until[i] = time.Time{}
		}
	}
	begin := func(until *time.Time, hours float64, most time.Duration) {
		if !w.now.Before(*until) && w.chance(hours) {
			*until = w.some(most)
		}
	}
	begin(&w.lostUntil, 24*25, 40*time.Hour)
	begin(&w.blindUntil, 24*10, 8*time.Hour)
	begin(&w.windowUntil, 24, time.Hour)
	if w.chance(24) {
		w.wokeAt = w.now
	}
}

func (w *world) lost() bool { return w.now.Before(w.lostUntil) }

// input is what the watcher would hand to Decide.
func (w *world) input() Input {
	ts := slices.Clone(w.tiles)
	conn := w.conn
	conn.RenewedAt, conn.GoodUntil = w.now, w.now.Add(90*day)
	switch {
	case w.lost():
		conn = ended(conn, tiles.CauseSignInExpired, w.now)
		for i := range ts {
			ts[i].Verdict = tiles.Verdict{State: tiles.Unseen, Cause: tiles.CauseSignInExpired}
			if i%2 == 0 { // kept by this app
				ts[i].Verdict.State = tiles.Stopped
			}
		}
	case w.now.Before(w.blindUntil):
		for i := range ts {
			ts[i].Verdict = tiles.Verdict{State: tiles.Unseen, Cause: tiles.CauseNotChecked}
		}
	}
	in := input(ts...)
	in.Now, in.Connections[0], in.WokeAt = w.now, conn, w.wokeAt
	in.WindowInFront = w.now.Before(w.windowUntil)
	in.Quiet = QuietHours(22*60, 7*60, time.UTC)(w.now)
	kept := in.Attention[:0]
	for _, a := range in.Attention {
		if a.Cause == tiles.CauseNotChecked {
			continue // tiles.Attend doesn't report what can't be seen
		}
		a.Since = w.now.Add(-time.Hour)
		kept = append(kept, a)
	}
	in.Attention = kept
	return in
}

// watchful is the screen of the simulation; it checks each call.
type watchful struct {
	recorder
	t      *testing.T
	in     Input
	shown  map[string][]time.Time // by Key
	counts map[tiles.NoticeKind]int
}

func (s *watchful) Show(ctx context.Context, n tiles.Notice) error {
	in := s.in
	if in.Quiet || in.WindowInFront || in.settling() {
		s.t.Errorf("%v: %q shown in quiet hours, beside the window or just after waking", in.Now, n.Title)
	}
	if all := s.shown[n.Key]; len(all) > 0 && n.Cause != tiles.CauseSignInExpired {
		if since := in.Now.Sub(all[len(all)-1]); since < again {
			s.t.Errorf("%v: %s shown again after %v; want a day at least", in.Now, n.Key, since)
		}
	}
	s.shown[n.Key] = append(s.shown[n.Key], in.Now)
	s.counts[n.Kind]++
	return s.recorder.Show(ctx, n)
}

// Two hundred days with outages of all kinds: nothing is told twice, nothing
// stays untold, and every end is told.
func TestTwoHundredDays(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := newWorld(seed)
			o := told{t: t}
			screen := &watchful{t: t, shown: map[string][]time.Time{}, counts: map[tiles.NoticeKind]int{}}
			for range 200 * 24 * 2 {
				w.step()
				in := w.input()
				in.Open = recent(o.list, w.now)
				screen.in = in
				changes := Decide(in)
				o.save(changes)
				shown, err := Deliver(t.Context(), screen, in, changes)
				if err != nil {
					t.Fatal(err)
				}
				o.save(shown)
				checkList(t, w, in, recent(o.list, w.now), screen)
				if t.Failed() {
					t.FailNow()
				}
			}
			for _, kind := range []tiles.NoticeKind{tiles.NoticeStopped, tiles.NoticeFailing, tiles.NoticeRecovered} {
				if screen.counts[kind] == 0 {
					t.Errorf("no %s notice in 200 days; the simulation tests nothing", kind)
				}
			}
		})
	}
}

// recent is what the store hands over: what is open and the last 30 days.
func recent(list []tiles.Notice, now time.Time) []tiles.Notice {
	var out []tiles.Notice
	for _, n := range list {
		if n.EndedAt.IsZero() || now.Sub(n.At) < 30*day {
			out = append(out, n)
		}
	}
	return out
}

// checkList holds the list and the screen against the world.
func checkList(t *testing.T, w *world, in Input, list []tiles.Notice, screen *watchful) {
	t.Helper()
	open := map[string]tiles.Notice{}
	for _, n := range list {
		if !n.EndedAt.IsZero() {
			if screen.on[n.ID] != "" {
				t.Errorf("%v: %s is over and still on the screen", w.now, n.Key)
			}
			continue
		}
		if _, twice := open[n.Key]; twice {
			t.Errorf("%v: two open notices for %s", w.now, n.Key)
		}
		open[n.Key] = n
	}
	free := !in.Quiet && !in.WindowInFront && !in.settling()
	trouble := false
	for _, a := range in.Attention {
		if patienceFor(w.conn, a.Cause).silent {
			continue
		}
		trouble = true
		n, told := open[troubleKey(a)]
		if !told && !in.settling() {
			t.Errorf("%v: %s is not told", w.now, troubleKey(a))
		}
		if told && free && unseen(n) {
			t.Errorf("%v: %s is in the list and nobody saw it", w.now, n.Key)
		}
		if told && !in.settling() && len(n.Tiles) == 0 {
			t.Errorf("%v: %s names no tiles", w.now, n.Key)
		}
	}
	for key, n := range open {
		if n.Kind == tiles.NoticeRecovered && trouble && !in.settling() {
			t.Errorf("%v: “refreshing again” is open beside trouble", w.now)
		}
		well := len(in.Attention) == 0 && !w.now.Before(w.blindUntil)
		if strings.HasPrefix(key, "stopped/") && well {
			t.Errorf("%v: %s is open and all is well", w.now, key)
		}
	}
	if len(in.Attention) > 0 || w.now.Before(w.blindUntil) || in.settling() {
		return
	}
	// All is well and can be seen: every outage that was told and is less than
	// a week gone is told to be over.
	for _, n := range list {
		if !strings.HasPrefix(n.Key, "stopped/") || n.Kind == tiles.NoticeSignIn || unseen(n) || w.now.Sub(n.EndedAt) > remembered {
			continue
		}
		if !slices.ContainsFunc(list, func(r tiles.Notice) bool {
			return r.Kind == tiles.NoticeRecovered && (!r.At.Before(n.EndedAt) || !r.At.Before(n.ShownAt)) && intersect(r.Tiles, n.Tiles)
		}) {
			t.Errorf("%v: nobody was told that %s is over", w.now, n.Key)
		}
	}
}
