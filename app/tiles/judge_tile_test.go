package tiles

import (
	"testing"
)

func TestJudgeTile(t *testing.T) {
	t.Parallel()
	keep := dailyAt("07:00")
	hourly := hourlyKeep()
	hourly.Tile = "pbi/t2"
	// A model that Power BI refreshes at 07:00 and 13:00 and of which two tiles
	// are kept besides: one daily, one hourly. The hourly one has run into the
	// day's quota.
	shared := sales(func(f *Feed) { f.Keeps = []Keep{keep, hourly} }, asks(ask("11:00", AskQuota)))
	quota := expected{state: Failing, cause: CauseCapacity, remedy: RemedyWait, since: "11:00:05", lastGood: "07:11", nextDue: "13:00", holds: "14:25",
		text: "Wait until more refreshes are granted, or choose fewer a day: the refreshes that Power BI grants “Sales” in a day are used up."}
	fine := expected{state: Fresh, since: "07:11", lastGood: "07:11", nextDue: "13:00", holds: "14:25", text: "Up to date."}
	stopped := expected{state: Stopped, cause: CauseSignInExpired, remedy: RemedySignIn, since: "10:00", lastGood: "07:11",
		text: "Sign in again: your sign-in has ended, and until then this app can't refresh “Sales”."}
	unseen := expected{state: Unseen, cause: CauseSignInExpired, remedy: RemedySignIn, since: "10:00", lastGood: "07:11", nextDue: "13:00",
		text: "Sign in again to see how it is doing: your sign-in has ended. What Power BI refreshes by itself goes on without it."}
	off := sales(switchedOff, func(f *Feed) { f.Keeps = []Keep{keep} })

	tests := []struct {
		name string
		t    Tile
		f    *Feed
		s    SignIn
		want expected
	}{
		{"neither the tile nor the model is kept", Tile{}, ptr(sales()), signedIn, fine},
		{"the only kept tile", Tile{ID: keep.Tile, Keep: &keep}, ptr(sales(func(f *Feed) { f.Keeps = []Keep{keep} })), signedIn, fine},
		{"kept hourly, the quota is used up", Tile{ID: hourly.Tile, Keep: &hourly}, &shared, signedIn, quota},
		{"kept daily: its slot was served, its neighbour's trouble is not its own", Tile{ID: keep.Tile, Keep: &keep}, &shared, signedIn, fine},
		{"not kept: its neighbours' trouble is not its own", Tile{ID: "pbi/t3"}, &shared, signedIn, fine},
		{"kept, the sign-in has ended", Tile{ID: keep.Tile, Keep: &keep}, &shared, expired, stopped},
		{"not kept, the sign-in has ended: Power BI goes on", Tile{ID: "pbi/t3"}, &shared, expired, unseen},
		{"not kept, the schedule is off: its neighbour's keep refreshes it", Tile{ID: "pbi/t3"}, &off, signedIn,
			expected{state: Fresh, since: "07:11", lastGood: "07:11", nextDue: "2026-03-03 07:00", holds: "14:25", text: "Up to date."}},
		{"a text", Tile{Kind: KindStatic}, nil, signedIn,
			expected{state: Unseen, cause: CauseNotWatchable, text: "Nothing to do: Power BI names no data behind it, as for texts, images and a report server's pins."}},
		{"a text, the sign-in has ended", Tile{Kind: KindStatic}, nil, expired,
			expected{state: Unseen, cause: CauseNotWatchable, text: "Nothing to do: Power BI names no data behind it, as for texts, images and a report server's pins."}},
		{"the model may not be seen", Tile{Kind: KindHidden}, nil, signedIn,
			expected{state: Unseen, cause: CauseNoPermission, remedy: RemedyAskOwner, text: "Ask the owner of the dashboard for the permission to see the data behind it: without it nobody can tell you how it is doing."}},
		{"a kind that is not known", Tile{Kind: "hologram"}, nil, signedIn,
			expected{state: Unseen, cause: CauseNotWatchable, text: "Nothing to do: Power BI doesn't tell how this kind of tile is doing."}},
		{"kept, and the model behind it has gone", Tile{ID: keep.Tile, Keep: &keep}, nil, signedIn,
			expected{state: Stopped, cause: CauseItemMissing, remedy: RemedyAskOwner, text: "Ask the owner of the model behind it to look at the model behind it: it can't be found any more, or may not be seen, so it isn't refreshed."}},
		{"kept, and the tile has gone", Tile{ID: keep.Tile, Keep: &keep, Dashboard: "Board\x07room", Gone: clockAt("11:00")}, &shared, signedIn,
			expected{state: Stopped, cause: CauseTileDeleted, remedy: RemedyOpen, since: "11:00", text: "Open the dashboard and pin it again, or stop keeping it fresh: it is no longer on “Boardroom”."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var fv Verdict
			if tt.f != nil {
				fv = Judge(tt.f, tt.s, at(testNow))
			}
			checkVerdict(t, JudgeTile(tt.t, tt.f, fv, tt.s, at(testNow)), tt.want)
		})
	}
}

func ptr[T any](v T) *T { return &v }

func TestAged(t *testing.T) {
	t.Parallel()
	v := Verdict{
		State: Failing, Cause: CauseGateway, Remedy: RemedyAskOwner, Since: clockAt("09:00"), LastGood: clockAt("07:11"),
		NextDue: clockAt("13:00"), Text: "text", Code: "code", Owner: "eva", Until: clockAt("12:00"),
	}
	if got := Aged(v, clockAt("11:59:59")); got != v {
		t.Errorf("before Until: %+v, want it unchanged", got)
	}
	old := expected{state: Unseen, cause: CauseNotChecked, remedy: RemedyWait, since: "12:00", lastGood: "07:11", nextDue: "13:00",
		text: "Wait a little: nobody has looked lately, so this app can't tell. It looks again by itself."}
	checkVerdict(t, Aged(v, clockAt("12:00")), old)
	checkVerdict(t, Aged(Aged(v, clockAt("12:00")), clockAt("23:00")), old)
	v.Until = clockAt("")
	if got := Aged(v, clockAt("23:00")); got != v {
		t.Errorf("without Until: %+v, want it unchanged", got)
	}
	checkVerdict(t, Aged(Verdict{}, clockAt("12:00")), expected{state: Unseen, cause: CauseNotChecked, remedy: RemedyWait,
		text: "Wait a little: nobody has looked yet."})
}

func TestCount(t *testing.T) {
	t.Parallel()
	var ts []Tile
	for _, s := range []State{Fresh, Fresh, Waiting, Late, Failing, Failing, Failing, Stopped, Unseen, "", "molten"} {
		ts = append(ts, Tile{Verdict: Verdict{State: s}})
	}
	ts = append(ts, Tile{Verdict: Verdict{State: Fresh, Until: at(testNow)}}) // no longer holds
	got := Count(ts, at(testNow))
	want := Counts{Total: 12, Fresh: 2, Waiting: 1, Late: 1, Failing: 3, Stopped: 1, Unseen: 4}
	if got != want {
		t.Errorf("Count = %+v, want %+v", got, want)
	}
	if got.Bad() != 5 {
		t.Errorf("Bad = %d, want 5", got.Bad())
	}
	if sum := got.Fresh + got.Waiting + got.Late + got.Failing + got.Stopped + got.Unseen; sum != got.Total {
		t.Errorf("the states sum up to %d, not to %d", sum, got.Total)
	}
}
