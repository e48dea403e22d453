//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"mysettings/build/desktop"
)

// keepFirst keeps the first tile fresh in the window; on the way the browser
// asks for the permission to refresh.
func keepFirst(ctx context.Context, t *teller) error {
	if err := t.keepInWindow(ctx, t.names[0]); err != nil {
		return err
	}
	if err := t.openBrowser(ctx); err != nil {
		return err
	}
	return t.page.WaitForText(ctx, "Dataset.ReadWrite.All")
}

// keepInWindow chooses Hourly for a tile in the window.
func (t *teller) keepInWindow(ctx context.Context, name string) error {
	if err := t.press(ctx, "", "Keep fresh: "+name); err != nil {
		return err
	}
	if err := t.press(ctx, "radio button", "Hourly"); err != nil {
		return err
	}
	return t.press(ctx, "push button", "Keep fresh")
}

// keepSecond finishes the first and keeps the second, which needs no further
// permission. Then both are moved to the next minute or two on the command
// line, for nobody should wait an hour for a story.
func keepSecond(ctx context.Context, t *teller) error {
	if err := t.consent(ctx); err != nil {
		return err
	}
	if err := t.see(ctx, "", t.names[0]+" is kept fresh"); err != nil {
		return err
	}
	if err := t.keepInWindow(ctx, t.names[1]); err != nil {
		return err
	}
	return t.see(ctx, "", t.names[1]+" is kept fresh")
}

func trayGood(ctx context.Context, t *teller) error { return t.traySays(ctx, "Nothing needs you") }

// traySays waits until the first row of the tray's menu begins with text.
func (t *teller) traySays(ctx context.Context, text string) error {
	item, err := t.d.Tray(ctx)
	if err != nil {
		return err
	}
	return desktop.Until(ctx, func() error {
		rows, err := item.Menu(ctx)
		if err != nil {
			return err
		}
		if len(rows) == 0 || !strings.HasPrefix(rows[0].Label, text) {
			return fmt.Errorf("the tray says %v", rows)
		}
		return nil
	})
}

func (t *teller) closeWindow(ctx context.Context) error {
	if err := t.d.Keys(ctx, "alt+F4"); err != nil {
		return err
	}
	return t.d.WaitGone(ctx, "frame", "My Settings for Power BI")
}

// openWindow opens the window from the tray.
func (t *teller) openWindow(ctx context.Context) error {
	item, err := t.d.Tray(ctx)
	if err != nil {
		return err
	}
	return item.Click(ctx, "Open My Settings")
}

// revoke ends the sign-in behind the app's back, with the window closed, and
// waits for the notification.
func revoke(ctx context.Context, t *teller) error {
	if err := t.closeWindow(ctx); err != nil {
		return err
	}
	// Due within a minute or so: nobody should wait an hour for a story.
	due := time.Now().Add(10 * time.Second).Truncate(time.Minute).Add(time.Minute)
	at := fmt.Sprintf("00:%02d", due.Minute())
	for _, name := range t.names[:2] {
		if _, err := t.command(ctx, "keep", name, "--every", "hourly", "--at", at); err != nil {
			return err
		}
	}
	var err error
	if t.kept, err = t.schedules(ctx); err != nil {
		return err
	}
	if err := t.control(ctx, "/revoke", map[string]any{"person": "ana"}, nil); err != nil {
		return err
	}
	if err := t.traySays(ctx, "Signed out"); err != nil {
		return err
	}
	if err := desktop.Until(ctx, func() error {
		if left := time.Until(due); left > 0 {
			return fmt.Errorf("%s until the refresh is due", left)
		}
		return nil
	}); err != nil {
		return err
	}
	return desktop.Until(ctx, func() error {
		n, err := t.d.Shown(ctx)
		if err != nil {
			return err
		}
		if n != 1 {
			return fmt.Errorf("%d notifications on the screen, want 1", n)
		}
		return nil
	})
}

// schedules is what is kept fresh and when, as text to compare.
func (t *teller) schedules(ctx context.Context) (string, error) {
	list, err := t.tiles(ctx)
	if err != nil {
		return "", err
	}
	var lines []string
	for _, x := range list {
		if len(x.Kept) == 0 || string(x.Kept) == "null" {
			continue
		}
		var kept struct {
			Every string   `json:"every"`
			At    string   `json:"at"`
			On    []string `json:"on"`
			Zone  string   `json:"time_zone"`
		}
		if err := json.Unmarshal(x.Kept, &kept); err != nil {
			return "", fmt.Errorf("schedule of %q: %w", x.Title, err)
		}
		lines = append(lines, fmt.Sprintf("%s: %+v", x.ID, kept))
	}
	if len(lines) != 2 {
		return "", fmt.Errorf("%d tiles are kept fresh, want 2", len(lines))
	}
	return strings.Join(lines, "\n"), nil
}

// asked is how many refreshes the organisation was asked for and took.
func (t *teller) asked(ctx context.Context) (int, error) {
	var list struct {
		Refreshes []json.RawMessage `json:"refreshes"`
	}
	err := t.control(ctx, "/refreshes", nil, &list)
	return len(list.Refreshes), err
}

func pressNotification(ctx context.Context, t *teller) error {
	if err := t.d.PressNotification(ctx, "Sign in again"); err != nil {
		return err
	}
	if err := t.openBrowser(ctx); err != nil {
		return err
	}
	return t.page.WaitForText(ctx, "Ana")
}

// caughtUp signs in and waits until the refresh that was missed has been asked
// for, has run, and is told.
func caughtUp(ctx context.Context, t *teller) error {
	before, err := t.asked(ctx)
	if err != nil {
		return err
	}
	if err := t.consent(ctx); err != nil {
		return err
	}
	if err := t.traySays(ctx, "Nothing needs you"); err != nil {
		return err
	}
	if err := desktop.Until(ctx, func() error {
		out, err := t.command(ctx, "notices", "--json")
		if err != nil {
			return err
		}
		if !strings.Contains(out, "Your tiles are refreshing again") {
			return errors.New("nothing says that the tiles refresh again")
		}
		return nil
	}); err != nil {
		return err
	}
	asked, err := t.asked(ctx)
	if err != nil {
		return err
	}
	if asked != before+1 {
		return fmt.Errorf("%d refreshes were asked for after signing in, want one for what was missed", asked-before)
	}
	after, err := t.schedules(ctx)
	if err != nil {
		return err
	}
	if after != t.kept {
		return fmt.Errorf("the schedules changed from\n%s\nto\n%s", t.kept, after)
	}
	return nil
}
