package tiles

import (
	"testing"
	"time"
)

func TestNextTurn(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	long := Connection{SignedInAt: now.Add(-10 * day), GoodUntil: now.Add(80 * day)}
	ending := Connection{SignedInAt: now.Add(-80 * day), GoodUntil: now.Add(10 * day)}
	ended := Connection{SignedInAt: now.Add(-100 * day), GoodUntil: now.Add(-10 * day)}
	checked := long
	checked.CheckedAt = now.Add(-time.Hour)
	for _, tt := range []struct {
		name  string
		conns []Connection
		want  time.Time
	}{
		{"nobody signed in", nil, time.Time{}},
		{"a long life", []Connection{long}, now.Add(66 * day)},
		{"its end", []Connection{ending}, now.Add(10 * day)},
		{"over", []Connection{ended}, time.Time{}},
		{"a look that gets old", []Connection{long, checked}, now.Add(-time.Hour).Add(PatienceFor(defaultEvery))},
	} {
		if got := NextTurn(tt.conns, 14, now); !got.Equal(tt.want) {
			t.Errorf("%s: %v; want %v", tt.name, got, tt.want)
		}
	}
}
