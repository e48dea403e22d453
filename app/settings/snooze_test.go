package settings

import (
	"testing"
	"time"
)

func TestSnooze(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := func(text string) time.Time {
		when, err := time.ParseInLocation("2006-01-02 15:04", text, berlin)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for _, tt := range []struct {
		choice    Snooze
		now, want string
	}{
		{SnoozeHour, "2026-03-10 12:30", "2026-03-10 13:30"},
		{SnoozeMorning, "2026-03-10 07:59", "2026-03-10 08:00"},
		{SnoozeMorning, "2026-03-10 08:00", "2026-03-11 08:00"},
		{SnoozeMorning, "2026-12-31 23:59", "2027-01-01 08:00"},
		{SnoozeMorning, "2026-03-28 20:00", "2026-03-29 08:00"}, // the night an hour is missing
		{SnoozeMonday, "2026-03-10 12:00", "2026-03-16 08:00"},  // a Tuesday
		{SnoozeMonday, "2026-03-16 07:00", "2026-03-16 08:00"},
		{SnoozeMonday, "2026-03-16 08:00", "2026-03-23 08:00"},
		{SnoozeMonday, "2026-03-15 23:00", "2026-03-16 08:00"}, // a Sunday
	} {
		got, ok := tt.choice.Until(at(tt.now))
		if !ok || !got.Equal(at(tt.want)) {
			t.Errorf("%s at %s: %v, %v; want %s", tt.choice, tt.now, got, ok, tt.want)
		}
	}
	if got, ok := SnoozeOff.Until(time.Now()); !ok || !got.IsZero() {
		t.Errorf("off: %v, %v", got, ok)
	}
	if _, ok := Snooze("forever").Until(time.Now()); ok {
		t.Error("a choice that there isn't was taken")
	}
}

func TestQuietUntil(t *testing.T) {
	t.Parallel()
	day := func(hour, minute int) time.Time { return time.Date(2026, 3, 10, hour, minute, 0, 0, time.UTC) }
	next := day(7, 0).AddDate(0, 0, 1)
	for _, tt := range []struct {
		name, quiet, snooze string
		now, want           time.Time
	}{
		{"nothing", "", "", day(12, 0), time.Time{}},
		{"outside", "22:00-07:00", "", day(12, 0), time.Time{}},
		{"before midnight", "22:00-07:00", "", day(23, 0), next},
		{"after midnight", "22:00-07:00", "", day(3, 0), day(7, 0)},
		{"in the day", "12:00-13:00", "", day(12, 0), day(13, 0)},
		{"snoozed", "", "2026-03-10T14:00:00Z", day(12, 0), day(14, 0)},
		{"snooze over", "", "2026-03-10T11:00:00Z", day(12, 0), time.Time{}},
		{"snoozed into the quiet hours", "22:00-07:00", "2026-03-10T23:00:00Z", day(12, 0), next},
		{"snoozed beyond the quiet hours", "12:00-13:00", "2026-03-10T14:00:00Z", day(12, 30), day(14, 0)},
		{"snooze ends in the quiet hours", "22:00-07:00", "2026-03-10T23:00:00Z", day(22, 30), next},
	} {
		user := map[string]string{}
		for key, value := range map[string]string{KeyQuietHours: tt.quiet, KeySnooze: tt.snooze} {
			if value != "" {
				user[key] = value
			}
		}
		s, _ := load(t, user, "")
		if got := s.QuietUntil(tt.now); !got.Equal(tt.want) {
			t.Errorf("%s: %v; want %v", tt.name, got, tt.want)
		}
	}
}

func TestKindsAndContact(t *testing.T) {
	t.Parallel()
	s, _ := load(t, nil, policy(t, `{"contact":"it-help@contoso.com"}`))
	if got := len(s.Kinds()); got != 6 {
		t.Errorf("%d kinds by default; want all 6", got)
	}
	if got := s.Contact(); got != "it-help@contoso.com" {
		t.Errorf("contact %q", got)
	}
	if err := s.Set(t.Context(), KeyKinds, "Stopped, sign_in stopped"); err != nil {
		t.Fatal(err)
	}
	if v, _ := s.Get(KeyKinds); v.Value != "sign_in stopped" {
		t.Errorf("kinds %q; want them once each and in order", v.Value)
	}
}
