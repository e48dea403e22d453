package reportserver

import (
	"context"
	"errors"
	"sync"
)

// mostSilent is how many calls in a row may not reach the server before the
// rest is given up: waiting for sixty time-outs helps nobody.
const mostSilent = 3

// each does something with every one of all, as many at a time as there may be
// calls, until an error speaks for the rest; that one is returned. Those that
// can't be read otherwise are counted in missed.
func each[T any](ctx context.Context, all []T, missed *int, do func(context.Context, *turn, T) error) error {
	if len(all) == 0 {
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w := work[T]{all: all, do: do}
	var workers sync.WaitGroup
	for range min(atOnce, len(all)) {
		workers.Go(func() {
			var t turn
			defer t.end()
			for w.one(ctx, cancel, &t) {
			}
		})
	}
	workers.Wait()
	*missed += w.missed
	return w.end
}

type work[T any] struct {
	do func(context.Context, *turn, T) error

	mu     sync.Mutex
	all    []T   // guarded by mu: what is left
	missed int   // guarded by mu
	silent int   // guarded by mu
	end    error // guarded by mu: why nothing more is begun
}

// one takes one and does it; false when there is nothing to be taken.
func (w *work[T]) one(ctx context.Context, cancel context.CancelFunc, t *turn) bool {
	w.mu.Lock()
	if w.end != nil || len(w.all) == 0 {
		w.mu.Unlock()
		return false
	}
	x := w.all[0]
	w.all = w.all[1:]
	w.mu.Unlock()
	err := w.do(ctx, t, x)
	w.mu.Lock()
	defer w.mu.Unlock()
	var e *Error
	switch {
	case w.end != nil: // it was only cancelled
	case err == nil:
		w.silent = 0
	case errors.Is(err, errUnread):
		w.silent = 0
		w.missed++
	case errors.As(err, &e) && !e.Account && w.silent < mostSilent-1:
		w.silent++
		w.missed++
	default:
		w.end = err
		cancel()
	}
	return true
}
