package watch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mysettings/app/reportserver"
	"mysettings/app/tiles"
)

func TestPinRefreshNow(t *testing.T) {
	b := newBranch(t)
	b.once()
	ids := []string{portalID + "/chart", portalID + "/chart", portalID + "/none"}
	got, err := b.RefreshNow(t.Context(), ids)
	if err != nil || len(got) != 3 {
		t.Fatal(got, err)
	}
	if n := b.portal.count("run chart"); n != 1 {
		t.Errorf("run %d times; want once", n)
	}
	if got[0].Err != nil || got[0].Ask.Outcome != tiles.AskAccepted || !got[0].Ask.Before.Equal(morning) || got[1].Tile != ids[1] {
		t.Errorf("results %+v; want the run accepted", got)
	}
	if !errors.Is(got[2].Err, ErrNoSuchTile) {
		t.Errorf("pin that isn't there: %v; want %v", got[2].Err, ErrNoSuchTile)
	}
	// It is followed to its end, one pin at a time and not for ever.
	b.until(morning.Add(2 * time.Minute))
	f, err := b.store.Feed(t.Context(), portalID+"/chart")
	if err != nil || !f.Subscription.RunAt.After(morning) {
		t.Errorf("subscription %+v, %v; want that it has run", f.Subscription, err)
	}
	looks := b.portal.count("pin chart")
	if looks == 0 || looks > 6 {
		t.Errorf("%d looks at the run; want a few", looks)
	}
	b.until(morning.Add(30 * time.Minute))
	if got := b.portal.count("pin chart"); got != looks {
		t.Errorf("%d looks after it ended; want none", got-looks)
	}
}

func TestPinMayNotBeRun(t *testing.T) {
	b := newBranch(t)
	b.once()
	b.portal.set(func() {
		b.portal.runFault = &reportserver.Error{Op: "run", Kind: reportserver.KindForbidden, Status: 403, Code: "rsAccessDenied", Cause: tiles.CauseNoPermission}
	})
	got, err := b.RefreshNow(t.Context(), []string{portalID + "/chart", portalID + "/gauge"})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range got {
		var e *reportserver.Error
		if !errors.As(r.Err, &e) || e.Kind != reportserver.KindForbidden || r.Ask.Outcome != tiles.AskDenied {
			t.Errorf("result %+v; want a typed refusal for each", r)
		}
	}
	f, err := b.store.Feed(t.Context(), portalID+"/chart")
	if err != nil || len(f.Asks) != 1 || f.Asks[0].Code != "rsAccessDenied" {
		t.Errorf("asks %+v, %v; want the refusal saved", f.Asks, err)
	}
	b.until(morning.Add(10 * time.Minute))
	if n := b.portal.count("pin "); n != 0 {
		t.Errorf("%d looks at a run that was refused", n)
	}
}

// slow is a portal that tells how many runs it was asked for at a time.
type slow struct {
	*portal
	now, most atomic.Int32
	full      chan struct{}
}

func (s *slow) Run(ctx context.Context, f tiles.Feed) error {
	n := s.now.Add(1)
	defer s.now.Add(-1)
	for most := s.most.Load(); n > most && !s.most.CompareAndSwap(most, n); most = s.most.Load() {
	}
	if n == serverAtOnce {
		select {
		case <-s.full:
		default:
			close(s.full)
		}
	}
	<-s.full
	return s.portal.Run(ctx, f)
}

func TestPinsRunFourAtOnce(t *testing.T) {
	b := newBranch(t)
	var ids []string
	b.portal.set(func() {
		for i := range 20 {
			id := fmt.Sprintf("more-%d", i)
			b.portal.pins = append(b.portal.pins, &pin{id: id, runAt: morning})
			ids = append(ids, portalID+"/"+id)
		}
	})
	b.once()
	s := &slow{portal: b.portal, full: make(chan struct{})}
	b.o.Server = func(context.Context, tiles.Connection) (Server, error) { return s, nil }
	if _, err := b.RefreshNow(t.Context(), ids); err != nil {
		t.Fatal(err)
	}
	if got := s.most.Load(); got != serverAtOnce {
		t.Errorf("%d runs asked for at a time; want %d", got, serverAtOnce)
	}
	if got := b.portal.count("run"); got != 20 {
		t.Errorf("%d runs; want 20", got)
	}
}

