//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"mysettings/build/desktop"
	"mysettings/store"
)

func openPortal(ctx context.Context, t *teller) error {
	if err := t.d.PressNotification(ctx, "Sign in again"); err != nil {
		return err
	}
	if err := t.enterPortal(ctx); err != nil {
		return err
	}
	return t.page.WaitForText(ctx, "has ended")
}

// enterPortal opens the page My Settings that the app asked for, and says there
// who sits before it.
func (t *teller) enterPortal(ctx context.Context) error {
	address, err := t.browser.Asked(ctx)
	if err != nil {
		return err
	}
	if want := t.organisation.ReportServer + "/mysettings"; address != want {
		return fmt.Errorf("the app opened %s, want %s", address, want)
	}
	if t.page, err = t.browser.Open(ctx, address); err != nil {
		return err
	}
	if err := t.page.WaitForText(ctx, "Who are you?"); err != nil {
		return err
	}
	if err := t.page.Click(ctx, "Ana"); err != nil {
		return err
	}
	return t.page.WaitForText(ctx, t.server.user)
}

func openPopUp(ctx context.Context, t *teller) error {
	if err := t.page.Click(ctx, "Sign in"); err != nil {
		return err
	}
	var err error
	if t.popUp, err = t.page.PopUp(ctx); err != nil {
		return err
	}
	return t.popUp.WaitForText(ctx, "ana@contoso.com")
}

// runs are when the server's pins last ran, and how that went, by id.
func (t *teller) runs(ctx context.Context) (map[string]run, error) {
	var doc struct {
		Subscriptions []struct {
			ID string `json:"id"`
			run
		} `json:"subscriptions"`
	}
	if err := t.control(ctx, "/server-subscriptions", nil, &doc); err != nil {
		return nil, err
	}
	all := map[string]run{}
	for _, s := range doc.Subscriptions {
		all[s.ID] = s.run
	}
	return all, nil
}

type run struct {
	Last  time.Time `json:"last_run"`
	Class string    `json:"class"`
}

// executed is how often the server was asked to run a pin. A request that it
// first wants to know the sender of is the same one, sent again.
func (t *teller) executed(ctx context.Context) (n int, err error) {
	var doc struct {
		Statuses map[string]map[string]int `json:"statuses"`
	}
	err = t.control(ctx, "/calls", nil, &doc)
	for endpoint, answers := range doc.Statuses {
		if !strings.HasSuffix(endpoint, "/Model.Execute") {
			continue
		}
		for status, times := range answers {
			if status != strconv.Itoa(http.StatusUnauthorized) {
				n += times
			}
		}
	}
	return n, err
}

// recoverServer signs in in the pop-up, and waits until the app has seen it
// and everything is as before.
func recoverServer(ctx context.Context, t *teller) error {
	before, err := t.runs(ctx)
	if err != nil {
		return err
	}
	asked, err := t.executed(ctx)
	if err != nil {
		return err
	}
	if err := t.popUp.Click(ctx, "Ana"); err != nil {
		return err
	}
	if err := t.popUp.WaitClosed(ctx); err != nil {
		return err
	}
	if err := t.page.WaitForText(ctx, "You are signed in as ana@contoso.com"); err != nil {
		return err
	}
	if err := desktop.Until(ctx, func() error {
		text, err := t.told(ctx, "Your tiles are refreshing again")
		if err == nil && text == "" {
			err = errors.New("nothing says that the pins refresh again")
		}
		return err
	}); err != nil {
		return err
	}
	after, err := t.runs(ctx)
	if err != nil {
		return err
	}
	for id, r := range after {
		if r.Class != "good" || !r.Last.After(before[id].Last) {
			return fmt.Errorf("it was told that the pins refresh again, but %s ran at %v (%s), before that at %v", id, r.Last, r.Class, before[id].Last)
		}
	}
	now, err := t.executed(ctx)
	if err != nil {
		return err
	}
	if now-asked != pinsThere {
		return fmt.Errorf("the server was asked for %d runs, want one for each of the %d pins", now-asked, pinsThere)
	}
	if err := t.traySays(ctx, "Nothing needs you"); err != nil {
		return err
	}
	item, err := t.d.Tray(ctx)
	if err != nil {
		return err
	}
	if err := desktop.Until(ctx, func() error {
		icon, err := item.Looks()
		if err == nil && icon != t.server.icon {
			err = errors.New("the icon in the tray isn't as it was")
		}
		return err
	}); err != nil {
		return err
	}
	// Nobody was asked to do meanwhile what the app does by itself.
	text, err := t.told(ctx, "Some tiles weren't refreshed on time")
	if err == nil && text != "" {
		err = fmt.Errorf("it was told while the pins were being refreshed: %s", text)
	}
	return err
}

