package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mysettings/app/tiles"
)

func TestTokenRoundTrip(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for _, protection := range []string{protectKeyring, protectFile, protectMemory, protectAuto} {
		t.Run(protection, func(t *testing.T) {
			t.Parallel()
			s := openStore(t, t.TempDir(), Options{Protection: protection})
			must(t, s.SaveConnection(ctx, connection("c1")))
			_, err := s.Token(ctx, "c1")
			wantErr(t, "before", err, ErrNoToken)
			if p := get(s.Protection(ctx))(t); p != "" {
				t.Errorf("Protection before = %q; want none", p)
			}

			var want Token
			full(&want)
			must(t, s.SaveToken(ctx, "c1", want))
			got := get(s.Token(ctx, "c1"))(t)
			same(t, "token", got, want)

			wantProtection := protection
			if protection == protectAuto {
				wantProtection = protectKeyring
			}
			if p := get(s.Protection(ctx))(t); p != wantProtection {
				t.Errorf("Protection = %q; want %q", p, wantProtection)
			}

			next := token("second")
			must(t, s.SaveToken(ctx, "c1", next))
			same(t, "renewed token", get(s.Token(ctx, "c1"))(t), next)
			must(t, s.SaveToken(ctx, "c1", Token{}))
			same(t, "empty token", get(s.Token(ctx, "c1"))(t), Token{})

			must(t, s.SignOut(ctx, "c1", unchanged))
			_, err = s.Token(ctx, "c1")
			wantErr(t, "after", err, ErrNoToken)
			must(t, s.SignOut(ctx, "c1", unchanged))
		})
	}
}

func TestTokenNeedsItsConnection(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	wantErr(t, "SaveToken", s.SaveToken(t.Context(), "nobody", token("x")), ErrNotFound)
	if files := keyFiles(t, s); len(files) != 0 {
		t.Errorf("key files %v stayed behind", files)
	}
}

func TestSaveSignInIsBothOrNeither(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	k := &memoryKeyring{}
	s := openStore(t, t.TempDir(), Options{Keyring: k, Protection: protectKeyring})
	k.fail(ErrKeyringLocked)
	wantErr(t, "locked", s.SaveSignIn(ctx, connection("c1"), token("x")), ErrKeyringLocked)
	if cs := get(s.Connections(ctx))(t); len(cs) != 0 {
		t.Errorf("connections %v; want none", cs)
	}
	k.fail(nil)
	must(t, s.SaveSignIn(ctx, connection("c1"), token("x")))
	same(t, "connection", get(s.Connection(ctx, "c1"))(t), connection("c1"))
	same(t, "token", get(s.Token(ctx, "c1"))(t), token("x"))
}

// A server hands out a renewed token once: Ctrl-C at that moment must not lose it.
func TestSaveTokenIsNotGivenUp(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	must(t, s.SaveConnection(t.Context(), connection("c1")))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	must(t, s.SaveToken(ctx, "c1", token("x")))
	same(t, "token", get(s.Token(t.Context(), "c1"))(t), token("x"))
}

func TestTokenIsSealedOnDisk(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	must(t, s.SaveSignIn(t.Context(), connection("c1"), token("mark")))
	for _, text := range []string{"access-mark", "refresh-mark", "id-mark", "Dashboard.Read.All"} {
		if files := grep(t, s.Dir(), text); len(files) > 0 {
			t.Errorf("%q is readable in %v", text, files)
		}
	}
}

// Sealed bytes open in their own row of their own database only.
func TestTokenTampering(t *testing.T) {
	t.Parallel()
	for name, tamper := range map[string]string{
		"swapped rows": `UPDATE token SET sealed = (SELECT sealed FROM token o WHERE o.connection <> token.connection)`,
		"copied row":   `UPDATE token SET sealed = (SELECT sealed FROM token WHERE connection = 'c2') WHERE connection = 'c1'`,
		"flipped byte": `UPDATE token SET sealed = CAST(substr(sealed, 1, 40) || x'ff' || substr(sealed, 42) AS BLOB)`,
		"cut short":    `UPDATE token SET sealed = substr(sealed, 1, 20)`,
		"emptied":      `UPDATE token SET sealed = x''`,
		"probe as token": `UPDATE token SET sealed = (SELECT probe FROM seal_key)
			WHERE connection = 'c1'`,
		"another database's name": `UPDATE meta SET value = 'other' WHERE key = 'database'`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			s := newStore(t)
			must(t, s.SaveSignIn(ctx, connection("c1"), token("one")))
			must(t, s.SaveSignIn(ctx, connection("c2"), token("two")))
			tamperWith(t, s, tamper)
			got, err := s.Token(ctx, "c1")
			wantErr(t, "Token", err, ErrKeyLost)
			same(t, "token", got, Token{})
			if ws := codes(t, s); len(ws) != 1 || ws[0] != WarnKeyLost {
				t.Errorf("warnings %v; want %s", ws, WarnKeyLost)
			}
			// signing in again puts it right
			must(t, s.SaveSignIn(ctx, connection("c1"), token("three")))
			same(t, "token", get(s.Token(ctx, "c1"))(t), token("three"))
			if ws := codes(t, s); len(ws) != 0 {
				t.Errorf("warnings %v after signing in again; want none", ws)
			}
		})
	}
}

