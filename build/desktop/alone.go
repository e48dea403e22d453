//go:build linux

package desktop

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
)

const (
	watcherName = "org.kde.StatusNotifierWatcher"
	watcherPath = dbus.ObjectPath("/StatusNotifierWatcher")
)

// StartAlone brings up the least that takes a tray icon, with its files below
// dir: a screen, a bus, and this process in the place of the panel. None of
// them uses GTK, so that a program which does shares it with nobody.
func StartAlone(ctx context.Context, dir string) (*Desktop, error) {
	d, err := begin(ctx, dir)
	if err == nil {
		err = takeIcons(d.Bus)
	}
	if err != nil {
		d.Stop()
		return nil, err
	}
	return d, nil
}

// icons is a watcher of tray icons that shows none:
// https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/
type icons struct {
	mu    sync.Mutex
	names []string // bus name and object path; guarded by mu
	props *prop.Properties
}

func takeIcons(bus *dbus.Conn) error {
	i := &icons{}
	var err error
	i.props, err = prop.Export(bus, watcherPath, prop.Map{watcherName: {
		"RegisteredStatusNotifierItems":  {Value: []string{}},
		"IsStatusNotifierHostRegistered": {Value: true},
		"ProtocolVersion":                {Value: int32(0)},
	}})
	if err != nil {
		return fmt.Errorf("tray that shows nothing: %w", err)
	}
	gone := make(chan *dbus.Signal, 64)
	bus.Signal(gone)
	go i.forget(gone) // until the bus is closed
	err = bus.AddMatchSignal(dbus.WithMatchInterface("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"))
	if err == nil {
		err = bus.Export(i, watcherPath, watcherName)
	}
	if err == nil {
		_, err = bus.RequestName(watcherName, dbus.NameFlagDoNotQueue)
	}
	if err != nil {
		return fmt.Errorf("tray that shows nothing: %w", err)
	}
	return nil
}

// RegisterStatusNotifierItem is called by a program that has an icon.
func (i *icons) RegisterStatusNotifierItem(item string, sender dbus.Sender) *dbus.Error {
	if !strings.HasPrefix(item, "/") {
		item = "/StatusNotifierItem"
	}
	i.change(func(names []string) []string { return append(names, string(sender)+item) })
	return nil
}

// forget takes out the icons of programs that have left the bus.
func (i *icons) forget(signals <-chan *dbus.Signal) {
	for s := range signals {
		var name, before, after string
		if s.Name != "org.freedesktop.DBus.NameOwnerChanged" || dbus.Store(s.Body, &name, &before, &after) != nil || after != "" {
			continue
		}
		i.change(func(names []string) []string {
			return slices.DeleteFunc(names, func(n string) bool { return strings.HasPrefix(n, name+"/") })
		})
	}
}

func (i *icons) change(f func([]string) []string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.names = f(i.names)
	i.props.SetMust(watcherName, "RegisteredStatusNotifierItems", slices.Clone(i.names))
}
