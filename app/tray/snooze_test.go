package tray

import (
	"slices"
	"testing"
	"time"

	"mysettings/app/tiles"
)

func TestSnoozeRows(t *testing.T) {
	t.Parallel()
	const hour, morning = "No notifications for an hour", "No notifications until 8:00 in the morning"
	for _, tt := range []struct {
		name    string
		notify  bool
		snoozed time.Time
		want    []string
	}{
		{"no notifications wanted", false, noon.Add(time.Hour), nil},
		{"not snoozed", true, time.Time{}, []string{hour, morning}},
		{"snoozed", true, noon.Add(time.Hour), []string{"Show notifications again (quiet until 13:00)"}},
		{"snoozed until another day", true, noon.Add(20 * time.Hour), []string{"Show notifications again (quiet until 11 March, 08:00)"}},
		{"over", true, noon, []string{hour, morning}},
	} {
		m := Render(Model{Now: noon, Zone: time.UTC, Health: tiles.HealthGood, Notify: tt.notify, SnoozedUntil: tt.snoozed})
		var got []string
		for _, r := range m.Rows {
			if !r.Hidden && (r.ID == RowSnoozeHour || r.ID == RowSnoozeMorning || r.ID == RowUnsnooze) {
				got = append(got, r.Title)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q; want %q", tt.name, got, tt.want)
		}
	}
}
