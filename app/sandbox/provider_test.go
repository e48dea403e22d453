package sandbox_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	oidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"mysettings/app/sandbox"
)

// A client that was written by others must be content with the provider.
func TestRealClientAcceptsIt(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	for tenant, mode := range map[string]string{sandbox.TenantID: "form_post", "organizations": "query", "common": "", sandbox.Domain: "query"} {
		issuer := x.about.Authority + "/" + sandbox.TenantID + "/v2.0"
		// Names for any organisation say {tenantid} as issuer, which go-oidc
		// must be told.
		discovered := issuer
		if tenant == "organizations" || tenant == "common" {
			discovered = x.about.Authority + "/{tenantid}/v2.0"
		}
		provider, err := oidc.NewProvider(oidc.InsecureIssuerURLContext(t.Context(), discovered), x.about.Authority+"/"+tenant+"/v2.0")
		if err != nil {
			t.Fatalf("%s: NewProvider: %v", tenant, err)
		}
		config := &oauth2.Config{ClientID: x.about.ClientID, RedirectURL: x.callback.address, Scopes: standardScopes, Endpoint: provider.Endpoint()}
		config.Endpoint.AuthStyle = oauth2.AuthStyleInParams
		verifier := oauth2.GenerateVerifier()
		options := []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(verifier), oidc.Nonce("n-1")}
		if mode != "" {
			options = append(options, oauth2.SetAuthURLParam("response_mode", mode))
		}
		if err := sandbox.Ana.SignIn(t.Context(), config.AuthCodeURL("s-1", options...)); err != nil {
			t.Fatalf("%s: SignIn: %v", tenant, err)
		}
		got := x.callback.next(t)
		wantMethod := http.MethodGet
		if mode == "form_post" {
			wantMethod = http.MethodPost
		}
		if got.Get("method") != wantMethod || got.Get("path") != "/" || got.Get("state") != "s-1" || got.Get("session_state") == "" {
			t.Fatalf("%s: callback got %v", tenant, got)
		}
		token, err := config.Exchange(t.Context(), got.Get("code"), oauth2.VerifierOption(verifier))
		if err != nil {
			t.Fatalf("%s: Exchange: %v", tenant, err)
		}
		keys := oidc.NewRemoteKeySet(t.Context(), x.about.Authority+"/"+tenant+"/discovery/v2.0/keys")
		checked, err := oidc.NewVerifier(issuer, keys, &oidc.Config{ClientID: x.about.ClientID}).Verify(t.Context(), token.Extra("id_token").(string))
		if err != nil {
			t.Fatalf("%s: Verify: %v", tenant, err)
		}
		var claims struct{ OID, TID, Name, Ver, Nonce string }
		if err := checked.Claims(&claims); err != nil {
			t.Fatal(err)
		}
		want := struct{ OID, TID, Name, Ver, Nonce string }{sandbox.Ana.ObjectID, sandbox.TenantID, sandbox.Ana.Name, "2.0", "n-1"}
		if claims != want {
			t.Errorf("%s: claims %+v, want %+v", tenant, claims, want)
		}
		var user struct {
			Name string `json:"preferred_username"`
		}
		if err := checked.Claims(&user); err != nil || user.Name != sandbox.Ana.User {
			t.Errorf("%s: preferred_username %q, %v", tenant, user.Name, err)
		}
		if err := checked.VerifyAccessToken(token.AccessToken); err != nil {
			t.Errorf("%s: at_hash: %v", tenant, err)
		}
		if got := token.Extra("refresh_token_expires_in"); got != float64(90*24*3600) {
			t.Errorf("%s: refresh_token_expires_in %v", tenant, got)
		}
		if got := token.Extra("scope"); !strings.Contains(got.(string), sandbox.Resource+"/Dashboard.Read.All") {
			t.Errorf("%s: scope %v", tenant, got)
		}
	}
}

