package app

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"mysettings/store"
)

func TestFollow(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := openProgram(t, dir)
	w := windowOn(t, p, nil)
	if _, err := p.Store.Request(t.Context(), requestShow, "tiles"); err != nil { // before anybody listens
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.follow(ctx) }()
	w.shell.until(t, "raised for what was asked before", func() bool { return w.shell.raised == 1 && w.shell.count(EventShow) == 1 })

	other := openProgram(t, dir) // as another process would
	fill(t, other.Store, seed{tiles: 6, notices: true})
	w.shell.until(t, "told of the change", func() bool { return w.shell.count(EventChanged) >= 1 })
	for _, page := range []string{"notices", "../../etc"} {
		if _, err := other.Store.Request(t.Context(), requestShow, page); err != nil {
			t.Fatal(err)
		}
	}
	w.shell.until(t, "raised again", func() bool { return w.shell.raised >= 2 })
	left := func() bool {
		requests, err := p.Store.Requests(t.Context())
		return err != nil || len(requests) > 0
	}
	w.shell.until(t, "the requests are served", func() bool { return !left() })
	end()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("follow = %v", err)
	}
	w.shell.mu.Lock()
	defer w.shell.mu.Unlock()
	// Six writes within a moment are not six redraws.
	if n := w.shell.count(EventChanged); n > 4 {
		t.Errorf("%d events for one burst of writes", n)
	}
	if n := w.shell.count(EventShow); n > 2 {
		t.Errorf("a page that is none was shown: %v", w.shell.events)
	}
}

func TestClaim(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, second := openProgram(t, dir), openProgram(t, dir)
	lease, err := claim(t.Context(), first.Store, "", time.Second)
	if err != nil || lease == nil {
		t.Fatalf("first claim = %v, %v", lease, err)
	}

	// The first window answers: the second start ends.
	w := windowOn(t, first, nil)
	ctx, end := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.follow(ctx) }()
	got, err := claim(t.Context(), second.Store, "tiles", 10*time.Second)
	if err != nil || got != nil {
		t.Fatalf("second claim = %v, %v", got, err)
	}
	w.shell.until(t, "raised", func() bool { return w.shell.raised == 1 })
	end()
	<-done

	// It hangs, and then closes: the second start takes its place.
	claimed := make(chan *store.Lease, 1)
	go func() {
		got, err := claim(t.Context(), second.Store, "tiles", 200*time.Millisecond)
		if err != nil {
			t.Error(err)
		}
		claimed <- got
	}()
	lease.Release()
	select {
	case got := <-claimed:
		if got == nil {
			t.Fatal("nobody has the window")
		}
		got.Release()
	case <-time.After(10 * time.Second):
		t.Fatal("the second start hangs")
	}
	if left, err := second.Store.Requests(t.Context()); err != nil || len(left) != 0 {
		t.Errorf("requests left behind: %v, %v", left, err)
	}
}

// TestHandedOver: what a second start hands over is somebody else's text. The
// window comes to the front, and shows nothing but a page of its own.
func TestHandedOver(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p, other := openProgram(t, dir), openProgram(t, dir)
	w := windowOn(t, p, nil)
	ctx, end := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.follow(ctx) }()
	for i, page := range []string{
		"javascript:alert(1)", "https://evil.example/", "tiles\n", "tiles?x", "../tiles", "Tiles", "--data=/tmp", "<script>", "", strings.Repeat("tiles", 10_000),
	} {
		if _, err := other.Store.Request(t.Context(), requestShow, page); err != nil {
			t.Fatal(err)
		}
		w.shell.until(t, "raised", func() bool { return w.shell.raised > i })
	}
	// A request that this version doesn't know is left alone.
	if _, err := other.Store.Request(t.Context(), "run", "rm -rf /"); err != nil {
		t.Fatal(err)
	}
	if _, err := other.Store.Request(t.Context(), requestShow, "history"); err != nil {
		t.Fatal(err)
	}
	w.shell.until(t, "a page that is one", func() bool { return w.shell.count(EventShow) > 0 })
	end()
	<-done
	w.shell.mu.Lock()
	defer w.shell.mu.Unlock()
	if n := w.shell.count(EventShow); n != 1 {
		t.Errorf("shown %d times: %s", n, w.shell.log.String())
	}
}
