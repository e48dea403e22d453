package powerbi

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"time"

	"mysettings/app/tiles"
)

// The answer has reached nobody when the service is down or can't be reached;
// askAgain is when to try once more.
const askAgain = 5 * time.Minute

// Refresh asks the service to refresh the feed's model, without a mail at the
// end. It needs ScopeRefresh.
//
// The service's answers are outcomes, and the error is nil: accepted, running
// (one was under way, which serves as well), quota (the day's refreshes are
// used up), denied (no permission, the model is gone, or it is none that is
// refreshed). With an error the Ask is filled in as well: later with Retry set,
// or sign_in when no token could be had, the error then being Tokens' own; its
// Outcome is empty only when ctx ended. After a time-out the service may have
// accepted all the same, which the next look at the runs shows.
func (c *Client) Refresh(ctx context.Context, f tiles.Feed) (tiles.Ask, error) {
	const op = "ask for a refresh"
	ask := tiles.Ask{ID: rand.Text(), Feed: f.ID, At: c.now().UTC()}
	path, err := modelPath(op, f, "refreshes")
	if err != nil {
		ask.Outcome = tiles.AskDenied
		return ask, err
	}
	_, err = c.do(ctx, call{
		op: op, method: http.MethodPost, path: path,
		body:   []byte(`{"notifyOption":"NoNotification"}`),
		scopes: []string{ScopeRefresh},
	})
	if err == nil {
		ask.Outcome = tiles.AskAccepted
		return ask, nil
	}
	var e *Error
	if !errors.As(err, &e) {
		return ask, err // ctx ended
	}
	ask.Code = e.Code
	switch {
	case e.Status == http.StatusConflict:
		ask.Outcome = tiles.AskRunning
		return ask, nil
	case e.Cause == tiles.CauseCapacity:
		ask.Outcome = tiles.AskQuota
		return ask, nil
	case !e.Account && (e.denied() || e.missing() || e.noModel()):
		ask.Outcome = tiles.AskDenied
		return ask, nil
	case e.Account && e.Cause != tiles.CauseThrottled:
		ask.Outcome = tiles.AskSignIn
		return ask, err
	}
	ask.Outcome, ask.Retry = tiles.AskLater, ask.At.Add(askAgain)
	if e.RetryAfter.After(ask.Retry) || e.Cause == tiles.CauseThrottled {
		ask.Retry = e.RetryAfter
	}
	return ask, err
}
