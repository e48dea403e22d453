//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

var newcomerFaults = []fault{
	{name: "first run: the sandbox is a window of its own, and leaves nothing behind", limit: 25 * time.Second, does: trySandbox},
}

// trySandbox looks around in the sandbox from the first run, and closes both
// windows.
func trySandbox(ctx context.Context, l *lab) error {
	d, err := l.onDesktop(ctx)
	if err != nil {
		return err
	}
	first, own, err := l.startWindow(ctx)
	if err != nil {
		return err
	}
	if _, err := d.WaitFor(ctx, "push button", "Try the sandbox"); err != nil {
		return err
	}
	before, err := l.ours()
	if err != nil {
		return err
	}
	if err := d.Press(ctx, "push button", "Try the sandbox"); err != nil {
		return err
	}
	sandbox, err := l.windowNamed(ctx, title+" — Sandbox")
	if err != nil {
		return err
	}
	// The page says it too, and the window behind says what has happened.
	for _, text := range []string{"Nothing here is real, and nothing is kept", "The sandbox opens in a window of its own"} {
		if err := d.Says(ctx, text); err != nil {
			return err
		}
	}
	if _, err := d.Tray(ctx); err != nil {
		return err
	}
	if err := l.picture(ctx, d, "sandbox-from-first-run"); err != nil {
		return err
	}
	if err := l.closeOne(ctx, d, sandbox); err != nil {
		return err
	}
	// Its organisation, its tray and its web view end with it.
	if err := l.only(ctx, before); err != nil {
		return err
	}
	if err := l.nothingTemporary(); err != nil {
		return err
	}
	if _, err := d.WaitFor(ctx, "push button", "Try the sandbox"); err != nil {
		return fmt.Errorf("the first run does not go on: %w", err)
	}
	if err := l.closeOne(ctx, d, own); err != nil {
		return err
	}
	soon, cancel := within(ctx, 5*time.Second, "closing both windows")
	defer cancel()
	if err := errors.Join(first.ended(soon), l.alone(soon)); err != nil {
		return err
	}
	return l.nobody(ctx)
}

// only waits until nothing of the case runs but what was there before.
func (l *lab) only(ctx context.Context, before []int) error {
	return until(ctx, func() error {
		now, err := l.ours()
		for _, pid := range now {
			if line := commandLine(pid); line != "" && !slices.Contains(before, pid) {
				err = errors.Join(err, fmt.Errorf("still running: %d %s", pid, line))
			}
		}
		return err
	})
}

// windowNamed waits for the window with that title.
func (l *lab) windowNamed(ctx context.Context, name string) (id string, err error) {
	return id, until(ctx, func() error {
		ids, err := l.windows(ctx)
		if err != nil {
			return err
		}
		for _, id = range ids {
			if is, err := l.tool(ctx, "xdotool", "getwindowname", id); err == nil && is == name {
				return nil
			}
		}
		return fmt.Errorf("none of %d windows is %q", len(ids), name)
	})
}
