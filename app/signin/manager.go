package signin

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"mysettings/app/tiles"
	"mysettings/store"
)

// Store is what the package needs of the store. *store.Store is one.
type Store interface {
	// Connection answers store.ErrNotFound for an unknown id.
	Connection(ctx context.Context, id string) (tiles.Connection, error)
	// UpdateConnection changes a connection in one transaction.
	UpdateConnection(ctx context.Context, id string, change func(*tiles.Connection) error) error
	// Token answers store.ErrNoToken, store.ErrKeyLost or
	// store.ErrKeyringLocked.
	Token(ctx context.Context, connection string) (store.Token, error)
	// SaveToken, SaveSignIn and SaveRenewal are durable before they return.
	SaveToken(ctx context.Context, connection string, t store.Token) error
	SaveSignIn(ctx context.Context, c tiles.Connection, t store.Token) error
	// SaveRenewal saves the token and the changed connection, both or neither.
	SaveRenewal(ctx context.Context, connection string, t store.Token, change func(*tiles.Connection) error) error
	// SignOut deletes the token and changes the connection, both or neither.
	SignOut(ctx context.Context, connection string, change func(*tiles.Connection) error) error
	// Lease waits until no other process and no other goroutine holds the
	// name, or ctx ends.
	Lease(ctx context.Context, name string) (*store.Lease, error)
}

// Options are what a [Manager] is made of. Store and Config are needed.
type Options struct {
	Store Store
	// Config is asked at the start of everything that needs it, so that a
	// changed setting counts at once.
	Config func(context.Context) (Config, error)
	// HTTP is the client for the identity provider: proxy, certificates. A
	// plain one if nil. Its redirects and cookies are not used.
	HTTP *http.Client
	// Now is the wall clock, time.Now if nil.
	Now func() time.Time
	// Log is told what happened, never a secret; nil for nothing.
	Log *slog.Logger
}

// Manager signs in, renews and signs out. It is safe for concurrent use.
type Manager struct {
	store  Store
	config func(context.Context) (Config, error)
	http   *http.Client
	now    func() time.Time
	log    *slog.Logger
	// listen opens the loopback listeners for a redirect. Tests without a
	// network replace it.
	listen func(context.Context) ([]net.Listener, int, error)

	running sync.WaitGroup
	stop    context.CancelFunc
	stopped context.Context

	mu        sync.Mutex // guards what follows
	closed    bool
	providers map[string]provider
	flights   map[string]*flight
	holds     map[string]hold
	unsaved   map[string]unsaved
	forced    map[string][]time.Time
}

// New makes a Manager. It opens nothing and sends nothing yet.
func New(o Options) *Manager {
	m := &Manager{
		store:     o.Store,
		config:    o.Config,
		http:      o.HTTP,
		now:       o.Now,
		log:       o.Log,
		listen:    listenLoopback,
		providers: map[string]provider{},
		flights:   map[string]*flight{},
		holds:     map[string]hold{},
		unsaved:   map[string]unsaved{},
		forced:    map[string][]time.Time{},
	}
	if m.http == nil {
		m.http = &http.Client{}
	}
	if m.now == nil {
		m.now = time.Now
	}
	if m.log == nil {
		m.log = slog.New(slog.DiscardHandler)
	}
	m.stopped, m.stop = context.WithCancel(context.Background())
	return m
}

// Close waits for a renewal that is under way, so that a token which the
// server has already replaced is not lost with the process; at most two
// minutes. Afterwards everything answers [ErrClosed].
func (m *Manager) Close() {
	m.mu.Lock()
	m.closed = true
	m.mu.Unlock()
	m.stop()
	m.running.Wait()
}

// leaseName is what serialises everything that writes a connection's token.
func leaseName(connection string) string { return "token-" + connection }
