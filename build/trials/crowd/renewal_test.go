package crowd

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"mysettings/app/sandbox"
	"mysettings/app/tiles"
	"mysettings/build/trials/desk"
)

// TestOneRenewal lets many processes find that the access token has ended, at
// a provider that takes each refresh token once and ends the sign-in when an
// old one comes again: it is asked once, all succeed, and nobody is signed out.
func TestOneRenewal(t *testing.T) {
	d := desk.New(t, sandbox.Options{Tiles: 30, ReuseDetection: true})
	d.Run("signin").Want(0, 1)
	ids := refreshable(d)
	// gives the permission that the others need, too
	d.Run("refresh", ids[0]).Want(0, 1)
	t.Run("refused by the service", func(t *testing.T) {
		d.Control("expire-access", desk.Ana)
		crowd(t, d, ids)
	})
	t.Run("by its own date", func(t *testing.T) {
		endAccess(d)
		crowd(t, d, ids)
	})
}

// refreshable are the tiles that a refresh can be asked for.
func refreshable(d *desk.Desk) (ids []string) {
	d.T.Helper()
	s, done := d.Open()
	defer done()
	all, err := s.Tiles(d.T.Context())
	if err != nil {
		d.T.Fatal(err)
	}
	for _, t := range all {
		f, err := s.Feed(d.T.Context(), t.Feed)
		if err == nil && f.Kind == tiles.KindImport {
			ids = append(ids, t.ID)
		}
	}
	if len(ids) < 12 {
		d.T.Fatalf("%d tiles can be refreshed", len(ids))
	}
	return ids
}

// endAccess lets the access token that is kept end by its own date.
func endAccess(d *desk.Desk) {
	d.T.Helper()
	s, done := d.Open()
	defer done()
	ctx := d.T.Context()
	conns, err := s.Connections(ctx)
	if err != nil || len(conns) != 1 {
		d.T.Fatalf("%d connections, %v", len(conns), err)
	}
	token, err := s.Token(ctx, conns[0].ID)
	if err != nil {
		d.T.Fatal(err)
	}
	token.AccessUntil = time.Now().Add(-time.Minute)
	if err := s.SaveToken(ctx, conns[0].ID, token); err != nil {
		d.T.Fatal(err)
	}
}

// crowd starts the processes, all within the time that the provider takes for
// one renewal.
func crowd(t *testing.T, d *desk.Desk, ids []string) {
	// Long enough for the slowest to have found out by itself.
	d.Control("fault", map[string]any{"path": "/*/oauth2/v2.0/token", "kind": "slow", "seconds": 2, "times": 1})
	before := d.Given()
	windows, residents := *many/5, *many/10
	var players []*player
	for range windows {
		players = append(players, play(d, "window"))
	}
	for range residents {
		players = append(players, play(d, "resident"))
	}
	var all sync.WaitGroup
	began := time.Now()
	for i, p := range players {
		all.Go(func() {
			order := []string{"refresh", ids[i%len(ids)]}
			if p.name == "resident" || i%3 == 0 {
				order = []string{"check"}
			}
			if err := p.order(order...); err != nil {
				t.Error(err)
			}
		})
	}
	for i := range *many - len(players) {
		all.Go(func() {
			var args []string
			switch i % 4 {
			case 0:
				args = []string{"check", "--json"}
			case 1, 2:
				args = []string{"refresh", ids[(i+7)%len(ids)], "--json"}
			default:
				args = []string{[]string{"status", "tiles"}[i/4%2], "--json"}
			}
			a, err := d.Try(args...)
			if err == nil {
				err = good(args[0], a)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	took := time.Since(began)
	for _, p := range players {
		p.end()
	}
	after := d.Given()
	if after.Issued != before.Issued+1 || after.Reused != before.Reused || !after.Good {
		t.Errorf("the provider gave %d tokens, saw an old one %d times, and the sign-in is good: %v; want one renewal",
			after.Issued-before.Issued, after.Reused-before.Reused, after.Good)
	}
	signedIn(t, d)
	fmt.Printf("crowd: %d processes (%d windows, %d residents), %d renewal, in %v, race detector: %v\n",
		*many, windows, residents, after.Issued-before.Issued, took.Round(time.Millisecond), inProgram)
}

// good tells whether a command answered as it should.
func good(command string, a desk.Answer) error {
	if a.Code != 0 && a.Code != 1 {
		return fmt.Errorf("%s: exit %d\nstdout: %s\nstderr: %s", command, a.Code, a.Stdout, a.Stderr)
	}
	if command != "refresh" {
		return nil
	}
	var doc struct {
		Results []struct{ Outcome, Text string }
	}
	if err := json.Unmarshal([]byte(a.Stdout), &doc); err != nil {
		return fmt.Errorf("refresh: %w: %s", err, a.Stdout)
	}
	for _, r := range doc.Results {
		switch tiles.AskOutcome(r.Outcome) {
		case tiles.AskAccepted, tiles.AskRunning, tiles.AskQuota:
		default:
			return fmt.Errorf("refresh: %s, %s", r.Outcome, r.Text)
		}
	}
	return nil
}

// signedIn fails the test unless the status is that of a good sign-in, whose
// newest token is kept and can be renewed.
func signedIn(t *testing.T, d *desk.Desk) {
	t.Helper()
	var s struct {
		Connections []struct {
			State   tiles.SignInState
			Problem *struct{ Cause tiles.Cause }
		}
	}
	d.Run("status", "--json").Want(0, 1).Into(&s)
	if len(s.Connections) != 1 || s.Connections[0].State != tiles.SignedIn || s.Connections[0].Problem != nil {
		t.Errorf("status: %+v; want one good sign-in", s.Connections)
	}
	before := d.Given()
	d.Control("expire-access", desk.Ana)
	d.Run("check").Want(0, 1)
	if after := d.Given(); after.Issued != before.Issued+1 || !after.Good {
		t.Errorf("the next renewal: %d tokens, good: %v", after.Issued-before.Issued, after.Good)
	}
	store, done := d.Open()
	defer done()
	conns, err := store.Connections(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if token, err := store.Token(context.Background(), conns[0].ID); err != nil || token.Refresh.Reveal() != d.Given().Newest {
		t.Errorf("the token that is kept isn't the newest: %v", err)
	}
}
