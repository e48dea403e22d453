//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

var idleFaults = []fault{
	{name: "nothing happens: the tray and a minimised window do nothing", limit: time.Minute, does: idle},
}

// effort is what a process has done so far.
type effort struct {
	cpu   time.Duration
	wakes int // of all threads, by themselves
}

func effortOf(pid int) (effort, error) {
	var e effort
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return e, err
	}
	// The name, which may hold anything, ends with the last bracket; user and
	// system time are the 12th and 13th field behind it, in hundredths (proc(5)).
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	var user, system int
	if _, err := fmt.Sscan(fields[11]+" "+fields[12], &user, &system); err != nil {
		return e, err
	}
	e.cpu = time.Duration(user+system) * 10 * time.Millisecond
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
	for _, t := range threads {
		text, err := os.ReadFile(t)
		if err != nil {
			continue // a thread that has ended
		}
		_, rest, _ := strings.Cut(string(text), "\nvoluntary_ctxt_switches:")
		var n int
		fmt.Sscan(rest, &n)
		e.wakes += n
	}
	return e, err
}

func idle(ctx context.Context, l *lab) error {
	d, err := l.onDesktop(ctx)
	if err != nil {
		return err
	}
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	if _, err := l.start(ctx, "mysettings", "open"); err != nil {
		return err
	}
	id, err := l.window(ctx)
	if err != nil {
		return err
	}
	if _, err := d.Tray(ctx); err != nil {
		return err
	}
	if _, err := d.WaitFor(ctx, "heading", "My Settings"); err != nil {
		return err
	}
	if _, err := l.tool(ctx, "xdotool", "windowminimize", id); err != nil {
		return err
	}
	time.Sleep(4 * time.Second) // what was begun comes to its end
	pids, err := l.ours()
	if err != nil {
		return err
	}
	before := map[int]effort{}
	for _, pid := range pids {
		if before[pid], err = effortOf(pid); err != nil {
			return err
		}
	}
	const span = 5 * time.Second
	time.Sleep(span)
	for pid, was := range before {
		now, err := effortOf(pid)
		if err != nil {
			return err
		}
		// The toolkit and the web view stir a few times a second by themselves.
		allowed, line := 100, commandLine(pid)
		if strings.Contains(line, "mysettings-tray") {
			allowed = 10
		}
		if cpu, wakes := now.cpu-was.cpu, now.wakes-was.wakes; cpu > 30*time.Millisecond || wakes > allowed {
			return fmt.Errorf("in %v of nothing %d wake-ups (at most %d) and %v of the processor: %s", span, wakes, allowed, cpu, line)
		}
	}
	return nil
}