func TestDiscoveryHasWhatEntraHas(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	get := func(path string) (int, map[string]any) {
		request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, x.about.Authority+path, nil)
		status, _, body := x.do(request)
		fields := map[string]any{}
		if err := json.Unmarshal([]byte(body), &fields); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		return status, fields
	}
	_, document := get("/organizations/v2.0/.well-known/openid-configuration")
	if got, want := document["issuer"], x.about.Authority+"/{tenantid}/v2.0"; got != want {
		t.Errorf("issuer %v, want %v", got, want)
	}
	for _, name := range []string{"authorization_endpoint", "token_endpoint", "device_authorization_endpoint", "end_session_endpoint", "jwks_uri"} {
		if text, _ := document[name].(string); !strings.HasPrefix(text, x.about.Authority+"/organizations/") {
			t.Errorf("%s = %v", name, document[name])
		}
	}
	for _, name := range []string{"revocation_endpoint", "introspection_endpoint", "code_challenge_methods_supported", "authorization_response_iss_parameter_supported"} {
		if document[name] != nil {
			t.Errorf("%s = %v, Entra has none", name, document[name])
		}
	}
	if modes, _ := document["response_modes_supported"].([]any); !slices.Contains(modes, any("form_post")) {
		t.Errorf("response_modes_supported %v", document["response_modes_supported"])
	}
	for _, path := range []string{"/nowhere/v2.0/.well-known/openid-configuration", "/consumers/discovery/v2.0/keys"} {
		status, problem := get(path)
		if status != 400 || problem["error"] != "invalid_tenant" {
			t.Errorf("%s: %d %v", path, status, problem)
		}
		checkProblem(t, problem, 90002)
	}
}

// checkProblem checks that an error has Entra's shape.
func checkProblem(t *testing.T, problem map[string]any, number int) {
	t.Helper()
	for _, name := range []string{"error", "error_description", "timestamp", "trace_id", "correlation_id"} {
		if text, _ := problem[name].(string); text == "" {
			t.Errorf("problem has no %s: %v", name, problem)
		}
	}
	codes, ok := problem["error_codes"].([]any)
	if !ok || len(codes) != 1 || codes[0] != float64(number) {
		t.Errorf("error_codes %v, want %d", problem["error_codes"], number)
	}
	if text, _ := problem["error_description"].(string); !strings.HasPrefix(text, "AADSTS") || !strings.Contains(text, "Correlation ID: ") {
		t.Errorf("error_description %q", text)
	}
}

