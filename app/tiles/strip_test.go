package tiles

import (
	"math/rand/v2"
	"testing"
	"time"
)

func cancelled(start string) Run {
	r := goodRun(start)
	r.Status = RunCancelled
	return r
}

func TestStripOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		feed  Feed
		keeps []Keep
		want  Strip
	}{
		{"all is well", sales(), nil, "ggg"},
		{"nothing yet", sales(only(), func(f *Feed) { f.FirstSeen = clockAt("11:50") }), nil, ""},
		{"the newest failed", sales(with(failedRun("11:30", "X", "it broke"))), nil, "gggf"},
		{"running", sales(with(runningRun("11:50"))), nil, "gggr"},
		{"running for longer than a run can", sales(with(runningRun("2026-03-02 01:50"))), nil, "ggg"},
		{"cancelled", sales(with(cancelled("11:30"))), nil, "gggc"},
		{"this morning's run is missing", sales(only(goodRun("2026-03-01 13:01"), goodRun("2026-03-01 07:01"), goodRun("2026-02-28 13:01")),
			func(f *Feed) { f.ScheduleSince = at("2026-02-28 12:00") }), nil, "gggm"},
		{"not looked since it was due", sales(only(goodRun("2026-03-01 13:01")), looked("07:59"),
			func(f *Feed) { f.ScheduleSince = at("2026-03-01 12:00") }), nil, "g"},
		{"due before the schedule was known", sales(only(goodRun("2026-03-01 13:01")),
			func(f *Feed) { f.ScheduleSince = clockAt("08:00") }), nil, "g"},
		{"an hour late is in time", sales(only(goodRun("07:59"), goodRun("2026-03-01 13:01")),
			func(f *Feed) { f.ScheduleSince = at("2026-03-01 12:00") }), nil, "gg"},
		{"later is late: missed, then good", sales(only(goodRun("08:01"), goodRun("2026-03-01 13:01")),
			func(f *Feed) { f.ScheduleSince = at("2026-03-01 12:00") }), nil, "gmg"},
		{"its runs may not be seen", sales(only(), func(f *Feed) { f.Access = AccessDenied }), nil, ""},
		{"switched off", sales(switchedOff), nil, "gggp"},
		{"switched off, and kept by this app", sales(switchedOff), []Keep{dailyAt("07:00")}, "ggg"},
		{"switched off, and run by somebody's automation", sales(switchedOff, only(viaAPI("11:00"), viaAPI("10:00"), goodRun("2026-03-01 13:01"))), nil, "ggg"},
		{"kept hourly, asleep since nine", sales(kept(hourlyKeep()), only(viaAPI("08:00"), viaAPI("07:00")), func(f *Feed) { f.FirstSeen = clockAt("06:30") }),
			[]Keep{hourlyKeep()}, "ggmm"},
		{"kept by a neighbour only", sales(kept(hourlyKeep()), only(viaAPI("08:00"), viaAPI("07:00"))), nil, "gg"},
		{"never more than fits", sales(kept(hourlyKeep()), only()), []Keep{hourlyKeep()}, "mmmmmmmmmmmm"},
		{"the tiles' own refresh failed", sales(with(queryFailed("11:30"))), nil, "gggf"},
		{"nothing is behind the tile", Feed{}, nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := StripOf(&tt.feed, tt.keeps); got != tt.want {
				t.Errorf("StripOf = %q, want %q", got, tt.want)
			}
		})
	}
	if got := StripOf(nil, nil); got != "" {
		t.Errorf("StripOf without a feed = %q", got)
	}
}

func viaAPI(start string) Run {
	r := goodRun(start)
	r.Trigger = "ViaApi"
	return r
}

func queryFailed(start string) Run {
	r := goodRun(start)
	r.Attempts = []Attempt{{Type: "Data", Start: r.Start, End: r.End}, {Type: "Query", Start: r.End, End: r.End, Code: "Q", Text: "the query failed"}}
	return r
}

func TestStripOfPins(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		feed Feed
		want Strip
	}{
		// Between the runs that were seen there may be others: only the newest
		// is told.
		{"two runs days apart", spend(func(f *Feed) {
			f.Runs = []Run{pinRun("07:00", ""), pinRun("2026-02-27 07:00", "")}
		}), "ggmmm"},
		{"words that are not known", spend(func(f *Feed) { f.Runs = []Run{pinRun("11:00", "Das ging schief")} }), "u"},
		{"paused", spend(inactive), "gggp"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := StripOf(&tt.feed, nil)
			if got != tt.want {
				t.Errorf("StripOf = %q, want %q", got, tt.want)
			}
		})
	}
}

// What Marks promises holds for any feed at all.
func TestMarksLaws(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(4, 4))
	for range 3000 {
		now := at("2026-03-20").Add(time.Duration(r.Int64N(int64(14 * day)))).Truncate(time.Second)
		f := anyFeed(r, now)
		if r.IntN(3) == 0 {
			f = anyPin(r, now)
		}
		marks := Marks(&f, f.Keeps)
		if len(marks) > StripLength {
			t.Fatalf("%d marks", len(marks))
		}
		for i, m := range marks {
			last := i == len(marks)-1
			switch {
			case m.Mark == MarkMissed && m.Run != nil, m.Mark != MarkMissed && m.Mark != MarkPaused && m.Run == nil:
				t.Fatalf("mark %c with run %v", m.Mark, m.Run)
			case m.Mark == MarkMissed && m.At.After(f.LookedAt.Add(-startLate)):
				t.Fatalf("missed at %v, looked at %v", m.At, f.LookedAt)
			case i > 0 && !last && m.At.Before(marks[i-1].At):
				t.Fatalf("not in order: %+v", marks)
			}
		}
	}
}

func TestProgressOf(t *testing.T) {
	t.Parallel()
	since := clockAt("11:30")
	taken := Ask{ID: "a", Feed: "pbi/sales", At: clockAt("11:40"), Outcome: AskAccepted}
	joined := taken
	joined.Outcome = AskRunning
	refused := taken
	refused.Outcome = AskQuota
	tests := []struct {
		name string
		feed Feed
		want Progress
	}{
		{"nothing asked", sales(), ProgressNone},
		{"refused", sales(asks(refused)), ProgressNone},
		{"asked before", sales(asks(Ask{At: clockAt("11:20"), Outcome: AskAccepted}), with(goodRun("11:21"))), ProgressNone},
		{"no run seen", sales(asks(taken)), ProgressAsked},
		{"the run before it is another one", sales(asks(taken), with(goodRun("11:29"))), ProgressAsked},
		{"running", sales(asks(taken), with(runningRun("11:41"))), ProgressRunning},
		{"done", sales(asks(taken), with(goodRun("11:41"))), ProgressDone},
		{"failed", sales(asks(taken), with(failedRun("11:41", "X", ""))), ProgressFailed},
		{"cancelled", sales(asks(taken), with(cancelled("11:41"))), ProgressCancelled},
		{"one that was under way serves", sales(asks(joined), with(runningRun("11:21"))), ProgressRunning},
		{"and is done", sales(asks(joined), with(goodRun("11:35"))), ProgressDone},
		{"but not one that was over", sales(asks(joined), with(goodRun("11:21"))), ProgressAsked},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, run := ProgressOf(&tt.feed, since)
			if got != tt.want {
				t.Errorf("ProgressOf = %q, want %q", got, tt.want)
			}
			if ended := got == ProgressDone || got == ProgressFailed || got == ProgressCancelled || got == ProgressRunning; ended != (run != nil) {
				t.Errorf("run = %v", run)
			}
		})
	}
}
