package tiles

import (
	"time"
)

// Failing: the last run failed, or never ends.
var failingExamples = []example{
	{
		name: "the last run failed for want of credentials",
		f:    sales(with(failedRun("11:01", "ModelRefreshFailed_CredentialsNotSpecified", ""))),
		want: expected{state: Failing, cause: CauseSourceCredentials, remedy: RemedyAskOwner, since: "11:11", lastGood: "07:11", nextDue: "13:00", holds: "14:25",
			owner: "eva@contoso.com", code: "ModelRefreshFailed_CredentialsNotSpecified",
			text: "Ask eva@contoso.com to enter the credentials of the data source of “Sales” again: Power BI can't sign in to the data with the ones it has."},
	},
	{
		name: "the same, and the model is one's own",
		f:    sales(with(failedRun("11:01", "ModelRefreshFailed_CredentialsNotSpecified", ""))),
		s:    asEva,
		want: expected{state: Failing, cause: CauseSourceCredentials, remedy: RemedyOpen, since: "11:11", lastGood: "07:11", nextDue: "13:00", holds: "14:25",
			code: "ModelRefreshFailed_CredentialsNotSpecified",
			text: "Enter the credentials of the data source of “Sales” again: Power BI can't sign in to the data with the ones it has."},
	},
	{
		name: "the gateway can't be reached, the owner is not known",
		f:    sales(with(failedRun("11:01", "DM_GWPipeline_Client_GatewayUnreachable", "offline")), func(f *Feed) { f.Owner = "" }),
		want: expected{state: Failing, cause: CauseGateway, remedy: RemedyAskOwner, since: "11:11", lastGood: "07:11", nextDue: "13:00", holds: "14:25",
			code: "DM_GWPipeline_Client_GatewayUnreachable: offline",
			text: "Ask the owner of “Sales” to check the data gateway of “Sales”: Power BI couldn't get at the data through it."},
	},
	{
		name: "it has been failing since yesterday",
		f:    sales(only(failedRun("07:01", "ModelRefresh_ShortMessage_ProcessingError", ""), failedRun("2026-03-01 13:01", "ModelRefresh_ShortMessage_ProcessingError", ""), goodRun("2026-03-01 07:01"))),
		want: expected{state: Failing, cause: CauseModelError, remedy: RemedyAskOwner, since: "2026-03-01 13:11", lastGood: "2026-03-01 07:11", nextDue: "13:00", holds: "14:25",
			owner: "eva@contoso.com", code: "ModelRefresh_ShortMessage_ProcessingError",
			text: "Ask eva@contoso.com to look at “Sales”: loading its data ended in an error."},
	},
	{
		name: "it failed and is being tried again",
		f:    sales(with(runningRun("11:50"), failedRun("11:01", "GatewayNotReachable", ""))),
		want: expected{state: Failing, cause: CauseGateway, remedy: RemedyAskOwner, since: "11:11", lastGood: "07:11", nextDue: "13:00", holds: "14:25",
			owner: "eva@contoso.com", code: "GatewayNotReachable",
			text: "Ask eva@contoso.com to check the data gateway of “Sales”: Power BI couldn't get at the data through it."},
	},
	{
		name: "the data was loaded, the tiles were not refreshed",
		f: sales(with(func() Run {
			r := goodRun("11:01")
			r.Attempts = []Attempt{{Type: "Data", Start: r.Start}, {Type: "Query", Start: r.Start, Code: "ModelRefresh_ShortMessage_ProcessingError"}}
			return r
		}())),
		want: expected{state: Failing, cause: CauseModelError, remedy: RemedyAskOwner, since: "11:11", lastGood: "07:11", nextDue: "13:00", holds: "14:25",
			owner: "eva@contoso.com", code: "ModelRefresh_ShortMessage_ProcessingError",
			text: "Ask eva@contoso.com to look at “Sales”: its data was loaded, but the tiles on the dashboards couldn't be refreshed from it."},
	},
	{
		name: "the tiles failed at first and were refreshed when Power BI tried again",
		f: sales(with(func() Run {
			r := goodRun("11:01")
			r.Attempts = []Attempt{
				{Type: "Query", Start: r.Start, Code: "X"},
				{Type: "Query", Start: r.Start.Add(time.Minute)},
			}
			return r
		}())),
		want: expected{state: Fresh, since: "11:11", lastGood: "11:11", nextDue: "13:00", holds: "14:25", text: "Up to date."},
	},
	{
		name: "an attempt failed, but the run was good in the end",
		f: sales(with(func() Run {
			r := goodRun("11:01")
			r.Attempts = []Attempt{{Type: "Data", Start: r.Start, Code: "X"}, {Type: "Data", Start: r.Start.Add(time.Minute)}}
			return r
		}())),
		want: expected{state: Fresh, since: "11:11", lastGood: "11:11", nextDue: "13:00", holds: "14:25", text: "Up to date."},
	},
	{
		name: "the code is told with the attempt only",
		f: sales(with(func() Run {
			r := failedRun("11:01", "", "")
			r.Attempts = []Attempt{{Type: "Data", Start: r.Start, Code: "GatewayNotReachable"}}
			return r
		}())),
		want: expected{state: Failing, cause: CauseGateway, remedy: RemedyAskOwner, since: "11:11", lastGood: "07:11", nextDue: "13:00", holds: "14:25",
			owner: "eva@contoso.com", code: "GatewayNotReachable",
			text: "Ask eva@contoso.com to check the data gateway of “Sales”: Power BI couldn't get at the data through it."},
	},
	{
		name: "the capacity was too busy",
		f:    sales(with(failedRun("11:01", "", "Capacity level limit exceeded."))),
		want: expected{state: Failing, cause: CauseCapacity, remedy: RemedyWait, since: "11:11", lastGood: "07:11", nextDue: "13:00", holds: "14:25",
			code: "Capacity level limit exceeded.",
			text: "Wait a little: Power BI had no capacity left to refresh “Sales”. It tries again by itself."},
	},
	{
		name: "it failed in words that nobody knows",
		f:    sales(with(failedRun("11:01", "Brand_New_Code", "The flux is <b>out</b>\nof tune."))),
		want: expected{state: Failing, cause: CauseUnrecognised, remedy: RemedyOpen, since: "11:11", lastGood: "07:11", nextDue: "13:00", holds: "14:25",
			code: "Brand_New_Code: The flux is <b>out</b>\nof tune.",
			text: "Open it in Power BI to see more: refreshing “Sales” failed for a reason that this app doesn't know. Power BI says: “The flux is <b>out</b> of tune.”"},
	},
	{
		name: "it failed with a code that nobody knows",
		f:    sales(with(failedRun("11:01", "Brand_New_Code", ""))),
		want: expected{state: Failing, cause: CauseUnrecognised, remedy: RemedyOpen, since: "11:11", lastGood: "07:11", nextDue: "13:00", holds: "14:25",
			code: "Brand_New_Code",
			text: "Open it in Power BI to see more: refreshing “Sales” failed for a reason that this app doesn't know."},
	},
	{
		name: "a run that is not shared capacity's has been going on for six hours",
		f:    sales(with(runningRun("05:55")), only(runningRun("05:55"), goodRun("2026-03-01 13:01"))),
		want: expected{state: Failing, cause: CauseModelError, remedy: RemedyAskOwner, since: "11:55", lastGood: "2026-03-01 13:11", nextDue: "13:00", holds: "14:25",
			owner: "eva@contoso.com",
			text:  "Ask eva@contoso.com to look at “Sales”: a refresh began and hasn't come to an end."},
	},
	{
		name: "a run on shared capacity has been going on for two hours",
		f:    sales(with(runningRun("09:55")), func(f *Feed) { f.Capacity = CapacityShared }),
		want: expected{state: Failing, cause: CauseModelError, remedy: RemedyAskOwner, since: "11:55", lastGood: "07:11", nextDue: "13:00", holds: "14:25",
			owner: "eva@contoso.com",
			text:  "Ask eva@contoso.com to look at “Sales”: a refresh began and hasn't come to an end."},
	},
	{
		name: "a run has been going on for less than that, and may be going on still",
		f:    sales(with(runningRun("09:56")), func(f *Feed) { f.Capacity = CapacityShared }),
		want: expected{state: Fresh, since: "07:11", lastGood: "07:11", nextDue: "13:00", holds: "14:25",
			text: "Up to date, and being refreshed right now."},
	},
	{
		name: "the last run was cancelled: the one before it counts",
		f: sales(with(func() Run {
			r := goodRun("11:01")
			r.Status = RunCancelled
			return r
		}())),
		want: expected{state: Fresh, since: "07:11", lastGood: "07:11", nextDue: "13:00", holds: "14:25", text: "Up to date."},
	},
	{
		name: "framing failed because a refresh held the model",
		f: sales(with(func() Run {
			r := failedRun("07:05", "X", "")
			r.Trigger = "DirectLakeFraming"
			return r
		}())),
		want: expected{state: Fresh, since: "07:11", lastGood: "07:11", nextDue: "13:00", holds: "14:25", text: "Up to date."},
	},
}

