package tiles

import (
	"testing"
	"time"
)

// The specification, in examples. All times are UTC on 2 March 2026, a Monday,
// unless a date is given; it is noon. The model "Sales" is eva's, loads its
// data at 07:00 and 13:00, takes ten minutes, and was looked at five minutes
// ago. Every example says what is different.

const (
	theDay  = "2026-03-02 "
	testNow = theDay + "12:00"
)

// clockAt reads "07:00" as today's, and a whole date as it is.
func clockAt(s string) time.Time {
	switch {
	case s == "":
		return time.Time{}
	case len(s) <= len("15:04:05"):
		return at(theDay + s)
	}
	return at(s)
}

// sales is the feed that all is well with.
func sales(change ...func(*Feed)) Feed {
	f := Feed{
		ID: "pbi/sales", Connection: "pbi", Source: SourceModel, ModelID: "sales",
		Name: "Sales", Owner: "eva@contoso.com", Kind: KindImport, Access: AccessGranted,
		Schedule:   &Schedule{Enabled: true, Times: clockTimes("07:00", "13:00"), Zone: "UTC"},
		ScheduleAt: clockAt("03:00"),
		Runs: []Run{
			goodRun("07:01"), goodRun("2026-03-01 13:01"), goodRun("2026-03-01 07:01"),
		},
		LookedAt: clockAt("11:55"), TriedAt: clockAt("11:55"), FirstSeen: at("2026-02-01"),
	}
	for _, c := range change {
		c(&f)
	}
	return f
}

func goodRun(start string) Run {
	s := clockAt(start)
	return Run{ID: start, Start: s, End: s.Add(10 * time.Minute), Status: RunGood, Trigger: "Scheduled"}
}

func failedRun(start, code, text string) Run {
	r := goodRun(start)
	r.Status, r.Code, r.Text = RunFailed, code, text
	return r
}

func runningRun(start string) Run {
	return Run{ID: start, Start: clockAt(start), Status: RunRunning, Trigger: "Scheduled"}
}

// with puts newer runs before those there are.
func with(runs ...Run) func(*Feed) {
	return func(f *Feed) { f.Runs = append(runs, f.Runs...) }
}

func only(runs ...Run) func(*Feed) { return func(f *Feed) { f.Runs = runs } }

func looked(s string) func(*Feed) {
	return func(f *Feed) { f.LookedAt, f.TriedAt = clockAt(s), clockAt(s) }
}

func switchedOff(f *Feed) {
	s := *f.Schedule
	s.Enabled, f.Schedule, f.ScheduleAt = false, &s, clockAt("11:50")
}

func unscheduled(f *Feed) { f.Schedule = nil }

func dailyAt(s string) Keep {
	return Keep{Tile: "pbi/t1", Feed: "pbi/sales", Every: Daily, At: clockTimes(s)[0], Zone: "UTC", Since: at("2026-02-20")}
}

func hourlyKeep() Keep {
	k := dailyAt("00:00")
	k.Every = Hourly
	return k
}

// kept makes this app the only one who refreshes the model.
func kept(keeps ...Keep) func(*Feed) {
	return func(f *Feed) {
		f.Keeps, f.Schedule = keeps, nil
		for i := range f.Runs {
			f.Runs[i].Trigger = "ViaApi"
		}
	}
}

func asks(list ...Ask) func(*Feed) { return func(f *Feed) { f.Asks = list } }

func ask(due string, o AskOutcome) Ask {
	return Ask{ID: due, Feed: "pbi/sales", Due: clockAt(due), At: clockAt(due).Add(5 * time.Second), Outcome: o}
}

// catchUp is the ask as made after signing in again.
func catchUp(a Ask) Ask {
	a.ID, a.At, a.CatchUp = a.ID+"-again", clockAt("11:59").Add(2*time.Second), true
	return a
}

