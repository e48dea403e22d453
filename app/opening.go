package app

import (
	"errors"
	"net/url"

	"mysettings/app/tiles"
)

// errNoAddress is something that has no address to open, or none that may be.
var errNoAddress = errors.New("thing without an address to open")

// OpenTile opens the tile's dashboard in the browser.
func (b *Bindings) OpenTile(id string) error {
	t, err := b.b.Store.Tile(b.life, id)
	if err != nil {
		return fail(err)
	}
	return fail(b.open(t.Connection, t.OpenURL))
}

// OpenReport opens the report behind a pin in the report server's portal.
func (b *Bindings) OpenReport(id string) error {
	t, err := b.b.Store.Tile(b.life, id)
	if err != nil {
		return fail(err)
	}
	return fail(b.open(t.Connection, t.ReportURL))
}

// OpenServerPage opens a report server's page My Settings in the browser.
func (b *Bindings) OpenServerPage(connection string) error {
	c, err := b.b.Store.Connection(b.life, connection)
	if err != nil {
		return fail(err)
	}
	return fail(b.open(c.ID, c.Server.Page()))
}

// open opens an address that a connection told, if it is one that may be.
func (b *Bindings) open(connection, address string) error {
	c, err := b.b.Store.Connection(b.life, connection)
	if err != nil {
		return err
	}
	clean, ok := openable(address, c)
	if !ok {
		return errNoAddress
	}
	browser, err := b.b.Servers.BrowserFor(b.life, connection, b.b.Browser)
	if err != nil {
		return err
	}
	return browser.Open(b.life, clean)
}

// openable is an address as the browser gets it, and whether it may be opened:
// https, or, for a report server that the person added without it, http on that
// server and nowhere else.
func openable(address string, c tiles.Connection) (clean string, ok bool) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Opaque != "" {
		return "", false
	}
	switch u.Scheme {
	case "https":
		return u.String(), true
	case "http":
		own, err := url.Parse(c.Server.URL)
		return u.String(), err == nil && c.Kind == tiles.ReportServer && own.Scheme == "http" && own.Host == u.Host
	}
	return "", false
}
