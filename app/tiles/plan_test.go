package tiles

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// brief writes jobs as "runs sales not_fresh", "ask sales 07:00 slot".
func brief(jobs []Job) string {
	var out []string
	for _, j := range jobs {
		s := string(j.Kind)
		if j.Feed != "" {
			s += " " + strings.TrimPrefix(j.Feed, "pbi/")
		}
		if j.Kind == JobAsk {
			s += " " + j.Due.Format("15:04")
		}
		if j.CatchUp {
			s += " (catching up)"
		}
		out = append(out, s+" "+j.Reason)
	}
	return strings.Join(out, ", ")
}

// planned is a plan for the sales feed with an inventory of 11:00.
func planned(now string, c Connection, fs ...Feed) PlanInput {
	if c.InventoryAt.IsZero() {
		c.InventoryAt = clockAt("11:00")
	}
	return PlanInput{Now: clockAt(now), Connections: []Connection{c}, Feeds: fs, CatchUp: true, Seed: 7, LeadDays: 14}
}

func judged(f Feed, st State) Feed {
	f.Verdict = Verdict{State: st, Since: clockAt("07:00")}
	return f
}

func TestPlan(t *testing.T) {
	t.Parallel()
	daily := kept(dailyAt("11:58"))
	signedInAt := func(s string) func(*Connection) { return func(c *Connection) { c.SignedInAt = clockAt(s) } }
	asleep := func(in PlanInput) PlanInput { in.CatchUp = false; return in }
	fresh := func(in PlanInput) PlanInput { in.Connections[0].InventoryAt = time.Time{}; return in }
	retryAt := func(due string, o AskOutcome, retry string) Ask {
		a := ask(due, o)
		a.Retry = clockAt(retry)
		return a
	}
	tests := []struct {
		name string
		in   PlanInput
		want string
	}{
		{"nothing is due", planned("12:00", conn(), sales()), ""},
		{"nobody signed in", PlanInput{Now: clockAt("12:00")}, ""},
		{"just signed in", fresh(planned("12:00", conn())), "inventory first"},
		{"the inventory is old", planned("18:00", conn(func(c *Connection) { c.InventoryAt = clockAt("11:00") })), "inventory periodic"},
		{"a feed that nobody has looked at", planned("12:00", conn(), sales(looked(""), func(f *Feed) { f.ScheduleAt = time.Time{}; f.Access = AccessUntried })),
			"runs sales first, schedule sales first"},
		{"well, an hour after the last look", planned("13:05", conn(), sales(func(f *Feed) { f.Schedule = nil })), "runs sales periodic"},
		{"ten minutes after a slot", planned("13:12", conn(), sales(looked("12:55"))), "runs sales slot"},
		{"not yet ten minutes after a slot", planned("13:09", conn(), sales(looked("12:55"))), ""},
		{"looked after the slot, and it had not come", planned("13:32", conn(), sales(looked("13:13"))), "runs sales slot"},
		{"looked after the slot, and it had come", planned("13:32", conn(), sales(looked("13:13"), with(goodRun("13:01")))), ""},
		{"failing: after a quarter of an hour", planned("12:12", conn(), judged(sales(), Failing)), "runs sales not_fresh"},
		{"failing: not sooner", planned("12:08", conn(), judged(sales(), Failing)), ""},
		{"late", planned("12:12", conn(), judged(sales(func(f *Feed) { f.ScheduleAt = clockAt("11:50") }), Late)), "runs sales not_fresh"},
		{"a run is under way", planned("12:12", conn(), sales(with(runningRun("11:50")))), "runs sales not_fresh"},
		{"streaming is never looked at", planned("23:00", conn(func(c *Connection) { c.InventoryAt = clockAt("22:00") }), sales(func(f *Feed) { f.Kind = KindStreaming })), ""},
		{"no history, none looked for", planned("16:00", conn(), sales(func(f *Feed) { f.Access = AccessNone })), ""},
		{"not permitted: not for hours", planned("16:00", conn(), sales(func(f *Feed) { f.Access = AccessDenied })), ""},
		{"not permitted: now and then", planned("19:00", conn(func(c *Connection) { c.InventoryAt = clockAt("18:00") }), sales(func(f *Feed) { f.Access = AccessDenied })), "runs sales periodic"},
		{"DirectQuery without runs: now and then", planned("14:00", conn(), sales(only(), func(f *Feed) { f.Kind = KindDirectQuery })), ""},
		{"the clock was set back", planned("08:00", conn(func(c *Connection) { c.InventoryAt = clockAt("06:00") }), sales(only(goodRun("2026-03-01 13:01")))), "runs sales first"},
		{"no answer: rest for a minute", planned("12:00", conn(), judged(sales(looked("11:00"), func(f *Feed) { f.TriedAt, f.Misses = clockAt("11:59:30"), 1 }), Failing)), ""},
		{"no answer: again after a minute", planned("12:01", conn(), judged(sales(looked("11:00"), func(f *Feed) { f.TriedAt, f.Misses = clockAt("11:59:30"), 1 }), Failing)), "runs sales retry"},
		{"no answer for long: again after a quarter of an hour", planned("12:10", conn(), judged(sales(looked("11:00"), func(f *Feed) { f.TriedAt, f.Misses = clockAt("11:59:30"), 60 }), Failing)), ""},
		{"a schedule a day old", planned("12:00", conn(), sales(func(f *Feed) { f.ScheduleAt = at("2026-03-01 08:00") })), "schedule sales periodic"},
		{"failed for want of credentials: is the schedule still on?", planned("12:00", conn(), judged(sales(with(failedRun("11:01", "ModelRefreshFailed_CredentialsNotSpecified", ""))), Failing)),
			"schedule sales doubt"},
		{"asked already", planned("12:00", conn(), judged(sales(func(f *Feed) { f.ScheduleAt = clockAt("11:30") }, with(failedRun("11:01", "ModelRefreshFailed_CredentialsNotSpecified", ""))), Failing)), ""},
		{"switched off, and yet a scheduled run came", planned("12:00", conn(), sales(switchedOff, func(f *Feed) { f.ScheduleAt = clockAt("03:00") })), "schedule sales doubt"},
		{"switched off: the schedule is read hourly", planned("12:58", conn(), judged(sales(switchedOff, looked("12:50")), Stopped)), "schedule sales not_fresh"},
		{"late: has the schedule been changed?", planned("12:00", conn(), judged(sales(), Late)), "schedule sales doubt"},
		{"throttled: nothing at all", planned("12:00", conn(func(c *Connection) { c.PausedUntil = clockAt("12:30") }), sales(looked(""), daily)), ""},
		{"throttled no more", planned("12:31", conn(func(c *Connection) { c.PausedUntil = clockAt("12:30") }), sales(looked("12:25"), daily)), "ask sales 11:58 slot"},
		{"signed out: nothing", planned("23:00", conn(func(c *Connection) { c.SignedOut = true }), sales()), ""},
		{"expired: nothing", planned("23:00", conn(ended), sales()), ""},

		{"kept: before its slot", planned("11:57:59", conn(), sales(daily)), ""},
		{"kept: at its slot", planned("11:58:20", conn(), sales(daily)), "ask sales 11:58 slot"},
		{"kept: a little late", planned("12:07", conn(), sales(daily)), "ask sales 11:58 slot"},
		{"kept: late, as after sleep", planned("12:30", conn(), sales(daily, looked("12:25"))), "ask sales 11:58 (catching up) catch_up"},
		{"kept: late, nothing is to be caught up", asleep(planned("12:30", conn(), sales(daily, looked("12:25")))), ""},
		{"kept: ten slots were missed, one is caught up", planned("12:20", conn(), sales(kept(hourlyKeep()), only(goodRun("01:30")), looked("12:15"))), "ask sales 12:00 (catching up) catch_up"},
		{"kept twice: one ask", planned("12:00:30", conn(), sales(kept(dailyAt("12:00"), hourlyKeep()))), "ask sales 12:00 slot"},
		{"kept twice, at other times: one ask, for the newer", planned("12:00:30", conn(), sales(kept(dailyAt("11:58"), hourlyKeep()))), "ask sales 12:00 slot"},
		{"kept: asked already", planned("12:00", conn(), sales(daily, looked("11:59:55"), asks(ask("11:58", AskAccepted)))), ""},
		{"kept: was running already", planned("12:00", conn(), sales(daily, looked("11:59:55"), asks(ask("11:58", AskRunning)))), ""},
		{"kept: refused", planned("12:00", conn(), sales(daily, asks(ask("11:58", AskDenied)))), ""},
		{"kept: the quota is used up", planned("12:00", conn(), sales(daily, asks(ask("11:58", AskQuota)))), ""},
		{"kept: the quota is used up until tomorrow", planned("12:00:30", conn(), sales(kept(hourlyKeep()), with(goodRun("10:00")), asks(retryAt("11:00", AskQuota, "23:59")))), ""},
		{"kept: to be asked again, not yet", planned("12:00", conn(), sales(daily, asks(retryAt("11:58", AskLater, "12:01")))), ""},
		{"kept: to be asked again", planned("12:02", conn(), sales(daily, asks(retryAt("11:58", AskLater, "12:01")))), "ask sales 11:58 retry"},
		{"kept: to be asked again, however late", asleep(planned("12:40", conn(), sales(daily, looked("12:39"), asks(retryAt("11:58", AskLater, "12:01"))))), "ask sales 11:58 retry"},
		{"kept: refreshed by somebody else", planned("12:00", conn(), sales(daily, with(goodRun("11:56")))), ""},
		{"kept: refreshed a while before", planned("12:00", conn(), sales(daily, with(goodRun("11:40")))), "ask sales 11:58 slot"},
		{"kept: refreshed by hand since", planned("12:05", conn(), sales(daily, looked("12:04:50"), asks(Ask{At: clockAt("12:04"), Outcome: AskAccepted}))), ""},
		{"kept: the run is followed to its end", planned("12:09", conn(), sales(daily, looked("11:58:10"), asks(ask("11:58", AskAccepted)))), "runs sales follow"},
		{"kept: soon, for somebody waits for it", planned("11:58:30", conn(), sales(daily, looked("11:58:10"), asks(ask("11:58", AskAccepted)))), "runs sales follow"},
		{"kept: not before it can be over", planned("11:58:15", conn(), sales(daily, looked("11:58:10"), asks(ask("11:58", AskAccepted)))), ""},
		{"kept: it is over", planned("12:20", conn(), sales(daily, looked("12:10"), with(goodRun("11:59")), asks(ask("11:58", AskAccepted)))), ""},

		{"kept, expired: it is recorded", planned("12:00", conn(ended), sales(daily)), "ask sales 11:58 signed_out"},
		{"kept, expired: it was recorded", planned("12:00", conn(ended), sales(daily, asks(ask("11:58", AskSignIn)))), ""},
		{"kept, expired: its slot was before that", planned("12:00", conn(ended), sales(kept(dailyAt("09:00")), only(goodRun("2026-03-01 09:00")))), ""},
		{"kept, signed in again: caught up once", planned("12:00", conn(signedInAt("11:59")), sales(daily, asks(ask("11:58", AskSignIn)))), "ask sales 11:58 (catching up) catch_up"},
		{"kept, signed in again: was caught up", planned("12:01", conn(signedInAt("11:59")), sales(daily, looked("12:00:58"), asks(func() Ask {
			a := ask("11:58", AskAccepted)
			a.At, a.CatchUp = clockAt("12:00"), true
			return a
		}(), ask("11:58", AskSignIn)))), ""},
		{"kept, signed in again: nothing is to be caught up", asleep(planned("12:00", conn(signedInAt("11:59")), sales(daily, asks(ask("11:58", AskSignIn))))), ""},
		{"kept, refused though signed in: not asked again and again", planned("12:00", conn(), sales(daily, asks(ask("11:58", AskSignIn)))), ""},
		{"kept since just now: no slot has come", planned("12:00", conn(), sales(kept(func() Keep {
			k := dailyAt("11:58")
			k.Since = clockAt("11:59")
			return k
		}()))), ""},

		{"a model under a report server's name is nobody's", planned("12:00", conn(func(c *Connection) { c.Kind, c.Server.ProbedAt = ReportServer, clockAt("11:00") }), sales(looked(""))), ""},
		{"somebody else's feed", planned("12:00", conn(), sales(looked(""), func(f *Feed) { f.Connection = "other" })), ""},
		{"what is most urgent comes first", fresh(planned("12:00", conn(), sales(looked(""), daily, func(f *Feed) { f.ScheduleAt = time.Time{} }))),
			"ask sales 11:58 slot, inventory first, runs sales first, schedule sales first"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := brief(Plan(tt.in)); got != tt.want {
				t.Errorf("Plan = %q, want %q", got, tt.want)
			}
			checkWake(t, tt.in)
		})
	}
}

