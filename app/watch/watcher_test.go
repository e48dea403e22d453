package watch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"mysettings/app/powerbi"
	"mysettings/app/signin"
	"mysettings/app/tiles"
	"mysettings/store"
)

func TestFirstPassSeesEverything(t *testing.T) {
	w := newWorld(t)
	w.once()
	want := map[string]tiles.State{"Revenue": tiles.Fresh, "Margin": tiles.Fresh, "Budget": tiles.Fresh, "Welcome": tiles.Unseen}
	for title, state := range want {
		if got := w.states()[title]; got != state {
			t.Errorf("%s is %q; want %q", title, got, state)
		}
	}
	if got := w.service.count("runs sales"); got != 1 {
		t.Errorf("the model of two tiles was looked at %d times; want once", got)
	}
	c, err := w.store.Connection(t.Context(), account)
	if err != nil || !c.CheckedAt.Equal(morning) || !c.InventoryAt.Equal(morning) {
		t.Errorf("checked at %v, inventory at %v, %v; want both now", c.CheckedAt, c.InventoryAt, err)
	}
	if got := w.screen.titles(); len(got) != 0 {
		t.Errorf("told %q; want nothing", got)
	}
}

func TestQuietDayCostsFewCalls(t *testing.T) {
	w := newWorld(t)
	w.once()
	before := w.service.total()
	passes := w.until(morning.Add(10 * time.Hour))
	calls := w.service.total() - before
	// Two models looked at hourly, one more inventory or two.
	if calls > 30 {
		t.Errorf("10 quiet hours cost %d calls; want at most 30", calls)
	}
	if passes > 60 {
		t.Errorf("10 quiet hours cost %d passes; want at most 60", passes)
	}
}

// keepBoth keeps the two tiles of one model fresh hourly at half past.
func keepBoth(t *testing.T, w *world) {
	t.Helper()
	for _, id := range []string{"revenue", "margin"} {
		k := tiles.Keep{Tile: account + "/" + id, Every: tiles.Hourly, At: 30, Zone: "UTC"}
		if err := w.Keep(t.Context(), k); err != nil {
			t.Fatal(err)
		}
	}
}

func TestKeptModelIsAskedOncePerSlot(t *testing.T) {
	w := newWorld(t)
	w.once()
	keepBoth(t, w)
	w.until(morning.Add(3*time.Hour + 45*time.Minute))
	// Slots at 8:30, 9:30, 10:30 and 11:30.
	if got := w.service.count("refresh sales"); got != 4 {
		t.Errorf("asked %d times for four slots of two tiles on one model; want 4", got)
	}
	if got := w.service.count("refresh costs"); got != 0 {
		t.Errorf("asked %d times for a model that isn't kept; want 0", got)
	}
	if got := w.states()["Margin"]; got != tiles.Fresh {
		t.Errorf("kept tile is %q; want fresh", got)
	}
}

