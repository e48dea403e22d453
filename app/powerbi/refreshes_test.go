package powerbi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"mysettings/app/tiles"
)

func feed(change ...func(*tiles.Feed)) tiles.Feed {
	f := tiles.Feed{ID: connection + "/m1", Connection: connection, Source: tiles.SourceModel, ModelID: "m1", WorkspaceID: "g1", Kind: tiles.KindImport}
	for _, c := range change {
		c(&f)
	}
	return f
}

const history = "GET /groups/g1/datasets/m1/refreshes"

func entry(start, status, rest string) string {
	return fmt.Sprintf(`{"refreshType":"Scheduled","startTime":%q,"status":%q%s}`, start, status, rest)
}

func TestRuns(t *testing.T) {
	t.Parallel()
	at := func(h, m, s int) time.Time { return time.Date(2026, 3, 10, h, m, s, 0, time.UTC) }
	for _, tt := range []struct {
		name, entry string
		want        tiles.Run
	}{
		{"good", entry("2026-03-10T07:00:00Z", "Completed", `,"endTime":"2026-03-10T07:05:00Z","requestId":"q1"`),
			tiles.Run{ID: "q1", Start: at(7, 0, 0), End: at(7, 5, 0), Status: tiles.RunGood, Trigger: "Scheduled"}},
		{"dates without a zone", entry("2026-03-10T07:00:00", "Completed", `,"endTime":"2026-03-10T07:05:00","requestId":"q1"`),
			tiles.Run{ID: "q1", Start: at(7, 0, 0), End: at(7, 5, 0), Status: tiles.RunGood, Trigger: "Scheduled"}},
		{"failed", entry("2026-03-10T07:00:00Z", "Failed", `,"endTime":"2026-03-10T07:05:00Z","requestId":"q1","serviceExceptionJson":"{\"errorCode\":\"ModelRefreshFailed_CredentialsNotSpecified\"}"`),
			tiles.Run{ID: "q1", Start: at(7, 0, 0), End: at(7, 5, 0), Status: tiles.RunFailed, Trigger: "Scheduled", Code: "ModelRefreshFailed_CredentialsNotSpecified"}},
		{"running", entry("2026-03-10T11:59:00Z", "Unknown", `,"requestId":"q1"`),
			tiles.Run{ID: "q1", Start: at(11, 59, 0), Status: tiles.RunRunning, Trigger: "Scheduled"}},
		{"ended, nobody knows how", entry("2026-03-10T07:00:00Z", "Unknown", `,"endTime":"2026-03-10T07:05:00Z","requestId":"q1"`),
			tiles.Run{ID: "q1", Start: at(7, 0, 0), End: at(7, 5, 0), Status: tiles.RunUnknown, Trigger: "Scheduled"}},
		{"a new word", entry("2026-03-10T07:00:00Z", "Sulking", `,"endTime":"2026-03-10T07:05:00Z","requestId":"q1"`),
			tiles.Run{ID: "q1", Start: at(7, 0, 0), End: at(7, 5, 0), Status: tiles.RunUnknown, Trigger: "Scheduled"}},
		{"cancelled", entry("2026-03-10T07:00:00Z", "Cancelled", `,"endTime":"2026-03-10T07:05:00Z","requestId":"q1"`),
			tiles.Run{ID: "q1", Start: at(7, 0, 0), End: at(7, 5, 0), Status: tiles.RunCancelled, Trigger: "Scheduled"}},
		{"disabled", entry("2026-03-10T07:00:00Z", "Disabled", `,"endTime":"2026-03-10T07:05:00Z","requestId":"q1"`),
			tiles.Run{ID: "q1", Start: at(7, 0, 0), End: at(7, 5, 0), Status: tiles.RunDisabled, Trigger: "Scheduled"}},
		{"no id", entry("2026-03-10T07:00:00.25Z", "Completed", `,"endTime":"2026-03-10T07:05:00Z"`),
			tiles.Run{ID: "at-20260310T070000.250Z", Start: at(7, 0, 0).Add(250 * time.Millisecond), End: at(7, 5, 0), Status: tiles.RunGood, Trigger: "Scheduled"}},
		{"good without an end", entry("2026-03-10T07:00:00Z", "Completed", `,"requestId":"q1"`),
			tiles.Run{ID: "q1", Start: at(7, 0, 0), End: at(7, 0, 0), Status: tiles.RunGood, Trigger: "Scheduled"}},
		{"end before start", entry("2026-03-10T07:00:00Z", "Completed", `,"requestId":"q1","endTime":"2026-03-10T06:00:00Z"`),
			tiles.Run{ID: "q1", Start: at(7, 0, 0), End: at(7, 0, 0), Status: tiles.RunGood, Trigger: "Scheduled"}},
		{"end in the far future", entry("2026-03-10T07:00:00Z", "Unknown", `,"requestId":"q1","endTime":"2126-03-10T06:00:00Z"`),
			tiles.Run{ID: "q1", Start: at(7, 0, 0), Status: tiles.RunRunning, Trigger: "Scheduled"}},
		{"running by .NET", entry("2026-03-10T07:00:00Z", "Unknown", `,"requestId":"q1","endTime":"0001-01-01T00:00:00"`),
			tiles.Run{ID: "q1", Start: at(7, 0, 0), Status: tiles.RunRunning, Trigger: "Scheduled"}},
		{"attempts", entry("2026-03-10T07:00:00Z", "Completed", `,"requestId":"q1","endTime":"2026-03-10T07:05:00Z","refreshAttempts":[
			{"attemptId":1,"startTime":"2026-03-10T07:00:00Z","endTime":"2026-03-10T07:04:00Z","type":"Data"},
			{"attemptId":2,"startTime":"2026-03-10T07:04:00Z","endTime":"2026-03-10T07:05:00Z","type":"Query","serviceExceptionJson":"{\"errorCode\":\"DM_X\"}"},
			"odd", {"type":"Novel"}]`),
			tiles.Run{ID: "q1", Start: at(7, 0, 0), End: at(7, 5, 0), Status: tiles.RunGood, Trigger: "Scheduled", Attempts: []tiles.Attempt{
				{Type: "Data", Start: at(7, 0, 0), End: at(7, 4, 0)},
				{Type: "Query", Start: at(7, 4, 0), End: at(7, 5, 0), Code: "DM_X"},
				{Type: "Novel"},
			}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			a.lists(history, tt.entry)
			f, err := a.client().Runs(t.Context(), feed(func(f *tiles.Feed) { f.Misses, f.Trouble = 3, &tiles.Problem{} }))
			if err != nil {
				t.Fatal(err)
			}
			if len(f.Runs) != 1 || !reflect.DeepEqual(f.Runs[0], tt.want) {
				t.Errorf("got  %+v\nwant %+v", f.Runs, tt.want)
			}
			if f.Access != tiles.AccessGranted || !f.LookedAt.Equal(noon) || !f.TriedAt.Equal(noon) || f.Misses != 0 || f.Trouble != nil {
				t.Errorf("feed %+v", f)
			}
		})
	}
}

