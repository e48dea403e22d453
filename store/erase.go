package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Erase forgets every token and password, their keys, and then removes
// everything that this package has put into the data folder, and the folder
// where nothing else is in it. The Store is closed then, whatever the error.
//
// The caller has seen to it that no other process uses the folder: one that
// does would begin it anew. What could not be forgotten or removed is in the
// error; the rest is gone all the same.
func (s *Store) Erase(ctx context.Context) error {
	ctx, cancel := s.unhurried(ctx)
	defer cancel()
	errs := s.eraseKeys(ctx)
	errs = append(errs, s.Close())
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return errors.Join(append(errs, err)...)
	}
	for _, e := range entries {
		if ours(e) {
			errs = append(errs, ignoreMissing(os.Remove(filepath.Join(s.dir, e.Name()))))
		}
	}
	// Fails where something of others is in it, which stays.
	_ = os.Remove(s.dir)
	return errors.Join(errs...)
}

// eraseKeys forgets what is sealed, and the keys. A damaged database is no
// reason to stop: it is removed afterwards.
func (s *Store) eraseKeys(ctx context.Context) (errs []error) {
	var keys []keyRow
	err := s.write(ctx, durable, func(tx *sql.Tx) ([]Topic, error) {
		for _, what := range []secretKind{ofToken, ofPassword} {
			if _, err := tx.ExecContext(ctx, "DELETE FROM "+string(what)); err != nil {
				return nil, err
			}
		}
		var err error
		keys, err = tidyKeys(ctx, tx)
		return []Topic{TopicConnections, TopicTiles}, err
	})
	if err != nil {
		errs = append(errs, err)
	}
	errs = append(errs, s.dropKeys(ctx, keys...)...)
	s.sweepKeys(ctx, true)
	if err := s.cutLog(ctx); err != nil {
		errs = append(errs, err)
	}
	return errs
}

// ours tells whether this package has made a file of the data folder.
func ours(e fs.DirEntry) bool {
	if !e.Type().IsRegular() {
		return false
	}
	name := e.Name()
	for _, exact := range []string{fileName, fileName + "-wal", fileName + "-shm", fileName + "-journal", fileName + ".new", bell} {
		if name == exact {
			return true
		}
	}
	for _, prefix := range []string{keyPrefix, "lease-", "damaged-", ".try-"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}
