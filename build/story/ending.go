//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"mysettings/store"
)

// seeNotices opens the window from the tray.
func seeNotices(ctx context.Context, t *teller) error {
	if err := t.openWindow(ctx); err != nil {
		return err
	}
	if err := t.press(ctx, "push button", "History"); err != nil {
		return err
	}
	if err := t.press(ctx, "page tab", "Notices"); err != nil {
		return err
	}
	return t.see(ctx, "", "refreshing again")
}

// signOut signs out in the window and looks for what was left behind.
func signOut(ctx context.Context, t *teller) error {
	if err := t.press(ctx, "push button", "My Settings"); err != nil {
		return err
	}
	if err := t.press(ctx, "", "Sign out ana@contoso.com"); err != nil {
		return err
	}
	if err := t.pressIn(ctx, "dialog", "Sign out", "push button", "Sign out"); err != nil {
		return err
	}
	if err := t.see(ctx, "push button", "Sign in again as ana@contoso.com"); err != nil {
		return err
	}
	if err := t.tokenGone(ctx); err != nil {
		return err
	}
	return t.secretsKept(ctx)
}

// tokenGone checks that the store holds no token any more.
func (t *teller) tokenGone(ctx context.Context) error {
	s, err := store.Open(ctx, t.data, store.Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	conns, err := s.Connections(ctx)
	if err != nil {
		return err
	}
	if len(conns) != 1 {
		return fmt.Errorf("%d connections, want the one that is signed out", len(conns))
	}
	if _, err := s.Token(ctx, conns[0].ID); !errors.Is(err, store.ErrNoToken) {
		return fmt.Errorf("token after signing out: %v, want none", err)
	}
	return nil
}

// secretsKept searches everything that the story left on the disk for every
// secret that the sandbox organisation gave out.
func (t *teller) secretsKept(ctx context.Context) error {
	var given struct {
		Secrets []struct {
			Kind  string `json:"kind"`
			Value string `json:"value"`
		} `json:"secrets"`
	}
	if err := t.control(ctx, "/secrets", nil, &given); err != nil {
		return err
	}
	if len(given.Secrets) == 0 {
		return errors.New("the sandbox names no secret to search for")
	}
	// The browser keeps what the person's pages held; that is not ours.
	return filepath.WalkDir(filepath.Dir(t.data), func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return nil // gone while we looked
		}
		if e.IsDir() && e.Name() == filepath.Base(t.browser.Profile()) {
			return fs.SkipDir
		}
		if !e.Type().IsRegular() || path == t.browser.Opened() {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return nil
		}
		for _, secret := range given.Secrets {
			if strings.Contains(string(text), secret.Value) {
				return fmt.Errorf("a secret (%s) stands in %s", secret.Kind, path)
			}
		}
		return nil
	})
}
