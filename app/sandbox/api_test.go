package sandbox_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"mysettings/app/sandbox"
)

var allScopes = append([]string{
	writeScope, sandbox.Resource + "/App.Read.All", sandbox.Resource + "/Capacity.Read.All",
}, standardScopes...)

// names lists one field of a collection.
func names(list []map[string]any, field string) []string {
	var all []string
	for _, x := range list {
		text, _ := x[field].(string)
		all = append(all, text)
	}
	return all
}

func TestWhatAnaSees(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	token := x.signIn(sandbox.Ana, allScopes...).AccessToken
	if got, want := names(x.list(token, "/groups"), "name"), []string{"Finance", "Sales (EU) 📈", "Operations", "Group reporting – board & audit committee"}; !slices.Equal(got, want) {
		t.Errorf("groups %q, want %q", got, want)
	}
	if got, want := names(x.list(token, "/dashboards"), "displayName"), []string{"Me", "Logistics"}; !slices.Equal(got, want) {
		t.Errorf("dashboards %q, want %q", got, want)
	}
	if got := names(x.list(token, "/datasets"), "name"); !slices.Equal(got, []string{"Expenses"}) {
		t.Errorf("datasets %q", got)
	}
	finance := "/groups/" + x.id("workspace", "Finance")
	if got := names(x.list(token, finance+"/datasets"), "name"); !slices.Equal(got, []string{"General ledger", "Budget 2027"}) {
		t.Errorf("datasets of Finance %q", got)
	}
	tiles := x.list(token, finance+"/dashboards/"+x.id("dashboard", "Finance")+"/tiles")
	bare := 0
	for _, tile := range tiles {
		if tile["datasetId"] == nil && tile["reportId"] == nil {
			bare++
		}
	}
	if len(tiles) != 6 || bare != 2 {
		t.Errorf("%d tiles, %d of them without ids: %v", len(tiles), bare, tiles)
	}
	// A tile of My workspace may hang on a model of another workspace, and a
	// shared one on a model that cannot be seen.
	mine := x.list(token, "/dashboards/"+x.id("dashboard", "Me")+"/tiles")
	if got := mine[1]["datasetId"]; got != x.id("dataset", "General ledger") {
		t.Errorf("the tile's model is %v", got)
	}
	if status, _, _ := x.api(token, "GET", "/datasets/"+x.id("dataset", "General ledger")+"/refreshes", ""); status != 200 {
		t.Errorf("a model of a workspace without naming it: %d", status)
	}
	shared := x.list(token, "/dashboards/"+x.id("dashboard", "Logistics")+"/tiles")
	if status, _, body := x.api(token, "GET", "/datasets/"+shared[0]["datasetId"].(string), ""); status != 404 || errorCode(t, body) != "PowerBIEntityNotFound" {
		t.Errorf("a model that may not be seen: %d %s", status, body)
	}
	apps := x.list(token, "/apps")
	app := "/apps/" + apps[0]["id"].(string)
	dashboards := x.list(token, app+"/dashboards")
	if len(dashboards) != 1 || dashboards[0]["appId"] != apps[0]["id"] {
		t.Errorf("dashboards of the app: %v", dashboards)
	}
	if tiles := x.list(token, app+"/dashboards/"+dashboards[0]["id"].(string)+"/tiles"); len(tiles) != 1 {
		t.Errorf("tiles of the app: %v", tiles)
	}
	titles := []string{}
	for _, d := range x.list(token, "/groups/"+x.id("workspace", "Sales (EU) 📈")+"/dashboards") {
		titles = append(titles, names(x.list(token, "/groups/"+x.id("workspace", "Sales (EU) 📈")+"/dashboards/"+d["id"].(string)+"/tiles"), "title")...)
	}
	if !slices.Contains(titles, "") || !slices.Contains(titles, "מכירות לפי אזור") {
		t.Errorf("titles %q", titles)
	}
}

