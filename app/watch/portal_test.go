package watch

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mysettings/app/reportserver"
	"mysettings/app/tiles"
)

const (
	portalID = "server-0123456789"
	expired  = "PowerBI Delivery error: dashboard: Finance, visual: Chart1, error: Missing, invalid or expired Power BI credentials."
)

// portal stands in for a report server as package reportserver presents it: it
// runs its pins on the hour with the token that it keeps.
type portal struct {
	clock *clock

	mu       sync.Mutex // guards everything below
	server   tiles.Server
	token    tiles.ServerStatus // the truth, told or not
	pins     []*pin
	fault    error // answers every call while it is set
	runFault error // answers Run
	calls    []string
	takes    time.Duration // until a run that was asked for has ended
	account  string
}

type pin struct {
	id, status string
	runAt      time.Time
	off        bool
	due        time.Time // a run that was asked for
	failure    string    // how its runs end, whoever is signed in
}

func (p *portal) called(what string) error {
	p.calls = append(p.calls, what)
	p.advance()
	return p.fault
}

// advance runs what was due.
func (p *portal) advance() {
	now := p.clock.now()
	for _, x := range p.pins {
		run := func(at time.Time) {
			x.runAt, x.status = at, "Done: 1 processed of 1 total; 0 errors."
			switch {
			case p.token != tiles.StatusSignedIn:
				x.status = expired
			case x.failure != "":
				x.status = x.failure
			}
		}
		if slot := now.Truncate(time.Hour); !x.off && slot.After(x.runAt) && slot.After(morning) {
			run(slot)
		}
		if !x.due.IsZero() && !now.Before(x.due) {
			run(x.due)
			x.due = time.Time{}
		}
	}
}

func (p *portal) set(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}

// count is how many calls began with what.
func (p *portal) count(what string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, c := range p.calls {
		if strings.HasPrefix(c, what) {
			n++
		}
	}
	return n
}

func (p *portal) feed(x *pin) tiles.Feed {
	f := tiles.Feed{
		ID: portalID + "/" + x.id, Connection: portalID, Source: tiles.SourceSubscription, ModelID: x.id, Name: "IT Spend", Kind: tiles.KindPin,
		Schedule: &tiles.Schedule{Enabled: !x.off, EveryMinutes: 60, Zone: "UTC", Anchor: morning.Add(-240 * time.Hour)},
		Subscription: tiles.Subscription{
			Report: "/Finance/IT Spend", Visual: x.id, DashboardID: "d1", Dashboard: "Finance", Active: !x.off, Status: x.status, RunAt: x.runAt,
		},
	}
	if status, _ := tiles.ClassifyStatus(x.status); !x.runAt.IsZero() {
		r := tiles.Run{ID: x.runAt.Format(time.RFC3339Nano), Start: x.runAt, End: x.runAt, Status: status}
		if status != tiles.RunGood {
			r.Text = x.status
		}
		f.Runs = []tiles.Run{r}
	}
	return f
}

func (p *portal) Probe(context.Context) (tiles.Server, string, string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.called("probe"); err != nil {
		return tiles.Server{}, "", "", err
	}
	return p.server, p.account, "Ana", nil
}

func (p *portal) Pins(_ context.Context, known []tiles.Feed) (reportserver.Pins, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.called("pins"); err != nil {
		return reportserver.Pins{}, err
	}
	var out reportserver.Pins
	for _, x := range p.pins {
		f := p.feed(x)
		for _, o := range known {
			if o.ID == f.ID && x.off {
				f.Subscription.PausedAt = o.Subscription.PausedAt
			}
		}
		out.Feeds = append(out.Feeds, f)
		out.Tiles = append(out.Tiles, tiles.Tile{
			ID: f.ID, Connection: portalID, Kind: tiles.KindPin, Title: x.id, Dashboard: "Finance", DashboardID: "d1", Feed: f.ID, Report: f.Subscription.Report,
		})
	}
	return out, nil
}

func (p *portal) find(f tiles.Feed) (*pin, error) {
	for _, x := range p.pins {
		if x.id == f.ModelID {
			return x, nil
		}
	}
	return nil, &reportserver.Error{Op: "read a subscription", Kind: reportserver.KindGone, Status: 404, Cause: tiles.CauseItemMissing}
}

