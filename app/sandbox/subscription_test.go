package sandbox_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"mysettings/app/sandbox"
)

// The pins at the start stand for tiles that Power BI has too.
func TestPinsAreTiles(t *testing.T) {
	t.Parallel()
	clock := newClock("2026-11-23T09:10:00Z")
	x := start(t, sandbox.Options{Now: clock.Now})
	ana, token := x.visit("ana"), x.signIn(sandbox.Ana).AccessToken
	rows := ana.rows("Subscriptions")
	if len(rows) != 3 {
		t.Fatalf("%d subscriptions", len(rows))
	}
	for n, want := range []struct {
		visual, tile, recurrence string
		newest                   time.Duration // how long ago the last run may be
	}{{"Chart1", "Backlog by plant (report server)", "MinuteRecurrence", time.Hour}, {"Gauge1", "Read me first", "DailyRecurrence", 24 * time.Hour}, {"Image1", "Contoso logo", "WeeklyRecurrence", 7 * 24 * time.Hour}} {
		r := rows[n]
		if r["Owner"] != `SANDBOX\ana` || r["DeliveryExtension"] != "Report Server PowerBI" || r["Description"] != "" || r["IsActive"] != true || r["EventType"] != "TimedSubscription" {
			t.Errorf("row %v", r)
		}
		if age := clock.Now().Sub(parseTime(t, r["LastRunTime"])); age < 0 || age > want.newest+time.Minute || !strings.HasPrefix(r["LastStatus"].(string), "Done: 1 processed") {
			t.Errorf("%s ran %v ago: %v", want.visual, age, r["LastStatus"])
		}
		if recurrence := r["Schedule"].(map[string]any)["Definition"].(map[string]any)["Recurrence"].(map[string]any); recurrence[want.recurrence] == nil {
			t.Errorf("%s: %v", want.visual, recurrence)
		}
		values := map[string]string{}
		for _, v := range r["ExtensionSettings"].(map[string]any)["ParameterValues"].([]any) {
			value := v.(map[string]any)
			values[value["Name"].(string)] = value["Value"].(string)
		}
		if values["ReportVisualName"] != want.visual || values["ContentType"] != "Visual" {
			t.Errorf("values %v", values)
		}
		status, _, body := x.api(token, "GET", "/groups/"+values["GroupID"]+"/dashboards/"+values["DashboardID"]+"/tiles/"+values["TileID"], "")
		if status != 200 || !strings.Contains(body, want.tile) {
			t.Errorf("%s in Power BI: %d %s", want.visual, status, body)
		}
		if single := ana.get("Subscriptions(" + r["Id"].(string) + ")"); single["LastStatus"] != r["LastStatus"] || single["Schedule"] == nil {
			t.Errorf("by itself: %v", single)
		}
	}
	if rows := ana.rows("Reports(Path='/Finance/Read%20me%20first')/Subscriptions"); len(rows) != 1 || rows[0]["Id"] != ana.row("Gauge1")["Id"] {
		t.Errorf("of a report: %v", rows)
	}
	if rows := x.visit("ben").rows("Subscriptions"); len(rows) != 0 {
		t.Errorf("Ben has %v", rows)
	}
	if rows := start(t, sandbox.Options{Tiles: 100, Subscriptions: 7}).visit("ana").rows("Subscriptions"); len(rows) != 10 {
		t.Errorf("%d subscriptions in a larger organisation, want 3 + 7", len(rows))
	}
}

