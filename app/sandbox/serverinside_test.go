package sandbox

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestRecurrence(t *testing.T) {
	t.Parallel()
	berlin := (&plan{zone: "W. Europe Standard Time"}).location()
	start := time.Date(2026, 3, 2, 7, 20, 0, 0, time.UTC) // a Monday, winter
	for name, c := range map[string]struct {
		r     recurrence
		after string
		want  []string
	}{
		"hourly":            {recurrence{minutes: 60, start: start}, "2026-03-27T10:19:59Z", []string{"2026-03-27T10:20:00Z", "2026-03-27T11:20:00Z"}},
		"on the slot":       {recurrence{minutes: 60, start: start}, "2026-03-27T10:20:00Z", []string{"2026-03-27T11:20:00Z"}},
		"before its start":  {recurrence{minutes: 15, start: start}, "2025-01-01T00:00:00Z", []string{"2026-03-02T07:20:00Z", "2026-03-02T07:35:00Z"}},
		"daily into summer": {recurrence{days: 1, start: start}, "2026-03-28T00:00:00Z", []string{"2026-03-28T07:20:00Z", "2026-03-29T06:20:00Z", "2026-03-30T06:20:00Z"}},
		"every third day":   {recurrence{days: 3, start: start}, "2026-03-04T00:00:00Z", []string{"2026-03-05T07:20:00Z", "2026-03-08T07:20:00Z"}},
		"weekly":            {recurrence{weeks: 1, weekdays: []time.Weekday{time.Monday}, start: start}, "2026-03-02T07:20:00Z", []string{"2026-03-09T07:20:00Z", "2026-03-16T07:20:00Z"}},
		"every other week":  {recurrence{weeks: 2, weekdays: []time.Weekday{time.Tuesday, time.Friday}, start: start}, "2026-03-02T07:20:00Z", []string{"2026-03-03T07:20:00Z", "2026-03-06T07:20:00Z", "2026-03-17T07:20:00Z"}},
		"never":             {recurrence{start: start}, "2026-03-02T07:20:00Z", []string{"0001-01-01T00:00:00Z"}},
	} {
		at, err := time.Parse(time.RFC3339, c.after)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range c.want {
			if at = c.r.after(at, berlin); at.Format(time.RFC3339) != want {
				t.Errorf("%s: %s, want %s", name, at.Format(time.RFC3339), want)
			}
		}
		if len(c.want) > 1 && c.r.start.Before(at) {
			if got := c.r.before(at, berlin); !got.Equal(at) {
				t.Errorf("%s: before(%s) = %s", name, at, got)
			}
			if got := c.r.before(at.Add(-time.Second), berlin); got.Format(time.RFC3339) != c.want[len(c.want)-2] {
				t.Errorf("%s: before the last = %s, want %s", name, got, c.want[len(c.want)-2])
			}
		}
	}
	if _, err := pinned("yearly", start, berlin); err == nil {
		t.Error("a pin runs yearly")
	}
	// Pinned late on a Sunday in UTC, which is Monday in Berlin.
	if r, err := pinned("weekly", time.Date(2026, 3, 1, 23, 30, 0, 0, time.UTC), berlin); err != nil || !slices.Equal(r.weekdays, []time.Weekday{time.Monday}) {
		t.Errorf("weekly: %v, %v", r, err)
	}
}

func TestSplitCall(t *testing.T) {
	t.Parallel()
	for call, want := range map[string][]part{
		"":                                 nil,
		"Me":                               {{"Me", ""}},
		"Subscriptions(1-2)":               {{"Subscriptions", "1-2"}},
		"Subscriptions(1)/Model.Execute":   {{"Subscriptions", "1"}, {"Model.Execute", ""}},
		"Reports(Path='/a/b')/X":           {{"Reports", "Path='/a/b'"}, {"X", ""}},
		"Reports(Path='/a (b)''c/d')":      {{"Reports", "Path='/a (b)''c/d'"}},
		"PowerBIIntegration/M.IsEnabled()": {{"PowerBIIntegration", ""}, {"M.IsEnabled", ""}},
	} {
		if got, ok := splitCall(call); !ok || !slices.Equal(got, want) {
			t.Errorf("splitCall(%q) = %q, %v; want %q", call, got, ok, want)
		}
	}
	for _, call := range []string{"/Me", "A(", "A('", "A(')", "A(1)B", "(1)", "A//B"} {
		if got, ok := splitCall(call); ok {
			t.Errorf("splitCall(%q) = %q", call, got)
		}
	}
	for key, want := range map[string]string{"Path='/a''b'": "/a'b", "'x'": "x", "12": "12", "": "", "Path=''": "", "'": "'"} {
		if got := unquoted(key); got != want {
			t.Errorf("unquoted(%q) = %q, want %q", key, got, want)
		}
	}
}

func FuzzSplitCall(f *testing.F) {
	for _, seed := range []string{"Subscriptions(1)/Model.Execute", "Reports(Path='/a''b')/DataSources", "A()", "((", "'", "A(0()"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, call string) {
		parts, ok := splitCall(call)
		if !ok {
			return
		}
		var again []string
		for _, p := range parts {
			if p.name == "" {
				t.Errorf("%q has a part without a name", call)
			}
			if p.key != "" {
				p.name += "(" + p.key + ")"
			}
			again = append(again, p.name)
		}
		// Empty parentheses and a last slash say nothing; neither do they in a key,
		// which is only compared.
		bare := func(s string) string { return strings.TrimSuffix(strings.ReplaceAll(s, "()", ""), "/") }
		if got := strings.Join(again, "/"); bare(got) != bare(call) && !strings.Contains(call, "'") {
			t.Errorf("%q came back as %q", call, got)
		}
		findEndpoint("GET", call)
		unquoted(call)
	})
}

func TestBelongs(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/reports": "/reports", "/Reports/API/x": "/reports/API/x", "/REPORTSERVER/Pages/X.aspx": "/ReportServer/Pages/X.aspx", "/reports/": "/reports/",
		"/reportsx": "", "/": "", "": "", "/v1.0/reports": "", "/report": "",
	} {
		if got, ok := belongs(path); got != want || ok != (want != "") {
			t.Errorf("belongs(%q) = %q, %v", path, got, ok)
		}
	}
	for path, want := range map[string]bool{"/reports/api/v2.0/Me": true, "/reports/API/V1.0": true, "/reports/api/v3.0/Me": false, "/reports/api": false, "/reports": false, "/ReportServer/api/v2.0/me": false} {
		if _, _, ok := splitAPI(path); ok != want {
			t.Errorf("splitAPI(%q) = %v", path, ok)
		}
	}
}

// Both languages have a text for everything that can happen.
func TestStatusTexts(t *testing.T) {
	t.Parallel()
	classes := append(strings.Fields(failureClasses+bareClasses), "", "failed")
	for language, texts := range statusTexts {
		for _, class := range classes {
			if texts[class] == "" {
				t.Errorf("%s lacks %q", language, class)
			}
		}
	}
	en := statusTexts["en"]
	// The phrases that are known of real servers.
	for class, want := range map[string]string{
		"failed": "PowerBI Delivery error: dashboard: {d}, visual: {v}, error: ", "sign_in": "expired Power BI credentials", "tile": "'Tile deleted {i}' cannot be found",
		"item": "Report item '{i}' cannot be found", "credentials": "rsInvalidDataSourceCredentialSetting", "extension": "The delivery extension for this subscription could not be loaded",
	} {
		if !strings.Contains(en[class], want) {
			t.Errorf("%s: %q lacks %q", class, en[class], want)
		}
	}
}