// checkWake checks that nothing is missed by sleeping until NextWake.
func checkWake(t *testing.T, in PlanInput) {
	t.Helper()
	wake := NextWake(in)
	jobs := Plan(in)
	switch {
	case len(jobs) > 0:
		if !wake.Equal(in.Now) {
			t.Errorf("NextWake = %v with jobs to do now (%v)", wake, in.Now)
		}
	case wake.IsZero():
		for _, d := range []time.Duration{time.Minute, time.Hour, day, 30 * day} {
			later := in
			later.Now = in.Now.Add(d)
			if jobs := Plan(later); len(jobs) > 0 {
				t.Errorf("NextWake is never, but %v later there is %s", d, brief(jobs))
			}
		}
	default:
		if !wake.After(in.Now) {
			t.Errorf("NextWake = %v, not after %v", wake, in.Now)
		}
		for i := range 20 {
			later := in
			later.Now = in.Now.Add(wake.Sub(in.Now) * time.Duration(i) / 20)
			if jobs := Plan(later); len(jobs) > 0 {
				t.Errorf("NextWake = %v, but at %v there is %s", wake, later.Now, brief(jobs))
			}
		}
	}
}

func TestPlanLaws(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(8, 9))
	for range 600 {
		now := at("2026-03-20").Add(time.Duration(r.Int64N(int64(14 * day)))).Truncate(time.Second)
		c := conn(func(c *Connection) { c.InventoryAt = now.Add(-time.Duration(r.Int64N(int64(8 * time.Hour)))) })
		if r.IntN(4) == 0 {
			c.EndedAt = now.Add(-time.Duration(r.Int64N(int64(day))))
		}
		if r.IntN(6) == 0 {
			c.PausedUntil = now.Add(time.Duration(r.Int64N(int64(time.Hour))) - 30*time.Minute)
		}
		in := PlanInput{Now: now, Connections: []Connection{c}, CatchUp: r.IntN(2) == 0, Seed: r.Uint64(), LeadDays: 14}
		for i := range r.IntN(5) {
			f := anyFeed(r, now)
			f.ID = fmt.Sprint("pbi/", i)
			f.TriedAt = f.LookedAt
			f.Verdict = Judge(&f, JudgeSignIn(c, 14, now), now)
			in.Feeds = append(in.Feeds, f)
		}
		jobs := Plan(in)
		if again := Plan(in); !slices.Equal(jobs, again) {
			t.Fatalf("two plans for one input: %s and %s", brief(jobs), brief(again))
		}
		seen := map[string]bool{}
		for _, j := range jobs {
			key := fmt.Sprint(j.Kind, j.Feed)
			if seen[key] {
				t.Fatalf("%s twice: %s", key, brief(jobs))
			}
			seen[key] = true
			if j.Due.After(now) || j.Connection != "pbi" || j.Reason == "" || (j.Feed == "") != (j.Kind == JobInventory) {
				t.Fatalf("odd job %+v", j)
			}
			if !c.EndedAt.IsZero() && (j.Kind != JobAsk || j.CatchUp) {
				t.Fatalf("%+v with a sign-in that is gone", j)
			}
			if c.PausedUntil.After(now) && c.EndedAt.IsZero() {
				t.Fatalf("%+v while throttled", j)
			}
		}
		checkWake(t, in)
	}
}

