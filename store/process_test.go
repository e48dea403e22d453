package store

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestLeasePassesOnWhenItsHolderIsKilled(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	holder := start(t, "hold", s.Dir(), "watch")
	holder.want(t, "waiting")
	holder.want(t, "held")
	if _, ok, err := s.TryLease("watch"); ok || err != nil {
		t.Fatalf("TryLease = %v, %v while another process holds it", ok, err)
	}
	next := start(t, "hold", s.Dir(), "watch")
	next.want(t, "waiting")
	must(t, holder.cmd.Process.Kill())
	began := time.Now()
	next.want(t, "held")
	if d := time.Since(began); d > 5*time.Second {
		t.Errorf("the lease passed on after %v", d)
	}
	must(t, next.in.Close())
	l, err := s.Lease(within(t, 30*time.Second), "watch")
	must(t, err)
	l.Release()
}

func TestChangeFromAnotherProcess(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	changes := get(s.Changes(t.Context()))(t)
	other := start(t, "set", s.Dir())
	other.want(t, "ready")
	quickest := time.Hour
	for i := range 5 {
		began := time.Now()
		_, err := fmt.Fprintln(other.in, i)
		must(t, err)
		select {
		case c := <-changes:
			if !c.Has(TopicSettings) || len(c.Topics) != 1 {
				t.Errorf("change %v; want settings", c)
			}
			quickest = min(quickest, time.Since(began))
		case <-time.After(30 * time.Second):
			t.Fatal("no change")
		}
		other.want(t, "set")
		if got := get(s.Settings(t.Context()))(t)["line"]; got != strconv.Itoa(i) {
			t.Errorf("setting %q; want %d", got, i)
		}
	}
	// the quickest of five, for the machine may be busy with other tests
	if quickest > time.Second {
		t.Errorf("the quickest change took %v; want within a second", quickest)
	}
}

// Eight processes write at once: none sees "database is locked", and no write
// is lost.
func TestWritersAtOnce(t *testing.T) {
	t.Parallel()
	const processes, each = 8, 25
	s := newStore(t)
	c := connection("c1")
	c.Person = "0"
	must(t, s.SaveConnection(t.Context(), c))
	var all []*process
	for i := range processes {
		all = append(all, start(t, "write", s.Dir(), strconv.Itoa(each), fmt.Sprint("writer-", i)))
	}
	for _, p := range all {
		p.end(t)
	}
	if got := get(s.Connection(t.Context(), "c1"))(t); got.Person != strconv.Itoa(processes*each) {
		t.Errorf("counted to %s; want %d", got.Person, processes*each)
	}
	if n := len(get(s.Requests(t.Context()))(t)); n != processes*each {
		t.Errorf("%d requests; want %d", n, processes*each)
	}
	if tk := get(s.Token(t.Context(), "c1"))(t); !strings.HasPrefix(tk.Type, "writer-") {
		t.Errorf("token of type %q", tk.Type)
	}
	if n := len(keyFiles(t, s)); n != 1 {
		t.Errorf("%d key files; want 1", n)
	}

	// and each request is acted on once
	all = nil
	for range 4 {
		all = append(all, start(t, "finish", s.Dir()))
	}
	sum := 0
	for _, p := range all {
		sum += get(strconv.Atoi(p.end(t)))(t)
	}
	if sum != processes*each {
		t.Errorf("%d requests finished; want each once, %d", sum, processes*each)
	}
}

// Eight processes open a folder that does not exist.
func TestFirstOpenAtOnce(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new", "data")
	var all []*process
	for range 8 {
		all = append(all, start(t, "set", dir))
	}
	for i, p := range all {
		_, err := fmt.Fprintln(p.in, i)
		must(t, err)
	}
	for _, p := range all {
		p.end(t)
	}
	s := openStore(t, dir, Options{})
	if n := len(get(s.Settings(t.Context()))(t)); n != 1 {
		t.Errorf("%d settings; want 1", n)
	}
	if ws := codes(t, s); len(ws) != 0 {
		t.Errorf("warnings %v", ws)
	}
}

// What is committed survives kill -9.
func TestKilledAfterCommit(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	p := start(t, "set", dir)
	p.want(t, "ready")
	_, err := fmt.Fprintln(p.in, "kept")
	must(t, err)
	p.want(t, "set")
	must(t, p.cmd.Process.Kill())
	_ = p.cmd.Wait()
	s := openStore(t, dir, Options{})
	if got := get(s.Settings(t.Context()))(t)["line"]; got != "kept" {
		t.Errorf("setting %q; want kept", got)
	}
}

// A process start, the opening and the summary of 900 tiles together.
func BenchmarkSummaryProcess(b *testing.B) {
	s := newStore(b)
	seed(b, s, 900, 80, 60)
	for b.Loop() {
		if got := start(b, "summary", s.Dir()).end(b); got != "900" {
			b.Fatal(got)
		}
	}
}
