package command

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"mysettings/app/tiles"
)

func TestTable(t *testing.T) {
	t.Parallel()
	var tab table
	tab.row("A", "long cell", "end")
	tab.row("wide 🌍", "x", "")
	tab.row("\x1b[31mred\n", strings.Repeat("é", 100), strings.Repeat("y", 1000))
	var b strings.Builder
	tab.print(&b)
	lines := strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
	if len(lines) != 3 {
		t.Fatalf("lines = %q; want 3", lines)
	}
	// Columns begin at the same place, also behind a double-width character.
	if got, want := strings.Index(lines[0], "long"), len("wide 🌍")-2+2; got != want {
		t.Errorf("second column of %q at %d; want %d", lines[0], got, want)
	}
	if strings.ContainsAny(b.String(), "\x1b") || strings.HasSuffix(lines[1], " ") {
		t.Errorf("table = %q", b.String())
	}
	if n := strings.Count(lines[2], "é"); n >= 100 || n < 40 {
		t.Errorf("a long cell keeps %d characters", n)
	}
}

func TestWhen(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 8, 12, 0, 0, 0, time.Local)
	tests := []struct {
		t    time.Time
		want string
	}{
		{time.Time{}, "never"},
		{now.Add(-time.Hour), "11:00"},
		{now.AddDate(0, 0, -1), "yesterday 12:00"},
		{time.Date(2026, 3, 7, 0, 0, 0, 0, time.Local), "yesterday 00:00"},
		{now.AddDate(0, 0, 1), "tomorrow 12:00"},
		{now.AddDate(0, 0, 2), "10 Mar 2026 12:00"},
		{now.AddDate(-1, 0, 0), "8 Mar 2025 12:00"},
	}
	for _, tt := range tests {
		if got := when(tt.t, now); got != tt.want {
			t.Errorf("when(%v) = %q; want %q", tt.t, got, tt.want)
		}
	}
}

func TestDaysLeft(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 8, 12, 0, 0, 0, time.UTC)
	for left, want := range map[time.Duration]string{
		-time.Second: "ended", 0: "ended", time.Second: "less than an hour left", time.Hour: "1 hour left",
		time.Hour - 1: "less than an hour left", 90*time.Minute - 1: "1 hour left",
		23 * time.Hour: "23 hours left", 24*time.Hour - 1: "1 day left", 24 * time.Hour: "1 day left",
		36*time.Hour - 1: "1 day left", 36 * time.Hour: "2 days left",
		90 * 24 * time.Hour: "90 days left", 90*24*time.Hour - time.Second: "90 days left",
	} {
		if got := daysLeft(now.Add(left), now); got != want {
			t.Errorf("daysLeft(%v) = %q; want %q", left, got, want)
		}
	}
}

func TestStamp(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 2*3600)
	for _, tt := range []struct {
		t    time.Time
		want string
	}{
		{time.Time{}, "null"},
		{time.Date(2026, 3, 8, 12, 0, 0, 999, zone), `"2026-03-08T10:00:00Z"`},
	} {
		got, err := json.Marshal(stamp(tt.t))
		if err != nil || string(got) != tt.want {
			t.Errorf("stamp(%v) = %s, %v; want %s", tt.t, got, err, tt.want)
		}
	}
}

func TestCheckedAt(t *testing.T) {
	t.Parallel()
	early, late := time.Unix(1000, 0), time.Unix(2000, 0)
	tests := []struct {
		name  string
		conns []tiles.Connection
		want  time.Time
	}{
		{"none", nil, time.Time{}},
		{"the oldest counts", []tiles.Connection{{CheckedAt: late}, {CheckedAt: early}}, early},
		{"never counts as oldest", []tiles.Connection{{CheckedAt: late}, {}}, time.Time{}},
		{"signed out is left out", []tiles.Connection{{CheckedAt: early, SignedOut: true}, {CheckedAt: late}}, late},
		{"all signed out", []tiles.Connection{{CheckedAt: early, SignedOut: true}, {CheckedAt: late, SignedOut: true}}, late},
	}
	for _, tt := range tests {
		if got := checkedAt(tt.conns); !got.Equal(tt.want) {
			t.Errorf("%s: checkedAt = %v; want %v", tt.name, got, tt.want)
		}
	}
}

func TestDocsHaveNoNullLists(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 8, 12, 0, 0, 0, time.UTC)
	docs := map[string]any{
		"status":    standing{}.doc(false),
		"attention": newAttentionDocs([]tiles.Attention{{Connection: "c"}}),
		"notice":    newNoticeDoc(tiles.Notice{ID: "n"}),
		"tile":      newTileDoc(tiles.Tile{ID: "t", Keep: &tiles.Keep{Every: tiles.Daily, Zone: "UTC"}}, tiles.Places{}, now),
	}
	for name, doc := range docs {
		text, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		for _, list := range []string{`"connections":null`, `"attention":null`, `"tiles":null`, `"on":null`} {
			if strings.Contains(string(text), list) {
				t.Errorf("%s: %s in %s", name, list, text)
			}
		}
	}
	// A tile that was never judged is one that can't be told about.
	if d := newTileDoc(tiles.Tile{ID: "t"}, tiles.Places{}, now); d.State != tiles.Unseen || d.Cause != tiles.CauseNotChecked {
		t.Errorf("a tile that was never judged is %s, %s", d.State, d.Cause)
	}
}
