package tiles

import (
	"testing"
	"time"
)

func TestZone(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, want string
		known      bool
	}{
		{"W. Europe Standard Time", "Europe/Berlin", true},
		{"w. europe standard time", "Europe/Berlin", true},
		{" Pacific Standard Time ", "America/Los_Angeles", true},
		{"UTC", "UTC", true},
		{"UTC-11", "Etc/GMT+11", true},
		{"India Standard Time", "Asia/Calcutta", true},
		{"Europe/Paris", "Europe/Paris", true},
		{"", "UTC", false},
		{"Local", "UTC", false},
		{"Nowhere Standard Time", "UTC", false},
		{"../../../etc/localtime", "UTC", false},
		{"/etc/localtime", "UTC", false},
		{"Europe/Ber\x00lin", "UTC", false},
	}
	for _, tt := range tests {
		loc, known := Zone(tt.name)
		if known != tt.known {
			t.Errorf("Zone(%q) known = %v, want %v", tt.name, known, tt.known)
		}
		if want := tt.want; loc.String() != want && !(want == "UTC" && offset(loc, 1e9) == 0) {
			t.Errorf("Zone(%q) = %v, want %v", tt.name, loc, want)
		}
	}
}

func TestEveryWindowsZoneExists(t *testing.T) {
	t.Parallel()
	if n := len(windowsZones); n < 130 {
		t.Fatalf("only %d Windows zones", n)
	}
	for name, iana := range windowsZones {
		loc, ok := Zone(name)
		if !ok || loc == nil {
			t.Errorf("Zone(%q) (%s) is not known", name, iana)
		}
		if again, _ := Zone(name); again != loc {
			t.Errorf("Zone(%q) is loaded again and again", name)
		}
	}
}

func FuzzZone(f *testing.F) {
	f.Add("UTC")
	f.Add("W. Europe Standard Time")
	f.Add("../x")
	f.Fuzz(func(t *testing.T, name string) {
		loc, ok := Zone(name)
		if loc == nil || !ok && loc != time.UTC {
			t.Errorf("Zone(%q) = %v, %v", name, loc, ok)
		}
	})
}
