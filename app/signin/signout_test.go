package signin

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"mysettings/app/tiles"
	"mysettings/store"
)

func TestSignOut(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.signIn(Request{})
	undone, err := b.manager.SignOut(t.Context(), c.ID)
	if err != nil || len(undone) == 0 {
		t.Fatalf("SignOut = %q, %v", undone, err)
	}
	for _, s := range undone {
		checkSentence(t, "undone", s)
	}
	if _, err := b.store.Store.Token(t.Context(), c.ID); !errors.Is(err, store.ErrNoToken) {
		t.Errorf("token = %v; want none", err)
	}
	conn := b.connection(c.ID)
	if !conn.SignedOut || conn.EndedAt.IsZero() || tiles.JudgeSignIn(conn, 14, b.clock.now()).State != tiles.SignedOut {
		t.Errorf("connection = %+v", conn)
	}
	_, err = b.manager.Access(t.Context(), c.ID)
	if e := wantError(t, err); e.State != tiles.SignedOut || e.Cause != tiles.CauseSignedOut {
		t.Errorf("Access = %+v", e)
	}
	// Out twice is out.
	if _, err := b.manager.SignOut(t.Context(), c.ID); err != nil {
		t.Errorf("second SignOut: %v", err)
	}
	if again := b.signIn(Request{Connection: c.ID}); again.SignedOut || again.ID != c.ID {
		t.Errorf("signed in again: %+v", again)
	}
}

// TestSignOutDuringRenewal: the renewal's token must not come back to life.
func TestSignOutDuringRenewal(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.signIn(Request{})
	b.expire(c.ID)
	reached, release := make(chan struct{}), make(chan struct{})
	b.idp.set(func() {
		b.idp.take = func(http.ResponseWriter, url.Values) bool { close(reached); <-release; return false }
	})
	var both sync.WaitGroup
	both.Go(func() { _, _ = b.manager.Access(t.Context(), c.ID) })
	<-reached
	both.Go(func() {
		if _, err := b.manager.SignOut(t.Context(), c.ID); err != nil {
			t.Error(err)
		}
	})
	close(release)
	both.Wait()
	if _, err := b.store.Store.Token(t.Context(), c.ID); !errors.Is(err, store.ErrNoToken) {
		t.Errorf("token after sign-out = %v; want none", err)
	}
	if !b.connection(c.ID).SignedOut {
		t.Error("connection isn't signed out")
	}
}

func TestCloseWaitsForARenewal(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.idp.set(func() { b.idp.reuse = true })
	c := b.signIn(Request{})
	b.expire(c.ID)
	old := b.token(c.ID).Refresh
	reached, release := make(chan struct{}), make(chan struct{})
	b.idp.set(func() {
		b.idp.take = func(http.ResponseWriter, url.Values) bool { close(reached); <-release; return false }
	})
	ctx, cancel := context.WithCancel(t.Context())
	var asked sync.WaitGroup
	asked.Go(func() {
		_, err := b.manager.Access(ctx, c.ID)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Access = %v; want it cancelled", err)
		}
	})
	<-reached
	cancel()
	asked.Wait() // the caller doesn't wait for the request
	closed := make(chan struct{})
	go func() { b.manager.Close(); close(closed) }()
	select {
	case <-closed:
		t.Error("Close didn't wait for the renewal")
	case <-time.After(50 * time.Millisecond):
	}
	close(release)
	<-closed
	if b.token(c.ID).Refresh.Equal(old) {
		t.Error("the renewed token was lost")
	}
	if _, err := b.manager.Access(t.Context(), c.ID); !errors.Is(err, ErrClosed) {
		t.Errorf("Access = %v; want ErrClosed", err)
	}
	if _, err := b.manager.SignIn(t.Context(), Request{Browser: nobody}); !errors.Is(err, ErrClosed) {
		t.Errorf("SignIn = %v; want ErrClosed", err)
	}
}
