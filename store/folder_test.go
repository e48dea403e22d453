package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"mysettings/app/tiles"
)

func TestPathsThatNeedCare(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	names := []string{"with space", "per%20cent%", "a&b=c;d#e", "ünïcödé", "plus+plus", "[x]'y'"}
	if runtime.GOOS != "windows" {
		names = append(names, "what?mode=memory", `quote"back\slash`)
	}
	for _, name := range names {
		dir := filepath.Join(t.TempDir(), name)
		s := openStore(t, dir, Options{Protection: protectFile})
		must(t, s.SaveSignIn(ctx, connection("c1"), token("x")))
		if _, err := os.Stat(filepath.Join(dir, fileName)); err != nil {
			t.Errorf("%q: %v", name, err)
		}
		again := openStore(t, dir, Options{Protection: protectFile})
		same(t, name, get(again.Token(ctx, "c1"))(t), token("x"))
		if again.Dir() != dir {
			t.Errorf("Dir = %q; want %q", again.Dir(), dir)
		}
	}
}

func TestRelativeFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	s := openStore(t, "data", Options{})
	if !filepath.IsAbs(s.Dir()) {
		t.Errorf("Dir = %q; want an absolute path", s.Dir())
	}
	t.Chdir(t.TempDir())
	must(t, s.SetSetting(t.Context(), "k", "v"))
	same(t, "settings", get(s.Settings(t.Context()))(t), map[string]string{"k": "v"})
}

func TestOpenWhereNoFolderCanBe(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	for _, dir := range []string{file, filepath.Join(file, "data"), filepath.Join(file, "a", "b")} {
		_, err := Open(t.Context(), dir, Options{})
		if runtime.GOOS == "windows" && dir != file {
			if err == nil {
				t.Errorf("Open(%s): no error", dir)
			}
			continue
		}
		wantErr(t, "Open", err, ErrReadOnly)
	}
}

// What a power cut at the very first start leaves.
func TestEmptyFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, fileName), nil, 0o600))
	must(t, os.WriteFile(filepath.Join(dir, fileName+".new"), nil, 0o600))
	s := openStore(t, dir, Options{})
	must(t, s.SetSetting(t.Context(), "k", "v"))
	if ws := codes(t, s); len(ws) != 0 {
		t.Errorf("warnings %v", ws)
	}
}

func TestUnknownProtection(t *testing.T) {
	t.Parallel()
	if _, err := Open(t.Context(), t.TempDir(), Options{Protection: "plain"}); err == nil {
		t.Error("no error")
	}
}

func TestClosed(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.Close())
	must(t, s.Close())
	_, err := s.Tiles(ctx)
	wantErr(t, "Tiles", err, ErrClosed)
	_, _, err = s.Summary(ctx, now)
	wantErr(t, "Summary", err, ErrClosed)
	wantErr(t, "SetSetting", s.SetSetting(ctx, "k", "v"), ErrClosed)
	wantErr(t, "SaveToken", s.SaveToken(ctx, "c1", token("x")), ErrClosed)
	_, err = s.Token(ctx, "c1")
	wantErr(t, "Token", err, ErrClosed)
}

// Another program holds the database: writing says so in the end, reading goes
// on, and a caller that is told to stop stops at once.
func TestLockedDatabase(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	dir := t.TempDir()
	s := openStore(t, dir, Options{busy: 50 * time.Millisecond})
	must(t, s.SetSetting(ctx, "k", "v"))
	holder := raw(t, s)
	holder.SetMaxOpenConns(1)
	if _, err := holder.Exec("BEGIN EXCLUSIVE"); err != nil {
		t.Fatal(err)
	}
	wantErr(t, "SetSetting", s.SetSetting(ctx, "k", "w"), ErrBusy)
	same(t, "settings", get(s.Settings(ctx))(t), map[string]string{"k": "v"})

	patient := openStore(t, dir, Options{})
	short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	wantErr(t, "SetSetting", patient.SetSetting(short, "k", "w"), context.DeadlineExceeded)
	if d := time.Since(began); d > 5*time.Second {
		t.Errorf("stopped after %v", d)
	}

	done := make(chan error, 1)
	go func() { done <- patient.SetSetting(ctx, "k", "later") }()
	if _, err := holder.Exec("COMMIT"); err != nil {
		t.Fatal(err)
	}
	must(t, <-done)
	same(t, "settings", get(s.Settings(ctx))(t), map[string]string{"k": "later"})
}

// Everything at once, for the race detector.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	seed(t, s, 20, 4, 2)
	const c = "powerbi-0123456789"
	must(t, s.SaveToken(ctx, c, token("0")))
	changes, err := s.Changes(ctx)
	must(t, err)
	go func() {
		for range changes {
		}
	}()
	calls := []func() error{
		func() error { _, err := s.Tiles(ctx); return err },
		func() error { _, err := s.Feeds(ctx); return err },
		func() error { _, _, err := s.Summary(ctx, now); return err },
		func() error { _, err := s.Token(ctx, c); return err },
		func() error { return s.SaveToken(ctx, c, token("1")) },
		func() error { return s.SetSetting(ctx, "k", time.Now().String()) },
		func() error { _, err := s.Request(ctx, "check", ""); return err },
		func() error {
			return s.UpdateConnection(ctx, c, func(c *tiles.Connection) error { c.CheckedAt = time.Now(); return nil })
		},
		func() error { _, err := s.Warnings(ctx); return err },
		func() error { _, err := s.Protection(ctx); return err },
		func() error {
			l, err := s.Lease(ctx, "x")
			l.Release()
			return err
		},
	}
	var wg sync.WaitGroup
	for _, call := range calls {
		for range 2 {
			wg.Go(func() {
				for range 10 {
					if err := call(); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
	}
	wg.Wait()
}

func TestCloseDuringUse(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				if _, err := s.Settings(ctx); err != nil {
					if !errors.Is(err, ErrClosed) {
						t.Error(err)
					}
					return
				}
			}
		})
	}
	must(t, s.SetSetting(ctx, "k", "v"))
	must(t, s.Close())
	wg.Wait()
}

// The database's own limit stands in for a full disk where none can be made.
func TestFullDatabase(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	fillUp(t, dir, Options{Protection: protectFile, maxPages: 120})
}

// fillUp writes into dir until it is full, and checks that nothing is lost.
func fillUp(t *testing.T, dir string, o Options) {
	t.Helper()
	ctx := t.Context()
	s := openStore(t, dir, o)
	must(t, s.SaveSignIn(ctx, connection("c1"), token("kept")))
	var err error
	big := string(make([]byte, 20_000))
	for n := 0; err == nil && n < 1000; n++ {
		err = s.SetSetting(ctx, fmt.Sprint("filler-", n), big)
	}
	wantErr(t, "SetSetting", err, ErrFull)
	for err = nil; err == nil; {
		_, err = s.Request(ctx, "check", "")
	}
	wantErr(t, "Request", err, ErrFull)

	next := token("lost")
	next.Access = NewSecret(big)
	wantErr(t, "SaveToken", s.SaveToken(ctx, "c1", next), ErrFull)
	same(t, "token", get(s.Token(ctx, "c1"))(t), token("kept"))
	same(t, "connections", get(s.Connections(ctx))(t), []tiles.Connection{connection("c1")})
	if files := damagedFiles(t, dir); len(files) != 0 {
		t.Errorf("set aside: %v", files)
	}
}