func TestRunsKeepsGoodNeighbours(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.lists(history,
		entry("2026-03-10T06:00:00Z", "Completed", `,"requestId":"old","endTime":"2026-03-10T06:01:00Z"`),
		`{"requestId":"x","status":"Completed"}`, `7`, `null`,
		`{"startTime":{"a":1},"endTime":"2026-03-10T08:00:00Z","status":["Failed"],"serviceExceptionJson":{"errorCode":"E"},"refreshAttempts":"none"}`,
		entry("2026-03-10T07:00:00Z", "Completed", `,"requestId":"new","endTime":"2026-03-10T07:01:00Z"`),
		entry("2026-03-10T07:30:00Z", "Completed", `,"requestId":"new","endTime":"2026-03-10T07:31:00Z"`))
	f, err := a.client().Runs(t.Context(), feed())
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, r := range f.Runs {
		ids = append(ids, r.ID)
	}
	if got, want := strings.Join(ids, " "), "at-20260310T080000.000Z new old"; got != want {
		t.Errorf("runs %s; want %s", got, want)
	}
}

func TestRunsAccess(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		status int
		body   string
		want   tiles.Access
		fails  bool
	}{
		{"not allowed", 401, notAuthorized, tiles.AccessDenied, false},
		{"no licence", 401, `{"error":{"code":"PowerBINotLicensedException"}}`, tiles.AccessDenied, false},
		{"forbidden", 403, "", tiles.AccessDenied, false},
		{"gone", 404, `{"error":{"code":"PowerBIEntityNotFound"}}`, tiles.AccessMissing, false},
		{"no model", 400, `{"error":{"code":"InvalidRequest","message":"Invalid dataset. This API can only be called on a Model-based dataset"}}`, tiles.AccessNone, false},
		{"bad request", 400, `{"error":{"code":"InvalidRequest"}}`, "", true},
		{"token refused for good", 401, "", "", true},
		{"token expired for good", 403, tokenExpired, "", true},
		{"throttled", 429, tooMany, "", true},
		{"down", 500, "An error has occurred", "", true},
		{"page of a proxy", 403, "<html>", "", true},
		{"nonsense", 200, "{}", "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			a.on(history, tt.status, tt.body)
			before := feed(func(f *tiles.Feed) {
				f.Runs, f.LookedAt, f.Misses = []tiles.Run{{ID: "r", Start: noon, Status: tiles.RunGood}}, noon.Add(-time.Hour), 2
			})
			f, err := a.client().Runs(t.Context(), before)
			if tt.fails {
				if err == nil || !reflect.DeepEqual(f, before) {
					t.Errorf("error %v, feed %+v; want an error and the feed as it was", err, f)
				}
				return
			}
			if err != nil || f.Access != tt.want || !f.TriedAt.Equal(noon) || f.Misses != 0 {
				t.Errorf("error %v, feed %+v; want access %q", err, f, tt.want)
			}
			if !f.LookedAt.Equal(before.LookedAt) || len(f.Runs) != 1 {
				t.Errorf("what was known is gone: %+v", f)
			}
		})
	}
}

