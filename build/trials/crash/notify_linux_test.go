package crash

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"os/signal"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/godbus/dbus/v5"

	"mysettings/app/bus/bustest"
	"mysettings/app/installed"
	"mysettings/app/notify"
	"mysettings/app/program"
	"mysettings/app/sandbox"
	"mysettings/app/tiles"
	"mysettings/app/watch"
)

// parts are what this binary plays besides its tests.
var parts = map[string]func([]string) error{"resident": resident}

// resident is what the tray does without its icon, which needs a screen: it
// watches, and shows what it finds on the desktop.
func resident(args []string) (err error) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	notifier := notify.Later(ctx, func(ctx context.Context) (notify.Notifier, error) { return notify.Desktop(ctx, nil) })
	defer func() { err = errors.Join(err, notifier.Close()) }()
	p, err := program.Open(ctx, program.Options{Data: args[0], Face: "tray", Notifier: notifier})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	lease, free, err := p.Store.TryLease(installed.TrayLease)
	if err != nil || !free {
		return fmt.Errorf("the tray's lease: %v, %w", free, err)
	}
	defer lease.Release()
	if err := p.Watcher.Run(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

func notifying() []operation {
	return []operation{{
		name: "notify", options: sandbox.Options{Tiles: 12}, lives: len(chapters), prepare: toTell,
		arrange: toNotify, done: told, verify: afterNotifying,
	}}
}

// chapter is something that happens, and what is to be told of it.
type chapter struct {
	happens func(x *scene)
	// list is every notice by then, by kind and cause.
	list []string
	// shown are the notifications that come with it, by kind and cause.
	shown []string
}

// The life of a desk. Tile 0001 is kept fresh by the app, so that it stops when
// the sign-in ends.
var chapters = []chapter{
	{func(x *scene) {
		x.Control("fail", map[string]string{"dataset": "Model 001", "code": ways[0].code})
	}, []string{"failing/source_credentials"}, []string{"failing/source_credentials"}},
	{func(x *scene) {
		x.Control("fail", map[string]string{"dataset": "Model 002", "code": ways[1].code})
	}, []string{"failing/gateway", "failing/source_credentials"}, []string{"failing/gateway"}},
	{func(x *scene) {
		x.Control("heal", map[string]string{"dataset": "Model 001"})
		x.Control("heal", map[string]string{"dataset": "Model 002"})
	}, []string{"failing/gateway (over)", "failing/source_credentials (over)", "recovered/"}, []string{"recovered/"}},
	{func(x *scene) { x.Control("revoke", map[string]string{"person": "ana"}) },
		[]string{"failing/gateway (over)", "failing/source_credentials (over)", "recovered/ (over)", "stopped/sign_in_expired"}, []string{"stopped/sign_in_expired"}},
	{func(x *scene) { x.Run("signin").Want(0, 1) },
		[]string{"failing/gateway (over)", "failing/source_credentials (over)", "recovered/", "recovered/ (over)", "stopped/sign_in_expired (over)"}, []string{"recovered/"}},
	{func(x *scene) {
		x.Control("fail", map[string]string{"dataset": "Model 003", "code": ways[2].code})
	}, []string{"failing/gateway (over)", "failing/model_error", "failing/source_credentials (over)", "recovered/ (over)", "recovered/ (over)", "stopped/sign_in_expired (over)"}, []string{"failing/model_error"}},
}

// desktop is the person's: it takes notifications and remembers them.
type desktop struct {
	x *scene

	mu    sync.Mutex // guards what follows
	last  uint32
	loud  []string // titles of what asked for attention
	known int      // how many of them were there before this chapter
}

// server is where notification servers are on a bus.
const (
	serverName = "org.freedesktop.Notifications"
	serverPath = "/org/freedesktop/Notifications"
)

func toTell(x *scene) {
	address := bustest.Daemon(x.t)
	d := &desktop{x: x}
	conn := bustest.Connect(x.t, address)
	if err := conn.Export(d, serverPath, serverName); err != nil {
		x.t.Fatal(err)
	}
	if r, err := conn.RequestName(serverName, dbus.NameFlagDoNotQueue); err != nil || r != dbus.RequestNameReplyPrimaryOwner {
		x.t.Fatalf("RequestName = %v, %v", r, err)
	}
	x.Env = append(x.Env, "DBUS_SESSION_BUS_ADDRESS="+address)
	x.bag = d
	x.Run("signin").Want(0, 1)
	x.Run("keep", "Tile 0001", "--every", "daily").Want(0, 1)
}

// GetCapabilities is org.freedesktop.Notifications.GetCapabilities.
func (*desktop) GetCapabilities() ([]string, *dbus.Error) { return []string{"actions", "body"}, nil }

// Notify is org.freedesktop.Notifications.Notify.
func (d *desktop) Notify(_ string, replaces uint32, _, title, _ string, _ []string, hints map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	d.mu.Lock()
	number := replaces
	if number == 0 {
		d.last++
		number = d.last
	}
	if _, quiet := hints["suppress-sound"]; !quiet {
		d.loud = append(d.loud, title)
	}
	d.mu.Unlock()
	beating{d.x.beats}.beat(byNotice)
	return number, nil
}

// CloseNotification is org.freedesktop.Notifications.CloseNotification.
func (*desktop) CloseNotification(uint32) *dbus.Error { return nil }

// toNotify lets the next thing happen, with a resident that is asked to look.
func toNotify(x *scene) *exec.Cmd {
	d := x.bag.(*desktop)
	d.mu.Lock()
	d.known = len(d.loud)
	d.mu.Unlock()
	chapters[x.round%len(chapters)].happens(x)
	x.look()
	return x.Play(x.t.Context(), "resident")
}

// look asks the resident to look at everything, and returns the request.
func (x *scene) look() int64 {
	x.t.Helper()
	s, done := x.Open()
	defer done()
	id, err := s.Request(x.t.Context(), watch.RequestCheck, "")
	if err != nil {
		x.t.Fatal(err)
	}
	return id
}

// notices reads what was told.
func (x *scene) notices() []tiles.Notice {
	x.t.Helper()
	s, done := x.Open()
	defer done()
	list, err := s.Notices(x.t.Context(), time.Time{}, 0)
	if err != nil {
		x.t.Fatal(err)
	}
	return list
}

// told returns when everything of this chapter is told and noted, or ctx ends.
func told(ctx context.Context, x *scene) {
	want := chapters[x.round%len(chapters)]
	x.eventually(ctx, func() string {
		list := x.notices()
		for _, n := range list {
			if n.EndedAt.IsZero() && n.ShownAt.IsZero() {
				return n.Title + " is not noted as shown"
			}
		}
		if got := kinds(list); !slices.Equal(got, want.list) {
			return fmt.Sprintf("told %q; want %q", got, want.list)
		}
		return ""
	})
}

// eventually waits until there is no problem, or ctx ends.
func (x *scene) eventually(ctx context.Context, problem func() string) {
	x.t.Helper()
	deadline := time.After(20 * time.Second)
	for text := problem(); text != ""; text = problem() {
		select {
		case <-ctx.Done():
			return
		case <-deadline:
			x.t.Error(text)
			return
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// afterNotifying starts the resident again and has it look twice more: what it
// would tell a second time, it would tell then.
func afterNotifying(x *scene) {
	x.t.Helper()
	x.leases()
	unnoted := 0
	for _, n := range x.notices() {
		if n.EndedAt.IsZero() && n.ShownAt.IsZero() {
			unnoted++
		}
	}
	d := x.bag.(*desktop)
	d.mu.Lock()
	early := len(d.loud) - d.known // before the kill
	d.mu.Unlock()

	ctx, end := context.WithTimeout(x.t.Context(), time.Minute)
	defer end()
	cmd := x.Play(ctx, "resident")
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	if err := cmd.Start(); err != nil {
		x.t.Fatal(err)
	}
	told(ctx, x)
	for range 2 {
		id := x.look()
		x.eventually(ctx, func() string {
			s, done := x.Open()
			defer done()
			open, err := s.Requests(x.t.Context())
			if err != nil {
				return err.Error()
			}
			for _, q := range open {
				if q.ID == id {
					return "the resident doesn't look"
				}
			}
			return ""
		})
	}
	end()
	if err := cmd.Wait(); err != nil && cmd.ProcessState.ExitCode() != 0 {
		x.t.Errorf("the resident: %v", err)
	}
	told(x.t.Context(), x)

	d.mu.Lock()
	shown := slices.Clone(d.loud[d.known:])
	d.mu.Unlock()
	want := chapters[x.round%len(chapters)]
	var titles []string
	for _, n := range x.notices() {
		if slices.Contains(want.shown, fmt.Sprintf("%s/%s", n.Kind, n.Cause)) && n.EndedAt.IsZero() {
			titles = append(titles, n.Title)
		}
	}
	again := len(shown) - len(titles)
	for _, title := range titles {
		if !slices.Contains(shown, title) {
			x.t.Errorf("%q was not shown; %q was", title, shown)
		}
	}
	switch {
	case again == 0:
	case again == 1 && early == 1 && unnoted == 1:
		x.tally.again++ // it died between showing and noting that
	default:
		x.t.Errorf("shown %q (%d before the kill); want %q", shown, early, titles)
	}
}
