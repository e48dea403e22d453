//go:build tray && (linux || windows)

package tray

import (
	"context"
	"os"
	"os/signal"
	"runtime"
	"sync/atomic"
	"syscall"

	"github.com/getlantern/systray"

	"mysettings/app/tiles"
)

// Here tells whether this executable holds a tray.
const Here = true

// started is set for good by the first Run: the library can't begin anew.
var started atomic.Bool

// Run shows the icon until ctx ends, the process is asked to end (SIGINT,
// SIGTERM, SIGHUP) or the person quits, and returns nil then. It needs its
// thread for itself and must be called once, best on the main goroutine. It
// returns ErrNoDisplay, with the reason, where there is no screen.
func Run(ctx context.Context, o Options) error {
	o = o.withDefaults()
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	// The menu's clicks come to the thread that made it, and to no other;
	// getlantern/systray locks only the main goroutine's thread by itself.
	// https://github.com/getlantern/systray/issues/269
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := display(ctx); err != nil {
		return err
	}
	if !started.CompareAndSwap(false, true) {
		return ErrAgain
	}
	tidy(o.Log)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	hosts := make(chan bool, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer close(hosts)
		watchHost(ctx, hosts)
	}()
	show(ctx, o, lantern{}, hosts)
	cancel()
	<-done
	return nil
}

// lantern is the shell of github.com/getlantern/systray.
type lantern struct{}

func (lantern) Run(ready func())       { systray.Run(ready, nil) }
func (lantern) Quit()                  { systray.Quit() }
func (lantern) SetTooltip(s string)    { systray.SetTooltip(s) }
func (lantern) AddSeparator()          { systray.AddSeparator() }
func (lantern) SetIcon(h tiles.Health) { systray.SetIcon(icons(h)) }

func (lantern) AddRow(r Row) row {
	l := &lanternRow{item: systray.AddMenuItem(label(r.Title), ""), now: Row{ID: r.ID, Title: r.Title}}
	l.Set(r)
	return l
}

type lanternRow struct {
	item *systray.MenuItem
	now  Row
}

func (l *lanternRow) Clicked() <-chan struct{} { return l.item.ClickedCh }

// Set changes what differs. The library shows a hidden row again whenever
// something else about it changes, so a row that is hidden is only hidden.
func (l *lanternRow) Set(r Row) {
	was := l.now
	l.now = r
	if r.Hidden {
		l.item.Hide()
		return
	}
	if r.Title != was.Title || was.Hidden {
		l.item.SetTitle(label(r.Title))
	}
	if r.Disabled && !l.item.Disabled() {
		l.item.Disable()
	}
	if !r.Disabled && l.item.Disabled() {
		l.item.Enable()
	}
	if was.Hidden {
		l.item.Show()
	}
}

// icons returns the picture of a health.
func icons(h tiles.Health) []byte {
	switch h {
	case tiles.HealthGood:
		return iconGood
	case tiles.HealthAttention:
		return iconAttention
	case tiles.HealthSignedOut:
		return iconSignedOut
	default:
		return iconCantTell
	}
}

// allIcons are the pictures that the library writes to the temporary folder.
func allIcons() [][]byte { return [][]byte{iconGood, iconAttention, iconSignedOut, iconCantTell} }