// The bytes of one computer's database don't open in another's, even with the
// same key beside them.
func TestTokenFromAnotherDatabase(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	a, b := newStore(t), newStore(t)
	for _, s := range []*Store{a, b} {
		must(t, s.SaveSignIn(ctx, connection("c1"), token("x")))
	}
	file := keyFiles(t, a)[0]
	must(t, os.WriteFile(b.keyPath(file), get(os.ReadFile(a.keyPath(file)))(t), 0o600))
	var sealed, probe []byte
	must(t, raw(t, a).QueryRow("SELECT t.sealed, k.probe FROM token t JOIN seal_key k").Scan(&sealed, &probe))
	db := raw(t, b)
	if _, err := db.Exec(`INSERT INTO seal_key VALUES (?, 'file', ?, 1)`, file, probe); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`UPDATE token SET sealed = ?, seal_key = ?`, sealed, file); err != nil {
		t.Fatal(err)
	}
	_, err := b.Token(ctx, "c1")
	wantErr(t, "Token", err, ErrKeyLost)
}

func TestLostKey(t *testing.T) {
	t.Parallel()
	other := base64.StdEncoding.EncodeToString(make([]byte, 32))
	for name, lose := range map[string]func(t *testing.T, s *Store, k *memoryKeyring, id string){
		"file gone":      func(t *testing.T, s *Store, _ *memoryKeyring, id string) { must(t, os.Remove(s.keyPath(id))) },
		"file empty":     func(t *testing.T, s *Store, _ *memoryKeyring, id string) { overwrite(t, s.keyPath(id), "") },
		"file nonsense":  func(t *testing.T, s *Store, _ *memoryKeyring, id string) { overwrite(t, s.keyPath(id), "not a key") },
		"file too short": func(t *testing.T, s *Store, _ *memoryKeyring, id string) { overwrite(t, s.keyPath(id), "AAAA") },
		"file other key": func(t *testing.T, s *Store, _ *memoryKeyring, id string) { overwrite(t, s.keyPath(id), other) },
		"entry gone":     func(t *testing.T, _ *Store, k *memoryKeyring, id string) { must(t, k.Delete(keyringService, id)) },
		"entry nonsense": func(t *testing.T, _ *Store, k *memoryKeyring, id string) { must(t, k.Set(keyringService, id, "?")) },
		"entry other":    func(t *testing.T, _ *Store, k *memoryKeyring, id string) { must(t, k.Set(keyringService, id, other)) },
		"memory":         func(*testing.T, *Store, *memoryKeyring, string) {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			protection := map[string]string{"file": protectFile, "entr": protectKeyring, "memo": protectMemory}[name[:4]]
			o := Options{Keyring: &memoryKeyring{}, Protection: protection}
			dir := t.TempDir()
			s := openStore(t, dir, o)
			must(t, s.SaveSignIn(ctx, connection("c1"), token("x")))
			active := get(s.activeKey(ctx))(t)
			lose(t, s, o.Keyring.(*memoryKeyring), active.id)
			// a running process has the key in memory and is not disturbed
			same(t, "token", get(s.Token(ctx, "c1"))(t), token("x"))

			again := openStore(t, dir, o)
			_, err := again.Token(ctx, "c1")
			wantErr(t, "Token", err, ErrKeyLost)
			if ws := codes(t, again); !slices.Contains(ws, WarnKeyLost) {
				t.Errorf("warnings %v; want %s", ws, WarnKeyLost)
			}
			must(t, again.SaveToken(ctx, "c1", token("y")))
			same(t, "token after signing in again", get(again.Token(ctx, "c1"))(t), token("y"))
			if ws := codes(t, again); slices.Contains(ws, WarnKeyLost) {
				t.Errorf("warnings %v after signing in again", ws)
			}
		})
	}
}

