package tiles

// Kept fresh by this app.
var keptExamples = []example{
	{
		name: "kept, and all is well",
		f:    sales(kept(dailyAt("07:00"))),
		want: expected{state: Fresh, since: "07:11", lastGood: "07:11", nextDue: "2026-03-03 07:00", holds: "14:25", text: "Up to date."},
	},
	{
		name: "kept: the service's own schedule may be off",
		f: sales(kept(dailyAt("07:00")), func(f *Feed) {
			f.Schedule = &Schedule{Times: clockTimes("07:00")}
			f.Runs[1].Trigger = "Scheduled"
		}),
		want: expected{state: Fresh, since: "07:11", lastGood: "07:11", nextDue: "2026-03-03 07:00", holds: "14:25", text: "Up to date."},
	},
	{
		name: "kept, asked for, and the run has not come yet",
		f:    sales(kept(dailyAt("11:50")), asks(ask("11:50", AskAccepted))),
		want: expected{state: Fresh, since: "07:11", lastGood: "07:11", nextDue: "2026-03-03 11:50", holds: "13:30", text: "Up to date."},
	},
	{
		name: "kept, asked for, and the run never came",
		f:    sales(kept(dailyAt("10:00")), asks(ask("10:00", AskAccepted))),
		want: expected{state: Late, cause: CauseLate, remedy: RemedyRefreshNow, since: "10:00", lastGood: "07:11", nextDue: "2026-03-03 10:00", holds: "14:25",
			text: "Refresh it now: this app was to keep “Sales” fresh and its refresh hasn't come."},
	},
	{
		name: "kept, and nobody asked, as when the computer slept",
		f:    sales(kept(dailyAt("10:00"))),
		want: expected{state: Late, cause: CauseLate, remedy: RemedyRefreshNow, since: "10:00", lastGood: "07:11", nextDue: "2026-03-03 10:00", holds: "14:25",
			text: "Refresh it now: this app was to keep “Sales” fresh and its refresh hasn't come."},
	},
	{
		name: "kept, and the refresh that was asked for failed",
		f:    sales(kept(dailyAt("11:00")), with(failedRun("11:01", "GatewayNotReachable", "")), asks(ask("11:00", AskAccepted))),
		want: expected{state: Failing, cause: CauseGateway, remedy: RemedyAskOwner, since: "11:11", lastGood: "07:11", nextDue: "2026-03-03 11:00", holds: "14:25",
			owner: "eva@contoso.com", code: "GatewayNotReachable",
			text: "Ask eva@contoso.com to check the data gateway of “Sales”: Power BI couldn't get at the data through it."},
	},
	{
		name: "kept hourly, and the day's refreshes are used up",
		f: sales(kept(hourlyKeep()), with(goodRun("10:00")), asks(func() Ask {
			a := ask("11:00", AskQuota)
			a.Code, a.Retry = "Request Throttled", at("2026-03-03 00:01")
			return a
		}())),
		want: expected{state: Failing, cause: CauseCapacity, remedy: RemedyWait, since: "11:00:05", lastGood: "10:10", nextDue: "2026-03-03 00:01", holds: "14:25",
			code: "Request Throttled",
			text: "Wait until more refreshes are granted, or choose fewer a day: the refreshes that Power BI grants “Sales” in a day are used up."},
	},
	{
		name: "the day's refreshes were used up, but one has come since",
		f:    sales(kept(hourlyKeep()), with(goodRun("11:30")), asks(ask("11:00", AskQuota))),
		want: expected{state: Fresh, since: "11:40", lastGood: "11:40", nextDue: "13:00", holds: "13:40", text: "Up to date."},
	},
	{
		name: "kept, and one may not refresh the model",
		f: sales(kept(dailyAt("11:00")), asks(func() Ask {
			a := ask("11:00", AskDenied)
			a.Code = "PowerBINotAuthorizedException"
			return a
		}())),
		want: expected{state: Stopped, cause: CauseNoPermission, remedy: RemedyAskOwner, since: "11:00:05", lastGood: "07:11", nextDue: "2026-03-03 11:00",
			owner: "eva@contoso.com", code: "PowerBINotAuthorizedException",
			text: "Ask eva@contoso.com to give you the permission to change “Sales”: without it Power BI doesn't let this app refresh it."},
	},
	{
		name: "kept, and the model is gone",
		f: sales(kept(dailyAt("11:00")), asks(func() Ask {
			a := ask("11:00", AskDenied)
			a.Code = "PowerBIEntityNotFound"
			return a
		}()), func(f *Feed) { f.Access = AccessMissing }),
		want: expected{state: Stopped, cause: CauseItemMissing, remedy: RemedyAskOwner, since: "11:00:05", lastGood: "07:11", nextDue: "2026-03-03 11:00",
			owner: "eva@contoso.com", code: "PowerBIEntityNotFound",
			text: "Ask eva@contoso.com to look at “Sales”: it can't be found any more, or may not be seen, so it isn't refreshed."},
	},
	{
		name: "kept, and Power BI couldn't be reached for more than an hour",
		f: sales(kept(dailyAt("10:00")), asks(func() Ask {
			a := ask("10:00", AskLater)
			a.Retry = clockAt("12:03")
			return a
		}())),
		want: expected{state: Late, cause: CauseServerUnreachable, remedy: RemedyWait, since: "10:00", lastGood: "07:11", nextDue: "12:03", holds: "14:25",
			text: "Wait a little: Power BI couldn't be reached when “Sales” was due to be refreshed. This app asks again by itself."},
	},
	{
		name: "kept, and Power BI takes no more requests",
		f: sales(kept(dailyAt("10:00")), asks(func() Ask {
			a := ask("10:00", AskLater)
			a.Retry, a.Code = clockAt("12:03"), "TooManyRequests"
			return a
		}())),
		want: expected{state: Late, cause: CauseThrottled, remedy: RemedyWait, since: "10:00", lastGood: "07:11", nextDue: "12:03", holds: "14:25",
			code: "TooManyRequests",
			text: "Wait a little: Power BI is taking no more requests for now, so “Sales” couldn't be refreshed when it was due. This app asks again by itself."},
	},
	{
		name: "kept, and the sign-in has ended",
		f:    sales(kept(dailyAt("07:00"))),
		s:    expired,
		want: expected{state: Stopped, cause: CauseSignInExpired, remedy: RemedySignIn, since: "10:00", lastGood: "07:11",
			text: "Sign in again: your sign-in has ended, and until then this app can't refresh “Sales”."},
	},
	{
		name: "kept, and the sign-in was refused",
		f:    sales(kept(dailyAt("07:00"))),
		s:    refused,
		want: expected{state: Stopped, cause: CauseSignInRefused, remedy: RemedySignIn, since: "10:00", lastGood: "07:11",
			text: "Sign in again: your organisation no longer accepts the sign-in, and until then this app can't refresh “Sales”."},
	},
	{
		name: "kept, and the sign-in is blocked",
		f:    sales(kept(dailyAt("07:00"))),
		s:    blocked,
		want: expected{state: Stopped, cause: CauseAdminNeeded, remedy: RemedyAskAdmin, since: "10:00", lastGood: "07:11",
			text: "Ask your administrator: your organisation blocks the sign-in, and until that changes this app can't refresh “Sales”."},
	},
	{
		name: "kept, and one signed out",
		f:    sales(kept(dailyAt("07:00"))),
		s:    signedOut,
		want: expected{state: Stopped, cause: CauseSignedOut, remedy: RemedySignIn, lastGood: "07:11",
			text: "Sign in: you signed out, and until you sign in again this app can't refresh “Sales”."},
	},
	{
		name: "kept, and the sign-in turned out to be gone when the refresh was due",
		f:    sales(kept(dailyAt("11:00")), asks(ask("11:00", AskSignIn))),
		want: expected{state: Stopped, cause: CauseSignInExpired, remedy: RemedySignIn, since: "11:00:05", lastGood: "07:11",
			text: "Sign in again: your sign-in has ended, and until then this app can't refresh “Sales”."},
	},
	{
		name: "signed in again, and what was missed is still to be caught up",
		f:    sales(kept(dailyAt("11:00")), asks(ask("11:00", AskSignIn))),
		s:    SignIn{State: SignedIn, Since: clockAt("11:59"), SignedInAt: clockAt("11:59")},
		want: expected{state: Late, cause: CauseLate, remedy: RemedyRefreshNow, since: "11:00", lastGood: "07:11", nextDue: "2026-03-03 11:00", holds: "14:25",
			text: "Refresh it now, or wait: a refresh of “Sales” was missed while you weren't signed in."},
	},
	{
		name: "signed in again, and the refresh that was missed has been asked for",
		f:    sales(kept(dailyAt("11:00")), asks(ask("11:00", AskSignIn), catchUp(ask("11:00", AskAccepted)))),
		s:    SignIn{State: SignedIn, Since: clockAt("11:59"), SignedInAt: clockAt("11:59")},
		want: expected{state: Late, cause: CauseLate, remedy: RemedyWait, since: "11:00", lastGood: "07:11", nextDue: "2026-03-03 11:00", holds: "12:59:02",
			text: "Wait a moment: this app has asked Power BI for the refresh of “Sales” that was missed."},
	},
	{
		name: "signed in again, and it has been caught up",
		f:    sales(kept(dailyAt("11:00")), with(goodRun("11:40")), asks(ask("11:00", AskSignIn))),
		s:    SignIn{State: SignedIn, Since: clockAt("11:39"), SignedInAt: clockAt("11:39")},
		want: expected{state: Fresh, since: "11:50", lastGood: "11:50", nextDue: "2026-03-03 11:00", holds: "14:25", text: "Up to date."},
	},
}