func TestGroupsPagesAndFilters(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	token := x.signIn(sandbox.Ana).AccessToken
	for query, want := range map[string][]string{
		"?$top=1":                                {"Finance"},
		"?$top=2&$skip=2":                        {"Operations", "Group reporting – board & audit committee"},
		"?$skip=9":                               nil,
		"?$filter=name%20eq%20'Finance'":         {"Finance"},
		"?$filter=contains(name,'oper')":         {"Operations"},
		"?$filter=name%20eq%20'O''Neill%20Ltd.'": nil,
	} {
		if got := names(x.list(token, "/groups"+query), "name"); !slices.Equal(got, want) {
			t.Errorf("groups%s: %q, want %q", query, got, want)
		}
	}
	for _, query := range []string{"?$top=0", "?$top=x", "?$skip=-1", "?$filter=isReadOnly"} {
		if status, _, body := x.api(token, "GET", "/groups"+query, ""); status != 400 || errorCode(t, body) != "InvalidRequest" {
			t.Errorf("groups%s: %d %s", query, status, body)
		}
	}
}

func TestAPIErrors(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	ana, ben, carla := x.signIn(sandbox.Ana, allScopes...).AccessToken, x.signIn(sandbox.Ben).AccessToken, x.signIn(sandbox.Carla).AccessToken
	narrow := x.signIn(sandbox.Ben, "openid", "offline_access", sandbox.Resource+"/Report.Read.All").AccessToken
	finance, group := "/groups/"+x.id("workspace", "Finance"), "/groups/"+x.id("workspace", "Group reporting – board & audit committee")
	ledger, board := "/datasets/"+x.id("dataset", "General ledger"), "/datasets/"+x.id("dataset", "Board pack")
	const other = "00000000-0000-4000-8000-000000000000"
	for _, c := range []struct {
		token, method, path string
		status              int
		code                string
	}{
		{"", "GET", "/groups", 401, ""},
		{"garbage", "GET", "/groups", 401, ""},
		{ben, "GET", "/groups", 401, "PowerBINotLicensedException"},
		{narrow, "GET", "/apps", 403, "Forbidden"},
		{ana, "GET", "/groups/" + other + "/dashboards", 401, "PowerBINotAuthorizedException"},
		{ana, "GET", "/groups/" + x.id("workspace", "Logistics core") + "/dashboards", 401, "PowerBINotAuthorizedException"},
		{ana, "GET", group + "/datasets", 401, "PowerBINotAuthorizedException"},
		{ana, "GET", group + board + "/refreshes", 401, "PowerBINotAuthorizedException"},
		{ana, "GET", board + "/refreshes", 404, "PowerBIEntityNotFound"},
		{carla, "GET", finance + ledger + "/refreshes", 401, "PowerBINotAuthorizedException"},
		{carla, "GET", finance + ledger + "/refreshSchedule", 401, "PowerBINotAuthorizedException"},
		{carla, "POST", group + board + "/refreshes", 403, "Forbidden"},
		{ana, "GET", finance + board, 404, "PowerBIEntityNotFound"},
		{ana, "GET", "/dashboards/" + other + "/tiles", 404, "PowerBIEntityNotFound"},
		{ana, "GET", finance + "/dashboards/" + other, 404, "PowerBIEntityNotFound"},
		{ana, "GET", finance + "/dashboards/" + x.id("dashboard", "Finance") + "/tiles/" + other, 404, "PowerBIEntityNotFound"},
		{ana, "GET", "/apps/" + other + "/dashboards", 404, "PowerBIEntityNotFound"},
		{ana, "GET", finance + "/reports/" + other, 404, "PowerBIEntityNotFound"},
		{ana, "GET", "/nothing/here", 404, "PowerBIEntityNotFound"},
		{ana, "GET", ledger + "/directQueryRefreshSchedule", 400, "InvalidRequest"},
		{ana, "GET", "/datasets/" + x.id("dataset", "Orders, live") + "/refreshSchedule", 400, "InvalidRequest"},
		{ana, "GET", "/datasets/" + x.id("dataset", "Machine states") + "/refreshes", 415, "InvalidRequest"},
		{ana, "POST", "/datasets/" + x.id("dataset", "Orders, live") + "/refreshes", 400, "InvalidRequest"},
		{ana, "GET", "/capacities/refreshables", 400, "InvalidRequest"},
	} {
		status, header, body := x.api(c.token, c.method, c.path, "")
		if status != c.status || errorCode(t, body) != c.code {
			t.Errorf("%s %s: %d %s, want %d %s", c.method, c.path, status, body, c.status, c.code)
		}
		if header.Get("RequestId") == "" {
			t.Errorf("%s %s: no RequestId", c.method, c.path)
		}
		if inner := strings.Contains(body, `"pbi.error":{"code":"`+c.code); strings.HasPrefix(c.code, "PowerBI") && !inner {
			t.Errorf("%s %s: no pbi.error: %s", c.method, c.path, body)
		}
	}
}

