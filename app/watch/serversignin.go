package watch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mysettings/app/tiles"
)

const (
	// serverSignInLimit is how long a person may take on the portal's page.
	serverSignInLimit = 10 * time.Minute
	// statusPace is how often the server is asked meanwhile: its answer may
	// cost it a call to the sign-in service.
	statusPace = 5 * time.Second
	// runPace is how often a pin is run meanwhile, where the server can't be
	// asked, and runLook how often that run is looked at.
	runPace = time.Minute
	runLook = 10 * time.Second
	// mostRuns is how many failed pins are run after signing in; the others
	// have their schedules.
	mostRuns = 200
)

// The stages of a sign-in on a report server, in order.
const (
	StageOpening = "opening" // the portal's page is handed to the browser
	StageWaiting = "waiting" // the person signs in there
	StageRunning = "running" // the pins that failed are run
	StageDone    = "done"
)

// ServerProgress is how far a sign-in on a report server is.
type ServerProgress struct {
	Stage string
	// URL is the page that was opened, for "open the page again".
	URL string
	// Until is when the waiting ends; zero where there is nothing to wait for.
	Until time.Time
	// Err is why no browser could be opened. The waiting goes on: show URL.
	Err error
}

// ServerSignIn is what became of a sign-in on a report server.
type ServerSignIn struct {
	Connection tiles.Connection
	// Confirmed is true when the server said that the person is signed in, or
	// a run that began since has proved it. It is false where nothing can
	// tell: the page was opened, and that is all that is known.
	Confirmed bool
	// Asked says what became of running the pins that had failed.
	Asked []Result
}

// SignInToServer helps a person to sign in to Power BI on a report server,
// which can be done on the portal's page only:
//
//  1. get into the server itself, where it hasn't let the app in;
//  2. open the page My Settings, unless the person has just signed in there;
//  3. wait until the server says that it is good, or, where it can't be asked,
//     until a run of one pin has proved it;
//  4. run the pins that failed for it.
//
// A server that said all along that the person is signed in isn't waited for.
// The errors are ErrNotServer, ErrServerLogin where a password was refused,
// ErrServerNotIntegrated, ErrServerSignInTimeout, those of the server itself
// (*reportserver.Error) and the context's. progress may be nil; it is
// called from this goroutine.
func (w *Watcher) SignInToServer(ctx context.Context, connection string, b Browser, progress func(ServerProgress)) (ServerSignIn, error) {
	v, err := w.visit(ctx, connection)
	if err != nil {
		return ServerSignIn{}, err
	}
	if progress == nil {
		progress = func(ServerProgress) {}
	}
	g := &serverSigning{serverWork: v, browser: b, progress: progress, until: w.now().Add(serverSignInLimit)}
	confirmed, err := g.signIn(ctx)
	if err != nil {
		return ServerSignIn{}, err
	}
	out := ServerSignIn{Confirmed: confirmed}
	if confirmed {
		progress(ServerProgress{Stage: StageRunning, URL: g.page})
		if out.Asked, err = g.runFailed(ctx); err != nil {
			return out, err
		}
	}
	if err := w.checked(ctx, connection, &g.halt); err != nil {
		return out, err
	}
	if err := w.rejudge(ctx); err != nil {
		return out, err
	}
	if out.Connection, err = w.o.Store.Connection(ctx, connection); err != nil {
		return out, fmt.Errorf("reading the connection: %w", err)
	}
	progress(ServerProgress{Stage: StageDone, URL: g.page})
	return out, nil
}

// serverSigning is one sign-in on a report server.
type serverSigning struct {
	*serverWork
	browser  Browser
	progress func(ServerProgress)
	page     string
	until    time.Time
	proved   string // the feed whose run has proved it
}

