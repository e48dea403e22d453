//go:build linux

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"mysettings/build/desktop"
)

// window measures the time from the start of the process to a painted page:
// the app's with 900 tiles, as a person starts it, and the bare one's with a
// line of text. Both say so themselves, with the time by their own clock: how
// soon this process notices is not measured.
func (b *bench) window(ctx context.Context) error {
	bare, err := b.baseline(ctx, "barewindow", "desktop,production,webkit2_41")
	if err != nil {
		return err
	}
	data, err := b.filled(ctx)
	if err != nil {
		return err
	}
	d, err := desktop.Start(ctx, filepath.Join(b.dir, "windowdesktop"))
	if err != nil {
		return err
	}
	defer d.Stop()
	painted := func(log string, program ...string) func() (float64, error) {
		return func() (float64, error) {
			took, err := toPainted(ctx, d, log, program...)
			return ms(took), err
		}
	}
	base := painted("", bare)
	log := filepath.Join(data, "log", "mysettings-window.log")
	for _, page := range []string{"settings", "tiles"} {
		// The tray is another program, and was measured as one.
		app := painted(log, filepath.Join(b.bin, "mysettings"), "open", page, "--no-tray", "--data", data)
		if _, err := take(1, app, base); err != nil { // everything in the page cache
			return err
		}
		t, err := take(9, app, base)
		if err != nil {
			return err
		}
		t.row("window: start to painted "+page+", 900 tiles", "ms", "1.4")
	}
	return nil
}

// toPainted runs a program until it says that its page is painted: in a line
// of its log, or of its standard output where log is empty.
func toPainted(ctx context.Context, d *desktop.Desktop, log string, program ...string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	cmd := d.Command(ctx, program[0], program[1:]...)
	cmd.Env = append(cmd.Env, "MYSETTINGS_LOG=debug")
	var lines io.Reader
	if log == "" {
		r, w, err := os.Pipe()
		if err != nil {
			return 0, err
		}
		defer r.Close()
		defer w.Close()
		cmd.Stdout, lines = w, r
	} else {
		if err := os.Remove(log); err != nil && !errors.Is(err, os.ErrNotExist) {
			return 0, err
		}
		lines = &growing{ctx: ctx, path: log}
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	defer end(cmd)
	if log == "" {
		// A window that never paints is ended, and its output with it.
		defer context.AfterFunc(ctx, func() { lines.(*os.File).SetReadDeadline(time.Now()) })()
	}
	for s := bufio.NewScanner(lines); s.Scan(); {
		var said struct {
			Time time.Time `json:"time"`
			Msg  string    `json:"msg"`
		}
		if json.Unmarshal(s.Bytes(), &said) == nil && said.Msg == "page painted" {
			return said.Time.Sub(began), nil
		}
	}
	return 0, fmt.Errorf("%s never painted", filepath.Base(program[0]))
}

// growing reads a file that another process makes and writes to, until ctx ends.
type growing struct {
	ctx  context.Context
	path string
	file *os.File
}

func (g *growing) Read(p []byte) (int, error) {
	for {
		if g.file == nil {
			g.file, _ = os.Open(g.path)
		}
		if g.file != nil {
			if n, err := g.file.Read(p); n > 0 || !errors.Is(err, io.EOF) {
				return n, err
			}
		}
		if err := pause(g.ctx, 50*time.Millisecond); err != nil {
			if g.file != nil {
				g.file.Close()
			}
			return 0, err
		}
	}
}
