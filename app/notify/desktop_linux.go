package notify

import (
	"context"
	"fmt"
	"html"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"

	"mysettings/app/bus"
	"mysettings/app/language"
	"mysettings/app/tiles"
)

// The notification server's name, object and interface on the session bus:
// https://specifications.freedesktop.org/notification-spec/latest/
const (
	serverName  = "org.freedesktop.Notifications"
	serverPath  = dbus.ObjectPath("/org/freedesktop/Notifications")
	defaultAct  = "default"    // a click on the notification itself
	desktopFile = "mysettings" // name of the desktop entry, without .desktop
)

const (
	// callLimit is how long the server may take: one that hangs must not hold
	// the watching.
	callLimit = 5 * time.Second
	// askLimit is how long Desktop waits to learn what the server can do.
	askLimit = time.Second
)

// desktop shows notices through the session bus.
type desktop struct {
	dial    bus.Dial
	log     *slog.Logger
	pressed chan Press
	loops   sync.WaitGroup

	turn sync.Mutex // one call at a time, so that a notice is shown once

	mu     sync.Mutex // guards what follows; never held during a call
	conn   *dbus.Conn // nil while there is no bus
	server *server    // nil until it was asked
	shown  map[string]uint32
	notice map[uint32]string // closed ones too: their press may still be on its way
	closed bool
}

// server is what is known of the notification server.
type server struct {
	owner string // its unique name: presses from others don't count
	can   []string
}

// Desktop returns the Notifier of this desktop. When nothing shows
// notifications now it returns ErrNoNotifications besides; the Notifier can be
// used all the same, for one may be started later.
func Desktop(ctx context.Context, log *slog.Logger) (Notifier, error) {
	return openDesktop(ctx, bus.Session, log)
}

func openDesktop(ctx context.Context, dial bus.Dial, log *slog.Logger) (*desktop, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	d := &desktop{
		dial:    dial,
		log:     log,
		pressed: make(chan Press, 16),
		shown:   map[string]uint32{},
		notice:  map[uint32]string{},
	}
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	_, _, err := d.ready(ctx)
	return d, err
}

func (d *desktop) Pressed() <-chan Press { return d.pressed }

// Show implements Notifier.
func (d *desktop) Show(ctx context.Context, n tiles.Notice) error {
	d.turn.Lock()
	defer d.turn.Unlock()
	return d.send(ctx, n, true)
}

// Update implements Notifier.
func (d *desktop) Update(ctx context.Context, n tiles.Notice) error {
	d.turn.Lock()
	defer d.turn.Unlock()
	if d.id(n.ID) == 0 {
		return nil
	}
	return d.send(ctx, n, false)
}

// Withdraw implements Notifier.
func (d *desktop) Withdraw(ctx context.Context, id string) error {
	d.turn.Lock()
	defer d.turn.Unlock()
	d.mu.Lock()
	conn, number := d.conn, d.shown[id]
	delete(d.shown, id)
	d.mu.Unlock()
	if conn == nil || number == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	err := conn.Object(serverName, serverPath).CallWithContext(ctx, serverName+".CloseNotification", 0, number).Err
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("closing a notification: %w", err)
	}
	return nil // the server has forgotten it already
}

// Close implements Notifier.
func (d *desktop) Close() error {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return nil
	}
	d.closed = true
	ids := make([]string, 0, len(d.shown))
	for id := range d.shown {
		ids = append(ids, id)
	}
	d.mu.Unlock()

	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	for _, id := range ids {
		if err := d.Withdraw(ctx, id); err != nil {
			d.log.Debug("closing a notification", "err", err)
		}
	}
	d.mu.Lock()
	conn := d.conn
	d.mu.Unlock()
	var err error
	if conn != nil {
		err = conn.Close()
	}
	d.loops.Wait()
	close(d.pressed)
	return err
}

func (d *desktop) id(notice string) uint32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.shown[notice]
}

// send hands a notice to the server.
func (d *desktop) send(ctx context.Context, n tiles.Notice, alert bool) error {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	conn, srv, err := d.ready(ctx)
	if err != nil {
		return err
	}
	title, body, actions := srv.words(n)
	var number uint32
	err = conn.Object(serverName, serverPath).CallWithContext(ctx, serverName+".Notify", 0,
		appName, d.id(n.ID), "", title, body, actions, hints(n, alert), expiry(n)).Store(&number)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoNotifications, err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.notice) >= 64 {
		d.forgetClosed()
	}
	d.shown[n.ID], d.notice[number] = number, n.ID
	return nil
}

// forgetClosed drops the numbers of notifications that are not shown any more.
// The caller holds d.mu.
func (d *desktop) forgetClosed() {
	for number, id := range d.notice {
		if d.shown[id] != number {
			delete(d.notice, number)
		}
	}
}

