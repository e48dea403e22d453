package tiles

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// listed is a plan for the server and its pins at a time; the last list was at
// 11:55, as was the status.
func listed(now string, c Connection, fs ...Feed) PlanInput {
	return PlanInput{Now: clockAt(now), Connections: []Connection{c}, Feeds: fs, CatchUp: true, Seed: 7, LeadDays: 14}
}

func statusAt(s string) func(*Connection) {
	return func(c *Connection) { c.Server.StatusAt = clockAt(s) }
}

func askedAt(s string) func(*Feed) {
	return func(f *Feed) {
		f.Asks = []Ask{{ID: s, Feed: f.ID, At: clockAt(s), Outcome: AskAccepted, Before: f.Subscription.RunAt}}
	}
}

func numbered(n int, change ...func(*Feed)) []Feed {
	var fs []Feed
	for i := range n {
		f := spend(change...)
		f.ID = fmt.Sprint("rs/", i)
		fs = append(fs, f)
	}
	return fs
}

func TestPlanServer(t *testing.T) {
	t.Parallel()
	quiet := func(now string, f ...Feed) PlanInput { return listed(now, rs(statusAt(now)), f...) }
	probed := func(s string) func(*Connection) { return func(c *Connection) { c.Server.ProbedAt = clockAt(s) } }
	unlisted := func(c *Connection) { c.InventoryAt = time.Time{} }
	retry := func(s string) func(*Connection) {
		return func(c *Connection) { c.Problem = &Problem{Cause: CauseServerLogin, RetryAt: clockAt(s)} }
	}
	tests := []struct {
		name string
		in   PlanInput
		want string
	}{
		{"nothing is due", quiet("11:59", spend()), ""},
		{"just added", listed("12:00", rs(unlisted, probed(""), statusAt(""))), "probe first, status first, pins first"},
		{"after a quarter of an hour the status is asked", listed("12:12", rs(), spend()), "status periodic, pins slot"},
		{"a server that tells of notices only", listed("12:12", rs(func(c *Connection) { c.Server.TellsSignIn, c.Server.TellsNotices = false, true })), "status periodic"},
		{"a server that doesn't tell", listed("12:12", rs(func(c *Connection) { c.Server.TellsSignIn = false })), ""},
		{"once a day it is probed", listed("12:00", rs(probed("2026-03-01 09:00")), spend(looked("11:58"))), "probe periodic"},
		{"an hour after the last list", quiet("13:03", spend(unscheduled)), "pins periodic"},
		{"minutes after a slot", quiet("12:06", spend()), "pins slot"},
		{"not at once after a slot", quiet("12:02", spend()), ""},
		{"after a slot, but it was listed just before", listed("12:06", rs(statusAt("12:06"), func(c *Connection) { c.InventoryAt = clockAt("12:03") }), spend(looked("12:01"))), ""},
		{"looked after the slot, and it had not come: not at once again", listed("12:15", rs(statusAt("12:15"), func(c *Connection) { c.InventoryAt = clockAt("12:06") }), spend(looked("12:06"))), ""},
		{"looked after the slot, and it had not come: after a quarter of an hour", listed("12:22", rs(statusAt("12:22"), func(c *Connection) { c.InventoryAt = clockAt("12:06") }), spend(looked("12:06"))), "pins slot"},
		{"a pin is failing", quiet("12:12", judged(spend(unscheduled), Failing)), "pins not_fresh"},
		{"a pin is being tried again", quiet("12:12", spend(unscheduled, pinned(pinRun("11:50", saysDown)))), "pins not_fresh"},
		{"a pin is not understood", quiet("12:12", spend(unscheduled, pinned(pinRun("11:50", saysGerman)))), "pins not_fresh"},
		{"a pin that nobody has looked at", quiet("12:01", spend(looked(""))), "pins first"},
		{"a pin that is off has no slots", quiet("12:06", spend(func(f *Feed) { f.Subscription.Active = false })), ""},
		{"the sign-in is gone: its slots say nothing, the status does", listed("12:12", rs(says(StatusExpired)), judged(spend(), Stopped)), "status periodic"},
		{"the sign-in is gone: a list once an hour all the same", listed("13:03", rs(says(StatusExpired), statusAt("13:03")), judged(spend(), Stopped)), "pins periodic"},
		{"not integrated", listed("13:03", rs(integrated(IntegrationOff)), judged(spend(), Stopped)), ""},
		{"not integrated: now and then", listed("18:40", rs(integrated(IntegrationUnavailable)), judged(spend(), Stopped)), "pins periodic"},
		{"throttled", listed("13:03", rs(func(c *Connection) { c.PausedUntil = clockAt("13:30") }), judged(spend(), Failing)), ""},
		{"it doesn't let the app in: never again by itself", listed("23:00", rs(problem(CauseServerLogin), unlisted), spend(askedAt("22:59"))), ""},
		{"it doesn't let the app in, but may later", listed("13:00", rs(retry("12:30")), spend()), "probe retry"},
		{"it doesn't let the app in, not yet", listed("12:10", rs(retry("12:30")), spend()), ""},
		{"the clock was set back", listed("08:00", rs(probed("06:00"), statusAt("07:58"))), "pins first"},

		{"asked for a refresh: at first after ten seconds", quiet("11:56:10", spend(askedAt("11:56"))), "runs rs/spend follow"},
		{"not sooner", quiet("11:56:09", spend(askedAt("11:56"))), ""},
		{"then after as long again", quiet("11:56:40", spend(askedAt("11:56"), looked("11:56:20"))), "runs rs/spend follow"},
		{"and not sooner than that", quiet("11:56:39", spend(askedAt("11:56"), looked("11:56:20"))), ""},
		{"it ended: no more", quiet("11:57", spend(askedAt("11:55:30"), pinned(pinRun("11:56", "")), looked("11:56:10"))), ""},
		{"it ended by a clock that is ten minutes behind", quiet("11:57", spend(askedAt("11:55:30"), pinned(pinRun("11:46", "")), func(f *Feed) { f.Asks[0].Before = clockAt("11:00") }, looked("11:56:10"))), ""},
		{"an old run by a clock that is ten minutes ahead", quiet("11:57", spend(pinned(pinRun("12:04", "")), askedAt("11:56"))), "runs rs/spend follow"},
		{"it is under way", quiet("11:57", spend(askedAt("11:55:30"), pinned(Run{Start: clockAt("11:56"), Status: RunRunning, Text: "Pending"}), looked("11:56:05"))), "runs rs/spend follow"},
		{"nobody knows what it was before: by the clock", quiet("11:57", spend(askedAt("11:55:30"), func(f *Feed) { f.Asks[0].Before = time.Time{} })), "runs rs/spend follow"},
		{"it never came", quiet("12:46", spend(unscheduled, askedAt("11:57"), looked("12:43"))), ""},
		{"refused: there is nothing to follow", quiet("11:57", spend(askedAt("11:56"), func(f *Feed) { f.Asks[0].Outcome = AskDenied })), ""},
		{"some at once: each by itself", quiet("11:57", numbered(2, askedAt("11:56"))...), "runs rs/0 follow, runs rs/1 follow"},
		{"many at once: by lists", quiet("11:57", numbered(9, askedAt("11:56"))...), "pins follow"},

		{"no answer: it rests", quiet("13:03", spend(unscheduled, func(f *Feed) { f.TriedAt, f.Misses = clockAt("13:00"), 4 })), ""},
		{"no answer: tried again", quiet("13:12", spend(unscheduled, func(f *Feed) { f.TriedAt, f.Misses = clockAt("13:00"), 4 })), "pins retry"},
		{"no answer for a day: no less than each quarter of an hour", quiet("13:17", spend(unscheduled, func(f *Feed) { f.TriedAt, f.Misses = clockAt("13:00"), 90 })), "pins retry"},
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

// portal stands in for a report server: it runs pins on their schedules.
type portal struct {
	in    PlanInput
	calls []time.Time
	kinds map[JobKind]int
	// status is what a pin's run at a time ends with.
	status func(f *Feed, at time.Time) string
	asked  map[string]time.Time // when a pin was asked to run
}

func (p *portal) do(j Job) {
	now, c := p.in.Now, &p.in.Connections[0]
	p.calls = append(p.calls, now)
	p.kinds[j.Kind]++
	switch j.Kind {
	case JobProbe:
		c.Server.ProbedAt = now
	case JobStatus:
		c.Server.StatusAt = now
	case JobPins:
		c.InventoryAt = now
		for i := range p.in.Feeds {
			p.look(&p.in.Feeds[i])
		}
	case JobRuns:
		i := slices.IndexFunc(p.in.Feeds, func(f Feed) bool { return f.ID == j.Feed })
		p.look(&p.in.Feeds[i])
	}
	for i := range p.in.Feeds {
		f := &p.in.Feeds[i]
		f.Verdict = Judge(f, JudgeSignIn(*c, 14, now), now)
	}
}

func (p *portal) look(f *Feed) {
	now := p.in.Now
	f.LookedAt, f.TriedAt, f.Access = now, now, AccessGranted
	run := time.Time{}
	if slot, ok := f.Schedule.Prev(now.Add(-40 * time.Second)); ok { // it takes that long
		run = slot
	}
	if at, ok := p.asked[f.ID]; ok && now.Sub(at) > 40*time.Second {
		run = later(run, at)
	}
	if run.IsZero() || len(f.Runs) > 0 && !run.After(f.Runs[0].Start) {
		return
	}
	text := p.status(f, run)
	status, _ := ClassifyStatus(text)
	f.Runs = append([]Run{{ID: run.String(), Start: run, End: run, Status: status, Text: text}}, f.Runs...)
	f.Runs = f.Runs[:min(len(f.Runs), 20)]
	f.Subscription.RunAt, f.Subscription.Status = run, text
}

// newPortal has pins of which most are hourly, at any minute of the hour.
func newPortal(pins int, start time.Time) *portal {
	p := &portal{kinds: map[JobKind]int{}, asked: map[string]time.Time{}, status: func(*Feed, time.Time) string { return "" }}
	c := rs(func(c *Connection) {
		c.SignedInAt, c.InventoryAt, c.Server.StatusAt, c.Server.ProbedAt = start.Add(-day), time.Time{}, time.Time{}, time.Time{}
	})
	p.in = PlanInput{Now: start, Connections: []Connection{c}, Seed: 3, LeadDays: 14, CatchUp: true}
	r := rand.New(rand.NewPCG(21, 22))
	for i := range pins {
		f := Feed{ID: fmt.Sprint("rs/", i), Connection: "rs", Source: SourceSubscription, Kind: KindPin, Name: "Report", FirstSeen: start.Add(-day),
			Subscription: Subscription{Report: "/Report", Active: true},
			Schedule:     &Schedule{Enabled: true, Anchor: start.Add(-time.Duration(r.Int64N(int64(30 * day)))).Truncate(time.Second), Zone: "UTC"}}
		switch i % 5 {
		case 3:
			f.Schedule.EveryDays, f.Schedule.Times = 1, []int{r.IntN(dayMinutes)}
		case 4:
			f.Schedule.EveryWeeks, f.Schedule.Times = 1, []int{r.IntN(dayMinutes)}
			f.Schedule.Days = []time.Weekday{time.Weekday(r.IntN(7))}
		default:
			f.Schedule.EveryMinutes = 60
		}
		p.in.Feeds = append(p.in.Feeds, f)
	}
	return p
}

// until carries out what is planned up to a time.
func (p *portal) until(t *testing.T, end time.Time) {
	t.Helper()
	for turns := 0; p.in.Now.Before(end); turns++ {
		if turns > 20_000 {
			t.Fatalf("still at %v after %d turns", p.in.Now, turns)
		}
		if jobs := Plan(p.in); len(jobs) > 0 {
			for _, j := range jobs {
				p.do(j)
			}
			p.in.Now = p.in.Now.Add(time.Second)
			continue
		}
		for i := range p.in.Feeds { // what the watcher does at every wake
			f := &p.in.Feeds[i]
			f.Verdict = Judge(f, JudgeSignIn(p.in.Connections[0], 14, p.in.Now), p.in.Now)
		}
		wake := NextWake(p.in)
		if !wake.After(p.in.Now) || wake.Sub(p.in.Now) > time.Hour {
			t.Fatalf("at %v: NextWake = %v", p.in.Now, wake)
		}
		p.in.Now = wake
	}
}

// worstHour is the most calls in any hour.
func (p *portal) worstHour() int {
	first, worst := 0, 0
	for i, c := range p.calls {
		for c.Sub(p.calls[first]) > time.Hour {
			first++
		}
		worst = max(worst, i-first+1)
	}
	return worst
}

// A quiet day with 50 pins costs at most 30 calls an hour, and every pin is
// known to be fresh all the time.
func TestQuietHours(t *testing.T) {
	t.Parallel()
	start := at("2026-03-02")
	p := newPortal(50, start)
	for hour := range 26 {
		p.until(t, start.Add(time.Duration(hour+1)*time.Hour))
		for i := range p.in.Feeds {
			f := &p.in.Feeds[i]
			if v := Judge(f, JudgeSignIn(p.in.Connections[0], 14, p.in.Now), p.in.Now); v.State != Fresh && v.State != Waiting {
				t.Fatalf("at %v: %s is %+v", p.in.Now, f.ID, v)
			}
		}
	}
	if worst := p.worstHour(); worst > 30 {
		t.Errorf("an hour with %d calls, want at most 30: %v", worst, p.kinds)
	}
	if p.kinds[JobPins] < 26 || p.kinds[JobStatus] < 26*3 || p.kinds[JobProbe] < 2 {
		t.Errorf("hardly anybody looked: %v", p.kinds)
	}
}

// With every pin failing, some for a new reason each hour, it costs no more.
func TestBadHours(t *testing.T) {
	t.Parallel()
	start := at("2026-03-02")
	p := newPortal(50, start)
	p.status = func(f *Feed, at time.Time) string {
		return []string{saysDown, saysExpired, saysCredentials, saysGerman, ""}[(len(f.ID)+at.Hour())%5]
	}
	p.until(t, start.Add(6*time.Hour))
	if worst := p.worstHour(); worst > 30 {
		t.Errorf("an hour with %d calls, want at most 30: %v", worst, p.kinds)
	}
}

// A failure is told within minutes, or, where the server tries again, within
// minutes of its last try.
func TestFailuresAreSeenSoon(t *testing.T) {
	t.Parallel()
	for text, limit := range map[string]time.Duration{saysExpired: 12 * time.Minute, saysCredentials: 12 * time.Minute, saysDown: time.Hour + 10*time.Minute} {
		start := at("2026-03-02 10:00")
		p := newPortal(1, start)
		p.in.Feeds[0].Schedule = &Schedule{Enabled: true, EveryMinutes: 60, Anchor: at("2026-03-01 00:20"), Zone: "UTC"}
		bad := at("2026-03-02 12:20")
		p.status = func(_ *Feed, at time.Time) string {
			if at.Before(bad) {
				return ""
			}
			return text
		}
		p.until(t, bad)
		for p.in.Feeds[0].Verdict.State == Fresh {
			p.until(t, p.in.Now.Add(time.Second))
			if p.in.Now.Sub(bad) > limit {
				t.Errorf("%q not seen within %v", text, limit)
				break
			}
		}
	}
}

// A pin that was asked to run is followed, and found to be well soon after, at
// the cost of a few calls.
func TestFollowingPins(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 4, 50} {
		start := at("2026-03-02 10:00")
		p := newPortal(n, start)
		p.until(t, start.Add(90*time.Minute))
		before := len(p.calls)
		for i := range p.in.Feeds {
			f := &p.in.Feeds[i]
			p.look(f) // so that no run of its schedule is mistaken for the one asked for
			f.Asks = []Ask{{ID: f.ID, Feed: f.ID, At: p.in.Now, Outcome: AskAccepted, Before: f.Subscription.RunAt}}
			p.asked[f.ID] = p.in.Now
		}
		asked := p.in.Now
		p.until(t, asked.Add(2*time.Minute))
		for i := range p.in.Feeds {
			if f := &p.in.Feeds[i]; f.Runs[0].Start.Before(asked) {
				t.Errorf("%d pins: %s is not found to have run", n, f.ID)
			}
		}
		if calls := len(p.calls) - before; calls > 6*min(n, 4) {
			t.Errorf("%d pins were followed with %d calls", n, calls)
		}
	}
}

// Whatever is known of a server, a plan is sane and says when to look again.
func TestPlanServerLaws(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(31, 32))
	for range 2000 {
		now := at("2026-03-20").Add(time.Duration(r.Int64N(int64(14 * day)))).Truncate(time.Second)
		ago := func(d time.Duration) time.Time { return now.Add(-time.Duration(r.Int64N(int64(d)))) }
		c := rs(func(c *Connection) {
			c.InventoryAt, c.Server.StatusAt, c.Server.ProbedAt = ago(2*time.Hour), ago(time.Hour), ago(2*day)
			c.Server.Status = []ServerStatus{StatusSignedIn, StatusSignedIn, StatusUnknown, StatusSignedOut, StatusExpired}[r.IntN(5)]
			c.Server.Integration = []Integration{IntegrationOn, IntegrationOn, IntegrationUnknown, IntegrationOff, IntegrationUnavailable}[r.IntN(5)]
			if r.IntN(6) == 0 {
				c.PausedUntil = now.Add(time.Duration(r.IntN(40)-20) * time.Minute)
			}
			if r.IntN(6) == 0 {
				c.Problem = &Problem{Cause: CauseServerLogin}
			}
		})
		in := PlanInput{Now: now, Connections: []Connection{c}, Seed: r.Uint64(), LeadDays: 14}
		for i := range r.IntN(10) {
			f := anyPin(r, now)
			f.ID, f.TriedAt = fmt.Sprint("rs/", i), f.LookedAt
			if r.IntN(4) == 0 {
				f.Asks = []Ask{{At: ago(time.Hour), Outcome: AskAccepted, Before: f.Subscription.RunAt}}
			}
			f.Verdict = Judge(&f, JudgeSignIn(c, 14, now), now)
			in.Feeds = append(in.Feeds, f)
		}
		jobs := Plan(in)
		seen := map[string]bool{}
		for _, j := range jobs {
			key := fmt.Sprint(j.Kind, j.Feed)
			if seen[key] || j.Due.After(now) || j.Connection != "rs" || j.Reason == "" || (j.Feed == "") == (j.Kind == JobRuns) {
				t.Fatalf("odd job %+v in %s", j, brief(jobs))
			}
			seen[key] = true
			if c.PausedUntil.After(now) || c.Problem != nil {
				t.Fatalf("%+v while nothing may be asked", j)
			}
		}
		checkWake(t, in)
	}
}
