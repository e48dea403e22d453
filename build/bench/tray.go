//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"mysettings/build/desktop"
)

// settled is how long a tray program is left alone before it is measured: what
// is done once at the start is over.
const settled = 5 * time.Second

// tray measures memory, how soon the icon is there, and idle time.
//
// Memory is measured on two desktops. How much of GTK counts as a program's own
// depends on what else uses it: where nothing does, a bare icon takes twice as
// much.
func (b *bench) tray(ctx context.Context) error {
	bare, err := b.baseline(ctx, "baretray", "tray")
	if err != nil {
		return err
	}
	data, err := b.filled(ctx)
	if err != nil {
		return err
	}
	d, err := desktop.Start(ctx, filepath.Join(b.dir, "traydesktop"))
	if err != nil {
		return err
	}
	defer d.Stop()

	ours := []string{filepath.Join(b.bin, "mysettings-tray"), "tray", "--data", data}
	var app, base resident
	watch := func(r *resident, program ...string) func() (float64, error) {
		return func() (float64, error) { return r.watch(ctx, d, b.idle, program...) }
	}
	pss, err := take(3, watch(&app, ours...), watch(&base, bare))
	if err != nil {
		return err
	}
	looked, err := b.afterLook(ctx, d, ours)
	if err != nil {
		return err
	}
	alone, others, err := b.alone(ctx, ours, bare)
	if err != nil {
		return err
	}
	alone.row("tray: memory (PSS), no other GTK program", "MB", "1.25")
	if others > 0 {
		fmt.Printf("  (%d other processes of this machine did use GTK: the figures above are too small)\n", others)
	}
	pss.row("tray: memory (PSS), the panel uses GTK too", "MB", "1.25")
	after := turns{app: []float64{looked}, base: []float64{median(pss.base)}}
	after.row("tray: the same after a look at 900 tiles", "MB", "1.25")
	against("tray: of it shared with nobody", median(app.own), median(base.own), "MB", "")
	against("tray: all that is mapped (RSS)", median(app.rss), median(base.rss), "MB", "")
	against("tray: icon after the start", median(app.up), median(base.up), "ms", "1000 ms")
	against("tray: idle CPU, share of one core", median(app.busy), median(base.busy), "%", "0.1 %")
	against("tray: wake-ups a minute", median(app.wakes), median(base.wakes), "", "")
	return nil
}

// alone measures memory where nobody shares GTK, but for the others that are
// counted: other screens of this machine are not in our hands.
func (b *bench) alone(ctx context.Context, app []string, base string) (t turns, others int, err error) {
	d, err := desktop.StartAlone(ctx, filepath.Join(b.dir, "alone"))
	if err != nil {
		return t, 0, err
	}
	defer d.Stop()
	measure := func(program ...string) func() (float64, error) {
		return func() (float64, error) {
			var pss float64
			others = max(others, gtkUsers())
			err := running(ctx, d, program, func(pid int, _ time.Duration) error {
				if err := pause(ctx, settled); err != nil {
					return err
				}
				m, err := memoryOf(pid)
				pss = m.pss
				return err
			})
			return pss, err
		}
	}
	t, err = take(3, measure(app...), measure(base))
	return t, others, err
}

// resident is what was measured of a tray program, turn by turn.
type resident struct {
	up    []float64 // milliseconds from the start to the icon
	busy  []float64 // percent of one core while idle
	wakes []float64 // a minute, while idle
	own   []float64 // MB that nobody else has a share in
	rss   []float64 // MB of all that is mapped
}

// watch runs a tray program, measures its idle time, and returns its memory in MB.
func (r *resident) watch(ctx context.Context, d *desktop.Desktop, idle time.Duration, program ...string) (float64, error) {
	var pss float64
	err := running(ctx, d, program, func(pid int, up time.Duration) error {
		r.up = append(r.up, ms(up))
		if err := pause(ctx, settled); err != nil {
			return err
		}
		before, err := active(pid)
		if err != nil {
			return err
		}
		if err := pause(ctx, idle); err != nil {
			return err
		}
		after, err := active(pid)
		if err != nil {
			return err
		}
		did := after.since(before)
		r.busy = append(r.busy, 100*did.ran.Seconds()/idle.Seconds())
		r.wakes = append(r.wakes, float64(did.wakes)/idle.Minutes())
		m, err := memoryOf(pid)
		r.own, r.rss, pss = append(r.own, m.own), append(r.rss, m.rss), m.pss
		return err
	})
	return pss, err
}

// afterLook is the memory of the tray after it has looked at everything.
func (b *bench) afterLook(ctx context.Context, d *desktop.Desktop, program []string) (float64, error) {
	var pss float64
	err := running(ctx, d, program, func(pid int, _ time.Duration) error {
		if err := b.mysettings(ctx, b.data, "check"); err != nil { // done by whoever watches
			return err
		}
		if err := pause(ctx, settled); err != nil {
			return err
		}
		m, err := memoryOf(pid)
		pss = m.pss
		return err
	})
	return pss, err
}

// running lets f do something while a tray program shows its icon.
func running(ctx context.Context, d *desktop.Desktop, program []string, f func(pid int, up time.Duration) error) error {
	starting, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	cmd := d.Command(ctx, program[0], program[1:]...)
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return err
	}
	defer func() {
		end(cmd)
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		desktop.Until(ending, func() error {
			items, err := d.TrayItems(ending)
			if err == nil && len(items) > 0 {
				return errors.New("the icon is still there")
			}
			return err
		})
	}()
	if _, err := d.Tray(starting); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(program[0]), err)
	}
	return f(cmd.Process.Pid, time.Since(began))
}
