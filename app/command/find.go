package command

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/tiles"
)

// findConnection finds the connection that a person named: by id, by the
// beginning of the id, by user name, or by a report server's address or host.
func findConnection(ctx context.Context, p *program.Program, name string) (tiles.Connection, error) {
	all, err := p.Store.Connections(ctx)
	if err != nil {
		return tiles.Connection{}, err
	}
	return pickConnection(all, name)
}

func pickConnection(all []tiles.Connection, name string) (tiles.Connection, error) {
	var hits []tiles.Connection
	for _, c := range all {
		if c.ID == name {
			return c, nil
		}
		if strings.EqualFold(c.Name, name) || strings.HasPrefix(c.ID, name) || isAt(c, name) {
			hits = append(hits, c)
		}
	}
	switch len(hits) {
	case 1:
		return hits[0], nil
	case 0:
		if len(all) == 0 {
			return tiles.Connection{}, usagef("There is no connection yet. Sign in first: mysettings signin")
		}
		return tiles.Connection{}, usagef("There is no connection %q. These are known: %s.", tiles.Clean(name, widest), connectionNames(all))
	}
	return tiles.Connection{}, usagef("%q could be several connections: %s. Name one by its id.", tiles.Clean(name, widest), connectionNames(hits))
}

// isAt tells whether a connection is a report server with that address or host.
func isAt(c tiles.Connection, name string) bool {
	if c.Server.URL == "" {
		return false
	}
	u, err := url.Parse(c.Server.URL)
	return strings.EqualFold(c.Server.URL, strings.TrimRight(name, "/")) ||
		err == nil && (strings.EqualFold(u.Hostname(), name) || strings.EqualFold(u.Host, name))
}

func connectionNames(cs []tiles.Connection) string {
	names := make([]string, len(cs))
	for i, c := range cs {
		names[i] = fmt.Sprintf("%s (%s)", c.ID, who(c))
	}
	return strings.Join(names, ", ")
}

// named tells whether a tile has that title: alone, or as "dashboard/title".
func named(t tiles.Tile, name string) bool {
	title, dashboard := tiles.Clean(t.Title, 10000), tiles.Clean(t.Dashboard, 10000)
	return title != "" && (strings.EqualFold(title, name) || strings.EqualFold(dashboard+"/"+title, name))
}

// pickTile finds the tile that a person named: by its id, by the beginning of
// the service's id, by its title, or by dashboard and title.
func pickTile(all []tiles.Tile, name string) (tiles.Tile, error) {
	var hits []tiles.Tile
	folded := strings.ToLower(name)
	for _, t := range all {
		short := strings.ToLower(shortID(t.ID))
		if t.ID == name || short == folded {
			return t, nil
		}
		if named(t, name) || strings.HasPrefix(short, folded) {
			hits = append(hits, t)
		}
	}
	switch len(hits) {
	case 1:
		return hits[0], nil
	case 0:
		return tiles.Tile{}, usagef("There is no tile %q. List them: mysettings tiles", tiles.Clean(name, widest))
	}
	var lines []string
	for i, t := range hits {
		if i == 5 {
			lines = append(lines, language.Sayf("  and %d more", len(hits)-i))
			break
		}
		lines = append(lines, language.Sayf("  %s  %s, on %s", shortID(t.ID), tiles.Clean(titleOf(t.Title), widest), tiles.Clean(t.Dashboard, widest)))
	}
	return tiles.Tile{}, usagef("%q could be several tiles. Name one by its id, or as DASHBOARD/TITLE:\n%s", tiles.Clean(name, widest), strings.Join(lines, "\n"))
}
