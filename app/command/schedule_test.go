package command

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"mysettings/app/tiles"
)

func TestParseKeep(t *testing.T) {
	t.Parallel()
	tests := []struct {
		every, at, on string
		want          tiles.Keep
		wrong         bool
	}{
		{every: "hourly", want: tiles.Keep{Every: tiles.Hourly}},
		{every: "Hourly", at: ":15", want: tiles.Keep{Every: tiles.Hourly, At: 15}},
		{every: "hourly", at: "09:45", want: tiles.Keep{Every: tiles.Hourly, At: 45}},
		{every: "daily", want: tiles.Keep{Every: tiles.Daily, At: 420}},
		{every: "daily", at: "00:00", want: tiles.Keep{Every: tiles.Daily}},
		{every: "daily", at: "23:59", want: tiles.Keep{Every: tiles.Daily, At: 1439}},
		{every: "weekly", on: "thu,mon", want: tiles.Keep{Every: tiles.Weekly, At: 420, On: []time.Weekday{time.Monday, time.Thursday}}},
		{every: "weekly", on: "Sunday saturday,SUN", at: "6:30", want: tiles.Keep{Every: tiles.Weekly, At: 390, On: []time.Weekday{time.Saturday, time.Sunday}}},
		{every: "", wrong: true},
		{every: "monthly", wrong: true},
		{every: "daily", at: "24:00", wrong: true},
		{every: "daily", at: "7", wrong: true},
		{every: "daily", at: "7:5", wrong: true},
		{every: "daily", at: ":15", wrong: true},
		{every: "daily", at: "-1:00", wrong: true},
		{every: "daily", at: "007:00", wrong: true},
		{every: "daily", on: "mon", wrong: true},
		{every: "hourly", on: "mon", wrong: true},
		{every: "weekly", wrong: true},
		{every: "weekly", on: "someday", wrong: true},
		{every: "weekly", on: ", ,", wrong: true},
	}
	for _, tt := range tests {
		got, err := parseKeep(tt.every, tt.at, tt.on)
		var usage *usageError
		if tt.wrong {
			if !errors.As(err, &usage) {
				t.Errorf("parseKeep(%q, %q, %q) = %v; want wrong usage", tt.every, tt.at, tt.on, err)
			}
			continue
		}
		if err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("parseKeep(%q, %q, %q) = %+v, %v; want %+v", tt.every, tt.at, tt.on, got, err, tt.want)
		}
	}
}

func FuzzParseKeep(f *testing.F) {
	f.Add("weekly", "07:00", "mon,thu")
	f.Add("hourly", ":15", "")
	f.Add("daily", "99:99", "\x00")
	f.Fuzz(func(t *testing.T, every, at, on string) {
		k, err := parseKeep(every, at, on)
		if err != nil {
			return
		}
		if k.At < 0 || k.At >= 24*60 || (k.Every == tiles.Weekly) != (len(k.On) > 0) || len(k.On) > 7 {
			t.Errorf("parseKeep(%q, %q, %q) = %+v", every, at, on, k)
		}
	})
}

func TestParseSince(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 8, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		since string
		want  time.Time
		wrong bool
	}{
		{since: "", want: time.Time{}},
		{since: "2026-03-01T08:00:00Z", want: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)},
		{since: "2026-03-01", want: time.Date(2026, 3, 1, 0, 0, 0, 0, time.Local)},
		{since: "24h", want: now.Add(-24 * time.Hour)},
		{since: "90m", want: now.Add(-90 * time.Minute)},
		{since: "7d", want: now.AddDate(0, 0, -7)},
		{since: "-7d", wrong: true},
		{since: "-1h", wrong: true},
		{since: "yesterday", wrong: true},
		{since: "2026-13-01", wrong: true},
	}
	for _, tt := range tests {
		got, err := parseSince(tt.since, now)
		if (err != nil) != tt.wrong || !tt.wrong && !got.Equal(tt.want) {
			t.Errorf("parseSince(%q) = %v, %v; want %v", tt.since, got, err, tt.want)
		}
	}
}