// ready returns the connection and what the server can do, connecting and
// asking where that is still to be done.
func (d *desktop) ready(ctx context.Context) (*dbus.Conn, *server, error) {
	d.mu.Lock()
	conn, srv, closed := d.conn, d.server, d.closed
	d.mu.Unlock()
	if closed {
		return nil, nil, fmt.Errorf("%w: closed", ErrNoNotifications)
	}
	if conn == nil {
		var err error
		if conn, err = d.connect(ctx); err != nil {
			return nil, nil, fmt.Errorf("%w: %w", ErrNoNotifications, err)
		}
	}
	if srv != nil {
		return conn, srv, nil
	}
	srv = &server{}
	// The first call starts the server where the desktop has one to start.
	err := conn.Object(serverName, serverPath).CallWithContext(ctx, serverName+".GetCapabilities", 0).Store(&srv.can)
	if err == nil {
		srv.owner, err = bus.Owner(ctx, conn, serverName)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrNoNotifications, err)
	}
	d.mu.Lock()
	d.server = srv
	d.mu.Unlock()
	return conn, srv, nil
}

// connect opens the connection and starts to listen.
func (d *desktop) connect(ctx context.Context) (*dbus.Conn, error) {
	conn, err := d.dial(ctx)
	if err != nil {
		return nil, err
	}
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	err = conn.AddMatchSignalContext(ctx,
		dbus.WithMatchSender(serverName),
		dbus.WithMatchObjectPath(serverPath),
		dbus.WithMatchInterface(serverName))
	if err == nil {
		err = bus.WatchOwner(ctx, conn, serverName)
	}
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("listening for answers: %w", err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		conn.Close()
		return nil, context.Canceled
	}
	d.conn = conn
	d.loops.Go(func() { d.listen(conn, signals) })
	return conn, nil
}

// listen handles signals until the connection ends.
func (d *desktop) listen(conn *dbus.Conn, signals <-chan *dbus.Signal) {
	for sig := range signals {
		d.handle(sig)
	}
	conn.Close()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.conn, d.server = nil, nil
	clear(d.shown)
	clear(d.notice)
}

// handle takes one signal. What comes from the bus is somebody else's: a
// signal of another shape than agreed is nothing to us.
func (d *desktop) handle(sig *dbus.Signal) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := bus.OwnerChange(sig, serverName); ok {
		// A new server numbers its notifications from the beginning.
		d.server = nil
		clear(d.shown)
		clear(d.notice)
		return
	}
	if d.server == nil || sig.Sender != d.server.owner || len(sig.Body) != 2 {
		return
	}
	number, ok := sig.Body[0].(uint32)
	if !ok {
		return
	}
	id, ok := d.notice[number]
	if !ok {
		return // another program's
	}
	switch sig.Name {
	case serverName + ".NotificationClosed":
		if d.shown[id] == number {
			delete(d.shown, id)
		}
	case serverName + ".ActionInvoked":
		key, _ := sig.Body[1].(string)
		if key == defaultAct {
			key = ButtonOpen
		}
		select {
		case d.pressed <- Press{Notice: id, Button: key}:
		default:
			d.log.Warn("press of a notification's button dropped: nobody takes them")
		}
	}
}

// words makes what the server shows of n, as far as it can.
func (s *server) words(n tiles.Notice) (title, body string, actions []string) {
	title, body = n.Title, n.Text
	buttons := Buttons(n)
	if s.does("actions") {
		for _, b := range buttons {
			key := b.ID
			if key == ButtonOpen {
				key = defaultAct
			}
			actions = append(actions, key, b.Label)
		}
	} else if len(buttons) > 1 {
		body += " " + language.Say(withoutButtons)
	}
	if !s.does("body") {
		return title + ": " + body, "", actions
	}
	if s.does("body-markup") {
		body = html.EscapeString(body)
	}
	return title, body, actions
}

func (s *server) does(what string) bool { return slices.Contains(s.can, what) }

// The urgencies of the specification.
const (
	urgencyLow    = byte(0)
	urgencyNormal = byte(1)
)

func hints(n tiles.Notice, alert bool) map[string]dbus.Variant {
	urgency := urgencyNormal
	if n.Kind == tiles.NoticeRecovered {
		urgency = urgencyLow
	}
	h := map[string]dbus.Variant{
		"urgency":       dbus.MakeVariant(urgency),
		"desktop-entry": dbus.MakeVariant(desktopFile),
		"image-data":    dbus.MakeVariant(picture()),
	}
	if !alert {
		h["suppress-sound"] = dbus.MakeVariant(true)
	}
	return h
}

// expiry is how long the server shows n, in milliseconds: what needs a hand
// stays until it gets one, the rest as long as the server likes.
func expiry(n tiles.Notice) int32 {
	const serversChoice, never = -1, 0
	if n.Remedy == tiles.RemedySignIn {
		return never
	}
	return serversChoice
}