func TestRunsTellsTheKind(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		kind    tiles.Kind
		entries []string
		want    tiles.Kind
		access  tiles.Access
	}{
		{"never ran", tiles.KindImport, nil, tiles.KindImport, tiles.AccessGranted},
		{"DirectQuery keeps none", tiles.KindDirectQuery, nil, tiles.KindDirectQuery, tiles.AccessGranted},
		{"DirectQuery keeps some", tiles.KindDirectQuery, []string{entry("2026-03-10T07:00:00Z", "Completed", "")}, tiles.KindDirectQuery, tiles.AccessGranted},
		{"unknown, empty", tiles.KindUnknown, nil, tiles.KindUnknown, tiles.AccessGranted},
		{"unknown, loads", tiles.KindUnknown, []string{entry("2026-03-10T07:00:00Z", "Completed", "")}, tiles.KindImport, tiles.AccessGranted},
		{"unknown, framed", tiles.KindUnknown, []string{`{"refreshType":"DirectLakeFraming","startTime":"2026-03-10T07:00:00Z","status":"Completed"}`}, tiles.KindDirectLake, tiles.AccessGranted},
	} {
		a := newAPI(t)
		a.lists(history, tt.entries...)
		f, err := a.client().Runs(t.Context(), feed(func(f *tiles.Feed) { f.Kind = tt.kind }))
		if err != nil || f.Kind != tt.want || f.Access != tt.access {
			t.Errorf("%s: error %v, kind %q, access %q; want %q, %q", tt.name, err, f.Kind, f.Access, tt.want, tt.access)
		}
	}
}

func TestRunsAsksForFewWhenItLookedJustNow(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		looked time.Duration
		known  []tiles.Run
		want   string
	}{
		{time.Hour, []tiles.Run{{ID: "r"}}, "10"},
		{3 * time.Hour, []tiles.Run{{ID: "r"}}, "60"},
		{time.Hour, nil, "60"},
	} {
		a := newAPI(t)
		got := ""
		a.handle(history, func(w http.ResponseWriter, r *http.Request) {
			got = r.URL.Query().Get("$top")
			reply(w, http.StatusOK, `{"value":[]}`)
		})
		if _, err := a.client().Runs(t.Context(), feed(func(f *tiles.Feed) { f.LookedAt, f.Runs = noon.Add(-tt.looked), tt.known })); err != nil {
			t.Fatal(err)
		}
		if got != tt.want {
			t.Errorf("looked %v ago: $top = %s; want %s", tt.looked, got, tt.want)
		}
	}
}

func TestRunsOfMyWorkspaceAndOfNoModel(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.lists("GET /datasets/m1/refreshes")
	c := a.client()
	if _, err := c.Runs(t.Context(), feed(func(f *tiles.Feed) { f.WorkspaceID = "" })); err != nil {
		t.Error(err)
	}
	for _, f := range []tiles.Feed{
		feed(func(f *tiles.Feed) { f.Source = tiles.SourceSubscription }),
		feed(func(f *tiles.Feed) { f.ModelID = "../admin" }),
		{},
	} {
		if _, err := c.Runs(t.Context(), f); err == nil {
			t.Errorf("feed %+v was asked for", f)
		}
	}
	if a.total() != 1 {
		t.Errorf("%d calls; want 1", a.total())
	}
}