func TestPickTile(t *testing.T) {
	t.Parallel()
	all := []tiles.Tile{
		{ID: "powerbi-1/aaaa-1111", Title: "Cash", Dashboard: "Finance"},
		{ID: "powerbi-1/aaab-2222", Title: "Cash", Dashboard: "Board"},
		{ID: "powerbi-1/bbbb-3333", Title: "Orders\x1b[31m", Dashboard: "Sales"},
		{ID: "powerbi-1/cccc-4444", Title: "", Dashboard: "Sales"},
	}
	tests := []struct {
		name, want string
		says       string
	}{
		{name: "powerbi-1/aaaa-1111", want: "powerbi-1/aaaa-1111"},
		{name: "AAAA-1111", want: "powerbi-1/aaaa-1111"},
		{name: "aaab", want: "powerbi-1/aaab-2222"},
		{name: "board/cash", want: "powerbi-1/aaab-2222"},
		{name: "cccc", want: "powerbi-1/cccc-4444"},
		{name: tiles.Clean("Orders\x1b[31m", 100), want: "powerbi-1/bbbb-3333"},
		{name: "cash", says: "could be several"},
		{name: "aaa", says: "could be several"},
		{name: "nothing", says: "no tile"},
		{name: "Sales/", says: "no tile"},
	}
	for _, tt := range tests {
		got, err := pickTile(all, tt.name)
		if tt.says != "" {
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("pickTile(%q) = %q, %v; want %q", tt.name, got.ID, err, tt.says)
			}
			continue
		}
		if err != nil || got.ID != tt.want {
			t.Errorf("pickTile(%q) = %q, %v; want %q", tt.name, got.ID, err, tt.want)
		}
	}
}

func TestPickConnection(t *testing.T) {
	t.Parallel()
	all := []tiles.Connection{{ID: "powerbi-1a", Name: "ana@contoso.com"}, {ID: "powerbi-2b", Name: "ben@contoso.com"}}
	for name, want := range map[string]string{"powerbi-1a": "powerbi-1a", "powerbi-2": "powerbi-2b", "ANA@contoso.com": "powerbi-1a"} {
		if got, err := pickConnection(all, name); err != nil || got.ID != want {
			t.Errorf("pickConnection(%q) = %q, %v; want %q", name, got.ID, err, want)
		}
	}
	for _, name := range []string{"powerbi", "carla"} {
		if got, err := pickConnection(all, name); err == nil || !strings.Contains(err.Error(), "powerbi-2b (ben@contoso.com)") {
			t.Errorf("pickConnection(%q) = %q, %v; want a list", name, got.ID, err)
		}
	}
}

func TestPickTilesStale(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 8, 12, 0, 0, 0, time.UTC)
	tile := func(id string, s tiles.State, feed string) tiles.Tile {
		return tiles.Tile{ID: id, Feed: feed, Verdict: tiles.Verdict{State: s, Until: now.Add(time.Hour)}}
	}
	gone := tile("g", tiles.Stopped, "f")
	gone.Gone = now
	all := []tiles.Tile{
		tile("a", tiles.Fresh, "f"), tile("b", tiles.Late, "f"), tile("c", tiles.Failing, "f"),
		tile("d", tiles.Stopped, "f"), tile("e", tiles.Unseen, "f"), tile("f", tiles.Failing, ""), gone,
	}
	got, err := pickTiles(all, nil, now)
	if err != nil {
		t.Fatal(err)
	}
	var ids string
	for _, x := range got {
		ids += x.ID
	}
	if ids != "bcd" {
		t.Errorf("stale tiles = %q; want %q", ids, "bcd")
	}
	got, err = pickTiles(all, []string{"b", "b", "a"}, now)
	if err != nil || len(got) != 2 {
		t.Errorf("pickTiles of a tile named twice = %d, %v; want it once", len(got), err)
	}
}
