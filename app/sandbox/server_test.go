package sandbox_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	ntlmssp "github.com/Azure/go-ntlmssp"

	"mysettings/app/sandbox"
)

// guest is a client of the report server.
type guest struct {
	*tester
	client         *http.Client
	transport      *http.Transport
	user, password string
	version        string
	bare           bool // without the header against forged requests
}

// visit makes a client that signs in to the report server as a person.
func (t *tester) visit(person string) *guest {
	t.Helper()
	var about struct {
		People []struct{ Person, User, Password string }
	}
	answer, err := t.org.Control(t.Context(), "server", nil)
	if err == nil {
		err = json.Unmarshal(answer, &about)
	}
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	g := &guest{tester: t, transport: &http.Transport{MaxConnsPerHost: 1}, version: "v2.0"}
	t.Cleanup(g.transport.CloseIdleConnections)
	g.client = &http.Client{Jar: jar, Transport: handshake{g.transport}, CheckRedirect: t.http.CheckRedirect}
	for _, p := range about.People {
		if strings.HasPrefix(p.Person, person+"@") {
			g.user, g.password = p.User, p.Password
		}
	}
	if g.user == "" {
		t.Fatalf("the report server doesn't know %s", person)
	}
	return g
}

// handshake signs a connection in with NTLM. There must be one connection only.
type handshake struct{ *http.Transport }

func (h handshake) RoundTrip(request *http.Request) (*http.Response, error) {
	user, password, ok := request.BasicAuth()
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return nil, err
	}
	send := func(authorization string) (*http.Response, error) {
		again := request.Clone(request.Context())
		again.Body = io.NopCloser(bytes.NewReader(body))
		again.Header.Del("Authorization")
		if authorization != "" {
			again.Header.Set("Authorization", authorization)
		}
		return h.Transport.RoundTrip(again)
	}
	response, err := send("")
	if err != nil || response.StatusCode != http.StatusUnauthorized || !ok {
		return response, err
	}
	scheme := response.Header.Get("WWW-Authenticate")
	message, err := ntlmssp.NewNegotiateMessage("", "")
	if err != nil {
		return nil, err
	}
	io.Copy(io.Discard, response.Body)
	response.Body.Close()
	if response, err = send(scheme + " " + base64.StdEncoding.EncodeToString(message)); err != nil {
		return nil, err
	}
	challenge, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(response.Header.Get("WWW-Authenticate"), scheme+" "))
	if err != nil {
		return response, nil
	}
	io.Copy(io.Discard, response.Body)
	response.Body.Close()
	if message, err = ntlmssp.NewAuthenticateMessage(challenge, user, password, nil); err != nil {
		return send("")
	}
	return send(scheme + " " + base64.StdEncoding.EncodeToString(message))
}

