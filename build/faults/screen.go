//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"mysettings/store"
)

// title is how every title of the window begins.
const title = "My Settings for Power BI"

// tool runs one of the tools that look at the screen, and returns what it says.
func (l *lab) tool(ctx context.Context, name string, args ...string) (string, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("%w (build/install.sh desktop installs it)", err)
	}
	cmd, err := l.prepare(ctx, path, args...)
	if err != nil {
		return "", err
	}
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w: %s", name, args[0], err, errs.String())
	}
	return strings.TrimSpace(out.String()), nil
}

// windows are the ids of the app's windows that can be seen.
func (l *lab) windows(ctx context.Context) ([]string, error) {
	out, err := l.tool(ctx, "xdotool", "search", "--onlyvisible", "--name", "^"+title)
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 {
		return nil, nil // none
	}
	return strings.Fields(out), err
}

// window waits for the one window.
func (l *lab) window(ctx context.Context) (string, error) {
	var id string
	err := until(ctx, func() error {
		ids, err := l.windows(ctx)
		if err != nil {
			return err
		}
		if len(ids) != 1 {
			return fmt.Errorf("%d windows, want 1", len(ids))
		}
		id = ids[0]
		return nil
	})
	return id, err
}

// noWindow waits until the app shows no window any more.
func (l *lab) noWindow(ctx context.Context) error {
	return until(ctx, func() error {
		ids, err := l.windows(ctx)
		if err == nil && len(ids) > 0 {
			err = fmt.Errorf("%d windows are still there", len(ids))
		}
		return err
	})
}

// shown is what the window manager knows: all windows, and the active one.
func (l *lab) shown(ctx context.Context) (all, active string, err error) {
	if all, err = l.tool(ctx, "xprop", "-root", "_NET_CLIENT_LIST"); err != nil {
		return "", "", err
	}
	active, err = l.tool(ctx, "xprop", "-root", "_NET_ACTIVE_WINDOW")
	return all, active, err
}

// inFront waits until the window has the keyboard.
func (l *lab) inFront(ctx context.Context, id string) error {
	return until(ctx, func() error {
		now, err := l.tool(ctx, "xdotool", "getactivewindow")
		if err == nil && now != id {
			err = fmt.Errorf("window %s has the keyboard, want %s", now, id)
		}
		return err
	})
}

// held tells whether some process holds a lease of the data folder.
func (l *lab) held(ctx context.Context, name string) (bool, error) {
	s, err := store.Open(ctx, l.data, store.Options{})
	if err != nil {
		return false, err
	}
	lease, free, err := s.TryLease(name)
	lease.Release()
	return !free, errors.Join(err, s.Close())
}

// holds waits until a lease is held, or free.
func (l *lab) holds(ctx context.Context, name string, want bool) error {
	return until(ctx, func() error {
		is, err := l.held(ctx, name)
		if err == nil && is != want {
			err = fmt.Errorf("lease %q held: %v, want %v", name, is, want)
		}
		return err
	})
}

// watching waits until a tray shows, or would show, its icon, and watches.
func (l *lab) watching(ctx context.Context) error {
	return errors.Join(l.holds(ctx, "tray", true), l.holds(ctx, "watch", true))
}

// alone waits until nothing of the case runs but what but names.
func (l *lab) alone(ctx context.Context, but ...string) error {
	return until(ctx, func() error {
		left, err := l.left(but...)
		if err == nil && len(left) > 0 {
			err = fmt.Errorf("still running: %s", strings.Join(left, "\n"))
		}
		return err
	})
}

// within shortens the time that is left.
func within(ctx context.Context, d time.Duration, what string) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, d, fmt.Errorf("%s: not within %v", what, d))
}