func TestJitterIsDeterministicAndSpread(t *testing.T) {
	t.Parallel()
	p, q := newPlanner(PlanInput{Seed: 1}), newPlanner(PlanInput{Seed: 2})
	differ, low, high := 0, time.Hour, time.Duration(0)
	for i := range 225 {
		id := fmt.Sprint(i)
		d := p.around(id, "look", time.Hour)
		if d != p.around(id, "look", time.Hour) {
			t.Fatal("not the same twice")
		}
		if d != q.around(id, "look", time.Hour) {
			differ++
		}
		low, high = min(low, d), max(high, d)
	}
	if low < 54*time.Minute || low > 56*time.Minute || high > 66*time.Minute || high < 64*time.Minute {
		t.Errorf("an hour is spread from %v to %v, want 54m to 66m", low, high)
	}
	if differ < 190 {
		t.Errorf("only %d of 200 differ with another seed", differ)
	}
}

// world stands in for the service: it does what it is asked at once.
type world struct {
	in    PlanInput
	calls []time.Time
	asked map[string]int // per feed and due time
}

func (w *world) do(j Job) {
	now := w.in.Now
	if j.Kind == JobInventory {
		w.in.Connections[0].InventoryAt = now
		for range 26 { // as many as 8 workspaces cost
			w.calls = append(w.calls, now)
		}
		return
	}
	w.calls = append(w.calls, now)
	i := slices.IndexFunc(w.in.Feeds, func(f Feed) bool { return f.ID == j.Feed })
	f := &w.in.Feeds[i]
	switch j.Kind {
	case JobRuns:
		f.LookedAt, f.TriedAt, f.Access = now, now, AccessGranted
		for _, a := range f.Asks { // the runs that were asked for
			if len(f.Runs) == 0 || a.At.After(f.Runs[0].Start) {
				f.Runs = append([]Run{{Start: a.At, End: a.At.Add(8 * time.Second), Status: RunGood, Trigger: "ViaApi"}}, f.Runs...)
			}
		}
		if slot, ok := f.Schedule.Prev(now); ok && (len(f.Runs) == 0 || slot.After(f.Runs[0].Start)) {
			run := Run{Start: slot, End: slot.Add(5 * time.Minute), Status: RunGood, Trigger: "Scheduled"}
			if len(f.ID)%2 == 0 {
				run.Status, run.Code = RunFailed, "GatewayNotReachable"
			}
			f.Runs = append([]Run{run}, f.Runs...)
		}
		f.Runs = f.Runs[:min(len(f.Runs), 20)]
	case JobSchedule:
		f.ScheduleAt = now
	case JobAsk:
		w.asked[fmt.Sprint(f.ID, j.Due)]++
		f.Asks = append([]Ask{{Feed: f.ID, Due: j.Due, At: now, Outcome: AskAccepted, CatchUp: j.CatchUp}}, f.Asks...)
		f.Asks = f.Asks[:min(len(f.Asks), 20)]
	}
	f.Verdict = Judge(f, JudgeSignIn(w.in.Connections[0], 14, now), now)
}

