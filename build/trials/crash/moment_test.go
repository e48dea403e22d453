package crash

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

// The kinds of what happens during an operation.
const (
	byTime   = "time"
	byFile   = "file"   // a file in the data folder was changed
	byAnswer = "answer" // the organisation answered
	byNotice = "notice" // the desktop was given a notification
)

// beat is one thing that happened.
type beat string

// moment is when the program is killed: after the n-th beat of a kind, or only
// after some time. The zero value is never.
type moment struct {
	kind  beat
	n     int
	after time.Duration
}

func (m moment) String() string {
	if m.kind == "" {
		return "no moment"
	}
	if m.kind == byTime {
		return m.after.String()
	}
	return fmt.Sprintf("%v after %s %d", m.after, m.kind, m.n)
}

// seen is what one run of an operation was like.
type seen struct {
	killed bool
	took   time.Duration
	beats  map[beat]int
}

// profile is what an operation is like when nobody kills it.
type profile struct {
	rounds int
	took   time.Duration
	beats  map[beat]int
}

func (p profile) learn(s seen) profile {
	return profile{p.rounds + 1, s.took, s.beats}
}

// choose picks a moment: half of them by time, half behind what is done.
func (p profile) choose(rng *rand.Rand) moment {
	kinds := []beat{byTime}
	for _, k := range []beat{byFile, byAnswer, byNotice} {
		if p.beats[k] > 0 {
			kinds = append(kinds, k)
		}
	}
	k := byTime
	if rng.IntN(2) == 0 {
		k = string(kinds[rng.IntN(len(kinds))])
	}
	if k == byTime {
		return moment{byTime, 0, time.Duration(rng.Int64N(int64(p.took) + 1))}
	}
	// Mostly at once: the next system call is microseconds away.
	after := time.Duration(rng.Int64N(int64(200 * time.Microsecond)))
	if rng.IntN(3) == 0 {
		after = time.Duration(rng.Int64N(int64(5 * time.Millisecond)))
	}
	return moment{beat(k), 1 + rng.IntN(p.beats[beat(k)]), after}
}

// listener is a log for the organisation that turns its answers into beats.
func (x *scene) listener() *slog.Logger { return slog.New(beating{x.beats}) }

type beating struct{ to chan beat }

func (beating) Enabled(context.Context, slog.Level) bool { return true }
func (b beating) Handle(_ context.Context, r slog.Record) error {
	path := ""
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "path" {
			path = a.Value.String()
		}
		return path == ""
	})
	if path != "" && !strings.HasPrefix(path, "/control") {
		b.beat(byAnswer)
	}
	return nil
}
func (b beating) WithAttrs([]slog.Attr) slog.Handler { return b }
func (b beating) WithGroup(string) slog.Handler      { return b }

func (b beating) beat(k beat) {
	select {
	case b.to <- k:
	default: // nobody counts any more
	}
}

// pass runs an operation once, and kills it at the moment.
func (x *scene) pass(o operation, m moment) seen {
	x.t.Helper()
	cmd := o.arrange(x)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	files, err := fsnotify.NewBufferedWatcher(4096)
	if err == nil {
		err = files.Add(x.Folder)
	}
	if err != nil {
		x.t.Fatal(err)
	}
	defer files.Close()
	x.drain()
	began := time.Now()
	if err := cmd.Start(); err != nil {
		x.t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // how it ended is in its state
		close(ended)
	}()
	over := make(chan struct{})
	watching, stop := context.WithCancel(x.t.Context())
	var watcher sync.WaitGroup
	if o.done != nil {
		watcher.Go(func() {
			if o.done(watching, x); watching.Err() == nil {
				close(over)
			}
		})
	}
	s := seen{beats: map[beat]int{}}
	var timer <-chan time.Time
	if m.kind == byTime {
		timer = time.After(m.after)
	}
	kill := func() {
		spin(m.after)
		_ = cmd.Process.Kill() // it may be over
	}
	for waiting := true; waiting; {
		var b beat
		select {
		case <-files.Events:
			b = byFile
		case b = <-x.beats:
		case <-timer:
			_ = cmd.Process.Kill()
			waiting = false
		case <-ended:
			waiting = false
		case <-over:
			waiting = false
		case <-time.After(time.Minute):
			_ = cmd.Process.Kill()
			<-ended
			x.t.Fatalf("%s is not over after a minute: %s", o.name, out.String())
		}
		if b != "" {
			s.beats[b]++
			if b == m.kind && s.beats[b] == m.n {
				kill()
				waiting = false
			}
		}
	}
	s.took = time.Since(began)
	stop()
	watcher.Wait()
	late := isClosed(over)
	if o.done != nil {
		_ = cmd.Process.Kill() // in its rest, if it was not killed before
	}
	<-ended
	s.killed = wasKilled(cmd) && !late
	if !wasKilled(cmd) && cmd.ProcessState.ExitCode() > 1 {
		x.t.Fatalf("%s: exit %d: %s", o.name, cmd.ProcessState.ExitCode(), out.String())
	}
	return s
}

// spin waits more exactly than a timer can.
func spin(d time.Duration) {
	for began := time.Now(); time.Since(began) < d; {
	}
}

func isClosed(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// wasKilled tells whether a process was ended from outside.
func wasKilled(cmd *exec.Cmd) bool { return cmd.ProcessState.ExitCode() == -1 }

// drain forgets what was done before.
func (x *scene) drain() {
	for {
		select {
		case <-x.beats:
		default:
			return
		}
	}
}
