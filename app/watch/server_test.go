package watch

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"mysettings/app/reportserver"
	"mysettings/app/tiles"
)

func TestServerFirstPass(t *testing.T) {
	b := newBranch(t)
	b.once()
	want := map[string]tiles.State{"chart": tiles.Fresh, "gauge": tiles.Fresh, "map": tiles.Stopped}
	for title, state := range want {
		if got := b.states()[title]; got != state {
			t.Errorf("%s is %q; want %q", title, got, state)
		}
	}
	c := b.connection()
	if c.Server.Status != tiles.StatusSignedIn || c.Server.Account != "ana@contoso.com" || !c.Server.StatusAt.Equal(morning) {
		t.Errorf("server said %q of %q at %v; want signed in now", c.Server.Status, c.Server.Account, c.Server.StatusAt)
	}
	if want := morning.Add(serverLifetime); !c.GoodUntil.Equal(want) || !c.Estimate {
		t.Errorf("good until %v, estimate %v; want %v after the last good run, as an estimate", c.GoodUntil, c.Estimate, want)
	}
	if !c.CheckedAt.Equal(morning) || !c.InventoryAt.Equal(morning) {
		t.Errorf("checked at %v, listed at %v; want now", c.CheckedAt, c.InventoryAt)
	}
	// The one that is switched off may well be told; nothing about the sign-in.
	for _, title := range b.screen.titles() {
		if title != "We couldn't refresh some tiles in Power BI" {
			t.Errorf("told %q", title)
		}
	}
}

func TestServerQuietHour(t *testing.T) {
	b := newBranch(t)
	b.portal.set(func() { b.portal.pins = b.portal.pins[:2] })
	b.once()
	before := b.portal.count("")
	b.until(morning.Add(10 * time.Hour))
	if calls := b.portal.count("") - before; calls > 300 {
		t.Errorf("10 quiet hours cost %d calls; want at most 30 an hour", calls)
	}
	if got := b.states()["chart"]; got != tiles.Fresh {
		t.Errorf("pin is %q; want fresh", got)
	}
	// What the server doesn't keep is kept here.
	f, err := b.store.Feed(t.Context(), portalID+"/chart")
	if err != nil || len(f.Runs) < 9 {
		t.Errorf("%d runs are kept, %v; want one for each hour", len(f.Runs), err)
	}
}

