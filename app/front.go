package app

import (
	"context"
	"fmt"
	"sync"
	"time"

	"mysettings/app/watch"
	"mysettings/store"
)

// frontTime is how long to try for the lease of the window in front. Nobody
// keeps it but a window; the resident looks at it for a moment at a time.
const frontTime = 2 * time.Second

// front is whether this window has the keyboard, as the other processes know it.
type front struct {
	mu    sync.Mutex // one change at a time
	lease *store.Lease
}

// SetInFront says whether the person is looking at the window: what it shows
// then is not told by a notification besides. The page says it one call after
// another, the last one counts.
func (b *Bindings) SetInFront(is bool) error {
	b.front.mu.Lock()
	defer b.front.mu.Unlock()
	if b.erasing.done.Load() {
		return nil // there is nothing to keep a lease in
	}
	if !is {
		b.front.lease.Release()
		b.front.lease = nil
		return nil
	}
	if b.front.lease != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(b.life, frontTime)
	defer cancel()
	lease, err := b.b.Store.Lease(ctx, watch.FrontLease)
	if err != nil {
		return fail(fmt.Errorf("lease of the window in front: %w", err))
	}
	b.front.lease = lease
	return nil
}
