package reportserver

import (
	"reflect"
	"testing"
	"time"

	"mysettings/app/tiles"
)

func TestRecurrence(t *testing.T) {
	t.Parallel()
	const zone = "W. Europe Standard Time"
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	start := time.Date(2026, 3, 1, 6, 30, 4, 0, time.UTC) // 07:30:04 in Berlin, a Sunday
	const begins = `"StartDateTime":"2026-03-01T07:30:04+01:00",`
	for _, tt := range []struct {
		name, body string
		want       *tiles.Schedule
	}{
		{"hourly", `{"Definition":{` + begins + `"EndDate":"1901-02-01T00:00:00","EndDateSpecified":false,"Recurrence":{"MinuteRecurrence":{"MinutesInterval":60},"DailyRecurrence":null,"WeeklyRecurrence":null}}}`,
			&tiles.Schedule{Enabled: true, EveryMinutes: 60, Anchor: start, Zone: zone}},
		{"daily", `{"ScheduleID":null,"Definition":{` + begins + `"Recurrence":{"DailyRecurrence":{"DaysInterval":"2"}}}}`,
			&tiles.Schedule{Enabled: true, EveryDays: 2, Times: []int{450}, Anchor: start, Zone: zone}},
		{"weekly", `{"Definition":{` + begins + `"Recurrence":{"WeeklyRecurrence":{"WeeksInterval":3,"WeeksIntervalSpecified":true,"DaysOfWeek":{"Sunday":false,"Friday":true,"Monday":"True"}}}}}`,
			&tiles.Schedule{Enabled: true, EveryWeeks: 3, Days: []time.Weekday{time.Monday, time.Friday}, Times: []int{450}, Anchor: start, Zone: zone}},
		{"weekly, interval not specified, no days", `{"Definition":{` + begins + `"Recurrence":{"WeeklyRecurrence":{"WeeksInterval":3,"WeeksIntervalSpecified":false,"DaysOfWeek":{}}}}}`,
			&tiles.Schedule{Enabled: true, EveryWeeks: 1, Days: []time.Weekday{time.Sunday}, Times: []int{450}, Anchor: start, Zone: zone}},
		{"without the wrapping, without a zone", `{"StartDateTime":"2026-03-01T07:30:04","Recurrence":{"DailyRecurrence":{"DaysInterval":1}}}`,
			&tiles.Schedule{Enabled: true, EveryDays: 1, Times: []int{450}, Anchor: start, Zone: zone}},
		{"in UTC, as pinning writes it", `{"Definition":{"StartDateTime":"2026-03-01T06:30:04Z","Recurrence":{"DailyRecurrence":{"DaysInterval":1}}}}`,
			&tiles.Schedule{Enabled: true, EveryDays: 1, Times: []int{450}, Anchor: start, Zone: zone}},
		{"ended", `{"Definition":{` + begins + `"EndDate":"2026-03-09","EndDateSpecified":true,"Recurrence":{"MinuteRecurrence":{"MinutesInterval":60}}}}`,
			&tiles.Schedule{EveryMinutes: 60, Anchor: start, Zone: zone}},
		{"monthly", `{"Definition":{` + begins + `"Recurrence":{"MonthlyRecurrence":{"Days":"1","MonthsOfYear":{"January":true}}}}}`, nil},
		{"once", `{"Definition":{` + begins + `"Recurrence":null}}`, nil},
		{"shared", `{"ScheduleID":"a0000000-0000-0000-0000-000000000001","Definition":null}`, nil},
		{"beyond reach", `{"Definition":{` + begins + `"Recurrence":{"MinuteRecurrence":{"MinutesInterval":1e30},"DailyRecurrence":{"DaysInterval":-1}}}}`, nil},
		{"no start", `{"Definition":{"StartDateTime":"0001-01-01T00:00:00","Recurrence":{"MinuteRecurrence":{"MinutesInterval":60}}}}`, nil},
		{"text", `"Every 1 hour(s)"`, nil},
	} {
		var r recurrence
		s := newScanner(tt.body)
		if err := r.scan(s); err != nil || s.end() != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if got := r.schedule(true, zoneOf(tiles.Server{Zone: zone}), zone, now); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %+v; want %+v", tt.name, got, tt.want)
		}
	}
	r := recurrence{told: true, start: "2026-03-01T07:30:04", minutes: 15}
	if got := r.schedule(false, time.UTC, "", now); got == nil || got.Enabled || got.Anchor.Hour() != 7 {
		t.Errorf("paused, zone not known: %+v", got)
	}
}