func TestPinsRunOnTheirSchedules(t *testing.T) {
	t.Parallel()
	clock := newClock("2026-11-23T09:10:00Z")
	x := start(t, sandbox.Options{Now: clock.Now})
	ana := x.visit("ana")
	last := func(visual string) time.Time { return parseTime(t, ana.row(visual)["LastRunTime"]).UTC() }
	clock.Add(3 * time.Hour)
	for visual, want := range map[string]string{"Chart1": "2026-11-23T11:20", "Gauge1": "2026-11-23T06:20"} {
		if got := last(visual).Format("2006-01-02T15:04"); got != want {
			t.Errorf("%s ran at %s, want %s", visual, got, want)
		}
	}
	// A pin that is off doesn't run, and doesn't make up for it.
	id := ana.row("Chart1")["Id"].(string)
	ana.change("POST", "Subscriptions("+id+")/Model.Disable", "")
	clock.Add(5 * time.Hour)
	if r := ana.row("Chart1"); r["IsActive"] != false || r["LastStatus"] != "Inactive" || last("Chart1").Hour() != 11 {
		t.Errorf("off: %v", r)
	}
	ana.change("POST", "Subscriptions("+id+")/Model.Enable", "")
	if r := ana.row("Chart1"); r["IsActive"] != true || last("Chart1").Hour() != 11 {
		t.Errorf("on again: %v", r)
	}
	clock.Add(time.Hour)
	if got := last("Chart1").Format("15:04"); got != "17:20" {
		t.Errorf("the next run was at %s", got)
	}
	// Nothing runs while the scheduler is stopped, and what was left out stays so.
	x.server(map[string]any{"agent": false})
	clock.Add(4 * time.Hour)
	if got := last("Chart1").Format("15:04"); got != "17:20" {
		t.Errorf("it ran at %s without a scheduler", got)
	}
	x.server(map[string]any{"agent": true})
	if got := last("Chart1").Format("15:04"); got != "17:20" {
		t.Errorf("it made up for %s", got)
	}
}

func TestExecute(t *testing.T) {
	t.Parallel()
	clock := newClock("2026-11-23T09:30:00Z")
	x := start(t, sandbox.Options{Now: clock.Now, RefreshTakes: 10 * time.Second})
	ana := x.visit("ana")
	before := ana.row("Gauge1")
	execute := "Subscriptions(" + before["Id"].(string) + ")/Model.Execute"
	if status, body := ana.call("POST", execute, "{}"); status != 204 || body != "" {
		t.Errorf("Execute: %d %q", status, body)
	}
	clock.Add(9 * time.Second)
	if r := ana.row("Gauge1"); r["LastRunTime"] != before["LastRunTime"] {
		t.Errorf("it moved at once: %v", r)
	}
	clock.Add(time.Second)
	if at := parseTime(t, ana.row("Gauge1")["LastRunTime"]); !at.Equal(clock.Now()) {
		t.Errorf("it ran at %v, want %v", at, clock.Now())
	}
	x.server(map[string]any{"execute": "forbidden"})
	if status, body := ana.call("POST", execute, ""); status != 403 || errorCode(t, body) != "rsAccessDenied" {
		t.Errorf("forbidden: %d %s", status, body)
	}
	carla := x.visit("carla")
	carla.rows("Subscriptions") // for the mark
	if status, body := carla.call("POST", execute, ""); status != 403 {
		t.Errorf("another person's: %d %s", status, body)
	}
	ana.change("DELETE", "Subscriptions("+before["Id"].(string)+")", "")
	if status, body := ana.call("POST", execute, ""); status != 404 || errorCode(t, body) == "" {
		t.Errorf("deleted: %d %s", status, body)
	}
	if rows := ana.rows("Subscriptions"); len(rows) != 2 {
		t.Errorf("%d left", len(rows))
	}
}

