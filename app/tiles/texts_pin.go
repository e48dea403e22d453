package tiles

import "mysettings/app/language"

// The sentences about a report server's pins. They are apart from the others
// because nothing of those fits: the server refreshes a pin, with a sign-in to
// Power BI of its own that is never to be mistaken for the person's sign-in to
// Power BI in this app. {report} is the name of the report in quotation marks.

var pinTexts = map[textKey]language.Text{
	{Fresh, CauseNone, ""}:          "Up to date.",
	{Fresh, CauseNone, "running"}:   "Up to date, and being refreshed right now.",
	{Fresh, CauseNone, "unplanned"}: "Up to date. This app can't read the report server's schedule for it, so it can't tell when it is due again.",
	{Fresh, CauseNone, "retrying"}:  "Nothing to do yet: the last refresh of {report} didn't succeed, and the report server tries it again by itself.",

	{Waiting, CauseNone, ""}:          "Nothing to do: its first refresh is still to come.",
	{Waiting, CauseNone, "running"}:   "Nothing to do: its first refresh is under way.",
	{Waiting, CauseNone, "unplanned"}: "Nothing to do: it has never been refreshed, and this app can't read the report server's schedule for it.",
	{Waiting, CauseNone, "retrying"}:  "Nothing to do yet: its first refresh didn't succeed, and the report server tries it again by itself.",

	{Late, CauseLate, ""}:            "Refresh it now, or wait: the report server was due to refresh {report} and didn't.",
	{Late, CauseLate, "missed"}:      "Refresh it now, or wait: the report server couldn't refresh {report} while its sign-in to Power BI was gone. You have signed in there since.",
	{Late, CauseLate, "catching up"}: "Wait a moment: the report server was asked to refresh {report}, now that you have signed in there again.",
	{Late, CauseLate, "signed in"}:   "Wait a moment: you have just signed in on the report server, and {report} hasn't been refreshed there since.",

	{Failing, CauseSourceCredentials, ""}:         "Ask the owner of {report} to store the credentials of its data source on the report server: without them it can't be refreshed.",
	{Failing, CauseSourceCredentials, "unstored"}: "Ask the owner of {report} to store the credentials of its data source on the report server: it keeps none there, so no refresh of it can succeed.",
	{Failing, CauseItemMissing, ""}:               "Ask the owner of {report} to look at it: the report server can't find what was pinned from it any more.",
	{Failing, CauseNoPermission, ""}:              "Ask the owner of {report} for the permission to see it: the report server doesn't let you run it.",
	{Failing, CauseModelError, ""}:                "Ask the owner of {report} to look at it: running it on the report server ended in an error.",
	{Failing, CauseModelError, "stuck"}:           "Ask the owner of {report} to look at it: a refresh began on the report server and hasn't come to an end.",
	{Failing, CauseThrottled, ""}:                 "Wait a little: Power BI was taking no more from the report server when it refreshed {report}. The report server tries again by itself.",
	{Failing, CauseServerUnreachable, ""}:         "Wait a little: the report server couldn't reach what it needs to refresh {report}. It tries again by itself.",
	{Failing, CauseServiceDown, ""}:               "Wait a little: Power BI was out of order when the report server refreshed {report}. The report server tries again by itself.",
	{Failing, CauseUnrecognised, ""}:              "Open it on the report server to see more: refreshing {report} failed for a reason that this app doesn't know.",

	{Stopped, CauseSignInExpired, ""}:                           "Sign in again on the report server: the sign-in that it keeps has ended, and until then it refreshes none of its pins.",
	{Stopped, CauseSignInExpired, "run"}:                        "Sign in again on the report server: it couldn't refresh {report} with the sign-in to Power BI that it keeps.",
	{Stopped, CauseSignInRefused, ""}:                           "Sign in again on the report server: the sign-in that it keeps is no longer accepted, and until then it refreshes none of its pins.",
	{Stopped, CauseSignedOut, ""}:                               "Sign in on the report server: it keeps no sign-in of yours, and until then it refreshes none of its pins.",
	{Stopped, CauseAdminNeeded, ""}:                             "Ask your administrator: the report server's sign-in is blocked, and until that changes it refreshes none of its pins.",
	{Stopped, CauseAdminNeeded, string(IntegrationOff)}:         "Ask your administrator to register the report server with Power BI: it isn't, so it refreshes none of its pins.",
	{Stopped, CauseAdminNeeded, string(IntegrationUnavailable)}: "Ask your administrator how to show the report in Power BI itself: this release of the report server no longer refreshes pins.",
	{Stopped, CauseAdminNeeded, string(statusRegistration)}:     "Ask your administrator to register the report server with Power BI again: as it is, the server can't deliver to Power BI.",
	{Stopped, CauseAdminNeeded, string(statusScheduler)}:        "Ask your administrator to start SQL Server Agent: without it the report server refreshes nothing on its schedule.",
	{Stopped, CauseSubscriptionOff, ""}:                         "Switch its refreshing on again, here or on the report server: its subscription is off, so nothing refreshes it.",
	{Stopped, CauseSubscriptionOff, "paused"}:                   "Resume it when it is to be refreshed again: you have paused it here, and it is muted until then.",
	{Stopped, CauseTileDeleted, ""}:                             "Pin it again, or delete its subscription: it is no longer on {dashboard}, and the report server tries in vain.",
	{Stopped, CauseTileDeleted, string(statusDashboard)}:        "Pin it elsewhere, or delete its subscription: {dashboard} is gone or may not be changed any more, and the report server tries in vain.",

	{Unseen, CauseServerLogin, ""}:       "Sign in to the report server itself: it doesn't let this app in, so this app can't tell how its pins are doing.",
	{Unseen, CauseNoPermission, ""}:      "Ask the owner of {report} for the permission to see it: without it the report server doesn't tell how it is doing.",
	{Unseen, CauseItemMissing, ""}:       "Ask the owner of {report} to look at it: the report server doesn't find its subscription any more, so this app can't tell how it is doing.",
	{Unseen, CauseNotWatchable, ""}:      "Nothing to do: the report server doesn't tell how it is doing.",
	{Unseen, CauseNotChecked, ""}:        "Wait a little: nobody has looked lately, so this app can't tell. It looks again by itself.",
	{Unseen, CauseNotChecked, "never"}:   "Wait a little: nobody has looked yet.",
	{Unseen, CauseServerUnreachable, ""}: "Wait a little: the report server can't be reached, so this app can't tell. It tries again by itself.",
	{Unseen, CauseServiceDown, ""}:       "Wait a little: the report server is out of order, so this app can't tell. It tries again by itself.",
	{Unseen, CauseThrottled, ""}:         "Wait a little: the report server is taking no more requests for now, so this app can't tell. It tries again by itself.",
	{Unseen, CauseUnrecognised, ""}:      "Open it on the report server to see more: what it says of the last refresh of {report} is nothing that this app knows.",
}

