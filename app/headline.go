package app

import (
	"strings"
	"time"

	"mysettings/app/language"
	"mysettings/app/tiles"
)

// headline is what has come to pass, in one line: how many tiles, where, and
// why. It is empty where no tile is concerned, so that the text alone says it.
func headline(a tiles.Attention, c tiles.Connection, ts []tiles.Tile, now time.Time, zone *time.Location) string {
	if len(a.Tiles) == 0 {
		return ""
	}
	of := make(map[string]bool, len(a.Tiles))
	for _, id := range a.Tiles {
		of[id] = true
	}
	var boards []string
	states := map[tiles.State]int{}
	seen := map[string]bool{}
	for i := range ts {
		t := &ts[i]
		if !of[t.ID] {
			continue
		}
		states[t.Verdict.State]++
		key := t.Workspace + "\x00" + t.Dashboard
		if name := tiles.Clean(t.Dashboard, maxPlace); name != "" && !seen[key] {
			seen[key] = true
			boards = append(boards, name)
		}
	}
	what := strings.ReplaceAll(whatHappened(states, len(a.Tiles)), "{place}", place(boards))
	if why := whyHappened(a, c, now, zone); why != "" {
		return language.Sayf("%[1]s: %[2]s.", what, why)
	}
	return what + "."
}

// maxPlace is how much of a dashboard's name a headline shows.
const maxPlace = 60

func whatHappened(states map[tiles.State]int, n int) string {
	switch {
	case states[tiles.Stopped] > 0:
		return language.Count(n, "1 tile on {place} stopped", "%d tiles on {place} stopped")
	case states[tiles.Failing] > 0:
		return language.Count(n, "1 tile on {place} couldn't be refreshed", "%d tiles on {place} couldn't be refreshed")
	case states[tiles.Late] > 0:
		return language.Count(n, "1 tile on {place} is late", "%d tiles on {place} are late")
	}
	return language.Count(n, "1 tile on {place} can't be seen", "%d tiles on {place} can't be seen")
}

func place(boards []string) string {
	switch len(boards) {
	case 0:
		return language.Say("your dashboards")
	case 1, 2:
		quoted := make([]string, len(boards))
		for i, b := range boards {
			quoted[i] = language.Quote(b)
		}
		return language.List(quoted)
	}
	return language.Count(len(boards), "1 dashboard", "%d dashboards")
}

// causeClauses are why, as the second half of a headline.
var causeClauses = map[tiles.Cause]language.Text{
	tiles.CauseSignedOut:         "you are signed out",
	tiles.CauseSignInRefused:     "the sign-in service asks for you in person",
	tiles.CauseAdminNeeded:       "your administrator has to act",
	tiles.CauseSourceCredentials: "the data source doesn't accept the stored credentials",
	tiles.CauseGateway:           "the data gateway doesn't let Power BI through",
	tiles.CauseItemMissing:       "something that the model needs is gone",
	tiles.CauseModelError:        "there is an error in the model",
	tiles.CauseTileDeleted:       "the tile is no longer on its dashboard",
	tiles.CauseScheduleOff:       "the schedule is switched off",
	tiles.CauseSubscriptionOff:   "the subscription is switched off",
	tiles.CauseCapacity:          "the capacity is used up",
	tiles.CauseThrottled:         "the service asks for a pause",
	tiles.CauseServerUnreachable: "the server can't be reached",
	tiles.CauseServiceDown:       "the service has trouble",
	tiles.CauseLate:              "the refresh that was due hasn't come",
	tiles.CauseServerLogin:       "the report server doesn't let this app in",
	tiles.CauseUnrecognised:      "for a reason that this app doesn't know",
}

func whyHappened(a tiles.Attention, c tiles.Connection, now time.Time, zone *time.Location) string {
	if a.Cause != tiles.CauseSignInExpired {
		return language.Say(causeClauses[a.Cause])
	}
	server := c.Kind == tiles.ReportServer
	if a.Since.IsZero() {
		if server {
			return language.Say("the report server's sign-in ended")
		}
		return language.Say("your sign-in ended")
	}
	at, today := a.Since.In(zone), now.In(zone)
	if at.Format(time.DateOnly) == today.Format(time.DateOnly) {
		if server {
			return language.Say("the report server's sign-in ended today")
		}
		return language.Say("your sign-in ended today")
	}
	day := language.Format(at, "2 January")
	if at.Year() != today.Year() {
		day = language.Format(at, "2 January 2006")
	}
	if server {
		return language.Sayf("the report server's sign-in ended on %s", day)
	}
	return language.Sayf("your sign-in ended on %s", day)
}

// zoneOf is the person's time zone, UTC where the name isn't known.
func zoneOf(name string) *time.Location {
	if zone, ok := tiles.Zone(name); ok {
		return zone
	}
	return time.UTC
}
