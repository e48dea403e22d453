package app

import (
	"testing"
	"time"
)

func TestPreparedSnapshot(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name string
		now  time.Time
		drop bool
		want bool
	}{
		{"at once", at, false, true},
		{"within its life", at.Add(preparedLife), false, true},
		{"too old", at.Add(preparedLife + time.Millisecond), false, false},
		{"a clock put back", at.Add(-time.Second), false, false},
		{"after a change", at, true, false},
	} {
		var p prepared
		p.made = &madeAhead{Snapshot{Zone: "Europe/Lisbon"}, at}
		if tt.drop {
			p.drop()
		}
		s, got := p.take(tt.now)
		if got != tt.want || got != (s.Zone != "") {
			t.Errorf("%s: snapshot %v, %q; want %v", tt.name, got, s.Zone, tt.want)
		}
		if _, again := p.take(tt.now); again {
			t.Errorf("%s: handed out twice", tt.name)
		}
	}
}

func TestPaintedTellsWhatWasMissed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		changes int // before the page is painted
		want    int // events after it
	}{{"nothing", 0, 0}, {"a change", 1, 1}, {"two changes", 2, 1}} {
		shell := &countingShell{}
		b := NewBindings(t.Context(), Backend{}, shell, "")
		for range tt.changes {
			b.changed()
		}
		shell.emitted = 0
		b.Painted()
		if shell.emitted != tt.want {
			t.Errorf("%s: %d events; want %d", tt.name, shell.emitted, tt.want)
		}
		if b.changed(); shell.emitted != tt.want+1 {
			t.Errorf("%s: a later change was told %d times", tt.name, shell.emitted-tt.want)
		}
	}
}

// countingShell counts what it is to send to the page.
type countingShell struct {
	Shell
	emitted int
}

func (s *countingShell) Emit(string, ...any) { s.emitted++ }
