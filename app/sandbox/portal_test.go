package sandbox_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"mysettings/app/sandbox"
)

// tab is a browser without script.
type tab struct {
	*tester
	client *http.Client
}

func (t *tester) tab() *tab {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &tab{t, &http.Client{Jar: jar, Transport: t.http.Transport, CheckRedirect: t.http.CheckRedirect}}
}

func (b *tab) open(method, address string, form url.Values) (status int, to, page string) {
	b.Helper()
	u, err := url.Parse(b.about.Authority)
	if err == nil {
		u, err = u.Parse(address)
	}
	if err != nil {
		b.Fatal(err)
	}
	request, err := http.NewRequestWithContext(b.Context(), method, u.String(), strings.NewReader(form.Encode()))
	if err != nil {
		b.Fatal(err)
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := b.client.Do(request)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		b.Fatal(err)
	}
	return response.StatusCode, response.Header.Get("Location"), string(body)
}

func TestPortalStepByStep(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	b := x.tab()
	status, _, page := b.open("GET", "/reports/mysettings", nil)
	if status != 200 || !strings.Contains(page, "Who are you?") || !strings.Contains(page, `value="/reports/mysettings"`) {
		t.Fatalf("%d %s", status, page)
	}
	if status, to, _ := b.open("POST", "/reports/login", url.Values{"person": {"ana"}, "to": {"/reports/mysettings"}}); status != 303 || to != "/reports/mysettings" {
		t.Errorf("%d %s", status, to)
	}
	if _, _, page = b.open("GET", "/reports/mysettings", nil); !strings.Contains(page, `data-state="SignedIn"`) || !strings.Contains(page, `SANDBOX\ana`) || !strings.Contains(page, "Sandbox:") {
		t.Errorf("%s", page)
	}
	if status, to, _ := b.open("POST", "/reports/mysettings", url.Values{"action": {"signout"}}); status != 303 || to != "/reports/mysettings" {
		t.Errorf("sign out: %d %s", status, to)
	}
	if _, _, page = b.open("GET", "/reports", nil); !strings.Contains(page, "We couldn't refresh some tiles in Power BI") {
		t.Errorf("%s", page)
	}
	status, to, _ := b.open("GET", "/reports/signin", nil)
	authorize, err := url.Parse(to)
	if err != nil || status != 302 {
		t.Fatalf("%d %s", status, to)
	}
	q := authorize.Query()
	if q.Get("response_type") != "code" || q.Get("resource") != sandbox.Resource || q.Get("client_id") == sandbox.ClientID || q.Get("redirect_uri") != x.about.Authority+"/ReportServer/pages/LoginComplete.aspx" || q.Get("code_challenge") != "" {
		t.Errorf("authorize with %v", q)
	}
	if _, _, page = b.open("GET", to, nil); !strings.Contains(page, "Contoso report server asks") || !strings.Contains(page, "Dashboard.ReadWrite.All") {
		t.Errorf("%s", page)
	}
	status, to, _ = b.open("POST", to, url.Values{"person": {"ana"}})
	if status != 302 || !strings.Contains(to, "LoginComplete.aspx?code=") {
		t.Fatalf("%d %s", status, to)
	}
	// Another browser cannot end it, and this one only once.
	if status, _, page := x.tab().open("GET", to, nil); status != 400 || !strings.Contains(page, "not begun in this browser") {
		t.Errorf("another browser: %d %s", status, page)
	}
	if status, _, page := b.open("GET", to, nil); status != 200 || !strings.Contains(page, "window.close()") {
		t.Errorf("%d %s", status, page)
	}
	if status, _, _ := b.open("GET", to, nil); status != 400 {
		t.Errorf("a second time: %d", status)
	}
	if _, _, page = b.open("GET", "/reports/mysettings", nil); !strings.Contains(page, `data-state="SignedIn"`) {
		t.Errorf("%s", page)
	}
	// The cookie of the pages is none for the API.
	if status, _, _ := b.open("GET", "/reports/api/v2.0/me", nil); status != 401 {
		t.Errorf("the API: %d", status)
	}
	if status, to, _ := b.open("POST", "/reports/login", url.Values{"person": {"ana"}, "to": {"https://evil.example/reports"}}); status != 303 || to != "/reports" {
		t.Errorf("back to %s", to)
	}
	if status, _, _ := b.open("POST", "/reports/login", url.Values{"person": {"x"}}); status != 400 {
		t.Errorf("nobody: %d", status)
	}
	request, _ := http.NewRequestWithContext(t.Context(), "POST", x.settingsPage(), strings.NewReader("action=signout"))
	request.Header.Set("Sec-Fetch-Site", "cross-site")
	if status, _, _ := x.do(request); status != 403 {
		t.Errorf("from another site: %d", status)
	}
}

func TestPortalByAnotherName(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	other := strings.Replace(x.about.Authority, "127.0.0.1", "localhost", 1)
	b := x.tab()
	b.open("POST", other+"/reports/login", url.Values{"person": {"ana"}})
	if _, to, _ := b.open("GET", other+"/reports/signin", nil); !strings.Contains(to, url.QueryEscape(other)) {
		t.Errorf("the browser comes back to another name: %s", to)
	}
	if err := sandbox.Ana.SignInAtServer(t.Context(), other+"/reports/mysettings"); err != nil {
		t.Error(err)
	}
}

