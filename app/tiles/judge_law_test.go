package tiles

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"mysettings/app/language"
)

// anyFeed makes feeds as they might be, and some that never should.
func anyFeed(r *rand.Rand, now time.Time) Feed {
	pick := func(d time.Duration) time.Time {
		return now.Add(-time.Duration(r.Int64N(int64(d)))).Truncate(time.Second)
	}
	f := Feed{
		ID: fmt.Sprintf("pbi/%d", r.IntN(1000)), Connection: "pbi", Source: SourceModel, Name: "Model", FirstSeen: pick(30 * day),
		Kind:     []Kind{KindImport, KindImport, KindImport, KindDirectQuery, KindDirectLake, KindLive, KindStreaming, KindUnknown, "other"}[r.IntN(9)],
		Access:   []Access{AccessGranted, AccessGranted, AccessGranted, AccessDenied, AccessMissing, AccessNone, AccessUntried}[r.IntN(7)],
		Capacity: []Capacity{CapacityUnknown, CapacityShared, CapacityDedicated}[r.IntN(3)],
		LookedAt: pick(4 * time.Hour),
	}
	if r.IntN(2) == 0 {
		f.Owner = "eva@contoso.com"
	}
	if r.IntN(10) == 0 {
		f.LookedAt = time.Time{}
	}
	if r.IntN(5) == 0 {
		f.Trouble = &Problem{Cause: []Cause{CauseServerUnreachable, CauseThrottled, CauseUnrecognised, CauseSignInExpired}[r.IntN(4)]}
		f.Misses = r.IntN(20)
	}
	if r.IntN(3) > 0 {
		f.Schedule = &Schedule{Enabled: r.IntN(4) > 0, Zone: oddZones[r.IntN(len(oddZones))]}
		for range r.IntN(4) {
			f.Schedule.Times = append(f.Schedule.Times, 30*r.IntN(48))
		}
		if r.IntN(5) == 0 {
			f.Schedule.EveryMinutes = 15 * (1 + r.IntN(12))
		}
		f.ScheduleAt = pick(2 * day)
	}
	if f.Access != AccessDenied {
		for range r.IntN(8) {
			start := pick(3 * day)
			run := Run{Start: start, Status: []RunStatus{RunGood, RunGood, RunFailed, RunRunning, RunCancelled, RunDisabled, RunUnknown, "odd"}[r.IntN(8)],
				Trigger: []string{"Scheduled", "Scheduled", "OnDemand", "ViaApi", "DirectLakeFraming", "OnDemandTraining"}[r.IntN(6)]}
			if run.Status != RunRunning {
				run.End = start.Add(time.Duration(r.IntN(90)) * time.Minute)
				if run.End.After(now) {
					run.End = now
				}
			}
			if run.Status == RunFailed || r.IntN(10) == 0 {
				run.Code = []string{"GatewayNotReachable", "ModelRefreshFailed_CredentialsNotSpecified", "Brand_New", ""}[r.IntN(4)]
			}
			if r.IntN(6) == 0 {
				run.Attempts = append(run.Attempts, Attempt{Type: "Query", Start: start, Code: []string{"", "X"}[r.IntN(2)]})
			}
			f.Runs = append(f.Runs, run)
		}
		slices.SortFunc(f.Runs, func(a, b Run) int { return b.Start.Compare(a.Start) })
	}
	for i := range r.IntN(3) {
		f.Keeps = append(f.Keeps, Keep{Tile: fmt.Sprint("pbi/t", i), Feed: f.ID, Every: []Every{Hourly, Daily, Weekly}[r.IntN(3)],
			At: r.IntN(dayMinutes), On: []time.Weekday{time.Weekday(r.IntN(7))}, Zone: "Europe/Berlin", Since: pick(4 * day)})
	}
	if len(f.Keeps) > 0 {
		for range r.IntN(4) {
			slot, ok := f.Keeps[r.IntN(len(f.Keeps))].Prev(pick(day))
			if !ok {
				continue
			}
			a := Ask{Due: slot, At: slot.Add(time.Duration(r.IntN(40)) * time.Second),
				Outcome: []AskOutcome{AskAccepted, AskRunning, AskQuota, AskDenied, AskSignIn, AskLater}[r.IntN(6)]}
			if a.Outcome == AskLater || a.Outcome == AskQuota && r.IntN(2) == 0 {
				a.Retry = a.At.Add(time.Duration(r.IntN(120)) * time.Minute)
			}
			f.Asks = append(f.Asks, a)
		}
	}
	return f
}

func anySignIn(r *rand.Rand, now time.Time) SignIn {
	s := []SignIn{signedIn, signedIn, asEva, expired, refused, blocked, signedOut}[r.IntN(7)]
	if s.Usable() && r.IntN(3) == 0 {
		s.SignedInAt = now.Add(-time.Duration(r.Int64N(int64(day))))
	}
	return s
}

