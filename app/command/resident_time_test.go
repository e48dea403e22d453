package command

import (
	"testing"
	"time"
)

func TestQuiet(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("east", 2*3600)
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, zone)
	for _, tt := range []struct {
		name  string
		now   time.Time
		times []time.Time
		want  time.Duration
	}{
		{"nothing foreseen", noon, []time.Time{{}, {}}, mostQuiet},
		{"one soon", noon, []time.Time{{}, noon.Add(20 * time.Minute)}, 20 * time.Minute},
		{"the first of two", noon, []time.Time{noon.Add(5 * time.Minute), noon.Add(20 * time.Minute)}, 5 * time.Minute},
		{"one in days", noon, []time.Time{noon.AddDate(0, 0, 3)}, mostQuiet},
		{"one that has passed", noon, []time.Time{noon.Add(-time.Minute), noon}, mostQuiet},
		{"one at once", noon, []time.Time{noon.Add(time.Millisecond)}, leastQuiet},
		{"before midnight", noon.Add(11*time.Hour + 50*time.Minute), nil, 10 * time.Minute},
		{"another zone's midnight", time.Date(2026, 3, 2, 23, 50, 0, 0, time.UTC), nil, mostQuiet},
	} {
		if got := quiet(tt.now, zone, tt.times...); got != tt.want {
			t.Errorf("%s: %v; want %v", tt.name, got, tt.want)
		}
	}
}
