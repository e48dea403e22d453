//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// status measures `mysettings status` on 900 tiles against a program that
// opens the same file and reads one row, process start included.
func (b *bench) status(ctx context.Context) error {
	bare, err := b.baseline(ctx, "baresqlite", "")
	if err != nil {
		return err
	}
	data, err := b.filled(ctx)
	if err != nil {
		return err
	}
	file := filepath.Join(data, "mysettings.db")
	if _, err := os.Stat(file); err != nil {
		return fmt.Errorf("the store's file: %w", err)
	}
	app := timed(ctx, filepath.Join(b.bin, "mysettings"), "status", "--json", "--data", data)
	base := timed(ctx, bare, file)
	if _, err := take(3, app, base); err != nil { // everything in the page cache
		return err
	}
	t, err := take(41, app, base)
	if err != nil {
		return err
	}
	t.row("status on 900 tiles, process start included", "ms", "3.0")
	return nil
}

// timed runs a command and tells how many milliseconds it took. The exit code
// for "attention needed" is an answer like any other.
func timed(ctx context.Context, name string, args ...string) func() (float64, error) {
	return func() (float64, error) {
		cmd := exec.CommandContext(ctx, name, args...)
		began := time.Now()
		out, err := cmd.CombinedOutput()
		took := time.Since(began)
		var exit *exec.ExitError
		if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1) {
			return 0, fmt.Errorf("%s: %w: %s", filepath.Base(name), err, out)
		}
		return ms(took), nil
	}
}
