package crowd

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mysettings/app/sandbox"
	"mysettings/build/trials/desk"
)

// workers is how many commands run at a time.
const workers = 8

// ordersEach is how many orders one resident or window gets.
const ordersEach = 6

// order is one command and the exit codes that it may end with.
type order struct {
	args  []string
	codes []int
}

var fine, either = []int{0}, []int{0, 1}

// any picks a command.
func anyOrder(rng *rand.Rand, ids []string) order {
	id := ids[rng.IntN(len(ids))]
	all := []order{
		{[]string{"status"}, either}, {[]string{"status", "--json"}, either},
		{[]string{"tiles"}, either}, {[]string{"tiles", "--json", "--state", "fresh"}, either},
		{[]string{"check"}, either}, {[]string{"check", "--json"}, either},
		{[]string{"refresh", id, "--json"}, either}, {[]string{"refresh", "--stale"}, either},
		{[]string{"keep", id, "--every", "hourly"}, fine}, {[]string{"unkeep", id}, fine},
		{[]string{"mute", id}, fine}, {[]string{"unmute", id}, fine},
		{[]string{"notices", "--json"}, fine}, {[]string{"history"}, fine},
		{[]string{"config", "list"}, fine}, {[]string{"config", "set", "check.every", "45m"}, fine},
		{[]string{"config", "set", "warn.lead_days", fmt.Sprint(1 + rng.IntN(30))}, fine},
		{[]string{"server", "list"}, either}, {[]string{"doctor", "--json"}, either},
		{[]string{"signin"}, either},
	}
	return all[rng.IntN(len(all))]
}

// TestMixedCommands runs commands of all kinds at the same time, beside a
// resident and windows, while the access token ends and models fail and heal.
func TestMixedCommands(t *testing.T) {
	d := desk.New(t, sandbox.Options{Tiles: 30, ReuseDetection: true})
	d.Run("signin").Want(0, 1)
	ids := refreshable(d)[:12]
	d.Run("refresh", ids[0]).Want(0, 1)
	players := []*player{play(d, "resident"), play(d, "resident"), play(d, "window"), play(d, "window")}

	over := time.After(*duration)
	stop := make(chan struct{})
	go func() {
		<-over
		close(stop)
	}()
	var all sync.WaitGroup
	var commands, orders, renewals atomic.Int64
	var slowest atomic.Int64
	lives := make([]int, len(players)) // orders, each counted by its own loop
	// loop does something again and again until the time is over or it fails.
	loop := func(n int, do func(rng *rand.Rand) error) {
		rng := rand.New(rand.NewPCG(*seed, uint64(n)))
		all.Go(func() {
			for !t.Failed() {
				select {
				case <-stop:
					return
				default:
				}
				if err := do(rng); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for n := range workers {
		loop(n, func(rng *rand.Rand) error {
			o := anyOrder(rng, ids)
			a, err := d.Try(o.args...)
			if err != nil {
				return err
			}
			commands.Add(1)
			for old := slowest.Load(); int64(a.Took) > old && !slowest.CompareAndSwap(old, int64(a.Took)); old = slowest.Load() {
			}
			if !slices.Contains(o.codes, a.Code) || bad(a.Stdout+a.Stderr) != "" {
				return fmt.Errorf("%s: exit %d; want one of %v\nstdout: %s\nstderr: %s", strings.Join(o.args, " "), a.Code, o.codes, a.Stdout, a.Stderr)
			}
			return nil
		})
	}
	for n, p := range players {
		loop(100+n, func(rng *rand.Rand) error {
			// A process of its own for each few orders: one account's calls are
			// limited to some hundred an hour in each process, and here a day's
			// worth of looks comes in a minute. It also passes the lease on.
			if lives[n]++; lives[n]%ordersEach == 0 {
				p.end()
				p = play(d, p.name)
				players[n] = p
			}
			id := ids[rng.IntN(len(ids))]
			words := [][]string{{"snapshot"}, {"snapshot"}, {"check"}, {"refresh", id}, {"keep", id}, {"unkeep", id}}[rng.IntN(6)]
			if p.name == "resident" {
				words = []string{"check"}
			}
			orders.Add(1)
			return p.order(words...)
		})
	}
	loop(200, func(rng *rand.Rand) error {
		what := [][2]any{
			{"expire-access", desk.Ana},
			{"fail", map[string]string{"dataset": "Model 001", "code": "ModelRefreshFailed_CredentialsNotSpecified"}},
			{"heal", map[string]string{"dataset": "Model 001"}},
		}[rng.IntN(3)]
		if what[0] == "expire-access" {
			renewals.Add(1)
		}
		_, err := d.Org.Control(t.Context(), what[0].(string), what[1])
		select {
		case <-stop:
		// A token that ends again before its first use would rightly fail the
		// call that has just renewed.
		case <-time.After(time.Duration(2500+rng.IntN(1500)) * time.Millisecond):
		}
		return err
	})
	all.Wait()
	for _, p := range players {
		p.end()
	}
	given := d.Given()
	if !given.Good || given.Reused != 0 {
		t.Errorf("the sign-in is good: %v; an old token came %d times", given.Good, given.Reused)
	}
	signedIn(t, d)
	searchLogs(t, d)
	fmt.Printf("crowd: %d commands by %d at a time and %d orders to %d residents and windows in %v, access ended %d times, %d tokens given, slowest command %v, race detector: %v, seed %d\n",
		commands.Load(), workers, orders.Load(), len(players), *duration, renewals.Load(), given.Issued, time.Duration(slowest.Load()).Round(time.Millisecond), inProgram, *seed)
}

// bad is what must not be in any text, empty where it isn't.
func bad(text string) string {
	for _, word := range []string{"database is locked", "database locked", "SQLITE_BUSY", "DATA RACE", "panic:", "goroutine "} {
		if strings.Contains(text, word) {
			return word
		}
	}
	return ""
}

func searchLogs(t *testing.T, d *desk.Desk) {
	t.Helper()
	searched := 0
	err := filepath.WalkDir(filepath.Join(d.Folder, "log"), func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		for line := range strings.Lines(string(b)) {
			searched++
			if word := bad(line); word != "" {
				t.Errorf("%s: %s: %s", e.Name(), word, line)
			}
		}
		return err
	})
	if err != nil || searched == 0 {
		t.Errorf("%d lines of the logs searched: %v", searched, err)
	}
}