func TestPinFailures(t *testing.T) {
	t.Parallel()
	clock := newClock("2026-11-23T09:30:00Z")
	x := start(t, sandbox.Options{Now: clock.Now})
	ana := x.visit("ana")
	says := func(visual, want string) {
		t.Helper()
		if got := ana.row(visual)["LastStatus"].(string); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want …%s…", visual, got, want)
		}
	}
	for class, want := range map[string]string{
		"credentials": "(rsInvalidDataSourceCredentialSetting)", "item": "Report item 'Gauge1' cannot be found", "tile": "The item 'Tile deleted ", "dashboard": "'Dashboard deleted ",
		"report": "The item '/Finance/Read me first' cannot be found", "sign_in": "expired Power BI credentials", "transient": "503", "extension": "could not be loaded", "unrecognised": "Zwei Drittel",
	} {
		x.control("server-fail", map[string]any{"pin": "Gauge1", "class": class, "times": 1})
		says("Gauge1", want)
	}
	x.control("server-heal", map[string]any{"pin": "Gauge1"})
	says("Gauge1", "Done:")

	// The same from their causes.
	x.control("server-report", map[string]any{"report": "/Finance/Read me first", "stored": false})
	x.control("server-run", map[string]any{"pin": "Gauge1"})
	says("Gauge1", "rsInvalidDataSourceCredentialSetting")
	x.control("server-report", map[string]any{"report": "/Finance/Read me first", "stored": true, "rename_visual": "Gauge2"})
	x.control("server-run", map[string]any{"pin": "Gauge1"})
	says("Gauge1", "Report item 'Gauge1' cannot be found")
	id := ana.row("Gauge1")["Id"].(string)
	ana.change("PATCH", "Subscriptions("+id+")", `{"ExtensionSettings":{"ParameterValues":[{"Name":"ReportVisualName","Value":"Gauge2"}]}}`)
	x.control("server-run", map[string]any{"pin": id})
	says("Gauge2", "Done:")
	x.control("delete", map[string]any{"what": "Read me first"})
	x.control("server-run", map[string]any{"pin": id})
	says("Gauge2", "Tile deleted")
	x.control("delete", map[string]any{"what": "Finance"})
	x.control("server-run", map[string]any{"pin": id})
	says("Gauge2", "Dashboard deleted")
	x.control("server-report", map[string]any{"report": "/Finance/Read me first", "gone": true})
	x.control("server-run", map[string]any{"pin": id})
	says("Gauge2", "(rsItemNotFound)")

	x.control("server-fail", map[string]any{"pin": "Chart1", "text": "a", "size": 65536, "later": true})
	says("Chart1", "Done:")
	clock.Add(time.Hour)
	if got := ana.row("Chart1")["LastStatus"].(string); len(got) != 65536 {
		t.Errorf("a status of %d bytes", len(got))
	}
}

// A failure that may pass is tried again every 15 minutes, three times.
func TestPinRetries(t *testing.T) {
	t.Parallel()
	clock := newClock("2026-11-23T09:30:00Z")
	x := start(t, sandbox.Options{Now: clock.Now})
	ana := x.visit("ana")
	x.control("server-fail", map[string]any{"pin": "Gauge1", "class": "transient"})
	first := parseTime(t, ana.row("Gauge1")["LastRunTime"])
	for n, want := range []time.Duration{15 * time.Minute, 30 * time.Minute, 45 * time.Minute, 45 * time.Minute} {
		clock.Add(15 * time.Minute)
		if at := parseTime(t, ana.row("Gauge1")["LastRunTime"]); at.Sub(first) != want {
			t.Errorf("retry %d after %v, want %v", n+1, at.Sub(first), want)
		}
	}
	// The second try goes well, and ends it.
	x.control("server-fail", map[string]any{"pin": "Gauge1", "class": "transient", "times": 1})
	first = parseTime(t, ana.row("Gauge1")["LastRunTime"])
	clock.Add(2 * time.Hour)
	if r := ana.row("Gauge1"); parseTime(t, r["LastRunTime"]).Sub(first) != 15*time.Minute || !strings.HasPrefix(r["LastStatus"].(string), "Done") {
		t.Errorf("%v", r)
	}
}

