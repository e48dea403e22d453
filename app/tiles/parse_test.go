package tiles

import (
	"errors"
	"slices"
	"testing"
	"time"
)

func TestParseEvery(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]Every{"hourly": Hourly, "Daily": Daily, " WEEKLY ": Weekly} {
		if got, err := ParseEvery(in); got != want || err != nil {
			t.Errorf("ParseEvery(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"", "yearly", "hour", "1h"} {
		_, err := ParseEvery(in)
		checkKeepError(t, err, "every")
	}
}

func TestParseAt(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int{"07:00": 420, "7:00": 420, "00:00": 0, "23:59": 1439, " 12:30 ": 750} {
		got, err := ParseAt(in)
		if got != want || err != nil {
			t.Errorf("ParseAt(%q) = %d, %v, want %d", in, got, err, want)
		}
	}
	for _, in := range []string{"", "7", "700", "24:00", "07:60", "07:0", "-7:00", "+7:00", "07:00:00", "7am", "٠٧:٠٠", "007:00", ":30"} {
		_, err := ParseAt(in)
		checkKeepError(t, err, "at")
	}
}

func TestParseOn(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want []time.Weekday
		out  string
	}{
		{"mon", []time.Weekday{1}, "mon"},
		{"thu,mon", []time.Weekday{1, 4}, "mon,thu"},
		{"Sunday monday", []time.Weekday{1, 0}, "mon,sun"},
		{"mon,mon;MON", []time.Weekday{1}, "mon"},
		{"mon-fri", []time.Weekday{1, 2, 3, 4, 5}, "mon,tue,wed,thu,fri"},
		{"sat-mon", []time.Weekday{1, 6, 0}, "mon,sat,sun"},
		{"tues, wednes", []time.Weekday{2, 3}, "tue,wed"},
		{"wed-wed", []time.Weekday{3}, "wed"},
	}
	for _, tt := range tests {
		got, err := ParseOn(tt.in)
		if !slices.Equal(got, tt.want) || err != nil {
			t.Errorf("ParseOn(%q) = %v, %v, want %v", tt.in, got, err, tt.want)
		}
		if out := FormatOn(got); out != tt.out {
			t.Errorf("FormatOn(%v) = %q, want %q", got, out, tt.out)
		}
	}
	for _, in := range []string{"", ",", "mo", "mon-", "-mon", "mon-xyz", "lundi", "mondays", "1"} {
		_, err := ParseOn(in)
		checkKeepError(t, err, "on")
	}
}

func checkKeepError(t *testing.T, err error, key string) {
	t.Helper()
	var e *KeepError
	if !errors.As(err, &e) {
		t.Errorf("error is %v, want a *KeepError", err)
		return
	}
	if e.Key != key || e.Reason == "" || e.Try == "" || e.Error() == "" {
		t.Errorf("error is %+v, want key %q, a reason and what to try", *e, key)
	}
}

func TestFormatAt(t *testing.T) {
	t.Parallel()
	for in, want := range map[int]string{0: "00:00", 420: "07:00", 1439: "23:59", 1440: "00:00", -1: "23:59"} {
		if got := FormatAt(in); got != want {
			t.Errorf("FormatAt(%d) = %q, want %q", in, got, want)
		}
	}
}

func FuzzParseKeep(f *testing.F) {
	f.Add("07:00", "mon,thu")
	f.Add("24:00", "sat-mon")
	f.Add(":", "-")
	f.Fuzz(func(t *testing.T, atText, onText string) {
		if m, err := ParseAt(atText); err == nil {
			if again, err := ParseAt(FormatAt(m)); again != m || err != nil {
				t.Errorf("ParseAt(FormatAt(%d)) = %d, %v", m, again, err)
			}
		}
		if days, err := ParseOn(onText); err == nil {
			if again, err := ParseOn(FormatOn(days)); !slices.Equal(again, days) || err != nil {
				t.Errorf("ParseOn(FormatOn(%v)) = %v, %v", days, again, err)
			}
		}
	})
}