// Late. The allowance is an hour and the usual ten minutes: 08:10.
var lateExamples = []example{
	{
		name: "a slot is past, its allowance is not",
		f:    sales(only(goodRun("2026-03-01 13:01")), looked("08:00")),
		now:  "08:05",
		want: expected{state: Fresh, since: "2026-03-01 13:11", lastGood: "2026-03-01 13:11", nextDue: "13:00", holds: "08:40", text: "Up to date."},
	},
	{
		name: "a look after the allowance found no run",
		f:    sales(only(goodRun("2026-03-01 13:01")), looked("08:10")),
		now:  "08:10",
		want: expected{state: Late, cause: CauseLate, remedy: RemedyRefreshNow, since: "07:00", lastGood: "2026-03-01 13:11", nextDue: "13:00", holds: "10:40",
			text: "Refresh it now, or wait: “Sales” was due to be refreshed and wasn't."},
	},
	{
		name: "the allowance has passed, but nobody has looked since: it isn't called late unseen",
		f:    sales(only(goodRun("2026-03-01 13:01")), looked("08:00")),
		now:  "08:39",
		want: expected{state: Fresh, since: "2026-03-01 13:11", lastGood: "2026-03-01 13:11", nextDue: "13:00", holds: "08:40", text: "Up to date."},
	},
	{
		name: "still nobody has looked: it isn't called fresh unseen either",
		f:    sales(only(goodRun("2026-03-01 13:01")), looked("08:00")),
		now:  "08:40",
		want: expected{state: Unseen, cause: CauseNotChecked, remedy: RemedyWait, since: "08:40", lastGood: "2026-03-01 13:11", nextDue: "13:00",
			text: "Wait a little: nobody has looked lately, so this app can't tell. It looks again by itself."},
	},
	{
		name: "a run that began five minutes early has served its slot",
		f:    sales(only(goodRun("06:55"), goodRun("2026-03-01 13:01")), looked("11:55")),
		want: expected{state: Fresh, since: "07:05", lastGood: "07:05", nextDue: "13:00", holds: "14:25", text: "Up to date."},
	},
	{
		name: "one that began six minutes early and was over before the slot has not",
		f: sales(only(func() Run {
			r := goodRun("06:54")
			r.End = clockAt("06:58")
			return r
		}(), goodRun("2026-03-01 13:01"))),
		want: expected{state: Late, cause: CauseLate, remedy: RemedyRefreshNow, since: "07:00", lastGood: "06:58", nextDue: "13:00", holds: "14:25",
			text: "Refresh it now, or wait: “Sales” was due to be refreshed and wasn't."},
	},
	{
		name: "a run that was under way at the slot has served it",
		f:    sales(only(goodRun("06:52"), goodRun("2026-03-01 13:01"))),
		want: expected{state: Fresh, since: "07:02", lastGood: "07:02", nextDue: "13:00", holds: "14:25", text: "Up to date."},
	},
	{
		name: "a run is under way, though it came late: it isn't late any more",
		f:    sales(only(runningRun("08:30"), goodRun("2026-03-01 13:01")), looked("08:35")),
		now:  "08:35",
		want: expected{state: Fresh, since: "2026-03-01 13:11", lastGood: "2026-03-01 13:11", nextDue: "13:00", holds: "11:05",
			text: "Up to date, and being refreshed right now."},
	},
	{
		name: "several slots were missed: late since the first of them",
		f:    sales(only(goodRun("2026-02-27 13:01"))),
		want: expected{state: Late, cause: CauseLate, remedy: RemedyRefreshNow, since: "2026-02-28 07:00", lastGood: "2026-02-27 13:11", nextDue: "13:00", holds: "14:25",
			text: "Refresh it now, or wait: “Sales” was due to be refreshed and wasn't."},
	},
	{
		name: "a slot was left out, but the next one was served",
		f:    sales(only(goodRun("07:01"), goodRun("2026-02-28 07:01"))),
		want: expected{state: Fresh, since: "07:11", lastGood: "07:11", nextDue: "13:00", holds: "14:25", text: "Up to date."},
	},
	{
		name: "failing goes before late",
		f:    sales(only(failedRun("2026-02-27 13:01", "GatewayNotReachable", ""), goodRun("2026-02-27 07:01"))),
		want: expected{state: Failing, cause: CauseGateway, remedy: RemedyAskOwner, since: "2026-02-27 13:11", lastGood: "2026-02-27 07:11", nextDue: "13:00", holds: "14:25",
			owner: "eva@contoso.com", code: "GatewayNotReachable",
			text: "Ask eva@contoso.com to check the data gateway of “Sales”: Power BI couldn't get at the data through it."},
	},
	{
		name: "on the day when clocks go forward the allowance is an hour more",
		f: sales(only(goodRun("2026-03-28 13:01")), looked("2026-03-29 07:00"), func(f *Feed) {
			f.Schedule.Zone = "W. Europe Standard Time" // 07:00 is 05:00 UTC
		}),
		now:  "2026-03-29 07:00",
		want: expected{state: Fresh, since: "2026-03-28 13:11", lastGood: "2026-03-28 13:11", nextDue: "2026-03-29 11:00", holds: "2026-03-29 07:40", text: "Up to date."},
	},
	{
		name: "on that day a run by the other way of counting has served its slot",
		f: sales(only(goodRun("2026-03-29 04:01")), looked("2026-03-29 10:00"), func(f *Feed) {
			f.Schedule.Zone = "W. Europe Standard Time"
		}),
		now:  "2026-03-29 10:00",
		want: expected{state: Fresh, since: "2026-03-29 04:11", lastGood: "2026-03-29 04:11", nextDue: "2026-03-29 11:00", holds: "2026-03-29 12:30", text: "Up to date."},
	},
}

