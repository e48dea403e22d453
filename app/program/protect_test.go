package program

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"mysettings/app/settings"
	"mysettings/app/tiles"
	"mysettings/store"
)

// ring is a keyring that may be missing.
type ring struct {
	kept map[string]string
	err  error
}

func (r *ring) Get(_, user string) (string, error) {
	if secret, ok := r.kept[user]; ok && r.err == nil {
		return secret, nil
	}
	return "", errors.Join(r.err, store.ErrNotFound)
}

func (r *ring) Set(_, user, secret string) error {
	if r.err == nil {
		r.kept[user] = secret
	}
	return r.err
}

func (r *ring) Delete(_, user string) error {
	delete(r.kept, user)
	return r.err
}

func TestProtect(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	keyring := &ring{kept: map[string]string{}, err: store.ErrKeyringMissing}
	folder := filepath.Join(t.TempDir(), "data")
	p := open(t, Options{Data: folder, Keyring: keyring})
	c := tiles.Connection{ID: "powerbi-0000000000", Kind: tiles.PowerBI}
	if err := p.Store.SaveSignIn(ctx, c, store.Token{Access: store.NewSecret("a"), Refresh: store.NewSecret("r")}); err != nil {
		t.Fatal(err)
	}
	check := func(setting, force string) {
		t.Helper()
		got, err := p.Store.Protection(ctx)
		if err != nil || got != force || p.Settings.Protection() != setting {
			t.Errorf("setting %s, in force %s, %v; want %s, %s", p.Settings.Protection(), got, err, setting, force)
		}
		if token, err := p.Store.Token(ctx, c.ID); err != nil || token.Refresh.Reveal() != "r" {
			t.Errorf("the token is gone: %v", err)
		}
	}
	check("auto", "file")
	if err := p.Protect(ctx, "keyring"); !errors.Is(err, ErrNoKeyring) || !errors.Is(err, store.ErrKeyringMissing) {
		t.Errorf("without a keyring: %v", err)
	}
	check("auto", "file")
	keyring.err = nil
	if err := p.Protect(ctx, "keyring"); err != nil {
		t.Fatal(err)
	}
	check("keyring", "keyring")
	var invalid *settings.Invalid
	if err := p.Protect(ctx, "shed"); !errors.As(err, &invalid) {
		t.Errorf("a place that there isn't: %v", err)
	}
	if err := p.Protect(ctx, "file"); err != nil {
		t.Fatal(err)
	}
	check("file", "file")
	if err := p.Protect(ctx, ""); err != nil {
		t.Fatal(err)
	}
	check("auto", "keyring")

	// With the keyring gone there is a way on, and nothing is lost by it.
	keyring.err = store.ErrKeyringMissing
	p = open(t, Options{Data: folder, Keyring: keyring}) // one that doesn't know the key
	if err := p.Protect(ctx, "file"); err != nil || p.Settings.Protection() != "file" {
		t.Errorf("to a file, without the keyring that the key is in: %v; setting %s", err, p.Settings.Protection())
	}
	keyring.err = nil
	check("file", "keyring")
}

func TestErase(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	folder := filepath.Join(t.TempDir(), "data")
	p := open(t, Options{Data: folder, Keyring: &ring{kept: map[string]string{}}})
	c := tiles.Connection{ID: "powerbi-0000000000", Kind: tiles.PowerBI}
	if err := p.Store.SaveSignIn(ctx, c, store.Token{Access: store.NewSecret("a"), Refresh: store.NewSecret("r")}); err != nil {
		t.Fatal(err)
	}
	p.Log.Info("a line")
	if err := p.Erase(ctx); err != nil {
		t.Fatal(err)
	}
	p.Log.Warn("a line too late")
	if _, err := os.Stat(folder); !os.IsNotExist(err) {
		entries, _ := os.ReadDir(folder)
		t.Errorf("the folder is still there, with %v", entries)
	}
}
