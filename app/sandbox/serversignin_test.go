package sandbox_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"mysettings/app/sandbox"
)

func (t *tester) settingsPage() string { return t.about.ReportServer + "/mysettings" }

func TestServerSignInLives(t *testing.T) {
	t.Parallel()
	clock := newClock("2026-03-02T09:30:00Z")
	x := start(t, sandbox.Options{Now: clock.Now})
	ana := x.visit("ana")
	state := func() any { return ana.get("PowerBIIntegration")["Status"] }
	if about := ana.get("PowerBIIntegration"); about["Status"] != "SignedIn" || about["UserName"] != sandbox.Ana.User {
		t.Errorf("at the start: %v", about)
	}
	// Used every hour it is renewed every hour, and outlives its 90 days.
	clock.Add(200 * 24 * time.Hour)
	if got := state(); got != "SignedIn" || !strings.HasPrefix(ana.row("Chart1")["LastStatus"].(string), "Done") {
		t.Errorf("after 200 days of use: %v, %v", got, ana.row("Chart1")["LastStatus"])
	}
	// Unused it ends.
	x.control("server-active", map[string]any{"pin": "", "active": false})
	clock.Add(91 * 24 * time.Hour)
	if got := state(); got != "Expired" {
		t.Errorf("after 91 days without use: %v", got)
	}
	if rows := ana.rows("Notifications"); len(rows) != 0 {
		t.Errorf("a notification with nothing active: %v", rows)
	}
	x.control("server-active", map[string]any{"pin": "Chart1", "active": true})
	if rows := ana.rows("Notifications"); len(rows) != 1 || rows[0]["IssueType"] != "PowerBITokenNeedsRenewal" {
		t.Errorf("notifications %v", rows)
	}
	clock.Add(time.Hour)
	if got := ana.row("Chart1")["LastStatus"].(string); !strings.Contains(got, "expired Power BI credentials") {
		t.Errorf("the run after that: %q", got)
	}

	// Signing in puts it right; the pin goes on as before.
	if err := sandbox.Ana.SignInAtServer(t.Context(), x.settingsPage()); err != nil {
		t.Fatal(err)
	}
	if got := state(); got != "SignedIn" {
		t.Errorf("after signing in: %v", got)
	}
	if rows := ana.rows("Notifications"); len(rows) != 0 {
		t.Errorf("after signing in: %v", rows)
	}
	clock.Add(time.Hour)
	if got := ana.row("Chart1")["LastStatus"].(string); !strings.HasPrefix(got, "Done") {
		t.Errorf("the run after that: %q", got)
	}

	// Signing out, on the page and by the API.
	for name, out := range map[string]func() error{
		"page": func() error { return sandbox.Ana.SignOutAtServer(t.Context(), x.settingsPage()) },
		"API":  func() error { ana.change("POST", "PowerBIIntegration/Model.Logout", ""); return nil },
	} {
		x.control("server-signin", map[string]any{"person": "ana", "state": "signed_in"})
		if err := out(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if about := ana.get("PowerBIIntegration"); about["Status"] != "SignedOut" || about["UserName"] != nil {
			t.Errorf("%s: %v", name, about)
		}
		if rows := ana.rows("Notifications"); len(rows) != 1 || rows[0]["IssueType"] != "PowerBITokenNeeded" {
			t.Errorf("%s: notifications %v", name, rows)
		}
	}
	for state, want := range map[string]string{"revoked": "Expired", "expired": "Expired", "signed_in": "SignedIn", "signed_out": "SignedOut"} {
		x.control("server-signin", map[string]any{"person": `SANDBOX\ana`, "state": state})
		if got := ana.get("PowerBIIntegration")["Status"]; got != want {
			t.Errorf("%s: %v", state, got)
		}
	}
}

// The two sign-ins are two: neither ends or widens the other.
func TestServerSignInStandsAlone(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	ana, token := x.visit("ana"), x.signIn(sandbox.Ana)
	x.control("server-signin", map[string]any{"person": "ana", "state": "expired"})
	answer, status := x.renew(token.RefreshToken)
	if status != 200 {
		t.Errorf("the app's renewal: %d %v", status, answer)
	}
	if err := sandbox.Ana.SignInAtServer(t.Context(), x.settingsPage()); err != nil {
		t.Fatal(err)
	}
	if answer, _ = x.renew(answer["refresh_token"].(string)); strings.Contains(answer["scope"].(string), "Dashboard.ReadWrite.All") {
		t.Errorf("the app has got the server's permissions: %v", answer["scope"])
	}
	x.control("revoke", map[string]any{"person": "ana"})
	if got := ana.get("PowerBIIntegration")["Status"]; got != "SignedIn" {
		t.Errorf("the app's end ended the server's: %v", got)
	}
	grants := x.control("calls", nil)["grants"].(map[string]any)
	if grants["authorization_code"].(map[string]any)["ok"] != 1.0 || grants["authorization_code (report server)"].(map[string]any)["ok"] != 1.0 {
		t.Errorf("grants %v", grants)
	}
	// On the server one may be somebody else in Power BI.
	x.control("server-signin", map[string]any{"person": "ana", "state": "signed_in", "account": "carla"})
	if got := ana.get("PowerBIIntegration")["UserName"]; got != sandbox.Carla.User {
		t.Errorf("signed in as %v", got)
	}
}

func TestServerSignInRefused(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	x.control("server-signin", map[string]any{"person": "ana", "state": "signed_out"})
	refused := func(name, want string, err error) {
		t.Helper()
		if !errors.Is(err, sandbox.ErrRefused) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	refused("cancel", "declined", sandbox.Ana.RefuseAtServer(t.Context(), x.settingsPage()))
	refused("administrator", "AADSTS90094", sandbox.Dana.SignInAtServer(t.Context(), x.settingsPage()))
	refused("nobody", "doesn't know", sandbox.Person{User: "nobody"}.SignInAtServer(t.Context(), x.settingsPage()))
	x.control("token-error", map[string]any{"grant": "reportserver", "error": "invalid_client", "aadsts": 7000222})
	refused("redeeming", "could not sign you in", sandbox.Ana.SignInAtServer(t.Context(), x.settingsPage()))
	x.server(map[string]any{"redirect": false})
	refused("address", "AADSTS50011", sandbox.Ana.SignInAtServer(t.Context(), x.settingsPage()))
	x.server(map[string]any{"redirect": true, "integrated": false})
	if err := sandbox.Ana.SignInAtServer(t.Context(), x.settingsPage()); err == nil {
		t.Error("signed in without integration")
	}
	if got := x.visit("ana").get("PowerBIIntegration")["Status"]; got != "SignedOut" {
		t.Errorf("after all that: %v", got)
	}
	for _, address := range []string{"https://example.com/", "http://example.com/", ":"} {
		if err := sandbox.Ana.SignInAtServer(t.Context(), address); err == nil {
			t.Errorf("%s was opened", address)
		}
	}
}

// The identity provider keeps the server's sign-in to itself.
func TestServerRegistration(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	b := x.tab()
	b.open("POST", "/reports/login", url.Values{"person": {"ana"}})
	_, good, _ := b.open("GET", "/reports/signin", nil)
	for name, c := range map[string]struct{ from, to, want string }{
		"tenant": {"/common/", "/elsewhere/", "AADSTS90002"}, "client": {"client_id=", "client_id=x", "AADSTS700016"}, "address": {"LoginComplete", "Elsewhere", "AADSTS50011"},
	} {
		if status, _, page := b.open("GET", strings.Replace(good, c.from, c.to, 1), nil); status != 400 || !strings.Contains(page, c.want) {
			t.Errorf("%s: %d %s", name, status, page)
		}
	}
	for name, c := range map[string]struct{ from, to, want string }{"resource": {"powerbi%2Fapi", "other", "AADSTS500011"}, "type": {"response_type=code", "response_type=token", "AADSTS700054"}} {
		if _, to, _ := b.open("GET", strings.Replace(good, c.from, c.to, 1), nil); !strings.Contains(to, c.want) {
			t.Errorf("%s: %s", name, to)
		}
	}
	_, back, _ := b.open("POST", good, url.Values{"person": {"ana"}})
	u, err := url.Parse(back)
	if err != nil {
		t.Fatal(err)
	}
	asked, err := url.Parse(good)
	if err != nil {
		t.Fatal(err)
	}
	id := asked.Query().Get("client_id")
	form := url.Values{"grant_type": {"authorization_code"}, "client_id": {sandbox.ClientID}, "code": {u.Query().Get("code")}, "redirect_uri": {asked.Query().Get("redirect_uri")}, "code_verifier": {"x"}}
	if answer, status := x.post(x.about.Authority+"/common/oauth2/v2.0/token", form); status != 400 || answer["error"] != "invalid_grant" {
		t.Errorf("the app redeems the server's code: %d %v", status, answer)
	}
	form.Set("client_id", id)
	form.Del("code_verifier")
	for name, secret := range map[string]string{"none": "", "wrong": "x"} {
		_, back, _ := b.open("POST", good, url.Values{"person": {"ana"}})
		u, err := url.Parse(back)
		if err != nil {
			t.Fatal(err)
		}
		form.Set("code", u.Query().Get("code"))
		form.Set("client_secret", secret)
		if answer, status := x.post(x.about.Authority+"/common/oauth2/token", form); status != 401 || answer["error"] != "invalid_client" {
			t.Errorf("secret %s: %d %v", name, status, answer)
		}
	}
	form.Set("grant_type", "client_credentials")
	if answer, _ := x.post(x.about.Authority+"/common/oauth2/token", form); answer["error"] != "unsupported_grant_type" {
		t.Errorf("%v", answer)
	}
}
