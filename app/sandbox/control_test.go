package sandbox_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"mysettings/app/sandbox"
)

func TestControlIndex(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	response, err := http.Get(x.about.Control)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var index struct {
		Controls []struct {
			Method, Path, About string
			Example             json.RawMessage
		}
	}
	if err := json.NewDecoder(response.Body).Decode(&index); err != nil {
		t.Fatal(err)
	}
	if len(index.Controls) < 20 {
		t.Errorf("%d controls", len(index.Controls))
	}
	// Every example in the index must work as it stands.
	for _, c := range index.Controls {
		if c.About == "" {
			t.Errorf("%s says nothing about itself", c.Path)
		}
		name := strings.TrimPrefix(c.Path, "/control/")
		var request any
		if c.Method == http.MethodPost {
			request = c.Example
		}
		if _, err := x.org.Control(t.Context(), name, request); err != nil {
			t.Errorf("the example of %s: %v", c.Path, err)
		}
		x.org.Control(t.Context(), "reset", struct{}{})
	}
	if _, err := x.org.Control(t.Context(), "nothing", nil); err == nil {
		t.Error("a control that is not there went well")
	}
	for name, bad := range map[string]any{
		"fail": map[string]any{"dataset": "nothing", "code": "X"}, "fail-query": map[string]any{"dataset": "Expenses"}, "schedule": map[string]any{"dataset": "Machine states"},
		"delete": map[string]any{"what": "nothing"}, "rename": map[string]any{"what": "nothing"}, "role": map[string]any{"person": "ana", "workspace": "Finance", "role": "King"},
		"admin": map[string]any{}, "consent": map[string]any{}, "challenge": map[string]any{}, "expire-access": map[string]any{"person": "x"}, "fault": map[string]any{},
		"revoke": "text", "heal": map[string]any{"dataset": "Expenses", "unknown": 1},
	} {
		if _, err := x.org.Control(t.Context(), name, bad); err == nil {
			t.Errorf("%s %v went well", name, bad)
		}
	}
}

func TestFailingRefreshes(t *testing.T) {
	t.Parallel()
	clock := newClock("2026-11-23T09:10:00Z")
	x := start(t, sandbox.Options{Now: clock.Now, AccessLifetime: 240 * time.Hour})
	token := x.signIn(sandbox.Ana, allScopes...).AccessToken
	x.control("fail", map[string]any{"dataset": "General ledger", "code": "ModelRefreshFailed_CredentialsNotSpecified", "description": "No sign-in"})
	run := x.refreshes(token, "General ledger")[0]
	if run["status"] != "Failed" || run["serviceExceptionJson"] != `{"errorCode":"ModelRefreshFailed_CredentialsNotSpecified","errorDescription":"No sign-in"}` {
		t.Errorf("failed at once: %v", run)
	}
	enabled := func() bool {
		_, _, body := x.api(token, "GET", "/datasets/"+x.id("dataset", "General ledger")+"/refreshSchedule", "")
		return strings.Contains(body, `"enabled":true`)
	}
	if !enabled() {
		t.Error("off after one failure")
	}
	// Three slots a day: after the next day the schedule is off.
	clock.Add(26 * time.Hour)
	history := x.refreshes(token, "General ledger")
	if enabled() {
		t.Error("still on after four failures")
	}
	clock.Add(48 * time.Hour)
	if got := x.refreshes(token, "General ledger"); got[0]["requestId"] != history[0]["requestId"] {
		t.Errorf("it ran while it was off: %v", got[0])
	}
	x.control("heal", map[string]any{"dataset": "General ledger"})
	if run := x.refreshes(token, "General ledger")[0]; run["status"] != "Completed" || !enabled() {
		t.Errorf("healed: %v", run)
	}

	x.control("fail-query", map[string]any{"dataset": x.id("dataset", "Expenses"), "code": "QueryUserError"})
	run = x.refreshes(token, "Expenses")[0]
	attempts := run["refreshAttempts"].([]any)
	if run["status"] != "Completed" || attempts[0].(map[string]any)["serviceExceptionJson"] != nil || attempts[1].(map[string]any)["serviceExceptionJson"] != `{"errorCode":"QueryUserError"}` {
		t.Errorf("tiles failed: %v", run)
	}

	x.control("fail", map[string]any{"dataset": "Maintenance plan", "code": "X", "later": true})
	if run := x.refreshes(token, "Maintenance plan")[0]; run["status"] != "Completed" {
		t.Errorf("failed at once though later was said: %v", run)
	}
	clock.Add(8 * time.Hour)
	if run := x.refreshes(token, "Maintenance plan")[0]; run["status"] != "Failed" {
		t.Errorf("did not fail later: %v", run)
	}
}

