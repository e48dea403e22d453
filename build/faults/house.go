//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"mysettings/app/sandbox"
	"mysettings/build/desktop"
)

// house is what the cases have in common: the executables and the desktop.
type house struct {
	bin, dir string
	self     string
	pictures string // the folder for them; none are taken where it is empty

	mu      sync.Mutex // guards what follows
	screen  *desktop.Desktop
	problem error // why there is no screen
	count   int
}

func newHouse(bin string) (*house, error) {
	h := &house{}
	var err error
	if h.bin, err = filepath.Abs(bin); err != nil {
		return nil, err
	}
	for _, name := range []string{"mysettings", "mysettings-tray", "mysettings-window"} {
		if _, err := os.Stat(filepath.Join(h.bin, name)); err != nil {
			return nil, fmt.Errorf("executable: %w (make build makes it)", err)
		}
	}
	if h.self, err = os.Executable(); err != nil {
		return nil, fmt.Errorf("own path: %w", err)
	}
	// Short: the path of a bus' socket has at most 107 bytes.
	if h.dir, err = os.MkdirTemp("", "faults-"); err != nil {
		return nil, fmt.Errorf("throw-away folder: %w", err)
	}
	return h, nil
}

func (h *house) close() {
	if h.screen != nil {
		h.screen.Stop()
	}
	os.RemoveAll(h.dir)
}

// desktop is the one virtual desktop, started by the first case that needs it.
// Only one lane uses it.
func (h *house) desktop(ctx context.Context) (*desktop.Desktop, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.screen == nil && h.problem == nil {
		h.screen, h.problem = desktop.Start(ctx, filepath.Join(h.dir, "desktop"))
	}
	return h.screen, h.problem
}

// play plays one case in a folder of its own, and ends what it has left.
func (h *house) play(ctx context.Context, f fault) (err error) {
	if f.limit == 0 {
		f.limit = 30 * time.Second
	}
	ctx, cancel := context.WithTimeoutCause(ctx, f.limit, fmt.Errorf("not over within %v", f.limit))
	defer cancel()
	h.mu.Lock()
	h.count++
	mark := fmt.Sprintf("%d-%d", os.Getpid(), h.count)
	dir := filepath.Join(h.dir, fmt.Sprint(h.count))
	h.mu.Unlock()
	l := &lab{house: h, dir: dir, data: filepath.Join(dir, "data"), temp: filepath.Join(dir, "tmp"), mark: mark}
	for _, d := range []string{l.dir, l.temp, filepath.Join(dir, "home"), filepath.Join(dir, "run")} {
		if err := os.Mkdir(d, 0o700); err != nil {
			return fmt.Errorf("folder of the case: %w", err)
		}
	}
	defer l.end()
	defer func() {
		if err != nil {
			err = errors.Join(err, l.said(), l.failedPicture(f.name))
		}
	}()
	return f.does(ctx, l)
}

// browse is what $BROWSER does in a case: a person in front of the sign-in
// page, who signs in, refuses, or is not there.
func browse(ctx context.Context, person, address string) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	switch person {
	case "ana":
		return sandbox.Ana.SignIn(ctx, address)
	case "refuses":
		return sandbox.Ana.Refuse(ctx, address)
	case "mischief":
		if err := mischief(ctx, address); err != nil {
			return err
		}
		return sandbox.Ana.SignIn(ctx, address)
	default:
		return nil
	}
}
