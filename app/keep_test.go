package app

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"mysettings/app/tiles"
)

func TestNewKeep(t *testing.T) {
	t.Parallel()
	tile := tiles.Tile{ID: "c/1", Feed: "c/m"}
	for name, c := range map[string]struct {
		in   KeepChoice
		at   int
		on   []time.Weekday
		fine bool
	}{
		"hourly":              {KeepChoice{Every: tiles.Hourly, At: "00:05"}, 5, nil, true},
		"daily":               {KeepChoice{Every: tiles.Daily, At: "07:30", On: []string{"mon"}}, 450, nil, true},
		"weekly":              {KeepChoice{Every: tiles.Weekly, At: "23:59", On: []string{"thu", "Mon", "thu"}}, 1439, []time.Weekday{1, 4}, true},
		"weekly on no day":    {KeepChoice{Every: tiles.Weekly, At: "07:00"}, 420, nil, false},
		"weekly on a non-day": {KeepChoice{Every: tiles.Weekly, At: "07:00", On: []string{"day"}}, 420, nil, false},
		"every minute":        {KeepChoice{Every: "minutely", At: "07:00"}, 0, nil, false},
		"no time":             {KeepChoice{Every: tiles.Daily}, 0, nil, false},
		"beyond the day":      {KeepChoice{Every: tiles.Daily, At: "24:00"}, 0, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := newKeep(tile, c.in, "Europe/Berlin", noon)
			if c.fine != (err == nil) || err != nil && !errors.Is(err, errChoice) {
				t.Fatalf("error = %v", err)
			}
			if c.fine && (got.At != c.at || !reflect.DeepEqual(got.On, c.on) || got.Zone != "Europe/Berlin" || !got.Since.Equal(noon) || got.Feed != "c/m") {
				t.Errorf("keep = %+v", got)
			}
		})
	}
}

func TestPreview(t *testing.T) {
	t.Parallel()
	daily := &tiles.Keep{Tile: "c/2", Feed: "c/m", Every: tiles.Daily, At: 420, Zone: "UTC"}
	all := []tiles.Tile{{ID: "c/1", Feed: "c/m"}, {ID: "c/2", Feed: "c/m", Keep: daily}, {ID: "c/3", Feed: "c/other"}, {ID: "c/4"}}
	for name, c := range map[string]struct {
		keep tiles.Keep
		feed tiles.Feed
		want KeepPreview
	}{
		"daily beside daily": {
			tiles.Keep{Tile: "c/1", Feed: "c/m", Every: tiles.Daily, At: 780, Zone: "UTC"}, tiles.Feed{},
			KeepPreview{Next: "2026-03-03T13:00:00Z", PerDay: 2, Quota: 8, SameModel: 1},
		},
		"at the same time": {
			tiles.Keep{Tile: "c/1", Feed: "c/m", Every: tiles.Daily, At: 420, Zone: "UTC"}, tiles.Feed{},
			KeepPreview{Next: "2026-03-04T07:00:00Z", PerDay: 1, Quota: 8, SameModel: 1},
		},
		"hourly": {
			tiles.Keep{Tile: "c/1", Feed: "c/m", Every: tiles.Hourly, At: 30, Zone: "UTC"}, tiles.Feed{Capacity: tiles.CapacityShared},
			KeepPreview{Next: "2026-03-03T12:30:00Z", PerDay: 25, Quota: 8, QuotaKnown: true, OverQuota: true, SameModel: 1},
		},
		"hourly on a capacity of its own": {
			tiles.Keep{Tile: "c/1", Feed: "c/m", Every: tiles.Hourly, At: 30, Zone: "UTC"},
			tiles.Feed{Capacity: tiles.CapacityDedicated, Schedule: &tiles.Schedule{Enabled: true, EveryMinutes: 30}},
			KeepPreview{Next: "2026-03-03T12:30:00Z", PerDay: 25, OwnPerDay: 48, QuotaKnown: true, SameModel: 1},
		},
		"the model's own schedule counts": {
			tiles.Keep{Tile: "c/1", Feed: "c/m", Every: tiles.Daily, At: 780, Zone: "UTC"},
			tiles.Feed{Schedule: &tiles.Schedule{Enabled: true, Times: []int{0, 60, 120, 180, 240, 300, 360}}},
			KeepPreview{Next: "2026-03-03T13:00:00Z", PerDay: 2, OwnPerDay: 7, Quota: 8, OverQuota: true, SameModel: 1},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := preview(c.keep, c.feed, all, noon); got != c.want {
				t.Errorf("preview = %+v, want %+v", got, c.want)
			}
		})
	}
}