func TestKeyringOutOfReach(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for _, reason := range []error{ErrKeyringLocked, ErrKeyringMissing} {
		t.Run(reason.Error(), func(t *testing.T) {
			t.Parallel()
			k := &memoryKeyring{}
			dir := t.TempDir()
			s := openStore(t, dir, Options{Keyring: k, Protection: protectKeyring})
			must(t, s.SaveSignIn(ctx, connection("c1"), token("x")))
			again := openStore(t, dir, Options{Keyring: k, Protection: protectKeyring})
			k.fail(reason)
			_, err := again.Token(ctx, "c1")
			wantErr(t, "Token", err, reason)
			wantErr(t, "SaveToken", again.SaveToken(ctx, "c1", token("y")), reason)
			if ws := codes(t, again); len(ws) != 0 {
				t.Errorf("warnings %v; want none: nothing is lost", ws)
			}
			// the status needs no keyring
			if p := get(again.Protection(ctx))(t); p != protectKeyring {
				t.Errorf("Protection = %q; want keyring", p)
			}
			k.fail(nil)
			same(t, "token", get(again.Token(ctx, "c1"))(t), token("x"))
		})
	}
}

func TestAutoFallsBackToAFileAndSaysSo(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	k := &memoryKeyring{}
	dir := t.TempDir()
	s := openStore(t, dir, Options{Keyring: k})
	k.fail(ErrKeyringMissing)
	must(t, s.SaveSignIn(ctx, connection("c1"), token("x")))
	if p := get(s.Protection(ctx))(t); p != protectFile {
		t.Errorf("Protection = %q; want file", p)
	}
	if ws := codes(t, s); len(ws) != 1 || ws[0] != WarnFile {
		t.Errorf("warnings %v; want %s", ws, WarnFile)
	}
	again := openStore(t, dir, Options{Keyring: k})
	same(t, "token", get(again.Token(ctx, "c1"))(t), token("x"))

	// a keyring that comes later is taken when the person asks for it
	k.fail(nil)
	moved := openStore(t, dir, Options{Keyring: k, Protection: protectKeyring})
	must(t, moved.SaveToken(ctx, "c1", token("y")))
	if p := get(moved.Protection(ctx))(t); p != protectKeyring {
		t.Errorf("Protection = %q; want keyring", p)
	}
	if ws := codes(t, s); len(ws) != 0 {
		t.Errorf("warnings %v; want none", ws)
	}
	if files := keyFiles(t, s); len(files) != 0 {
		t.Errorf("key files %v stayed behind", files)
	}
	same(t, "token, for a process that knew the old key", get(s.Token(ctx, "c1"))(t), token("y"))
}

// A locked keyring is not a missing one: nothing is written to a file silently.
func TestAutoDoesNotFallBackWhenLocked(t *testing.T) {
	t.Parallel()
	k := &memoryKeyring{err: ErrKeyringLocked}
	s := openStore(t, t.TempDir(), Options{Keyring: k})
	wantErr(t, "SaveSignIn", s.SaveSignIn(t.Context(), connection("c1"), token("x")), ErrKeyringLocked)
	if files := keyFiles(t, s); len(files) != 0 {
		t.Errorf("key files %v", files)
	}
}

// forgetful takes every secret and keeps none.
type forgetful struct{ memoryKeyring }

func (*forgetful) Set(string, string, string) error { return nil }

func TestKeyringThatDoesNotKeep(t *testing.T) {
	t.Parallel()
	s := openStore(t, t.TempDir(), Options{Keyring: &forgetful{}})
	must(t, s.SaveSignIn(t.Context(), connection("c1"), token("x")))
	if p := get(s.Protection(t.Context()))(t); p != protectFile {
		t.Errorf("Protection = %q; want file", p)
	}
}

// Signing out leaves nothing behind: no token, no sealed bytes in the database
// or its log, no key.
func TestSignOutLeavesNothing(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	k := &memoryKeyring{}
	for _, protection := range []string{protectKeyring, protectFile} {
		s := openStore(t, filepath.Join(t.TempDir(), "data"), Options{Keyring: k, Protection: protection})
		must(t, s.SaveSignIn(ctx, connection("c1"), token("first")))
		var sealed [2][]byte
		must(t, raw(t, s).QueryRow("SELECT sealed FROM token").Scan(&sealed[0]))
		must(t, s.SaveToken(ctx, "c1", token("second")))
		must(t, raw(t, s).QueryRow("SELECT sealed FROM token").Scan(&sealed[1]))
		overwrite(t, filepath.Join(s.Dir(), "damaged-2026-01-01-000000.db"), string(sealed[0]))
		if len(grep(t, s.Dir(), string(sealed[1]))) == 0 {
			t.Fatal("sealed bytes not found where they should be: the search is wrong")
		}

		must(t, s.SignOut(ctx, "c1", unchanged))
		for i, b := range sealed {
			if files := grep(t, s.Dir(), string(b)); len(files) > 0 {
				t.Errorf("%s: sealed bytes %d still in %v", protection, i, files)
			}
		}
		if files := keyFiles(t, s); len(files) != 0 || k.count() != 0 {
			t.Errorf("%s: key files %v, %d keyring entries", protection, files, k.count())
		}
		if p := get(s.Protection(ctx))(t); p != "" {
			t.Errorf("Protection = %q; want none", p)
		}
		same(t, "connection", get(s.Connection(ctx, "c1"))(t), connection("c1"))
	}
}