func TestJudgeLaws(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	met := map[State]int{}
	for i := range 5000 {
		now := at("2026-03-20").Add(time.Duration(r.Int64N(int64(14 * day)))).Truncate(time.Second)
		f, s := anyFeed(r, now), anySignIn(r, now)
		v := Judge(&f, s, now)
		met[v.State]++
		bad := func(format string, args ...any) {
			t.Fatalf("%d: %s\nfeed %+v\nsign-in %+v\nnow %v\nverdict %+v", i, fmt.Sprintf(format, args...), f, s, now, v)
		}
		if !slices.Contains(States, v.State) || v.Text == "" {
			bad("no state or no text")
		}
		if !v.Until.IsZero() && !v.Until.After(now) {
			bad("Until has passed already")
		}
		if v.State == Fresh && (v.Until.IsZero() || v.LastGood.IsZero() || v.Cause != "" || now.Sub(f.LookedAt) >= s.patience()) {
			bad("fresh, but not on the strength of a recent look")
		}
		if v.Since.After(now) || v.LastGood.After(now.Add(2*time.Hour)) {
			bad("a beginning in the future")
		}
		if !v.NextDue.IsZero() && !v.NextDue.After(now) {
			bad("next due in the past")
		}
		if (v.State == Late || v.State == Failing || v.State == Stopped) && (v.Cause == "" || v.Remedy == "") {
			bad("trouble without cause or remedy")
		}
		if v.Owner != "" && v.Remedy != RemedyAskOwner {
			bad("an owner for no reason")
		}
		if !s.Usable() && len(f.Keeps) > 0 && v.State != Stopped {
			bad("kept, signed out and not stopped")
		}
		if !s.Usable() && len(f.Keeps) == 0 && v.State != Unseen {
			bad("not kept, signed out and not unseen")
		}
		checkNames(t, v.Text)
		// Runs may come in any order.
		shuffled := f
		shuffled.Runs = slices.Clone(f.Runs)
		slices.Reverse(shuffled.Runs)
		if distinctStarts(f.Runs) && Judge(&shuffled, s, now) != v {
			bad("another verdict for runs in another order: %+v", Judge(&shuffled, s, now))
		}
		// Until is honest: up to it the state stays the same, and from then on
		// Judge says what Aged says.
		if !v.Until.IsZero() {
			before := Judge(&f, s, v.Until.Add(-time.Second))
			if before.State != v.State && len(f.Asks) == 0 {
				bad("%s a second before Until: %+v", before.State, before)
			}
			after, aged := Judge(&f, s, v.Until), Aged(v, v.Until)
			if after.State != Unseen || aged.State != Unseen || after.LastGood != aged.LastGood {
				bad("at Until Judge says %+v and Aged %+v", after, aged)
			}
		}
		// A tile never claims to be fresh on the strength of nothing, and judging
		// changes nothing.
		was := f
		was.Runs, was.Keeps, was.Asks = slices.Clone(f.Runs), slices.Clone(f.Keeps), slices.Clone(f.Asks)
		for _, k := range f.Keeps {
			tv := JudgeTile(Tile{ID: k.Tile, Keep: &k}, &f, v, s, now)
			if !s.Usable() && tv.State != Stopped {
				bad("kept tile, signed out: %+v", tv)
			}
		}
		if tv := JudgeTile(Tile{ID: "x"}, &f, v, s, now); !s.Usable() && tv.State != Unseen {
			bad("tile that is not kept, signed out: %+v", tv)
		}
		if !reflect.DeepEqual(f, was) {
			bad("judging changed the feed")
		}
	}
	for _, s := range States {
		if met[s] < 30 {
			t.Errorf("only %d feeds were %s: the test says little about them", met[s], s)
		}
	}
}

func distinctStarts(runs []Run) bool {
	for i := 1; i < len(runs); i++ {
		if runs[i].Start.Equal(runs[i-1].Start) {
			return false
		}
	}
	return true
}

// checkNames checks what must hold for every sentence.
func checkNames(t *testing.T, text string) {
	t.Helper()
	if strings.ContainsAny(text, "{}") || strings.Contains(text, "  ") || strings.TrimSpace(text) != text {
		t.Errorf("a sentence with holes: %q", text)
	}
	if r := []rune(text); len(r) > 0 && !unicode.IsUpper(r[0]) {
		t.Errorf("a sentence that does not begin as one: %q", text)
	}
	if !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, ".”") {
		t.Errorf("a sentence that does not end as one: %q", text)
	}
}

