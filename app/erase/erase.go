// Package erase deletes everything that the app keeps on this computer, and
// says what goes by it and what doesn't. There is no way back.
package erase

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mysettings/app/installed"
	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/tiles"
	"mysettings/store"
)

// patience is how long another face gets to end.
const patience = 15 * time.Second

// Plan is what deleting everything means.
type Plan struct {
	// Goes and Stays are sentences: what is deleted, and what that can't undo.
	Goes, Stays []string
}

// MakePlan says what deleting everything would mean now.
func MakePlan(ctx context.Context, p *program.Program) (Plan, error) {
	conns, err := p.Store.Connections(ctx)
	if err != nil {
		return Plan{}, err
	}
	kept, err := p.Store.Keeps(ctx)
	if err != nil {
		return Plan{}, err
	}
	accounts, servers := 0, 0
	for _, c := range conns {
		if c.Kind == tiles.ReportServer {
			servers++
		} else {
			accounts++
		}
	}
	var plan Plan
	goes := func(sentence string) { plan.Goes = append(plan.Goes, sentence) }
	if accounts > 0 {
		goes(language.Count(accounts, "1 sign-in to Power BI, with its token", "%d sign-ins to Power BI, with their tokens"))
	}
	if servers > 0 {
		goes(language.Count(servers, "1 report server, with the password for it", "%d report servers, with the passwords for them"))
	}
	goes(language.Say("The key in the keyring, or the key file, that protects them"))
	if len(kept) > 0 {
		goes(language.Count(len(kept), "This app's schedule for 1 tile, which it won't refresh any more", "This app's schedules for %d tiles, which it won't refresh any more"))
	}
	goes(language.Say("Everything known about your tiles, their history and the notices"))
	goes(language.Say("Your preferences, and the log"))
	if installed.Usual(p) {
		goes(language.Say("The entry that starts the app when you log in"))
	}
	plan.Stays = []string{
		language.Say("The program itself: uninstall it as you installed it."),
		language.Say("Your browser may still be signed in to your account."),
	}
	if accounts > 0 {
		plan.Stays = append(plan.Stays,
			language.Say("Your other computers stay signed in, and your organisation keeps the permissions that were approved for this app."))
	}
	if servers > 0 {
		plan.Stays = append(plan.Stays,
			language.Say("Pins and their schedules on report servers go on, with the sign-ins that those keep."))
	}
	return plan, nil
}

// Everything deletes all of it: the tray and other windows on the data folder
// are asked to end first, then the entry that starts the tray at login, the
// tokens, passwords, keys, and the data folder are removed. ownWindow says that
// the caller is the open window itself. The Program is closed then.
//
// It returns program.ErrRunning, and has deleted nothing, where somebody did not end.
// Any other error says what could not be removed; the rest is gone.
func Everything(ctx context.Context, p *program.Program, ownWindow bool) error {
	return everything(ctx, p, ownWindow, patience)
}

func everything(ctx context.Context, p *program.Program, ownWindow bool, patience time.Duration) error {
	ctx = context.WithoutCancel(ctx) // half of it would be worse than all or nothing
	tray, err := end(ctx, p.Store, installed.TrayLease, installed.RequestEndTray, patience)
	if err != nil {
		return err
	}
	defer tray.Release()
	if !ownWindow {
		window, err := end(ctx, p.Store, installed.WindowLease, installed.RequestEndWindow, patience)
		if err != nil {
			return err
		}
		defer window.Release()
	}
	return errors.Join(installed.ForgetLogin(p), p.Erase(ctx))
}

// end asks whoever holds the lease to end, and returns the lease.
func end(ctx context.Context, s *store.Store, lease, request string, patience time.Duration) (*store.Lease, error) {
	got, free, err := s.TryLease(lease)
	if err != nil || free {
		return got, err
	}
	id, err := s.Request(ctx, request, "")
	if err != nil {
		return nil, err
	}
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if got, err = s.Lease(waiting, lease); err == nil {
		return got, nil
	}
	// Taken back: nobody is to end of it later.
	if back := s.FinishRequest(ctx, id); back != nil && !errors.Is(back, store.ErrNotFound) {
		return nil, back
	}
	return nil, fmt.Errorf("%w: %s", program.ErrRunning, lease)
}
