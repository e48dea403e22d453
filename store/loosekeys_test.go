package store

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// A process that dies while it makes or removes a key leaves a note and perhaps
// the key. The next opening removes a key file, and the next one that uses the
// keyring a key there; what somebody is just making stays.
func TestLooseKeys(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for _, kind := range []string{protectFile, protectKeyring, protectAuto} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			ring := &memoryKeyring{}
			s := openStore(t, filepath.Join(t.TempDir(), "data"), Options{Keyring: ring, Protection: kind})
			must(t, s.SaveSignIn(ctx, connection("c1"), token("x")))
			active := get(s.activeKey(ctx))(t)
			// as far as newKey goes before what it seals is saved
			row, _, held, err := s.newKey(ctx, active)
			must(t, err)
			part := s.keyPath(row.id) + ".new"
			must(t, writePrivate(part, []byte("cut")))

			making := openStore(t, s.Dir(), Options{Keyring: ring, Protection: kind})
			must(t, making.SaveToken(ctx, "c1", token("y")))
			if n := len(get(s.looseKeys(ctx))(t)); n != 1 || !there(t, part) {
				t.Errorf("%d notes, its file: %v; the key is being made", n, there(t, part))
			}
			held.Release() // as the system does for the dead

			next := openStore(t, s.Dir(), Options{Keyring: ring, Protection: kind})
			if there(t, part) || there(t, s.keyPath(row.id)) {
				t.Error("opening left a loose key file")
			}
			must(t, next.SaveToken(ctx, "c1", token("z")))
			if rows := get(s.looseKeys(ctx))(t); len(rows) != 0 {
				t.Errorf("still noted: %v", rows)
			}
			if _, err := ring.Get(keyringService, row.id); !errors.Is(err, ErrNotFound) {
				t.Errorf("the keyring's answer for the loose key: %v", err)
			}
			same(t, "token", get(next.Token(ctx, "c1"))(t), token("z"))
		})
	}
}

// After signing out was committed the key is loose until it is removed.
func TestKeyOfASignInThatWasKilled(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.SaveSignIn(ctx, connection("c1"), token("x")))
	// what signing out commits, and nothing of what comes after it
	must(t, s.write(ctx, durable, func(tx *sql.Tx) ([]Topic, error) {
		if _, err := tx.ExecContext(ctx, "DELETE FROM token"); err != nil {
			return nil, err
		}
		_, err := tidyKeys(ctx, tx)
		return []Topic{TopicConnections}, err
	}))
	if n := len(keyFiles(t, s)); n != 1 {
		t.Fatalf("%d key files before the next start; want 1", n)
	}
	openStore(t, s.Dir(), Options{Protection: protectFile})
	if files := keyFiles(t, s); len(files) != 0 {
		t.Errorf("left after the next start: %v", files)
	}
	if rows := get(s.looseKeys(ctx))(t); len(rows) != 0 {
		t.Errorf("still noted: %v", rows)
	}
}

func there(t *testing.T, path string) bool {
	t.Helper()
	_, err := os.Stat(path)
	return err == nil
}
