package tiles

import (
	"strings"
	"time"
)

// Fresh and waiting.
var wellExamples = []example{
	{
		name: "all is well",
		f:    sales(),
		want: expected{state: Fresh, since: "07:11", lastGood: "07:11", nextDue: "13:00", holds: "14:25", text: "Up to date."},
	},
	{
		name: "all is well, and a run is under way",
		f:    sales(with(runningRun("11:50"))),
		want: expected{state: Fresh, since: "07:11", lastGood: "07:11", nextDue: "13:00", holds: "14:25",
			text: "Up to date, and being refreshed right now."},
	},
	{
		name: "the time zone of the schedule is not known",
		f:    sales(func(f *Feed) { f.Schedule.Zone = "Shire\nTime" }),
		want: expected{state: Fresh, since: "07:11", lastGood: "07:11", nextDue: "13:00", holds: "14:25",
			text: "Up to date. This app doesn't know the schedule's time zone, “Shire Time”, so its times are taken as UTC."},
	},
	{
		name: "no schedule, and the last run was good",
		f:    sales(unscheduled),
		want: expected{state: Fresh, since: "07:11", lastGood: "07:11", holds: "14:25",
			text: "Up to date. Nothing refreshes it on a schedule that this app can see; you can have this app keep it fresh."},
	},
	{
		name: "never run, and the first run is to come",
		f:    sales(only(), func(f *Feed) { f.FirstSeen = clockAt("11:00") }),
		want: expected{state: Waiting, since: "11:00", nextDue: "13:00", holds: "14:25",
			text: "Nothing to do: its first refresh is still to come."},
	},
	{
		name: "never run, and the first run is under way",
		f:    sales(only(runningRun("11:55")), func(f *Feed) { f.FirstSeen = clockAt("11:00") }),
		want: expected{state: Waiting, since: "11:00", nextDue: "13:00", holds: "14:25",
			text: "Nothing to do: its first refresh is under way."},
	},
}

