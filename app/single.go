package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"mysettings/app/installed"
	"mysettings/store"
)

// claim returns the lease of the one window, or nil after the window that is
// already open was asked to come to the front with page, and did. Where it
// does not within wait, it may just be closing, and its place is free.
func claim(ctx context.Context, s Store, page string, wait time.Duration) (*store.Lease, error) {
	for {
		lease, ok, err := s.TryLease(installed.WindowLease)
		if err != nil {
			return nil, fmt.Errorf("lease of the window: %w", err)
		}
		if ok {
			return lease, nil
		}
		answered, err := ask(ctx, s, page, wait)
		if err != nil {
			return nil, err
		}
		if answered {
			return nil, nil
		}
	}
}

// ask asks the open window to come to the front, and tells whether it did
// within wait.
func ask(ctx context.Context, s Store, page string, wait time.Duration) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	changes, err := s.Changes(ctx)
	if err != nil {
		return false, fmt.Errorf("listening for the open window: %w", err)
	}
	id, err := s.Request(ctx, requestShow, page)
	if err != nil {
		return false, fmt.Errorf("asking the open window: %w", err)
	}
	for {
		requests, err := s.Requests(ctx)
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			return false, fmt.Errorf("reading the requests: %w", err)
		}
		if !slices.ContainsFunc(requests, func(r store.Request) bool { return r.ID == id }) {
			return true, nil
		}
		if _, ok := <-changes; !ok {
			break
		}
	}
	parent := context.WithoutCancel(ctx)
	if err := s.FinishRequest(parent, id); err != nil {
		return false, fmt.Errorf("taking the request back: %w", err)
	}
	return false, nil
}
