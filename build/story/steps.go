//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"mysettings/build/desktop"
)

// The story, in order. The names in it are what a screen reader says.
var steps = slices.Concat(opening, keeping, atServer, closing)

// serverSteps is the story of the report server alone.
var serverSteps = slices.Concat(opening, atServer, closing)

var opening = []step{
	{"start", "with nothing there, the window asks to sign in", begin},
	{"browser", "signing in opens the browser", signIn},
	{"signed-in", "the person signs in and the window says who and until when", pickPerson},
	{"tiles", "the tiles appear, fresh as far as Power BI tells", seeTiles},
}

var keeping = []step{
	{"permission", "keeping a tile fresh asks for the further permission on the way", keepFirst},
	{"kept", "two tiles are kept fresh every hour", keepSecond},
	{"tray", "the tray says that all is good", trayGood},
	{"stopped", "the sign-in is revoked: the icon changes and a notification names the tiles", revoke},
	{"again", "Sign in again on the notification opens the browser", pressNotification},
	{"recovered", "the missed refresh is caught up, on the same schedules, and it says so", caughtUp},
	{"notices", "the window tells what was told and when", seeNotices},
}

var closing = []step{
	{"signed-out", "signing out removes the token", signOut},
}

func begin(ctx context.Context, t *teller) error {
	if err := t.startOrganisation(ctx); err != nil {
		return err
	}
	o := t.organisation
	for key, value := range map[string]string{"authority": o.Authority, "client_id": o.ClientID, "powerbi_api": o.PowerBI} {
		if _, err := t.command(ctx, "config", "set", key, value); err != nil {
			return err
		}
	}
	if err := t.start(ctx, "open"); err != nil {
		return err
	}
	if err := t.see(ctx, "push button", "Sign in"); err != nil {
		return err
	}
	_, err := t.d.Tray(ctx)
	return err
}

func signIn(ctx context.Context, t *teller) error {
	if err := t.press(ctx, "push button", "Sign in"); err != nil {
		return err
	}
	if err := t.openBrowser(ctx); err != nil {
		return err
	}
	return t.page.WaitForText(ctx, "Ana")
}

func pickPerson(ctx context.Context, t *teller) error {
	if err := t.consent(ctx); err != nil {
		return err
	}
	if err := t.see(ctx, "", "Sign out ana@contoso.com"); err != nil {
		return err
	}
	return t.see(ctx, "", "ana@contoso.com")
}

// consent clicks through the browser's page as Ana and closes it when it says
// that it can be closed.
func (t *teller) consent(ctx context.Context) error {
	if err := t.page.Click(ctx, "Ana"); err != nil {
		return err
	}
	if err := t.page.WaitForText(ctx, "close"); err != nil {
		return err
	}
	t.closeBrowser()
	return nil
}

func seeTiles(ctx context.Context, t *teller) error {
	if err := t.press(ctx, "push button", "Tiles"); err != nil {
		return err
	}
	return desktop.Until(ctx, func() error {
		list, err := t.tiles(ctx)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return errors.New("no tiles yet")
		}
		t.names = nil
		for _, x := range list {
			if x.State != "fresh" && x.State != "unseen" {
				return fmt.Errorf("tile %q is %s: %s", x.Title, x.State, x.Text)
			}
			if x.State == "fresh" && x.Kind == "import" && x.Dashboard == "Finance" && once(list, x.Title) {
				t.names = append(t.names, x.Title)
			}
		}
		if len(t.names) < 2 {
			return errors.New("no two tiles to keep fresh")
		}
		return t.see(ctx, "", t.names[0])
	})
}

// once tells whether a title names one tile only, so that the story can name it.
func once(list []tile, title string) bool {
	n := 0
	for _, x := range list {
		if x.Title == title {
			n++
		}
	}
	return title != "" && n == 1
}

type tile struct {
	ID        string          `json:"id"`
	Title     string          `json:"title"`
	Dashboard string          `json:"dashboard"`
	Kind      string          `json:"kind"`
	State     string          `json:"state"`
	Feed      string          `json:"feed"`
	Text      string          `json:"text"`
	Place     string          `json:"place"`
	Kept      json.RawMessage `json:"kept"`
}

func (t *teller) tiles(ctx context.Context) ([]tile, error) {
	out, err := t.command(ctx, "tiles", "--json")
	if err != nil {
		return nil, err
	}
	var doc struct {
		Tiles []tile `json:"tiles"`
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		return nil, fmt.Errorf("tiles --json: %w", err)
	}
	return doc.Tiles, nil
}