// A day and more of a person with far more models than an hour's calls,
// many of them failing: no hour costs more than the cap, no kept slot is asked
// for twice or left out, and nothing is forgotten.
func TestPlanKeepsWithinTheCap(t *testing.T) {
	t.Parallel()
	const models, keeps, limit, hours = 60, 2, 50, 26
	w := world{asked: map[string]int{}}
	start := at("2026-03-02")
	w.in = PlanInput{Now: start, Connections: []Connection{conn(func(c *Connection) { c.SignedInAt = start; c.GoodUntil = start.Add(90 * day) })}, Seed: 3, LeadDays: 14, CatchUp: true, Cap: limit}
	for i := range models {
		f := Feed{ID: "pbi/" + strings.Repeat("x", i%3) + fmt.Sprint(1000+i), Connection: "pbi", WorkspaceID: fmt.Sprint(i % 8), Kind: KindImport, FirstSeen: start,
			Schedule: &Schedule{Enabled: true, Times: []int{60 * (i % 12), 720 + 60*(i%12)}, Zone: "UTC"}}
		if i < keeps {
			f.Keeps = []Keep{{Feed: f.ID, Every: Hourly, At: 30, Zone: "UTC", Since: start}, {Feed: f.ID, Every: Hourly, At: 30, Zone: "UTC", Since: start}}
		}
		w.in.Feeds = append(w.in.Feeds, f)
	}
	turns := 0
	for w.in.Now.Before(start.Add(hours * time.Hour)) {
		if jobs := Plan(w.in); len(jobs) > 0 {
			for _, j := range jobs {
				w.do(j)
			}
			w.in.Now = w.in.Now.Add(time.Second)
		} else {
			wake := NextWake(w.in)
			if !wake.After(w.in.Now) || wake.Sub(w.in.Now) > 6*time.Hour {
				t.Fatalf("at %v: NextWake = %v", w.in.Now, wake)
			}
			w.in.Now = wake
		}
		if turns++; turns > 50_000 {
			t.Fatalf("still at %v after %d turns", w.in.Now, turns)
		}
	}
	first, worst := 0, 0
	for i, c := range w.calls {
		for c.Sub(w.calls[first]) > time.Hour {
			first++
		}
		worst = max(worst, i-first+1)
	}
	if worst > limit {
		t.Errorf("an hour with %d calls, want at most %d", worst, limit)
	}
	if len(w.calls) < hours*limit/3 {
		t.Errorf("only %d calls in all: the cap is hardly made use of", len(w.calls))
	}
	for i := range w.in.Feeds {
		if f := &w.in.Feeds[i]; w.in.Now.Sub(f.LookedAt) > 4*time.Hour {
			t.Errorf("%s was last looked at %v ago", f.ID, w.in.Now.Sub(f.LookedAt))
		}
	}
	for key, n := range w.asked {
		if n > 1 {
			t.Errorf("%s was asked for %d times", key, n)
		}
	}
	if got := len(w.asked); got != keeps*hours {
		t.Errorf("%d kept slots were asked for, want %d", got, keeps*hours)
	}
}

