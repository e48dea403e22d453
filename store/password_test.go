package store

import (
	"errors"
	"path/filepath"
	"testing"

	"mysettings/app/tiles"
)

func TestPasswordRoundTrip(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for _, protection := range []string{protectKeyring, protectFile, protectMemory, protectAuto} {
		s := openStore(t, t.TempDir(), Options{Protection: protection})
		must(t, s.SaveConnection(ctx, reportServer("rs")))
		_, err := s.Password(ctx, "rs")
		wantErr(t, "before", err, ErrNoToken)
		for _, want := range []string{"pässword", "", "a very long one, for nobody says how long", "\x00\xff"} {
			must(t, s.SavePassword(ctx, "rs", NewSecret(want)))
			if got := get(s.Password(ctx, "rs"))(t); got.Reveal() != want {
				t.Errorf("password %q; want %q", got.Reveal(), want)
			}
		}
		must(t, s.DeletePassword(ctx, "rs"))
		_, err = s.Password(ctx, "rs")
		wantErr(t, "after", err, ErrNoToken)
		must(t, s.DeletePassword(ctx, "rs"))
		if p := get(s.Protection(ctx))(t); p != "" {
			t.Errorf("%s: key left over: %q", protection, p)
		}
	}
	s := newStore(t)
	wantErr(t, "without a connection", s.SavePassword(ctx, "nobody", NewSecret("x")), ErrNotFound)
}

// A connection and its password are saved together: whoever is told of the one
// finds the other.
func TestSaveLogin(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	add := func(c *tiles.Connection) error {
		if c.Name != "" {
			t.Errorf("connection %+v before there is one", c)
		}
		*c = reportServer("rs")
		return nil
	}
	failed := errors.New("changed its mind")
	wantErr(t, "change fails", s.SaveLogin(ctx, "rs", NewSecret("one"), func(*tiles.Connection) error { return failed }), failed)
	_, err := s.Connection(ctx, "rs")
	wantErr(t, "after a change that failed", err, ErrNotFound)

	must(t, s.SaveLogin(ctx, "rs", NewSecret("one"), add))
	if got := get(s.Password(ctx, "rs"))(t); got.Reveal() != "one" {
		t.Errorf("password %q; want the one that was saved", got.Reveal())
	}
	rename := func(c *tiles.Connection) error { c.Person = "Ana"; return nil }
	must(t, s.SaveLogin(ctx, "rs", NewSecret("two"), rename))
	if c := get(s.Connection(ctx, "rs"))(t); c.Person != "Ana" || c.Server.URL == "" {
		t.Errorf("connection %+v; want it changed, and the rest kept", c)
	}
	if got := get(s.Password(ctx, "rs"))(t); got.Reveal() != "two" {
		t.Errorf("password %q; want the newer one", got.Reveal())
	}
	wantErr(t, "change fails", s.SaveLogin(ctx, "rs", Secret{}, func(*tiles.Connection) error { return failed }), failed)
	if got := get(s.Password(ctx, "rs"))(t); got.Reveal() != "two" {
		t.Errorf("password %q; want it kept", got.Reveal())
	}
	must(t, s.SaveLogin(ctx, "rs", Secret{}, rename))
	_, err = s.Password(ctx, "rs")
	wantErr(t, "without a password", err, ErrNoToken)
	if err := s.SaveLogin(ctx, "rs", NewSecret("x"), func(c *tiles.Connection) error { c.ID = "other"; return nil }); err == nil {
		t.Error("another ID was taken")
	}
}

// Tokens and passwords share a key and nothing else: neither is there for the
// other, and neither opens in the other's place.
func TestPasswordIsNoToken(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.SaveConnection(ctx, reportServer("rs")))
	must(t, s.SavePassword(ctx, "rs", NewSecret("secret of a password")))
	_, err := s.Token(ctx, "rs")
	wantErr(t, "Token", err, ErrNoToken)
	must(t, s.SaveToken(ctx, "rs", token("x")))
	must(t, s.SignOut(ctx, "rs", unchanged))
	if got := get(s.Password(ctx, "rs"))(t); got.Reveal() != "secret of a password" {
		t.Errorf("password %q after the token was deleted", got.Reveal())
	}
	if found := grep(t, s.Dir(), "secret of a password"); len(found) != 0 {
		t.Errorf("in clear in %v", found)
	}

	must(t, s.SaveToken(ctx, "rs", token("y")))
	db := raw(t, s)
	_, err = db.Exec("UPDATE token SET sealed = (SELECT sealed FROM password)")
	must(t, err)
	_, err = s.Token(ctx, "rs")
	wantErr(t, "a password in a token's place", err, ErrKeyLost)
	must(t, s.SaveToken(ctx, "rs", token("z")))
	_, err = db.Exec("UPDATE password SET sealed = (SELECT sealed FROM token)")
	must(t, err)
	_, err = s.Password(ctx, "rs")
	wantErr(t, "a token in a password's place", err, ErrKeyLost)
}

// A password goes as thoroughly as a token, with its connection too.
func TestForgottenPasswordsLeaveNothing(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for name, forget := range map[string]func(*Store) error{
		"DeletePassword":   func(s *Store) error { return s.DeletePassword(ctx, "rs") },
		"DeleteConnection": func(s *Store) error { return s.DeleteConnection(ctx, "rs") },
	} {
		s := newStore(t)
		must(t, s.SaveConnection(ctx, reportServer("rs")))
		must(t, s.SavePassword(ctx, "rs", NewSecret("forget me")))
		var sealed []byte
		must(t, raw(t, s).QueryRow("SELECT sealed FROM password").Scan(&sealed))
		must(t, forget(s))
		if found := grep(t, s.Dir(), string(sealed)); len(found) != 0 {
			t.Errorf("%s: the sealed bytes are still in %v", name, found)
		}
		if files := keyFiles(t, s); len(files) != 0 {
			t.Errorf("%s: keys left over: %v", name, files)
		}
		_, err := s.Password(ctx, "rs")
		wantErr(t, name, err, ErrNoToken)
	}
}

func TestPasswordWhoseKeyIsLost(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	dir := filepath.Join(t.TempDir(), "data")
	s := openStore(t, dir, Options{Protection: protectMemory})
	must(t, s.SaveConnection(ctx, reportServer("rs")))
	must(t, s.SavePassword(ctx, "rs", NewSecret("x")))
	other := openStore(t, dir, Options{Protection: protectMemory})
	_, err := other.Password(ctx, "rs")
	wantErr(t, "in another process", err, ErrKeyLost)
	lost := false
	for _, w := range get(other.Warnings(ctx))(t) {
		lost = lost || w.Code == WarnKeyLost
	}
	if !lost {
		t.Error("nobody is told that the key is gone")
	}
	must(t, other.SavePassword(ctx, "rs", NewSecret("y")))
	if got, err := other.Password(ctx, "rs"); err != nil || got.Reveal() != "y" {
		t.Errorf("password %q, %v", got.Reveal(), err)
	}

	ring := &memoryKeyring{}
	s = openStore(t, t.TempDir(), Options{Protection: protectKeyring, Keyring: ring})
	must(t, s.SaveConnection(ctx, reportServer("rs")))
	must(t, s.SavePassword(ctx, "rs", NewSecret("x")))
	again := openStore(t, s.Dir(), Options{Protection: protectKeyring, Keyring: ring})
	ring.fail(ErrKeyringLocked)
	if _, err := again.Password(ctx, "rs"); !errors.Is(err, ErrKeyringLocked) {
		t.Errorf("locked keyring: %v", err)
	}
}
