package tiles

import (
	"math/rand/v2"
	"testing"
	"time"
)

// The schedules of a report server have a start that they count from.
func TestAnchoredSlots(t *testing.T) {
	t.Parallel()
	const berlin = "W. Europe Standard Time"
	minutes := func(n int, anchor string) Schedule {
		return Schedule{Enabled: true, EveryMinutes: n, Anchor: at(anchor), Zone: berlin}
	}
	days := func(n int, anchor string, times ...string) Schedule {
		return Schedule{Enabled: true, EveryDays: n, Times: clockTimes(times...), Anchor: at(anchor), Zone: berlin}
	}
	weeks := func(n int, anchor string, on ...time.Weekday) Schedule {
		return Schedule{Enabled: true, EveryWeeks: n, Days: on, Times: clockTimes("07:00"), Anchor: at(anchor), Zone: berlin}
	}
	tests := []struct {
		name       string
		s          Schedule
		at         string
		prev, next string // UTC; "" for none
	}{
		{"hourly from a crooked time", minutes(60, "2026-03-01 08:17:04"), "2026-03-02 12:00", "2026-03-02 11:17:04", "2026-03-02 12:17:04"},
		{"hourly, at a slot", minutes(60, "2026-03-01 08:17:04"), "2026-03-02 12:17:04", "2026-03-02 12:17:04", "2026-03-02 13:17:04"},
		{"hourly, over the change of clocks", minutes(60, "2026-03-01 08:17"), "2026-03-29 01:00", "2026-03-29 00:17", "2026-03-29 01:17"},
		{"not before the start", minutes(60, "2026-03-05 08:00"), "2026-03-02 12:00", "", "2026-03-05 08:00"},
		{"just before the start", minutes(60, "2026-03-05 08:00"), "2026-03-05 07:59:59.5", "", "2026-03-05 08:00"},
		{"the start itself is a slot", minutes(60, "2026-03-05 08:00"), "2026-03-05 08:00", "2026-03-05 08:00", "2026-03-05 09:00"},
		{"a start with a fraction of a second", minutes(60, "2026-03-05T08:00:00.3Z"), "2026-03-05 09:30", "2026-03-05 09:00:01", "2026-03-05 10:00:01"},
		{"every four hours keeps to the clock in summer", minutes(240, "2026-03-01 08:00"), "2026-07-15 12:00", "2026-07-15 11:00", "2026-07-15 15:00"},
		{"every day and a half", minutes(36*60, "2026-03-01 06:00"), "2026-03-02 12:00", "2026-03-01 06:00", "2026-03-02 18:00"},
		{"every two weeks in minutes", minutes(14*24*60, "2026-03-01 06:00"), "2026-03-16 12:00", "2026-03-15 06:00", "2026-03-29 05:00"},
		{"a start in the year 1", Schedule{Enabled: true, EveryMinutes: 90, Anchor: time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC)}, "2026-03-02 12:00", "2026-03-02 12:00", "2026-03-02 13:30"},

		{"every day", days(1, "2026-03-01 08:00", "09:00"), "2026-03-02 12:00", "2026-03-02 08:00", "2026-03-03 08:00"},
		{"every second day, on one", days(2, "2026-03-01 08:00", "09:00"), "2026-03-03 12:00", "2026-03-03 08:00", "2026-03-05 08:00"},
		{"every second day, between", days(2, "2026-03-01 08:00", "09:00"), "2026-03-04 12:00", "2026-03-03 08:00", "2026-03-05 08:00"},
		{"every second day, over the change of clocks", days(2, "2026-03-01 08:00", "09:00"), "2026-03-30 12:00", "2026-03-29 07:00", "2026-03-31 07:00"},
		{"every second day counts local days", days(2, "2026-03-01 23:30", "00:30"), "2026-03-02 12:00", "2026-03-01 23:30", "2026-03-03 23:30"},
		{"every hundredth day", days(100, "2026-03-01 08:00", "09:00"), "2026-03-02 12:00", "2026-03-01 08:00", "2026-06-09 07:00"},
		{"every day, earlier than the start on its day", days(1, "2026-03-05 12:00", "09:00"), "2026-03-05 12:30", "", "2026-03-06 08:00"},
		{"every second day without a start", Schedule{Enabled: true, EveryDays: 2, Times: clockTimes("07:00"), Zone: "UTC"}, "2026-03-02 12:00", "2026-03-02 07:00", "2026-03-04 07:00"},
		{"more days than anybody lives", days(1<<40, "2026-03-01 08:00", "09:00"), "2026-03-02 12:00", "2026-03-01 08:00", "2036-03-08 08:00"},

		{"every week", weeks(1, "2026-03-02 06:00", time.Monday), "2026-03-03 12:00", "2026-03-02 06:00", "2026-03-09 06:00"},
		{"every second week", weeks(2, "2026-03-02 06:00", time.Monday), "2026-03-03 12:00", "2026-03-02 06:00", "2026-03-16 06:00"},
		{"every second week on two days", weeks(2, "2026-03-02 06:00", time.Monday, time.Thursday), "2026-03-06 12:00", "2026-03-05 06:00", "2026-03-16 06:00"},
		{"every second week: weeks begin on Sunday", weeks(2, "2026-03-02 06:00", time.Sunday), "2026-03-03 12:00", "", "2026-03-15 06:00"},
		{"every fourth week from the middle of one", weeks(4, "2026-03-04 06:00", time.Monday), "2026-03-04 12:00", "", "2026-03-30 05:00"},
		{"switched off", Schedule{EveryMinutes: 60, Anchor: at("2026-03-01")}, "2026-03-04 12:00", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			x := at(tt.at)
			got, ok := tt.s.Prev(x)
			checkSlot(t, "Prev", got, ok, tt.prev)
			got, ok = tt.s.Next(x)
			checkSlot(t, "Next", got, ok, tt.next)
		})
	}
}