// signIn does what is before the running. It returns whether the sign-in is
// known to be good.
func (g *serverSigning) signIn(ctx context.Context) (bool, error) {
	entered, err := g.enter(ctx)
	if err != nil {
		return false, err
	}
	if !tells(g.c.Server) {
		if err := g.open(ctx); err != nil {
			return false, err
		}
		return g.byRun(ctx)
	}
	lost, err := g.lost(ctx)
	if err != nil {
		return false, err
	}
	said, answer, err := g.askStatus(ctx)
	switch {
	case err != nil:
		return false, err
	case answer != nil:
		if err := g.refused(ctx, answer); err != nil {
			return false, err
		}
		return false, answer
	case said.Status == tiles.StatusSignedIn && (lost || entered):
		// It was put right already, or it was only the login that failed.
		return true, g.newlyIn(ctx, lost)
	}
	if said.Status == tiles.StatusSignedIn {
		g.until = time.Time{} // there is nothing to wait for
	}
	if err := g.open(ctx); err != nil {
		return false, err
	}
	switch said.Status {
	case tiles.StatusSignedIn:
		return false, nil
	case tiles.StatusUnknown:
		return g.byRun(ctx)
	}
	return g.byStatus(ctx)
}

// enter gets into the server where it hasn't let the app in, and tells whether
// it had to. What the server can do is asked again: it may have been registered
// with Power BI since, or no longer be. A password that was refused isn't sent
// once more: it has to be typed anew.
func (g *serverSigning) enter(ctx context.Context) (bool, error) {
	p := g.c.Problem
	out := p != nil && p.Cause == tiles.CauseServerLogin
	if out && p.RetryAt.IsZero() {
		return false, ErrServerLogin
	}
	answer, err := g.probe(ctx)
	if err != nil {
		return false, err
	}
	if answer != nil {
		return false, errors.Join(answer, g.refused(ctx, answer))
	}
	if err := g.letIn(ctx); err != nil {
		return false, err
	}
	c, err := g.o.Store.Connection(ctx, g.c.ID)
	if err != nil {
		return false, fmt.Errorf("reading the connection: %w", err)
	}
	g.c = c
	if !integrated(c.Server) {
		return out, ErrServerNotIntegrated
	}
	return out, nil
}

// integrated tells whether nothing is known against a server's working with
// Power BI.
func integrated(s tiles.Server) bool {
	return s.Integration != tiles.IntegrationOff && s.Integration != tiles.IntegrationUnavailable
}

// lost tells whether the sign-in is known to be gone, by the server's word or
// by its pins.
func (g *serverSigning) lost(ctx context.Context) (bool, error) {
	if gone(g.c.Server.Status) {
		return true, nil
	}
	failed, err := g.failed(ctx)
	if err != nil {
		return false, err
	}
	for _, f := range failed {
		if ofSignIn(f.Verdict.Cause) {
			return true, nil
		}
	}
	return false, nil
}

// open opens the page where the person signs in: My Settings, whose address no
// document tells, or the portal's first page.
func (g *serverSigning) open(ctx context.Context) error {
	g.page = g.s.Page(ctx)
	g.progress(ServerProgress{Stage: StageOpening, URL: g.page, Until: g.until})
	err := g.browser.Open(ctx, g.page)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	g.progress(ServerProgress{Stage: StageWaiting, URL: g.page, Until: g.until, Err: err})
	return nil
}

// byStatus waits until the server says that the person is signed in.
func (g *serverSigning) byStatus(ctx context.Context) (bool, error) {
	var last error
	for g.now().Before(g.until) {
		if err := g.pause(ctx, statusPace); err != nil {
			return false, err
		}
		said, answer, err := g.askStatus(ctx)
		switch {
		case err != nil:
			return false, err
		case ctx.Err() != nil:
			return false, ctx.Err()
		case answer != nil:
			if err := g.refused(ctx, answer); err != nil {
				return false, err
			}
			if loginProblem(g.c.Server, answer, g.now()) != nil {
				return false, answer
			}
			last = answer // it may pass: the person is still busy there
		case said.Status == tiles.StatusSignedIn:
			return true, g.newlyIn(ctx, true)
		default:
			last = nil
		}
	}
	return false, tooLate(last)
}

func tooLate(last error) error {
	if last == nil {
		return ErrServerSignInTimeout
	}
	return fmt.Errorf("%w: %w", ErrServerSignInTimeout, last)
}

// newlyIn saves that the person has signed in.
func (g *serverSigning) newlyIn(ctx context.Context, lost bool) error {
	if !lost {
		return nil
	}
	now := g.now().UTC()
	return g.update(ctx, func(c *tiles.Connection) {
		c.SignedInAt = now
		if gone(c.Server.Status) { // a run proved it where the server doesn't tell
			c.Server.Status = tiles.StatusUnknown
		}
		isIn(c)
		estimate(c, now)
	})
}
