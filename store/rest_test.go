package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"testing"
	"time"
)

func TestRest(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	for range 2 {
		if err := s.SetSetting(ctx, "theme", "dark"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Settings(ctx); err != nil {
			t.Fatal(err)
		}
		s.Rest()
		for name, db := range map[string]*sql.DB{"reader": s.db.reader, "writer": s.db.writer} {
			if n := db.Stats().OpenConnections; n != 0 {
				t.Errorf("%s: %d connections after a rest; want none", name, n)
			}
		}
	}
	// What is opened anew obeys as before.
	kept, err := s.Settings(ctx)
	if err != nil || kept["theme"] != "dark" {
		t.Errorf("settings after a rest = %v, %v; want the saved one", kept, err)
	}
	if err := s.SetSetting(ctx, "theme", "light"); err != nil {
		t.Error(err)
	}
	if idle := s.db.writer.Stats().Idle; idle != 1 {
		t.Errorf("connections kept for the next write = %d; want 1", idle)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s.Rest()
	if err := s.SetSetting(ctx, "theme", "dark"); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: %v; want ErrClosed", err)
	}
}

// TestRestWhileWorking rests in the middle of other goroutines' calls.
func TestRestWhileWorking(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	ctx, stop := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer stop()
	var working sync.WaitGroup
	for range 3 {
		working.Go(func() {
			for ctx.Err() == nil {
				if err := s.SetSetting(t.Context(), "language", "en"); err != nil {
					t.Error(err)
				}
				if kept, err := s.Settings(t.Context()); err != nil || kept["language"] != "en" {
					t.Errorf("settings = %v, %v", kept, err)
				}
			}
		})
	}
	for ctx.Err() == nil {
		s.Rest()
	}
	working.Wait()
}
