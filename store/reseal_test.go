package store

import (
	"path/filepath"
	"testing"
)

func TestReseal(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	k := &memoryKeyring{}
	dir := filepath.Join(t.TempDir(), "data")
	s := openStore(t, dir, Options{Keyring: k, Protection: protectFile})
	reseal := func(protection string, want bool) {
		t.Helper()
		must(t, s.SetProtection(protection))
		moved, err := s.Reseal(ctx)
		must(t, err)
		if moved != want {
			t.Errorf("to %s: moved %v; want %v", protection, moved, want)
		}
	}
	reseal(protectKeyring, false) // nothing to move yet
	must(t, s.SetProtection(protectFile))
	must(t, s.SaveSignIn(ctx, connection("c1"), token("one")))
	must(t, s.SaveSignIn(ctx, connection("c2"), token("two")))
	must(t, s.SavePassword(ctx, "c2", NewSecret("password")))
	check := func(where string, files, entries int) {
		t.Helper()
		if got := get(s.Protection(ctx))(t); got != where {
			t.Errorf("protection %q; want %q", got, where)
		}
		if f := keyFiles(t, s); len(f) != files || k.count() != entries {
			t.Errorf("%s: key files %v, %d keyring entries", where, f, k.count())
		}
		again := openStore(t, dir, Options{Keyring: k, Protection: where})
		for id, mark := range map[string]string{"c1": "one", "c2": "two"} {
			same(t, "token, freshly opened", get(again.Token(ctx, id))(t), token(mark))
		}
		if got := get(again.Password(ctx, "c2"))(t); !got.Equal(NewSecret("password")) {
			t.Error("another password")
		}
	}
	check(protectFile, 1, 0)
	reseal(protectKeyring, true)
	check(protectKeyring, 0, 1)
	reseal(protectKeyring, false)
	reseal(protectAuto, false)
	reseal(protectFile, true)
	check(protectFile, 1, 0)
	reseal(protectMemory, false)
	check(protectFile, 1, 0)
	reseal(protectAuto, true)
	check(protectKeyring, 0, 1)
	if err := s.SetProtection("shed"); err == nil {
		t.Error("a place that there isn't was taken")
	}
}

func TestResealWithoutAKeyring(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	k := &memoryKeyring{}
	s := openStore(t, filepath.Join(t.TempDir(), "data"), Options{Keyring: k, Protection: protectFile})
	must(t, s.SaveSignIn(ctx, connection("c1"), token("one")))
	must(t, s.SetProtection(protectKeyring))
	for _, reason := range []error{ErrKeyringMissing, ErrKeyringLocked} {
		k.fail(reason)
		_, err := s.Reseal(ctx)
		wantErr(t, "Reseal", err, reason)
		k.fail(nil)
		if got := get(s.Protection(ctx))(t); got != protectFile {
			t.Errorf("protection %q after a failure; want file", got)
		}
		same(t, "token", get(s.Token(ctx, "c1"))(t), token("one"))
	}
}

// What can't be opened any more is no reason not to move the rest.
func TestResealLeavesTheLost(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	k := &memoryKeyring{}
	s := openStore(t, filepath.Join(t.TempDir(), "data"), Options{Keyring: k, Protection: protectFile})
	must(t, s.SaveSignIn(ctx, connection("c1"), token("one")))
	must(t, s.SaveSignIn(ctx, connection("c2"), token("two")))
	tamperWith(t, s, "UPDATE token SET sealed = x'00' WHERE connection = 'c1'")
	must(t, s.SetProtection(protectKeyring))
	if moved := get(s.Reseal(ctx))(t); !moved {
		t.Error("not moved")
	}
	same(t, "token", get(s.Token(ctx, "c2"))(t), token("two"))
	_, err := s.Token(ctx, "c1")
	wantErr(t, "the lost one", err, ErrKeyLost)
}
