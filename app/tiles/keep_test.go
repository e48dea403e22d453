package tiles

import (
	"math/rand/v2"
	"testing"
	"time"
)

func TestKeepSlots(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name       string
		k          Keep
		at         string
		prev, next string
	}{
		{"hourly at a quarter past", Keep{Every: Hourly, At: 15, Zone: "Europe/Berlin"}, "2026-03-02 08:20", "2026-03-02 08:15", "2026-03-02 09:15"},
		{"hourly: only the minute counts", Keep{Every: Hourly, At: 7*60 + 15, Zone: "UTC"}, "2026-03-02 08:15", "2026-03-02 08:15", "2026-03-02 09:15"},
		{"hourly in a zone off by 45 minutes", Keep{Every: Hourly, At: 0, Zone: "Asia/Kathmandu"}, "2026-03-02 08:20", "2026-03-02 08:15", "2026-03-02 09:15"},
		{"hourly over the spring gap", Keep{Every: Hourly, At: 0, Zone: "Europe/Berlin"}, "2026-03-29 00:30", "2026-03-29 00:00", "2026-03-29 01:00"},
		{"hourly in the hour that comes twice", Keep{Every: Hourly, At: 0, Zone: "Europe/Berlin"}, "2026-10-25 00:30", "2026-10-25 00:00", "2026-10-25 01:00"},
		// Lord Howe: 2026-04-05 02:00 becomes 01:30 (15:00 UTC the day before).
		{"hourly where clocks change by half an hour", Keep{Every: Hourly, At: 45, Zone: "Australia/Lord_Howe"}, "2026-04-04 14:50", "2026-04-04 14:45", "2026-04-04 15:15"},
		{"daily", Keep{Every: Daily, At: 420, Zone: "Europe/Berlin"}, "2026-07-15 12:00", "2026-07-15 05:00", "2026-07-16 05:00"},
		{"daily over the spring gap", Keep{Every: Daily, At: 150, Zone: "Europe/Berlin"}, "2026-03-29 00:00", "2026-03-28 01:30", "2026-03-29 01:30"},
		{"weekly", Keep{Every: Weekly, At: 420, On: []time.Weekday{time.Monday, time.Thursday}, Zone: "UTC"}, "2026-03-03 00:00", "2026-03-02 07:00", "2026-03-05 07:00"},
		{"weekly on no day", Keep{Every: Weekly, At: 420, Zone: "UTC"}, "2026-03-03 00:00", "", ""},
		{"no such choice", Keep{Every: "yearly", At: 420, Zone: "UTC"}, "2026-03-03 00:00", "", ""},
		{"a time that does not exist", Keep{Every: Daily, At: 1440, Zone: "UTC"}, "2026-03-03 00:00", "", ""},
		{"chosen after the last slot", Keep{Every: Daily, At: 420, Zone: "UTC", Since: at("2026-03-02 07:30")}, "2026-03-02 08:00", "", "2026-03-03 07:00"},
		{"chosen at the slot", Keep{Every: Daily, At: 420, Zone: "UTC", Since: at("2026-03-02 07:00")}, "2026-03-02 08:00", "2026-03-02 07:00", "2026-03-03 07:00"},
		{"chosen a moment after the slot", Keep{Every: Daily, At: 420, Zone: "UTC", Since: at("2026-03-02T07:00:00.1Z")}, "2026-03-02 06:00", "", "2026-03-03 07:00"},
		{"long before it was chosen", Keep{Every: Daily, At: 420, Zone: "UTC", Since: at("2026-03-02 06:30")}, "2020-01-01", "", "2026-03-02 07:00"},
		{"hourly, just chosen", Keep{Every: Hourly, At: 0, Zone: "UTC", Since: at("2026-03-02 08:10")}, "2026-03-02 08:20", "", "2026-03-02 09:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			prev, ok := tt.k.Prev(at(tt.at))
			checkSlot(t, "Prev", prev, ok, tt.prev)
			next, ok := tt.k.Next(at(tt.at))
			checkSlot(t, "Next", next, ok, tt.next)
		})
	}
}

