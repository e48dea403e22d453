package notify

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"mysettings/app/language"
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
var troubleTexts = map[tiles.Cause]language.Text{
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

const troubleText1 language.Text = "Open Power BI to see what happened to %[1]s. The last refresh failed."

// troubleText returns the title and the text about tiles in trouble, or about
// a lost sign-in where there are none.
func troubleText(kind tiles.NoticeKind, a tiles.Attention, hit []tiles.Tile, c tiles.Connection, several bool) (title, text string) {
	if c.Kind == tiles.ReportServer {
		return serverText(kind, a, hit, c)
	}
	who := whose(c, several)
	switch {
	case kind == tiles.NoticeSignIn && a.Cause == tiles.CauseAdminNeeded:
		return language.Say(titleAdmin), language.Say("Ask your administrator to let this app sign you in. Until then it can't watch your tiles.") + who
	case kind == tiles.NoticeSignIn:
		return language.Say(titleEnded), language.Say("Sign in again. Until then this app can't see whether your tiles refresh.") + who
	case kind == tiles.NoticeLate:
		title = language.Say(titleLate)
	default:
		title = language.Say(titleStopped)
	}
	form, ok := troubleTexts[a.Cause]
	if !ok {
		form = troubleText1
	}
	// Printf complains about the argument that a form doesn't use.
	if !strings.Contains(string(form), "%[2]s") {
		return title, language.Sayf(form, listed(hit)) + who
	}
	return title, language.Sayf(form, listed(hit), owner(hit)) + who
}

func reminderText(c tiles.Connection, left time.Duration, zone *time.Location, several bool) (title, text string) {
	if c.Kind == tiles.ReportServer {
		return serverReminder(c, left, zone)
	}
	when := endWords(c.GoodUntil.In(zone), left)
	if c.Estimate {
		title = language.Sayf("Your Power BI sign-in ends in about %s", span(left))
		text = language.Sayf("Sign in again before about %s, and your tiles go on as they are.", when)
	} else {
		title = language.Sayf("Your Power BI sign-in ends in %s", span(left))
		text = language.Sayf("Sign in again before %s, and your tiles go on as they are.", when)
	}
	return title, text + whose(c, several)
}

// endWords is when a sign-in ends: the day, or the time of the day where it is
// near.
func endWords(end time.Time, left time.Duration) string {
	if left < day {
		return language.Format(end, "15:04 on Monday")
	}
	return language.Format(end, "Monday, 2 January")
}

func recoveredText(ts []tiles.Tile, c tiles.Connection, several bool) (title, text string) {
	text = language.Sayf("%s are back on schedule.", upper(listed(ts)))
	if len(ts) == 1 {
		text = language.Sayf("%s is back on schedule.", upper(listed(ts)))
	}
	return language.Say(titleRecovered), text + whose(c, several)
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
		names = append(names, language.Quote(name))
	}
	for _, t := range ts {
		if seen[Name(t)] {
			told++
		}
	}
	if len(ts) == 1 {
		return language.Sayf("the tile %s", names[0])
	}
	rest := len(ts) - told
	if rest > 0 {
		return language.Sayf("%d tiles: %s and %d more", len(ts), strings.Join(names, ", "), rest)
	}
	return language.Sayf("%d tiles: %s", len(ts), language.List(names))
}

// Name is what a tile is called in a sentence: its title, or its dashboard's
// name where it has none. It is cleaned and at most 40 characters long.
func Name(t tiles.Tile) string {
	if name := tiles.Clean(t.Title, nameMax); name != "" {
		return name
	}
	if name := tiles.Clean(t.Dashboard, nameMax-len("a tile on ")); name != "" {
		return language.Sayf("a tile on %s", name)
	}
	return language.Say("a tile without a name")
}

// owner is whom to ask: the owner, by name where all tiles have the same.
func owner(ts []tiles.Tile) string {
	who := ""
	for i, t := range ts {
		name := tiles.Clean(t.Verdict.Owner, nameMax)
		if name == "" || i > 0 && name != who {
			return language.Say("the owner")
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
		return dayWords(int((d + day/2) / day))
	case d >= 23*time.Hour+30*time.Minute:
		return dayWords(1)
	case d >= 59*time.Minute+30*time.Second:
		return language.Count(int((d+30*time.Minute)/time.Hour), "1 hour", "%d hours")
	default:
		return language.Count(max(1, int((d+30*time.Second)/time.Minute)), "1 minute", "%d minutes")
	}
}

func dayWords(n int) string { return language.Count(n, "1 day", "%d days") }

func upper(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