func TestRefreshUserPermissionsOnceAnHour(t *testing.T) {
	t.Parallel()
	clock := newClock("2026-11-23T09:00:00Z")
	x := start(t, sandbox.Options{Now: clock.Now, AccessLifetime: 24 * 3600e9})
	token := x.signIn(sandbox.Ana).AccessToken
	for n, want := range []int{200, 429, 200} {
		status, header, _ := x.api(token, "POST", "/RefreshUserPermissions", "")
		if status != want || want == 429 && header.Get("Retry-After") == "" {
			t.Errorf("call %d: %d, want %d", n+1, status, want)
		}
		if n == 1 {
			clock.Add(61 * 60e9)
		}
	}
}

// contract is the part of the OpenAPI description that the test reads.
type contract struct {
	Paths map[string]map[string]struct {
		Responses map[string]struct{ Schema schema }
	}
	Definitions map[string]schema
}

type schema struct {
	Ref        string `json:"$ref"`
	Type       string
	AllOf      []schema `json:"allOf"`
	Items      *schema
	Properties map[string]schema
	Required   []string
}

// fields lists the properties of a schema, lower case: the description and
// the service do not agree on case.
func (c contract) fields(s schema) map[string]schema {
	if s.Ref != "" {
		s = c.Definitions[strings.TrimPrefix(s.Ref, "#/definitions/")]
	}
	all := map[string]schema{}
	for name, p := range s.Properties {
		all[strings.ToLower(name)] = p
	}
	for _, part := range s.AllOf {
		maps.Copy(all, c.fields(part))
	}
	return all
}

// check finds what an answer has that its schema has not.
func (c contract) check(t *testing.T, where string, s schema, value any) {
	t.Helper()
	if s.Ref != "" {
		s = c.Definitions[strings.TrimPrefix(s.Ref, "#/definitions/")]
	}
	switch v := value.(type) {
	case map[string]any:
		known := c.fields(s)
		if len(known) == 0 {
			return
		}
		for name, inner := range v {
			p, ok := known[strings.ToLower(strings.TrimPrefix(name, "@"))]
			if !ok {
				t.Errorf("%s: %q is not in the contract", where, name)
				continue
			}
			c.check(t, where+"."+name, p, inner)
		}
		for _, name := range s.Required {
			if _, ok := v[name]; !ok && where != "refreshables.value.capacity" {
				t.Errorf("%s: %q is missing", where, name)
			}
		}
	case []any:
		if s.Type != "array" || s.Items == nil {
			t.Errorf("%s: an array, the contract says %q", where, s.Type)
			return
		}
		for _, inner := range v {
			c.check(t, where, *s.Items, inner)
		}
	default:
		want := map[string]bool{"string": s.Type == "string", "float64": s.Type == "integer" || s.Type == "number", "bool": s.Type == "boolean"}
		if kind := typeName(v); !want[kind] {
			t.Errorf("%s: a %s, the contract says %q", where, kind, s.Type)
		}
	}
}

