package sandbox_test

import (
	"errors"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/oauth2"

	"mysettings/app/sandbox"
)

// page opens an authorization address as a browser would.
func (t *tester) page(method, address string, form url.Values) (int, http.Header, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return t.do(request)
}

// address is an authorization address with some parameters changed; an empty
// value leaves the parameter out.
func (t *tester) address(tenant string, changes ...string) string {
	t.Helper()
	u, err := url.Parse(t.config(tenant, standardScopes...).AuthCodeURL("s", oauth2.S256ChallengeOption(oauth2.GenerateVerifier())))
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	for n := 0; n < len(changes); n += 2 {
		if q.Set(changes[n], changes[n+1]); changes[n+1] == "" {
			q.Del(changes[n])
		}
	}
	u.RawQuery = q.Encode()
	return u.String()
}

func TestAuthorizePage(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	status, header, body := x.page(http.MethodGet, x.address("organizations", "login_hint", sandbox.Carla.User), nil)
	if status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	for _, want := range []string{
		`<html lang="en">`, `<title>Pick an account – Sandbox</title>`, `<h1>Pick an account</h1>`, `name="viewport"`,
		"Ana Almeida", "Ben Berger", "Dana Duarte", "Cancel", "Dashboard.Read.All (new)", "See your dashboards and their tiles",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q:\n%s", want, body)
		}
	}
	if strings.Contains(body, "<script") {
		t.Error("the page has a script")
	}
	carla, ana := strings.Index(body, `value="carla@contoso.com" autofocus`), strings.Index(body, `value="ana@contoso.com"`)
	if carla < 0 || carla > ana {
		t.Errorf("the hinted person is not first and in focus:\n%s", body)
	}
	policy := header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || !strings.HasSuffix(policy, "form-action 'self' "+x.callback.address) {
		t.Errorf("policy %q", policy)
	}
	if header.Get("Referrer-Policy") != "no-referrer" || header.Get("Cache-Control") != "no-store" {
		t.Errorf("header %v", header)
	}
}

// After a consent, only what is asked for besides is new.
func TestConsentIsIncremental(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	token := x.signIn(sandbox.Ana)
	if status, _, body := x.api(token.AccessToken, "POST", "/datasets/"+x.id("dataset", "Expenses")+"/refreshes", ""); status != 403 || errorCode(t, body) != "Forbidden" {
		t.Errorf("refresh without the permission: %d %s", status, body)
	}
	problem, _ := x.renew(token.RefreshToken, "scope", "openid offline_access "+writeScope)
	if problem["error"] != "invalid_grant" || problem["suberror"] != "consent_required" {
		t.Errorf("renewal with a permission that was not given: %v", problem)
	}
	checkProblem(t, problem, 65001)
	_, _, body := x.page(http.MethodGet, x.address("organizations", "login_hint", "ana@contoso.com", "scope", strings.Join(append(standardScopes, writeScope), " ")), nil)
	if !strings.Contains(body, "Dataset.ReadWrite.All (new)") || strings.Contains(body, "Dashboard.Read.All (new)") {
		t.Errorf("the page does not tell new permissions from old ones:\n%s", body)
	}
	x.signIn(sandbox.Ana, append(standardScopes, writeScope)...)
	// The older sign-in may use what was given since, as with Entra.
	answer, status := x.renew(token.RefreshToken, "scope", "openid offline_access "+writeScope)
	if status != 200 || !strings.Contains(answer["scope"].(string), writeScope) {
		t.Fatalf("renewal with a permission given since: %d %v", status, answer)
	}
	if status, _, body := x.api(answer["access_token"].(string), "POST", "/datasets/"+x.id("dataset", "Expenses")+"/refreshes", ""); status != 202 {
		t.Errorf("refresh with the permission: %d %s", status, body)
	}
}

