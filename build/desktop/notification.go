//go:build linux

package desktop

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Notification is one that dunst was given.
type Notification struct {
	ID      int
	Summary string
	Body    string
}

type dunstValue struct {
	Data any `json:"data"`
}

// Notifications lists the notifications that were taken down, newest first.
// What is still on the screen is only counted, by Shown.
func (d *Desktop) Notifications(ctx context.Context) ([]Notification, error) {
	var all []Notification
	out, err := d.dunstctl(ctx, "history")
	if err != nil {
		return nil, err
	}
	var h struct {
		Data [][]map[string]dunstValue `json:"data"`
	}
	if err := json.Unmarshal([]byte(out), &h); err != nil {
		return nil, fmt.Errorf("history of notifications: %w", err)
	}
	for _, list := range h.Data {
		for _, n := range list {
			id, _ := n["id"].Data.(float64)
			summary, _ := n["summary"].Data.(string)
			body, _ := n["body"].Data.(string)
			all = append(all, Notification{ID: int(id), Summary: summary, Body: body})
		}
	}
	return all, nil
}

// Shown is how many notifications are on the screen.
func (d *Desktop) Shown(ctx context.Context) (int, error) {
	out, err := d.dunstctl(ctx, "count", "displayed")
	if err != nil {
		return 0, err
	}
	var n int
	if _, err := fmt.Sscan(strings.TrimSpace(out), &n); err != nil {
		return 0, fmt.Errorf("count of notifications: %w", err)
	}
	return n, nil
}

// CloseNotifications takes all notifications down, so that Notifications lists
// them.
func (d *Desktop) CloseNotifications(ctx context.Context) error {
	_, err := d.dunstctl(ctx, "close-all")
	return err
}

// PressNotification presses the button of that label on a notification that is
// on the screen. dunst lists the buttons for its menu program, which picks one.
func (d *Desktop) PressNotification(ctx context.Context, label string) error {
	pick := filepath.Join(d.Home, "pick")
	if err := os.WriteFile(pick, []byte(label), 0o600); err != nil {
		return fmt.Errorf("choosing a button: %w", err)
	}
	_, err := d.dunstctl(ctx, "context")
	return err
}

func (d *Desktop) dunstctl(ctx context.Context, args ...string) (string, error) {
	cmd := d.Command(ctx, "dunstctl", args...)
	cmd.Stdout, cmd.Stderr = nil, nil
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("dunstctl %s: %w", args[0], err)
	}
	return string(out), nil
}
