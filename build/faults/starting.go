//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mysettings/build/desktop"
)

// startTray starts the tray and waits until it watches.
func (l *lab) startTray(ctx context.Context) (*program, error) {
	p, err := l.start(ctx, "mysettings", "tray")
	if err != nil {
		return nil, err
	}
	if err := l.watching(ctx); err != nil {
		return nil, errors.Join(err, p.running())
	}
	return p, nil
}

// showTray is startTray where there is a desktop to show the icon on.
func (l *lab) showTray(ctx context.Context, d *desktop.Desktop) (*program, desktop.TrayItem, error) {
	p, err := l.startTray(ctx)
	if err != nil {
		return nil, desktop.TrayItem{}, err
	}
	item, err := d.Tray(ctx)
	return p, item, err
}

// startWindow starts a window without a tray, and waits until it is there.
func (l *lab) startWindow(ctx context.Context, args ...string) (p *program, id string, err error) {
	if p, err = l.start(ctx, "mysettings", append([]string{"open", "--no-tray"}, args...)...); err != nil {
		return nil, "", err
	}
	id, err = l.window(ctx)
	return p, id, err
}

// picture shows whoever plays the cases what is on the screen, and what a
// screen reader would say of it, where they asked for that.
func (l *lab) picture(ctx context.Context, d *desktop.Desktop, name string) error {
	if l.pictures == "" {
		return nil
	}
	if err := os.MkdirAll(l.pictures, 0o755); err != nil {
		return err
	}
	var tree strings.Builder
	err := d.Tree(ctx, func(depth int, e desktop.Element) bool {
		words := e.Name
		if words == "" {
			words, _ = e.Typed(ctx)
		}
		fmt.Fprintf(&tree, "%s%s %q\n", strings.Repeat(" ", depth), e.Role, words)
		return true
	})
	file := filepath.Join(l.pictures, name)
	return errors.Join(err, os.WriteFile(file+".txt", []byte(tree.String()), 0o600), d.Picture(ctx, file+".png"))
}

// failedPicture is picture for a case that has failed.
func (l *lab) failedPicture(name string) error {
	if l.shows == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return l.picture(ctx, l.shows, "failed "+strings.NewReplacer("/", " ", ":", "").Replace(name))
}