// What cannot be trusted with an answer is shown to the person.
func TestAuthorizeShownErrors(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	for name, c := range map[string]struct {
		address string
		number  string
	}{
		"tenant":        {x.address("nowhere"), "AADSTS90002"},
		"client":        {x.address("organizations", "client_id", "11111111-2222-3333-4444-555555555555"), "AADSTS700016"},
		"no client":     {x.address("organizations", "client_id", ""), "AADSTS900144"},
		"redirect":      {x.address("organizations", "redirect_uri", "http://127.0.0.1:1234"), "AADSTS50011"},
		"redirect host": {x.address("organizations", "redirect_uri", "http://evil.example"), "AADSTS50011"},
		"redirect path": {x.address("organizations", "redirect_uri", "http://localhost:1234/other"), "AADSTS50011"},
		"redirect user": {x.address("organizations", "redirect_uri", "http://a@localhost:1234/"), "AADSTS50011"},
		"no redirect":   {x.address("organizations", "redirect_uri", ""), "AADSTS50011"},
		"markup":        {x.address("organizations", "client_id", "<script>alert(1)</script>"), "AADSTS700016"},
	} {
		status, _, body := x.page(http.MethodGet, c.address, nil)
		if status != 400 || !strings.Contains(body, c.number) || !strings.Contains(body, `role="alert"`) {
			t.Errorf("%s: %d %s", name, status, body)
		}
		if strings.Contains(body, "<script>alert") {
			t.Errorf("%s: markup went through", name)
		}
		if err := sandbox.Ana.SignIn(t.Context(), c.address); !errors.Is(err, sandbox.ErrRefused) || !strings.Contains(err.Error(), c.number) {
			t.Errorf("%s: SignIn: %v", name, err)
		}
	}
}

// What goes back to the app, in each way of going back.
func TestAuthorizeReturnedErrors(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	for name, c := range map[string]struct {
		changes []string
		error   string
		number  string
	}{
		"response type": {[]string{"response_type", "token"}, "unsupported_response_type", "AADSTS700054"},
		"response mode": {[]string{"response_mode", "pigeon"}, "invalid_request", "AADSTS90023"},
		"no challenge":  {[]string{"code_challenge", ""}, "invalid_request", "AADSTS9002325"},
		"plain":         {[]string{"code_challenge_method", "plain"}, "invalid_request", "AADSTS9002325"},
		"silent":        {[]string{"prompt", "none"}, "login_required", "AADSTS50058"},
		"hint + select": {[]string{"prompt", "select_account", "login_hint", "x"}, "invalid_request", "AADSTS90023"},
		"no scope":      {[]string{"scope", ""}, "invalid_request", "AADSTS900144"},
		"bad scope":     {[]string{"scope", "nonsense"}, "invalid_scope", "AADSTS70011"},
		"form_post":     {[]string{"prompt", "none", "response_mode", "form_post"}, "login_required", "AADSTS50058"},
	} {
		if err := sandbox.Ana.SignIn(t.Context(), x.address("organizations", c.changes...)); err != nil {
			t.Errorf("%s: SignIn: %v", name, err)
			continue
		}
		got := x.callback.next(t)
		if got.Get("error") != c.error || !strings.HasPrefix(got.Get("error_description"), c.number+":") || got.Get("state") != "s" || got.Has("code") {
			t.Errorf("%s: the app got %v", name, got)
		}
	}
}

func TestRefusing(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	expect := func(what, code, number string) {
		t.Helper()
		got := x.callback.next(t)
		if got.Get("error") != code || !strings.HasPrefix(got.Get("error_description"), number) {
			t.Errorf("%s: the app got %v", what, got)
		}
	}
	for _, mode := range []string{"query", "form_post"} {
		if err := sandbox.Ana.Refuse(t.Context(), x.address("organizations", "response_mode", mode)); err != nil {
			t.Fatal(err)
		}
		expect("Cancel", "access_denied", "AADSTS65004")
	}
	if err := sandbox.Dana.SignIn(t.Context(), x.address("organizations")); err != nil {
		t.Fatal(err)
	}
	expect("approval needed", "access_denied", "AADSTS90094")
	x.control("admin", map[string]any{"person": "dana", "needed": false})
	x.signIn(sandbox.Dana)

	x.control("consent", map[string]any{"person": "ana", "refuse": true})
	if err := sandbox.Ana.SignIn(t.Context(), x.address("organizations")); err != nil {
		t.Fatal(err)
	}
	expect("refused by control", "access_denied", "AADSTS65004")
	x.signIn(sandbox.Ana) // only the next one was refused

	nobody := sandbox.Person{User: "nobody@contoso.com"}
	if err := nobody.SignIn(t.Context(), x.address("organizations")); !errors.Is(err, sandbox.ErrRefused) || !strings.Contains(err.Error(), "AADSTS50034") {
		t.Errorf("nobody: %v", err)
	}
}