func TestSkippedAndEndlessRuns(t *testing.T) {
	t.Parallel()
	clock := newClock("2026-11-23T09:10:00Z")
	x := start(t, sandbox.Options{Now: clock.Now, AccessLifetime: 240 * time.Hour})
	token := x.signIn(sandbox.Ana, allScopes...).AccessToken
	x.control("skip", map[string]any{"dataset": "General ledger", "slots": -1, "past": "24h"})
	newest := func() time.Time {
		at, err := time.Parse(time.RFC3339, x.refreshes(token, "General ledger")[0]["startTime"].(string))
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	if age := clock.Now().Sub(newest()); age < 24*time.Hour {
		t.Errorf("the newest run is %v old", age)
	}
	clock.Add(24 * time.Hour)
	if age := clock.Now().Sub(newest()); age < 48*time.Hour {
		t.Errorf("a day later the newest run is %v old", age)
	}
	x.control("skip", map[string]any{"dataset": "General ledger", "slots": 1})
	clock.Add(24 * time.Hour)
	if age := clock.Now().Sub(newest()); age > 24*time.Hour {
		t.Errorf("after one skipped slot the newest run is %v old", age)
	}

	x.control("forever", map[string]any{"dataset": "Expenses", "since": "3h"})
	run := x.refreshes(token, "Expenses")[0]
	for n := 0; run["status"] != "Unknown" && n < 3; n++ { // newer runs may have ended
		run = x.refreshes(token, "Expenses")[n]
	}
	if run["status"] != "Unknown" || run["endTime"] != nil {
		t.Errorf("endless: %v", run)
	}
	if status, _, _ := x.api(token, "POST", "/datasets/"+x.id("dataset", "Expenses")+"/refreshes", ""); status != 409 {
		t.Errorf("a refresh beside an endless one: %d", status)
	}
	x.control("heal", map[string]any{"dataset": "Expenses"})
	for _, run := range x.refreshes(token, "Expenses") {
		if run["status"] == "Unknown" {
			t.Errorf("still endless: %v", run)
		}
	}
}

func TestDeletingAndRenaming(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	token := x.signIn(sandbox.Ana, allScopes...).AccessToken
	tiles := func() []map[string]any {
		return x.list(token, "/groups/"+x.id("workspace", "Finance")+"/dashboards/"+x.id("dashboard", "Finance")+"/tiles")
	}
	long := strings.Repeat("\x1b[31m<b>x</b>\u202e", 1000)
	x.control("rename", map[string]any{"what": "Open invoices", "name": long})
	x.control("delete", map[string]any{"what": x.id("tile", "Read me first")})
	got := tiles()
	if len(got) != 5 || got[2]["title"] != long {
		t.Errorf("%d tiles", len(got))
	}
	ledger := x.id("dataset", "General ledger")
	x.control("delete", map[string]any{"what": "General ledger"})
	if status, _, _ := x.api(token, "GET", "/datasets/"+ledger+"/refreshes", ""); status != 404 {
		t.Errorf("refreshes of a deleted model: %d", status)
	}
	x.control("rename", map[string]any{"what": "Budget 2027", "name": "Budget"})
	x.control("rename", map[string]any{"what": "Operations", "name": "Ops"})
	x.control("rename", map[string]any{"what": x.id("workspace", "Finance"), "name": "Money"})
	x.control("delete", map[string]any{"what": "Logistics"})
	if got := names(x.list(token, "/groups"), "name"); got[0] != "Money" {
		t.Errorf("groups %q", got)
	}
	x.control("role", map[string]any{"person": "ana", "workspace": "Money", "role": ""})
	if got := names(x.list(token, "/groups"), "name"); got[0] == "Money" {
		t.Errorf("groups %q", got)
	}
	x.control("reset", map[string]any{})
	if got := tiles(); len(got) != 6 || len(x.list(token, "/dashboards")) != 2 {
		t.Errorf("after a reset: %d tiles", len(got))
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	token := x.signIn(sandbox.Ana).AccessToken
	set := func(f map[string]any) {
		f["path"] = "/v1.0/myorg/groups/*/dashboards"
		f["times"] = 1
		x.control("fault", f)
	}
	path := "/groups/" + x.id("workspace", "Finance") + "/dashboards"
	for name, c := range map[string]struct {
		fault  map[string]any
		status int
		header [2]string
		body   string
	}{
		"status":   {map[string]any{"kind": "status", "status": 503}, 503, [2]string{}, ""},
		"throttle": {map[string]any{"kind": "throttle", "seconds": 3392}, 429, [2]string{"Retry-After", "3392"}, `{"message":"You have exceeded the amount of requests allowed in the current time frame and further requests will fail. Retry in 3392 seconds."}`},
		"html":     {map[string]any{"kind": "html"}, 200, [2]string{"Content-Type", "text/html; charset=utf-8"}, "<!doctype html>"},
		"empty":    {map[string]any{"kind": "empty"}, 200, [2]string{}, ""},
		"body":     {map[string]any{"kind": "body", "body": `{"value":7}`}, 200, [2]string{"Content-Type", "application/json; charset=utf-8"}, `{"value":7}`},
		"typed":    {map[string]any{"kind": "body", "status": 502, "content_type": "text/plain", "body": "x"}, 502, [2]string{"Content-Type", "text/plain"}, "x"},
		"slow":     {map[string]any{"kind": "slow", "seconds": 0.05}, 200, [2]string{}, `{"@odata.context"`},
	} {
		set(c.fault)
		status, header, body := x.api(token, "GET", path, "")
		if status != c.status || c.header[0] != "" && header.Get(c.header[0]) != c.header[1] || !strings.HasPrefix(body, c.body) || c.body == "" && body != "" {
			t.Errorf("%s: %d %v %s", name, status, header, body)
		}
		if status, _, _ := x.api(token, "GET", path, ""); status != 200 {
			t.Errorf("%s is met twice: %d", name, status)
		}
	}
	set(map[string]any{"kind": "big"})
	if _, _, body := x.api(token, "GET", path, ""); len(body) < 2<<20 {
		t.Errorf("big: %d bytes", len(body))
	}
	set(map[string]any{"kind": "reset"})
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, x.about.PowerBI+path, strings.NewReader("x"))
	if response, err := x.http.Do(request); err == nil {
		response.Body.Close()
		t.Errorf("reset: %s", response.Status)
	}
	if x.control("calls", nil)["statuses"].(map[string]any)["POST (no such path)"] == nil && x.control("calls", nil)["statuses"] == nil {
		t.Error("nothing was counted")
	}
}

func TestFaultPatterns(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	token := x.signIn(sandbox.Ana).AccessToken
	for pattern, want := range map[string]int{
		"/v1.0/myorg/groups": 503, "/v1.0/myorg/*": 503, "/v1.0/**": 503, "/**": 503, "/v1.0/myorg/group?": 503,
		"/v1.0/myorg": 200, "/v1.0/myorg/groups/*": 200, "/v1.0/myorg/groups/x/**": 200, "/other/**": 200,
	} {
		x.control("fault", map[string]any{"path": pattern, "kind": "status", "status": 503})
		if got, _, _ := x.api(token, "GET", "/groups", ""); got != want {
			t.Errorf("%s: %d, want %d", pattern, got, want)
		}
		x.control("fault/clear", map[string]any{})
	}
	// The newest that fits is met, and only for its method.
	x.control("fault", map[string]any{"path": "/**", "kind": "status", "status": 500})
	second := x.control("fault", map[string]any{"path": "/v1.0/**", "method": "POST", "kind": "status", "status": 502})
	if got, _, _ := x.api(token, "GET", "/groups", ""); got != 500 {
		t.Errorf("GET: %d", got)
	}
	if got, _, _ := x.api(token, "POST", "/groups", ""); got != 502 {
		t.Errorf("POST: %d", got)
	}
	if all := x.control("faults", nil)["faults"].([]any); len(all) != 2 || all[1].(map[string]any)["met"] != 1.0 {
		t.Errorf("faults %v", all)
	}
	x.control("fault/clear", map[string]any{"id": second["id"]})
	if got, _, _ := x.api(token, "POST", "/groups", ""); got != 500 {
		t.Errorf("POST after clearing: %d", got)
	}
	for _, bad := range []map[string]any{
		{"path": "x", "kind": "reset"}, {"path": "/[", "kind": "reset"}, {"path": "/", "kind": "storm"}, {"path": "/", "kind": "status"},
		{"path": "/", "kind": "status", "status": 99}, {"path": "/", "kind": "slow", "seconds": -1},
	} {
		if _, err := x.org.Control(t.Context(), "fault", bad); err == nil {
			t.Errorf("fault %v went well", bad)
		}
	}
}

func TestCallsAreCounted(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	token := x.signIn(sandbox.Ana).AccessToken
	x.control("calls/forget", map[string]any{})
	x.list(token, "/groups")
	x.list(token, "/groups/"+x.id("workspace", "Finance")+"/dashboards")
	x.list(token, "/groups/"+x.id("workspace", "Operations")+"/dashboards")
	x.api("", "GET", "/groups", "")
	response, err := http.Get(x.about.Authority + "/favicon.ico")
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, response.Body)
	response.Body.Close()
	calls := x.control("calls", nil)
	endpoints := calls["endpoints"].(map[string]any)
	if calls["total"] != 5.0 || endpoints["GET /v1.0/myorg/groups/{group}/dashboards"] != 2.0 || endpoints["GET (no such path)"] != 1.0 {
		t.Errorf("%v", calls)
	}
	if got := calls["statuses"].(map[string]any)["GET /v1.0/myorg/groups"].(map[string]any); got["200"] != 1.0 || got["401"] != 1.0 {
		t.Errorf("%v", got)
	}
}
