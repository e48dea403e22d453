//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"mysettings/build/desktop"
)

// atServer is the part of the story about a report server, which begins and
// ends with Ana signed in to Power BI.
var atServer = []step{
	{"server", "a report server is added in the window, with Ana's password", addServer},
	{"pins", "its pins appear, fresh, and are seen on their dashboards", seePins},
	{"server-good", "the tray says that all is good", serverGood},
	{"server-ended", "the server's sign-in ends: the icon changes and a notification names the server and its tiles", endServer},
	{"server-page", "Sign in again on the notification opens the server's My Settings in the browser", openPortal},
	{"server-popup", "there the sign-in opens in a pop-up, at the organisation's page", openPopUp},
	{"server-recovered", "the app sees it, has what had stopped refreshed, and says so once it was", recoverServer},
	{"server-out", "signing out on the server's page is seen, too", signOutAtServer},
	{"server-removed", "removing the server takes its password and its pins away", removeServer},
}

// reportServer is what the story knows of the report server.
type reportServer struct {
	connection, host, user, password string
	icon                             string // of the tray, while all was good
	pins                             []tile
}

// pinsThere is how many pins Ana has in the sandbox organisation.
const pinsThere = 3

// askServer fills in what the sandbox tells of its report server.
func (t *teller) askServer(ctx context.Context) error {
	var doc struct {
		People []struct {
			Person   string `json:"person"`
			User     string `json:"user"`
			Password string `json:"password"`
		} `json:"people"`
	}
	if err := t.control(ctx, "/server", nil, &doc); err != nil {
		return err
	}
	for _, p := range doc.People {
		if strings.HasPrefix(p.Person, "ana@") {
			t.server.user, t.server.password = p.User, p.Password
		}
	}
	u, err := url.Parse(t.organisation.ReportServer)
	if err != nil || u.Host == "" || t.server.password == "" {
		return fmt.Errorf("no report server in the sandbox: %q, %w", t.organisation.ReportServer, err)
	}
	t.server.host = u.Host
	// Long enough to tell whether the app waits for the run.
	return t.control(ctx, "/server", map[string]any{"execute_takes": "3s"}, nil)
}

// fill types into a field of the window.
func (t *teller) fill(ctx context.Context, role, name, text string) error {
	e, err := t.d.WaitFor(ctx, role, name)
	if err != nil {
		return err
	}
	if err := e.Focus(ctx); err != nil {
		return err
	}
	if err := t.d.Type(ctx, text); err != nil {
		return err
	}
	// Keys arrive when they arrive.
	return desktop.Until(ctx, func() error {
		typed, err := e.Typed(ctx)
		if n := utf8.RuneCountInString(typed); err == nil && n != utf8.RuneCountInString(text) {
			err = fmt.Errorf("%d characters in the field %q, want %d", n, name, utf8.RuneCountInString(text))
		}
		return err
	})
}

func addServer(ctx context.Context, t *teller) error {
	if err := t.askServer(ctx); err != nil {
		return err
	}
	if err := t.press(ctx, "push button", "My Settings"); err != nil {
		return err
	}
	if err := t.press(ctx, "push button", "Add a report server"); err != nil {
		return err
	}
	// As people paste it: without http, and a report's address.
	if err := t.fill(ctx, "entry", "Address of its web portal", t.server.host+"/reports/report/Finance/IT Spend"); err != nil {
		return err
	}
	if err := t.pressIn(ctx, "landmark", "Add a report server", "push button", "Add"); err != nil {
		return err
	}
	if err := t.fill(ctx, "entry", "User name", t.server.user); err != nil {
		return err
	}
	if err := t.fill(ctx, "password text", "Password", t.server.password); err != nil {
		return err
	}
	if err := t.pressIn(ctx, "landmark", "Sign in to "+t.server.host, "push button", "Sign in"); err != nil {
		return err
	}
	return t.see(ctx, "", "Sign out of Power BI on "+t.server.host)
}

