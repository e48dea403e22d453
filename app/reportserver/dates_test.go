package reportserver

import (
	"testing"
	"time"

	"mysettings/app/tiles"
)

func TestParseTime(t *testing.T) {
	t.Parallel()
	berlin := zoneOf(tiles.Server{Zone: "W. Europe Standard Time"})
	for _, tt := range []struct {
		text string
		zone *time.Location
		want string // empty for none
	}{
		{"2026-03-01T08:00:04+01:00", time.UTC, "2026-03-01T07:00:04Z"},
		{"2026-03-01T08:00:04.1234567+01:00", time.UTC, "2026-03-01T07:00:04.1234567Z"},
		{"2026-03-01T08:00:04Z", berlin, "2026-03-01T08:00:04Z"},
		{"2026-03-01T08:00:04", time.UTC, "2026-03-01T08:00:04Z"},
		{"2026-03-01T08:00:04", berlin, "2026-03-01T07:00:04Z"},
		{"2026-07-01T08:00:04.5", berlin, "2026-07-01T06:00:04.5Z"},
		{"2026-03-01 08:00:04", berlin, "2026-03-01T07:00:04Z"},
		{"2026-03-01t08:00:04z", berlin, "2026-03-01T08:00:04Z"},
		{" 2026-03-01T08:00+0100 ", berlin, ""},
		{"2026-03-01T08:00:00+0100", berlin, "2026-03-01T07:00:00Z"},
		{"2026-03-01", berlin, "2026-02-28T23:00:00Z"},
		{"/Date(1772348404000)/", berlin, "2026-03-01T07:00:04Z"},
		{"/Date(1772348404000+0100)/", berlin, "2026-03-01T07:00:04Z"},
		{"/Date(-62135596800000)/", berlin, ""},
		{"/Date(x)/", berlin, ""},
		{"/Date(1772348404000", berlin, ""},
		{"0001-01-01T00:00:00", berlin, ""},
		{"0001-01-01T00:00:00Z", berlin, ""},
		{"1901-02-01T00:00:00", berlin, ""},
		{"9999-12-31T23:59:59", berlin, ""},
		{"01.03.2026 08:00:04", berlin, ""},
		{"", berlin, ""},
		{"yesterday", berlin, ""},
	} {
		got := parseTime(tt.text, tt.zone)
		if tt.want == "" {
			if !got.IsZero() {
				t.Errorf("parseTime(%q) = %v; want none", tt.text, got)
			}
			continue
		}
		if got.Format(time.RFC3339Nano) != tt.want {
			t.Errorf("parseTime(%q in %v) = %v; want %s", tt.text, tt.zone, got, tt.want)
		}
	}
	if loc := zoneOf(tiles.Server{Zone: "no such zone"}); loc != time.UTC {
		t.Errorf("zone that is not known: %v; want UTC", loc)
	}
}

func FuzzParseTime(f *testing.F) {
	for _, s := range []string{"2026-03-01T08:00:04+01:00", "0001-01-01T00:00:00", "/Date(1772348404000+0100)/", "2026-02-30", "/Date(9223372036854775807)/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := parseTime(s, time.UTC)
		if !got.IsZero() && (got.Year() < 1990 || got.Year() > 2199 || got.Location() != time.UTC) {
			t.Fatalf("parseTime(%q) = %v", s, got)
		}
	})
}
