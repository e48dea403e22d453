package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mysettings/app/tiles"
)

// damagedFiles are the databases that were set aside.
func damagedFiles(t testing.TB, dir string) []string {
	t.Helper()
	var names []string
	for _, e := range get(os.ReadDir(dir))(t) {
		if strings.HasPrefix(e.Name(), "damaged-") && strings.HasSuffix(e.Name(), ".db") {
			names = append(names, e.Name())
		}
	}
	return names
}

func TestDamageFoundByOpen(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]func(b []byte) []byte{
		"not a database":  func([]byte) []byte { return []byte(strings.Repeat("something else entirely ", 500)) },
		"a few bytes":     func([]byte) []byte { return []byte("oops") },
		"header zeroed":   func(b []byte) []byte { clear(b[:100]); return b },
		"first page gone": func(b []byte) []byte { clear(b[:4096]); return b },
		"schema garbled":  func(b []byte) []byte { copy(b[100:], strings.Repeat("\xff", 200)); return b },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			s := newStore(t)
			must(t, s.SaveSignIn(ctx, connection("c1"), token("x")))
			must(t, s.Close())
			broken := damage(get(os.ReadFile(s.path()))(t))
			must(t, os.WriteFile(s.path(), broken, 0o600))

			again := openStore(t, s.Dir(), Options{Protection: protectFile})
			if _, err := again.Connections(ctx); err != nil && !errors.Is(err, ErrDamaged) {
				t.Fatalf("Connections: %v", err)
			}
			checkReplaced(t, again, broken)
		})
	}
}

// checkReplaced checks that the damaged database was set aside as it was, and
// that a new one is in its place, usable, with a warning that stays.
func checkReplaced(t *testing.T, s *Store, broken []byte) {
	t.Helper()
	ctx := t.Context()
	files := damagedFiles(t, s.Dir())
	if len(files) != 1 || files[0] != "damaged-2026-03-04-050607.db" {
		t.Fatalf("set aside as %v; want damaged-2026-03-04-050607.db", files)
	}
	if got := get(os.ReadFile(filepath.Join(s.Dir(), files[0])))(t); broken != nil && string(got) != string(broken) {
		t.Error("the damaged database was changed")
	}
	if cs := get(s.Connections(ctx))(t); len(cs) != 0 {
		t.Errorf("connections %v in a new database", cs)
	}
	must(t, s.SaveSignIn(ctx, connection("c1"), token("new")))
	same(t, "token", get(s.Token(ctx, "c1"))(t), token("new"))

	later := openStore(t, s.Dir(), Options{Protection: protectFile})
	ws := get(later.Warnings(ctx))(t)
	if len(ws) != 1 || ws[0].Code != WarnDamaged || !strings.Contains(ws[0].Text, files[0]) {
		t.Fatalf("warnings %v; want %s with the file's name", ws, WarnDamaged)
	}
	must(t, later.Acknowledge(ctx, WarnDamaged))
	if ws := codes(t, s); len(ws) != 0 {
		t.Errorf("warnings %v after acknowledging", ws)
	}
	// signing out takes the sealed tokens in it along, and the keys
	must(t, s.SignOut(ctx, "c1", unchanged))
	for _, e := range get(os.ReadDir(s.Dir()))(t) {
		if strings.HasPrefix(e.Name(), "damaged-") || strings.Contains(e.Name(), keyPrefix) {
			t.Errorf("%s left after signing out", e.Name())
		}
	}
}

// Damage in the middle of the file is met by the call that reads there.
func TestDamageFoundByACall(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	seed(t, s, 300, 10, 20)
	must(t, s.Close())
	b := get(os.ReadFile(s.path()))(t)
	for i := 4096 * 3; i < len(b); i++ {
		b[i] ^= 0x5a
	}
	must(t, os.WriteFile(s.path(), b, 0o600))

	again := openStore(t, s.Dir(), Options{Protection: protectFile})
	_, err := again.Tiles(ctx)
	wantErr(t, "Tiles", err, ErrDamaged)
	ts, err := again.Tiles(ctx)
	if err != nil || len(ts) != 0 {
		t.Fatalf("Tiles, again: %d, %v; want none from the new database", len(ts), err)
	}
	checkReplaced(t, again, b)
}