// anyAnchored makes a schedule as a report server may have it.
func anyAnchored(r *rand.Rand) Schedule {
	s := Schedule{Enabled: true, Zone: oddZones[r.IntN(len(oddZones))]}
	s.Anchor = at("2012-06-01").Add(time.Duration(r.Int64N(int64(10 * 365 * day)))).Truncate(time.Second)
	switch r.IntN(3) {
	case 0:
		s.EveryMinutes = []int{1, 5, 60, 61, 90, 120, 240, 1440, 2000, 10080}[r.IntN(10)]
		return s
	case 1:
		s.EveryDays = r.IntN(10)
	default:
		s.EveryWeeks, s.Days = r.IntN(5), []time.Weekday{time.Weekday(r.IntN(7)), time.Weekday(r.IntN(7))}
	}
	s.Times = []int{30 * r.IntN(48)}
	return s
}

func TestAnchoredLaws(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(11, 12))
	for range 3000 {
		s := anyAnchored(r)
		x := s.Anchor.Add(time.Duration(r.Int64N(int64(5*365*day))) - 30*day)
		if r.IntN(2) == 0 { // on and around slots
			x, _ = s.Next(x)
			x = x.Add(time.Duration(r.IntN(3)-1) * time.Second)
		}
		checkLaws(t, s, x)
		if prev, ok := s.Prev(x); ok && prev.Before(s.Anchor) {
			t.Fatalf("%+v: a slot before the start, %v", s, prev)
		}
		if next, _ := s.Next(x); next.Before(s.Anchor) {
			t.Fatalf("%+v: a slot before the start, %v", s, next)
		}
	}
}

// Slots come as far apart as the schedule says, but for what clocks change.
func TestAnchoredDistances(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(13, 14))
	for range 500 {
		s := anyAnchored(r)
		want := time.Duration(s.EveryMinutes) * time.Minute
		switch {
		case s.EveryMinutes > 0:
		case len(s.Days) > 0 && s.Days[0] != s.Days[1]:
			continue
		case len(s.Days) > 0:
			want = time.Duration(max(1, s.EveryWeeks)) * 7 * day
		default:
			want = time.Duration(max(1, s.EveryDays)) * day
		}
		slot, _ := s.Next(s.Anchor.Add(time.Duration(r.Int64N(int64(300 * day)))))
		for range 20 {
			next, ok := s.Next(slot)
			if d := next.Sub(slot) - want; !ok || d.Abs() > 3*time.Hour {
				t.Fatalf("%+v: from %v to %v is %v, want %v", s, slot, next, next.Sub(slot), want)
			}
			slot = next
		}
	}
}

func FuzzAnchoredSchedule(f *testing.F) {
	f.Add(int64(1774742400), int64(1774000000), "W. Europe Standard Time", 150, 0, 2, 0, uint8(0))
	f.Add(int64(0), int64(-1<<35), "", 0, 90, 0, 3, uint8(127))
	f.Add(int64(1<<33), int64(5), "Pacific/Apia", 1439, 0, -7, 1<<40, uint8(1))
	f.Fuzz(func(t *testing.T, unix, anchor int64, zone string, minute, every, everyDays, everyWeeks int, on uint8) {
		if max(unix, -unix, anchor, -anchor) > 1<<36 {
			return
		}
		s := Schedule{Enabled: true, Times: []int{minute}, EveryMinutes: every, EveryDays: everyDays, EveryWeeks: everyWeeks,
			Anchor: time.Unix(anchor, 0).UTC(), Zone: zone}
		for d := range time.Weekday(7) {
			if on>>d&1 == 1 {
				s.Days = append(s.Days, d)
			}
		}
		x := time.Unix(unix, 0).UTC()
		next, ok := s.Next(x)
		if ok && (!next.After(x) || next.Before(s.Anchor)) {
			t.Errorf("%+v: Next(%v) = %v", s, x, next)
		}
		prev, ok := s.Prev(x)
		if ok && (prev.After(x) || prev.Before(s.Anchor)) {
			t.Errorf("%+v: Prev(%v) = %v", s, x, prev)
		}
	})
}
