package reportserver

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mysettings/app/tiles"
)

// wireRow is a row as the fact of the matter is: everything that a pin can have.
const wireRow = `{"Id":"FCDB8581-0000-0000-0000-000000000001","Owner":"CONTOSO\\ana","IsDataDriven":false,"Description":"",
 "Report":"/Finance/IT Spend","IsActive":true,"EventType":"TimedSubscription","ScheduleDescription":"Every 1 hour(s)",
 "LastRunTime":"2026-03-01T08:00:04+01:00","LastStatus":"PowerBI Delivery error: dashboard: IT, visual: Chart2, error: x","ModifiedDate":"2026-02-01T00:00:00Z",
 "DeliveryExtension":"Report Server PowerBI","LocalizedDeliveryExtensionName":"Power BI Dashboard",
 "ExtensionSettings":{"Extension":"Report Server PowerBI","ParameterValues":%s},
 "ParameterValues":[{"Name":"DashboardName","Value":"a parameter of the report"}]}`

const wireParams = `[{"Name":"DashboardID","Value":"D0000000-0000-0000-0000-00000000000D"},{"Name":"DashboardName","Value":"IT Spend"},
 {"Name":"GroupID","Value":""},{"Name":"ReportVisualName","Value":"Chart2","IsValueFieldReference":false},{"Name":"ContentType","Value":"Visual"},{"Name":"TileID","Value":"e1"}]`

func TestRowShapes(t *testing.T) {
	t.Parallel()
	want := parameters{told: true, dashboard: "D0000000-0000-0000-0000-00000000000D", dashboardName: "IT Spend", visual: "Chart2", tile: "e1"}
	for _, tt := range []struct{ name, params string }{
		{"list", wireParams},
		{"object with the names as keys", `{"DashboardID":"D0000000-0000-0000-0000-00000000000D","DashboardName":"IT Spend","GroupID":null,"ReportVisualName":"Chart2","TileID":"e1"}`},
		{"names in another case", strings.NewReplacer("Name\"", "name\"", "Value", "value", "DashboardID", "dashboardId").Replace(wireParams)},
		{"odd elements among them", `[null,7,"x",[],{"Name":null},` + strings.TrimPrefix(wireParams, "[")},
	} {
		var r row
		if err := scanObject(fmt.Sprintf(wireRow, tt.params), func(s *scanner, key string) error { return r.field(s, key) }); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if r.params != want {
			t.Errorf("%s: %+v; want %+v", tt.name, r.params, want)
		}
		if r.id != "FCDB8581-0000-0000-0000-000000000001" || r.owner != `CONTOSO\ana` || r.report != "/Finance/IT Spend" || r.sort() != sortPin {
			t.Errorf("%s: %+v", tt.name, r)
		}
	}
	var one row
	err := scanObject(fmt.Sprintf(wireRow, `{"Name":"ReportVisualName","Value":"Chart2"}`), func(s *scanner, key string) error { return one.field(s, key) })
	if err != nil || one.params != (parameters{told: true, visual: "Chart2"}) {
		t.Errorf("one object: %+v, %v", one.params, err)
	}
}

func TestRowSort(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		delivery, extension string
		want                sort
	}{
		{"Report Server PowerBI", "", sortPin},
		{"", "report server powerbi", sortPin},
		{"Report Server Power BI", "", sortPin},
		{"Report Server Email", "", sortOther},
		{"", "Report Server FileShare", sortOther},
		{"", "", sortUnknown},
	} {
		r := row{delivery: tt.delivery, extension: tt.extension}
		if got := r.sort(); got != tt.want {
			t.Errorf("sort of %q, %q = %d; want %d", tt.delivery, tt.extension, got, tt.want)
		}
	}
}