// signOutAtServer opens the server's page from the window and signs out there.
func signOutAtServer(ctx context.Context, t *teller) error {
	t.closeBrowser()
	if err := t.openWindow(ctx); err != nil {
		return err
	}
	if err := t.press(ctx, "push button", "Sign out of Power BI on "+t.server.host); err != nil {
		return err
	}
	if err := t.pressIn(ctx, "dialog", "Sign out of Power BI", "push button", "Open the page"); err != nil {
		return err
	}
	if err := t.enterPortal(ctx); err != nil {
		return err
	}
	if err := t.page.Click(ctx, "Sign out"); err != nil {
		return err
	}
	if err := t.page.WaitForText(ctx, "You are not signed in"); err != nil {
		return err
	}
	item, err := t.d.Tray(ctx)
	if err != nil {
		return err
	}
	if err := item.Click(ctx, "Check now"); err != nil {
		return err
	}
	if err := desktop.Until(ctx, func() error {
		state, err := t.serverState(ctx)
		if err == nil && state != "signed_out" {
			err = fmt.Errorf("the server's sign-in is %s, want signed_out", state)
		}
		return err
	}); err != nil {
		return err
	}
	return t.see(ctx, "push button", "Sign in to Power BI on "+t.server.host)
}

// removeServer removes the server in the window and looks for what is left.
func removeServer(ctx context.Context, t *teller) error {
	t.closeBrowser()
	if err := t.holds(ctx, true); err != nil {
		return err
	}
	if err := t.press(ctx, "", "More for "+t.server.host); err != nil {
		return err
	}
	if err := t.press(ctx, "", "Remove"); err != nil {
		return err
	}
	if err := t.pressIn(ctx, "dialog", "Remove "+t.server.host, "push button", "Remove"); err != nil {
		return err
	}
	if err := t.d.WaitGone(ctx, "push button", "Sign in to Power BI on "+t.server.host); err != nil {
		return err
	}
	if err := t.holds(ctx, false); err != nil {
		return err
	}
	return desktop.Until(ctx, func() error {
		n, err := t.d.Shown(ctx)
		if err == nil && n != 0 {
			err = fmt.Errorf("%d notifications about a server that is no more", n)
		}
		return err
	})
}

// lockedKeyring lets nobody open what is sealed: whether there is something is
// told all the same.
type lockedKeyring struct{}

func (lockedKeyring) Get(string, string) (string, error) { return "", store.ErrKeyringLocked }
func (lockedKeyring) Set(string, string, string) error   { return store.ErrKeyringLocked }
func (lockedKeyring) Delete(string, string) error        { return store.ErrKeyringLocked }

// holds checks whether the store holds the server: its password and its pins.
func (t *teller) holds(ctx context.Context, want bool) error {
	s, err := store.Open(ctx, t.data, store.Options{Keyring: lockedKeyring{}})
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Password(ctx, t.server.connection)
	switch {
	case want && (err == nil || errors.Is(err, store.ErrNoToken)):
		return fmt.Errorf("password of the report server: %v, want one that is sealed", err)
	case !want && !errors.Is(err, store.ErrNoToken):
		return fmt.Errorf("password of the server that was removed: %v, want none", err)
	}
	all, err := s.Tiles(ctx)
	if err != nil {
		return err
	}
	pins := 0
	for _, x := range all {
		if x.Connection == t.server.connection {
			pins++
		}
	}
	if want != (pins == pinsThere) || !want && pins != 0 {
		return fmt.Errorf("%d pins of the server in the store", pins)
	}
	_, err = s.Connection(ctx, t.server.connection)
	if want != (err == nil) || !want && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("connection of the server: %w", err)
	}
	return nil
}
