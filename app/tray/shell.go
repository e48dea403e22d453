package tray

import (
	"context"
	"slices"
	"sync"

	"mysettings/app/tiles"
)

// shell is a library that puts an icon beside the clock. It is all that this
// package knows of one, so that another can take its place.
type shell interface {
	// Run calls ready once from another goroutine and then keeps the calling
	// thread until Quit.
	Run(ready func())
	Quit()
	SetIcon(tiles.Health)
	SetTooltip(string)
	// AddRow and AddSeparator add to the end of the menu, once and for all.
	AddRow(Row) row
	AddSeparator()
}

// row is a line of a shell's menu.
type row interface {
	Set(Row)
	Clicked() <-chan struct{}
}

// separated are the rows that begin a new part of the menu.
var separated = []RowID{RowOpen, RowQuit}

// show runs the tray on s until ctx ends or the person quits. hosts tells
// whether anything shows tray icons, and is closed when ctx ends.
func show(ctx context.Context, o Options, s shell, hosts <-chan bool) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ready := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		// Quitting before the icon exists would take down the library.
		<-ready
		p := &painter{shell: s, clicks: make(chan RowID, 8)}
		p.build(Render(o.Model))
		for id, r := range p.rows {
			wg.Go(func() { p.forward(ctx, id, r) })
		}
		o.Ready()
		p.loop(ctx, o, hosts)
		cancel()
		s.Quit()
	})
	s.Run(sync.OnceFunc(func() { close(ready) }))
	cancel() // the system may end it too: the session is over
	wg.Wait()
}

// painter keeps a shell as Render wants it.
type painter struct {
	shell  shell
	rows   map[RowID]row
	now    Menu // what is shown
	clicks chan RowID
}

// build makes the menu; its rows stay the same for good.
func (p *painter) build(m Menu) {
	p.rows = make(map[RowID]row, len(m.Rows))
	p.shell.SetIcon(m.Icon)
	p.shell.SetTooltip(m.Tooltip)
	for _, r := range m.Rows {
		if slices.Contains(separated, r.ID) {
			p.shell.AddSeparator()
		}
		p.rows[r.ID] = p.shell.AddRow(r)
	}
	p.now = m
}

// paint changes what differs.
func (p *painter) paint(m Menu) {
	if m.Icon != p.now.Icon {
		p.shell.SetIcon(m.Icon)
	}
	if m.Tooltip != p.now.Tooltip {
		p.shell.SetTooltip(m.Tooltip)
	}
	for i, r := range m.Rows {
		if r != p.now.Rows[i] {
			p.rows[r.ID].Set(r)
		}
	}
	p.now = m
}

// forward passes clicks on. The library drops a click that nobody waits for,
// so somebody always waits; what comes while one is worked on counts once.
func (p *painter) forward(ctx context.Context, id RowID, r row) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.Clicked():
			select {
			case p.clicks <- id:
			default:
			}
		}
	}
}

func (p *painter) loop(ctx context.Context, o Options, hosts <-chan bool) {
	models := o.Models
	for {
		select {
		case <-ctx.Done():
			return
		case m, ok := <-models:
			if !ok {
				models = nil
				continue
			}
			p.paint(Render(m))
		case present, ok := <-hosts:
			if !ok {
				hosts = nil
				continue
			}
			o.HostChanged(present)
		case id := <-p.clicks:
			switch id {
			case RowState, RowOpen:
				o.Open()
			case RowSignIn:
				o.SignIn(p.now.SignIn)
			case RowCheck:
				o.Check()
			case RowSnoozeHour, RowSnoozeMorning, RowUnsnooze:
				o.Snooze(id)
			case RowQuit:
				o.Quit()
				return
			}
		}
	}
}
