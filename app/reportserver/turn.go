package reportserver

import (
	"context"
	"fmt"
	"time"

	"mysettings/app/reportserver/login"
)

// turn limits the time of one call after the other, for whoever makes
// thousands: a context of its own for each, which its parent has to know of,
// costs as much as reading the answer. It belongs to one goroutine, and must be
// ended. A nil turn limits each call by itself.
type turn struct {
	parent context.Context
	now    context.Context // nil before the first call
	cancel context.CancelCauseFunc
	timer  *time.Timer // ends now when the call takes too long
}

// errLate lies behind an error of a call that took too long.
var errLate = fmt.Errorf("call that took too long: %w", context.DeadlineExceeded)

// begin gives a context for the next call, which ends after limit: one below
// ctx, which for a turn's calls is always the same. done must be called after
// the call.
func (t *turn) begin(ctx context.Context, limit time.Duration) (within context.Context, done func()) {
	if t == nil {
		return context.WithTimeout(ctx, limit)
	}
	if t.now != nil && t.parent == ctx && t.timer.Reset(limit) {
		return t.now, func() {}
	}
	t.end() // it is another's, or its time was just up
	now, cancel := context.WithCancelCause(ctx)
	t.parent, t.now, t.cancel = ctx, login.OneByOne(now), cancel
	t.timer = time.AfterFunc(limit, func() { cancel(errLate) })
	return t.now, func() {}
}

// end lets go of what the turn holds.
func (t *turn) end() {
	if t.now != nil {
		t.timer.Stop()
		t.cancel(nil)
	}
}