// Unseen: nobody can tell.
var unseenExamples = []example{
	{
		name: "refreshed by Power BI, and the sign-in has ended",
		f:    sales(),
		s:    expired,
		want: expected{state: Unseen, cause: CauseSignInExpired, remedy: RemedySignIn, since: "10:00", lastGood: "07:11", nextDue: "13:00",
			text: "Sign in again to see how it is doing: your sign-in has ended. What Power BI refreshes by itself goes on without it."},
	},
	{
		name: "the history may not be read",
		f:    sales(only(), func(f *Feed) { f.Access = AccessDenied }),
		want: expected{state: Unseen, cause: CauseNoPermission, remedy: RemedyAskOwner, nextDue: "13:00", owner: "eva@contoso.com",
			text: "Ask eva@contoso.com to give you the permission to change “Sales” if you want to see how it is doing: only then does Power BI tell."},
	},
	{
		name: "the model is gone or hidden",
		f:    sales(only(), func(f *Feed) { f.Access = AccessMissing }),
		want: expected{state: Unseen, cause: CauseItemMissing, remedy: RemedyAskOwner, nextDue: "13:00", owner: "eva@contoso.com",
			text: "Ask eva@contoso.com to look at “Sales”: it can't be found any more, or you may not see it, so this app can't tell how it is doing."},
	},
	{
		name: "the history may not be read, and the sign-in has ended: signing in would not help",
		f:    sales(only(), func(f *Feed) { f.Access, f.Owner = AccessDenied, "" }),
		s:    expired,
		want: expected{state: Unseen, cause: CauseNoPermission, remedy: RemedyAskOwner, nextDue: "13:00",
			text: "Ask the owner of “Sales” to give you the permission to change “Sales” if you want to see how it is doing: only then does Power BI tell."},
	},
	{
		name: "streaming",
		f:    sales(only(), unscheduled, func(f *Feed) { f.Kind = KindStreaming }),
		want: expected{state: Unseen, cause: CauseNotWatchable,
			text: "Nothing to do: its data flows past and is not kept, so there is nothing to refresh."},
	},
	{
		name: "DirectQuery without a history",
		f:    sales(only(), unscheduled, func(f *Feed) { f.Kind = KindDirectQuery }),
		want: expected{state: Unseen, cause: CauseNotWatchable,
			text: "Nothing to do: it asks its data source directly, and Power BI doesn't tell how that went."},
	},
	{
		name: "DirectQuery: a refresh by hand says nothing about what comes after",
		f: sales(func(f *Feed) {
			f.Kind, f.Runs = KindDirectQuery, f.Runs[:1]
			f.Runs[0].Trigger = "OnDemand"
			f.Schedule = &Schedule{Enabled: true, EveryMinutes: 60}
		}),
		want: expected{state: Unseen, cause: CauseNotWatchable, lastGood: "07:11", nextDue: "13:00",
			text: "Nothing to do: it asks its data source directly, and Power BI doesn't tell how that went."},
	},
	{
		name: "DirectQuery, kept by this app: its runs are known",
		f: sales(kept(dailyAt("07:00")), func(f *Feed) {
			f.Kind = KindDirectQuery
			f.Schedule = &Schedule{Enabled: true, EveryMinutes: 60}
		}),
		want: expected{state: Fresh, since: "07:11", lastGood: "07:11", nextDue: "13:00", holds: "14:25", text: "Up to date."},
	},
	{
		name: "nobody has looked yet",
		f:    sales(only(), looked(""), func(f *Feed) { f.Access = AccessUntried }),
		want: expected{state: Unseen, cause: CauseNotChecked, remedy: RemedyWait, nextDue: "13:00",
			text: "Wait a little: nobody has looked yet."},
	},
	{
		name: "nobody has looked for two and a half hours",
		f:    sales(looked("09:30")),
		want: expected{state: Unseen, cause: CauseNotChecked, remedy: RemedyWait, since: "12:00", lastGood: "07:11", nextDue: "13:00",
			text: "Wait a little: nobody has looked lately, so this app can't tell. It looks again by itself."},
	},
	{
		name: "Power BI can't be reached for two and a half hours",
		f: sales(looked("09:30"), func(f *Feed) {
			f.Misses, f.Trouble = 9, &Problem{Cause: CauseServerUnreachable, Code: "dial tcp"}
		}),
		want: expected{state: Unseen, cause: CauseServerUnreachable, remedy: RemedyWait, since: "12:00", lastGood: "07:11", nextDue: "13:00", code: "dial tcp",
			text: "Wait a little: Power BI can't be reached, so this app can't tell. It tries again by itself."},
	},
	{
		name: "Power BI can't be reached for a while: what is known holds",
		f: sales(looked("10:30"), func(f *Feed) {
			f.Misses, f.Trouble = 3, &Problem{Cause: CauseServerUnreachable}
		}),
		want: expected{state: Fresh, since: "07:11", lastGood: "07:11", nextDue: "13:00", holds: "13:00", text: "Up to date."},
	},
	{
		name: "where one looks every six hours, a look holds longer",
		f:    sales(looked("07:30")),
		s:    SignIn{State: SignedIn, Patience: PatienceFor(6 * time.Hour)},
		want: expected{state: Fresh, since: "07:11", lastGood: "07:11", nextDue: "13:00", holds: "14:40", text: "Up to date."},
	},
	{
		name: "the clock was set back: a look from the future is none",
		f:    sales(looked("13:00")),
		want: expected{state: Unseen, cause: CauseNotChecked, remedy: RemedyWait, lastGood: "07:11", nextDue: "13:00",
			text: "Wait a little: nobody has looked lately, so this app can't tell. It looks again by itself."},
	},
	{
		name: "the last run ended in a way that nobody knows",
		f: sales(with(func() Run {
			r := goodRun("11:01")
			r.Status = "Sublimated"
			return r
		}())),
		want: expected{state: Unseen, cause: CauseUnrecognised, remedy: RemedyOpen, since: "11:11", lastGood: "07:11", nextDue: "13:00", holds: "14:25", code: "Sublimated",
			text: "Open it in Power BI to see more: the last refresh of “Sales” ended in a way that this app doesn't know."},
	},
}

// Names are not trusted.
var nameExamples = []example{
	{
		name: "names with control characters and braces",
		f: sales(with(failedRun("11:01", "GatewayNotReachable", "")), func(f *Feed) {
			f.Name, f.Owner = "Sa\x1b[31mles {ask}", "e\u202Eva {model}"
		}),
		want: expected{state: Failing, cause: CauseGateway, remedy: RemedyAskOwner, since: "11:11", lastGood: "07:11", nextDue: "13:00", holds: "14:25",
			owner: "eva {model}", code: "GatewayNotReachable",
			text: "Ask eva {model} to check the data gateway of “Sa[31mles {ask}”: Power BI couldn't get at the data through it."},
	},
	{
		name: "a name of ten thousand characters",
		f:    sales(only(goodRun("2026-03-01 13:01")), func(f *Feed) { f.Name = strings.Repeat("x", 10_000) }),
		want: expected{state: Late, cause: CauseLate, remedy: RemedyRefreshNow, since: "07:00", lastGood: "2026-03-01 13:11", nextDue: "13:00", holds: "14:25",
			text: "Refresh it now, or wait: “" + strings.Repeat("x", 59) + "…” was due to be refreshed and wasn't."},
	},
}
