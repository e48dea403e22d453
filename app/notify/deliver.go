package notify

import (
	"context"
	"errors"
	"fmt"

	"mysettings/app/tiles"
)

// Action is what is done on the screen about a notice.
type Action string

// The actions.
const (
	Keep     Action = "keep"     // nothing: it is only in the list
	Show     Action = "show"     // put on the screen, asking for attention
	Update   Action = "update"   // changed where it still is on the screen
	Withdraw Action = "withdraw" // taken off the screen
)

// Act says what to do about a notice that Decide(in) returned, or that was
// open before and did not change.
func (in Input) Act(n tiles.Notice) Action {
	switch {
	case !n.EndedAt.IsZero():
		return Withdraw
	case !in.Enabled, in.Quiet, in.settling(), in.Wants != nil && !in.Wants(n.Kind):
		return Keep
	case in.WindowInFront:
		return Update
	case unseen(n):
		return Show
	case n.ShownAt.IsZero():
		return Keep // seen in the window
	case in.repeat(n):
		return Show
	default:
		return Update
	}
}

// repeat is true for a notice that was last on the screen a day ago or longer,
// and that came back since or has become worse now.
func (in Input) repeat(n tiles.Notice) bool {
	if in.Now.Sub(n.ShownAt) < again {
		return false
	}
	if n.At.After(n.ShownAt) {
		return true
	}
	for _, o := range in.Open {
		if o.ID == n.ID {
			return !subset(n.Tiles, o.Tiles)
		}
	}
	return false
}

// Deliver puts the changes that Decide(in) made on the screen, shows what could
// not be shown before, and returns the notices that were put on the screen,
// with ShownAt set, for the caller to save. What could not be shown is in the
// error and is tried again by the next call.
func Deliver(ctx context.Context, to Notifier, in Input, changes []tiles.Notice) ([]tiles.Notice, error) {
	var shown []tiles.Notice
	var errs []error
	changed := make(map[string]bool, len(changes))
	show := func(n tiles.Notice) {
		if err := to.Show(ctx, n); err != nil {
			errs = append(errs, fmt.Errorf("showing notice %s: %w", n.ID, err))
			return
		}
		n.ShownAt = in.Now
		shown = append(shown, n)
	}
	for _, n := range changes {
		changed[n.ID] = true
		switch in.Act(n) {
		case Withdraw:
			if err := to.Withdraw(ctx, n.ID); err != nil {
				errs = append(errs, fmt.Errorf("withdrawing notice %s: %w", n.ID, err))
			}
		case Update:
			if err := to.Update(ctx, n); err != nil {
				errs = append(errs, fmt.Errorf("updating notice %s: %w", n.ID, err))
			}
		}
	}
	// Taken down first, put up afterwards: one notice takes another's place.
	for _, n := range changes {
		if in.Act(n) == Show {
			show(n)
		}
	}
	for _, n := range in.Open {
		if !changed[n.ID] && in.Act(n) == Show {
			show(n)
		}
	}
	return shown, errors.Join(errs...)
}
