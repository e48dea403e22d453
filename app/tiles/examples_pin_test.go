package tiles

import "time"

// The specification for a report server's pins, in examples: as examples_*.go,
// but the feed is a pin of the report "IT Spend", refreshed at every full hour
// by the server, whose last run was at 11:00, and which was looked at five
// minutes ago.

// spend is the pin that all is well with.
func spend(change ...func(*Feed)) Feed {
	f := Feed{
		ID: "rs/spend", Connection: "rs", Source: SourceSubscription, ModelID: "spend",
		Name: "IT Spend", Owner: `CONTOSO\ana`, Kind: KindPin, Access: AccessGranted,
		Subscription: Subscription{
			Report: "/Finance/IT Spend", Visual: "Chart2", DashboardID: "d", Dashboard: "Costs", TileID: "t",
			Active: true, RunAt: clockAt("11:00"), ModifiedAt: at("2026-02-01"), DetailAt: at("2026-02-01"),
		},
		Schedule: &Schedule{Enabled: true, EveryMinutes: 60, Anchor: at("2026-02-01 08:00"), Zone: "W. Europe Standard Time"},
		LookedAt: clockAt("11:55"), TriedAt: clockAt("11:55"), FirstSeen: at("2026-02-01"),
		Runs: []Run{pinRun("11:00", ""), pinRun("10:00", ""), pinRun("09:00", "")},
	}
	for _, c := range change {
		c(&f)
	}
	return f
}

// pinRun is a run as a list of subscriptions tells it.
func pinRun(start, status string) Run {
	s, _ := ClassifyStatus(status)
	r := Run{ID: start, Start: clockAt(start), End: clockAt(start), Status: s}
	if s != RunGood {
		r.Text = status
	}
	return r
}

// pinned makes these the pin's newest runs.
func pinned(runs ...Run) func(*Feed) {
	return func(f *Feed) {
		f.Runs = append(runs, f.Runs[2:]...) // 09:00 stays
		f.Subscription.RunAt, f.Subscription.Status = runs[0].Start, runs[0].Text
	}
}

func neverRun(f *Feed) {
	f.Runs, f.Subscription.RunAt, f.Subscription.Status = nil, time.Time{}, "New subscription"
	f.FirstSeen = clockAt("11:10")
}

func inactive(f *Feed) {
	s := *f.Schedule
	s.Enabled, f.Schedule, f.Subscription.Active = false, &s, false
	f.Subscription.ModifiedAt = clockAt("11:30")
}

var (
	serverGood    = SignIn{State: SignedIn, Since: at("2026-01-01"), SignedInAt: at("2026-01-01"), Name: `CONTOSO\ana`, Integration: IntegrationOn}
	serverUnknown = SignIn{State: UnknownState, Name: `CONTOSO\ana`}
	serverLogin   = SignIn{State: UnknownState, Cause: CauseServerLogin}
	serverOff     = SignIn{State: Blocked, Cause: CauseAdminNeeded, Integration: IntegrationOff}
	serverTooNew  = SignIn{State: Blocked, Cause: CauseAdminNeeded, Integration: IntegrationUnavailable}
)

const (
	saysExpired     = "PowerBI Delivery error: dashboard: Costs, visual: Chart2, error: Missing, invalid or expired Power BI credentials."
	saysCredentials = "PowerBI Delivery error: dashboard: Costs, visual: Chart2, error: The user data source credentials do not meet the requirements. (rsInvalidDataSourceCredentialSetting)"
	saysItem        = "PowerBI Delivery error: dashboard: Costs, visual: Chart2, error: Error: Report item 'Chart2' cannot be found."
	saysTile        = "PowerBI Delivery error: dashboard: Costs, visual: Chart2, error: The item 'Tile deleted 4c' cannot be found."
	saysExtension   = "The delivery extension for this subscription could not be loaded."
	saysDown        = "PowerBI Delivery error: dashboard: Costs, visual: Chart2, error: The remote server returned an error: (503) Server Unavailable."
	saysNew         = "PowerBI Delivery error: dashboard: Costs, visual: Chart2, error: The flux is out of tune."
	saysGerman      = "PowerBI-Übermittlungsfehler: Dashboard: Costs, Visual: Chart2, Fehler: Der Fluss ist verstimmt."
)

