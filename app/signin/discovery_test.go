package signin

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"mysettings/app/tiles"
)

func TestDiscoveryRefuses(t *testing.T) {
	t.Parallel()
	set := func(name string, value any) func(map[string]any) {
		return func(d map[string]any) {
			if value == nil {
				delete(d, name)
			} else {
				d[name] = value
			}
		}
	}
	for _, tc := range []struct {
		name   string
		change func(map[string]any)
		code   string
	}{
		{"token endpoint readable on the way", set("token_endpoint", "http://example.com/token"), codeBadDiscovery},
		{"authorize page readable on the way", set("authorization_endpoint", "http://example.com/"), codeBadDiscovery},
		{"keys readable on the way", set("jwks_uri", "http://example.com/keys"), codeBadDiscovery},
		{"device endpoint readable on the way", set("device_authorization_endpoint", "http://example.com/"), codeBadDiscovery},
		{"authorize page of another scheme", set("authorization_endpoint", "javascript:alert(1)"), codeBadDiscovery},
		{"endpoint with a password", set("token_endpoint", "https://a:b@example.com/"), codeBadDiscovery},
		{"endpoint with a fragment", set("token_endpoint", "https://example.com/#x"), codeBadDiscovery},
		{"no token endpoint", set("token_endpoint", nil), codeBadDiscovery},
		{"no keys", set("jwks_uri", ""), codeBadDiscovery},
		{"no issuer", set("issuer", nil), codeBadDiscovery},
		{"another issuer", set("issuer", "https://evil.example/{tenantid}/v2.0"), codeBadDiscovery},
		{"issuer of a wrong type", set("issuer", 5), codeNotTheService},
		{"endpoint of a wrong type", set("token_endpoint", []string{"x"}), codeNotTheService},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.idp.set(func() { b.idp.document = tc.change })
			_, err := b.manager.SignIn(t.Context(), Request{Browser: nobody})
			if e := wantError(t, err); e.Code != tc.code || e.Help() == "" {
				t.Errorf("error = %v; want %s", err, tc.code)
			}
		})
	}
}

func TestDiscoveryAnswers(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		answer  http.HandlerFunc
		code    string
		cause   tiles.Cause
		network bool
	}{
		{"nothing there", http.NotFound, codeNoDiscovery, tiles.CauseUnrecognised, false},
		{"a portal's page", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>Welcome to the hotel")) }, codeNotTheService, tiles.CauseServiceDown, true},
		{"a portal's redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://portal.example/", http.StatusFound)
		}, codeNotTheService, tiles.CauseServiceDown, true},
		{"empty", func(http.ResponseWriter, *http.Request) {}, codeNotTheService, tiles.CauseServiceDown, true},
		{"null", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("null")) }, codeNotTheService, tiles.CauseServiceDown, true},
		{"2 MB", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`{"issuer":"` + strings.Repeat("x", 2<<20)))
		}, codeTooLarge, tiles.CauseServiceDown, true},
		{"down", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }, "http_503", tiles.CauseServiceDown, false},
		{"wrong tenant", func(w http.ResponseWriter, _ *http.Request) {
			refuse400(w, "invalid_tenant", 90002, "AADSTS90002: Tenant not found.")
		}, "invalid_tenant", tiles.CauseAdminNeeded, false},
		{"breaks off", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("{"))
		}, "network", tiles.CauseServerUnreachable, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			s := httptest.NewServer(tc.answer)
			defer s.Close()
			b.idp.origin = s.URL
			_, err := b.manager.SignIn(t.Context(), Request{Browser: nobody})
			e := wantError(t, err)
			if e.Code != tc.code || e.Cause != tc.cause || e.Network != tc.network || e.State != "" || e.Help() == "" {
				t.Errorf("error = %+v; want %s, %s, network %v", e, tc.code, tc.cause, tc.network)
			}
		})
	}
}

// TestDiscoveryAtTheRoot: a provider that isn't Entra has its document at its
// root, or below the authority's path, and no tenants.
func TestDiscoveryAtTheRoot(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"", "/realms/contoso"} {
		var issuer string
		mux := http.NewServeMux()
		mux.HandleFunc("GET "+path+"/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
			reply200(w, map[string]any{
				"issuer": issuer, "authorization_endpoint": issuer + "/a", "token_endpoint": issuer + "/t", "jwks_uri": issuer + "/k",
			})
		})
		s := httptest.NewServer(mux)
		defer s.Close()
		issuer = s.URL + path
		m := New(Options{})
		cfg, err := NewConfig("", issuer, "", "x", "")
		if err != nil {
			t.Fatal(err)
		}
		p, err := m.provider(t.Context(), cfg)
		if err != nil || p.issuer != issuer || p.formPost || p.device != "" || p.issuerFor("") != issuer {
			t.Errorf("%q: provider = %+v, %v", path, p, err)
		}
	}
}