func TestAnotherProcessDoesNotAskAgain(t *testing.T) {
	w := newWorld(t)
	w.once()
	keepBoth(t, w)
	w.clock.set(morning.Add(31 * time.Minute))
	w.once()
	other, err := store.Open(t.Context(), w.dir, store.Options{Now: w.clock.now, Protection: "memory"})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := w.another(other).pass(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := w.service.count("refresh sales"); got != 1 {
		t.Errorf("asked %d times for one slot; want once", got)
	}
}

// refuse is what package signin does when a renewal is refused for good.
func (w *world) refuse() error {
	err := &signin.Error{Op: "renewing", State: tiles.Expired, Cause: tiles.CauseSignInRefused, Remedy: tiles.RemedySignIn, Code: "invalid_grant"}
	if err := w.store.UpdateConnection(w.t.Context(), account, func(c *tiles.Connection) error {
		c.EndedAt = w.clock.now()
		c.Problem = &tiles.Problem{Cause: tiles.CauseSignInRefused, Remedy: tiles.RemedySignIn, Code: "invalid_grant"}
		return nil
	}); err != nil {
		w.t.Fatal(err)
	}
	w.service.setFault(err)
	return err
}

func TestSignInGoneAndBack(t *testing.T) {
	w := newWorld(t)
	w.once()
	keepBoth(t, w)
	w.until(morning.Add(20 * time.Minute))
	w.refuse()
	w.until(morning.Add(40 * time.Minute))

	if got := w.states()["Revenue"]; got != tiles.Stopped {
		t.Errorf("kept tile is %q after its refresh couldn't be asked for; want stopped", got)
	}
	if got := w.states()["Budget"]; got != tiles.Unseen {
		t.Errorf("tile that Power BI refreshes by itself is %q; want unseen", got)
	}
	want := "We couldn't refresh some tiles in Power BI"
	if got := w.screen.titles(); !slices.Equal(got, []string{want}) {
		t.Fatalf("told %q; want %q once", got, want)
	}

	// Nothing changes for a day: nothing is asked, nothing is told again.
	calls, told := w.service.total(), w.screen.count
	w.until(morning.Add(20 * time.Hour))
	if got := w.service.total(); got != calls {
		t.Errorf("%d calls while signed out; want none", got-calls)
	}
	if got := w.screen.count; got != told {
		t.Errorf("told %d times more while nothing changed; want none", got-told)
	}

	// Signed in again: one catch-up for all the slots that were missed, at once.
	asked := w.service.count("refresh sales")
	w.service.setFault(nil)
	w.signIn()
	w.once()
	if got := w.service.count("refresh sales") - asked; got != 1 {
		t.Errorf("asked %d times in the first pass after signing in; want once", got)
	}
	if got := w.screen.titles(); len(got) != 0 {
		t.Errorf("told %q before the refresh that was asked for has run; want nothing", got)
	}
	w.until(morning.Add(20*time.Hour + 10*time.Minute))
	if got := w.service.count("refresh sales") - asked; got != 1 {
		t.Errorf("caught up with %d refreshes; want one", got)
	}
	if got := w.states()["Revenue"]; got != tiles.Fresh {
		t.Errorf("kept tile is %q after catching up; want fresh", got)
	}
	if got := w.screen.titles(); !slices.Equal(got, []string{"Your tiles are refreshing again"}) {
		t.Errorf("told %q; want that they refresh again", got)
	}
	// And on the same schedule as before.
	asked = w.service.count("refresh sales")
	w.until(morning.Add(22*time.Hour + 10*time.Minute))
	if got := w.service.count("refresh sales") - asked; got != 2 {
		t.Errorf("%d refreshes in the two hours after; want 2", got)
	}
}

func TestThrottledStopsEveryCall(t *testing.T) {
	w := newWorld(t)
	w.once()
	until := morning.Add(3 * time.Hour)
	w.service.setFault(&powerbi.Error{Op: "runs", Status: 429, Cause: tiles.CauseThrottled, RetryAfter: until})
	w.clock.add(70 * time.Minute)
	w.once()
	calls := w.service.total()
	w.until(until.Add(-time.Minute))
	if got := w.service.total(); got != calls {
		t.Errorf("%d calls before Retry-After; want none", got-calls)
	}
	if got := w.screen.titles(); len(got) != 0 {
		t.Errorf("told %q about being throttled; want nothing", got)
	}
	w.service.setFault(nil)
	w.until(until.Add(30 * time.Minute))
	if got := w.service.total(); got == calls {
		t.Error("no call after Retry-After")
	}
}

func TestUnreachableIsNeitherAlarmNorSignOut(t *testing.T) {
	w := newWorld(t)
	w.once()
	w.service.setFault(&powerbi.Error{Op: "runs", Cause: tiles.CauseServerUnreachable, Err: errors.New("connection refused")})
	before := w.service.total()
	w.until(morning.Add(4 * time.Hour))
	calls := w.service.total() - before
	if calls < 4 || calls > 80 {
		t.Errorf("%d calls to an unreachable service in 4 hours; want a few, less and less often", calls)
	}
	if got := w.screen.titles(); len(got) != 0 {
		t.Errorf("told %q; want nothing", got)
	}
	c, err := w.store.Connection(t.Context(), account)
	if err != nil || !c.EndedAt.IsZero() || c.Problem != nil {
		t.Errorf("connection is %+v, %v; want an untouched sign-in", c, err)
	}
	if !c.CheckedAt.Equal(morning) {
		t.Errorf("checked at %v; want the last time there was an answer, %v", c.CheckedAt, morning)
	}
	// Green is only shown for what was looked at recently.
	if got := w.states()["Budget"]; got == tiles.Fresh {
		t.Errorf("tile is fresh 4 hours after the last look")
	}
	w.service.setFault(nil)
	w.until(morning.Add(4*time.Hour + 20*time.Minute))
	if got := w.states()["Budget"]; got != tiles.Fresh {
		t.Errorf("tile is %q when the service is back; want fresh", got)
	}
}

func TestMissedPartsAreNotDeleted(t *testing.T) {
	w := newWorld(t)
	w.once()
	w.service.mu.Lock()
	full := w.service.inventory
	w.service.inventory = powerbi.Inventory{Missed: []powerbi.Missed{{DashboardID: "d1", Err: errors.New("reset")}}}
	w.service.mu.Unlock()
	w.until(morning.Add(7 * time.Hour))
	if got := len(w.states()); got != 4 {
		t.Fatalf("%d tiles after a dashboard couldn't be read; want all 4", got)
	}
	w.service.mu.Lock()
	full.Tiles = full.Tiles[:3]
	w.service.inventory = full
	w.service.mu.Unlock()
	w.until(morning.Add(14 * time.Hour))
	if got := len(w.states()); got != 3 {
		t.Errorf("%d tiles after one was taken off its dashboard; want 3", got)
	}
}

func TestRefreshNow(t *testing.T) {
	w := newWorld(t)
	w.once()
	ids := []string{account + "/revenue", account + "/margin", account + "/text", account + "/gone"}
	got, err := w.RefreshNow(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	if n := w.service.count("refresh sales"); n != 1 {
		t.Errorf("asked %d times for two tiles of one model; want once", n)
	}
	want := []error{nil, nil, ErrNoModel, ErrNoSuchTile}
	for i, r := range got {
		if r.Tile != ids[i] || !errors.Is(r.Err, want[i]) || (want[i] == nil && (r.Err != nil || r.Ask.Outcome != tiles.AskAccepted)) {
			t.Errorf("result %d = %+v; want error %v for %s", i, r, want[i], ids[i])
		}
	}
	// The refresh is followed to its end, not left until the next hour.
	w.until(morning.Add(5 * time.Minute))
	f, err := w.store.Feed(t.Context(), account+"/sales")
	if err != nil || len(f.Runs) < 2 || f.Runs[0].Status != tiles.RunGood {
		t.Errorf("runs are %+v, %v; want the new one to be good", f.Runs, err)
	}
}

func TestKeepNeedsAModelAndPermission(t *testing.T) {
	w := newWorld(t)
	w.once()
	k := tiles.Keep{Tile: account + "/text", Every: tiles.Hourly, Zone: "UTC"}
	if err := w.Keep(t.Context(), k); !errors.Is(err, ErrNotKeepable) {
		t.Errorf("keeping a text: %v; want %v", err, ErrNotKeepable)
	}
	w.o.Permit = func(context.Context, string, string) error { return signin.ErrScopeMissing }
	k.Tile = account + "/budget"
	if err := w.Keep(t.Context(), k); !errors.Is(err, signin.ErrScopeMissing) {
		t.Errorf("keeping without permission: %v; want %v", err, signin.ErrScopeMissing)
	}
	if ks, err := w.store.Keeps(t.Context()); err != nil || len(ks) != 0 {
		t.Errorf("kept %v, %v; want none", ks, err)
	}
	if err := w.Unkeep(t.Context(), account+"/budget"); err != nil {
		t.Errorf("ending a schedule that isn't there: %v", err)
	}
}

// Two watchers on one folder: the second takes over when the first ends, and a
// check asked for by a third is done by whoever watches.
func TestLeasePassesOn(t *testing.T) {
	w := newWorld(t)
	first, stopFirst := context.WithCancel(t.Context())
	ended := make(chan error, 2)
	go func() { ended <- w.Run(first) }()
	waitFor(t, func() bool { return w.service.count("inventory") == 1 })

	st, err := store.Open(t.Context(), w.dir, store.Options{Now: w.clock.now, Protection: "memory"})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	second, stopSecond := context.WithCancel(t.Context())
	defer stopSecond()
	other := w.another(st)
	go func() { ended <- other.Run(second) }()

	third := w.another(st)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := third.Check(ctx); err != nil {
		t.Fatal("check done by the one that watches:", err)
	}
	if got := w.service.count("inventory"); got != 2 {
		t.Errorf("%d inventories; want the first and the one asked for", got)
	}

	stopFirst()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("first ended with %v; want that it was cancelled", err)
	}
	if err := third.Check(ctx); err != nil {
		t.Fatal("check after the first ended:", err)
	}
	if got := w.service.count("inventory"); got != 3 {
		t.Errorf("%d inventories; want 3", got)
	}
	stopSecond()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("second ended with %v; want that it was cancelled", err)
	}
}