func TestScanList(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, body string
		want       []string // ids
		next       string
		err        error // nil for none; errAny for any
	}{
		{name: "wrapped", body: `{"@odata.context":"x","value":[{"Id":"a"},{"Id":"b"}]}`, want: []string{"a", "b"}},
		{name: "bare", body: `[{"Id":"a"},{"id":"b"}]`, want: []string{"a", "b"}},
		{name: "none", body: `{"value":[]}`},
		{name: "bare none", body: `[]`},
		{name: "next page", body: `{"value":[{"Id":"a"}],"@odata.nextLink":"https://x/y?$skip=1"}`, want: []string{"a"}, next: "https://x/y?$skip=1"},
		{name: "odd neighbours", body: `[7,null,"x",{"Id":5},{"Id":"b","Owner":{"a":[1,2]}}]`, want: []string{"", "", "", "5", "b"}},
		{name: "byte order mark", body: "\xef\xbb\xbf [ ] "},
		{name: "escapes", body: `[{"Id":"\u0061\u0062"}]`, want: []string{"ab"}},
		{name: "null", body: `{"value":null}`, err: errShape},
		{name: "one object", body: `{"Id":"a"}`, err: errShape},
		{name: "empty", body: ``, err: errEmpty},
		{name: "cut off", body: `{"value":[{"Id":"a"},{"Id":`, err: errAny},
		{name: "cut off within a text", body: `[{"Id":"a`, err: errAny},
		{name: "more behind", body: `[] []`, err: errAny},
		{name: "page", body: `<html>`, err: errAny},
		{name: "zero byte", body: "[]\x00", err: errAny},
	} {
		var got []string
		var r row
		next, err := scanList(tt.body, func(s *scanner) error {
			err := r.scan(s)
			got = append(got, r.id)
			return err
		})
		switch {
		case tt.err == nil && err != nil, tt.err != nil && err == nil, tt.err != nil && tt.err != errAny && !errors.Is(err, tt.err):
			t.Errorf("%s: error %v; want %v", tt.name, err, tt.err)
		case err == nil && (!slices.Equal(got, tt.want) || next != tt.next):
			t.Errorf("%s: %q, next %q; want %q, %q", tt.name, got, next, tt.want, tt.next)
		}
	}
}

var errAny = errors.New("any error")

// TestStatusOf64kB checks that a long status is cut at whole characters.
func TestStatusOf64kB(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ä€", 16<<10)
	var r row
	body := `{"Id":"a","LastStatus":"` + long + `","LastRunTime":"2026-03-01T08:00:04Z"}`
	if err := scanObject(body, func(s *scanner, key string) error { return r.field(s, key) }); err != nil {
		t.Fatal(err)
	}
	var s tiles.Subscription
	r.tell(&s, time.UTC)
	if got := []rune(s.Status); len(got) != longestStatus || string(got) != long[:len(string(got))] {
		t.Errorf("%d characters; want the first %d", len(got), longestStatus)
	}
	if len(runs(&s)) != 1 {
		t.Errorf("runs %v; want one", runs(&s))
	}
}

func TestRuns(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 1, 7, 0, 4, 120e6, time.UTC)
	for _, tt := range []struct {
		status string
		at     time.Time
		want   []tiles.Run
	}{
		{"New subscription", time.Time{}, nil},
		{"New subscription", at, nil},
		{"", time.Time{}, nil},
		{"", at, []tiles.Run{{ID: "20260301T070004.120Z", Start: at, End: at, Status: tiles.RunGood}}},
		{"Done.", at, []tiles.Run{{ID: "20260301T070004.120Z", Start: at, End: at, Status: tiles.RunGood}}},
		{"Pending", at, []tiles.Run{{ID: "20260301T070004.120Z", Start: at, Status: tiles.RunRunning, Text: "Pending"}}},
		{"Fehler bei der Übermittlung\r\n", at, []tiles.Run{{ID: "20260301T070004.120Z", Start: at, End: at, Status: tiles.RunUnknown, Text: "Fehler bei der Übermittlung\r\n"}}},
	} {
		got := runs(&tiles.Subscription{Status: tt.status, RunAt: tt.at})
		if !slices.EqualFunc(got, tt.want, sameRun) {
			t.Errorf("%q: %+v; want %+v", tt.status, got, tt.want)
		}
	}
}

func sameRun(a, b tiles.Run) bool {
	return a.ID == b.ID && a.Start.Equal(b.Start) && a.End.Equal(b.End) && a.Status == b.Status && a.Text == b.Text && a.Code == b.Code
}