func TestServerShapes(t *testing.T) {
	t.Parallel()
	clock := newClock("2026-11-23T09:30:00Z")
	x := start(t, sandbox.Options{Now: clock.Now})
	ana := x.visit("ana")
	raw := func(call string) string {
		t.Helper()
		_, body := ana.call("GET", call, "")
		return body
	}
	x.control("pin", map[string]any{"person": "ana", "report": "IT Spend", "visual": "Map1", "dashboard": "Me", "every": "daily"})
	fresh := ana.row("Map1")
	if fresh["LastRunTime"] != nil || fresh["LastStatus"] != "New subscription" || !strings.Contains(mustJSON(t, fresh), `"Name":"GroupID","Value":""`) {
		t.Errorf("never run: %v", fresh)
	}
	for _, c := range []struct {
		settings map[string]any
		call     string
		has, not []string
	}{
		{map[string]any{"wrapped": false}, "Subscriptions", []string{"[{"}, []string{"@odata"}},
		{map[string]any{"wrapped": true, "values": "object"}, "Subscriptions", []string{`"ParameterValues":{"ContentType":"Visual"`}, nil},
		{map[string]any{"values": "one"}, "Subscriptions", []string{`"ParameterValues":{"Name":"ReportVisualName"`}, nil},
		{map[string]any{"values": "list", "bare_rows": true}, "Subscriptions", []string{`"DeliveryExtension":null`, `"ExtensionSettings":null`, `"Schedule":null`}, []string{"DashboardID"}},
		{map[string]any{}, "Subscriptions(" + fresh["Id"].(string) + ")", []string{"DashboardID", "DailyRecurrence", "Report Server PowerBI"}, nil},
		{map[string]any{"bare_rows": false, "row_schedules": false}, "Subscriptions", []string{`"Schedule":null`, "DashboardID"}, []string{"DaysInterval"}},
		{map[string]any{"row_schedules": true, "dates": "utc"}, "Subscriptions", []string{`"LastRunTime":"2026-11-23T09:20:04Z"`}, nil},
		{map[string]any{"dates": "bare"}, "Subscriptions", []string{`"LastRunTime":"2026-11-23T10:20:04.000"`}, nil},
		{map[string]any{"dates": "year1"}, "Subscriptions", []string{`"LastRunTime":"0001-01-01T00:00:00Z"`}, nil},
		{map[string]any{"dates": "offset", "zone": "India Standard Time"}, "Subscriptions", []string{`"LastRunTime":"2026-11-23T14:50:04+05:30"`}, nil},
		{map[string]any{"status_numbers": true}, "PowerBIIntegration", []string{`"Status":1`}, nil},
		{map[string]any{"status_numbers": false, "language": "de"}, "Subscriptions", []string{"Power BI-Dashboard", "Neues Abonnement", "Fertig: 1", "Alle 60 Minute"}, []string{"Done"}},
		{map[string]any{"success": "Kacheln aktualisiert"}, "Subscriptions", []string{`"Kacheln aktualisiert"`}, nil},
		{map[string]any{"success": ""}, "Subscriptions", []string{`"LastStatus":""`}, nil},
		{map[string]any{"success": nil, "language": "en"}, "Subscriptions", []string{`"Done: 1`}, nil},
	} {
		x.server(c.settings)
		body := raw(c.call)
		for _, want := range c.has {
			if !strings.Contains(body, want) {
				t.Errorf("%v: no %s in %s", c.settings, want, body)
			}
		}
		for _, unwanted := range c.not {
			if strings.Contains(body, unwanted) {
				t.Errorf("%v: %s in %s", c.settings, unwanted, body)
			}
		}
	}
	x.control("server-fail", map[string]any{"pin": "Chart1", "class": "sign_in"})
	x.server(map[string]any{"language": "de"})
	if body := raw("Subscriptions"); !strings.Contains(body, "Power BI-Anmeldeinformationen fehlen") {
		t.Errorf("%s", body)
	}
}

func TestServerPages(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{Subscriptions: 497})
	ana := x.visit("ana")
	ids := map[any]bool{}
	read := func(call string) (n int, next string) {
		t.Helper()
		answer := ana.get(call)
		for _, r := range answer["value"].([]any) {
			ids[r.(map[string]any)["Id"]] = true
			n++
		}
		next, _ = answer["@odata.nextLink"].(string)
		return n, next
	}
	if n, next := read("Subscriptions"); n != 500 || next != "" || len(ids) != 500 {
		t.Errorf("%d rows, %d ids, then %q", n, len(ids), next)
	}
	x.server(map[string]any{"page_size": 70})
	clear(ids)
	var sizes []int
	for call := "Subscriptions"; call != ""; {
		n, next := read(call)
		sizes = append(sizes, n)
		base := x.about.ReportServer + "/api/v2.0/"
		if next != "" && !strings.HasPrefix(next, base) {
			t.Fatalf("next %q", next)
		}
		call = strings.TrimPrefix(next, base)
	}
	if want := []int{70, 70, 70, 70, 70, 70, 70, 10}; !slices.Equal(sizes, want) || len(ids) != 500 {
		t.Errorf("pages %v with %d ids", sizes, len(ids))
	}
	x.server(map[string]any{"page_size": 0})
	for call, want := range map[string]int{"$top=10": 10, "$skip=490": 10, "$top=10&$skip=495": 5, "$top=0": 0, "$skip=999": 0, "$top=x": 500} {
		if n, _ := read("Subscriptions?" + call); n != want {
			t.Errorf("%s: %d rows, want %d", call, n, want)
		}
	}
}

