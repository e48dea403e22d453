// Package program puts the parts together: store, settings, sign-in, the
// clients of Power BI and the watcher, for every face alike.
//
// Open opens the store and reads the settings; nothing else happens until it
// is used, so that a command which only reads the store is quick. Close ends
// what runs and must be called. It refuses to show anything and to decide
// anything: faces show, and packages tiles and watch decide.
package program

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"mysettings/app/notify"
	"mysettings/app/proxies"
	"mysettings/app/settings"
	"mysettings/app/signin"
	"mysettings/app/watch"
	"mysettings/store"
)

// ErrMissing is the reason where an executable that should be beside this one
// isn't.
var ErrMissing = errors.New("part of the app missing")

// ErrWindow is a window that ended with an error right after it was started.
var ErrWindow = errors.New("window that didn't stay")

// ErrTooLong is returned where the program has stopped waiting for something
// that goes on.
var ErrTooLong = errors.New("no end within the time limit")

// ErrRunning is returned where another part of the app did not end in time,
// which has to end first.
var ErrRunning = errors.New("another part of the app still running")

// Options says how to open the program. The zero value opens the default data
// folder for a command.
type Options struct {
	// Data is the data folder, DefaultData when empty.
	Data string
	// Face is who opens it, for the log: "command" (the default), "tray" or
	// "window".
	Face string
	// Log is used in place of the log file in the data folder.
	Log *slog.Logger
	// Notifier shows notices; nil where nothing can.
	Notifier notify.Notifier
	// Wakes tells when the machine woke from sleep; nil for never.
	Wakes <-chan time.Time
	// Keyring is used in place of the system's.
	Keyring store.Keyring
	// Policy is the machine's policy file, settings.DefaultPolicyPath when
	// empty.
	Policy string
	// Now is the clock. When nil it is the computer's, and where that is wrong
	// the services': see clock.
	Now func() time.Time

	// wall is used in place of the computer's clock.
	wall func() time.Time
	// dial is used in place of the system's network.
	dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Program is the opened program. Its fields may be used by several goroutines
// until Close.
type Program struct {
	Store *store.Store
	// Settings are the settings as last read: at Open, and before each pass of
	// the Watcher and each sign-in. Settings.Reload reads them anew.
	Settings *settings.Settings
	SignIn   *signin.Manager
	Watcher  *watch.Watcher
	// Sandbox is true when the data folder points to a stand-in organisation
	// on this computer: every face must say so.
	Sandbox bool
	// Data is the data folder.
	Data string
	Log  *slog.Logger

	o       Options
	http    *http.Client
	clock   *clock // nil where Options.Now is used
	desktop *proxies.Desktop
	closers []func() error
	erased  atomic.Bool
	logFile *logFile // nil where Options.Log is used

	mu      sync.Mutex
	clients map[string]client // by connection; guarded by mu
	servers map[string]server // by connection; guarded by mu
}