func TestPinPauseAndResume(t *testing.T) {
	b := newBranch(t)
	b.once()
	if err := b.Pause(t.Context(), portalID+"/chart"); err != nil {
		t.Fatal(err)
	}
	if v := b.tile("chart").Verdict; v.State != tiles.Stopped || v.Cause != tiles.CauseSubscriptionOff {
		t.Errorf("paused pin is %+v; want it stopped at once", v)
	}
	// What the person has paused is no trouble, and stays so at every look: what
	// somebody else has switched off is.
	quiet := func(chart tiles.Muted, names ...string) {
		t.Helper()
		b.clock.add(time.Hour)
		b.once()
		if got := b.tile("chart").Muted; got != chart {
			t.Errorf("chart is muted %q; want %q", got, chart)
		}
		_, ts, err := b.store.Summary(t.Context(), b.clock.now())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, a := range tiles.Attend([]tiles.Connection{b.connection()}, 14, ts, b.clock.now()) {
			got = append(got, a.Names...)
		}
		if !slices.Equal(got, names) {
			t.Errorf("attention to %q; want %q", got, names)
		}
	}
	quiet(tiles.MutedTile, "map")
	if v := b.tile("chart").Verdict; v.State != tiles.Stopped || !strings.Contains(v.Text, "paused") {
		t.Errorf("paused pin is %+v", v)
	}
	if err := b.Resume(t.Context(), portalID+"/chart"); err != nil {
		t.Fatal(err)
	}
	if v := b.tile("chart").Verdict; v.State != tiles.Fresh {
		t.Errorf("resumed pin is %+v; want fresh", v)
	}
	quiet(tiles.NotMuted, "map")
	// Resumed in the portal, it is heard of again.
	if err := b.Pause(t.Context(), portalID+"/chart"); err != nil {
		t.Fatal(err)
	}
	quiet(tiles.MutedTile, "map")
	b.portal.set(func() { b.portal.pins[0].off = false })
	quiet(tiles.NotMuted, "map")
	// Muted by the person, it stays so.
	if err := b.store.MuteTiles(t.Context(), []string{portalID + "/chart"}, true, b.clock.now()); err != nil {
		t.Fatal(err)
	}
	if err := b.Pause(t.Context(), portalID+"/chart"); err != nil {
		t.Fatal(err)
	}
	b.portal.set(func() { b.portal.pins[0].off = false })
	quiet(tiles.MutedTile, "map")
	fault := &reportserver.Error{Op: "disable", Kind: reportserver.KindForbidden, Status: 403, Cause: tiles.CauseNoPermission}
	b.portal.set(func() { b.portal.fault = fault })
	if err := b.Pause(t.Context(), portalID+"/chart"); !errors.Is(err, fault) {
		t.Errorf("Pause = %v; want %v", err, fault)
	}
	if err := b.Pause(t.Context(), portalID+"/none"); !errors.Is(err, ErrNoSuchTile) {
		t.Errorf("Pause of nothing = %v; want %v", err, ErrNoSuchTile)
	}
}

func TestPinDelete(t *testing.T) {
	b := newBranch(t)
	b.once()
	b.until(morning.Add(130 * time.Minute))
	f, err := b.store.Feed(t.Context(), portalID+"/gauge")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.DeletePin(t.Context(), portalID+"/chart"); err != nil {
		t.Fatal(err)
	}
	if got := len(b.states()); got != 2 {
		t.Errorf("%d pins are left; want 2", got)
	}
	after, err := b.store.Feed(t.Context(), portalID+"/gauge")
	if err != nil || len(after.Runs) != len(f.Runs) || len(f.Runs) < 2 {
		t.Errorf("other pin has %d runs, %v; want %d", len(after.Runs), err, len(f.Runs))
	}
	// What is gone on the server already is deleted.
	b.portal.set(func() { b.portal.pins = nil })
	if err := b.DeletePin(t.Context(), portalID+"/gauge"); err != nil {
		t.Errorf("DeletePin of one that is gone: %v", err)
	}
}

