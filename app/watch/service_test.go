package watch

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"mysettings/app/notify"
	"mysettings/app/powerbi"
	"mysettings/app/tiles"
	"mysettings/store"
	"mysettings/store/storetest"
)

const account = "powerbi-0123456789"

// clock is a wall clock that only moves when a test says so.
type clock struct {
	mu sync.Mutex
	t  time.Time // guarded by mu
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = t
}

func (c *clock) add(d time.Duration) { c.set(c.now().Add(d)) }

// service stands in for Power BI as package powerbi presents it: models with
// runs, and faults that a test switches on.
type service struct {
	clock *clock

	mu        sync.Mutex // guards everything below
	inventory powerbi.Inventory
	runs      map[string][]tiles.Run // by feed
	schedules map[string]*tiles.Schedule
	fault     error // answers every call while it is set
	calls     []string
	takes     time.Duration // how long a run that was asked for takes
}

func (s *service) called(what string) error {
	s.calls = append(s.calls, what)
	return s.fault
}

func (s *service) setFault(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = err
}

// count is how often a kind of call was made.
func (s *service) count(what string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, c := range s.calls {
		if c == what {
			n++
		}
	}
	return n
}

func (s *service) total() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.calls)
}

func (s *service) Inventory(context.Context) (powerbi.Inventory, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.called("inventory"); err != nil {
		return powerbi.Inventory{}, err
	}
	return s.inventory, nil
}

func (s *service) Runs(_ context.Context, f tiles.Feed) (tiles.Feed, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.called("runs " + f.ModelID); err != nil {
		return f, err
	}
	now := s.clock.now()
	f.Runs = nil
	if plan := s.schedules[f.ModelID]; plan != nil {
		// The service keeps its own schedule, whoever is signed in.
		for at, ok := plan.Prev(now); ok && at.After(morning); at, ok = plan.Prev(at.Add(-time.Minute)) {
			f.Runs = append(f.Runs, tiles.Run{ID: "slot-" + at.String(), Start: at, End: at.Add(time.Minute), Status: tiles.RunGood, Trigger: "Scheduled"})
		}
	}
	for _, r := range s.runs[f.ModelID] {
		if r.Status == tiles.RunRunning && now.Sub(r.Start) >= s.takes {
			r.Status, r.End = tiles.RunGood, r.Start.Add(s.takes)
		}
		f.Runs = append(f.Runs, r)
	}
	slices.SortFunc(f.Runs, func(a, b tiles.Run) int { return b.Start.Compare(a.Start) })
	f.Access, f.LookedAt, f.Misses, f.Trouble = tiles.AccessGranted, now, 0, nil
	return f, nil
}

func (s *service) Schedule(_ context.Context, f tiles.Feed) (tiles.Feed, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.called("schedule " + f.ModelID); err != nil {
		return f, err
	}
	f.Schedule = s.schedules[f.ModelID]
	return f, nil
}

func (s *service) Refresh(_ context.Context, f tiles.Feed) (tiles.Ask, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.called("refresh " + f.ModelID); err != nil {
		return tiles.Ask{}, err
	}
	now := s.clock.now()
	id := fmt.Sprintf("ask-%s-%d", f.ModelID, len(s.calls))
	s.runs[f.ModelID] = append([]tiles.Run{{ID: id, Start: now, Status: tiles.RunRunning, Trigger: "ViaApi"}}, s.runs[f.ModelID]...)
	return tiles.Ask{ID: id, Feed: f.ID, At: now, Outcome: tiles.AskAccepted}, nil
}

// screen records what a Notifier was given.
type screen struct {
	mu    sync.Mutex
	shown map[string]tiles.Notice // what is on the screen, by ID; guarded by mu
	count int                     // how often Show was called; guarded by mu
}

func (s *screen) Show(_ context.Context, n tiles.Notice) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shown[n.ID] = n
	s.count++
	return nil
}

func (s *screen) Update(context.Context, tiles.Notice) error { return nil }

func (s *screen) Withdraw(_ context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.shown, id)
	return nil
}

func (s *screen) Pressed() <-chan notify.Press { return nil }
func (s *screen) Close() error                 { return nil }

// titles are the titles on the screen.
func (s *screen) titles() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, n := range s.shown {
		out = append(out, n.Title)
	}
	return out
}

// world is a watcher with everything around it.
type world struct {
	*Watcher
	t       testing.TB
	clock   *clock
	service *service
	screen  *screen
	store   *store.Store
	dir     string
}

