package notify

import (
	"context"
	"errors"

	"mysettings/app/language"
	"mysettings/app/tiles"
)

// appName is the app, as the desktop names it.
const appName = "My Settings for Power BI"

// ErrNoNotifications means that nothing on this desktop shows notifications
// now. The tray icon and the window still say the same.
var ErrNoNotifications = errors.New("no notification service")

// Notifier shows notices on the desktop. Its methods may be called from
// several goroutines.
type Notifier interface {
	// Show shows a notice and asks for attention, with the buttons of
	// Buttons(n). A notice with the same ID that is still on the screen is
	// replaced. It returns ErrNoNotifications when nothing can show it.
	Show(ctx context.Context, n tiles.Notice) error
	// Update changes a notice that is still on the screen, without asking for
	// attention again. One that was closed stays closed.
	Update(ctx context.Context, n tiles.Notice) error
	// Withdraw takes a notice down. One that is not there is no error.
	Withdraw(ctx context.Context, id string) error
	// Pressed tells which button of which notice was pressed. It is closed by
	// Close.
	Pressed() <-chan Press
	// Close takes down what is still shown, for its buttons would do nothing
	// any more, and waits for the Notifier's goroutines.
	Close() error
}

// Press is one press of a button.
type Press struct {
	Notice string // Notice.ID
	Button string // Button.ID
}

// Button is something a notice offers to do.
type Button struct {
	ID    string
	Label string
}

// The IDs of buttons. ButtonOpen is also what a click on the notice itself
// means.
const (
	ButtonOpen    = "open"
	ButtonSignIn  = "sign_in"
	ButtonRefresh = "refresh_now"
)

// Buttons returns what a notice offers: its remedy, where a click can do it,
// and always to open the window.
func Buttons(n tiles.Notice) []Button {
	var out []Button
	switch n.Remedy {
	case tiles.RemedySignIn:
		out = append(out, Button{ID: ButtonSignIn, Label: language.Say(labelSignIn)})
	case tiles.RemedyRefreshNow:
		out = append(out, Button{ID: ButtonRefresh, Label: language.Say(labelRefresh)})
	}
	return append(out, Button{ID: ButtonOpen, Label: language.Say(labelOpen)})
}

// none is the Notifier of a desktop without notifications.
type none struct{ pressed chan Press }

// None returns a Notifier that shows nothing: Show returns ErrNoNotifications.
func None() Notifier { return &none{pressed: make(chan Press)} }

func (*none) Show(context.Context, tiles.Notice) error   { return ErrNoNotifications }
func (*none) Update(context.Context, tiles.Notice) error { return nil }
func (*none) Withdraw(context.Context, string) error     { return nil }
func (n *none) Pressed() <-chan Press                    { return n.pressed }
func (n *none) Close() error                             { return nil }