func TestPinsGoneFromTheServerAreForgotten(t *testing.T) {
	b := newBranch(t)
	b.once()
	if _, err := b.RefreshNow(t.Context(), []string{portalID + "/chart"}); err != nil {
		t.Fatal(err)
	}
	b.portal.set(func() { b.portal.pins = b.portal.pins[1:] })
	b.until(morning.Add(time.Minute))
	if _, ok := b.states()["chart"]; ok {
		t.Error("pin is still there after the look at its run found it gone")
	}
}

func TestPinIsNotKept(t *testing.T) {
	b := newBranch(t)
	b.once()
	k := tiles.Keep{Tile: portalID + "/chart", Every: tiles.Hourly, Zone: "UTC"}
	if err := b.Keep(t.Context(), k); !errors.Is(err, ErrServerPin) || !errors.Is(err, ErrNotKeepable) {
		t.Errorf("Keep = %v; want %v", err, ErrServerPin)
	}
}

func TestPinActionsAreForPins(t *testing.T) {
	w := newWorld(t)
	w.once()
	for _, do := range []func(context.Context, string) error{w.Pause, w.Resume, w.DeletePin} {
		if err := do(t.Context(), account+"/revenue"); !errors.Is(err, ErrNotPin) {
			t.Errorf("a tile of Power BI: %v; want %v", err, ErrNotPin)
		}
	}
	if _, err := w.SignInToServer(t.Context(), account, &person{}, nil); !errors.Is(err, ErrNotServer) {
		t.Errorf("SignInToServer = %v; want %v", err, ErrNotServer)
	}
	if _, err := w.SignOutOfServer(t.Context(), account, &person{}, true); !errors.Is(err, ErrNotServer) {
		t.Errorf("SignOutOfServer = %v; want %v", err, ErrNotServer)
	}
}

func TestServerSignOut(t *testing.T) {
	b := newBranch(t)
	b.portal.set(func() { b.portal.pins = b.portal.pins[:2] })
	b.once()
	browser := &person{}
	undone, err := b.SignOutOfServer(t.Context(), portalID, browser, false)
	if err != nil || len(browser.opened) != 1 || b.portal.count("logout") != 0 || len(undone) == 0 {
		t.Errorf("SignOutOfServer = %q, %v, opened %q; want the page only", undone, err, browser.opened)
	}
	if _, err := b.SignOutOfServer(t.Context(), portalID, browser, true); err != nil || b.portal.count("logout") != 1 {
		t.Errorf("SignOutOfServer with logout = %v; want it asked of the server", err)
	}
	c := b.connection()
	if c.Server.Status != tiles.StatusSignedOut || b.states()["chart"] != tiles.Stopped {
		t.Errorf("server said %q, pin %q; want signed out", c.Server.Status, b.states()["chart"])
	}
	// The person has just done it: they needn't be told.
	b.until(morning.Add(3 * time.Hour))
	if got := b.screen.titles(); len(got) != 0 {
		t.Errorf("told %q after signing out here; want nothing", got)
	}
	b.portal.set(func() { b.portal.token = tiles.StatusSignedIn })
	b.until(morning.Add(4*time.Hour + 30*time.Minute))
	if c := b.connection(); c.Problem != nil || c.Server.Status != tiles.StatusSignedIn {
		t.Errorf("after signing in: %+v, %q; want nothing against it", c.Problem, c.Server.Status)
	}
	if got := b.states()["chart"]; got != tiles.Fresh {
		t.Errorf("pin is %q; want fresh", got)
	}
}
