package words

import (
	"mysettings/app/language"
	"mysettings/app/reportserver"
	"mysettings/app/tiles"
)

// Integration says whether a report server can keep tiles fresh, and what to do
// where it can't.
func Integration(s tiles.Server) string {
	switch s.Integration {
	case tiles.IntegrationOn:
		return language.Say("It works with Power BI.")
	case tiles.IntegrationOff:
		return language.Say("Ask its administrator to register it with Power BI (Report Server Configuration Manager, “Power BI Integration”): until then it has no My Settings, and pins don't refresh.")
	case tiles.IntegrationUnavailable:
		return language.Say("This release no longer pins to Power BI (gone since SQL Server 2022 Reporting Services and Power BI Report Server of September 2022). Publish the report to Power BI instead.")
	default:
		return language.Say("It doesn't tell whether it works with Power BI; you will see it by your pins.")
	}
}

// Place says whether a pin is still on its dashboard; it is empty where that
// can't be told.
func Place(p tiles.Place, pin tiles.Tile) string {
	dashboard := language.Say("its dashboard")
	if name := tiles.Clean(pin.Dashboard, 120); name != "" {
		dashboard = language.Quote(name)
	}
	switch p {
	case tiles.PlaceThere:
		return language.Sayf("Your sign-in to Power BI sees it on %s.", dashboard)
	case tiles.PlaceGone:
		return language.Sayf("Pin it again, or delete its subscription: your sign-in to Power BI no longer sees it on %s.", dashboard)
	default:
		return ""
	}
}

// PlainHTTP says what a report server without https means. Of the server only
// its URL is read.
func PlainHTTP(s tiles.Server) string {
	return language.Sayf("%s has no https: others on the network can read what it sends, and what you do there.", s.Host())
}

// LoginWanted says why a name and a password are asked for to add a report
// server; kind is why it didn't let the person in without, empty where nobody
// tried. Of the server only its URL is read.
func LoginWanted(kind reportserver.Kind, s tiles.Server) string {
	why := language.Say(loginWanted[kind])
	if why != "" {
		why = " " + why
	}
	return language.Sayf("Enter your user name and password for the report server %s.%s", s.Host(), why)
}

var loginWanted = map[reportserver.Kind]language.Text{
	reportserver.KindNoTicket:  "This computer has no ticket of your organisation's domain that would let you in without.",
	reportserver.KindNoScheme:  "It doesn't let people in by the login of this computer.",
	reportserver.KindRefused:   "It doesn't accept the user who is logged in to this computer.",
	reportserver.KindLoginPage: "It lets people in by a page of its own to log in on. If your browser shows your network's page there, log in on that first.",
}