func TestIdent(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"FCDB8581-0000-0000-0000-000000000001": "fcdb8581-0000-0000-0000-000000000001",
		"a)/Model.Execute?(b":                  "", "": "", "ä": "", "a b": "", strings.Repeat("a", 65): "",
	} {
		if got := ident(in); got != want {
			t.Errorf("ident(%q) = %q; want %q", in, got, want)
		}
	}
}

func TestEscapePath(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"/Finance/IT-Spend":        "/Finance/IT-Spend",
		"/Finance/IT Spend":        "/Finance/IT%20Spend",
		"/100% ä/a?b#c":            "/100%25%20%C3%A4/a%3Fb%23c",
		"/a/javascript:alert(1)//": "/a/javascript:alert%281%29//",
	} {
		if got := escapePath(in); got != want {
			t.Errorf("escapePath(%q) = %q; want %q", in, got, want)
		}
	}
}

func FuzzScanList(f *testing.F) {
	f.Add(`{"@odata.context":"x","value":[` + fmt.Sprintf(wireRow, wireParams) + `],"@odata.nextLink":"y"}`)
	f.Add(`[{"Id":"a","ExtensionSettings":{"ParameterValues":{"Name":"TileID","Value":1}}},null]`)
	f.Add(`[{"Id":"\ud800","Schedule":{"Definition":{"StartDateTime":"x","Recurrence":{"MinuteRecurrence":{"MinutesInterval":1e9}}}}}]`)
	f.Add(`{"value":[[[[[[`)
	f.Fuzz(func(t *testing.T, body string) {
		var r row
		b := builder{loc: time.UTC, portal: "https://bi/reports", cloud: "https://app.powerbi.com", urls: &reportURLs{known: map[string]string{}}}
		_, _ = scanList(body, func(s *scanner) error {
			at := s.at
			err := r.scan(s)
			if err == nil && s.at <= at {
				t.Fatalf("no progress in %q", body)
			}
			var feed tiles.Feed
			b.feed(&feed, &r, nil)
			var tile tiles.Tile
			if b.tile(&tile, &feed); len(tile.Title) > 4*longestName || len(feed.Subscription.Status) > 4*longestStatus {
				t.Fatalf("too long: %q", body)
			}
			return err
		})
	})
}

func FuzzScanObject(f *testing.F) {
	f.Add(fmt.Sprintf(wireRow, wireParams))
	f.Add(`{"value":[{"Status":"SignedIn","UserName":null}]}`)
	f.Add(`{"Status":2}`)
	f.Fuzz(func(t *testing.T, body string) {
		var r row
		_ = scanObject(body, func(s *scanner, key string) error { return r.field(s, key) })
		_, _ = decodeMe(body)
		_, _ = decodeSystem(body)
		_, _ = decodeStatus(body)
		_ = decodeNotices(body)
		_ = decodeVerdict(body)
		var d dataSource
		_, _ = scanList(body, d.scan)
	})
}

func TestPlainLength(t *testing.T) {
	t.Parallel()
	const long = "0123456789abcdef"
	for at := range len(long) {
		for _, c := range []string{`"`, `\`, "é", "\x80", "\xff"} {
			text := long[:at] + c + long[at:]
			if got := plainLength(text); got != at {
				t.Errorf("%q is plain up to %d, want %d", text, got, at)
			}
		}
		for _, c := range []string{"\x00", "\x01", "!", "#", "[", "]", "\x7f", " "} {
			text := long[:at] + c + long[at:]
			if got := plainLength(text); got != len(text) {
				t.Errorf("%q is plain up to %d, want all", text, got)
			}
		}
	}
	if got := plainLength(""); got != 0 {
		t.Errorf("nothing is plain up to %d", got)
	}
}

func TestRunID(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"2026-03-01T07:30:05Z", "1999-12-31T23:59:59.999Z", "2026-11-23T00:00:00.0409999Z", "0001-01-01T00:00:00Z", "2199-10-09T18:07:06.12Z"} {
		at, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			t.Fatal(err)
		}
		got := runID(at)
		if want := at.Format(runLayout); got != want || !isRunID(got, at) || isRunID(got, at.Add(time.Second)) {
			t.Errorf("run of %s is %q, want %q", s, got, want)
		}
	}
}
