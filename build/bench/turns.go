//go:build linux

package main

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// turns are the figures of the app and of its baseline, turn by turn.
type turns struct{ app, base []float64 }

// take lets the app and its baseline take n turns each, and changes who goes
// first: the second finds the machine warmer.
func take(n int, app, base func() (float64, error)) (turns, error) {
	var t turns
	one := func(f func() (float64, error), into *[]float64) error {
		v, err := f()
		*into = append(*into, v)
		return err
	}
	for i := range n {
		first, second := func() error { return one(app, &t.app) }, func() error { return one(base, &t.base) }
		if i%2 == 1 {
			first, second = second, first
		}
		if err := first(); err != nil {
			return t, err
		}
		if err := second(); err != nil {
			return t, err
		}
	}
	return t, nil
}

// ratio is the median of the ratios of the turns.
func (t turns) ratio() float64 {
	all := make([]float64, len(t.app))
	for i := range all {
		all[i] = t.app[i] / t.base[i]
	}
	return median(all)
}

// row prints one measurement with its baseline.
func (t turns) row(what, unit, bound string) {
	fmt.Printf("%-44s %9.1f %-2s %9.1f %-2s %7.2f %10s\n", what, median(t.app), unit, median(t.base), unit, t.ratio(), bound)
}

// plain prints one measurement whose bound is a number of its own.
func plain(what string, value float64, unit, bound string) {
	fmt.Printf("%-44s %9.2f %-2s %12s %7s %10s\n", what, value, unit, "", "", bound)
}

// against prints one measurement whose bound is a number of its own, with what
// the baseline takes.
func against(what string, app, base float64, unit, bound string) {
	fmt.Printf("%-44s %9.2f %-2s %9.2f %-2s %7s %10s\n", what, app, unit, base, unit, "", bound)
}

func median[T cmp.Ordered](all []T) T {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
