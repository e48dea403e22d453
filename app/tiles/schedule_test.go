package tiles

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// at reads a time for a test; it panics on a typing error.
func at(s string) time.Time {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	panic("no time: " + s)
}

func clockTimes(s ...string) []int {
	var out []int
	for _, x := range s {
		m, err := ParseAt(x)
		if err != nil {
			panic(err)
		}
		out = append(out, m)
	}
	return out
}

func TestScheduleSlots(t *testing.T) {
	t.Parallel()
	const berlin = "W. Europe Standard Time"
	tests := []struct {
		name       string
		s          Schedule
		at         string
		prev, next string // UTC; "" for none
	}{
		{"every day", Schedule{Enabled: true, Times: clockTimes("07:00", "13:30"), Zone: "UTC"}, "2026-03-02 08:00", "2026-03-02 07:00", "2026-03-02 13:30"},
		{"at a slot: it is the previous one", Schedule{Enabled: true, Times: clockTimes("07:00"), Zone: "UTC"}, "2026-03-02 07:00", "2026-03-02 07:00", "2026-03-03 07:00"},
		{"just before a slot", Schedule{Enabled: true, Times: clockTimes("07:00"), Zone: "UTC"}, "2026-03-02 06:59:59", "2026-03-01 07:00", "2026-03-02 07:00"},
		{"one day a week", Schedule{Enabled: true, Days: []time.Weekday{time.Monday}, Times: clockTimes("07:00"), Zone: "UTC"}, "2026-03-03 00:00", "2026-03-02 07:00", "2026-03-09 07:00"},
		{"one day a week, at its slot", Schedule{Enabled: true, Days: []time.Weekday{time.Monday}, Times: clockTimes("07:00"), Zone: "UTC"}, "2026-03-09 07:00", "2026-03-09 07:00", "2026-03-16 07:00"},
		{"one day a week, just before", Schedule{Enabled: true, Days: []time.Weekday{time.Monday}, Times: clockTimes("07:00"), Zone: "UTC"}, "2026-03-09 06:59", "2026-03-02 07:00", "2026-03-09 07:00"},
		{"working days over a weekend", Schedule{Enabled: true, Days: []time.Weekday{1, 2, 3, 4, 5}, Times: clockTimes("06:00"), Zone: "UTC"}, "2026-03-07 12:00", "2026-03-06 06:00", "2026-03-09 06:00"},
		{"times out of order and twice", Schedule{Enabled: true, Times: []int{780, 420, 420}, Zone: "UTC"}, "2026-03-02 12:59", "2026-03-02 07:00", "2026-03-02 13:00"},
		{"times out of range are none", Schedule{Enabled: true, Times: []int{-1, 1440, 1 << 40}, Zone: "UTC"}, "2026-03-02 12:00", "", ""},
		{"no times", Schedule{Enabled: true, Zone: "UTC"}, "2026-03-02 12:00", "", ""},
		{"switched off", Schedule{Times: clockTimes("07:00"), Zone: "UTC"}, "2026-03-02 12:00", "", ""},
		{"a Windows zone in winter", Schedule{Enabled: true, Times: clockTimes("07:00"), Zone: berlin}, "2026-01-15 12:00", "2026-01-15 06:00", "2026-01-16 06:00"},
		{"a Windows zone in summer", Schedule{Enabled: true, Times: clockTimes("07:00"), Zone: berlin}, "2026-07-15 12:00", "2026-07-15 05:00", "2026-07-16 05:00"},
		{"the local day is another one than in UTC", Schedule{Enabled: true, Days: []time.Weekday{time.Tuesday}, Times: clockTimes("03:00"), Zone: "Tokyo Standard Time"}, "2026-03-02 12:00", "2026-02-23 18:00", "2026-03-02 18:00"},
		{"far east of Greenwich", Schedule{Enabled: true, Times: clockTimes("00:30"), Zone: "Line Islands Standard Time"}, "2026-03-02 10:29", "2026-03-01 10:30", "2026-03-02 10:30"},
		{"a zone that is not known is UTC", Schedule{Enabled: true, Times: clockTimes("07:00"), Zone: "Middle-earth Standard Time"}, "2026-07-15 12:00", "2026-07-15 07:00", "2026-07-16 07:00"},

		// Berlin: 2026-03-29 02:00 becomes 03:00, 2026-10-25 03:00 becomes 02:00.
		{"spring: the skipped half past two comes by the old offset", Schedule{Enabled: true, Times: clockTimes("02:30"), Zone: berlin}, "2026-03-29 00:00", "2026-03-28 01:30", "2026-03-29 01:30"},
		{"spring: the day after", Schedule{Enabled: true, Times: clockTimes("02:30"), Zone: berlin}, "2026-03-29 12:00", "2026-03-29 01:30", "2026-03-30 00:30"},
		{"spring: before and after the gap", Schedule{Enabled: true, Times: clockTimes("01:30", "03:30"), Zone: berlin}, "2026-03-29 01:00", "2026-03-29 00:30", "2026-03-29 01:30"},
		{"spring: a slot moved behind a later one is the same slot", Schedule{Enabled: true, Times: clockTimes("02:30", "03:30"), Zone: berlin}, "2026-03-29 01:30", "2026-03-29 01:30", "2026-03-30 00:30"},
		{"spring: a slot moved beyond a later one", Schedule{Enabled: true, Times: clockTimes("02:30", "03:00"), Zone: berlin}, "2026-03-29 01:10", "2026-03-29 01:00", "2026-03-29 01:30"},
		{"autumn: half past two is a slot once", Schedule{Enabled: true, Times: clockTimes("02:30"), Zone: berlin}, "2026-10-25 00:45", "2026-10-25 00:30", "2026-10-26 01:30"},
		{"autumn: also between the two", Schedule{Enabled: true, Times: clockTimes("02:30"), Zone: berlin}, "2026-10-25 01:30", "2026-10-25 00:30", "2026-10-26 01:30"},
		{"autumn: after the hour that came twice", Schedule{Enabled: true, Times: clockTimes("03:30"), Zone: berlin}, "2026-10-25 01:59", "2026-10-24 01:30", "2026-10-25 02:30"},
		{"a clock that changes at midnight", Schedule{Enabled: true, Times: clockTimes("00:30"), Zone: "Asia/Beirut"}, "2026-03-28 12:00", "2026-03-27 22:30", "2026-03-28 22:30"},
		{"a day that did not exist", Schedule{Enabled: true, Times: clockTimes("12:00"), Zone: "Pacific/Apia"}, "2011-12-29 23:00", "2011-12-29 22:00", "2011-12-30 22:00"},

		{"DirectQuery every quarter of an hour", Schedule{Enabled: true, EveryMinutes: 15, Zone: berlin}, "2026-03-02 08:07", "2026-03-02 08:00", "2026-03-02 08:15"},
		{"DirectQuery at its slot", Schedule{Enabled: true, EveryMinutes: 60}, "2026-03-02 08:00", "2026-03-02 08:00", "2026-03-02 09:00"},
		{"DirectQuery every three hours", Schedule{Enabled: true, EveryMinutes: 180}, "2026-03-02 08:07", "2026-03-02 06:00", "2026-03-02 09:00"},
		{"DirectQuery, an absurd frequency", Schedule{Enabled: true, EveryMinutes: 1 << 60}, "2026-03-02 08:07", "2026-03-02 00:00", "2026-03-09 00:00"},
		{"DirectQuery, switched off", Schedule{EveryMinutes: 15}, "2026-03-02 08:07", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			prev, ok := tt.s.Prev(at(tt.at))
			checkSlot(t, "Prev", prev, ok, tt.prev)
			next, ok := tt.s.Next(at(tt.at))
			checkSlot(t, "Next", next, ok, tt.next)
		})
	}
}