var pinWellExamples = []example{
	{
		name: "a pin that is well",
		f:    spend(),
		want: expected{state: Fresh, since: "11:00", lastGood: "11:00", nextDue: "13:00", holds: "13:30", text: "Up to date."},
	},
	{
		name: "the server doesn't tell about its sign-in",
		f:    spend(), s: serverUnknown,
		want: expected{state: Fresh, since: "11:00", lastGood: "11:00", nextDue: "13:00", holds: "13:30", text: "Up to date."},
	},
	{
		name: "it is being refreshed",
		f:    spend(pinned(Run{ID: "x", Start: clockAt("11:54"), Status: RunRunning, Text: "Pending"}, pinRun("11:00", ""))),
		want: expected{state: Fresh, since: "11:00", lastGood: "11:00", nextDue: "13:00", holds: "13:30", text: "Up to date, and being refreshed right now."},
	},
	{
		name: "a schedule that can't be read, as by the month",
		f:    spend(unscheduled),
		want: expected{state: Fresh, since: "11:00", lastGood: "11:00", holds: "14:25",
			text: "Up to date. This app can't read the report server's schedule for it, so it can't tell when it is due again."},
	},
	{
		name: "never run, and the first time is to come",
		f:    spend(neverRun),
		want: expected{state: Waiting, since: "11:10", nextDue: "13:00", holds: "13:30", text: "Nothing to do: its first refresh is still to come."},
	},
	{
		name: "never run on a German server",
		f:    spend(neverRun, func(f *Feed) { f.Subscription.Status = "Neues Abonnement" }),
		want: expected{state: Waiting, since: "11:10", nextDue: "13:00", holds: "13:30", text: "Nothing to do: its first refresh is still to come."},
	},
	{
		name: "it failed a while ago: the server tries again",
		f:    spend(pinned(pinRun("11:30", saysDown), pinRun("11:00", ""))),
		want: expected{state: Fresh, since: "11:00", lastGood: "11:00", nextDue: "13:00", holds: "12:45", code: saysDown,
			text: "Nothing to do yet: the last refresh of “IT Spend” didn't succeed, and the report server tries it again by itself."},
	},
	{
		name: "its first run failed a while ago",
		f:    spend(neverRun, func(f *Feed) { f.Runs = []Run{pinRun("11:30", saysNew)} }),
		want: expected{state: Waiting, since: "11:10", nextDue: "13:00", holds: "12:45", code: saysNew,
			text: "Nothing to do yet: its first refresh didn't succeed, and the report server tries it again by itself."},
	},
	{
		name: "a German text on a pin that has run well since",
		f:    spend(pinned(pinRun("11:00", ""), pinRun("10:00", saysGerman))),
		want: expected{state: Fresh, since: "11:00", lastGood: "11:00", nextDue: "13:00", holds: "13:30", text: "Up to date."},
	},
}