func typeName(v any) string {
	switch v.(type) {
	case string:
		return "string"
	case float64:
		return "float64"
	case bool:
		return "bool"
	}
	return "other"
}

// The answers must have the contract's fields and types. Every path that the
// sandbox has must be the contract's.
func TestAnswersKeepTheContract(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../build/contract/powerbi.json")
	var c contract
	if err == nil {
		err = json.Unmarshal(text, &c)
	}
	if err != nil {
		t.Fatal(err)
	}
	x := start(t, sandbox.Options{})
	token := x.signIn(sandbox.Ana, allScopes...).AccessToken
	x.control("fail", map[string]any{"dataset": "Budget 2027", "code": "X", "description": "why"})
	x.control("fail-query", map[string]any{"dataset": "General ledger", "code": "X"})
	if status, _, _ := x.api(token, "POST", "/datasets/"+x.id("dataset", "Maintenance plan")+"/refreshes", ""); status != 202 {
		t.Fatalf("refresh: %d", status)
	}
	_, header, _ := x.api(token, "POST", "/datasets/"+x.id("dataset", "Budget 2027")+"/refreshes", `{"type":"Full"}`)
	ids := strings.NewReplacer(
		"{groupId}", x.id("workspace", "Finance"), "{dashboardId}", x.id("dashboard", "Finance"), "{datasetId}", x.id("dataset", "General ledger"),
		"{tileId}", x.id("tile", "Open invoices"), "{appId}", x.list(token, "/apps")[0]["id"].(string), "{reportId}", x.list(token, "/groups/"+x.id("workspace", "Finance")+"/reports")[0]["id"].(string),
	)
	for _, path := range []string{
		"/groups", "/dashboards", "/datasets", "/reports", "/apps", "/apps/{appId}", "/apps/{appId}/dashboards", "/apps/{appId}/reports", "/capacities", "/gateways",
		"/groups/{groupId}/dashboards", "/groups/{groupId}/dashboards/{dashboardId}", "/groups/{groupId}/dashboards/{dashboardId}/tiles", "/groups/{groupId}/dashboards/{dashboardId}/tiles/{tileId}",
		"/groups/{groupId}/datasets", "/groups/{groupId}/datasets/{datasetId}", "/groups/{groupId}/datasets/{datasetId}/refreshes", "/groups/{groupId}/datasets/{datasetId}/refreshSchedule",
		"/groups/{groupId}/datasets/{datasetId}/datasources", "/groups/{groupId}/reports", "/groups/{groupId}/reports/{reportId}",
		"/datasets/{datasetId}", "/datasets/{datasetId}/refreshes", "/datasets/{datasetId}/refreshSchedule", "/datasets/{datasetId}/datasources", "/capacities/refreshables",
		"/datasets/{datasetId}/directQueryRefreshSchedule", "/datasets/{datasetId}/refreshes/{refreshId}",
	} {
		operation, ok := c.Paths["/v1.0/myorg"+path]["get"]
		if !ok {
			t.Errorf("%s is not in the contract", path)
			continue
		}
		address := ids.Replace(path)
		switch path {
		case "/capacities/refreshables":
			address += "?$top=100&$expand=capacity,group"
		case "/datasets/{datasetId}/directQueryRefreshSchedule":
			address = "/datasets/" + x.id("dataset", "Orders, live") + "/directQueryRefreshSchedule"
		case "/datasets/{datasetId}/refreshes/{refreshId}":
			address = "/datasets/" + x.id("dataset", "Budget 2027") + "/refreshes/" + header.Get("x-ms-request-id")
		}
		status, _, body := x.api(token, http.MethodGet, address, "")
		if status != 200 && status != 202 {
			t.Errorf("%s: %d %s", path, status, body)
			continue
		}
		var answer any
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		c.check(t, strings.TrimPrefix(path, "/capacities/"), operation.Responses["200"].Schema, answer)
	}
}