// Stopped by the service.
var stoppedExamples = []example{
	{
		name: "the schedule was switched off after failures for want of credentials",
		f:    sales(switchedOff, with(failedRun("11:01", "ModelRefreshFailed_CredentialsNotSpecified", ""))),
		want: expected{state: Stopped, cause: CauseSourceCredentials, remedy: RemedyAskOwner, since: "11:11", lastGood: "07:11", holds: "14:25",
			owner: "eva@contoso.com", code: "ModelRefreshFailed_CredentialsNotSpecified",
			text: "Ask eva@contoso.com to enter the credentials of the data source of “Sales” again and to switch its schedule on: Power BI couldn't sign in to the data and has stopped trying."},
	},
	{
		name: "the same, and the model is one's own",
		f:    sales(switchedOff, with(failedRun("11:01", "ModelRefreshFailed_CredentialsNotSpecified", ""))),
		s:    asEva,
		want: expected{state: Stopped, cause: CauseSourceCredentials, remedy: RemedyOpen, since: "11:11", lastGood: "07:11", holds: "14:25",
			code: "ModelRefreshFailed_CredentialsNotSpecified",
			text: "Enter the credentials of the data source of “Sales” again and switch its schedule on: Power BI couldn't sign in to the data and has stopped trying."},
	},
	{
		name: "the schedule was switched off after four failures",
		f: sales(switchedOff, only(
			failedRun("07:01", "GatewayNotReachable", ""), failedRun("2026-03-01 13:01", "GatewayNotReachable", ""),
			failedRun("2026-03-01 07:01", "GatewayNotReachable", ""), failedRun("2026-02-28 13:01", "GatewayNotReachable", ""), goodRun("2026-02-28 07:01"))),
		want: expected{state: Stopped, cause: CauseGateway, remedy: RemedyAskOwner, since: "2026-02-28 13:11", lastGood: "2026-02-28 07:11", holds: "14:25",
			owner: "eva@contoso.com", code: "GatewayNotReachable",
			text: "Ask eva@contoso.com to check the data gateway of “Sales” and to switch its schedule on again: Power BI couldn't get at the data through it and has stopped trying."},
	},
	{
		name: "the schedule is off though all was well, as when nobody looked for two months",
		f:    sales(switchedOff),
		want: expected{state: Stopped, cause: CauseScheduleOff, remedy: RemedyOpen, since: "07:11", lastGood: "07:11", holds: "14:25",
			text: "Switch the schedule of “Sales” on again in Power BI, or ask its owner to: it is off, so nothing refreshes it."},
	},
	{
		name: "the schedule is off, and somebody has refreshed it by hand since",
		f: sales(switchedOff, with(func() Run {
			r := goodRun("11:01")
			r.Trigger = "OnDemand"
			return r
		}())),
		want: expected{state: Stopped, cause: CauseScheduleOff, remedy: RemedyOpen, since: "11:11", lastGood: "11:11", holds: "14:25",
			text: "Switch the schedule of “Sales” on again in Power BI, or ask its owner to: it is off, so nothing refreshes it."},
	},
	{
		name: "the schedule is off because the owner's own program does it now",
		f: sales(switchedOff, with(func() (out []Run) {
			for _, s := range []string{"11:01", "10:01"} {
				r := goodRun(s)
				r.Trigger = "ViaEnhancedApi"
				out = append(out, r)
			}
			return out
		}()...)),
		want: expected{state: Fresh, since: "11:11", lastGood: "11:11", holds: "14:25",
			text: "Up to date. Nothing refreshes it on a schedule that this app can see; you can have this app keep it fresh."},
	},
	{
		name: "there was never a schedule",
		f: sales(switchedOff, only(func() Run {
			r := goodRun("11:01")
			r.Trigger = "OnDemand"
			return r
		}())),
		want: expected{state: Fresh, since: "11:11", lastGood: "11:11", holds: "14:25",
			text: "Up to date. Nothing refreshes it on a schedule that this app can see; you can have this app keep it fresh."},
	},
	{
		name: "the schedule was off when it was read, but a scheduled run has come since",
		f:    sales(switchedOff, func(f *Feed) { f.ScheduleAt = clockAt("03:00") }),
		want: expected{state: Fresh, since: "07:11", lastGood: "07:11", holds: "14:25",
			text: "Up to date. Nothing refreshes it on a schedule that this app can see; you can have this app keep it fresh."},
	},
}
