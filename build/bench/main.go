//go:build linux

// Command bench measures what a person waits for and what the machine carries,
// each as a ratio against a baseline that is measured in the same run on the
// same machine, and prints the bound beside it. It judges nothing: a slow
// machine is no failed test.
//
// The app and its baseline take turns, so that what else the machine does hits
// both alike. The figures are medians; a ratio is the median of the ratios of
// neighbouring turns, which need not be the ratio of the medians.
//
//	go run ./build/bench -bin build/bin
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

func main() {
	bin := flag.String("bin", "build/bin", "folder of the executables")
	idle := flag.Duration("idle", 30*time.Second, "how long the idle tray is watched")
	only := flag.String("only", "status,judge,inventory,pins,quiet,tray,window", "what to measure")
	keep := flag.String("keep", "", "a new `folder` for what is made on the way, kept for a closer look")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *bin, *keep, *idle, strings.Split(*only, ",")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// bench is what the measurements share.
type bench struct {
	bin  string // the executables
	bare string // the baselines
	dir  string // for everything
	data string // a data folder with 900 tiles, empty before filled is called
	idle time.Duration

	endSandbox func() // nil before filled is called
}

func run(ctx context.Context, bin, keep string, idle time.Duration, only []string) error {
	dir, end, err := folder(keep)
	if err != nil {
		return fmt.Errorf("folder to work in: %w", err)
	}
	defer end()
	if bin, err = filepath.Abs(bin); err != nil {
		return err
	}
	b := &bench{bin: bin, bare: filepath.Join(dir, "bare"), dir: dir, idle: idle}
	defer func() {
		if b.endSandbox != nil {
			b.endSandbox()
		}
	}()
	measures := map[string]func(context.Context) error{
		"status": b.status, "judge": b.judge, "inventory": b.inventory, "pins": b.pins, "quiet": b.quiet, "tray": b.tray, "window": b.window,
	}
	fmt.Printf("%s, %d cores, %s\n\n", load(), runtime.NumCPU(), runtime.Version())
	fmt.Printf("%-44s %12s %12s %7s %10s\n", "what", "app", "baseline", "ratio", "bound")
	var errs []error
	for _, name := range only {
		measure, ok := measures[name]
		if !ok {
			return fmt.Errorf("nothing to measure is called %q", name)
		}
		// What needs a screen must not keep the rest from being measured.
		if err := measure(ctx); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
		}
		if ctx.Err() != nil {
			break
		}
	}
	fmt.Printf("\n%s at the end\n", load())
	return errors.Join(errs...)
}

// folder makes the folder to work in, and says how to leave it.
func folder(keep string) (dir string, end func(), err error) {
	if keep == "" {
		dir, err = os.MkdirTemp("", "mysettings-bench-")
		return dir, func() { os.RemoveAll(dir) }, err
	}
	if dir, err = filepath.Abs(keep); err != nil {
		return "", nil, err
	}
	return dir, func() {}, os.Mkdir(dir, 0o700)
}

// baseline builds the program that the app is measured against.
func (b *bench) baseline(ctx context.Context, name, tags string) (string, error) {
	out := filepath.Join(b.bare, name)
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-tags", tags, "-o", out, "./build/bench/"+name)
	cmd.Stderr = os.Stderr
	if tags == "" {
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0") // as the command is built
	}
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("building the baseline %s: %w", name, err)
	}
	return out, nil
}

// load is how busy the machine is.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	fields := strings.Fields(string(text))
	if err != nil || len(fields) < 2 {
		return "load unknown"
	}
	return "load " + fields[0] + " " + fields[1]
}