var (
	signedIn  = SignIn{State: SignedIn, Since: at("2026-01-01"), SignedInAt: at("2026-01-01"), Name: "ana@contoso.com"}
	asEva     = SignIn{State: SignedIn, Since: at("2026-01-01"), SignedInAt: at("2026-01-01"), Name: "Eva@contoso.com"}
	expired   = SignIn{State: Expired, Cause: CauseSignInExpired, Since: at(theDay + "10:00")}
	refused   = SignIn{State: Expired, Cause: CauseSignInRefused, Since: at(theDay + "10:00")}
	blocked   = SignIn{State: Blocked, Cause: CauseAdminNeeded, Since: at(theDay + "10:00")}
	signedOut = SignIn{State: SignedOut, Cause: CauseSignedOut}
)

// example is a feed, and the verdict on it at now (noon where empty).
type example struct {
	name string
	f    Feed
	s    SignIn // signedIn where its state is empty
	now  string
	want expected
}

// expected is a verdict as one reads it. Times as for clockAt.
type expected struct {
	state                           State
	cause                           Cause
	remedy                          Remedy
	since, lastGood, nextDue, holds string
	owner, code, text               string
}

func (e example) at() time.Time {
	if e.now == "" {
		return at(testNow)
	}
	return clockAt(e.now)
}

func (e example) signIn() SignIn {
	if e.s.State == "" {
		return signedIn
	}
	return e.s
}

func checkVerdict(t *testing.T, got Verdict, w expected) {
	t.Helper()
	want := Verdict{
		State: w.state, Cause: w.cause, Remedy: w.remedy,
		Since: clockAt(w.since), LastGood: clockAt(w.lastGood), NextDue: clockAt(w.nextDue), Until: clockAt(w.holds),
		Owner: w.owner, Code: w.code, Text: w.text,
	}
	if got != want {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
}

func TestJudge(t *testing.T) {
	t.Parallel()
	for _, examples := range [][]example{
		wellExamples, failingExamples, lateExamples, stoppedExamples, keptExamples, unseenExamples, nameExamples,
	} {
		for _, e := range examples {
			t.Run(e.name, func(t *testing.T) {
				t.Parallel()
				checkVerdict(t, Judge(&e.f, e.signIn(), e.at()), e.want)
			})
		}
	}
}

// Slots of hours without a network, and the first refresh since that was asked
// for: it is on its way, and only late when it still is.
func TestAskedForAtLastIsNotLate(t *testing.T) {
	t.Parallel()
	hourly := func(lookedAt string, asks ...Ask) Feed {
		return sales(func(f *Feed) {
			f.Schedule = nil
			f.Runs = []Run{goodRun("05:15")}
			f.Keeps = []Keep{{Tile: "pbi/t", Feed: f.ID, Every: Hourly, At: 15, Zone: "UTC", Since: at("2026-02-01")}}
			f.Asks = asks
			f.LookedAt, f.TriedAt = clockAt(lookedAt), clockAt(lookedAt)
		})
	}
	ask := func(due, when string, o AskOutcome) Ask {
		return Ask{ID: when, Due: clockAt(due), At: clockAt(when), Outcome: o}
	}
	good := SignIn{State: SignedIn, SignedInAt: at("2026-02-01")}
	for _, c := range []struct {
		name   string
		feed   Feed
		cause  Cause
		remedy Remedy
	}{
		{"nothing got through", hourly("11:20", ask("11:15", "11:16", AskLater)), CauseServerUnreachable, RemedyWait},
		{"asked for now", hourly("11:20", ask("11:15", "11:20", AskAccepted), ask("09:15", "09:16", AskLater)), CauseLate, RemedyWait},
		{"asked for hours ago", hourly("11:20", ask("11:15", "11:15", AskAccepted), ask("08:15", "08:15", AskAccepted)), CauseLate, RemedyRefreshNow},
	} {
		if v := Judge(&c.feed, good, clockAt("11:25")); v.State != Late || v.Cause != c.cause || v.Remedy != c.remedy {
			t.Errorf("%s: %s, cause %q, remedy %q (%s); want late, %q, %q", c.name, v.State, v.Cause, v.Remedy, v.Text, c.cause, c.remedy)
		}
	}
}
