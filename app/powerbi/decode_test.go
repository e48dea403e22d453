package powerbi

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"mysettings/app/tiles"
)

func TestParseTime(t *testing.T) {
	t.Parallel()
	at := func(ns int) time.Time { return time.Date(2017, 6, 13, 9, 25, 43, ns, time.UTC) }
	for _, tt := range []struct {
		in   string
		want time.Time
	}{
		{"2017-06-13T09:25:43.153Z", at(153e6)},
		{"2017-06-13T09:25:43.1533333Z", at(153333300)},
		{"2017-06-13T09:25:43", at(0)},         // no zone is UTC
		{"2017-06-13T09:25:43.153", at(153e6)}, // as in enhanced refreshes
		{"2017-06-13T11:25:43+02:00", at(0)},
		{"2017-06-13T11:25:43+0200", at(0)},
		{"2017-06-13 09:25:43", at(0)},
		{" 2017-06-13t09:25:43z ", at(0)},
		{"2017-06-13T09:25Z", at(0).Truncate(time.Minute)},
		{"2017-06-13", at(0).Truncate(24 * time.Hour)},
		{"0001-01-01T00:00:00", time.Time{}}, // .NET for "none"
		{"9999-12-31T23:59:59Z", time.Time{}},
		{"2017-13-45T00:00:00Z", time.Time{}},
		{"yesterday", time.Time{}},
		{"", time.Time{}},
		{strings.Repeat("2", 100), time.Time{}},
	} {
		if got := parseTime(tt.in); !got.Equal(tt.want) {
			t.Errorf("parseTime(%q) = %v; want %v", tt.in, got, tt.want)
		}
	}
}

func TestErrorsOfDecodingHoldNoContent(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"value":["s3cret"`, `"s3cret"`, `s3cret`, `{"value":s3cret}`} {
		if _, err := decodePage[tileObject]([]byte(body)); err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("decodePage(%q) error = %v", body, err)
		}
	}
}

func TestLongTitleIsBounded(t *testing.T) {
	t.Parallel()
	raw, _ := json.Marshal(strings.Repeat("<b>\x1b[31m\u202e\x00é", 10_000/7))
	p, err := decodePage[tileObject]([]byte(`{"value":[{"id":"a","title":` + string(raw) + `}]}`))
	if err != nil {
		t.Fatal(err)
	}
	got := name(p.items[0].Title)
	if n := utf8.RuneCountInString(got); n > longestName || n < longestName-5 {
		t.Errorf("%d characters; want about %d", n, longestName)
	}
	if !clean(got) || strings.ContainsRune(got, '\u202e') {
		t.Errorf("not clean: %q", got)
	}
}

func TestNumber(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]number{`30`: 30, `"60"`: 60, `1.5`: 0, `15.0`: 15, `[1]`: 0, `null`: 0, `"x"`: 0, `1e300`: 0, `-5`: -5, `true`: 0} {
		var got number
		if err := json.Unmarshal([]byte(in), &got); err != nil || got != want {
			t.Errorf("number %s = %d, %v; want %d", in, got, err, want)
		}
	}
}

func TestIDs(t *testing.T) {
	t.Parallel()
	for id, ok := range map[string]bool{
		"cfafbeb1-8037-4d0c-896e-a46fb27ff229": true,
		"a":                                    true, "A_b.c~d@e:f": true,
		"": false, ".": false, "..": false, "a/b": false, "a b": false, "a%2fb": false, "é": false, "a?b": false, "a\nb": false,
		strings.Repeat("a", longestID): true, strings.Repeat("a", longestID+1): false,
	} {
		if got := ident(id); (got == id && got != "") != ok {
			t.Errorf("id(%q) = %q; want ok %v", id, got, ok)
		}
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in   string
		want tiles.Kind
	}{
		{`{"ContentProviderType":"PbixInImportMode","isRefreshable":false}`, tiles.KindImport},
		{`{"isRefreshable":true,"targetStorageMode":"Abf"}`, tiles.KindImport},
		{`{"IsRefreshable":true}`, tiles.KindImport},
		{`{"contentProviderType":"InCompositeMode"}`, tiles.KindImport},
		{`{"contentProviderType":"PbixInDirectQueryMode","targetStorageMode":"Abf"}`, tiles.KindDirectQuery},
		{`{"targetStorageMode":"DirectQuery"}`, tiles.KindDirectQuery},
		{`{"contentProviderType":"PbixInLiveConnectionMode"}`, tiles.KindLive},
		{`{"contentProviderType":"InDirectLakeMode","isRefreshable":true}`, tiles.KindDirectLake},
		{`{"addRowsAPIEnabled":true}`, tiles.KindPush},
		{`{"contentProviderType":"RealTimeInPushMode"}`, tiles.KindPush},
		{`{"addRowsAPIEnabled":true,"contentProviderType":"RealTimeInStreamingMode"}`, tiles.KindStreaming},
		{`{"targetStorageMode":"Abf","isRefreshable":false}`, tiles.KindUnknown},
		{`{"targetStorageMode":"Quantum"}`, tiles.KindUnknown},
		{`{"targetStorageMode":7,"addRowsAPIEnabled":"maybe"}`, tiles.KindUnknown},
		{`{}`, tiles.KindUnknown},
	} {
		var d datasetObject
		if err := decodeRecord([]byte(tt.in), &d); err != nil {
			t.Errorf("%s: %v", tt.in, err)
		}
		if got := d.kind(); got != tt.want {
			t.Errorf("kind of %s = %q; want %q", tt.in, got, tt.want)
		}
	}
}

func TestDashboardURL(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, portal, web, workspace, want string }{
		{"of a workspace", portalURL, "", "g1", "https://app.powerbi.com/groups/g1/dashboards/d1"},
		{"of My workspace", portalURL + "/home", "", "", "https://app.powerbi.com/groups/me/dashboards/d1"},
		{"the service's own", portalURL, "https://app.powerbi.com/groups/me/apps/a/dashboards/d1", "", "https://app.powerbi.com/groups/me/apps/a/dashboards/d1"},
		{"of another host", portalURL, "https://evil.example/d1", "g1", "https://app.powerbi.com/groups/g1/dashboards/d1"},
		{"not https", portalURL, "http://app.powerbi.com/d1", "g1", "https://app.powerbi.com/groups/g1/dashboards/d1"},
		{"a script", portalURL, "javascript:alert(1)", "g1", "https://app.powerbi.com/groups/g1/dashboards/d1"},
		{"with a user", portalURL, "https://app.powerbi.com@evil.example/", "g1", "https://app.powerbi.com/groups/g1/dashboards/d1"},
		{"too long", portalURL, "https://app.powerbi.com/" + strings.Repeat("a", 3000), "g1", "https://app.powerbi.com/groups/g1/dashboards/d1"},
		{"no portal", "", "https://app.powerbi.com/d1", "g1", ""},
		{"portal without https", "http://127.0.0.1:80", "", "g1", ""},
	} {
		if got := dashboardURL(portalOrigin(tt.portal), tt.web, tt.workspace, "d1"); got != tt.want {
			t.Errorf("%s: %q; want %q", tt.name, got, tt.want)
		}
	}
}