// The story: the token dies, the pins stop, the person signs in on the portal's
// page, the pins that failed run at once, and only then all is well.
func TestServerSignInGoneAndBack(t *testing.T) {
	b := newBranch(t)
	b.portal.set(func() { b.portal.pins = b.portal.pins[:2] })
	b.once()
	b.until(morning.Add(30 * time.Minute))
	b.portal.set(func() { b.portal.token = tiles.StatusExpired })
	b.until(morning.Add(90 * time.Minute))
	if got := b.states()["chart"]; got != tiles.Stopped {
		t.Fatalf("pin is %q after its server's sign-in ended; want stopped", got)
	}
	c := b.connection()
	if c.Server.Status != tiles.StatusExpired || c.EndedAt.IsZero() {
		t.Errorf("server said %q, ended at %v; want expired", c.Server.Status, c.EndedAt)
	}
	stopped := "We couldn't refresh some tiles in Power BI"
	if got := b.screen.titles(); !slices.Equal(got, []string{stopped}) {
		t.Fatalf("told %q; want %q once", got, stopped)
	}

	results, err := b.RefreshNow(t.Context(), []string{portalID + "/chart"})
	if err != nil || !errors.Is(results[0].Err, ErrServerSignedOut) {
		t.Errorf("refresh without a sign-in: %+v, %v; want %v", results, err, ErrServerSignedOut)
	}

	// It is noon at the portal's page before the person gets round to it.
	browser := &person{}
	asked := b.portal.count("status")
	var stages []string
	got, err := b.SignInToServer(t.Context(), portalID, browser, func(p ServerProgress) {
		stages = append(stages, p.Stage)
		if p.Stage == StageWaiting && b.portal.count("status") == asked+1 {
			b.portal.set(func() { b.portal.token = tiles.StatusSignedIn })
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"https://bi.contoso.com/reports/mysettings"}; !slices.Equal(browser.opened, want) {
		t.Errorf("opened %q; want %q", browser.opened, want)
	}
	if want := []string{StageOpening, StageWaiting, StageRunning, StageDone}; !slices.Equal(stages, want) {
		t.Errorf("stages %q; want %q", stages, want)
	}
	if !got.Confirmed || len(got.Asked) != 2 || got.Connection.Server.Status != tiles.StatusSignedIn || !got.Connection.EndedAt.IsZero() {
		t.Errorf("signed in: %+v; want it confirmed and both pins run", got)
	}
	if !got.Connection.SignedInAt.Equal(b.clock.now()) {
		t.Errorf("signed in at %v; want now", got.Connection.SignedInAt)
	}
	for _, r := range got.Asked {
		if r.Err != nil || r.Ask.Outcome != tiles.AskAccepted {
			t.Errorf("run of %s: %+v; want it accepted", r.Tile, r)
		}
	}
	b.once()
	if got := b.screen.titles(); len(got) > 0 {
		t.Errorf("told %q before anything has run; there is nothing for the person to do", got)
	}
	b.until(b.clock.now().Add(5 * time.Minute))
	if got := b.states()["chart"]; got != tiles.Fresh {
		t.Errorf("pin is %q after it ran; want fresh", got)
	}
	if got := b.screen.titles(); !slices.Equal(got, []string{"Your tiles are refreshing again"}) {
		t.Errorf("told %q; want that they refresh again", got)
	}
}

// What was told of a server is taken down with it.
func TestServerRemovedWhileToldOf(t *testing.T) {
	b := newBranch(t)
	b.portal.set(func() { b.portal.token = tiles.StatusExpired })
	b.once()
	if got := b.screen.titles(); len(got) == 0 {
		t.Fatal("nothing was told of the server's sign-in")
	}
	if err := b.store.DeleteConnection(t.Context(), portalID); err != nil {
		t.Fatal(err)
	}
	b.once()
	if got := b.screen.titles(); len(got) > 0 {
		t.Errorf("%q is still on the screen", got)
	}
}

// A person who signed in on the portal by themselves isn't sent there again.
func TestServerSignedInMeanwhile(t *testing.T) {
	b := newBranch(t)
	b.portal.set(func() { b.portal.token = tiles.StatusExpired })
	b.once()
	b.until(morning.Add(70 * time.Minute))
	b.portal.set(func() {
		b.portal.advance()
		b.portal.token = tiles.StatusSignedIn
	})
	browser := &person{}
	got, err := b.SignInToServer(t.Context(), portalID, browser, nil)
	if err != nil || !got.Confirmed || len(browser.opened) != 0 || len(got.Asked) != 2 {
		t.Errorf("SignInToServer = %+v, %v, opened %q; want both pins run and no page", got, err, browser.opened)
	}
	// Signing in although all is well opens the page and waits for nothing.
	b.until(b.clock.now().Add(10 * time.Minute))
	got, err = b.SignInToServer(t.Context(), portalID, browser, nil)
	if err != nil || got.Confirmed || len(browser.opened) != 1 || len(got.Asked) != 0 {
		t.Errorf("SignInToServer = %+v, %v, opened %q; want the page and nothing else", got, err, browser.opened)
	}
}

func TestServerSignInNotFinished(t *testing.T) {
	b := newBranch(t)
	b.portal.set(func() { b.portal.token = tiles.StatusSignedOut })
	b.once()
	began := b.clock.now()
	browser := &person{fails: errors.New("no browser")}
	var said error
	_, err := b.SignInToServer(t.Context(), portalID, browser, func(p ServerProgress) {
		if p.Stage == StageWaiting {
			said = p.Err
		}
	})
	if !errors.Is(err, ErrServerSignInTimeout) {
		t.Errorf("SignInToServer = %v; want %v", err, ErrServerSignInTimeout)
	}
	if !errors.Is(said, browser.fails) {
		t.Errorf("while waiting: %v; want that no page opened", said)
	}
	if waited := b.clock.now().Sub(began); waited < serverSignInLimit || waited > serverSignInLimit+time.Minute {
		t.Errorf("waited %v; want %v", waited, serverSignInLimit)
	}
	if c := b.connection(); c.Server.Status != tiles.StatusSignedOut || !c.SignedInAt.IsZero() {
		t.Errorf("connection %+v; want it signed out", c)
	}
}

// A server that can't tell is believed when a run has proved it.
func TestServerSignInProvedByARun(t *testing.T) {
	b := newBranch(t)
	b.portal.set(func() {
		b.portal.server.TellsSignIn = false
		b.portal.token = tiles.StatusExpired
	})
	if err := b.store.UpdateConnection(t.Context(), portalID, func(c *tiles.Connection) error {
		c.Server.TellsSignIn = false
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	b.once()
	b.until(morning.Add(70 * time.Minute))
	c := b.connection()
	if b.portal.count("status") != 0 || c.Server.Status != tiles.StatusUnknown {
		t.Errorf("asked %d times for what the server doesn't tell, %q", b.portal.count("status"), c.Server.Status)
	}
	if c.Problem == nil || c.Problem.Cause != tiles.CauseSignInExpired {
		t.Errorf("problem %+v; want that the pins tell that the sign-in is gone", c.Problem)
	}
	runs := b.portal.count("run")
	// The person takes their time: two rounds fail first.
	rest := b.Watcher.pause
	b.Watcher.pause = func(ctx context.Context, d time.Duration) error {
		if b.portal.count("run")-runs == 2 {
			b.portal.set(func() { b.portal.token = tiles.StatusSignedIn })
		}
		return rest(ctx, d)
	}
	got, err := b.SignInToServer(t.Context(), portalID, &person{}, nil)
	if err != nil || !got.Confirmed {
		t.Fatalf("SignInToServer = %+v, %v; want it proved", got, err)
	}
	if n := b.portal.count("run") - runs; n > 5 {
		t.Errorf("%d runs; want one a minute until one was good, and then the other pin", n)
	}
	c = b.connection()
	if c.Problem != nil || !c.EndedAt.IsZero() || c.SignedInAt.IsZero() || c.Server.Status != tiles.StatusUnknown {
		t.Errorf("connection %+v; want nothing against it, and nothing claimed", c)
	}
	b.until(b.clock.now().Add(2 * time.Minute))
	if got := b.states()["gauge"]; got != tiles.Fresh {
		t.Errorf("other pin is %q; want fresh", got)
	}
}

func TestServerSignInCantTell(t *testing.T) {
	b := newBranch(t)
	b.portal.set(func() {
		b.portal.server.TellsSignIn = false
		b.portal.pins = nil
	})
	if err := b.store.UpdateConnection(t.Context(), portalID, func(c *tiles.Connection) error {
		c.Server.TellsSignIn = false
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	b.once()
	browser := &person{}
	got, err := b.SignInToServer(t.Context(), portalID, browser, nil)
	if err != nil || got.Confirmed || len(browser.opened) != 1 {
		t.Errorf("SignInToServer without a pin = %+v, %v; want the page opened and nothing claimed", got, err)
	}
}

func refusedLogin(kind reportserver.Kind) error {
	return &reportserver.Error{Op: "list subscriptions", Kind: kind, Status: 401, Cause: tiles.CauseServerLogin, Account: true}
}

// A password that was refused is never sent again by itself.
func TestServerRefusesThePassword(t *testing.T) {
	b := newBranch(t)
	if err := b.store.UpdateConnection(t.Context(), portalID, func(c *tiles.Connection) error {
		c.Server.Auth, c.Server.User = tiles.AuthNTLM, `CONTOSO\ana`
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	b.once()
	var dropped []string
	b.o.DropServer = func(id string) { dropped = append(dropped, id) }
	b.portal.set(func() { b.portal.fault = refusedLogin(reportserver.KindRefused) })
	before := b.portal.count("")
	b.until(morning.Add(20 * time.Hour))
	if calls := b.portal.count("") - before; calls != 1 {
		t.Errorf("%d calls with a refused password; want one", calls)
	}
	if err := b.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if calls := b.portal.count("") - before; calls != 1 {
		t.Errorf("%d calls after “check now”; want no more than one", calls)
	}
	if !slices.Equal(dropped, []string{portalID}) {
		t.Errorf("dropped %q; want the client once", dropped)
	}
	c := b.connection()
	if p := c.Problem; p == nil || p.Cause != tiles.CauseServerLogin || p.Remedy != tiles.RemedySignIn || !p.RetryAt.IsZero() || p.Text == "" {
		t.Fatalf("problem %+v; want the server's login", p)
	}
	if c.Server.Status != tiles.StatusSignedIn || !c.EndedAt.IsZero() {
		t.Errorf("the sign-in to Power BI is %q, ended %v; want it left alone", c.Server.Status, c.EndedAt)
	}
	if got := b.screen.titles(); !slices.Contains(got, "The report server bi.contoso.com doesn't let you in") {
		t.Errorf("told %q; want that the server doesn't let the person in", got)
	}
	if err := b.Pause(t.Context(), portalID+"/chart"); !errors.Is(err, ErrServerLogin) {
		t.Errorf("Pause = %v; want %v", err, ErrServerLogin)
	}
	if r, err := b.RefreshNow(t.Context(), []string{portalID + "/chart"}); err != nil || !errors.Is(r[0].Err, ErrServerLogin) {
		t.Errorf("RefreshNow = %+v, %v; want %v", r, err, ErrServerLogin)
	}
	// However the person tries again: the same password can't do.
	before = b.portal.count("")
	browser := &person{}
	if _, err := b.SignInToServer(t.Context(), portalID, browser, nil); !errors.Is(err, ErrServerLogin) || len(browser.opened) != 0 {
		t.Errorf("SignInToServer = %v, opened %q; want %v", err, browser.opened, ErrServerLogin)
	}
	if err := b.AskServer(t.Context(), portalID); !errors.Is(err, ErrServerLogin) {
		t.Errorf("AskServer = %v; want %v", err, ErrServerLogin)
	}
	if calls := b.portal.count("") - before; calls != 0 {
		t.Errorf("%d calls with a password that was refused before; want none", calls)
	}
	// Another one was typed, and let the app in.
	b.portal.set(func() { b.portal.fault = nil })
	if err := b.store.UpdateConnection(t.Context(), portalID, func(c *tiles.Connection) error {
		c.Problem = nil
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	b.until(b.clock.now().Add(10 * time.Minute))
	if got := b.states()["chart"]; got != tiles.Fresh {
		t.Errorf("pin is %q; want fresh", got)
	}
}

// Asking whether the server lets the app in, as doctor does, sends a password
// that is refused once.
func TestAskServer(t *testing.T) {
	b := newBranch(t)
	if err := b.store.UpdateConnection(t.Context(), portalID, func(c *tiles.Connection) error {
		c.Server.Auth, c.Server.User = tiles.AuthNTLM, `CONTOSO\ana`
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	b.once()
	if err := b.AskServer(t.Context(), portalID); err != nil {
		t.Errorf("AskServer of a server that is well: %v", err)
	}
	b.portal.set(func() { b.portal.fault = refusedLogin(reportserver.KindRefused) })
	before := b.portal.count("")
	var asking sync.WaitGroup
	for range 8 {
		asking.Go(func() {
			if err := b.AskServer(t.Context(), portalID); err == nil {
				t.Error("a refused password is well")
			}
		})
	}
	asking.Wait()
	if calls := b.portal.count("") - before; calls != 1 {
		t.Errorf("%d calls with a refused password; want one", calls)
	}
	if p := b.connection().Problem; p == nil || p.Cause != tiles.CauseServerLogin {
		t.Errorf("problem %+v; want the server's login", p)
	}
}

// Only the login failed, and it works again: the portal's page isn't needed.
func TestServerSignInWhereOnlyTheLoginFailed(t *testing.T) {
	b := newBranch(t)
	b.once()
	b.portal.set(func() { b.portal.fault = refusedLogin(reportserver.KindNoTicket) })
	b.until(morning.Add(2 * time.Hour))
	if _, err := b.SignInToServer(t.Context(), portalID, &person{}, nil); err == nil {
		t.Error("signed in without a ticket")
	}
	b.portal.set(func() { b.portal.fault = nil })
	browser := &person{}
	got, err := b.SignInToServer(t.Context(), portalID, browser, nil)
	if err != nil || !got.Confirmed || len(browser.opened) != 0 || got.Connection.Problem != nil {
		t.Errorf("SignInToServer = %+v, %v; want to be in", got, err)
	}
}

// A ticket that is missing may come by itself: nothing is locked by asking.
func TestServerLoginWithoutAPasswordIsTriedAgain(t *testing.T) {
	b := newBranch(t)
	b.once()
	b.portal.set(func() { b.portal.fault = refusedLogin(reportserver.KindNoTicket) })
	before := b.portal.count("")
	b.until(morning.Add(10 * time.Hour))
	if calls := b.portal.count("") - before; calls < 20 || calls > 60 {
		t.Errorf("%d calls in 10 hours without a ticket; want about four an hour", calls)
	}
	b.portal.set(func() { b.portal.fault = nil })
	b.until(morning.Add(11 * time.Hour))
	if c := b.connection(); c.Problem != nil {
		t.Errorf("problem %+v after the ticket is there; want none", c.Problem)
	}
	if got := b.states()["chart"]; got != tiles.Fresh {
		t.Errorf("pin is %q; want fresh", got)
	}
}

func TestServerUnreachable(t *testing.T) {
	for _, kind := range []reportserver.Kind{reportserver.KindUnreachable, reportserver.KindServer, reportserver.KindCertificate, reportserver.KindAnswer} {
		t.Run(string(kind), func(t *testing.T) {
			b := newBranch(t)
			b.portal.set(func() { b.portal.pins = b.portal.pins[:2] })
			b.once()
			was := b.connection()
			b.portal.set(func() {
				b.portal.fault = &reportserver.Error{Op: "list", Kind: kind, Cause: tiles.CauseServerUnreachable, Account: kind == reportserver.KindCertificate}
			})
			before := b.portal.count("")
			b.until(morning.Add(6 * time.Hour))
			if calls := b.portal.count("") - before; calls < 6 || calls > 100 {
				t.Errorf("%d calls in 6 hours; want a few, less and less often", calls)
			}
			c := b.connection()
			if c.Problem != nil || !c.EndedAt.IsZero() || c.Server.Status != was.Server.Status {
				t.Errorf("sign-in %q, %+v; want it left alone", c.Server.Status, c.Problem)
			}
			if got := b.screen.titles(); len(got) != 0 {
				t.Errorf("told %q; want nothing", got)
			}
			if got := b.tile("chart").Verdict; got.State != tiles.Unseen {
				t.Errorf("pin is %+v; want unseen", got)
			}
			b.portal.set(func() { b.portal.fault = nil })
			b.until(morning.Add(6*time.Hour + 20*time.Minute))
			if got := b.states()["chart"]; got != tiles.Fresh {
				t.Errorf("pin is %q when the server is back; want fresh", got)
			}
		})
	}
}

func TestServerThrottled(t *testing.T) {
	b := newBranch(t)
	b.once()
	until := morning.Add(3 * time.Hour)
	b.portal.set(func() {
		b.portal.fault = &reportserver.Error{Op: "list", Kind: reportserver.KindThrottled, Status: 429, Cause: tiles.CauseThrottled, Account: true, RetryAfter: until}
	})
	b.clock.add(70 * time.Minute)
	b.once()
	calls := b.portal.count("")
	b.until(until.Add(-time.Minute))
	if got := b.portal.count(""); got != calls {
		t.Errorf("%d calls before Retry-After; want none", got-calls)
	}
}