func TestTokenErrors(t *testing.T) {
	t.Parallel()
	clock := newClock("2026-11-23T09:00:00Z")
	x := start(t, sandbox.Options{Now: clock.Now})
	verifier := oauth2.GenerateVerifier()
	code := func() string {
		address := x.config("organizations", standardScopes...).AuthCodeURL("s", oauth2.S256ChallengeOption(verifier))
		if err := sandbox.Ana.SignIn(t.Context(), address); err != nil {
			t.Fatal(err)
		}
		return x.callback.next(t).Get("code")
	}
	good := code()
	spent := code()
	if _, status := x.post(x.about.Authority+"/organizations/oauth2/v2.0/token", url.Values{"client_id": {sandbox.ClientID}, "grant_type": {"authorization_code"}, "code": {spent}, "redirect_uri": {x.callback.address}, "code_verifier": {verifier}}); status != 200 {
		t.Fatalf("first redemption: %d", status)
	}
	for name, c := range map[string]struct {
		tenant string
		change url.Values
		error  string
		number int
		status int
	}{
		"tenant":          {tenant: "nowhere", error: "invalid_tenant", number: 90002},
		"no client":       {change: url.Values{"client_id": nil}, error: "invalid_request", number: 900144},
		"other client":    {change: url.Values{"client_id": {"11111111-2222-3333-4444-555555555555"}}, error: "unauthorized_client", number: 700016},
		"secret":          {change: url.Values{"client_secret": {"x"}}, error: "invalid_client", number: 700025, status: 401},
		"no grant":        {change: url.Values{"grant_type": nil}, error: "invalid_request", number: 900144},
		"other grant":     {change: url.Values{"grant_type": {"password"}}, error: "unsupported_grant_type", number: 70003},
		"no code":         {change: url.Values{"code": nil}, error: "invalid_request", number: 900144},
		"unknown code":    {change: url.Values{"code": {"x"}}, error: "invalid_grant", number: 70000},
		"spent code":      {change: url.Values{"code": {spent}}, error: "invalid_grant", number: 54005},
		"other tenant":    {tenant: sandbox.TenantID, error: "invalid_grant", number: 700005},
		"other redirect":  {change: url.Values{"redirect_uri": {"http://localhost:1"}}, error: "invalid_client", number: 500112},
		"no verifier":     {change: url.Values{"code_verifier": nil}, error: "invalid_grant", number: 50148},
		"other scope":     {change: url.Values{"scope": {sandbox.Resource + "/Tile.Read.All"}}, error: "invalid_client", number: 650053},
		"two resources":   {change: url.Values{"scope": {writeScope + " https://graph.microsoft.com/User.Read"}}, error: "invalid_request", number: 28000},
		"other resource":  {change: url.Values{"scope": {"https://graph.microsoft.com/User.Read"}}, error: "invalid_resource", number: 500011},
		"bad scope":       {change: url.Values{"scope": {"nonsense"}}, error: "invalid_scope", number: 70011},
		"no refresh":      {change: url.Values{"grant_type": {"refresh_token"}}, error: "invalid_request", number: 900144},
		"unknown refresh": {change: url.Values{"grant_type": {"refresh_token"}, "refresh_token": {"x"}}, error: "invalid_grant", number: 70000},
		"no device":       {change: url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}}, error: "invalid_request", number: 900144},
		"unknown device":  {change: url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "device_code": {"x"}}, error: "bad_verification_code", number: 70017},
	} {
		form := url.Values{"client_id": {sandbox.ClientID}, "grant_type": {"authorization_code"}, "code": {good}, "redirect_uri": {x.callback.address}, "code_verifier": {verifier}}
		for field, value := range c.change {
			form[field] = value
		}
		tenant := c.tenant
		if tenant == "" {
			tenant = "organizations"
		}
		problem, status := x.post(x.about.Authority+"/"+tenant+"/oauth2/v2.0/token", form)
		want := c.status
		if want == 0 {
			want = 400
		}
		if status != want || problem["error"] != c.error {
			t.Errorf("%s: %d %v, want %d %s", name, status, problem["error"], want, c.error)
		}
		checkProblem(t, problem, c.number)
	}
	redeem := func(code, verifier string) (map[string]any, int) {
		return x.post(x.about.Authority+"/organizations/oauth2/v2.0/token", url.Values{"client_id": {sandbox.ClientID}, "grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {x.callback.address}, "code_verifier": {verifier}})
	}
	// A wrong verifier uses the code up.
	if problem, _ := redeem(good, oauth2.GenerateVerifier()); problem["error"] != "invalid_grant" {
		t.Errorf("wrong verifier: %v", problem)
	} else {
		checkProblem(t, problem, 501481)
	}
	if problem, _ := redeem(good, verifier); problem["error"] != "invalid_grant" {
		t.Errorf("after a wrong verifier: %v", problem)
	}
	late := code()
	clock.Add(11 * 60e9)
	problem, _ := redeem(late, verifier)
	checkProblem(t, problem, 70008)
}

func TestCorrelationIDIsTheClients(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	const id = "3e5a2f10-9d0c-4c53-8a61-0f6a3a6d1b22"
	for sent, same := range map[string]bool{id: true, "<script>": false} {
		request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, x.about.Authority+"/nowhere/v2.0/.well-known/openid-configuration", nil)
		request.Header.Set("client-request-id", sent)
		_, _, body := x.do(request)
		if strings.Contains(body, sent) != same {
			t.Errorf("client-request-id %s: %s", sent, body)
		}
	}
}