func TestMergeRuns(t *testing.T) {
	t.Parallel()
	at := func(h int) time.Time { return time.Date(2026, 3, 10, h, 0, 0, 0, time.UTC) }
	run := func(id string, h int, s tiles.RunStatus) tiles.Run {
		r := tiles.Run{ID: id, Start: at(h), Status: s}
		if s != tiles.RunRunning {
			r.End = at(h).Add(time.Minute)
		}
		return r
	}
	show := func(rs []tiles.Run) string {
		var parts []string
		for _, r := range rs {
			parts = append(parts, r.ID+":"+string(r.Status))
		}
		return strings.Join(parts, " ")
	}
	for _, tt := range []struct {
		name          string
		listed, known []tiles.Run
		whole         bool
		want          string
	}{
		{"older ones stay", []tiles.Run{run("c", 9, tiles.RunGood)}, []tiles.Run{run("b", 8, tiles.RunFailed), run("a", 7, tiles.RunGood)}, false, "c:good b:failed a:good"},
		{"the newer word counts", []tiles.Run{run("a", 9, tiles.RunGood)}, []tiles.Run{run("a", 9, tiles.RunRunning)}, false, "a:good"},
		{"made-up id replaced", []tiles.Run{run("a", 9, tiles.RunGood)}, []tiles.Run{run(runID(at(9)), 9, tiles.RunRunning)}, false, "a:good"},
		{"a running one forgotten", []tiles.Run{run("c", 9, tiles.RunGood), run("a", 7, tiles.RunGood)}, []tiles.Run{run("b", 8, tiles.RunRunning)}, false, "c:good b:unknown a:good"},
		{"a running one beyond the list", []tiles.Run{run("c", 9, tiles.RunGood)}, []tiles.Run{run("b", 8, tiles.RunRunning)}, false, "c:good b:running"},
		{"a running one beyond a whole list", []tiles.Run{run("c", 9, tiles.RunGood)}, []tiles.Run{run("b", 8, tiles.RunRunning)}, true, "c:good b:unknown"},
		{"nothing listed", nil, []tiles.Run{run("a", 7, tiles.RunGood)}, true, "a:good"},
	} {
		got := mergeRuns(tt.listed, tt.known, tt.whole, noon)
		if show(got) != tt.want {
			t.Errorf("%s: %s; want %s", tt.name, show(got), tt.want)
		}
		for _, r := range got {
			if r.Status != tiles.RunRunning && r.End.IsZero() {
				t.Errorf("%s: %s ended without an end", tt.name, r.ID)
			}
		}
	}
	var many []tiles.Run
	for i := range 100 {
		many = append(many, tiles.Run{ID: fmt.Sprint(i), Start: noon.Add(-time.Duration(i) * time.Hour), Status: tiles.RunGood})
	}
	if got := mergeRuns(nil, many, true, noon); len(got) != allRuns || got[0].ID != "0" {
		t.Errorf("%d runs, first %s", len(got), got[0].ID)
	}
}

func FuzzRefreshes(f *testing.F) {
	f.Add([]byte(`[` + entry("2026-03-10T07:00:00Z", "Completed", `,"endTime":"2026-03-10T07:05:00Z","requestId":"q1"`) + `]`))
	f.Add([]byte(`[` + entry("2026-03-10T07:00:00", "Failed", `,"serviceExceptionJson":"{\"errorCode\":\"X\"}"`) + `]`))
	f.Add([]byte(`[{"refreshAttempts":[{"type":"Query"}],"startTime":5,"endTime":"2026-03-10"}, 7]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var list []refreshObject
		_ = json.Unmarshal(body, &list) // wrong types are left empty
		listed := runs(list, noon)
		for _, r := range listed {
			if r.ID == "" || r.Start.IsZero() {
				t.Errorf("run %+v", r)
			}
			if (r.Status == tiles.RunRunning) != r.End.IsZero() || !r.End.IsZero() && r.End.Before(r.Start) {
				t.Errorf("status %q with end %v", r.Status, r.End)
			}
			if !clean(r.Code) || !clean(r.Text) || !clean(r.Trigger) || len(r.Attempts) > mostAttempts {
				t.Errorf("run %+v", r)
			}
		}
		if again := mergeRuns(runs(list, noon), listed, false, noon); !reflect.DeepEqual(again, listed[:min(len(listed), allRuns)]) {
			t.Errorf("merged with themselves: %+v; want %+v", again, listed)
		}
	})
}