var morning = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// newWorld is somebody who has just signed in: two tiles on one model, one on
// another, and one text.
func newWorld(t testing.TB) *world {
	t.Helper()
	c := &clock{t: morning}
	s := &service{clock: c, takes: 30 * time.Second, runs: map[string][]tiles.Run{}, schedules: map[string]*tiles.Schedule{}}
	for _, m := range []string{"sales", "costs"} {
		f := tiles.Feed{ID: account + "/" + m, Connection: account, Source: tiles.SourceModel, ModelID: m, Name: m, Kind: tiles.KindImport}
		s.inventory.Feeds = append(s.inventory.Feeds, f)
		s.runs[m] = []tiles.Run{{ID: "first-" + m, Start: morning.Add(-time.Hour), End: morning.Add(-time.Hour + time.Minute), Status: tiles.RunGood, Trigger: "Scheduled"}}
		s.schedules[m] = &tiles.Schedule{Enabled: true, Times: []int{7 * 60, 19 * 60}, Zone: "UTC"}
	}
	add := func(id, title, feed string) {
		x := tiles.Tile{ID: account + "/" + id, Connection: account, Workspace: "My workspace", Dashboard: "Finance", DashboardID: "d1", Title: title, Kind: tiles.KindImport}
		if feed != "" {
			x.Feed = account + "/" + feed
		} else {
			x.Kind = tiles.KindStatic
		}
		s.inventory.Tiles = append(s.inventory.Tiles, x)
	}
	add("revenue", "Revenue", "sales")
	add("margin", "Margin", "sales")
	add("budget", "Budget", "costs")
	add("text", "Welcome", "")
	w := &world{t: t, clock: c, service: s, screen: &screen{shown: map[string]tiles.Notice{}}, dir: t.TempDir()}
	storetest.Fill(t, w.dir)
	st, err := store.Open(t.Context(), w.dir, store.Options{Now: c.now, Protection: "memory"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	w.store = st
	w.Watcher = w.another(st)
	w.signIn()
	return w
}

// another is a further watcher on a store, as another process has one.
func (w *world) another(st *store.Store) *Watcher {
	return New(Options{
		Store:  st,
		Client: func(context.Context, tiles.Connection) (Client, error) { return w.service, nil },
		Permit: func(context.Context, string, string) error { return nil },
		Settings: func(context.Context) (Settings, error) {
			return Settings{Every: time.Hour, LeadDays: 14, CatchUp: true, Notify: true, History: 90 * 24 * time.Hour}, nil
		},
		Notifier: w.screen,
		Now:      w.clock.now,
	})
}

// signIn is what package signin leaves in the store after a sign-in.
func (w *world) signIn() {
	w.t.Helper()
	now := w.clock.now()
	c, err := w.store.Connection(w.t.Context(), account)
	if err != nil {
		c = tiles.Connection{ID: account, Kind: tiles.PowerBI, Name: "ana@contoso.com", Cloud: "public"}
	}
	c.SignedInAt, c.RenewedAt, c.GoodUntil = now, now, now.Add(90*24*time.Hour)
	c.EndedAt, c.Problem, c.SignedOut = time.Time{}, nil, false
	if err := w.store.SaveConnection(w.t.Context(), c); err != nil {
		w.t.Fatal(err)
	}
}

// once makes one pass and returns when the next one is due.
func (w *world) once() time.Time {
	w.t.Helper()
	next, err := w.pass(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return next
}

// until passes whenever a pass is due, up to t, and returns how many it made.
func (w *world) until(t time.Time) int {
	w.t.Helper()
	for n := 1; ; n++ {
		next := w.once()
		if !next.After(w.clock.now()) {
			w.t.Fatalf("at %s the next pass is due at %s: it would never rest", w.clock.now(), next)
		}
		if next.After(t) {
			w.clock.set(t)
			return n
		}
		w.clock.set(next)
		if n > 5000 {
			w.t.Fatalf("%d passes by %s", n, w.clock.now())
		}
	}
}

// states are the tiles' states by title.
func (w *world) states() map[string]tiles.State {
	w.t.Helper()
	ts, err := w.store.Tiles(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	out := map[string]tiles.State{}
	for _, x := range ts {
		out[x.Title] = tiles.Aged(x.Verdict, w.clock.now()).State
	}
	return out
}
