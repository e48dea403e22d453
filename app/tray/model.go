// Package tray is the icon beside the clock and its menu.
//
// Render says what they show: a pure function of a Model, in a shape for each
// health and never only a colour. Run shows it, with getlantern/systray, in
// executables built with the tag "tray"; in others it returns ErrNotHere. The
// package also starts the tray at login (Autostart) and tells when the machine
// woke from sleep (Wakes).
//
// It decides nothing: what a click does is its caller's business, and whether
// there is a second tray on the same data is as well.
package tray

import (
	"time"

	"mysettings/app/tiles"
)

// Model is what the tray shows something of.
type Model struct {
	Now time.Time
	// Zone is where times are written for; nil means time.Local.
	Zone        *time.Location
	Health      tiles.Health
	Counts      tiles.Counts
	Connections []tiles.Connection
	Attention   []tiles.Attention
	// CheckedAt is the last look at the tiles; zero for never.
	CheckedAt time.Time
	// Checking is true while everything is being looked at.
	Checking bool
	// Sandbox is true for a stand-in organisation.
	Sandbox bool
	// Unopened is true where the window was asked for and didn't open, and
	// nothing else says so.
	Unopened bool
	// Notify is true while the person wants notifications, and SnoozedUntil is
	// when they asked to see the next ones; a time that has passed is none.
	Notify       bool
	SnoozedUntil time.Time
}

// Menu is what the tray shows: an icon, the text that some desktops show when
// the pointer rests on it, and rows. The rows are always the same ones in the
// same order; those that don't apply are hidden.
type Menu struct {
	Icon    tiles.Health
	Tooltip string
	Rows    []Row
	// SignIn is the ID of the connection that the row RowSignIn is about.
	SignIn string
}

// Row is a line of the menu.
type Row struct {
	ID       RowID
	Title    string
	Disabled bool
	Hidden   bool
}

// RowID says what a click on a Row is for.
type RowID string

// The rows, in their order. A click on RowState opens the window as well, for
// the row tells of something that the window shows in full.
const (
	RowState  RowID = "state"
	RowOpen   RowID = "open"
	RowSignIn RowID = "sign_in"
	RowCheck  RowID = "check"
	RowQuit   RowID = "quit"

	// How long to show no notifications.
	RowSnoozeHour    RowID = "snooze_hour"
	RowSnoozeMorning RowID = "snooze_morning"
	RowUnsnooze      RowID = "unsnooze"
)
