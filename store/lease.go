package store

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// openLease is held while a database is made, migrated or set aside.
const openLease = "open"

// Lease is an exclusive right among all processes that use the data folder. It
// is a lock that the system keeps on an open file: it ends with the process
// that holds it, however that ends.
type Lease struct{ lock *flock.Flock }

// Release gives the lease back. A second Release does nothing, and so does
// that of a nil Lease.
func (l *Lease) Release() {
	if l != nil {
		_ = l.lock.Close()
	}
}

// TryLease takes the lease of that name where nobody holds it, in this process
// or another, and says whether it did. A name is made of lower-case letters,
// digits, "-", "_" and ".".
func (s *Store) TryLease(name string) (*Lease, bool, error) {
	lock, err := s.leaseLock(name)
	if err != nil {
		return nil, false, err
	}
	ok, err := lock.TryLock()
	if err != nil || !ok {
		return nil, false, leaseError(name, err)
	}
	return &Lease{lock}, true, nil
}

// Lease waits for the lease of that name until ctx ends. No system can wait
// for such a lock and for ctx at once: it tries again, at first after
// milliseconds, later twice a second.
func (s *Store) Lease(ctx context.Context, name string) (*Lease, error) {
	lock, err := s.leaseLock(name)
	if err != nil {
		return nil, err
	}
	pause := 2 * time.Millisecond
	for {
		ok, err := lock.TryLock()
		if ok {
			return &Lease{lock}, nil
		}
		if err != nil {
			return nil, leaseError(name, err)
		}
		select {
		case <-ctx.Done():
			return nil, leaseError(name, ctx.Err())
		case <-time.After(pause):
		}
		pause = min(pause*3/2, 500*time.Millisecond)
	}
}

func (s *Store) leaseLock(name string) (*flock.Flock, error) {
	if !leaseName(name) {
		return nil, fmt.Errorf("lease name %q", name)
	}
	return flock.New(filepath.Join(s.dir, "lease-"+name), flock.SetPermissions(0o600)), nil
}

func leaseName(name string) bool {
	if name == "" || len(name) > 100 {
		return false
	}
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '_', r == '.':
		default:
			return false
		}
	}
	return true
}

func leaseError(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("lease %s: %w", name, classify(err))
}