var pinBadExamples = []example{
	{
		name: "the slot was missed",
		f:    spend(func(f *Feed) { f.Runs = f.Runs[1:] }),
		now:  "12:10", // 11:00 may come until 12:00, and the look was at 12:05
		want: expected{state: Fresh, since: "10:00", lastGood: "10:00", nextDue: "13:00", holds: "12:30", text: "Up to date."},
	},
	{
		name: "the slot was missed, and a look has shown it",
		f:    spend(func(f *Feed) { f.Runs = f.Runs[1:] }, looked("12:05")), now: "12:10",
		want: expected{state: Late, cause: CauseLate, remedy: RemedyRefreshNow, since: "11:00", lastGood: "10:00", nextDue: "13:00", holds: "14:35",
			text: "Refresh it now, or wait: the report server was due to refresh “IT Spend” and didn't."},
	},
	{
		name: "its tries are over",
		f:    spend(pinned(pinRun("11:10", saysDown), pinRun("11:00", ""))),
		want: expected{state: Failing, cause: CauseServiceDown, remedy: RemedyWait, since: "11:10", lastGood: "11:00", nextDue: "13:00", holds: "14:25", code: saysDown,
			text: "Wait a little: Power BI was out of order when the report server refreshed “IT Spend”. The report server tries again by itself."},
	},
	{
		name: "its tries began long ago",
		f:    spend(pinned(pinRun("11:45", saysDown), pinRun("11:30", saysDown), pinRun("11:00", saysDown))),
		want: expected{state: Failing, cause: CauseServiceDown, remedy: RemedyWait, since: "11:00", lastGood: "09:00", nextDue: "13:00", holds: "14:25", code: saysDown,
			text: "Wait a little: Power BI was out of order when the report server refreshed “IT Spend”. The report server tries again by itself."},
	},
	{
		name: "its tries must be over, and nobody has looked",
		f:    spend(pinned(pinRun("11:10", saysDown), pinRun("11:00", "")), looked("11:40")), now: "12:25",
		want: expected{state: Unseen, cause: CauseNotChecked, remedy: RemedyWait, since: "12:25", lastGood: "11:00", nextDue: "13:00", code: saysDown,
			text: "Wait a little: nobody has looked lately, so this app can't tell. It looks again by itself."},
	},
	{
		name: "credentials: no try can cure that",
		f:    spend(pinned(pinRun("11:50", saysCredentials), pinRun("11:00", ""))),
		want: expected{state: Failing, cause: CauseSourceCredentials, remedy: RemedyAskOwner, since: "11:50", lastGood: "11:00", nextDue: "13:00", holds: "14:25", code: saysCredentials,
			text: "Ask the owner of “IT Spend” to store the credentials of its data source on the report server: without them it can't be refreshed."},
	},
	{
		name: "no credentials are stored: known before the first run",
		f:    spend(neverRun, func(f *Feed) { f.Subscription.NoStored = true }),
		want: expected{state: Failing, cause: CauseSourceCredentials, remedy: RemedyAskOwner, since: "11:10", nextDue: "13:00", holds: "14:25",
			text: "Ask the owner of “IT Spend” to store the credentials of its data source on the report server: it keeps none there, so no refresh of it can succeed."},
	},
	{
		name: "no credentials were stored, but it has run well since",
		f:    spend(func(f *Feed) { f.Subscription.NoStored = true }),
		want: expected{state: Fresh, since: "11:00", lastGood: "11:00", nextDue: "13:00", holds: "13:30", text: "Up to date."},
	},
	{
		name: "the pinned item is gone",
		f:    spend(pinned(pinRun("11:50", saysItem))),
		want: expected{state: Failing, cause: CauseItemMissing, remedy: RemedyAskOwner, since: "11:50", lastGood: "09:00", nextDue: "13:00", holds: "14:25", code: saysItem,
			text: "Ask the owner of “IT Spend” to look at it: the report server can't find what was pinned from it any more."},
	},
	{
		name: "a new error, verbatim",
		f:    spend(pinned(pinRun("11:00", saysNew))),
		want: expected{state: Failing, cause: CauseUnrecognised, remedy: RemedyOpen, since: "11:00", lastGood: "09:00", nextDue: "13:00", holds: "14:25", code: saysNew,
			text: "Open it on the report server to see more: refreshing “IT Spend” failed for a reason that this app doesn't know. The report server says: “" + saysNew + "”"},
	},
	{
		name: "a text in another language: never good, and not called bad",
		f:    spend(pinned(pinRun("11:00", saysGerman), pinRun("10:00", saysGerman))),
		want: expected{state: Unseen, cause: CauseUnrecognised, remedy: RemedyOpen, since: "10:00", lastGood: "09:00", nextDue: "13:00", holds: "13:30", code: saysGerman,
			text: "Open it on the report server to see more: what it says of the last refresh of “IT Spend” is nothing that this app knows. The report server says: “" + saysGerman + "”"},
	},
	{
		name: "one word in another language",
		f:    spend(pinned(pinRun("11:00", "Erfolgreich"))),
		want: expected{state: Unseen, cause: CauseUnrecognised, remedy: RemedyOpen, since: "11:00", lastGood: "09:00", nextDue: "13:00", holds: "13:30", code: "Erfolgreich",
			text: "Open it on the report server to see more: what it says of the last refresh of “IT Spend” is nothing that this app knows. The report server says: “Erfolgreich”"},
	},
	{
		name: "the tile was deleted",
		f:    spend(pinned(pinRun("11:50", saysTile))),
		want: expected{state: Stopped, cause: CauseTileDeleted, remedy: RemedyOpen, since: "11:50", lastGood: "09:00", holds: "14:25", code: saysTile,
			text: "Pin it again, or delete its subscription: it is no longer on “Costs”, and the report server tries in vain."},
	},
	{
		name: "the dashboard was deleted",
		f:    spend(pinned(pinRun("11:50", "Server Error: The item 'Dashboard deleted 4c' cannot be found. (rsItemNotFound)"))),
		want: expected{state: Stopped, cause: CauseTileDeleted, remedy: RemedyOpen, since: "11:50", lastGood: "09:00", holds: "14:25",
			code: "Server Error: The item 'Dashboard deleted 4c' cannot be found. (rsItemNotFound)",
			text: "Pin it elsewhere, or delete its subscription: “Costs” is gone or may not be changed any more, and the report server tries in vain."},
	},
	{
		name: "the subscription is off",
		f:    spend(inactive),
		want: expected{state: Stopped, cause: CauseSubscriptionOff, remedy: RemedyOpen, since: "11:30", lastGood: "11:00", holds: "14:25",
			text: "Switch its refreshing on again, here or on the report server: its subscription is off, so nothing refreshes it."},
	},
	{
		name: "the subscription says that it is off",
		f:    spend(func(f *Feed) { f.Subscription.Status = "Inactive" }),
		want: expected{state: Stopped, cause: CauseSubscriptionOff, remedy: RemedyOpen, since: "2026-02-01", lastGood: "11:00", holds: "14:25",
			text: "Switch its refreshing on again, here or on the report server: its subscription is off, so nothing refreshes it."},
	},
	{
		name: "the server was taken out of Power BI, which switched the subscription off",
		f:    spend(inactive, func(f *Feed) { f.Subscription.Status = saysExtension }),
		want: expected{state: Stopped, cause: CauseAdminNeeded, remedy: RemedyAskAdmin, lastGood: "11:00", holds: "14:25", code: saysExtension,
			text: "Ask your administrator to register the report server with Power BI again: as it is, the server can't deliver to Power BI."},
	},
	{
		name: "nobody has looked for long",
		f:    spend(looked("09:00")),
		want: expected{state: Unseen, cause: CauseNotChecked, remedy: RemedyWait, since: "11:30", lastGood: "11:00", nextDue: "13:00",
			text: "Wait a little: nobody has looked lately, so this app can't tell. It looks again by itself."},
	},
	{
		name: "the server can't be reached",
		f:    spend(looked("09:00"), func(f *Feed) { f.Trouble = &Problem{Cause: CauseServerUnreachable, Code: "unreachable"} }),
		want: expected{state: Unseen, cause: CauseServerUnreachable, remedy: RemedyWait, since: "11:30", lastGood: "11:00", nextDue: "13:00", code: "unreachable",
			text: "Wait a little: the report server can't be reached, so this app can't tell. It tries again by itself."},
	},
	{
		name: "the subscription may not be seen",
		f:    spend(func(f *Feed) { f.Access = AccessDenied }),
		want: expected{state: Unseen, cause: CauseNoPermission, remedy: RemedyAskOwner, lastGood: "11:00", nextDue: "13:00",
			text: "Ask the owner of “IT Spend” for the permission to see it: without it the report server doesn't tell how it is doing."},
	},
	{
		name: "a report without a name, and names that lie",
		f: spend(pinned(pinRun("11:50", saysTile)), func(f *Feed) {
			f.Name, f.Subscription.Dashboard = "", "Co\u202Ests {report}"
		}),
		want: expected{state: Stopped, cause: CauseTileDeleted, remedy: RemedyOpen, since: "11:50", lastGood: "09:00", holds: "14:25", code: saysTile,
			text: "Pin it again, or delete its subscription: it is no longer on “Costs {report}”, and the report server tries in vain."},
	},
}

