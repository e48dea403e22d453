package program

import (
	"context"

	"mysettings/app/settings"
)

// Protect chooses where the key that protects tokens and passwords is kept, and
// moves it there; empty is the default. The setting is only changed where that
// worked. The errors are those of settings.Set and store.Reseal.
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
	if _, err = p.Store.Reseal(ctx); err == nil {
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
