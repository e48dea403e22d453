package app

import (
	"context"
	"log/slog"
	"time"

	"mysettings/app/program"
	"mysettings/app/settings"
	"mysettings/app/signin"
	"mysettings/app/tiles"
	"mysettings/app/watch"
	"mysettings/store"
)

// Backend is what stands behind the page's buttons. All fields are required
// but Sandbox, Now and Log.
type Backend struct {
	Store   Store
	SignIn  SignIn
	Watcher Watcher
	Servers Servers
	// Settings reads the settings anew, and puts their language in force.
	Settings func(ctx context.Context) (Settings, error)
	Browser  signin.Browser
	// TrySandbox opens a window of its own on a throw-away organisation; nil for
	// the installed one.
	TrySandbox func() error
	// Program is what the checks, the bundle and the deletion of everything work
	// on, and what starts at login.
	Program *program.Program
	// Licences is the text about the work of others in this executable.
	Licences string
	// Zone is the IANA name of the person's time zone.
	Zone string
	// Sandbox is true when the organisation is a stand-in.
	Sandbox bool
	// Now is the clock, time.Now when nil.
	Now func() time.Time
	Log *slog.Logger
}

// BackendOf is the backend over an opened program.
func BackendOf(p *program.Program) Backend {
	return Backend{
		Store:   p.Store,
		SignIn:  p.SignIn,
		Watcher: p.Watcher,
		Servers: p,
		Program: p,
		Settings: func(ctx context.Context) (Settings, error) {
			if err := p.Settings.Reload(ctx); err != nil {
				return nil, err
			}
			return p.Settings, p.Speak(ctx)
		},
		Browser: signin.SystemBrowser(),
		Zone:    program.LocalZone(),
		Sandbox: p.Sandbox,
		Log:     p.Log,
	}
}

// Store is what the window needs of the store; *store.Store satisfies it.
type Store interface {
	Connections(ctx context.Context) ([]tiles.Connection, error)
	Connection(ctx context.Context, id string) (tiles.Connection, error)
	Tiles(ctx context.Context) ([]tiles.Tile, error)
	Tile(ctx context.Context, id string) (tiles.Tile, error)
	Feed(ctx context.Context, id string) (tiles.Feed, error)
	Past(ctx context.Context, since time.Time) (tiles.Past, error)
	PastRuns(ctx context.Context, since time.Time) ([]tiles.PastRun, error)
	Feeds(ctx context.Context) ([]tiles.Feed, error)
	MuteTiles(ctx context.Context, ids []string, on bool, at time.Time) error
	MuteDashboard(ctx context.Context, connection, dashboard string, on bool, at time.Time) error
	Subscriptions(ctx context.Context) (map[string]tiles.Subscription, error)
	Notices(ctx context.Context, since time.Time, limit int) ([]tiles.Notice, error)
	SaveNotices(ctx context.Context, notices []tiles.Notice) error
	Warnings(ctx context.Context) ([]store.Warning, error)
	Acknowledge(ctx context.Context, code string) error
	Protection(ctx context.Context) (string, error)
	Changes(ctx context.Context) (<-chan store.Change, error)
	Request(ctx context.Context, kind, argument string) (int64, error)
	Requests(ctx context.Context) ([]store.Request, error)
	FinishRequest(ctx context.Context, id int64) error
	TryLease(name string) (*store.Lease, bool, error)
	Lease(ctx context.Context, name string) (*store.Lease, error)
	FirstRun(ctx context.Context) (string, error)
	UpdateFirstRun(ctx context.Context, change func(progress string) (string, error)) error
}

// SignIn is what the window needs of the sign-in; *signin.Manager satisfies it.
type SignIn interface {
	SignIn(ctx context.Context, r signin.Request) (tiles.Connection, error)
	SignOut(ctx context.Context, connection string) (undone []string, err error)
	CheckSetup(ctx context.Context, v signin.SetupValues) signin.Setup
}

// Watcher is what the window needs of the watcher; *watch.Watcher satisfies it.
type Watcher interface {
	Check(ctx context.Context) error
	RefreshNow(ctx context.Context, ids []string) ([]watch.Result, error)
	Keep(ctx context.Context, k tiles.Keep) error
	Unkeep(ctx context.Context, tile string) error
	Follow(ctx context.Context, ids []string) error
	Pause(ctx context.Context, tile string) error
	Resume(ctx context.Context, tile string) error
	DeletePin(ctx context.Context, tile string) error
	SignOutOfServer(ctx context.Context, connection string, b watch.Browser, logout bool) (undone []string, err error)
}

// Servers is what the window needs to add report servers, to get into them, and
// to sign in to Power BI on them; *program.Program satisfies it.
type Servers interface {
	AddServer(ctx context.Context, a program.AddServer) (tiles.Connection, error)
	RemoveServer(ctx context.Context, id string) error
	SetServerPassword(ctx context.Context, id, user string, password store.Secret) error
	SignInToServer(ctx context.Context, r signin.Request) (watch.ServerSignIn, error)
	// BrowserFor is b as a browser that opens the pages of a server without
	// TLS, too, where the person agreed to it.
	BrowserFor(ctx context.Context, connection string, b signin.Browser) (signin.Browser, error)
}

// Settings is what the window needs of the settings; *settings.Settings
// satisfies it.
type Settings interface {
	Get(key string) (settings.Value, error)
	Set(ctx context.Context, key, value string) error
	LeadDays() int
}

// Shell is what the bindings need of the window around the page.
type Shell interface {
	// Emit sends an event to the page.
	Emit(event string, data ...any)
	// Copy puts a text on the clipboard.
	Copy(text string) error
	// Raise brings the window to the front.
	Raise()
	// SaveFile asks the person where to save a file, and returns its path, empty
	// when they closed the dialog.
	SaveFile(ask SaveFile) (path string, err error)
	// ChooseFile asks the person for a file that is there, and returns its path,
	// empty when they closed the dialog.
	ChooseFile(ask SaveFile) (path string, err error)
	// ShowFolder opens a folder in the system's own program for that.
	ShowFolder(path string) error
	// Quit closes the window.
	Quit()
}

// The events that the page listens to.
const (
	// EventChanged says that the snapshot is old. It carries nothing.
	EventChanged = "changed"
	// EventSigning carries a *SigningIn, or null when it is over.
	EventSigning = "signing"
	// EventShow carries the name of the page that somebody asked for.
	EventShow = "show"
	// EventChecked carries a Checked, while RunChecks is under way.
	EventChecked = "checked"
)