func TestPortalReports(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	b := x.tab()
	b.open("POST", "/reports/login", url.Values{"person": {"ana"}})
	for path, want := range map[string]struct {
		status int
		text   string
	}{
		"/reports/": {200, "My Settings"}, "/reports/browse": {200, `href="/reports/browse/Finance"`}, "/reports/browse/Finance": {200, `href="/reports/report/Finance/IT%20Spend"`},
		"/reports/browse/Nothing": {404, "nothing here"}, "/reports/report/Finance/IT%20Spend": {200, "Pin to Power BI Dashboard"}, "/reports/report/Nothing": {404, ""}, "/reports/report/Finance": {404, ""},
		"/reports/nothing": {404, "Sandbox"}, "/Reports/MySettings": {200, "SANDBOX"},
	} {
		if status, _, page := b.open("GET", path, nil); status != want.status || !strings.Contains(page, want.text) {
			t.Errorf("%s: %d %s", path, status, page)
		}
	}
	pin := url.Values{"report": {"/Finance/IT Spend"}, "visual": {"Map1"}, "dashboard": {x.id("dashboard", "Me")}, "every": {"hourly"}}
	status, _, page := b.open("POST", "/reports/pin", pin)
	if status != 200 || !strings.Contains(page, "Pin Successful") {
		t.Errorf("%d %s", status, page)
	}
	if x.visit("ana").row("Map1") == nil || x.id("tile", "IT Spend") == "" {
		t.Error("nothing was pinned")
	}
	pin.Set("visual", "Nothing")
	if status, _, _ := b.open("POST", "/reports/pin", pin); status != 400 {
		t.Errorf("an item that isn't there: %d", status)
	}
	x.control("server-signin", map[string]any{"person": "ana", "state": "expired"})
	if status, _, page := b.open("POST", "/reports/pin", pin); status != 403 || !strings.Contains(page, "expired Power BI credentials") {
		t.Errorf("without sign-in: %d %s", status, page)
	}
	if _, _, page := b.open("GET", "/reports/report/Finance/IT%20Spend", nil); strings.Contains(page, `id="pin"`) {
		t.Error("the page offers to pin without sign-in")
	}
}

func TestPortalInFormsMode(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{ServerAuth: "forms"})
	b := x.tab()
	_, to, _ := b.open("GET", "/reports/mysettings", nil)
	if to != "/ReportServer/Logon.aspx?ReturnUrl=%2Freports%2Fmysettings" {
		t.Errorf("to %s", to)
	}
	if _, _, page := b.open("GET", to, nil); !strings.Contains(page, `value="/reports/mysettings"`) {
		t.Errorf("%s", page)
	}
	b.open("POST", "/reports/login", url.Values{"person": {"ana"}})
	// Here the cookie is the one that the API takes too.
	if status, _, body := b.open("GET", "/reports/api/v2.0/me", nil); status != 200 || !strings.Contains(body, "Ana") {
		t.Errorf("%d %s", status, body)
	}
}

func TestServerFaults(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{ServerAuth: "none"})
	list := x.about.ReportServer + "/api/v2.0/Subscriptions"
	set := func(f map[string]any) {
		t.Helper()
		x.control("fault/clear", map[string]any{})
		f["path"] = "/reports/api/**"
		x.control("fault", f)
	}
	set(map[string]any{"kind": "cut"})
	response, err := http.Get(list)
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(response.Body); err == nil || len(body) == 0 {
		t.Errorf("cut: %q, %v", body, err)
	}
	response.Body.Close()
	set(map[string]any{"kind": "redirect", "location": "http://reports.example/reports"})
	if status, header, _ := x.get(list); status != 302 || header.Get("Location") != "http://reports.example/reports" {
		t.Errorf("redirect: %d %s", status, header.Get("Location"))
	}
	set(map[string]any{"kind": "html"})
	if status, header, _ := x.get(list); status != 200 || !strings.HasPrefix(header.Get("Content-Type"), "text/html") {
		t.Errorf("html: %d %s", status, header.Get("Content-Type"))
	}
	if _, err := x.org.Control(t.Context(), "fault", map[string]any{"path": "/", "kind": "redirect"}); err == nil {
		t.Error("a redirect to nowhere was set")
	}
}

// Whatever the report server gives out is among the secrets.
func TestServerSecrets(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{ServerAuth: "forms"})
	ana := x.visit("ana")
	password := ana.password
	ana.password = ""
	ana.call("POST", "Session", `{"UserName":"ana","Password":"`+password+`"}`)
	ana.get("me")
	if err := sandbox.Ana.SignInAtServer(t.Context(), x.settingsPage()); err != nil {
		t.Fatal(err)
	}
	var answer struct {
		Secrets []struct{ Kind, Value string }
	}
	text, err := x.org.Control(t.Context(), "secrets", nil)
	if err == nil {
		err = json.Unmarshal(text, &answer)
	}
	if err != nil {
		t.Fatal(err)
	}
	kinds, found := map[string]int{}, false
	for _, s := range answer.Secrets {
		kinds[s.Kind]++
		found = found || s.Value == password
	}
	for _, kind := range []string{"server_password", "server_cookie", "xsrf_token", "server_refresh_token", "client_secret", "state", "code", "refresh_token", "access_token"} {
		if kinds[kind] == 0 {
			t.Errorf("no %s among the secrets", kind)
		}
	}
	if !found {
		t.Error("the password is not among the secrets")
	}
}