// pinFallbacks are fallbacks for pins.
var pinFallbacks = map[State]language.Text{
	Fresh:   "Up to date.",
	Waiting: "Nothing to do: its first refresh is still to come.",
	Late:    "Refresh it now, or wait: the report server was due to refresh {report} and didn't.",
	Failing: "Open it on the report server to see more: refreshing {report} failed.",
	Stopped: "Open it on the report server to see more: nothing refreshes it any more.",
	Unseen:  "Nothing to do: this app can't tell how it is doing.",
}

// pinGroupTexts are groupTexts for a report server.
var pinGroupTexts = map[Cause]language.Text{
	CauseSourceCredentials: "Ask the owners of the reports behind {tiles} to store the credentials of their data sources on the report server: without them they can't be refreshed.",
	CauseItemMissing:       "Ask the owners of the reports behind {tiles} to look at them: the report server can't find what was pinned any more.",
	CauseNoPermission:      "Ask the owners of the reports behind {tiles} for the permission to see them: the report server doesn't let you run them.",
	CauseModelError:        "Ask the owners of the reports behind {tiles} to look at them: running them on the report server ended in errors.",
	CauseTileDeleted:       "Pin {tiles} again, or delete their subscriptions: they are no longer on their dashboards, and the report server tries in vain.",
	CauseSubscriptionOff:   "Switch the refreshing of {tiles} on again, here or on the report server: their subscriptions are off, so nothing refreshes them.",
	CauseThrottled:         "Wait a little: Power BI was taking no more from the report server, so {tiles} couldn't be refreshed. It tries again by itself.",
	CauseServerUnreachable: "Wait a little: the report server couldn't reach what it needs to refresh {tiles}. It tries again by itself.",
	CauseServiceDown:       "Wait a little: Power BI was out of order when the report server was to refresh {tiles}. The report server tries again by itself.",
	CauseLate:              "Refresh now, or wait: the report server was due to refresh {tiles} and didn't.",
	CauseUnrecognised:      "Open the report server to see more: {tiles} couldn't be refreshed, for reasons that this app doesn't know.",
	CauseAdminNeeded:       "Ask your administrator about the report server: it can't refresh {tiles} as it is.",
	CauseSignInExpired:     "Sign in again on the report server: it couldn't refresh {tiles} with the sign-in to Power BI that it keeps.",
	CauseSignInRefused:     "Sign in again on the report server: the sign-in to Power BI that it keeps is no longer accepted, and it couldn't refresh {tiles}.",
	CauseSignedOut:         "Sign in on the report server: it keeps no sign-in to Power BI of yours, and couldn't refresh {tiles}.",
}

// catchingUpText is for several pins that wait to be refreshed after the person
// has signed in on their report server.
const catchingUpText language.Text = "Wait a moment: you have signed in on the report server again, and {tiles} will be fresh once it has refreshed them."

// inferredText is for a sign-in that only a pin's last run tells to be gone.
const inferredText language.Text = "Sign in again on the report server: a refresh ended because the sign-in to Power BI that it keeps is gone."

// suspectText is for several pins that failed at once in words that are not
// known, on a server that doesn't tell about its sign-in.
const suspectText language.Text = "Sign in again on the report server to see whether that helps: {tiles} that were well couldn't be refreshed, " +
	"and none has been since. That may mean that the sign-in to Power BI that it keeps has ended."

// integrationTexts are for a server that is not integrated, in place of
// signInTexts.
var integrationTexts = map[Integration]language.Text{
	IntegrationOff:         "Ask your administrator to register the report server with Power BI: it isn't, so there is no sign-in to Power BI on it.",
	IntegrationUnavailable: "Ask your administrator how to show your reports in Power BI itself: this release of the report server no longer works with Power BI dashboards.",
}
