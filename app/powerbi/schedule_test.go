package powerbi

import (
	"encoding/json"
	"net/http"
	"reflect"
	"testing"
	"time"

	"mysettings/app/tiles"
)

const (
	importCall = "GET /groups/g1/datasets/m1/refreshSchedule"
	queryCall  = "GET /groups/g1/datasets/m1/directQueryRefreshSchedule"
)

func TestSchedule(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		kind  tiles.Kind
		call  string
		body  string
		want  *tiles.Schedule
		calls int
	}{
		{"import", tiles.KindImport, importCall, `{"days":["Sunday","Friday","friday","Someday"],"times":["16:30","07:00","7:00","25:00","x"],"enabled":true,"localTimeZoneId":"W. Europe Standard Time","NotifyOption":"NoNotification"}`,
			&tiles.Schedule{Enabled: true, Days: []time.Weekday{time.Sunday, time.Friday}, Times: []int{420, 990}, Zone: "W. Europe Standard Time"}, 1},
		{"switched off", tiles.KindImport, importCall, `{"days":[],"times":[],"enabled":false,"localTimeZoneId":"UTC"}`,
			&tiles.Schedule{Zone: "UTC"}, 1},
		{"frequency", tiles.KindDirectQuery, queryCall, `{"frequency":15,"days":[],"times":[],"localTimeZoneId":"UTC"}`,
			&tiles.Schedule{Enabled: true, EveryMinutes: 15, Zone: "UTC"}, 1},
		{"frequency as text", tiles.KindLive, queryCall, `{"frequency":"120","localTimeZoneId":"UTC"}`,
			&tiles.Schedule{Enabled: true, EveryMinutes: 120, Zone: "UTC"}, 1},
		{"days and times", tiles.KindDirectQuery, queryCall, `{"days":["Monday"],"times":["08:30"],"localTimeZoneId":"UTC"}`,
			&tiles.Schedule{Enabled: true, Days: []time.Weekday{time.Monday}, Times: []int{510}, Zone: "UTC"}, 1},
		{"absurd frequency", tiles.KindDirectQuery, queryCall, `{"frequency":-5,"localTimeZoneId":"UTC"}`,
			&tiles.Schedule{Enabled: true, Zone: "UTC"}, 1},
		{"not described", tiles.KindUnknown, queryCall, `{"frequency":60,"localTimeZoneId":"UTC"}`,
			&tiles.Schedule{Enabled: true, EveryMinutes: 60, Zone: "UTC"}, 1},
		{"not described, loads", tiles.KindUnknown, importCall, `{"times":["08:00"],"enabled":true,"localTimeZoneId":"UTC"}`,
			&tiles.Schedule{Enabled: true, Times: []int{480}, Zone: "UTC"}, 2},
		{"odd types", tiles.KindImport, importCall, `{"days":"Monday","times":[5,null,{}],"enabled":true,"localTimeZoneId":7}`,
			&tiles.Schedule{Enabled: true}, 1},
		{"push", tiles.KindPush, importCall, `{}`, nil, 0},
		{"hidden", tiles.KindHidden, importCall, `{}`, nil, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			a.on(tt.call, http.StatusOK, tt.body)
			f, err := a.client().Schedule(t.Context(), feed(func(f *tiles.Feed) { f.Kind = tt.kind }))
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(f.Schedule, tt.want) {
				t.Errorf("got %+v; want %+v", f.Schedule, tt.want)
			}
			if !f.ScheduleAt.Equal(noon) {
				t.Errorf("read at %v", f.ScheduleAt)
			}
			if got := a.total(); got != tt.calls {
				t.Errorf("%d calls; want %d", got, tt.calls)
			}
		})
	}
}

func TestScheduleRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		status int
		body   string
		fails  bool
	}{
		{"not allowed", 401, notAuthorized, false},
		{"forbidden", 403, "", false},
		{"gone", 404, "", false},
		{"none", 400, `{"error":{"code":"InvalidRequest"}}`, false},
		{"down", 500, "", true},
		{"throttled", 429, tooMany, true},
		{"nonsense", 200, `[]`, true},
		{"empty", 200, ``, true},
	} {
		a := newAPI(t)
		a.on(importCall, tt.status, tt.body)
		before := feed(func(f *tiles.Feed) { f.Schedule = &tiles.Schedule{Enabled: true} })
		f, err := a.client().Schedule(t.Context(), before)
		if (err != nil) != tt.fails {
			t.Errorf("%s: error %v", tt.name, err)
		}
		if tt.fails != (f.Schedule != nil) || tt.fails != f.ScheduleAt.IsZero() {
			t.Errorf("%s: feed %+v", tt.name, f)
		}
	}
}

func FuzzSchedule(f *testing.F) {
	f.Add([]byte(`{"days":["Sunday"],"times":["07:00"],"enabled":true,"localTimeZoneId":"UTC"}`))
	f.Add([]byte(`{"frequency":15}`))
	f.Add([]byte(`{"times":["7:5:9","-1:00","07:60"]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var o scheduleObject
		if decode(body, &o) != nil {
			return
		}
		for _, directQuery := range []bool{false, true} {
			s := o.schedule(directQuery)
			if s.EveryMinutes < 0 || s.EveryMinutes > 24*60 || len(s.Days) > 7 || len(s.Times) > 24*60 || !clean(s.Zone) {
				t.Errorf("schedule %+v", s)
			}
			for _, m := range s.Times {
				if m < 0 || m >= 24*60 {
					t.Errorf("minute %d", m)
				}
			}
		}
	})
}

func FuzzObject(f *testing.F) {
	f.Add([]byte(`{"id":"m9","name":"x"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var o datasetObject
		if err := decode(body, &o); err != nil && json.Valid(body) && len(body) > 0 && body[0] == '{' {
			t.Errorf("%q: %v", body, err)
		}
	})
}
