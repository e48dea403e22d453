package command

import (
	"context"
	"fmt"
	"os/exec"
	"time"

	"mysettings/app/installed"
	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/tiles"
	"mysettings/app/words"
)

// neverOpened is for how long after its start a window that ends with an error
// is one that never opened: whoever has used it sees for themselves that it is
// gone.
const neverOpened = 20 * time.Second

// noWindow is the ID of the notification about a window that didn't open. It is
// in no list of notices: the window would have to show them.
const noWindow = "window"

// open opens the window, or brings the open one to the front. Where that fails,
// the person is told.
func (r *resident) open(page string) {
	r.setUnopened(false)
	if err := r.openWindow(page, r.notOpened); err != nil {
		r.notOpened(err)
	}
}

// notOpened says that the window couldn't be opened, and why: as a notification,
// also while the person wants none, for they have just clicked; where nothing
// shows one, in the menu.
func (r *resident) notOpened(why error) {
	r.log.Warn("opening the window", "err", why)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	err := r.notifier.Show(ctx, tiles.Notice{
		ID: noWindow, At: time.Now(), Title: language.Say("My Settings couldn't be opened"), Text: words.Of(why).String(),
	})
	if err != nil {
		r.log.Warn("telling of it", "err", err)
		r.setUnopened(true)
	}
}

// setUnopened has the menu say, or no longer say, that the window didn't open.
func (r *resident) setUnopened(is bool) {
	r.mu.Lock()
	changed := r.unopened != is
	r.unopened = is
	r.mu.Unlock()
	if !changed {
		return
	}
	select {
	case r.turned <- struct{}{}:
	default: // not seen yet
	}
}

// startWindow starts the executable that holds the window, which lives on when
// the tray quits. It leaves the tray alone. A window that never opened is told
// to failed, from another goroutine.
func startWindow(folder, page string, failed func(error)) error {
	path, err := installed.Beside(installed.Windows()...)
	if holdsWindow {
		path, err = installed.Self()
	}
	if err != nil {
		return err
	}
	cmd := exec.Command(path, windowArgs(folder, page)...)
	cmd.SysProcAttr = installed.Detached()
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return err
	}
	// Waited for, or it would stay a zombie for as long as the tray lives.
	go func() {
		err := cmd.Wait()
		// Below 0 for one that was killed, which is no failure of its own.
		if err != nil && cmd.ProcessState.ExitCode() >= 0 && time.Since(began) < neverOpened {
			failed(fmt.Errorf("%w: %w", program.ErrWindow, err))
		}
	}()
	return nil
}
