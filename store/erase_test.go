package store

import (
	"os"
	"path/filepath"
	"testing"
)

func TestErase(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for _, protection := range []string{protectKeyring, protectFile} {
		k := &memoryKeyring{}
		dir := filepath.Join(t.TempDir(), "data")
		s := openStore(t, dir, Options{Keyring: k, Protection: protection})
		must(t, s.SaveSignIn(ctx, connection("c1"), token("one")))
		must(t, s.SavePassword(ctx, "c1", NewSecret("password")))
		changes := get(s.Changes(ctx))(t)
		lease, _, err := s.TryLease("tray")
		must(t, err)
		lease.Release()
		overwrite(t, filepath.Join(dir, "damaged-2026-01-01-000000.db"), "old")

		must(t, s.Erase(ctx))
		if _, err := os.Stat(dir); !os.IsNotExist(err) {
			entries, _ := os.ReadDir(dir)
			t.Errorf("%s: the folder is still there, with %v", protection, entries)
		}
		if n := k.count(); n != 0 {
			t.Errorf("%s: %d keyring entries left", protection, n)
		}
		for range changes { // it ends, and brings nothing back
		}
		if _, err := os.Stat(dir); !os.IsNotExist(err) {
			t.Errorf("%s: the folder came back", protection)
		}
		_, err = s.Connections(ctx)
		wantErr(t, "a call after Erase", err, ErrClosed)
	}
}

func TestEraseLeavesWhatIsOthers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	overwrite(t, filepath.Join(dir, "letter.txt"), "dear")
	s := openStore(t, dir, Options{Protection: protectFile})
	must(t, s.SaveSignIn(t.Context(), connection("c1"), token("one")))
	must(t, s.Erase(t.Context()))
	entries, err := os.ReadDir(dir)
	must(t, err)
	if len(entries) != 1 || entries[0].Name() != "letter.txt" {
		t.Errorf("left: %v; want the letter alone", entries)
	}
}

func TestEraseSaysWhatStays(t *testing.T) {
	t.Parallel()
	k := &memoryKeyring{}
	s := openStore(t, filepath.Join(t.TempDir(), "data"), Options{Keyring: k, Protection: protectKeyring})
	must(t, s.SaveSignIn(t.Context(), connection("c1"), token("one")))
	k.fail(ErrKeyringLocked)
	wantErr(t, "Erase with a locked keyring", s.Erase(t.Context()), ErrKeyringLocked)
	if _, err := os.Stat(s.Dir()); !os.IsNotExist(err) {
		t.Error("the folder is still there")
	}
}