// A script needs one request: a POST of who signs in.
func TestOneRequest(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	status, header, body := x.page(http.MethodPost, x.address("organizations"), url.Values{"person": {"ana"}})
	if status != http.StatusFound || !strings.HasPrefix(header.Get("Location"), x.callback.address+"/?code=") {
		t.Errorf("%d %s %s", status, header.Get("Location"), body)
	}
	status, header, _ = x.page(http.MethodPost, x.address("organizations", "response_mode", "fragment"), url.Values{"action": {"refuse"}})
	if status != http.StatusFound || !strings.HasPrefix(header.Get("Location"), x.callback.address+"/#error=access_denied") {
		t.Errorf("%d %s", status, header.Get("Location"))
	}
	status, header, body = x.page(http.MethodPost, x.address("organizations", "response_mode", "form_post", "state", `"><b>`), url.Values{"person": {"ana"}})
	if status != 200 || !strings.Contains(body, `id="response" action="`+x.callback.address+`/"`) || !strings.Contains(body, "<button>") {
		t.Errorf("%d %s", status, body)
	}
	if strings.Contains(body, "<b>") || !strings.Contains(html.UnescapeString(body), `value=""><b>"`) {
		t.Errorf("the state is not escaped:\n%s", body)
	}
	// The one script there is must be the one that the policy allows.
	script := regexp.MustCompile(`<script>(.*)</script>`).FindStringSubmatch(body)
	if script == nil || script[1] != "document.forms[0].submit()" || !strings.Contains(header.Get("Content-Security-Policy"), "script-src 'sha256-") {
		t.Errorf("script %q, policy %q", script, header.Get("Content-Security-Policy"))
	}
}

func TestPageIsGoodOnce(t *testing.T) {
	t.Parallel()
	clock := newClock("2026-11-23T09:00:00Z")
	x := start(t, sandbox.Options{Now: clock.Now})
	flowOf := func() url.Values {
		_, _, body := x.page(http.MethodGet, x.address("organizations"), nil)
		m := regexp.MustCompile(`name="flow" value="([^"]*)"`).FindStringSubmatch(body)
		if m == nil {
			t.Fatalf("no flow in %s", body)
		}
		return url.Values{"flow": {m[1]}, "person": {"ana"}}
	}
	form := flowOf()
	for n, want := range []int{http.StatusFound, http.StatusBadRequest} {
		if status, _, body := x.page(http.MethodPost, x.about.Authority+"/organizations/login", form); status != want {
			t.Errorf("press %d: %d %s", n+1, status, body)
		}
	}
	old := flowOf()
	clock.Add(31 * 60e9)
	if status, _, body := x.page(http.MethodPost, x.about.Authority+"/organizations/login", old); status != 400 || !strings.Contains(body, "AADSTS50089") {
		t.Errorf("old page: %d %s", status, body)
	}
	if status, _, _ := x.page(http.MethodPost, x.about.Authority+"/organizations/login", url.Values{"flow": {"x"}, "person": {"ana"}}); status != 400 {
		t.Errorf("unknown flow: %d", status)
	}
}

// A played person must not be led elsewhere.
func TestPersonStaysOnLoopback(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize", "http://192.0.2.1/", "file:///etc/passwd", ":", ""} {
		if err := sandbox.Ana.SignIn(t.Context(), address); err == nil {
			t.Errorf("SignIn(%q) went well", address)
		}
	}
}

func TestLogoutEndsNoApp(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	token := x.signIn(sandbox.Ana)
	if status, _, body := x.page(http.MethodGet, x.about.Authority+"/organizations/oauth2/v2.0/logout", nil); status != 200 || !strings.Contains(body, "stay signed in") {
		t.Errorf("%d %s", status, body)
	}
	if _, status := x.renew(token.RefreshToken); status != 200 {
		t.Errorf("renewal after logout: %d", status)
	}
}