// Whoever keeps a few tiles of very many fresh hears soon that they are: what
// was asked for is followed however seldom the other feeds are looked at, and
// though they have used up the hour.
func TestAsksAreFollowedInALargeAccount(t *testing.T) {
	t.Parallel()
	now := at("2026-03-02")
	in := PlanInput{Now: now, Connections: []Connection{conn(func(c *Connection) {
		c.SignedInAt, c.GoodUntil, c.InventoryAt = now.Add(-day), now.Add(89*day), now.Add(-time.Minute)
	})}, Every: 24 * time.Hour, Seed: 3, LeadDays: 14, CatchUp: true, Cap: 250}
	for i := range 225 {
		f := Feed{ID: fmt.Sprint("pbi/", i), Connection: "pbi", Kind: KindImport, FirstSeen: now.Add(-day), ScheduleAt: now.Add(-2 * time.Hour),
			LookedAt: now.Add(-time.Minute), TriedAt: now.Add(-time.Minute), Verdict: Verdict{State: Failing}}
		in.Feeds = append(in.Feeds, f)
	}
	asked := &in.Feeds[0]
	asked.Keeps = []Keep{{Feed: asked.ID, Every: Hourly, At: 30, Zone: "UTC", Since: now.Add(-day)}}
	asked.Asks = []Ask{{At: now.Add(-40 * time.Minute), Outcome: AskAccepted}}
	asked.LookedAt = now.Add(-18 * time.Minute)
	asked.TriedAt = asked.LookedAt
	followed := func(j Job) bool { return j.Feed == asked.ID && j.Reason == ReasonFollow }
	if jobs := Plan(in); !slices.ContainsFunc(jobs, followed) {
		t.Errorf("a quarter of an hour after the last look: %+v; want the next", jobs)
	}
	asked.LookedAt = now.Add(-12 * time.Minute)
	asked.TriedAt = asked.LookedAt
	if wake := NextWake(in); wake.After(now.Add(6 * time.Minute)) {
		t.Errorf("the next look is at %v; want it within a quarter of an hour after the last", wake)
	}
}
