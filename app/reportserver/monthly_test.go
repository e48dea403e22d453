package reportserver

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"mysettings/app/tiles"
)

func TestMonthly(t *testing.T) {
	t.Parallel()
	loc, _ := tiles.Zone("W. Europe Standard Time")
	const start = `"StartDateTime":"2026-01-05T07:30:00+01:00"`
	months := func(names string) string {
		var all []string
		for m := time.January; m <= time.December; m++ {
			all = append(all, fmt.Sprintf("%q:%v", m, strings.Contains(names, m.String()[:3])))
		}
		return "{" + strings.Join(all, ",") + "}"
	}
	const every = "JanFebMarAprMayJunJulAugSepOctNovDec"
	dates := func(days, names string) string {
		return `{"MonthlyRecurrence":{"Days":"` + days + `","MonthsOfYear":` + months(names) + `}}`
	}
	week := func(which, names string) string {
		return `{"MonthlyDOWRecurrence":{"WhichWeek":"` + which + `","WhichWeekSpecified":true,"DaysOfWeek":{"Monday":true,"Friday":true,"Sunday":false},"MonthsOfYear":` + months(names) + `}}`
	}
	for _, x := range []struct{ recurs, after, want string }{
		{dates("1,15", every), "2026-03-10T12:00:00Z", "2026-03-15T06:30:00Z"},
		{dates("1,15", every), "2026-03-15T06:30:00Z", "2026-04-01T05:30:00Z"}, // summer time
		{dates("1,15", every), "2020-03-15T06:30:00Z", "2026-01-15T06:30:00Z"}, // not before its start
		{dates(" 28-31 ", every), "2026-02-28T12:00:00Z", "2026-03-28T06:30:00Z"},
		{dates("31", every), "2026-03-31T12:00:00Z", "2026-05-31T05:30:00Z"},
		{dates("29", "Feb"), "2026-03-01T00:00:00Z", "2028-02-29T06:30:00Z"},
		{dates("30", "Feb"), "2026-03-01T00:00:00Z", ""},
		{dates("1", "Jun"), "2026-06-02T00:00:00Z", "2027-06-01T05:30:00Z"},
		{dates("0", every), "2026-03-01T00:00:00Z", ""},
		{dates("5-1", every), "2026-03-01T00:00:00Z", ""},
		{dates("x", every), "2026-03-01T00:00:00Z", ""},
		{dates("", every), "2026-03-01T00:00:00Z", ""},
		{week("FirstWeek", every), "2026-03-03T00:00:00Z", "2026-03-06T06:30:00Z"},
		{week("SecondWeek", every), "2026-03-10T00:00:00Z", "2026-03-13T06:30:00Z"},
		{week("LastWeek", every), "2026-03-10T00:00:00Z", "2026-03-27T06:30:00Z"},
		{week("LastWeek", "Nov"), "2026-03-10T00:00:00Z", "2026-11-27T06:30:00Z"},
		{week("", every), "2026-03-10T00:00:00Z", ""},
		{`{"MonthlyRecurrence":7}`, "2026-03-10T00:00:00Z", ""},
		{`{"DailyRecurrence":{"DaysInterval":1}}`, "2026-03-10T00:00:00Z", ""},
	} {
		var r recurrence
		if err := r.scan(newScanner(`{"Definition":{` + start + `,"Recurrence":` + x.recurs + `}}`)); err != nil {
			t.Fatal(err)
		}
		got := r.nextMonthly(parseTime(x.after, time.UTC), loc)
		if want := parseTime(x.want, time.UTC); !got.Equal(want) {
			t.Errorf("%s after %s: %s, want %q", x.recurs, x.after, got, x.want)
		}
	}
}

// TestMonthlyPin checks that the slot that is due after the last run is told,
// and stays what is due until a run has served it.
func TestMonthlyPin(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	row := strings.Replace(full("a1", ana, "/r", "Chart"), `{"MinuteRecurrence":{"MinutesInterval":60}}`,
		`{"MonthlyRecurrence":{"Days":"10,20","MonthsOfYear":{"March":true}}}`, 1)
	p.says("GET /Subscriptions", wrapped(row))
	p.sources(noSources, "%2Fr")
	at := noon
	c := p.client(func(o *Options) { o.Now = func() time.Time { return at } })
	for range 2 {
		got, err := c.Pins(t.Context(), nil)
		if err != nil || len(got.Feeds) != 1 {
			t.Fatalf("%+v, %v", got, err)
		}
		f := got.Feeds[0]
		if want := time.Date(2026, 3, 20, 6, 30, 0, 0, time.UTC); f.Schedule != nil || !f.Subscription.NextAt.Equal(want) {
			t.Errorf("schedule %+v, due at %s; want %s", f.Schedule, f.Subscription.NextAt, want)
		}
		v := tiles.Judge(&f, tiles.SignIn{State: tiles.SignedIn}, at)
		if late := at.After(noon); late != (v.State == tiles.Late) || !late && !v.NextDue.Equal(f.Subscription.NextAt) {
			t.Errorf("at %s it is %+v", at, v)
		}
		at = noon.AddDate(0, 0, 12)
	}
}
