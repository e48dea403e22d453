//go:build linux

package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// judge reads what Go's own benchmark of judging measures: the least of some
// runs, for there is no baseline to tell what the rest of the machine added.
func (b *bench) judge(ctx context.Context) error {
	test, err := b.benchmarks(ctx, "app/tiles")
	if err != nil {
		return err
	}
	var all []float64
	for range 9 {
		took, err := test(ctx, "BenchmarkJudge6000", "20x")
		if err != nil {
			return err
		}
		all = append(all, took)
	}
	plain("judging 6,000 tiles", slices.Min(all), "ms", "10 ms")
	return nil
}

// inventory reads what Go's own benchmarks of a full inventory measure: the
// client against the same requests of a bare one.
func (b *bench) inventory(ctx context.Context) error {
	test, err := b.benchmarks(ctx, "app/powerbi")
	if err != nil {
		return err
	}
	run := func(name string) func() (float64, error) {
		return func() (float64, error) { return test(ctx, name, "20x") }
	}
	t, err := take(15, run("BenchmarkInventory"), run("BenchmarkBareInventory"))
	if err != nil {
		return err
	}
	t.row("inventory of 60 workspaces, 900 tiles", "ms", "1.3")
	return nil
}

// pins reads what Go's own benchmarks of 5,000 subscriptions measure: listed and
// judged, against the same requests of a bare client, four at a time each.
func (b *bench) pins(ctx context.Context) error {
	test, err := b.benchmarks(ctx, "app/reportserver")
	if err != nil {
		return err
	}
	for _, m := range []struct{ what, app, base, bound string }{
		{"5,000 subscriptions, first look", "BenchmarkPins5000", "BenchmarkBarePins5000", "1.3"},
		{"  the same over TLS", "BenchmarkTLSPins5000", "BenchmarkBareTLSPins5000", "1.3"},
		// One list that is read and understood, against one that is only read.
		{"5,000 subscriptions, later looks", "BenchmarkKnownPins5000", "BenchmarkBareKnownPins5000", "none"},
	} {
		run := func(name string) func() (float64, error) {
			return func() (float64, error) { return test(ctx, name, "3x") }
		}
		t, err := take(9, run(m.app), run(m.base))
		if err != nil {
			return err
		}
		t.row(m.what, "ms", m.bound)
	}
	return nil
}

// quiet lets the watcher watch 50 pins of the sandbox's report server for eight
// hours of its own clock, and prints what the worst of them cost.
func (b *bench) quiet(ctx context.Context) error {
	test, err := b.measures(ctx, "app/watch")
	if err != nil {
		return err
	}
	got, err := test(ctx, "BenchmarkQuietHour", "1x")
	if err != nil {
		return err
	}
	plain("50 pins in a quiet hour, requests", got["requests/h"], "", "30")
	plain("  the same without the handshakes of NTLM", got["calls/h"], "", "30")
	return nil
}

// benchmarks builds a package's tests once, and returns how to run one of its
// benchmarks for the milliseconds of one operation.
func (b *bench) benchmarks(ctx context.Context, pkg string) (func(ctx context.Context, name, times string) (float64, error), error) {
	test, err := b.measures(ctx, pkg)
	return func(ctx context.Context, name, times string) (float64, error) {
		got, err := test(ctx, name, times)
		return got["ns/op"] / 1e6, err
	}, err
}

// measures builds a package's tests once, and returns how to run one of its
// benchmarks for all that it measures, by the unit.
func (b *bench) measures(ctx context.Context, pkg string) (func(ctx context.Context, name, times string) (map[string]float64, error), error) {
	test := filepath.Join(b.dir, filepath.Base(pkg)+".test")
	if out, err := exec.CommandContext(ctx, "go", "test", "-c", "-o", test, "./"+pkg).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building the benchmarks of %s: %w: %s", pkg, err, out)
	}
	return func(ctx context.Context, name, times string) (map[string]float64, error) {
		cmd := exec.CommandContext(ctx, test, "-test.run=^$", "-test.bench=^"+name+"$", "-test.benchtime="+times)
		cmd.Dir = pkg
		out, err := cmd.CombinedOutput()
		if err != nil {
			return nil, fmt.Errorf("%s: %w: %s", name, err, out)
		}
		for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
			rest, ok := strings.CutPrefix(lines.Text(), name)
			if !ok {
				continue
			}
			got := map[string]float64{}
			fields := strings.Fields(rest)
			for i := 2; i+1 < len(fields); i += 2 { // the number of cores, and of turns
				if v, err := strconv.ParseFloat(fields[i], 64); err == nil {
					got[fields[i+1]] = v
				}
			}
			if got["ns/op"] > 0 {
				return got, nil
			}
		}
		return nil, fmt.Errorf("%s did not run: %s", name, out)
	}, nil
}
