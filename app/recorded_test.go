package app

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"mysettings/app/program"
	"mysettings/app/sandbox"
)

// recordedShell is a window that keeps what it was asked for.
type recordedShell struct {
	mu        sync.Mutex // protects everything below
	events    []string
	log       strings.Builder // everything that went to the page
	clipboard string
	raised    int
	saves     []SaveFile
	choose    string   // the file that the person chooses
	folders   []string // that were shown
	quits     int
	saveTo    string // what the person answers; empty for nothing
	happened  chan struct{}
}

func newRecordedShell() *recordedShell { return &recordedShell{happened: make(chan struct{}, 1)} }

func (s *recordedShell) note(f func()) {
	s.mu.Lock()
	f()
	s.mu.Unlock()
	select {
	case s.happened <- struct{}{}:
	default:
	}
}

func (s *recordedShell) Emit(event string, data ...any) {
	text, err := json.Marshal(data)
	if err != nil {
		panic(err)
	}
	s.note(func() {
		s.events = append(s.events, event)
		s.log.Write(text)
	})
}

func (s *recordedShell) Copy(text string) error {
	s.note(func() { s.clipboard = text })
	return nil
}

func (s *recordedShell) SaveFile(ask SaveFile) (path string, err error) {
	s.note(func() {
		s.saves = append(s.saves, ask)
		path = s.saveTo
	})
	return path, nil
}

func (s *recordedShell) ChooseFile(SaveFile) (path string, err error) {
	s.note(func() { path = s.choose })
	return path, nil
}

func (s *recordedShell) ShowFolder(path string) error {
	s.note(func() { s.folders = append(s.folders, path) })
	return nil
}

func (s *recordedShell) Quit() { s.note(func() { s.quits++ }) }

func (s *recordedShell) Raise() { s.note(func() { s.raised++ }) }

// until waits for something to have happened to the window.
func (s *recordedShell) until(t *testing.T, what string, happened func() bool) {
	t.Helper()
	limit := time.After(10 * time.Second)
	for {
		s.mu.Lock()
		ok := happened()
		s.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-s.happened:
		case <-limit:
			t.Fatalf("%s: did not happen; events: %v", what, s.events)
		}
	}
}

func (s *recordedShell) count(event string) int {
	n := 0
	for _, e := range s.events {
		if e == event {
			n++
		}
	}
	return n
}

// person is a browser with somebody in front of it; nil for nobody.
type person struct {
	mu     sync.Mutex // protects everything below
	act    func(context.Context, string) error
	opened []string
}

func (p *person) Open(ctx context.Context, address string) error {
	p.mu.Lock()
	act := p.act
	p.opened = append(p.opened, address)
	p.mu.Unlock()
	if act != nil {
		go act(context.WithoutCancel(ctx), address)
	}
	return nil
}

func (p *person) addresses() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.opened...)
}

func (p *person) is(act func(context.Context, string) error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.act = act
}

// window is bindings over a real program that points to a real sandbox.
type window struct {
	*Bindings
	shell   *recordedShell
	browser *person
	program *program.Program
	org     *sandbox.Org
}

func openWindow(t *testing.T) window {
	t.Helper()
	org, err := sandbox.Start(t.Context(), sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { org.Close() })
	p := openProgram(t, t.TempDir())
	about := org.Describe()
	if err := p.PointTo(t.Context(), about.Authority, about.ClientID, about.PowerBI); err != nil {
		t.Fatal(err)
	}
	return windowOn(t, p, org)
}

func windowOn(t *testing.T, p *program.Program, org *sandbox.Org) window {
	t.Helper()
	w := window{shell: newRecordedShell(), browser: &person{act: sandbox.Ana.SignIn}, program: p, org: org}
	b := BackendOf(p)
	b.Browser = w.browser
	ctx, end := context.WithCancel(context.Background())
	w.Bindings = NewBindings(ctx, b, w.shell, "tiles")
	t.Cleanup(func() {
		end()
		w.wait()
	})
	return w
}

// see is the snapshot, which must be readable.
func (w window) see(t *testing.T) Snapshot {
	t.Helper()
	n, err := w.News(0)
	if err != nil {
		t.Fatal(err)
	}
	return n.Snapshot
}
