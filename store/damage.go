package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// heal puts the database right after a call found it damaged: it is looked at
// once more, set aside and replaced.
func (s *Store) heal(ctx context.Context, db *database) {
	ctx, cancel := s.unhurried(ctx)
	defer cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.db != db {
		return
	}
	_ = db.close()
	next, err := s.replaceDamaged(ctx, ErrDamaged)
	if err != nil {
		s.o.Log.Error("damaged database not set aside", "error", err)
		// not usable, but it answers: with the same error as before
		if next, err = connect(s.path(), s.o); err != nil {
			return
		}
	}
	s.db = next
}

// replaceDamaged sets the damaged database aside and begins a new one. Only
// one process does so; the others find the new one.
func (s *Store) replaceDamaged(ctx context.Context, cause error) (*database, error) {
	lease, err := s.Lease(ctx, openLease)
	if err != nil {
		return nil, err
	}
	defer lease.Release()
	if db, err := s.sound(ctx); err == nil {
		return db, nil
	}
	aside, err := s.setAside()
	if err != nil {
		return nil, fmt.Errorf("%w; set aside: %w", cause, err)
	}
	s.o.Log.Error("damaged database set aside", "as", aside, "error", cause)
	db, err := s.createHoldingLease(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.sayDamaged(ctx, db, aside); err != nil {
		_ = db.close()
		return nil, err
	}
	s.announce()
	return db, nil
}

// sayDamaged tells the person, and every process: with the counters of a new
// database at zero, what was read from the old one could look like the newest.
func (s *Store) sayDamaged(ctx context.Context, db *database, aside string) error {
	if err := raise(ctx, db.writer, Warning{
		Code: WarnDamaged,
		Text: warning("The app's database was damaged. It was kept as %s and a new one was begun: please sign in again.", aside),
		At:   s.now(),
	}); err != nil {
		return err
	}
	_, err := db.writer.ExecContext(ctx, "UPDATE topic SET n = ?", ms(s.now()))
	return err
}

// sound returns the database where it is good after all: another process has
// replaced it in the meantime, or the error was a passing one.
func (s *Store) sound(ctx context.Context) (*database, error) {
	db, err := connect(s.path(), s.o)
	if err != nil {
		return nil, err
	}
	err = check(ctx, db)
	if err == nil {
		err = migrate(ctx, db, migrations)
	}
	if err != nil {
		_ = db.close()
		return nil, err
	}
	return db, nil
}

// check reads the whole database and says what is wrong with it.
func check(ctx context.Context, db *database) error {
	var answer string
	err := db.reader.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&answer)
	if err == nil && answer != "ok" {
		err = fmt.Errorf("%w: %s", ErrDamaged, answer)
	}
	return err
}

// setAside gives the database's files a dated name and returns it. The
// database goes last: were it first and the power then cut, a new database
// would meet the old one's log.
//
// The key files go with it, for nothing else knows of them any more. A key in
// the keyring stays there: only the database knew its name.
func (s *Store) setAside() (string, error) {
	base := "damaged-" + s.now().UTC().Format("2006-01-02-150405")
	name := base + ".db"
	for n := 2; ; n++ {
		if _, err := os.Lstat(filepath.Join(s.dir, name)); errors.Is(err, fs.ErrNotExist) {
			break
		}
		name = fmt.Sprintf("%s-%d.db", base, n)
	}
	for _, suffix := range []string{"-wal", "-shm", ""} {
		err := os.Rename(s.path()+suffix, filepath.Join(s.dir, name+suffix))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), keyPrefix) {
			continue
		}
		err := os.Rename(filepath.Join(s.dir, e.Name()), filepath.Join(s.dir, name+"-"+e.Name()))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return name, nil
}

// forgetDamaged removes the databases that were set aside, for they may hold
// sealed tokens, and their keys.
func (s *Store) forgetDamaged() error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	var errs []error
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "damaged-") && strings.Contains(e.Name(), ".db") && e.Type().IsRegular() {
			errs = append(errs, os.Remove(filepath.Join(s.dir, e.Name())))
		}
	}
	return errors.Join(errs...)
}
