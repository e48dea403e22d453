package sandbox_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"mysettings/app/sandbox"
)

// refreshes reads a history.
func (t *tester) refreshes(token, dataset string) []map[string]any {
	t.Helper()
	return t.list(token, "/datasets/"+t.id("dataset", dataset)+"/refreshes")
}

func TestAskedRefreshRunsAndEnds(t *testing.T) {
	t.Parallel()
	clock := newClock("2026-11-23T09:10:00Z")
	x := start(t, sandbox.Options{Now: clock.Now, RefreshTakes: 30 * time.Second})
	token := x.signIn(sandbox.Ana, allScopes...).AccessToken
	path := "/datasets/" + x.id("dataset", "General ledger") + "/refreshes"
	status, header, body := x.api(token, "POST", path, `{"notifyOption":"NoNotification"}`)
	if status != 202 || body != "" || header.Get("Location") != "" {
		t.Fatalf("%d %v %s", status, header, body)
	}
	run := x.refreshes(token, "General ledger")[0]
	if run["status"] != "Unknown" || run["endTime"] != nil || run["refreshType"] != "ViaApi" || run["startTime"] != "2026-11-23T09:10:00.000Z" || run["refreshAttempts"] != nil {
		t.Errorf("running: %v", run)
	}
	if status, _, body := x.api(token, "POST", path, ""); status != 409 {
		t.Errorf("a second refresh: %d %s", status, body)
	}
	clock.Add(31 * time.Second)
	run = x.refreshes(token, "General ledger")[0]
	attempts, _ := run["refreshAttempts"].([]any)
	if run["status"] != "Completed" || run["endTime"] != "2026-11-23T09:10:30.000Z" || len(attempts) != 2 || attempts[1].(map[string]any)["type"] != "Query" {
		t.Errorf("ended: %v", run)
	}
	asked := x.control("refreshes", nil)["refreshes"].([]any)
	if len(asked) != 2 || asked[0].(map[string]any)["status"] != 409.0 || asked[1].(map[string]any)["dataset"] != "General ledger" || asked[1].(map[string]any)["person"] != sandbox.Ana.User {
		t.Errorf("asked: %v", asked)
	}
	if got := len(x.list(token, path+"?$top=1")); got != 1 {
		t.Errorf("$top=1 gives %d", got)
	}
	for _, bad := range []string{`{"notifyOption":"MailMeNow"}`, `nonsense`, `[]`} {
		if status, _, _ := x.api(token, "POST", path, bad); status != 400 {
			t.Errorf("body %s: %d", bad, status)
		}
	}
	if status, _, _ := x.api(token, "GET", path+"?$top=0", ""); status != 400 {
		t.Errorf("$top=0: %d", status)
	}
}

func TestDailyQuota(t *testing.T) {
	t.Parallel()
	clock := newClock("2026-11-23T09:10:00Z")
	x := start(t, sandbox.Options{Now: clock.Now, AccessLifetime: 48 * time.Hour})
	token := x.signIn(sandbox.Ana, allScopes...).AccessToken
	count := func(dataset string) (accepted int) {
		for range 12 {
			status, _, body := x.api(token, "POST", "/datasets/"+x.id("dataset", dataset)+"/refreshes", "")
			switch status {
			case 202:
				accepted++
			case 400:
				if errorCode(t, body) != "Request Throttled" {
					t.Errorf("%s", body)
				}
			default:
				t.Errorf("%d %s", status, body)
			}
			clock.Add(time.Minute)
		}
		return accepted
	}
	// My workspace is on shared capacity: four scheduled ones a day count too.
	if got := count("Expenses"); got != 4 {
		t.Errorf("Expenses took %d refreshes, want 4", got)
	}
	if got := count("General ledger"); got != 12 {
		t.Errorf("a model on a capacity took %d refreshes, want 12", got)
	}
	x.control("quota", map[string]any{"dataset": "General ledger", "gone": true})
	if got := count("General ledger"); got != 0 {
		t.Errorf("without quota it took %d refreshes", got)
	}
}

func TestEnhancedRefresh(t *testing.T) {
	t.Parallel()
	clock := newClock("2026-11-23T09:10:00Z")
	x := start(t, sandbox.Options{Now: clock.Now, RefreshTakes: time.Minute})
	token := x.signIn(sandbox.Ana, allScopes...).AccessToken
	if status, _, _ := x.api(token, "POST", "/datasets/"+x.id("dataset", "Sales (EU)")+"/refreshes", `{"type":"Full"}`); status != 400 {
		t.Errorf("on shared capacity: %d", status)
	}
	path := "/datasets/" + x.id("dataset", "General ledger") + "/refreshes"
	status, header, _ := x.api(token, "POST", path, `{"type":"Full","commitMode":"transactional"}`)
	id := header.Get("x-ms-request-id")
	if status != 202 || id == "" || !strings.HasSuffix(header.Get("Location"), id) {
		t.Fatalf("%d %v", status, header)
	}
	if status, _, body := x.api(token, "GET", path+"/"+id, ""); status != 202 || !strings.Contains(body, `"extendedStatus":"InProgress"`) {
		t.Errorf("running: %d %s", status, body)
	}
	if status, _, _ := x.api(token, "DELETE", path+"/"+id, ""); status != 200 {
		t.Errorf("cancel: %d", status)
	}
	if status, _, body := x.api(token, "GET", path+"/"+id, ""); status != 200 || !strings.Contains(body, `"status":"Cancelled"`) {
		t.Errorf("cancelled: %d %s", status, body)
	}
	if status, _, _ := x.api(token, "GET", path+"/"+x.refreshes(token, "General ledger")[1]["requestId"].(string), ""); status != 404 {
		t.Errorf("details of a scheduled refresh: %d", status)
	}
}