// A write meets it too, and the Changes of a running process go on.
func TestDamageUnderARunningProcess(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	seed(t, s, 300, 10, 20)
	changes := get(s.Changes(ctx))(t)
	must(t, s.cutLog(ctx))
	b := get(os.ReadFile(s.path()))(t)
	f := get(os.OpenFile(s.path(), os.O_WRONLY, 0))(t)
	_, err := f.WriteAt(make([]byte, len(b)-4096), 4096)
	must(t, err)
	must(t, f.Close())

	other := openStore(t, s.Dir(), Options{Protection: protectFile})
	err = other.SaveVerdicts(ctx, nil, map[string]tiles.Verdict{"powerbi-0123456789/tile-0000": {State: tiles.Late}})
	wantErr(t, "SaveVerdicts", err, ErrDamaged)
	// nothing that was read is true any more, which this Store is told at once
	gather(t, changes, TopicConnections, TopicTiles, TopicNotices, TopicSettings, TopicRequests)
	// it had the old file open, and goes over to the new one
	if ts := get(s.Tiles(ctx))(t); len(ts) != 0 {
		t.Errorf("%d tiles; want none", len(ts))
	}
	must(t, s.SetSetting(ctx, "k", "v"))
	same(t, "the other's settings", get(other.Settings(ctx))(t), map[string]string{"k": "v"})
	gather(t, changes, TopicSettings)
	if files := damagedFiles(t, s.Dir()); len(files) != 1 {
		t.Errorf("set aside: %v; want one", files)
	}
}

// An error that is not of the file sets nothing aside.
func TestPassingErrorSetsNothingAside(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.SetSetting(ctx, "k", "v"))
	err := s.do(ctx, func(*database) error { return fmt.Errorf("%w: a passing one", ErrDamaged) })
	wantErr(t, "do", err, ErrDamaged)
	same(t, "settings", get(s.Settings(ctx))(t), map[string]string{"k": "v"})
	if files := damagedFiles(t, s.Dir()); len(files) != 0 {
		t.Errorf("set aside: %v", files)
	}
}

func TestSetAsideTwiceInASecond(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for range 3 {
		must(t, os.WriteFile(filepath.Join(dir, fileName), []byte(strings.Repeat("junk", 1000)), 0o600))
		s, err := Open(t.Context(), dir, Options{Now: clock})
		must(t, err)
		must(t, s.Close())
	}
	if files := damagedFiles(t, dir); len(files) != 3 {
		t.Errorf("set aside: %v; want three", files)
	}
}

// Another process goes over to the new database without being started anew.
func TestDamageSetAsideUnderAnotherProcess(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.SetSetting(ctx, "of", "the old one"))
	other := start(t, "relocate", s.Dir())
	other.want(t, "ready")
	must(t, s.cutLog(ctx))
	f := get(os.OpenFile(s.path(), os.O_WRONLY, 0))(t)
	_, err := f.WriteAt(make([]byte, 4096), 0)
	must(t, err)
	must(t, f.Close())
	again := openStore(t, s.Dir(), Options{Protection: protectFile})
	must(t, again.SetSetting(ctx, "of", "the new one"))
	_, err = fmt.Fprintln(other.in)
	must(t, err)
	other.want(t, "the new one")
}

// The whole folder is removed under a running process.
func TestFolderRemoved(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.SetSetting(ctx, "k", "v"))
	must(t, os.RemoveAll(s.Dir()))
	same(t, "settings", get(s.Settings(ctx))(t), map[string]string{})
	must(t, s.SetSetting(ctx, "k", "w"))
	again := openStore(t, s.Dir(), Options{})
	same(t, "settings", get(again.Settings(ctx))(t), map[string]string{"k": "w"})
}
