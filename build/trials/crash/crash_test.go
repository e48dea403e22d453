// Package crash kills the program at moments of every kind while it signs in,
// renews, migrates, judges, notifies and signs out, starts it again, and looks
// whether anything was lost, doubled, stuck or left behind.
//
//	go test ./build/trials/crash -kills 300 -seed 7
//
// The moments are spread over the time that the operation takes, and laid right
// behind what it does: the k-th change of a file in the data folder, the k-th
// answer of the organisation, the k-th notification.
package crash

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"mysettings/app/sandbox"
	"mysettings/build/trials/desk"
)

var (
	kills = flag.Int("kills", 14, "how often the program is killed")
	seed  = flag.Uint64("seed", 0, "the seed of the moments; 0 for another one each time")
)

func TestMain(m *testing.M) {
	flag.Parse()
	if *seed == 0 {
		*seed = uint64(time.Now().UnixNano())
	}
	os.Exit(desk.Main(m, false, parts))
}

// operation is something that the program does.
type operation struct {
	name string
	// options are those of its organisation.
	options sandbox.Options
	// lives is after how many kills it is given a new desk; 0 for never.
	lives int
	// prepare makes a new desk ready, once.
	prepare func(x *scene)
	// arrange leads to where the operation begins, and returns the process
	// that is to be killed in it.
	arrange func(x *scene) *exec.Cmd
	// done returns when the operation is over, for a process that doesn't end
	// by itself then, or ctx does; nil for one that ends by itself.
	done func(ctx context.Context, x *scene)
	// verify starts the program again and looks at what it finds.
	verify func(x *scene)
}

// TestKilledAnywhere shares the kills out among the operations.
func TestKilledAnywhere(t *testing.T) {
	all := operations()
	total := &tally{}
	for i, o := range all {
		share := *kills * (i + 1) / len(all)
		share -= *kills * i / len(all)
		t.Run(o.name, func(t *testing.T) {
			got := trial(t, o, max(share, 1))
			total.add(got)
			t.Logf("%s: %v", o.name, got)
		})
	}
	fmt.Printf("crash: survived %d of %d kills (%v), seed %d\n", total.survived, total.kills, total, *seed)
}

// tally is what happened.
type tally struct {
	kills, survived int
	// ended is how often the operation was over before the kill.
	ended int
	// newest and previous are which token was kept after a kill during which
	// the provider gave a new one.
	newest, previous int
	// again is how often a notice was shown once more, because the program died
	// after it was shown and before that was noted.
	again int
}

func (a *tally) add(b tally) {
	a.kills += b.kills
	a.survived += b.survived
	a.ended += b.ended
	a.newest += b.newest
	a.previous += b.previous
	a.again += b.again
}

func (a tally) String() string {
	return fmt.Sprintf("%d kills survived, %d too late; after a token was given during the kill: the newest kept %d times, the one before %d times; notices shown again: %d",
		a.survived, a.ended, a.newest, a.previous, a.again)
}

// scene is one desk on which an operation is tried.
type scene struct {
	*desk.Desk
	t      *testing.T
	rng    *rand.Rand
	before desk.Given // what the provider had given when the operation began
	tally  tally
	beats  chan beat // what the organisation did, for moment
	bag    any       // what the operation remembers between two kills
	round  int
}

// trial kills an operation so many times.
func trial(t *testing.T, o operation, kills int) tally {
	rng := rand.New(rand.NewPCG(*seed, uint64(len(o.name))<<8|uint64(o.name[0])))
	var total tally
	var x *scene
	var known profile
	for total.kills < kills && total.ended < 20+3*kills {
		if x == nil || o.lives > 0 && x.round >= o.lives {
			x = newScene(t, o, rng)
			known = profile{}
		}
		if known.rounds < 1 {
			known = known.learn(x.pass(o, moment{}))
			o.verify(x)
			x.common()
			if t.Failed() {
				t.Fatalf("%s, undisturbed, round %d of this desk, seed %d", o.name, x.round, *seed)
			}
			x.round++
			continue
		}
		m := known.choose(rng)
		x.tally = tally{}
		seen := x.pass(o, m)
		if seen.killed {
			x.tally.kills++
		} else {
			x.tally.ended++
			known = known.learn(seen)
		}
		before := t.Failed()
		o.verify(x)
		x.common()
		if t.Failed() && !before {
			t.Logf("%s, killed %v at %v (round %d of this desk, seed %d)", o.name, seen.killed, m, x.round, *seed)
			t.FailNow()
		}
		if seen.killed {
			x.tally.survived++
		}
		total.add(x.tally)
		x.round++
	}
	if total.kills < kills {
		t.Errorf("only %d of %d kills came before the operation was over", total.kills, kills)
	}
	return total
}

func newScene(t *testing.T, o operation, rng *rand.Rand) *scene {
	x := &scene{t: t, rng: rng, beats: make(chan beat, 4096)}
	options := o.options
	options.Log = x.listener()
	x.Desk = desk.New(t, options)
	if o.prepare != nil {
		o.prepare(x)
	}
	return x
}

func operations() []operation {
	return slices.Concat(signIns(), migrations(), judging(), notifying())
}