// At the start every model with a schedule has a history that is up to date
// and good, whatever day and time it is.
func TestEverythingIsFreshAtTheStart(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"2026-11-23T09:10:00Z", "2026-11-22T00:00:01Z", "2026-03-29T01:30:00Z", "2026-10-25T02:00:00Z", "2026-11-23T06:30:10Z", "2027-01-01T23:59:59Z"} {
		clock := newClock(at)
		x := start(t, sandbox.Options{Now: clock.Now})
		token := x.signIn(sandbox.Ana, allScopes...).AccessToken
		for _, dataset := range []string{"General ledger", "Budget 2027", "Sales (EU)", "Maintenance plan", "Expenses"} {
			history := x.refreshes(token, dataset)
			if len(history) < 4 {
				t.Errorf("%s: %s has %d runs", at, dataset, len(history))
			}
			last := ""
			for n, run := range history {
				began, err := time.Parse(time.RFC3339, run["startTime"].(string))
				if err != nil || began.After(clock.Now()) || last != "" && run["startTime"].(string) >= last {
					t.Errorf("%s: %s: run %d: %v %v", at, dataset, n, run, err)
				}
				if last = run["startTime"].(string); run["status"] != "Completed" && n > 0 || run["serviceExceptionJson"] != nil {
					t.Errorf("%s: %s: run %d: %v", at, dataset, n, run)
				}
			}
		}
	}
}

// Schedules go on by themselves, in their own zone and across the change to
// summer time: 06:00 in Berlin is 05:00 and then 04:00 UTC.
func TestSchedulesGoOn(t *testing.T) {
	t.Parallel()
	clock := newClock("2026-03-27T20:00:00Z")
	x := start(t, sandbox.Options{Now: clock.Now, AccessLifetime: 240 * time.Hour})
	token := x.signIn(sandbox.Ana, allScopes...).AccessToken
	before := len(x.refreshes(token, "General ledger"))
	clock.Add(72 * time.Hour)
	history := x.refreshes(token, "General ledger")
	if got := len(history) - before; got != 9 {
		t.Errorf("%d runs in three days of three slots each", got)
	}
	hours := map[string]bool{}
	for _, run := range history[:9] {
		began, err := time.Parse(time.RFC3339, run["startTime"].(string))
		if err != nil || run["refreshType"] != "Scheduled" {
			t.Fatalf("%v %v", run, err)
		}
		slot := began.Truncate(30 * time.Minute)
		if began.Sub(slot) > 5*time.Minute {
			t.Errorf("a run began %v after its slot", began.Sub(slot))
		}
		hours[slot.Format("02 15:04")] = true
	}
	for _, want := range []string{"28 05:00", "29 04:00", "30 04:00", "30 16:00"} {
		if !hours[want] {
			t.Errorf("no run at %s: %v", want, hours)
		}
	}
	clock.Add(60 * 24 * time.Hour)
	x.control("expire-access", map[string]any{"person": "ana"})
	token = x.signIn(sandbox.Ana, allScopes...).AccessToken
	if got := len(x.refreshes(token, "General ledger")); got > 60 || got < 20 {
		t.Errorf("after two months the history has %d entries", got)
	}
}

func TestSchedules(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	token := x.signIn(sandbox.Ana, allScopes...).AccessToken
	carla := x.signIn(sandbox.Carla, allScopes...).AccessToken
	read := func(dataset string) (s struct {
		Days, Times     []string
		Enabled         bool
		LocalTimeZoneID string
	}) {
		_, _, body := x.api(token, "GET", "/datasets/"+x.id("dataset", dataset)+"/refreshSchedule", "")
		if err := json.Unmarshal([]byte(body), &s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	if s := read("Budget 2027"); len(s.Days) != 5 || s.Times[0] != "07:30" || !s.Enabled || s.LocalTimeZoneID != "W. Europe Standard Time" {
		t.Errorf("%+v", s)
	}
	x.control("schedule", map[string]any{"dataset": "Budget 2027", "enabled": false})
	if read("Budget 2027").Enabled {
		t.Error("still enabled")
	}
	path := "/datasets/" + x.id("dataset", "Budget 2027") + "/refreshSchedule"
	if status, _, body := x.api(token, "PATCH", path, `{"value":{"enabled":true,"days":["Sunday"],"times":["22:30","04:00"],"localTimeZoneId":"UTC"}}`); status != 200 {
		t.Errorf("PATCH: %d %s", status, body)
	}
	if s := read("Budget 2027"); !s.Enabled || s.Days[0] != "Sunday" || s.Times[0] != "04:00" || s.LocalTimeZoneID != "UTC" {
		t.Errorf("after PATCH: %+v", s)
	}
	for _, bad := range []string{`{"value":{"times":["22:17"]}}`, `{"value":{"days":["Sunnyday"]}}`, `nonsense`} {
		if status, _, _ := x.api(token, "PATCH", path, bad); status != 400 {
			t.Errorf("PATCH %s: %d", bad, status)
		}
	}
	x.control("role", map[string]any{"person": "carla", "workspace": "Finance", "role": "Contributor"})
	if status, _, body := x.api(carla, "PATCH", path, `{"value":{"enabled":false}}`); status != 403 {
		t.Errorf("PATCH by somebody else: %d %s", status, body)
	}
	_, _, body := x.api(token, "GET", "/datasets/"+x.id("dataset", "Orders, live")+"/directQueryRefreshSchedule", "")
	if !strings.Contains(body, `"frequency":60`) {
		t.Errorf("DirectQuery schedule %s", body)
	}
}