// Every pair of a state and a cause has a sentence, also those that this
// version never makes; and no sentence is left over.
func TestSentences(t *testing.T) {
	t.Parallel()
	causes := []Cause{
		CauseNone, CauseSignInExpired, CauseSignedOut, CauseSignInRefused, CauseAdminNeeded, CauseSourceCredentials, CauseGateway,
		CauseItemMissing, CauseModelError, CauseTileDeleted, CauseScheduleOff, CauseSubscriptionOff, CauseCapacity, CauseThrottled,
		CauseServerUnreachable, CauseServiceDown, CauseLate, CauseNoPermission, CauseNotWatchable, CauseNotChecked, CauseServerLogin, CauseUnrecognised,
	}
	people := []words{{}, {model: "Sales", owner: "eva@contoso.com"}, {model: "Sales", owner: "eva@contoso.com", mine: true}}
	for _, s := range States {
		for _, c := range causes {
			for _, w := range people {
				text := sentence(Verdict{State: s, Cause: c}, "", w)
				if text == "" {
					t.Errorf("no sentence for %s, %q", s, c)
				}
				checkNames(t, text)
				if strings.Contains(text, "_") || c != CauseLate && c != "" && strings.Contains(text, string(c)) && strings.Contains(string(c), "_") {
					t.Errorf("a bare code in %q", text)
				}
			}
		}
	}
	for key, template := range texts {
		for _, w := range people {
			checkNames(t, w.fill(template))
		}
		if !slices.Contains(States, key.state) || !slices.Contains(causes, key.cause) {
			t.Errorf("a sentence for %+v", key)
		}
	}
	for _, c := range causes {
		if c == CauseNone || c == CauseNotWatchable {
			continue
		}
		if RemedyFor(c) == RemedyNone {
			t.Errorf("no remedy for %q", c)
		}
	}
	// Every cause that ClassifyRun can give has its own sentence when failing.
	seen := map[language.Text]Cause{}
	for _, signs := range [][]sign{codeCauses, textCauses, {{"", CauseUnrecognised}}} {
		for _, x := range signs {
			text := texts[textKey{Failing, x.cause, ""}]
			if text == "" {
				t.Errorf("no sentence for failing with %q", x.cause)
			}
			if other, ok := seen[text]; ok && other != x.cause {
				t.Errorf("%q and %q share a sentence", x.cause, other)
			}
			seen[text] = x.cause
		}
	}
}

func TestJudgeKeepsItsHandsOffRuns(t *testing.T) {
	t.Parallel()
	f := sales(only(goodRun("2026-03-01 07:01"), goodRun("07:01"), goodRun("2026-03-01 13:01")))
	before := slices.Clone(f.Runs)
	Judge(&f, signedIn, at(testNow))
	if !reflect.DeepEqual(before, f.Runs) {
		t.Error("Judge sorted the caller's runs")
	}
}

// big is 6,000 tiles on 400 feeds with 60 runs each; every fifth feed is
// failing, every tenth has a kept tile.
func big(now time.Time) ([]Tile, []Feed) {
	feeds := make([]Feed, 400)
	for i := range feeds {
		f := &feeds[i]
		*f = Feed{
			ID: fmt.Sprintf("pbi/%d", i), Connection: "pbi", Source: SourceModel, Name: fmt.Sprintf("Model %d", i), Owner: "eva@contoso.com",
			Kind: KindImport, Access: AccessGranted, FirstSeen: now.Add(-30 * day), LookedAt: now.Add(-10 * time.Minute), ScheduleAt: now.Add(-time.Hour),
			Schedule: &Schedule{Enabled: true, Times: []int{60 * (i % 12), 60*(i%12) + 720}, Zone: "W. Europe Standard Time"},
		}
		slot := f.LookedAt
		for range 60 {
			slot, _ = f.Schedule.Prev(slot.Add(-time.Second))
			f.Runs = append(f.Runs, Run{Start: slot.Add(time.Minute), End: slot.Add(9 * time.Minute), Status: RunGood, Trigger: "Scheduled",
				Attempts: []Attempt{{Type: "Data", Start: slot}, {Type: "Query", Start: slot}}})
		}
		if i%5 == 0 {
			f.Runs[0].Status, f.Runs[0].Code = RunFailed, "DM_GWPipeline_Client_GatewayUnreachable"
		}
	}
	ts := make([]Tile, 6000)
	for i := range ts {
		f := &feeds[i%len(feeds)]
		ts[i] = Tile{ID: fmt.Sprintf("pbi/t%d", i), Connection: "pbi", Feed: f.ID, Title: fmt.Sprintf("Tile %d", i), Kind: KindImport}
		if i < len(feeds) && i%10 == 0 {
			k := Keep{Tile: ts[i].ID, Feed: f.ID, Every: Daily, At: 420, Zone: "Europe/Berlin", Since: now.Add(-20 * day)}
			ts[i].Keep = &k
			f.Keeps = []Keep{k}
		}
	}
	return ts, feeds
}

func BenchmarkJudge6000(b *testing.B) {
	now := at(testNow)
	ts, feeds := big(now)
	byID := make(map[string]int, len(feeds))
	for i := range feeds {
		byID[feeds[i].ID] = i
	}
	verdicts := make([]Verdict, len(feeds))
	b.ReportAllocs()
	for b.Loop() {
		for i := range feeds {
			verdicts[i] = Judge(&feeds[i], signedIn, now)
		}
		for i := range ts {
			f := byID[ts[i].Feed]
			ts[i].Verdict = JudgeTile(ts[i], &feeds[f], verdicts[f], signedIn, now)
		}
	}
}
