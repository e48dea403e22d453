package watch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"mysettings/app/language"
	"mysettings/app/reportserver"
	"mysettings/app/tiles"
)

// byRun waits until a run that began since proves that the person is signed
// in, where the server can't be asked. A pin that fails for another reason, or
// may not be run, proves nothing: then the next one is tried, and at last what
// the schedules bring is watched.
func (g *serverSigning) byRun(ctx context.Context) (bool, error) {
	if err := g.refresh(ctx); err != nil {
		return false, err
	}
	candidates, err := g.candidates(ctx)
	if err != nil || len(candidates) == 0 {
		return false, err
	}
	began := g.now()
	var last error
	for g.now().Before(g.until) {
		if err := g.pause(ctx, runPace); err != nil {
			return false, err
		}
		var proof proof
		if len(candidates) > 0 {
			proof, last, err = g.tryPin(ctx, candidates[0])
		} else {
			proof, last, err = g.tryList(ctx, began)
		}
		switch {
		case err != nil:
			return false, err
		case last != nil && loginProblem(g.c.Server, last, g.now()) != nil:
			return false, last
		case proof == proofGood:
			return true, g.newlyIn(ctx, true)
		case proof == proofNone && len(candidates) > 0:
			candidates = candidates[1:]
		}
	}
	return false, tooLate(last)
}

// proof is what a run says of the sign-in.
type proof int

const (
	proofLater proof = iota // not yet: the run isn't over, or the sign-in still gone
	proofGood
	proofNone // this pin can't tell
)

// tryPin runs one pin and looks at it until it ran, for as long as a round
// takes.
func (g *serverSigning) tryPin(ctx context.Context, f tiles.Feed) (p proof, answer, storeErr error) {
	r, err := g.run(ctx, f)
	if err != nil {
		return proofLater, nil, err
	}
	var e *reportserver.Error
	if errors.As(r.Err, &e) && r.Ask.Outcome == tiles.AskDenied {
		return proofNone, nil, nil
	}
	if r.Err != nil {
		return proofLater, r.Err, nil
	}
	for end := g.now().Add(runPace); g.now().Before(end); {
		if err := g.pause(ctx, runLook); err != nil {
			return proofLater, nil, err
		}
		got, answer, err := g.look(ctx, f)
		if err != nil || answer != nil {
			return proofLater, answer, err
		}
		if !got.Subscription.RunAt.After(f.Subscription.RunAt) {
			continue
		}
		switch status, cause := tiles.ClassifyStatus(got.Subscription.Status); {
		case status == tiles.RunGood:
			g.proved = f.ID
			return proofGood, nil, nil
		case status == tiles.RunRunning, ofSignIn(cause):
			return proofLater, nil, nil
		default:
			return proofNone, nil, nil
		}
	}
	return proofLater, nil, nil
}

// tryList looks whether any pin has run well since.
func (g *serverSigning) tryList(ctx context.Context, since time.Time) (p proof, answer, storeErr error) {
	if answer, err := g.list(ctx); err != nil || answer != nil {
		return proofLater, answer, err
	}
	feeds, err := g.mine(ctx)
	if err != nil {
		return proofLater, nil, err
	}
	for _, f := range feeds {
		if status, _ := tiles.ClassifyStatus(f.Subscription.Status); status == tiles.RunGood && f.Subscription.RunAt.After(since) {
			return proofGood, nil, nil
		}
	}
	return proofLater, nil, nil
}

// candidates are the pins whose run can tell, the best first: those that
// failed for the sign-in, others that failed, any other active one.
func (g *serverSigning) candidates(ctx context.Context) ([]tiles.Feed, error) {
	failed, err := g.failed(ctx)
	if err != nil {
		return nil, err
	}
	all, err := g.mine(ctx)
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		known := slices.ContainsFunc(failed, func(o tiles.Feed) bool { return o.ID == f.ID })
		if f.Subscription.Active && !f.Subscription.NoStored && !known {
			failed = append(failed, f)
		}
	}
	return failed, nil
}

// failed are the active pins that a run may put right now that the person is
// signed in: those that failed for the sign-in come first.
func (g *serverSigning) failed(ctx context.Context) ([]tiles.Feed, error) {
	feeds, err := g.mine(ctx)
	if err != nil {
		return nil, err
	}
	feeds = slices.DeleteFunc(feeds, func(f tiles.Feed) bool {
		return !f.Subscription.Active || f.Subscription.NoStored || !curable(f)
	})
	slices.SortStableFunc(feeds, func(a, b tiles.Feed) int {
		return rank(a) - rank(b)
	})
	return feeds, nil
}