// A process that holds the lease for a look of its own serves nobody who asks
// later: whoever waits for it looks then, for all who wait.
func TestChecksAtOnceWhereNobodyWatches(t *testing.T) {
	w := newWorld(t)
	lease, ok, err := w.store.TryLease(leaseName)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	defer lease.Release()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	const waiting = 3
	ended := make(chan error, waiting)
	for range waiting {
		other := w.another(w.store)
		go func() { ended <- other.Check(ctx) }()
	}
	waitFor(t, func() bool {
		requests, err := w.store.Requests(ctx)
		return err == nil && len(requests) == waiting
	})
	if got := w.service.count("inventory"); got != 0 {
		t.Errorf("%d inventories while another process holds the lease", got)
	}
	lease.Release()
	for range waiting {
		if err := <-ended; err != nil {
			t.Error("check:", err)
		}
	}
	if got := w.service.count("inventory"); got != 1 {
		t.Errorf("%d inventories for %d who asked; want one", got, waiting)
	}
	if left, err := w.store.Requests(ctx); err != nil || len(left) > 0 {
		t.Errorf("requests left: %v, %v", left, err)
	}
}

// waitFor polls for something that another goroutine brings about.
func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for !done() {
		if time.Now().After(deadline) {
			t.Fatal("it never came about")
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func TestPatienceDoublesAndForgets(t *testing.T) {
	p := patience{tries: map[string]try{}, signedIn: map[string]time.Time{}}
	j := tiles.Job{Kind: tiles.JobRuns, Connection: "c", Feed: "f"}
	at := morning
	for i, want := range []time.Duration{1, 2, 4, 8, 15, 15, 15} {
		p.failed(j, at)
		if got := p.next(at).Sub(at); got != want*time.Minute {
			t.Errorf("rest %d is %s; want %s", i+1, got, want*time.Minute)
		}
		if got := p.ready([]tiles.Job{j}, p.next(at).Add(-1)); len(got) != 0 {
			t.Errorf("ready %v before rest %d is over", got, i+1)
		}
		at = p.next(at)
		if got := p.ready([]tiles.Job{j}, at); len(got) != 1 {
			t.Errorf("not ready when rest %d is over", i+1)
		}
	}
	signedIn := []tiles.Connection{{ID: "c", SignedInAt: at}}
	p.newSignIns(signedIn)
	if got := p.ready([]tiles.Job{j}, at); len(got) != 1 {
		t.Error("not ready after signing in again")
	}
	p.failed(j, at)
	p.newSignIns(signedIn)
	if got := p.ready([]tiles.Job{j}, at); len(got) != 0 {
		t.Error("ready although nobody signed in since")
	}
	p.forget()
	if got := p.next(at); !got.IsZero() {
		t.Errorf("after forgetting the next try is at %v; want none", got)
	}
}

func TestTroubleNamesTheCause(t *testing.T) {
	retry := morning.Add(time.Hour)
	for _, c := range []struct {
		err  error
		want tiles.Cause
	}{
		{errors.New("odd"), tiles.CauseServerUnreachable},
		{fmt.Errorf("looking: %w", &powerbi.Error{Cause: tiles.CauseServiceDown, RetryAfter: retry}), tiles.CauseServiceDown},
		{fmt.Errorf("looking: %w", &signin.Error{Cause: tiles.CauseServerUnreachable, Network: true, RetryAt: retry}), tiles.CauseServerUnreachable},
	} {
		got := trouble(c.err)
		if got.Cause != c.want || got.Remedy != tiles.RemedyFor(c.want) {
			t.Errorf("trouble(%v) = %+v; want cause %q", c.err, got, c.want)
		}
	}
}
