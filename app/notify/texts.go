package notify

import (
	"fmt"
	"strings"
	"time"

	"mysettings/app/tiles"
)

// All sentences that a notice can say. The remedy comes first.

const (
	titleStopped   = "We couldn't refresh some tiles in Power BI"
	titleLate      = "Some tiles weren't refreshed on time"
	titleEnded     = "Your Power BI sign-in has ended"
	titleAdmin     = "Your Power BI sign-in needs your administrator"
	titleServer    = "The report server's sign-in to Power BI has ended"
	titleRecovered = "Your tiles are refreshing again"

	labelSignIn  = "Sign in again"
	labelRefresh = "Refresh now"
	labelOpen    = "Open My Settings"

	nameMax  = 40 // characters of one name
	namesMax = 3  // names in one sentence
)

// troubleTexts says, by cause, what to do (%[1]s is the tiles, %[2]s whom to
// ask) and why.
var troubleTexts = map[tiles.Cause]string{
	tiles.CauseSignInExpired:     "Sign in again to refresh %[1]s. Your Power BI sign-in has ended.",
	tiles.CauseSignInRefused:     "Sign in again to refresh %[1]s. Power BI doesn't accept your sign-in any more.",
	tiles.CauseAdminNeeded:       "Ask your administrator to let this app sign you in, so that it can refresh %[1]s.",
	tiles.CauseSourceCredentials: "Ask %[2]s to enter the data source's password again for %[1]s. Power BI can't sign in to the data.",
	tiles.CauseGateway:           "Ask %[2]s to check the data gateway for %[1]s. Power BI can't reach the data.",
	tiles.CauseItemMissing:       "Ask %[2]s about %[1]s. Something behind them is gone.",
	tiles.CauseModelError:        "Ask %[2]s to look at the data behind %[1]s. The last refresh failed.",
	tiles.CauseNoPermission:      "Ask %[2]s to let you refresh %[1]s. Power BI doesn't allow it now.",
	tiles.CauseTileDeleted:       "Open My Settings and stop keeping %[1]s fresh. Power BI doesn't show them any more.",
	tiles.CauseScheduleOff:       "Switch the refresh schedule on again for %[1]s. It's off in Power BI.",
	tiles.CauseSubscriptionOff:   "Switch the refresh on again for %[1]s. It's off on the report server.",
	tiles.CauseCapacity:          "You needn't do anything about %[1]s yet. Power BI was too busy and will try again.",
	tiles.CauseLate:              "Refresh %[1]s now. A refresh was due and hasn't happened.",
}

const troubleText1 = "Open Power BI to see what happened to %[1]s. The last refresh failed."

// troubleText returns the title and the text about tiles in trouble, or about
// a lost sign-in where there are none.
func troubleText(kind tiles.NoticeKind, a tiles.Attention, hit []tiles.Tile, c tiles.Connection, several bool) (title, text string) {
	if c.Kind == tiles.ReportServer {
		return serverText(kind, a, hit, c)
	}
	who := whose(c, several)
	switch {
	case kind == tiles.NoticeSignIn && a.Cause == tiles.CauseAdminNeeded:
		return titleAdmin, "Ask your administrator to let this app sign you in. Until then it can't watch your tiles." + who
	case kind == tiles.NoticeSignIn:
		return titleEnded, "Sign in again. Until then this app can't see whether your tiles refresh." + who
	case kind == tiles.NoticeLate:
		title = titleLate
	default:
		title = titleStopped
	}
	form, ok := troubleTexts[a.Cause]
	if !ok {
		form = troubleText1
	}
	// Printf complains about the argument that a form doesn't use.
	if !strings.Contains(form, "%[2]s") {
		return title, fmt.Sprintf(form, listed(hit)) + who
	}
	return title, fmt.Sprintf(form, listed(hit), owner(hit)) + who
}

func reminderText(c tiles.Connection, left time.Duration, zone *time.Location, several bool) (title, text string) {
	if c.Kind == tiles.ReportServer {
		return serverReminder(c, left, zone)
	}
	about := ""
	if c.Estimate {
		about = "about "
	}
	end := c.GoodUntil.In(zone)
	when := end.Format("Monday, 2 January")
	if left < day {
		when = end.Format("15:04 on Monday")
	}
	title = fmt.Sprintf("Your Power BI sign-in ends in %s%s", about, span(left))
	text = fmt.Sprintf("Sign in again before %s%s, and your tiles go on as they are.", about, when)
	return title, text + whose(c, several)
}

func recoveredText(ts []tiles.Tile, c tiles.Connection, several bool) (title, text string) {
	if len(ts) == 1 {
		return titleRecovered, upper(listed(ts)) + " is back on schedule." + whose(c, several)
	}
	return titleRecovered, upper(listed(ts)) + " are back on schedule." + whose(c, several)
}

// listed is "the tile “Sales”" or "5 tiles: “Sales”, “Costs”, “Stock” and 2 more".
func listed(ts []tiles.Tile) string {
	names := make([]string, 0, namesMax)
	seen := map[string]bool{}
	told := 0
	for _, t := range ts {
		name := Name(t)
		if seen[name] {
			continue
		}
		if len(names) == namesMax {
			break
		}
		seen[name] = true
		names = append(names, "“"+name+"”")
	}
	for _, t := range ts {
		if seen[Name(t)] {
			told++
		}
	}
	if len(ts) == 1 {
		return "the tile " + names[0]
	}
	rest := len(ts) - told
	if rest > 0 {
		return fmt.Sprintf("%d tiles: %s and %d more", len(ts), strings.Join(names, ", "), rest)
	}
	return fmt.Sprintf("%d tiles: %s", len(ts), sentence(names))
}

// sentence joins "a", "a and b", "a, b and c".
func sentence(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// Name is what a tile is called in a sentence: its title, or its dashboard's
// name where it has none. It is cleaned and at most 40 characters long.
func Name(t tiles.Tile) string {
	if name := tiles.Clean(t.Title, nameMax); name != "" {
		return name
	}
	if name := tiles.Clean(t.Dashboard, nameMax-len("a tile on ")); name != "" {
		return "a tile on " + name
	}
	return "a tile without a name"
}

// owner is whom to ask: the owner, by name where all tiles have the same.
func owner(ts []tiles.Tile) string {
	who := ""
	for i, t := range ts {
		name := tiles.Clean(t.Verdict.Owner, nameMax)
		if name == "" || i > 0 && name != who {
			return "the owner"
		}
		who = name
	}
	return who
}

// whose names the account where there are several, and a report server always.
func whose(c tiles.Connection, several bool) string {
	if c.Kind == tiles.ReportServer {
		return " (" + atServer(c) + ")"
	}
	name := tiles.Clean(c.Name, nameMax)
	if !several || name == "" {
		return ""
	}
	return " (" + name + ")"
}

// span is a time to go in words: days down to two, then hours, then minutes.
func span(d time.Duration) string {
	switch {
	case d >= 36*time.Hour:
		return fmt.Sprintf("%d days", int((d+day/2)/day))
	case d >= 23*time.Hour+30*time.Minute:
		return "1 day"
	case d >= 90*time.Minute:
		return fmt.Sprintf("%d hours", int((d+30*time.Minute)/time.Hour))
	case d >= 59*time.Minute+30*time.Second:
		return "1 hour"
	case d >= 90*time.Second:
		return fmt.Sprintf("%d minutes", int((d+30*time.Second)/time.Minute))
	default:
		return "1 minute"
	}
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