func TestKeepLaws(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range 1500 {
		k := Keep{Every: []Every{Hourly, Daily, Weekly}[r.IntN(3)], At: r.IntN(dayMinutes), Zone: oddZones[r.IntN(len(oddZones))]}
		if k.Every == Weekly {
			k.On = []time.Weekday{time.Weekday(r.IntN(7)), time.Weekday(r.IntN(7))}
		}
		x := at("2011-12-20").Add(time.Duration(r.Int64N(int64(16 * 365 * day))))
		if r.IntN(3) == 0 {
			k.Since = x.Add(time.Duration(r.Int64N(int64(60*day))) - 30*day)
		}
		if r.IntN(2) == 0 {
			x, _ = k.Next(x)
			x = x.Add(time.Duration(r.IntN(3)-1) * time.Second)
		}
		checkLaws(t, k, x)
		if slot, ok := k.Prev(x); ok && slot.Before(k.Since) {
			t.Fatalf("%+v: Prev(%v) = %v, before it was chosen", k, x, slot)
		}
		if slot, _ := k.Next(x); slot.Before(k.Since) {
			t.Fatalf("%+v: Next(%v) = %v, before it was chosen", k, x, slot)
		}
	}
}

// Over two years an hourly keep has a slot in every hour, whatever clocks do.
func TestHourlyKeepsAreHourly(t *testing.T) {
	t.Parallel()
	for _, zone := range oddZones {
		k := Keep{Every: Hourly, At: 30, Zone: zone}
		x := at("2025-01-01")
		for x.Before(at("2027-01-01")) {
			next, _ := k.Next(x)
			if gap := next.Sub(x); x.After(at("2025-01-01")) && (gap < 30*time.Minute || gap > 90*time.Minute) {
				t.Errorf("%s: slots %v apart at %v", zone, gap, x)
			}
			x = next
		}
	}
}

func TestDailyCost(t *testing.T) {
	t.Parallel()
	hourly := Keep{Every: Hourly, At: 15}
	daily := Keep{Every: Daily, At: 420}
	weekly := Keep{Every: Weekly, At: 420, On: []time.Weekday{1, 4}}
	tests := []struct {
		name  string
		keeps []Keep
		want  int
	}{
		{"none", nil, 0},
		{"hourly", []Keep{hourly}, 24},
		{"daily", []Keep{daily}, 1},
		{"weekly, on its days", []Keep{weekly}, 1},
		{"weekly on no day", []Keep{{Every: Weekly, At: 420}}, 0},
		{"two tiles of a model at the same time", []Keep{hourly, hourly}, 24},
		{"two tiles hourly at other minutes", []Keep{hourly, {Every: Hourly, At: 45}}, 48},
		{"daily and weekly at the same time", []Keep{daily, weekly}, 1},
		{"daily and weekly at other times", []Keep{{Every: Daily, At: 600}, weekly}, 2},
		{"weekly on other days", []Keep{weekly, {Every: Weekly, At: 600, On: []time.Weekday{2}}}, 1},
		{"daily within the hourly ones", []Keep{hourly, {Every: Daily, At: 7*60 + 15}}, 24},
		{"a time that does not exist", []Keep{{Every: Daily, At: -1}}, 0},
	}
	for _, tt := range tests {
		if got := DailyCost(tt.keeps); got != tt.want {
			t.Errorf("%s: DailyCost = %d, want %d", tt.name, got, tt.want)
		}
	}
	if got := hourly.DailyCost(); got != 24 {
		t.Errorf("hourly keep costs %d, want 24", got)
	}
	for _, tt := range []struct {
		s    Schedule
		want int
	}{
		{Schedule{Enabled: true, Times: clockTimes("07:00", "12:00")}, 2},
		{Schedule{Times: clockTimes("07:00", "12:00")}, 0},
		{Schedule{Enabled: true, EveryMinutes: 30}, 48},
	} {
		if got := tt.s.DailyCost(); got != tt.want {
			t.Errorf("%+v costs %d, want %d", tt.s, got, tt.want)
		}
	}
}

func TestQuota(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		c     Capacity
		limit int
		known bool
		over  bool // is hourly
	}{{CapacityUnknown, 8, false, true}, {CapacityShared, 8, true, true}, {CapacityDedicated, 0, true, false}} {
		if limit, known := (Feed{Capacity: tt.c}).Quota(); limit != tt.limit || known != tt.known {
			t.Errorf("Quota of %q = %d, %v, want %d, %v", tt.c, limit, known, tt.limit, tt.known)
		}
		f := Feed{Capacity: tt.c}
		if f.OverQuota(8) || f.OverQuota(24) != tt.over {
			t.Errorf("%q: 8 a day are over the quota: %v, 24: %v; want false, %v", tt.c, f.OverQuota(8), f.OverQuota(24), tt.over)
		}
	}
}
