package store

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestLease(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	a, ok, err := s.TryLease("watch")
	if !ok || err != nil {
		t.Fatalf("TryLease = %v, %v", ok, err)
	}
	if _, ok, err := s.TryLease("watch"); ok || err != nil {
		t.Errorf("second TryLease = %v, %v; want no lease and no error", ok, err)
	}
	other := openStore(t, s.Dir(), Options{})
	if _, ok, _ := other.TryLease("watch"); ok {
		t.Error("another Store of the same process took it as well")
	}
	b, ok, err := s.TryLease("renew-powerbi-0123456789")
	if !ok || err != nil {
		t.Errorf("another name: %v, %v", ok, err)
	}
	b.Release()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err = other.Lease(ctx, "watch")
	wantErr(t, "Lease", err, context.DeadlineExceeded)
	a.Release()
	a.Release()
	c, err := other.Lease(within(t, 30*time.Second), "watch")
	must(t, err)
	c.Release()
	(*Lease)(nil).Release()
}

func TestLeaseNames(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	for _, name := range []string{"", "a/b", "../x", "A", "a b", "é", "x\x00", strings.Repeat("x", 101)} {
		if _, _, err := s.TryLease(name); err == nil {
			t.Errorf("name %q taken", name)
		}
		if _, err := s.Lease(t.Context(), name); err == nil {
			t.Errorf("name %q taken", name)
		}
	}
}

func TestLeaseIsHeldByOne(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	ctx := within(t, 30*time.Second)
	var wg sync.WaitGroup
	var inside sync.Mutex
	for range 8 {
		wg.Go(func() {
			for range 5 {
				l, err := s.Lease(ctx, "x")
				if err != nil {
					t.Error(err)
					return
				}
				if !inside.TryLock() {
					t.Error("two hold the lease")
				} else {
					inside.Unlock()
				}
				l.Release()
			}
		})
	}
	wg.Wait()
}

func TestLeaseWhereTheFolderHasGone(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	must(t, os.RemoveAll(filepath.Dir(s.Dir())))
	if _, ok, err := s.TryLease("x"); ok || err == nil {
		t.Errorf("TryLease = %v, %v", ok, err)
	}
}
