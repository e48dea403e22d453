package tiles

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestJudgePins(t *testing.T) {
	t.Parallel()
	for _, examples := range [][]example{pinWellExamples, pinBadExamples, pinSignInExamples} {
		for _, e := range examples {
			t.Run(e.name, func(t *testing.T) {
				t.Parallel()
				if e.s.State == "" {
					e.s = serverGood
				}
				v := Judge(&e.f, e.s, e.at())
				checkVerdict(t, v, e.want)
				tile := Tile{ID: e.f.ID, Connection: "rs", Kind: KindPin, Feed: e.f.ID}
				if got := JudgeTile(tile, &e.f, v, e.s, e.at()); got != v {
					t.Errorf("the tile: %+v", got)
				}
			})
		}
	}
	lost := JudgeTile(Tile{Kind: KindPin}, nil, Verdict{}, serverGood, at(testNow))
	checkVerdict(t, lost, expected{state: Unseen, cause: CauseNotWatchable, text: "Nothing to do: the report server doesn't tell how it is doing."})
}

// anyPin makes pins as they might be, and some that never should.
func anyPin(r *rand.Rand, now time.Time) Feed {
	pick := func(d time.Duration) time.Time {
		return now.Add(-time.Duration(r.Int64N(int64(d)))).Truncate(time.Second)
	}
	statuses := []string{"", "", "", saysExpired, saysCredentials, saysItem, saysTile, saysExtension, saysDown, saysNew, saysGerman, "Pending", "Inactive", "New subscription", "Success"}
	f := Feed{
		ID: "rs/x", Connection: "rs", Source: SourceSubscription, Name: "Report", Owner: `CONTOSO\ana`, Kind: KindPin, FirstSeen: pick(30 * day),
		Access: []Access{AccessGranted, AccessGranted, AccessGranted, AccessGranted, AccessDenied, AccessMissing}[r.IntN(6)], LookedAt: pick(3 * time.Hour),
		Subscription: Subscription{Report: "/a/Report", Active: r.IntN(6) > 0, ModifiedAt: pick(30 * day), DetailAt: pick(30 * day), NoStored: r.IntN(10) == 0},
	}
	if r.IntN(10) == 0 {
		f.LookedAt = time.Time{}
	}
	if r.IntN(5) > 0 {
		f.Schedule = &Schedule{Enabled: f.Subscription.Active, Zone: oddZones[r.IntN(len(oddZones))], Anchor: pick(30 * day).Truncate(time.Minute)}
		switch r.IntN(3) {
		case 0:
			f.Schedule.EveryMinutes = []int{60, 60, 15, 240}[r.IntN(4)]
		case 1:
			f.Schedule.EveryDays, f.Schedule.Times = 1+r.IntN(3), []int{r.IntN(dayMinutes)}
		default:
			f.Schedule.EveryWeeks, f.Schedule.Times, f.Schedule.Days = 1+r.IntN(2), []int{r.IntN(dayMinutes)}, []time.Weekday{time.Weekday(r.IntN(7))}
		}
	}
	for range r.IntN(6) {
		text := statuses[r.IntN(len(statuses))]
		status, _ := ClassifyStatus(text)
		run := Run{Start: pick(day), Status: status, Text: text}
		if run.End = run.Start; status == RunRunning {
			run.End = time.Time{}
		}
		if status != RunNone {
			f.Runs = append(f.Runs, run)
		}
	}
	slices.SortFunc(f.Runs, func(a, b Run) int { return b.Start.Compare(a.Start) })
	if len(f.Runs) > 0 {
		f.Subscription.RunAt, f.Subscription.Status = f.Runs[0].Start, f.Runs[0].Text
	}
	return f
}

