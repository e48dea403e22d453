package tray

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"mysettings/app/tiles"
)

// paper is a shell that writes down what it is told.
type paper struct {
	log  []string
	rows map[RowID]*paperRow
	quit chan struct{}
}

type paperRow struct {
	p       *paper
	clicked chan struct{}
}

func newPaper() *paper { return &paper{rows: map[RowID]*paperRow{}, quit: make(chan struct{})} }

func (p *paper) Run(ready func()) {
	go ready()
	<-p.quit
}

func (p *paper) Quit()                  { close(p.quit) }
func (p *paper) SetIcon(h tiles.Health) { p.log = append(p.log, "icon "+string(h)) }
func (p *paper) SetTooltip(s string)    { p.log = append(p.log, "tooltip") }
func (p *paper) AddSeparator()          { p.log = append(p.log, "separator") }

func (p *paper) AddRow(r Row) row {
	p.log = append(p.log, "add "+string(r.ID))
	p.rows[r.ID] = &paperRow{p: p, clicked: make(chan struct{})}
	return p.rows[r.ID]
}

func (r *paperRow) Set(to Row) {
	r.p.log = append(r.p.log, fmt.Sprintf("set %s %q hidden=%v disabled=%v", to.ID, to.Title, to.Hidden, to.Disabled))
}

func (r *paperRow) Clicked() <-chan struct{} { return r.clicked }

// click does as the library does: it drops a click nobody waits for.
func (p *paper) click(id RowID) {
	synctest.Wait()
	select {
	case p.rows[id].clicked <- struct{}{}:
	default:
		p.log = append(p.log, "dropped "+string(id))
	}
	synctest.Wait()
}

func (p *paper) take() string {
	synctest.Wait()
	out := strings.Join(p.log, "; ")
	p.log = nil
	return out
}

// running shows a tray on paper for the time of a test.
func running(t *testing.T, o Options, hosts <-chan bool) (p *paper, cancel func(), done <-chan struct{}) {
	ctx, cancel := context.WithCancel(t.Context())
	p = newPaper()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		show(ctx, o.withDefaults(), p, hosts)
	}()
	synctest.Wait()
	return p, cancel, ended
}

func TestShow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		models, hosts := make(chan Model), make(chan bool)
		var did []string
		p, cancel, done := running(t, Options{
			Model: Model{Now: noon, Health: tiles.HealthGood}, Models: models,
			Open:        func() { did = append(did, "open") },
			SignIn:      func(c string) { did = append(did, "sign in "+c) },
			Check:       func() { did = append(did, "check") },
			Ready:       func() { did = append(did, "ready") },
			Snooze:      func(id RowID) { did = append(did, string(id)) },
			HostChanged: func(b bool) { did = append(did, fmt.Sprint("host ", b)) },
		}, hosts)
		want := "icon good; tooltip; add state; separator; add open; add sign_in; add check; add snooze_hour; add snooze_morning; add unsnooze; separator; add quit"
		if got := p.take(); got != want {
			t.Errorf("at first: %s; want %s", got, want)
		}
		models <- Model{Now: noon, Health: tiles.HealthGood}
		if got := p.take(); got != "" {
			t.Errorf("the same again: %s; want nothing", got)
		}
		hosts <- true
		models <- Model{
			Now: noon, Health: tiles.HealthSignedOut, Connections: []tiles.Connection{account("a")},
			Attention: []tiles.Attention{{Connection: "a", Remedy: tiles.RemedySignIn}},
		}
		want = `icon signed_out; tooltip; set state "You're signed out of Power BI" hidden=false disabled=false; set sign_in "Sign in again" hidden=false disabled=false`
		if got := p.take(); got != want {
			t.Errorf("signed out: %s; want %s", got, want)
		}
		for _, id := range []RowID{RowState, RowOpen, RowSignIn, RowCheck, RowSnoozeMorning, RowUnsnooze} {
			p.click(id)
		}
		close(models)
		close(hosts)
		p.click(RowOpen)
		if want := []string{"ready", "host true", "open", "open", "sign in a", "check", "snooze_morning", "unsnooze", "open"}; !slices.Equal(did, want) {
			t.Errorf("did %q; want %q", did, want)
		}
		if got := p.take(); got != "" {
			t.Errorf("clicks: %s; want none dropped", got)
		}
		cancel()
		<-done
	})
}

func TestQuitRow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		quit := false
		p, cancel, done := running(t, Options{Quit: func() { quit = true }}, nil)
		defer cancel()
		p.click(RowQuit)
		<-done
		if !quit {
			t.Error("Options.Quit was not called")
		}
	})
}

// A click while another is worked on is not lost.
func TestClickWhileBusy(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		checked := 0
		p, cancel, done := running(t, Options{Open: func() { <-release }, Check: func() { checked++ }}, nil)
		p.click(RowOpen)
		p.click(RowCheck)
		close(release)
		synctest.Wait()
		if checked != 1 {
			t.Errorf("checked %d times; want once", checked)
		}
		cancel()
		<-done
	})
}

// The system may end the tray by itself, and a context may end before there is
// one.
func TestEnds(t *testing.T) {
	t.Parallel()
	t.Run("by the system", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			p := &gone{newPaper()}
			show(t.Context(), Options{}.withDefaults(), p, nil)
		})
	})
	t.Run("before it began", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			show(ctx, Options{}.withDefaults(), newPaper(), nil)
		})
	})
}

// gone is a shell whose session ends as soon as it is there.
type gone struct{ *paper }

func (g *gone) Run(ready func()) { ready() }
func (g *gone) Quit()            {}