func TestOtherPeoplesSubscriptions(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	x.control("server-many", map[string]any{"person": "carla", "pins": 5, "emails": 2})
	x.control("server-many", map[string]any{"person": "ana", "emails": 2})
	ana := x.visit("ana")
	if rows := ana.rows("Subscriptions"); len(rows) != 5 || rows[4]["DeliveryExtension"] != "Report Server Email" {
		t.Errorf("%d rows, the last %v", len(rows), rows[len(rows)-1])
	}
	x.server(map[string]any{"administrator": "ana"})
	owners := map[string]int{}
	foreign := ""
	for _, r := range ana.rows("Subscriptions") {
		owners[r["Owner"].(string)]++
		if r["Owner"] != `SANDBOX\ana` {
			foreign = r["Id"].(string)
		}
	}
	if want := map[string]int{`SANDBOX\ana`: 5, `SANDBOX\carla`: 7}; !maps.Equal(owners, want) {
		t.Errorf("owners %v, want %v", owners, want)
	}
	ana.get("Subscriptions(" + foreign + ")")
	x.server(map[string]any{"administrator": ""})
	if status, _ := ana.call("GET", "Subscriptions("+foreign+")", ""); status != 403 {
		t.Errorf("another person's: %d", status)
	}
	if truth := x.control("server-subscriptions", nil)["subscriptions"].([]any); len(truth) != 12 {
		t.Errorf("%d in truth", len(truth))
	}
}

func TestChangeSchedule(t *testing.T) {
	t.Parallel()
	clock := newClock("2026-11-23T09:30:00Z") // a Monday
	x := start(t, sandbox.Options{Now: clock.Now})
	ana := x.visit("ana")
	at := "Subscriptions(" + ana.row("Image1")["Id"].(string) + ")"
	schedule := func(recurrence string) string {
		return `{"Description":"mine","Schedule":{"Definition":{"StartDateTime":"2026-11-01T06:00:00","EndDate":"1901-02-01","EndDateSpecified":false,"Recurrence":{` + recurrence + `}}}}`
	}
	for _, c := range []struct{ recurrence, next string }{
		{`"MinuteRecurrence":{"MinutesInterval":90}`, "2026-11-23T11:00:00.000Z"},
		{`"DailyRecurrence":{"DaysInterval":2}`, "2026-11-25T05:00:00.000Z"},
		{`"WeeklyRecurrence":{"WeeksInterval":1,"WeeksIntervalSpecified":true,"DaysOfWeek":{"Wednesday":true,"Sunday":true}}`, "2026-11-25T05:00:00.000Z"},
	} {
		ana.change("PUT", at, schedule(c.recurrence))
		for _, r := range x.control("server-subscriptions", nil)["subscriptions"].([]any) {
			listed := r.(map[string]any)
			if listed["visual"] != "Image1" {
				continue
			}
			next, want := parseTime(t, listed["next"]), parseTime(t, c.next)
			if late := next.Sub(want); late < 0 || late > 10*time.Second {
				t.Errorf("%s: next %v, want %v", c.recurrence, next, want)
			}
		}
		if r := ana.get(at); r["Description"] != "mine" || !strings.Contains(fmt.Sprint(r["Schedule"]), strings.Split(c.recurrence, `"`)[1]) {
			t.Errorf("%v", r)
		}
	}
	for _, bad := range []string{`{`, schedule(``), schedule(`"WeeklyRecurrence":{"WeeksInterval":1,"DaysOfWeek":{}}`), schedule(`"MonthlyRecurrence":{}`), strings.Replace(schedule(`"DailyRecurrence":{"DaysInterval":1}`), "2026-11-01", "soon", 1)} {
		if status, body := ana.call("PATCH", at, bad); status != 400 || errorCode(t, body) == "" {
			t.Errorf("%s: %d %s", bad, status, body)
		}
	}
	ana.change("PATCH", at, `{"IsActive":false}`)
	if r := ana.get(at); r["IsActive"] != false {
		t.Errorf("%v", r)
	}
}