func TestSignOutKeepsTheOthers(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.SaveSignIn(ctx, connection("c1"), token("one")))
	must(t, s.SaveSignIn(ctx, connection("c2"), token("two")))
	must(t, s.DeleteConnection(ctx, "c1"))
	same(t, "token", get(s.Token(ctx, "c2"))(t), token("two"))
	again := openStore(t, s.Dir(), Options{Protection: protectFile})
	same(t, "token, freshly opened", get(again.Token(ctx, "c2"))(t), token("two"))
}

// Many first sign-ins at once agree on one key.
func TestFirstKeyAtOnce(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	k := &memoryKeyring{}
	dir := t.TempDir()
	const n = 6
	stores := make([]*Store, n)
	for i := range stores {
		stores[i] = openStore(t, dir, Options{Keyring: k, Protection: protectKeyring})
		must(t, stores[i].SaveConnection(ctx, connection(string(rune('a'+i)))))
	}
	var wg sync.WaitGroup
	for i, s := range stores {
		wg.Go(func() {
			if err := s.SaveToken(ctx, string(rune('a'+i)), token(string(rune('a'+i)))); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for i := range n {
		id := string(rune('a' + i))
		same(t, "token "+id, get(stores[(i+1)%n].Token(ctx, id))(t), token(id))
	}
	if k.count() != 1 {
		t.Errorf("%d keys in the keyring; want 1", k.count())
	}
}

// codes are the codes of the warnings.
func codes(t testing.TB, s *Store) []string {
	t.Helper()
	var cs []string
	for _, w := range get(s.Warnings(t.Context()))(t) {
		cs = append(cs, w.Code)
	}
	return cs
}

func keyFiles(t testing.TB, s *Store) []string {
	t.Helper()
	var names []string
	for _, e := range get(os.ReadDir(s.Dir()))(t) {
		if strings.HasPrefix(e.Name(), "key-") {
			names = append(names, e.Name())
		}
	}
	return names
}

// raw is the database without the store around it.
func raw(t testing.TB, s *Store) *sql.DB {
	t.Helper()
	db := get(sql.Open("sqlite", dsn(s.path(), commonPragmas(Options{busy: 5e9}), map[string][]string{})))(t)
	t.Cleanup(func() { must(t, db.Close()) })
	return db
}

func tamperWith(t testing.TB, s *Store, query string) {
	t.Helper()
	res, err := raw(t, s).Exec(query)
	must(t, err)
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		t.Fatalf("nothing tampered with: %v", err)
	}
}

func overwrite(t testing.TB, path, text string) {
	t.Helper()
	must(t, os.WriteFile(path, []byte(text), 0o600))
}

// A connection and its token change together or not at all.
func TestTokenAndConnectionAreOne(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.SaveSignIn(ctx, connection("c1"), token("old")))
	want := get(s.Connection(ctx, "c1"))(t)
	refused := errors.New("refused")
	refuse := func(c *tiles.Connection) error {
		c.SignedOut = true
		return refused
	}
	rename := func(c *tiles.Connection) error {
		c.ID = "c2"
		return nil
	}
	wantErr(t, "SaveRenewal", s.SaveRenewal(ctx, "c1", token("new"), refuse), refused)
	wantErr(t, "SignOut", s.SignOut(ctx, "c1", refuse), refused)
	if s.SaveRenewal(ctx, "c1", token("new"), rename) == nil || s.SignOut(ctx, "c1", rename) == nil {
		t.Error("another ID was taken")
	}
	wantErr(t, "SaveRenewal", s.SaveRenewal(ctx, "nobody", token("new"), unchanged), ErrNotFound)
	wantErr(t, "SignOut", s.SignOut(ctx, "nobody", unchanged), ErrNotFound)
	same(t, "connection", get(s.Connection(ctx, "c1"))(t), want)
	same(t, "token", get(s.Token(ctx, "c1"))(t), token("old"))

	must(t, s.SaveRenewal(ctx, "c1", token("new"), func(c *tiles.Connection) error {
		c.RenewedAt = now.Add(time.Hour)
		return nil
	}))
	want.RenewedAt = now.Add(time.Hour)
	same(t, "connection after the renewal", get(s.Connection(ctx, "c1"))(t), want)
	same(t, "token after the renewal", get(s.Token(ctx, "c1"))(t), token("new"))

	must(t, s.SignOut(ctx, "c1", func(c *tiles.Connection) error {
		c.SignedOut = true
		return nil
	}))
	want.SignedOut = true
	same(t, "connection after signing out", get(s.Connection(ctx, "c1"))(t), want)
	_, err := s.Token(ctx, "c1")
	wantErr(t, "after signing out", err, ErrNoToken)
}