func TestSignInWhereThereAreNoTenants(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.idp.set(func() {
		b.idp.document = func(d map[string]any) { d["issuer"] = b.idp.origin }
		b.idp.claims = func(c map[string]any) { c["iss"] = b.idp.origin; delete(c, "tid"); delete(c, "oid") }
	})
	c := b.signIn(Request{})
	if c.Tenant != "" || c.ObjectID != "subject" {
		t.Errorf("connection = %+v", c)
	}
	if again := b.signIn(Request{Connection: c.ID}); again.ID != c.ID {
		t.Errorf("again: %+v", again)
	}
}

func TestDiscoveryIsRemembered(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.signIn(Request{})
	b.signIn(Request{})
	if b.idp.discovery != 1 {
		t.Errorf("documents fetched = %d; want 1", b.idp.discovery)
	}
	b.idp.set(func() {
		b.idp.claims = func(c map[string]any) { c["exp"] = float64(b.clock.now().Unix() + 3600) }
	})
	b.clock.move(providerAge + 1)
	b.signIn(Request{})
	if b.idp.discovery != 2 {
		t.Errorf("documents fetched after a day = %d; want 2", b.idp.discovery)
	}
}

func TestIssuerTemplate(t *testing.T) {
	t.Parallel()
	p := provider{issuer: testIssuer}
	for iss, want := range map[string]bool{
		"https://login.microsoftonline.com/" + testTenant + "/v2.0": true,
		testIssuer: false,
		"https://login.microsoftonline.com//v2.0":                        false,
		"https://login.microsoftonline.com/a/b/v2.0":                     false,
		"https://login.microsoftonline.com.evil.example/x/v2.0":          false,
		"https://login.microsoftonline.com/" + testTenant + "/v2.0/more": false,
		"": false,
	} {
		if got := p.mayBe(iss); got != want {
			t.Errorf("mayBe(%q) = %v; want %v", iss, got, want)
		}
	}
	if got := p.issuerFor(testTenant); got != "https://login.microsoftonline.com/"+testTenant+"/v2.0" {
		t.Errorf("issuerFor = %q", got)
	}
	for _, tenant := range []string{"", "a/b", "../x", "{tenantid}", "a?b", strings.Repeat("x", 500)} {
		if got := p.issuerFor(tenant); got != "" {
			t.Errorf("issuerFor(%q) = %q; want none", tenant, got)
		}
	}
}

func TestPinnedTenant(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.signIn(Request{})
	b.idp.set(func() {
		b.idp.claims = func(c map[string]any) {
			c["tid"] = "99999999-86f1-41af-91ab-2d7cd011db47"
		}
	})
	// The document for one tenant has that tenant's issuer: the tenant in the
	// token must be the same, though the issuer is right.
	_, err := b.manager.SignIn(t.Context(), Request{Connection: c.ID, Browser: obedient{t}})
	if e := wantError(t, err); e.Code != codeBadIDToken {
		t.Errorf("error = %v; want %s", err, codeBadIDToken)
	}
}

func FuzzDiscovery(f *testing.F) {
	f.Add([]byte(`{"issuer":"https://id.example","authorization_endpoint":"https://id.example/a","token_endpoint":"https://id.example/t","jwks_uri":"https://id.example/k"}`))
	f.Add([]byte(`{"issuer":"https://id.example/{tenantid}","token_endpoint":"http://x"}`))
	f.Add([]byte(`[]`))
	f.Fuzz(checkDiscovery)
}

func checkDiscovery(t *testing.T, body []byte) {
	cfg, err := NewConfig("", "https://id.example", "", "x", "")
	if err != nil {
		t.Fatal(err)
	}
	p, err := read(body, cfg)
	if err != nil {
		var e *Error
		if !errors.As(err, &e) || e.Help() == "" {
			t.Errorf("error without a sentence: %v", err)
		}
		return
	}
	for _, address := range []string{p.auth, p.token, p.keys, p.device} {
		if address != "" && !strings.HasPrefix(strings.ToLower(address), "https://") {
			t.Errorf("accepted %q", address)
		}
	}
}