func rank(f tiles.Feed) int {
	if _, cause := tiles.ClassifyStatus(f.Subscription.Status); ofSignIn(cause) {
		return 0
	}
	return 1
}

// curable tells whether signing in may be what a pin wants. What another has
// to put right isn't run again: it would only fail again.
func curable(f tiles.Feed) bool {
	status, cause := tiles.ClassifyStatus(f.Subscription.Status)
	switch {
	case ofSignIn(cause), cause == tiles.CauseUnrecognised:
		return true
	case status == tiles.RunFailed:
		return tiles.RemedyFor(cause) == tiles.RemedyWait
	}
	return f.Verdict.State == tiles.Late
}

// ofSignIn tells whether a cause lies in a sign-in that signing in puts right.
func ofSignIn(c tiles.Cause) bool {
	return c == tiles.CauseSignInExpired || c == tiles.CauseSignInRefused || c == tiles.CauseSignedOut
}

// refresh lists the pins anew: while the sign-in was gone nobody has looked
// often. Without an answer what was known has to do.
func (g *serverSigning) refresh(ctx context.Context) error {
	answer, err := g.list(ctx)
	if err != nil || answer == nil {
		return err
	}
	g.log.Warn("pins not listed while signing in", "connection", g.c.ID, "err", answer)
	return g.refused(ctx, answer)
}

// runFailed runs the pins that failed and reports for each of their tiles.
func (g *serverSigning) runFailed(ctx context.Context) ([]Result, error) {
	if err := g.refresh(ctx); err != nil {
		return nil, err
	}
	failed, err := g.failed(ctx)
	if err != nil {
		return nil, err
	}
	failed = slices.DeleteFunc(failed, func(f tiles.Feed) bool { return f.ID == g.proved })
	failed = failed[:min(len(failed), mostRuns)]
	asked := make(map[string]Result, len(failed))
	runErr := g.runAll(ctx, failed, asked)
	ts, err := g.o.Store.Tiles(ctx)
	if err != nil {
		return nil, errors.Join(runErr, fmt.Errorf("reading the tiles: %w", err))
	}
	var out []Result
	for _, t := range ts {
		if r, ok := asked[t.Feed]; ok {
			r.Tile = t.ID
			out = append(out, r)
		}
	}
	return out, runErr
}

// SignOutOfServer helps a person to sign out of Power BI on a report server:
// it opens the portal's page where that is done. With logout, which must only
// be set after asking, the server is told itself; no page documents that it
// can be. undone are plain sentences on what is left. The errors are as for
// SignInToServer.
func (w *Watcher) SignOutOfServer(ctx context.Context, connection string, b Browser, logout bool) (undone []string, err error) {
	v, err := w.visit(ctx, connection)
	if err != nil {
		return nil, err
	}
	if !logout {
		if err := b.Open(ctx, v.s.Page(ctx)); err != nil {
			return nil, fmt.Errorf("opening the page My Settings: %w", err)
		}
		return []string{language.Say(pageUndone), language.Say(pinsUndone)}, nil
	}
	if locked(v.c, w.now()) {
		return nil, ErrServerLogin
	}
	if answer := v.s.SignOut(ctx); answer != nil {
		return nil, errors.Join(answer, v.refused(ctx, answer))
	}
	now := w.now().UTC()
	err = v.update(ctx, func(c *tiles.Connection) {
		c.Server.Status, c.Server.StatusAt = tiles.StatusSignedOut, now
		c.EndedAt = now
		// Told apart from a sign-in that somebody else has ended: the person
		// needn't be told of it.
		c.Problem = &tiles.Problem{Cause: tiles.CauseSignedOut, Remedy: tiles.RemedySignIn}
	})
	if err != nil {
		return nil, err
	}
	return []string{language.Say(pinsUndone)}, w.rejudge(ctx)
}

// What signing out of a report server leaves.
const (
	pageUndone language.Text = "Sign out on the page that has opened: only the report server can forget the sign-in that it keeps."
	pinsUndone language.Text = "Your pins stay on their dashboards, but the report server can't refresh them until you sign in there again."
)