func TestJudgePinLaws(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 8))
	signIns := []SignIn{serverGood, serverGood, serverGood, serverUnknown, serverUnknown, serverLogin, serverOff, serverTooNew, expired, signedOut, blocked}
	met := map[State]int{}
	for i := range 5000 {
		now := at("2026-03-20").Add(time.Duration(r.Int64N(int64(14 * day)))).Truncate(time.Second)
		f, s := anyPin(r, now), signIns[r.IntN(len(signIns))]
		if s.Usable() && r.IntN(3) == 0 {
			s.SignedInAt = now.Add(-time.Duration(r.Int64N(int64(day))))
		}
		v := Judge(&f, s, now)
		met[v.State]++
		bad := func(format string, args ...any) {
			t.Fatalf("%d: %s\npin %+v\nsign-in %+v\nnow %v\nverdict %+v", i, fmt.Sprintf(format, args...), f, s, now, v)
		}
		if !slices.Contains(States, v.State) || v.Text == "" {
			bad("no state or no text")
		}
		if !v.Until.IsZero() && !v.Until.After(now) {
			bad("Until has passed already")
		}
		h := readHistory(&f)
		if v.State == Fresh {
			switch {
			case v.Until.IsZero() || v.LastGood.IsZero() || v.Cause != "" || now.Sub(f.LookedAt) >= s.patience():
				bad("fresh, but not on the strength of a recent look")
			case !f.Subscription.Active || !s.Usable():
				bad("fresh, but nothing refreshes it")
			case h.outcome.result == unclear:
				bad("fresh, but nobody knows what the server said")
			case h.outcome.result == failed && f.LookedAt.Sub(h.badSince) >= retriedFor:
				bad("fresh, but the server's tries are over")
			}
		}
		if v.Since.After(now) || !v.NextDue.IsZero() && !v.NextDue.After(now) {
			bad("a beginning in the future, or next due in the past")
		}
		if (v.State == Late || v.State == Failing || v.State == Stopped) && (v.Cause == "" || v.Remedy == "") {
			bad("trouble without cause or remedy")
		}
		if !s.Usable() && v.State != Stopped && v.Cause != CauseServerLogin {
			bad("no sign-in and not stopped")
		}
		if v.State == Stopped && !v.NextDue.IsZero() {
			bad("stopped, and yet due")
		}
		if v.Owner != "" {
			bad("the pin's owner is the person, not the report's")
		}
		if strings.Contains(v.Text, "model") || strings.Contains(v.Text, "ana") {
			bad("words that are not for pins")
		}
		checkNames(t, v.Text)
		if !v.Until.IsZero() {
			if before := Judge(&f, s, v.Until.Add(-time.Second)); before.State != v.State {
				bad("%s a second before Until: %+v", before.State, before)
			}
			after, aged := Judge(&f, s, v.Until), Aged(v, v.Until)
			if after.State != Unseen || after.LastGood != aged.LastGood {
				bad("at Until Judge says %+v and Aged %+v", after, aged)
			}
		}
	}
	for _, s := range States {
		if met[s] < 30 {
			t.Errorf("only %d pins were %s: the test says little about them", met[s], s)
		}
	}
}

// Nothing that is said of a pin speaks of models, or blurs whose sign-in to
// Power BI is meant; and every pair of state and cause has a sentence.
func TestPinSentences(t *testing.T) {
	t.Parallel()
	check := func(text string) {
		t.Helper()
		checkNames(t, text)
		low := strings.ToLower(text)
		if strings.Contains(low, "model") || strings.Contains(text, "_") {
			t.Errorf("not for pins: %q", text)
		}
		if strings.Contains(low, "sign") && !strings.Contains(low, "report server") {
			t.Errorf("whose sign-in? %q", text)
		}
		if strings.Contains(low, "your sign-in") {
			t.Errorf("the server's sign-in is not the person's: %q", text)
		}
	}
	w := words{pin: true, model: "IT Spend", dashboard: "Costs"}
	for key, template := range pinTexts {
		check(w.fill(template))
		check(words{pin: true}.fill(template))
		if !slices.Contains(States, key.state) {
			t.Errorf("a sentence for %+v", key)
		}
	}
	for _, s := range States {
		for _, c := range []Cause{CauseNone, CauseGateway, CauseCapacity, CauseScheduleOff, CauseServerLogin, CauseSignInRefused, "other"} {
			check(sentence(Verdict{State: s, Cause: c}, "", w))
		}
	}
	for i := range statusCauses {
		x := &statusCauses[i]
		if pinTexts[textKey{Failing, x.cause, ""}] == "" && pinTexts[textKey{Stopped, x.cause, ""}] == "" {
			t.Errorf("no sentence for %q", x.cause)
		}
		if pinGroupTexts[x.cause] == "" {
			t.Errorf("no sentence for several pins with %q", x.cause)
		}
	}
	for cause, text := range pinGroupTexts {
		check(tileText(text, 3))
		if !strings.Contains(string(text), "{tiles}") {
			t.Errorf("%s: how many tiles? %q", cause, text)
		}
	}
	for _, text := range integrationTexts {
		check(string(text))
	}
	check(string(inferredText))
	check(tileText(suspectText, 3))
}
