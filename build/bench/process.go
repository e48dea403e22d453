//go:build linux

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// memory is what a process takes, in MB.
type memory struct {
	pss float64 // its share
	own float64 // what no other process has a share in
	rss float64 // all that is mapped, whoever else has it
}

func memoryOf(pid int) (memory, error) {
	var m memory
	f, err := os.Open(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return m, err
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		name, rest, _ := strings.Cut(lines.Text(), ":")
		var kb float64
		if _, err := fmt.Sscan(rest, &kb); err != nil {
			continue
		}
		switch name {
		case "Rss":
			m.rss = kb / 1024
		case "Pss":
			m.pss = kb / 1024
		case "Private_Clean", "Private_Dirty":
			m.own += kb / 1024
		}
	}
	if m.pss == 0 {
		return m, errors.New("the kernel tells no PSS")
	}
	return m, nil
}

// gtkUsers counts the processes of this machine that have GTK mapped, on this
// screen or another.
func gtkUsers() int {
	all, err := filepath.Glob("/proc/[0-9]*/maps")
	if err != nil {
		return 0
	}
	n := 0
	for _, file := range all {
		// A process that has ended, or is somebody else's, says nothing.
		if text, err := os.ReadFile(file); err == nil && strings.Contains(string(text), "/libgtk-3.so") {
			n++
		}
	}
	return n
}

// activity is what a process's threads have done since they started, by the
// thread's number.
type activity map[string]work

type work struct {
	ran   time.Duration // on a core
	wakes int           // how often it stopped to wait
}

// since adds up what was done after before. What a thread did that has ended in
// between is not known.
func (a activity) since(before activity) work {
	var sum work
	for task, w := range a {
		sum.ran += w.ran - before[task].ran
		sum.wakes += w.wakes - before[task].wakes
	}
	return sum
}

// active reads the threads of a process. The kernel counts nanoseconds
// here; its better known figures are hundredths of a second, which is more
// than an idle process takes in half a minute.
func active(pid int) (activity, error) {
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid))
	if err != nil || len(tasks) == 0 {
		return nil, errors.New("the kernel tells no threads")
	}
	a := activity{}
	for _, task := range tasks {
		stat, err := os.ReadFile(filepath.Join(task, "schedstat"))
		if errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ESRCH) {
			continue // the thread has ended
		}
		if err != nil {
			return a, err
		}
		var ns int64
		if _, err := fmt.Sscan(string(stat), &ns); err != nil {
			return a, fmt.Errorf("time of a thread: %w", err)
		}
		w := work{ran: time.Duration(ns)}
		status, err := os.ReadFile(filepath.Join(task, "status"))
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(status)) {
			if rest, ok := strings.CutPrefix(line, "voluntary_ctxt_switches:"); ok {
				n, _ := strconv.Atoi(strings.TrimSpace(rest))
				w.wakes += n
			}
		}
		a[task] = w
	}
	return a, nil
}

// end asks a process to end, and kills it when it doesn't.
func end(cmd *exec.Cmd) {
	cmd.Process.Signal(os.Interrupt)
	timer := time.AfterFunc(5*time.Second, func() { cmd.Process.Kill() })
	cmd.Wait()
	timer.Stop()
}

// pause waits, or gives up when ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(d):
		return nil
	}
}
