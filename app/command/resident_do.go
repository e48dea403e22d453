package command

import (
	"context"
	"os/exec"

	"mysettings/app/signin"
)

// open opens the window, or brings the open one to the front.
func (r *resident) open(page string) {
	if err := r.openWindow(page); err != nil {
		r.log.Warn("opening the window", "err", err)
	}
}

// startWindow starts the executable that holds the window, which lives on when
// the tray quits. It leaves the tray alone.
func startWindow(folder, page string) error {
	path, err := beside(windowPrograms()...)
	if holdsWindow {
		path, err = self()
	}
	if err != nil {
		return err
	}
	cmd := exec.Command(path, windowArgs(folder, page)...)
	cmd.SysProcAttr = detached()
	if err := cmd.Start(); err != nil {
		return err
	}
	// Waited for, or it would stay a zombie for as long as the tray lives.
	go func() { _ = cmd.Wait() }()
	return nil
}

// signIn signs in to a connection again, or for the first time where it is
// empty: one sign-in at a time, a second click while it waits opens nothing.
func (r *resident) signIn(ctx context.Context, connection string) {
	if !r.begin(&r.signing) {
		return
	}
	r.doing.Go(func() {
		defer r.end(&r.signing)
		_, err := r.p.SignInTo(ctx, signin.Request{Connection: connection, Browser: r.browser})
		if err == nil || ctx.Err() != nil {
			return
		}
		r.log.Warn("signing in", "err", err)
		// The window says what is wrong and offers it again.
		r.open("settings")
	})
}

// check looks at everything now.
func (r *resident) check(ctx context.Context) {
	if !r.begin(&r.checking) {
		return
	}
	r.doing.Go(func() {
		defer r.end(&r.checking)
		if err := r.p.Watcher.Check(ctx); err != nil && ctx.Err() == nil {
			r.log.Warn("checking", "err", err)
		}
	})
}

// refresh asks for a refresh of the tiles of a notice.
func (r *resident) refresh(ctx context.Context, ids []string) {
	r.doing.Go(func() {
		results, err := r.p.Watcher.RefreshNow(ctx, ids)
		for _, result := range results {
			if err == nil {
				err = result.Err
			}
		}
		if err != nil && ctx.Err() == nil {
			r.log.Warn("refreshing", "err", err)
			r.open("tiles")
		}
	})
}

func (r *resident) begin(flag *bool) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if *flag {
		return false
	}
	*flag = true
	return true
}

func (r *resident) end(flag *bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	*flag = false
}
