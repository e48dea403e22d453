package notify

import (
	"strings"
	"time"

	"mysettings/app/language"
	"mysettings/app/tiles"
)

// The sentences about report servers. They always name the server: the person
// has another sign-in to Power BI, and maybe another server.

const titleAtServer = "Your report server needs its administrator"

// serverTexts says, by cause, what to do about pins and why.
var serverTexts = map[tiles.Cause]language.Text{
	tiles.CauseSignInExpired:     "Sign in again on {server} to refresh {tiles}. The server's sign-in to Power BI has ended.",
	tiles.CauseSignInRefused:     "Sign in again on {server} to refresh {tiles}. Power BI doesn't accept the server's sign-in any more.",
	tiles.CauseSignedOut:         "Sign in on {server} to refresh {tiles}. The server keeps no sign-in of yours to Power BI.",
	tiles.CauseAdminNeeded:       "Ask your administrator to look at {server}. As it is, it can't refresh {tiles}.",
	tiles.CauseSourceCredentials: "Ask {owner} to store the data source's password on {server} for {tiles}. No refresh can succeed without it.",
	tiles.CauseItemMissing:       "Ask {owner} about {tiles}. What was pinned can't be found on {server} any more.",
	tiles.CauseModelError:        "Ask {owner} to look at what is behind {tiles}. Running it on {server} failed.",
	tiles.CauseGateway:           "Ask {owner} to look at the data behind {tiles}. It can't be reached from {server}.",
	tiles.CauseNoPermission:      "Ask {owner} to let you see what is behind {tiles}. You may not run it on {server}.",
	tiles.CauseTileDeleted:       "Open My Settings to pin {tiles} again, or to delete what is left on {server}. Power BI shows nothing of that any more.",
	tiles.CauseSubscriptionOff:   "Switch the refresh on again for {tiles}. It's off on {server}.",
	tiles.CauseScheduleOff:       "Switch the schedule on again for {tiles}. It's off on {server}.",
	tiles.CauseCapacity:          "You needn't do anything about {tiles} yet. Power BI was too busy for {server}, which will try again.",
	tiles.CauseThrottled:         "You needn't do anything about {tiles} yet. Power BI has taken no more from {server} for hours; it will try again.",
	tiles.CauseServerUnreachable: "Open My Settings to see what happened to {tiles}. What is needed for that hasn't been reached for hours from {server}.",
	tiles.CauseServiceDown:       "You needn't do anything about {tiles} yet. Power BI has been out of order for hours for {server}, which will try again.",
	tiles.CauseLate:              "Refresh {tiles} now. A refresh was due on {server} and hasn't happened.",
}

const (
	serverText1 language.Text = "Open My Settings to see what happened to {tiles}. The last refresh on {server} failed."
	// suspectText is for several pins that failed at once in unknown words.
	suspectText language.Text = "Sign in again on {server} to see whether that helps {tiles}. They failed at once, for a reason that this app doesn't know."
)

// atServer is a report server in a sentence.
func atServer(c tiles.Connection) string {
	return strings.TrimSpace(language.Sayf("the report server %s", c.Server.Host()))
}

// serverText returns the title and the text about pins in trouble, or about a
// report server's lost sign-in where there are none.
func serverText(kind tiles.NoticeKind, a tiles.Attention, hit []tiles.Tile, c tiles.Connection) (title, text string) {
	switch {
	case kind == tiles.NoticeSignIn && a.Cause == tiles.CauseServerLogin:
		code := ""
		if c.Problem != nil {
			code = c.Problem.Code
		}
		return language.Sayf("%s doesn't let you in", upper(atServer(c))), tiles.LoginText(code, c.Server)
	case kind == tiles.NoticeSignIn && a.Cause == tiles.CauseAdminNeeded:
		return language.Say(titleAtServer), fill("Ask your administrator to look at {server}. It can't refresh tiles in Power BI as it is.", nil, c)
	case kind == tiles.NoticeSignIn:
		return language.Say(titleServer), fill("Sign in again on {server}, or its tiles stop refreshing.", nil, c)
	}
	title = language.Say(titleStopped)
	if kind == tiles.NoticeLate {
		title = language.Say(titleLate)
	}
	form, ok := serverTexts[a.Cause]
	switch {
	case suspected(a):
		form = suspectText
	case !ok:
		form = serverText1
	}
	return title, fill(form, hit, c)
}

func fill(form language.Text, ts []tiles.Tile, c tiles.Connection) string {
	named := ""
	if len(ts) > 0 {
		named = listed(ts)
	}
	return strings.NewReplacer("{tiles}", named, "{server}", atServer(c), "{owner}", owner(ts)).Replace(language.Say(form))
}

// suspected is true for pins of which it is only suspected that the sign-in is
// why they failed.
func suspected(a tiles.Attention) bool {
	return a.Cause == tiles.CauseUnrecognised && a.Remedy == tiles.RemedySignIn
}

// serverReminder is the reminder of a report server's sign-in, whose end nobody
// tells.
func serverReminder(c tiles.Connection, left time.Duration, zone *time.Location) (title, text string) {
	return language.Sayf("The report server's sign-in may expire around %s", endWords(c.GoodUntil.In(zone), left)),
		fill("Sign in again on {server} before then, and your tiles go on as they are. The server doesn't tell the date, so it is an estimate.", nil, c)
}