// seePins waits until the pins are judged, on the screen and elsewhere.
func seePins(ctx context.Context, t *teller) error {
	if err := t.knowServer(ctx); err != nil {
		return err
	}
	if err := t.press(ctx, "push button", "Tiles"); err != nil {
		return err
	}
	if err := desktop.Until(ctx, func() error {
		list, err := t.tiles(ctx)
		if err != nil {
			return err
		}
		t.server.pins = nil
		for _, x := range list {
			if x.Kind != "pin" {
				continue
			}
			if x.State != "fresh" || x.Place != "there" {
				return fmt.Errorf("pin %q is %s, place %q: %s", x.Title, x.State, x.Place, x.Text)
			}
			t.server.pins = append(t.server.pins, x)
		}
		if len(t.server.pins) != pinsThere {
			return fmt.Errorf("%d pins, want %d", len(t.server.pins), pinsThere)
		}
		return nil
	}); err != nil {
		return err
	}
	if err := t.press(ctx, "menu item", t.server.host); err != nil {
		return err
	}
	for _, p := range t.server.pins {
		if err := t.see(ctx, "", p.Title+": Fresh"); err != nil {
			return err
		}
	}
	return nil
}

// knowServer finds the server's connection and checks that it is signed in.
func (t *teller) knowServer(ctx context.Context) error {
	return desktop.Until(ctx, func() error {
		state, err := t.serverState(ctx)
		if err == nil && state != "signed_in" {
			err = fmt.Errorf("the server's sign-in is %s", state)
		}
		return err
	})
}

// serverState is how the server's sign-in to Power BI is, empty where there is
// no server.
func (t *teller) serverState(ctx context.Context) (string, error) {
	out, err := t.command(ctx, "server", "list", "--json")
	if err != nil {
		return "", err
	}
	var doc struct {
		Servers []struct {
			ID    string `json:"id"`
			State string `json:"state"`
		} `json:"servers"`
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		return "", fmt.Errorf("server list --json: %w", err)
	}
	if len(doc.Servers) == 0 {
		return "", nil
	}
	t.server.connection = doc.Servers[0].ID
	return doc.Servers[0].State, nil
}

func serverGood(ctx context.Context, t *teller) error {
	if err := t.traySays(ctx, "Nothing needs you"); err != nil {
		return err
	}
	item, err := t.d.Tray(ctx)
	if err != nil {
		return err
	}
	t.server.icon, err = item.Looks()
	return err
}

// endServer ends the server's sign-in and lets its pins run in vain, behind the
// app's back, with the window closed. One check later it is told.
func endServer(ctx context.Context, t *teller) error {
	if err := t.closeWindow(ctx); err != nil {
		return err
	}
	if err := t.d.CloseNotifications(ctx); err != nil {
		return err
	}
	if err := t.control(ctx, "/server-signin", map[string]any{"person": "ana", "state": "expired"}, nil); err != nil {
		return err
	}
	if err := t.control(ctx, "/server-run", map[string]any{"pin": ""}, nil); err != nil {
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
		icon, err := item.Looks()
		if err == nil && icon == t.server.icon {
			err = errors.New("the icon in the tray is as it was")
		}
		return err
	}); err != nil {
		return err
	}
	if err := t.traySays(ctx, fmt.Sprintf("%d tiles aren't refreshing", pinsThere)); err != nil {
		return err
	}
	if err := desktop.Until(ctx, func() error {
		n, err := t.d.Shown(ctx)
		if err == nil && n != 1 {
			err = fmt.Errorf("%d notifications on the screen, want 1", n)
		}
		return err
	}); err != nil {
		return err
	}
	text, err := t.told(ctx, "We couldn't refresh some tiles in Power BI")
	if err != nil {
		return err
	}
	for _, name := range []string{t.server.host, t.server.pins[0].Title, t.server.pins[1].Title, t.server.pins[2].Title} {
		if !strings.Contains(text, name) {
			return fmt.Errorf("the notification %q doesn't name %q", text, name)
		}
	}
	return nil
}

// told is what the newest notice about the server with that title says, or
// nothing when there is none.
func (t *teller) told(ctx context.Context, title string) (string, error) {
	out, err := t.command(ctx, "notices", "--json")
	if err != nil {
		return "", err
	}
	var doc struct {
		Notices []struct {
			Connection string `json:"connection"`
			Title      string `json:"title"`
			Text       string `json:"text"`
		} `json:"notices"`
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		return "", fmt.Errorf("notices --json: %w", err)
	}
	for _, n := range doc.Notices {
		if n.Connection == t.server.connection && n.Title == title {
			return n.Text, nil
		}
	}
	return "", nil
}