func checkSlot(t *testing.T, what string, got time.Time, ok bool, want string) {
	t.Helper()
	switch {
	case want == "" && (ok || !got.IsZero()):
		t.Errorf("%s = %v, %v, want none", what, got, ok)
	case want != "" && (!ok || !got.Equal(at(want))):
		t.Errorf("%s = %v, %v, want %s", what, got, ok, want)
	case ok && got.Location() != time.UTC:
		t.Errorf("%s is not in UTC: %v", what, got)
	}
}

// oddZones have clocks that change at unusual hours, by unusual amounts or by
// a whole day.
var oddZones = []string{
	"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia",
	"America/Nuuk", "Africa/Casablanca", "Africa/Cairo", "Asia/Beirut", "America/Havana", "Pacific/Chatham",
	"Antarctica/Troll", "America/Scoresbysund", "Asia/Tehran", "Europe/Dublin", "America/St_Johns",
}

// slotter is what Schedule and Keep have in common.
type slotter interface {
	Next(time.Time) (time.Time, bool)
	Prev(time.Time) (time.Time, bool)
}

// checkLaws checks what must hold for Next and Prev at any time.
func checkLaws(t *testing.T, s slotter, x time.Time) {
	t.Helper()
	next, ok := s.Next(x)
	if !ok {
		t.Fatalf("%+v: no slot after %v", s, x)
	}
	if !next.After(x) {
		t.Fatalf("%+v: Next(%v) = %v, not after it", s, x, next)
	}
	if back, ok := s.Prev(next); !ok || !back.Equal(next) {
		t.Fatalf("%+v: Prev(Next(%v)) = %v, want %v", s, x, back, next)
	}
	if again, _ := s.Next(next.Add(-time.Second)); !again.Equal(next) {
		t.Fatalf("%+v: Next just before %v = %v", s, next, again)
	}
	prev, ok := s.Prev(x)
	if !ok {
		return
	}
	if prev.After(x) {
		t.Fatalf("%+v: Prev(%v) = %v, after it", s, x, prev)
	}
	if forth, _ := s.Next(prev); !forth.Equal(next) {
		t.Fatalf("%+v: at %v Next(Prev) = %v and Next = %v", s, x, forth, next)
	}
	if before, _ := s.Prev(next.Add(-time.Second)); !before.Equal(prev) {
		t.Fatalf("%+v: Prev just before %v = %v, want %v", s, next, before, prev)
	}
}

