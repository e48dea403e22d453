package program

import (
	"context"
	"errors"
	"fmt"

	"mysettings/app/settings"
	"mysettings/store"
)

// ErrNoKeyring is returned by Protect where there is no keyring to keep the key
// in.
var ErrNoKeyring = errors.New("no keyring to move the key to")

// Protect chooses where the key that protects tokens and passwords is kept, and
// moves it there; empty is the default. The setting is only changed where that
// worked, or where the key is in a keyring that isn't there any more: what it
// protects stays as it is then, and the next sign-in is kept in the new place.
// The errors are ErrNoKeyring and those of settings.Set and store.Reseal.
func (p *Program) Protect(ctx context.Context, protection string) error {
	if protection == "" {
		k, _ := settings.Lookup(settings.KeyProtection)
		protection = k.Default
	}
	protection, err := p.Settings.Check(settings.KeyProtection, protection)
	if err != nil {
		return err
	}
	before := p.Settings.Protection()
	if err := p.Store.SetProtection(protection); err != nil {
		return err
	}
	_, err = p.Store.Reseal(ctx)
	if errors.Is(err, store.ErrKeyringMissing) {
		if protection == "keyring" {
			err = fmt.Errorf("%w: %w", ErrNoKeyring, err)
		} else {
			p.Log.Warn("key left where it is", "err", err)
			err = nil
		}
	}
	if err == nil {
		err = p.Settings.Set(ctx, settings.KeyProtection, protection)
	}
	if err != nil {
		_ = p.Store.SetProtection(before) // was good before
	}
	return err
}

// FollowProtection has what is saved from now on kept where the settings say:
// another process may have moved the key.
func (p *Program) FollowProtection() error {
	return p.Store.SetProtection(p.Settings.Protection())
}
