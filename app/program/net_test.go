package program

import (
	"flag"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// all asks for the whole table: without it each call meets one fault, and the
// brief ones, which take the least time, share the rest.
var all = flag.Bool("allcells", false, "run all cells of the network's table")

// only narrows the table down to some cells, as "renewal/reset": parts of the
// names of calls and of faults.
var only = flag.String("cell", "", "run only the cells of the network's table with these `call/fault`")

// brief are the calls of signing in, after which nothing is watched.
var brief = []string{"code", "keys", "device code", "device poll"}

// meets tells whether the i-th of n calls meets the j-th fault where not all do.
func meets(name string, i, n, j int) bool {
	if j < n {
		return i == j
	}
	return slices.Index(brief, name) == j%len(brief)
}

// TestNetwork is the table of faults by calls. For each cell: no sign-in is
// lost, no tile is said to have stopped, nothing is told, the app asks again
// neither too soon nor too late, everything is well soon after, and nothing
// secret has gone where it mustn't.
func TestNetwork(t *testing.T) {
	wantCall, wantFault, _ := strings.Cut(*only, "/")
	var passed, total atomic.Int64
	t.Run("cells", func(t *testing.T) {
		list := calls()
		for i, c := range list {
			if !strings.Contains(c.name, wantCall) {
				continue
			}
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					x := newWorld(t, Options{})
					time.Sleep(25 * time.Hour)
					x.settle()
					for j, f := range faults() {
						chosen := *all || *only != "" || meets(c.name, i, len(list), j)
						if !chosen || !strings.Contains(f.name, wantFault) {
							continue
						}
						total.Add(1)
						begun, passes := x.now(), x.passes
						wrong := c.try(x, c, f)
						wrong = append(wrong, x.safe()...)
						if len(wrong) == 0 {
							passed.Add(1)
						}
						for _, w := range wrong {
							t.Errorf("%s: %s: %s", c.name, f.name, w)
						}
						x.w.forget()
						t.Logf("%s: %v, %d passes", f.name, x.now().Sub(begun), x.passes-passes)
					}
				})
			})
		}
	})
	t.Logf("%d of %d cells passed, of a table of %d", passed.Load(), total.Load(), len(calls())*len(faults()))
}
