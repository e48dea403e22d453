//go:build linux

package desktop

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/godbus/dbus/v5"
)

// TrayItem is an icon in the tray.
type TrayItem struct {
	d    *Desktop
	bus  string
	path dbus.ObjectPath
}

// TrayItems lists the icons that the tray shows.
func (d *Desktop) TrayItems(ctx context.Context) ([]TrayItem, error) {
	v, err := d.Bus.Object("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher").
		GetProperty("org.kde.StatusNotifierWatcher.RegisteredStatusNotifierItems")
	if err != nil {
		return nil, fmt.Errorf("items in the tray: %w", err)
	}
	names, _ := v.Value().([]string)
	var items []TrayItem
	for _, n := range names {
		bus, path, ok := strings.Cut(n, "/")
		if !ok {
			path = "StatusNotifierItem"
		}
		items = append(items, TrayItem{d: d, bus: bus, path: dbus.ObjectPath("/" + path)})
	}
	return items, nil
}

// Tray waits for the one icon in the tray.
func (d *Desktop) Tray(ctx context.Context) (TrayItem, error) {
	var item TrayItem
	err := Until(ctx, func() error {
		items, err := d.TrayItems(ctx)
		if err != nil {
			return err
		}
		if len(items) != 1 {
			return fmt.Errorf("%d icons in the tray, want 1", len(items))
		}
		item = items[0]
		return nil
	})
	return item, err
}

// Icon is the name or file of the icon shown.
func (i TrayItem) Icon() (string, error) {
	v, err := i.d.Bus.Object(i.bus, i.path).GetProperty("org.kde.StatusNotifierItem.IconName")
	if err != nil {
		return "", fmt.Errorf("icon in the tray: %w", err)
	}
	name, _ := v.Value().(string)
	return name, nil
}

// Looks is the icon shown, as it is in its file: a name alone may change with
// every showing.
func (i TrayItem) Looks() (string, error) {
	name, err := i.Icon()
	if err != nil {
		return "", err
	}
	for _, file := range []string{name, name + ".png"} {
		if picture, err := os.ReadFile(file); err == nil {
			return string(picture), nil
		}
	}
	return "", fmt.Errorf("icon in the tray: no file %q", name)
}

// Row is one visible row of a tray menu.
type Row struct {
	Label   string
	Enabled bool
	id      int32
}

type layout struct {
	ID         int32
	Properties map[string]dbus.Variant
	Children   []dbus.Variant
}

// Menu lists the visible rows of the icon's menu, separators left out.
func (i TrayItem) Menu(ctx context.Context) ([]Row, error) {
	path, err := i.menuPath()
	if err != nil {
		return nil, err
	}
	var revision uint32
	var root layout
	if err := i.d.Bus.Object(i.bus, path).CallWithContext(ctx, "com.canonical.dbusmenu.GetLayout", 0,
		int32(0), int32(-1), []string{}).Store(&revision, &root); err != nil {
		return nil, fmt.Errorf("menu in the tray: %w", err)
	}
	var rows []Row
	for _, v := range root.Children {
		var l layout
		if err := dbus.Store([]any{v.Value()}, &l); err != nil {
			return nil, fmt.Errorf("row of the menu in the tray: %w", err)
		}
		if visible, ok := l.Properties["visible"].Value().(bool); ok && !visible {
			continue
		}
		label, _ := l.Properties["label"].Value().(string)
		if label == "" {
			continue
		}
		enabled, ok := l.Properties["enabled"].Value().(bool)
		rows = append(rows, Row{Label: strings.ReplaceAll(label, "_", ""), Enabled: enabled || !ok, id: l.ID})
	}
	return rows, nil
}

func (i TrayItem) menuPath() (dbus.ObjectPath, error) {
	v, err := i.d.Bus.Object(i.bus, i.path).GetProperty("org.kde.StatusNotifierItem.Menu")
	if err != nil {
		return "", fmt.Errorf("menu in the tray: %w", err)
	}
	path, ok := v.Value().(dbus.ObjectPath)
	if !ok {
		return "", fmt.Errorf("menu in the tray: %v is no path", v)
	}
	return path, nil
}

// Click chooses the row whose label contains label.
func (i TrayItem) Click(ctx context.Context, label string) error {
	rows, err := i.Menu(ctx)
	if err != nil {
		return err
	}
	path, err := i.menuPath()
	if err != nil {
		return err
	}
	for _, r := range rows {
		if strings.Contains(r.Label, label) {
			return i.d.Bus.Object(i.bus, path).CallWithContext(ctx, "com.canonical.dbusmenu.Event", 0,
				r.id, "clicked", dbus.MakeVariant(""), uint32(0)).Err
		}
	}
	return fmt.Errorf("row %q in the tray's menu: %w", label, ErrNotThere)
}
