package sandbox

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSlots(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		plan     plan
		from, to string
		want     []string
	}{
		"utc":        {plan{times: []int{60, 1380}, zone: "UTC"}, "2026-11-22T01:00:00Z", "2026-11-23T01:00:00Z", []string{"2026-11-22T23:00:00Z", "2026-11-23T01:00:00Z"}},
		"east":       {plan{times: []int{30}, zone: "Tokyo Standard Time"}, "2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z", []string{"2026-11-22T15:30:00Z"}},
		"west":       {plan{times: []int{1410}, zone: "Eastern Standard Time"}, "2026-11-22T00:00:00Z", "2026-11-23T05:00:00Z", []string{"2026-11-22T04:30:00Z", "2026-11-23T04:30:00Z"}},
		"mondays":    {plan{times: []int{0}, days: []time.Weekday{time.Monday}, zone: "India Standard Time"}, "2026-11-16T00:00:00Z", "2026-11-30T00:00:00Z", []string{"2026-11-22T18:30:00Z", "2026-11-29T18:30:00Z"}},
		"summertime": {plan{times: []int{360}, zone: "W. Europe Standard Time"}, "2026-03-28T00:00:00Z", "2026-03-30T00:00:00Z", []string{"2026-03-28T05:00:00Z", "2026-03-29T04:00:00Z"}},
		"wintertime": {plan{times: []int{360}, zone: "W. Europe Standard Time"}, "2026-10-24T00:00:00Z", "2026-10-26T00:00:00Z", []string{"2026-10-24T04:00:00Z", "2026-10-25T05:00:00Z"}},
		"unknown":    {plan{times: []int{60}, zone: "Middle Earth Standard Time"}, "2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z", []string{"2026-11-22T01:00:00Z"}},
		"backwards":  {plan{times: []int{60}, zone: "UTC"}, "2026-11-23T00:00:00Z", "2026-11-20T00:00:00Z", nil},
		"none":       {plan{zone: "UTC"}, "2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z", nil},
	} {
		from, err := time.Parse(time.RFC3339, c.from)
		if err != nil {
			t.Fatal(err)
		}
		to, err := time.Parse(time.RFC3339, c.to)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, at := range c.plan.slots(from, to) {
			got = append(got, at.Format(time.RFC3339))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	for name := range zones {
		if loc := (&plan{zone: name}).location(); name != "UTC" && loc == time.UTC {
			t.Errorf("the zone %q is not known", name)
		}
	}
}

func TestIDsKeepTheirForm(t *testing.T) {
	t.Parallel()
	for _, id := range []string{ClientID, TenantID, capacityID, randomID(), idOf("tile", "x"), Ana.ObjectID} {
		if !isID(id) {
			t.Errorf("%q is no id", id)
		}
	}
	for _, text := range []string{"", "x", strings.Repeat("-", 36), ClientID + "0", "g" + ClientID[1:], "é" + ClientID[2:]} {
		if isID(text) {
			t.Errorf("%q is an id", text)
		}
	}
	// Data folders hold these ids from one start to the next.
	if got, want := idOf("tile", "x"), "8c736e5c-d000-4a9d-b347-73766add0d18"; got != want {
		t.Errorf("the id of a tile x is %s, want %s", got, want)
	}
	if idOf("tile", "x") == idOf("model", "x") {
		t.Error("a tile and a model of one name have one id")
	}
}

func FuzzRedirectAllowed(f *testing.F) {
	for _, seed := range []string{"http://localhost:1", "http://localhost/", "http://localhost.evil.example", "http://localhost@evil.example/", "https://localhost", "http://127.0.0.1", "http://localhost:1/?a", "http://localhost#x", "http://[::1]:2", ":", "http://LOCALHOST"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if redirectAllowed(address) && !strings.HasPrefix(strings.ToLower(address), "http://localhost") {
			t.Errorf("%q is allowed", address)
		}
	})
}

func FuzzFits(f *testing.F) {
	f.Add("/a/*/c", "/a/b/c")
	f.Add("/**", "/")
	f.Add("/[", "/[")
	f.Add("**", "")
	f.Fuzz(func(t *testing.T, pattern, path string) {
		if fits(pattern, path) && !strings.HasSuffix(pattern, "**") && strings.Count(pattern, "/") != strings.Count(path, "/") {
			t.Errorf("%q fits %q", pattern, path)
		}
	})
}

func FuzzNameFilter(f *testing.F) {
	f.Add("name eq 'Finance'", "Finance")
	f.Add("name eq 'O''Neill'", "O'Neill")
	f.Add("contains(name,'x')", "axb")
	f.Add("name eq '", "")
	f.Add("contains(name,')", "")
	f.Fuzz(func(t *testing.T, filter, name string) {
		if keep, ok := nameFilter(filter); ok && strings.HasPrefix(filter, "name eq ") && keep(name) &&
			filter != "name eq '"+strings.ReplaceAll(name, "'", "''")+"'" && !strings.Contains(filter[9:len(filter)-1], "'") {
			t.Errorf("%q keeps %q", filter, name)
		}
	})
}
