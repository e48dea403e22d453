package app

import (
	"context"
	"path/filepath"
	"testing"

	"mysettings/app/watch"
	"mysettings/store"
)

func TestSetInFront(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "data")
	open := func() *store.Store {
		s, err := store.Open(t.Context(), folder, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		return s
	}
	window, resident := open(), open()
	seen := func() bool {
		lease, free, err := resident.TryLease(watch.FrontLease)
		if err != nil {
			t.Fatal(err)
		}
		lease.Release()
		return !free
	}
	life, end := context.WithCancel(t.Context())
	defer end()
	b := NewBindings(life, Backend{Store: window}, nil, "")
	if seen() {
		t.Error("in front before the page said so")
	}
	for _, is := range []bool{true, true, false, false, true} {
		if err := b.SetInFront(is); err != nil {
			t.Fatal(err)
		}
		if seen() != is {
			t.Errorf("SetInFront(%v): the resident sees %v", is, !is)
		}
	}
	end()
	b.wait()
	if seen() {
		t.Error("in front after the window has ended")
	}
}
