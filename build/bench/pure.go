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

// benchmarks builds a package's tests once, and returns how to run one of its
// benchmarks for the milliseconds of one operation.
func (b *bench) benchmarks(ctx context.Context, pkg string) (func(ctx context.Context, name, times string) (float64, error), error) {
	test := filepath.Join(b.dir, filepath.Base(pkg)+".test")
	if out, err := exec.CommandContext(ctx, "go", "test", "-c", "-o", test, "./"+pkg).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building the benchmarks of %s: %w: %s", pkg, err, out)
	}
	return func(ctx context.Context, name, times string) (float64, error) {
		cmd := exec.CommandContext(ctx, test, "-test.run=^$", "-test.bench=^"+name+"$", "-test.benchtime="+times)
		cmd.Dir = pkg
		out, err := cmd.CombinedOutput()
		if err != nil {
			return 0, fmt.Errorf("%s: %w: %s", name, err, out)
		}
		for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
			var n int
			var ns float64
			if rest, ok := strings.CutPrefix(lines.Text(), name); ok {
				_, rest, _ = strings.Cut(rest, "\t") // the number of cores
				if _, err := fmt.Sscan(rest, &n, &ns); err == nil {
					return ns / 1e6, nil
				}
			}
		}
		return 0, fmt.Errorf("%s did not run: %s", name, out)
	}, nil
}