// on does something to one pin.
func (p *portal) on(what string, f tiles.Feed, do func(*pin)) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.called(what + " " + f.ModelID); err != nil {
		return err
	}
	x, err := p.find(f)
	if err == nil {
		do(x)
	}
	return err
}

func (p *portal) Pin(_ context.Context, f tiles.Feed) (got tiles.Feed, err error) {
	err = p.on("pin", f, func(x *pin) { got = p.feed(x) })
	return got, err
}

func (p *portal) SignIn(context.Context) (reportserver.SignIn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.called("status"); err != nil || !p.server.TellsSignIn {
		return reportserver.SignIn{}, err
	}
	return reportserver.SignIn{Status: p.token, Account: "ana@contoso.com"}, nil
}

func (p *portal) Run(_ context.Context, f tiles.Feed) error {
	p.mu.Lock()
	fault := p.runFault
	p.mu.Unlock()
	if fault != nil {
		return fault
	}
	return p.on("run", f, func(x *pin) { x.due = p.clock.now().Add(p.takes) })
}

func (p *portal) Pause(_ context.Context, f tiles.Feed) error {
	return p.on("pause", f, func(x *pin) { x.off = true })
}

func (p *portal) Resume(_ context.Context, f tiles.Feed) error {
	return p.on("resume", f, func(x *pin) { x.off = false })
}

func (p *portal) Delete(_ context.Context, f tiles.Feed) error {
	return p.on("delete", f, func(x *pin) {
		p.pins = slices.DeleteFunc(p.pins, func(o *pin) bool { return o == x })
	})
}

func (p *portal) SignOut(context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	err := p.called("logout")
	if err == nil {
		p.token = tiles.StatusSignedOut
	}
	return err
}

// person opens pages: what happens then is the test's choice.
type person struct {
	opened []string
	does   func()
	fails  error
}

func (b *person) Open(_ context.Context, address string) error {
	b.opened = append(b.opened, address)
	if b.does != nil && b.fails == nil {
		b.does()
	}
	return b.fails
}

// branch is somebody with a report server: two pins that were refreshed, one
// that is switched off.
type branch struct {
	*world
	portal *portal
}

func newBranch(t *testing.T) *branch {
	t.Helper()
	w := newWorld(t)
	if err := w.store.DeleteConnection(t.Context(), account); err != nil {
		t.Fatal(err)
	}
	good := "Done: 1 processed of 1 total; 0 errors."
	p := &portal{
		clock: w.clock, takes: 20 * time.Second, account: `CONTOSO\ana`, token: tiles.StatusSignedIn,
		server: tiles.Server{
			URL: "https://bi.contoso.com/reports", API: "v2.0", Product: tiles.ProductSSRS, Version: "14.0.600.1763",
			Integration: tiles.IntegrationOn, TellsSignIn: true, ProbedAt: morning, Auth: tiles.AuthNegotiate,
		},
		pins: []*pin{
			{id: "chart", runAt: morning, status: good},
			{id: "gauge", runAt: morning, status: good},
			{id: "map", runAt: morning.Add(-240 * time.Hour), status: good, off: true},
		},
	}
	b := &branch{world: w, portal: p}
	w.Watcher.o.Server = func(context.Context, tiles.Connection) (Server, error) { return p, nil }
	w.Watcher.pause = func(ctx context.Context, d time.Duration) error {
		w.clock.add(d)
		return ctx.Err()
	}
	if err := w.store.SaveConnection(t.Context(), tiles.Connection{
		ID: portalID, Kind: tiles.ReportServer, Name: p.account, Person: "Ana", Server: p.server,
	}); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *branch) connection() tiles.Connection {
	b.t.Helper()
	c, err := b.store.Connection(b.t.Context(), portalID)
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

func (b *branch) tile(id string) tiles.Tile {
	b.t.Helper()
	x, err := b.store.Tile(b.t.Context(), portalID+"/"+id)
	if err != nil {
		b.t.Fatal(err)
	}
	return x
}

func (p *portal) Page(context.Context) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.server.Page()
}
