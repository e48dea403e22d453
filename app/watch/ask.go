package watch

import (
	"context"
	"errors"
	"fmt"

	"mysettings/app/powerbi"
	"mysettings/app/tiles"
)

// ask asks the service for the refresh that a keep's schedule is due. What
// became of it is saved, so that no process asks twice for the same slot.
func (w *Watcher) ask(ctx context.Context, client Client, f tiles.Feed, j tiles.Job) (answer, storeErr error) {
	if j.Reason == tiles.ReasonSignedOut {
		return nil, w.saveAsk(ctx, tiles.Ask{Feed: f.ID, Due: j.Due, Outcome: tiles.AskSignIn})
	}
	a, err := client.Refresh(ctx, f)
	if ctx.Err() != nil {
		return ctx.Err(), nil // it was not refused: the next process asks
	}
	a.Feed, a.Due, a.CatchUp = f.ID, j.Due, j.CatchUp
	if err != nil {
		a = w.refusedAsk(a, err)
	}
	if err := w.saveAsk(ctx, a); err != nil {
		return nil, err
	}
	return err, nil
}

// refusedAsk says what a failed request means for its slot.
func (w *Watcher) refusedAsk(a tiles.Ask, err error) tiles.Ask {
	a.Outcome = tiles.AskLater
	if signInGone(err) {
		a.Outcome = tiles.AskSignIn
		return a
	}
	a.Retry = w.now().Add(firstRetry)
	var api *powerbi.Error
	if errors.As(err, &api) {
		a.Code = api.Code
		if api.RetryAfter.After(a.Retry) {
			a.Retry = api.RetryAfter
		}
	}
	return a
}

func (w *Watcher) saveAsk(ctx context.Context, a tiles.Ask) error {
	if a.At.IsZero() {
		a.At = w.now()
	}
	if a.ID == "" {
		a.ID = fmt.Sprintf("%s@%d", a.Feed, a.At.UnixNano())
	}
	if err := w.o.Store.SaveAsk(ctx, a); err != nil {
		return fmt.Errorf("saving the refresh asked of %s: %w", a.Feed, err)
	}
	return nil
}