var pinSignInExamples = []example{
	{
		name: "the server's sign-in has ended",
		f:    spend(), s: expired,
		want: expected{state: Stopped, cause: CauseSignInExpired, remedy: RemedySignIn, since: "10:00", lastGood: "11:00",
			text: "Sign in again on the report server: the sign-in that it keeps has ended, and until then it refreshes none of its pins."},
	},
	{
		name: "nobody is signed in on the server",
		f:    spend(), s: signedOut,
		want: expected{state: Stopped, cause: CauseSignedOut, remedy: RemedySignIn, lastGood: "11:00",
			text: "Sign in on the report server: it keeps no sign-in of yours, and until then it refreshes none of its pins."},
	},
	{
		name: "the sign-in has ended, but the tile is gone anyway",
		f:    spend(pinned(pinRun("11:50", saysTile))), s: expired,
		want: expected{state: Stopped, cause: CauseTileDeleted, remedy: RemedyOpen, since: "11:50", lastGood: "09:00", code: saysTile,
			text: "Pin it again, or delete its subscription: it is no longer on “Costs”, and the report server tries in vain."},
	},
	{
		name: "the sign-in has ended, but the subscription is off anyway",
		f:    spend(inactive), s: signedOut,
		want: expected{state: Stopped, cause: CauseSubscriptionOff, remedy: RemedyOpen, since: "11:30", lastGood: "11:00",
			text: "Switch its refreshing on again, here or on the report server: its subscription is off, so nothing refreshes it."},
	},
	{
		name: "the pin itself says that the sign-in has ended",
		f:    spend(pinned(pinRun("11:50", saysExpired))), s: serverUnknown,
		want: expected{state: Stopped, cause: CauseSignInExpired, remedy: RemedySignIn, since: "11:50", lastGood: "09:00", holds: "14:25", code: saysExpired,
			text: "Sign in again on the report server: it couldn't refresh “IT Spend” with the sign-in to Power BI that it keeps."},
	},
	{
		name: "the same, and somebody has signed in since",
		f:    spend(pinned(pinRun("11:50", saysExpired))), s: SignIn{State: SignedIn, SignedInAt: clockAt("11:58")},
		want: expected{state: Late, cause: CauseLate, remedy: RemedyRefreshNow, since: "11:50", lastGood: "09:00", nextDue: "13:00", holds: "14:25", code: saysExpired,
			text: "Refresh it now, or wait: the report server couldn't refresh “IT Spend” while its sign-in to Power BI was gone. You have signed in there since."},
	},
	{
		name: "the same, a moment ago",
		f:    spend(pinned(pinRun("11:50", saysExpired))), s: SignIn{State: SignedIn, SignedInAt: clockAt("11:59")},
		want: expected{state: Late, cause: CauseLate, remedy: RemedyWait, since: "11:50", lastGood: "09:00", nextDue: "13:00", holds: "12:01", code: saysExpired,
			text: "Wait a moment: you have just signed in on the report server, and “IT Spend” hasn't been refreshed there since."},
	},
	{
		name: "the same, and its refresh was asked for",
		f:    spend(pinned(pinRun("11:50", saysExpired)), asks(ask("11:59", AskAccepted))), s: SignIn{State: SignedIn, SignedInAt: clockAt("11:58")},
		want: expected{state: Late, cause: CauseLate, remedy: RemedyWait, since: "11:50", lastGood: "09:00", nextDue: "13:00", holds: "12:59:05", code: saysExpired,
			text: "Wait a moment: the report server was asked to refresh “IT Spend”, now that you have signed in there again."},
	},
	{
		name: "the server doesn't let the app in",
		f:    spend(), s: serverLogin,
		want: expected{state: Unseen, cause: CauseServerLogin, remedy: RemedySignIn, lastGood: "11:00",
			text: "Sign in to the report server itself: it doesn't let this app in, so this app can't tell how its pins are doing."},
	},
	{
		name: "the server is not integrated",
		f:    spend(), s: serverOff,
		want: expected{state: Stopped, cause: CauseAdminNeeded, remedy: RemedyAskAdmin, lastGood: "11:00",
			text: "Ask your administrator to register the report server with Power BI: it isn't, so it refreshes none of its pins."},
	},
	{
		name: "the server's release has no pins any more",
		f:    spend(), s: serverTooNew,
		want: expected{state: Stopped, cause: CauseAdminNeeded, remedy: RemedyAskAdmin, lastGood: "11:00",
			text: "Ask your administrator how to show the report in Power BI itself: this release of the report server no longer refreshes pins."},
	},
}
