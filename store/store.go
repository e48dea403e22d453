// Package store keeps what the app knows between two starts, and is where its
// processes meet.
//
// It holds: sign-ins, their tokens (sealed), tiles, feeds, runs, the person's
// schedules, verdicts, notices, settings, requests from one process to another,
// and leases. It never holds: a password, a client secret, a token that is not
// sealed, or the contents of a report.
//
// Who may open it: every process of the same person, any number at a time.
// All of them work on one SQLite database in WAL mode, in one folder that only
// its owner may read. A commit of one process is told to the others through
// Changes; a Lease is held by one process at a time, and not by a dead one.
//
// Opening does little, so that a command that only shows the state is quick:
// no keyring, no file watch, no check of the whole file. The keyring is asked
// at the first use of a token; damage is found by the call that meets it.
//
// All methods are safe for concurrent use. Times are kept in whole
// milliseconds and come back in UTC.
package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

// fileName is the database's name in the data folder.
const fileName = "mysettings.db"

// Options say how to open a Store. The zero value is good.
type Options struct {
	// Keyring keeps the sealing key; nil for OSKeyring.
	Keyring Keyring
	// Protection says where the sealing key of a token saved from now on is
	// kept: "keyring", "file" (a key file in the data folder), "memory" (gone
	// with this Store), or "auto" and "" for the keyring where there is one
	// and the key file where there is none.
	Protection string
	// Now is the clock; nil for time.Now.
	Now func() time.Time
	// Log gets what is worth knowing later, never a secret; nil for nothing.
	Log *slog.Logger

	// busy is how long to wait for another process's lock; tests shorten it.
	busy time.Duration
	// maxPages limits the database's size in pages; tests fill the disk so.
	maxPages int
}

func (o Options) withDefaults() (Options, error) {
	if o.Keyring == nil {
		o.Keyring = OSKeyring()
	}
	switch o.Protection {
	case "":
		o.Protection = protectAuto
	case protectAuto, protectKeyring, protectFile, protectMemory:
	default:
		return o, fmt.Errorf("unknown protection %q", o.Protection)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.busy == 0 {
		o.busy = 10 * time.Second
	}
	return o, nil
}

// Store is one process's way into the data folder.
type Store struct {
	dir  string
	o    Options
	keys *keys
	// wanted is Options.Protection, or what SetProtection said since.
	wanted atomic.Value

	mu sync.RWMutex // guards db and closed; held for reading during every call
	db *database
	// closed is true after Close.
	closed bool
}

// Open opens the data folder, makes what is missing and brings an older
// database to the present schema. A folder that Open makes is only for its
// owner (0700), and so is every file in it (0600).
//
// A damaged database is set aside under a dated name and a new one begun;
// Warnings says so. Errors: ErrReadOnly, ErrFull, ErrBusy, ErrNewer, and
// ErrDamaged where the damaged file could not be set aside.
func Open(ctx context.Context, dir string, o Options) (*Store, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	s := &Store{dir: dir, o: o}
	s.wanted.Store(o.Protection)
	s.keys = newKeys(s)
	if s.db, err = s.openDatabase(ctx); err != nil {
		return nil, fmt.Errorf("open %s: %w", dir, classify(err))
	}
	s.sweepKeys(ctx, false)
	return s, nil
}

// Close ends all use of the folder by this Store. It waits for calls that are
// under way. A second Close does nothing.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	s.keys.forget()
	return classify(s.db.close())
}

// Dir is the data folder, absolute.
func (s *Store) Dir() string { return s.dir }

func (s *Store) path() string { return filepath.Join(s.dir, fileName) }

func (s *Store) now() time.Time { return s.o.Now() }

// openDatabase returns the folder's database at the present schema.
func (s *Store) openDatabase(ctx context.Context) (*database, error) {
	fresh, err := prepareFolder(s.dir)
	if err != nil {
		return nil, err
	}
	if fresh {
		return s.createDatabase(ctx)
	}
	db, err := connect(s.path(), s.o)
	if errors.Is(err, os.ErrNotExist) {
		return s.createDatabase(ctx)
	}
	if err != nil {
		return nil, err
	}
	version, err := db.version(ctx)
	if err == nil && version > len(migrations) {
		err = newer(version, len(migrations))
	}
	if err == nil && version < len(migrations) {
		err = s.migrate(ctx, db)
	}
	if err = s.explain(err); err == nil {
		return db, nil
	}
	_ = db.close()
	if !errors.Is(err, ErrDamaged) {
		return nil, err
	}
	return s.replaceDamaged(ctx, err)
}

// createDatabase begins a new database, or opens the one that another process
// began in the meantime.
func (s *Store) createDatabase(ctx context.Context) (*database, error) {
	lease, err := s.Lease(ctx, openLease)
	if err != nil {
		return nil, err
	}
	defer lease.Release()
	return s.createHoldingLease(ctx)
}

func (s *Store) createHoldingLease(ctx context.Context) (*database, error) {
	if err := createPrivate(s.path()); err != nil {
		return nil, err
	}
	db, err := connect(s.path(), s.o)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, db, migrations); err != nil {
		_ = db.close()
		return nil, s.explain(err)
	}
	return db, nil
}

// migrate brings db to the present schema. One process does it, the others
// wait: SQLite can't switch a file to WAL while another connection has it open.
func (s *Store) migrate(ctx context.Context, db *database) error {
	lease, err := s.Lease(ctx, openLease)
	if err != nil {
		return err
	}
	defer lease.Release()
	return migrate(ctx, db, migrations)
}

// do runs f on the database, and puts the database right where f found it
// damaged.
func (s *Store) do(ctx context.Context, f func(*database) error) error {
	db, release, err := s.acquire(ctx)
	if err != nil {
		return err
	}
	err = f(db)
	release()
	if err = s.explain(err); errors.Is(err, ErrDamaged) {
		s.heal(ctx, db)
	}
	return err
}

// acquire returns the database for one call. Where the file in the folder is
// another one than the one that is open (set aside by another process, or
// removed by somebody), it opens that first.
func (s *Store) acquire(ctx context.Context) (*database, func(), error) {
	s.mu.RLock()
	if s.closed {
		s.mu.RUnlock()
		return nil, nil, ErrClosed
	}
	if s.db.current() {
		return s.db, s.mu.RUnlock, nil
	}
	s.mu.RUnlock()

	s.mu.Lock()
	if !s.closed && !s.db.current() {
		db, err := s.openDatabase(ctx)
		if err != nil {
			s.mu.Unlock()
			return nil, nil, s.explain(err)
		}
		_ = s.db.close()
		s.db = db
	}
	s.mu.Unlock()
	return s.acquire(ctx)
}

// explain is classify for errors that need a look at the folder: SQLite says
// "can't open" for much.
func (s *Store) explain(err error) error {
	err = classify(err)
	if err == nil || !cannotOpen(err) || errors.Is(err, ErrFull) {
		return err
	}
	for _, reason := range []error{ErrFull, ErrReadOnly} {
		if errors.Is(classify(tryWriting(s.dir)), reason) {
			return fmt.Errorf("%w: %w", reason, err)
		}
	}
	return err
}