// send sends one request, as it is.
func (g *guest) send(method, address, body string) (int, http.Header, string) {
	g.Helper()
	request, err := http.NewRequestWithContext(g.Context(), method, address, strings.NewReader(body))
	if err != nil {
		g.Fatal(err)
	}
	if g.password != "" {
		request.SetBasicAuth(g.user, g.password)
	}
	for _, c := range g.client.Jar.Cookies(request.URL) {
		if value, err := url.QueryUnescape(c.Value); c.Name == "XSRF-TOKEN" && err == nil && !g.bare {
			request.Header.Set("X-XSRF-TOKEN", value)
		}
	}
	response, err := g.client.Do(request)
	if err != nil {
		g.Fatalf("%s %s: %v", method, address, err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		g.Fatalf("%s %s: %v", method, address, err)
	}
	return response.StatusCode, response.Header, string(text)
}

func (g *guest) call(method, call, body string) (int, string) {
	g.Helper()
	status, _, text := g.send(method, g.about.ReportServer+"/api/"+g.version+"/"+call, body)
	return status, text
}

// get reads one object.
func (g *guest) get(call string) map[string]any {
	g.Helper()
	status, body := g.call("GET", call, "")
	fields := map[string]any{}
	if err := json.Unmarshal([]byte(body), &fields); err != nil || status != http.StatusOK {
		g.Fatalf("GET %s: %d %s", call, status, body)
	}
	return fields
}

// rows reads a list, wrapped or bare.
func (g *guest) rows(call string) []map[string]any {
	g.Helper()
	status, body := g.call("GET", call, "")
	var wrapped struct{ Value []map[string]any }
	var bare []map[string]any
	if status != http.StatusOK || json.Unmarshal([]byte(body), &wrapped) != nil && json.Unmarshal([]byte(body), &bare) != nil {
		g.Fatalf("GET %s: %d %s", call, status, body)
	}
	return append(wrapped.Value, bare...)
}

// do changes something, and wants it to go well.
func (g *guest) change(method, call, body string) {
	g.Helper()
	if status, text := g.call(method, call, body); status != http.StatusNoContent && status != http.StatusOK {
		g.Fatalf("%s %s: %d %s", method, call, status, text)
	}
}

func (g *guest) row(visual string) map[string]any {
	g.Helper()
	for _, r := range g.rows("Subscriptions") {
		if settings, ok := r["ExtensionSettings"].(map[string]any); ok && strings.Contains(mustJSON(g.T, settings), `"`+visual+`"`) {
			return r
		}
	}
	g.Fatalf("no subscription for %s", visual)
	return nil
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (t *tester) server(settings map[string]any) {
	t.Helper()
	t.control("server", settings)
}

func TestServerAbout(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	ana := x.visit("ana")
	if me := ana.get("Me"); me["Username"] != `SANDBOX\ana` || me["DisplayName"] != sandbox.Ana.Name {
		t.Errorf("Me %v", me)
	}
	if me := ana.get("me"); me["Username"] != `SANDBOX\ana` {
		t.Errorf("me %v", me)
	}
	if status, _, body := ana.send("GET", strings.Replace(x.about.ReportServer, "/reports", "/Reports", 1)+"/API/v2.0/ME", ""); status != 200 || !strings.Contains(body, "Ana") {
		t.Errorf("in capitals: %d %s", status, body)
	}
	for _, call := range []string{"System/AllowedActions", "System/Policies", "CacheRefreshPlans", "PowerBIReports", "Folders", "CatalogItems", "Extensions", "System/Properties?properties=SiteName,Nothing"} {
		rows := ana.rows(call)
		if strings.HasPrefix(call, "System/P") && strings.Contains(call, "?") && (len(rows) != 1 || rows[0]["Value"] != "Sandbox") {
			t.Errorf("%s: %v", call, rows)
		}
	}
	if state := ana.get("ServiceState()"); state["IsAvailable"] != true {
		t.Errorf("ServiceState %v", state)
	}
	for call, want := range map[string]int{"Nothing": 404, "Subscriptions(x)": 404, "Subscriptions('": 404, "Reports(Path='/nothing')": 404, "Reports(Path='/Finance/IT Spend')": 200, "CatalogItems(Path='/Finance')": 200} {
		status, body := ana.call("GET", strings.ReplaceAll(call, " ", "%20"), "")
		if status != want || want != 200 && errorCode(t, body) == "" {
			t.Errorf("%s: %d %s", call, status, body)
		}
	}
	for path, want := range map[string]string{"Finance/IT%20Spend": "Store", "Finance/Aged%20receivables": "Integrated"} {
		if sources := ana.rows("Reports(Path='/" + path + "')/DataSources"); sources[0]["CredentialRetrieval"] != want || (sources[0]["CredentialsInServer"] == nil) == (want == "Store") {
			t.Errorf("%s: %v", path, sources)
		}
	}
	// The other address has no REST.
	soap := strings.TrimSuffix(x.about.ReportServer, "/reports") + "/ReportServer"
	for path, want := range map[string]int{"/api/v2.0/me": 404, "": 200, "/ReportService2010.asmx": 500} {
		status, header, body := ana.send("GET", soap+path, "")
		if status != want || json.Valid([]byte(body)) || strings.Contains(header.Get("Content-Type"), "json") {
			t.Errorf("%s: %d %s %s", path, status, header.Get("Content-Type"), body)
		}
	}
}

func TestServerReleases(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{ServerMode: "2017"})
	ana := x.visit("ana")
	for _, c := range []struct {
		settings    map[string]any
		v1, v2      int
		kind        any
		tells       int // status of the undocumented parts
		enabled     any
		page        int
		productPart string
	}{
		{map[string]any{}, 200, 200, "SqlServerReportingServices", 200, true, 200, "14.0."},
		{map[string]any{"mode": "2016"}, 200, 404, nil, 200, true, 200, "13.0."},
		{map[string]any{"mode": "2019"}, 200, 200, "SqlServerReportingServices", 200, true, 200, "15.0.1102"},
		{map[string]any{"undocumented": false}, 200, 200, "SqlServerReportingServices", 404, nil, 200, "15.0.1102"},
		{map[string]any{"undocumented": true, "integrated": false}, 200, 200, "SqlServerReportingServices", 200, false, 404, "15.0.1102"},
		{map[string]any{"mode": "2022", "integrated": true}, 200, 200, "SqlServerReportingServices", 404, nil, 404, "16.0."},
		{map[string]any{"mode": "pbirs-2022-05"}, 200, 200, "PowerBiReportServer", 200, true, 200, "15.0.1108"},
		{map[string]any{"mode": "pbirs-2022-09"}, 200, 200, "PowerBiReportServer", 404, nil, 404, "15.0.1110"},
	} {
		x.server(c.settings)
		for version, want := range map[string]int{"v1.0": c.v1, "v2.0": c.v2} {
			ana.version = version
			if status, body := ana.call("GET", "me", ""); status != want {
				t.Errorf("%v: %s/me: %d %s", c.settings, version, status, body)
			}
		}
		if ana.version = "v2.0"; c.v2 == 404 {
			ana.version = "v1.0"
		}
		if system := ana.get("System"); system["ProductType"] != c.kind || !strings.HasPrefix(system["ProductVersion"].(string), c.productPart) {
			t.Errorf("%v: System %v", c.settings, system)
		}
		_, metadata := ana.call("GET", "$metadata", "")
		if lists := strings.Contains(metadata, `Singleton Name="PowerBIIntegration"`) && strings.Contains(metadata, `EntitySet Name="Notifications"`); lists != (c.tells == 200) {
			t.Errorf("%v: the description lists it: %v", c.settings, lists)
		}
		for _, call := range []string{"PowerBIIntegration", "Notifications", "ServiceState", "PowerBIIntegration/Model.IsEnabled()"} {
			if status, body := ana.call("GET", call, ""); status != c.tells {
				t.Errorf("%v: %s: %d %s", c.settings, call, status, body)
			}
		}
		if c.tells == 200 {
			if got := ana.get("PowerBIIntegration/Model.IsEnabled()")["value"]; got != c.enabled {
				t.Errorf("%v: enabled %v", c.settings, got)
			}
		}
		dotted, _ := ana.call("GET", "PowerBIIntegration.IsEnabled()", "")
		if want := map[string]int{"v1.0": c.tells, "v2.0": 404}[ana.version]; dotted != want {
			t.Errorf("%v: %s with a dot: %d", c.settings, ana.version, dotted)
		}
		status, _, page := ana.send("GET", x.about.ReportServer+"/mysettings", "")
		if status != c.page || !strings.Contains(page, "Sandbox") {
			t.Errorf("%v: My Settings: %d", c.settings, status)
		}
		x.control("server-run", map[string]any{})
		if failed := strings.Contains(ana.row("Chart1")["LastStatus"].(string), "could not be loaded"); failed != (c.page == 404) {
			t.Errorf("%v: a run says %v", c.settings, ana.row("Chart1")["LastStatus"])
		}
	}
	if _, err := sandbox.Start(t.Context(), sandbox.Options{ServerMode: "2012"}); err == nil {
		t.Error("a server of 2012 started")
	}
}

func TestServerControlsRefuse(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	for _, c := range []struct {
		name string
		bad  map[string]any
	}{
		{"server", map[string]any{"mode": "x"}}, {"server", map[string]any{"auth": "x"}}, {"server", map[string]any{"language": "x"}}, {"server", map[string]any{"zone": "x"}},
		{"server", map[string]any{"page_size": -1}}, {"server", map[string]any{"administrator": "nobody"}}, {"server", map[string]any{"misspelt": true}}, {"server", map[string]any{"dates": "x"}},
		{"server", map[string]any{"values": "x"}}, {"server", map[string]any{"execute": "x"}}, {"server", map[string]any{"execute_takes": "x"}}, {"server", map[string]any{"unauthenticated": "x"}},
		{"server-signin", map[string]any{"person": "nobody", "state": "expired"}}, {"server-signin", map[string]any{"person": "ana", "state": "x"}}, {"server-signin", map[string]any{"person": "ana", "state": "signed_in", "account": "x"}},
		{"pin", map[string]any{"person": "nobody"}}, {"pin", map[string]any{"person": "ana", "report": "x"}}, {"pin", map[string]any{"person": "ana", "report": "/Finance"}},
		{"pin", map[string]any{"person": "ana", "report": "IT Spend", "visual": "x", "dashboard": "Me", "every": "daily"}}, {"pin", map[string]any{"person": "ana", "report": "IT Spend", "dashboard": "x", "every": "daily"}},
		{"pin", map[string]any{"person": "ana", "report": "IT Spend", "dashboard": "Me", "every": "yearly"}},
		{"server-fail", map[string]any{"pin": "x", "class": "item"}}, {"server-fail", map[string]any{"pin": "Chart1"}}, {"server-fail", map[string]any{"class": "x"}}, {"server-fail", map[string]any{"text": "x", "size": 2 << 20}},
		{"server-heal", map[string]any{"pin": "x"}}, {"server-run", map[string]any{"pin": "x"}}, {"server-active", map[string]any{"pin": "x"}}, {"server-report", map[string]any{"report": "x"}},
		{"server-many", map[string]any{"person": "nobody"}}, {"server-many", map[string]any{"person": "ana", "pins": -1}}, {"server-certificate", map[string]any{"certificate": "expired"}},
	} {
		if _, err := x.org.Control(t.Context(), c.name, c.bad); err == nil {
			t.Errorf("%s %v went well", c.name, c.bad)
		}
	}
	// What was refused changed nothing.
	if settings := x.control("server", nil)["settings"].(map[string]any); settings["mode"] != "2019" || settings["page_size"] != 0.0 {
		t.Errorf("settings %v", settings)
	}
}

func parseTime(t *testing.T, v any) time.Time {
	t.Helper()
	text, _ := v.(string)
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatalf("%v is no date", v)
	}
	return at
}