func TestScheduleLaws(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 1500 {
		s := Schedule{Enabled: true, Zone: oddZones[r.IntN(len(oddZones))]}
		for range 1 + r.IntN(4) {
			s.Times = append(s.Times, 30*r.IntN(48))
		}
		for d := range time.Weekday(7) {
			if r.IntN(3) == 0 {
				s.Days = append(s.Days, d)
			}
		}
		x := at("2011-12-20").Add(time.Duration(r.Int64N(int64(16 * 365 * day))))
		if r.IntN(2) == 0 { // on and around slots
			x, _ = s.Next(x)
			x = x.Add(time.Duration(r.IntN(3)-1) * time.Second)
		}
		checkLaws(t, s, x)
	}
}

// A slot shows its own time on the clock, unless the clock skipped it; and it
// is on one of its days, unless the clock moved it over midnight.
func TestScheduleShowsItsTime(t *testing.T) {
	t.Parallel()
	for _, zone := range oddZones {
		loc, ok := Zone(zone)
		if !ok {
			t.Fatalf("Zone(%q) is not known", zone)
		}
		s := Schedule{Enabled: true, Times: clockTimes("00:00", "00:30", "02:30", "23:30"), Zone: zone}
		x, end := at("2025-01-01"), at("2027-01-01")
		days := map[string]int{}
		for x.Before(end) {
			x, _ = s.Next(x)
			local := x.In(loc)
			days[local.Format("2006-01-02")]++
			minute := local.Hour()*60 + local.Minute()
			if !slices.Contains(s.Times, minute) && clockChange(loc, x) == 0 {
				t.Errorf("%s: a slot at %v", zone, local)
			}
		}
		for d, n := range days {
			if n > 4 {
				t.Errorf("%s: %d slots on %s", zone, n, d)
			}
		}
	}
}

func TestClockChange(t *testing.T) {
	t.Parallel()
	tests := []struct {
		zone, at string
		want     time.Duration
	}{
		{"Europe/Berlin", "2026-03-29 12:00", time.Hour},
		{"Europe/Berlin", "2026-10-25 12:00", time.Hour},
		{"Europe/Berlin", "2026-06-01 12:00", 0},
		{"Australia/Lord_Howe", "2026-10-03 18:00", 30 * time.Minute},
		{"UTC", "2026-03-29 12:00", 0},
	}
	for _, tt := range tests {
		loc, _ := Zone(tt.zone)
		if got := clockChange(loc, at(tt.at)); got != tt.want {
			t.Errorf("clockChange(%s, %s) = %v, want %v", tt.zone, tt.at, got, tt.want)
		}
	}
}

func FuzzSchedule(f *testing.F) {
	f.Add(int64(1774742400), "W. Europe Standard Time", 150, 0, uint8(0))
	f.Add(int64(0), "", -5, 15, uint8(127))
	f.Add(int64(-1<<40), "../../etc/passwd", 1439, 0, uint8(1))
	f.Fuzz(func(t *testing.T, unix int64, zone string, minute, every int, days uint8) {
		if unix < -1<<36 || unix > 1<<36 {
			return
		}
		s := Schedule{Enabled: true, Times: []int{minute}, EveryMinutes: every, Zone: zone}
		for d := range time.Weekday(7) {
			if days>>d&1 == 1 {
				s.Days = append(s.Days, d)
			}
		}
		if _, ok := s.Next(time.Unix(unix, 0)); ok {
			checkLaws(t, s, time.Unix(unix, 0).UTC())
		}
	})
}
