package tray

import (
	"errors"
	"log/slog"
)

// The errors of Run.
var (
	// ErrNotHere means that this executable was built without a tray.
	ErrNotHere = errors.New("no tray in this executable")
	// ErrNoDisplay means that there is no screen to show an icon on.
	ErrNoDisplay = errors.New("no display")
	// ErrAgain means that Run was called before in this process.
	ErrAgain = errors.New("second tray in one process")
)

// Options is what Run is started with. The functions are called one at a time
// and must return soon; nil ones are left out.
type Options struct {
	// Model is what to show first, Models what to show from then on. A closed
	// or nil Models changes nothing any more.
	Model  Model
	Models <-chan Model

	Open   func()                  // Open My Settings
	SignIn func(connection string) // Sign in again
	Check  func()                  // Check now
	Snooze func(choice RowID)      // one of the rows about notifications
	Quit   func()                  // Quit; Run returns after it

	// Ready is called when the icon and the menu have been handed to the
	// desktop.
	Ready func()
	// HostChanged is called with whether anything on this desktop shows tray
	// icons: once at the start, then when that changes. Not knowing counts as
	// no.
	HostChanged func(present bool)
	Log         *slog.Logger
}

func (o Options) withDefaults() Options {
	if o.Open == nil {
		o.Open = func() {}
	}
	if o.SignIn == nil {
		o.SignIn = func(string) {}
	}
	if o.Check == nil {
		o.Check = func() {}
	}
	if o.Snooze == nil {
		o.Snooze = func(RowID) {}
	}
	if o.Quit == nil {
		o.Quit = func() {}
	}
	if o.Ready == nil {
		o.Ready = func() {}
	}
	if o.HostChanged == nil {
		o.HostChanged = func(bool) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}
