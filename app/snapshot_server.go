package app

import (
	"cmp"
	"strings"

	"mysettings/app/tiles"
	"mysettings/app/words"
)

// productNames are for servers that don't tell their product's name.
var productNames = map[tiles.Product]string{
	tiles.ProductSSRS:  "SQL Server Reporting Services",
	tiles.ProductPBIRS: "Power BI Report Server",
}

// server is what the page shows of a report server.
func server(c tiles.Connection) *Server {
	s := c.Server
	return &Server{
		Host:            s.Host(),
		URL:             tiles.Clean(s.URL, maxAddress),
		Page:            tiles.Clean(s.Page(), maxAddress),
		Product:         cmp.Or(tiles.Clean(s.ProductName, maxName), productNames[s.Product]),
		Version:         tiles.Clean(s.Version, maxName),
		Integration:     cmp.Or(s.Integration, tiles.IntegrationUnknown),
		IntegrationText: words.Integration(s),
		Auth:            s.Auth,
		User:            tiles.Clean(s.User, maxName),
		Account:         tiles.Clean(s.Account, maxName),
		CanTell:         s.TellsSignIn || s.TellsNotices,
		StatusAt:        stamp(s.StatusAt),
		LoginTrouble:    loginTrouble(c),
	}
}

// loginTrouble tells whether a report server doesn't let this app in.
func loginTrouble(c tiles.Connection) bool {
	return c.Problem != nil && c.Problem.Cause == tiles.CauseServerLogin
}

// pinning makes what the page shows of the pins of one snapshot.
type pinning struct {
	facts   *Facts
	tiles   []tiles.Tile
	servers map[string]tiles.Connection
	places  *tiles.Places // made for the first pin
}

func (p *pinning) pin(t tiles.Tile) *Pin {
	if p.places == nil {
		places := tiles.NewPlaces(p.tiles, p.facts.Connections)
		p.places = &places
	}
	sub, known := p.facts.Subscriptions[t.Feed]
	c := p.servers[t.Connection]
	out := &Pin{
		Report:       tiles.Clean(strings.TrimPrefix(t.Report, "/"), maxName),
		Place:        p.places.Of(t),
		Paused:       known && !sub.Active || t.Verdict.Cause == tiles.CauseSubscriptionOff,
		ScheduleText: tiles.Clean(sub.ScheduleText, maxText),
	}
	_, out.CanOpenReport = openable(t.ReportURL, c)
	out.PlaceText = words.Place(out.Place, t)
	if within := t.Feed != "" && !loginTrouble(c); within {
		out.CanPause, out.CanResume, out.CanDelete = !out.Paused, out.Paused, useless(t.Verdict.Cause, out.Place)
	}
	return out
}

// useless tells whether a pin's subscription has nothing left to refresh.
func useless(c tiles.Cause, p tiles.Place) bool {
	return c == tiles.CauseTileDeleted || c == tiles.CauseItemMissing || p == tiles.PlaceGone
}
