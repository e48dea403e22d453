package store

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The places where a sealing key is kept; see Options.Protection.
const (
	protectAuto    = "auto"
	protectKeyring = "keyring"
	protectFile    = "file"
	protectMemory  = "memory"
)

// keyringService is the name that the person sees in the keyring.
const keyringService = "My Settings for Power BI"

// keyPrefix is how the names of keys, and of key files, begin.
const keyPrefix = "key-"

// probeText is what the probe of a key seals.
const probeText = "probe"

// keyRow is a sealing key as the database knows it: by name, never by value.
type keyRow struct {
	id, kind string
	probe    []byte
	database string // the database's id, part of every seal
}

func (r keyRow) probeIdentity() identity {
	return identity{database: r.database, connection: r.id, purpose: "probe"}
}

// keys gets and makes sealing keys, each one once.
type keys struct {
	s *Store
	// turn holds a token while a call is at the map or at the keyring: a
	// mutex that a caller can stop waiting for.
	turn chan struct{}
	open map[string]key // by keyRow.id
}

func newKeys(s *Store) *keys {
	return &keys{s: s, turn: make(chan struct{}, 1), open: make(map[string]key)}
}

// forget drops the keys from memory. It does not wait for a call that is at
// the keyring.
func (k *keys) forget() {
	select {
	case k.turn <- struct{}{}:
		clear(k.open)
		<-k.turn
	default:
	}
}

// alone runs f while no other call is at the keys, and gives up waiting for it
// when ctx ends. f then goes on and keeps its turn: it has limits of its own.
func (k *keys) alone(ctx context.Context, f func() error) error {
	select {
	case k.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	done := make(chan error, 1)
	go func() {
		defer func() { <-k.turn }()
		done <- f()
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// get returns the key of a row: ErrKeyLost, ErrKeyringLocked,
// ErrKeyringMissing.
func (k *keys) get(ctx context.Context, row keyRow) (key, error) {
	var found key
	err := k.alone(ctx, func() error {
		have, ok := k.open[row.id]
		if ok {
			found = have
			return nil
		}
		have, err := k.fetch(row)
		if err != nil {
			return err
		}
		if plain, err := unseal(have, row.probeIdentity(), row.probe); err != nil || string(plain) != probeText {
			return fmt.Errorf("%w: another key in its place", ErrKeyLost)
		}
		k.open[row.id] = have
		found = have
		return nil
	})
	if err != nil {
		return key{}, err
	}
	return found, nil
}

func (k *keys) fetch(row keyRow) (key, error) {
	var text string
	switch row.kind {
	case protectKeyring:
		var err error
		text, err = k.s.o.Keyring.Get(keyringService, row.id)
		if errors.Is(err, ErrNotFound) {
			return key{}, fmt.Errorf("%w: not in the keyring", ErrKeyLost)
		}
		if err != nil {
			return key{}, err
		}
	case protectFile:
		b, err := os.ReadFile(k.s.keyPath(row.id))
		if errors.Is(err, fs.ErrNotExist) {
			return key{}, fmt.Errorf("%w: no key file", ErrKeyLost)
		}
		if err != nil {
			return key{}, err
		}
		text = string(b)
	default:
		return key{}, fmt.Errorf("%w: it was kept in memory only", ErrKeyLost)
	}
	b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil {
		return key{}, fmt.Errorf("%w: not a key in its place", ErrKeyLost)
	}
	found, err := keyFrom(b)
	if err != nil {
		return key{}, fmt.Errorf("%w: %w", ErrKeyLost, err)
	}
	return found, nil
}

// name is the row of a key that is to be made, with the place that is wanted
// for it.
func (k *keys) name(database string) keyRow {
	var id [8]byte
	_, _ = rand.Read(id[:]) // never fails
	return keyRow{id: keyPrefix + hex.EncodeToString(id[:]), kind: k.s.wantedProtection(), database: database}
}

// make makes the key of a row and keeps it where that says; without an error
// the row is then complete.
func (k *keys) make(ctx context.Context, row *keyRow) (key, error) {
	made, done := newKey(), *row
	err := k.alone(ctx, func() (err error) {
		if done.probe, err = seal(made, done.probeIdentity(), []byte(probeText)); err != nil {
			return err
		}
		if done.kind, err = k.put(done, made); err != nil {
			return err
		}
		k.open[done.id] = made
		return nil
	})
	if err != nil {
		// given up: what it was writing is not looked at
		return key{}, err
	}
	*row = done
	return made, nil
}

// put keeps a new key and returns where.
func (k *keys) put(row keyRow, made key) (kind string, err error) {
	text := base64.StdEncoding.EncodeToString(made.reveal())
	switch row.kind {
	case protectMemory:
		return protectMemory, nil
	case protectFile:
		return protectFile, k.s.writeKeyFile(row.id, text)
	}
	err = k.s.o.Keyring.Set(keyringService, row.id, text)
	if err == nil {
		// some keyrings take a secret and have lost it a moment later
		var back string
		if back, err = k.s.o.Keyring.Get(keyringService, row.id); err == nil && back != text {
			err = fmt.Errorf("%w: it gives back another secret", ErrKeyringMissing)
		}
		if errors.Is(err, ErrNotFound) {
			err = fmt.Errorf("%w: it does not keep secrets", ErrKeyringMissing)
		}
	}
	if err != nil && row.kind == protectAuto && errors.Is(err, ErrKeyringMissing) {
		k.s.o.Log.Info("no keyring, key file instead", "error", err)
		return protectFile, k.s.writeKeyFile(row.id, text)
	}
	return protectKeyring, err
}

// discard forgets a key for good. One that is not there is no error.
func (k *keys) discard(ctx context.Context, row keyRow) error {
	err := k.alone(ctx, func() (err error) {
		delete(k.open, row.id)
		if row.kind == protectFile || row.kind == protectAuto {
			err = k.s.removeKeyFile(row.id)
		}
		if row.kind == protectKeyring || row.kind == protectAuto {
			gone := k.s.o.Keyring.Delete(keyringService, row.id)
			// "auto" has put nothing where there is no keyring
			if !errors.Is(gone, ErrNotFound) && (row.kind == protectKeyring || !errors.Is(gone, ErrKeyringMissing)) {
				err = errors.Join(err, gone)
			}
		}
		return err
	})
	if err != nil {
		k.s.o.Log.Warn("old sealing key not removed", "kind", row.kind, "error", err)
	}
	return err
}

func (s *Store) keyPath(id string) string { return filepath.Join(s.dir, id) }

// writeKeyFile writes the key file whole or not at all.
func (s *Store) writeKeyFile(id, text string) error {
	part := s.keyPath(id) + ".new"
	if err := writePrivate(part, []byte(text+"\n")); err != nil {
		return errors.Join(err, ignoreMissing(os.Remove(part)))
	}
	return os.Rename(part, s.keyPath(id))
}

// removeKeyFile removes a key file, and what was written of one; one that is
// not there is no error.
func (s *Store) removeKeyFile(id string) error {
	return errors.Join(ignoreMissing(os.Remove(s.keyPath(id)+".new")), ignoreMissing(os.Remove(s.keyPath(id))))
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
