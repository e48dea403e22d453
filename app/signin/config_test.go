package signin

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"mysettings/app/tiles"
)

func TestClouds(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, c := range Clouds() {
		if seen[c.ID] || c.ID == "" || c.Name == "" {
			t.Errorf("cloud %+v", c)
		}
		seen[c.ID] = true
		for _, address := range []string{c.Authority, c.PowerBI, c.Resource, c.Portal} {
			if u, err := url.Parse(address); err != nil || u.Scheme != "https" || strings.HasSuffix(address, "/") {
				t.Errorf("%s: address %q", c.ID, address)
			}
		}
		if got, ok := CloudByID(c.ID); !ok || got != c {
			t.Errorf("CloudByID(%q) = %+v, %v", c.ID, got, ok)
		}
	}
	for _, id := range []string{"public", "gcc", "gcchigh", "dod", "china"} {
		if !seen[id] {
			t.Errorf("no cloud %q", id)
		}
	}
	if c, ok := CloudByID(""); !ok || c.ID != DefaultCloud {
		t.Errorf("CloudByID of nothing = %+v, %v", c, ok)
	}
	if _, ok := CloudByID("germany"); ok {
		t.Error("a closed cloud is offered")
	}
	Clouds()[0].ID = "changed"
	if Clouds()[0].ID != DefaultCloud {
		t.Error("the table can be changed from outside")
	}
}

func TestNewConfig(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name                                       string
		cloud, authority, tenant, clientID, scopes string
		want                                       Config
		key                                        string
	}{
		{name: "defaults", clientID: testClient, want: Config{Authority: "https://login.microsoftonline.com", Tenant: "organizations", ClientID: testClient}},
		{name: "cloud", cloud: "dod", clientID: testClient, want: Config{Authority: "https://login.microsoftonline.us", Tenant: "organizations", ClientID: testClient}},
		{name: "tenant id", tenant: testTenant, clientID: testClient, want: Config{Authority: "https://login.microsoftonline.com", Tenant: testTenant, ClientID: testClient}},
		{name: "tenant domain", tenant: " contoso.onmicrosoft.com ", clientID: testClient, want: Config{Authority: "https://login.microsoftonline.com", Tenant: "contoso.onmicrosoft.com", ClientID: testClient}},
		{name: "own authority", authority: "https://id.example:8443/realm/", clientID: "my-app", want: Config{Authority: "https://id.example:8443/realm", Tenant: "organizations", ClientID: "my-app"}},
		{name: "loopback", authority: "http://127.0.0.1:9000", clientID: "x", want: Config{Authority: "http://127.0.0.1:9000", Tenant: "organizations", ClientID: "x"}},
		{name: "loopback by name", authority: "http://localhost:9000/", clientID: "x", want: Config{Authority: "http://localhost:9000", Tenant: "organizations", ClientID: "x"}},
		{name: "loopback v6", authority: "http://[::1]:9000", clientID: "x", want: Config{Authority: "http://[::1]:9000", Tenant: "organizations", ClientID: "x"}},

		{name: "unknown cloud", cloud: "moon", clientID: testClient, key: "cloud"},
		{name: "plain http", authority: "http://login.example", clientID: "x", key: "authority"},
		{name: "plain http to a near address", authority: "http://127.0.0.1.example", clientID: "x", key: "authority"},
		{name: "plain http in the net", authority: "http://192.168.0.1", clientID: "x", key: "authority"},
		{name: "another scheme", authority: "ftp://login.example", clientID: "x", key: "authority"},
		{name: "a file", authority: "file:///etc", clientID: "x", key: "authority"},
		{name: "no address", authority: "login.example", clientID: "x", key: "authority"},
		{name: "no host", authority: "https://", clientID: "x", key: "authority"},
		{name: "only a port", authority: "https://:443", clientID: "x", key: "authority"},
		{name: "a password", authority: "https://a:b@login.example", clientID: "x", key: "authority"},
		{name: "a query", authority: "https://login.example/?x=1", clientID: "x", key: "authority"},
		{name: "a fragment", authority: "https://login.example/#x", clientID: "x", key: "authority"},
		{name: "garbage", authority: "https://%zz", clientID: "x", key: "authority"},
		{name: "personal accounts", tenant: "consumers", clientID: testClient, key: "tenant"},
		{name: "a path for a tenant", tenant: "../x", clientID: testClient, key: "tenant"},
		{name: "a word for a tenant", tenant: "contoso", clientID: testClient, key: "tenant"},
		{name: "no client", key: "client_id"},
		{name: "a client of no GUID at Entra", clientID: "my-app", key: "client_id"},
		{name: "a client with spaces", authority: "https://id.example", clientID: "my app", key: "client_id"},
		{name: "a client of 300 characters", authority: "https://id.example", clientID: strings.Repeat("x", 300), key: "client_id"},
		{name: "a scope with a quotation mark", clientID: testClient, scopes: `a"b`, key: "scopes"},
	} {
		got, err := NewConfig(tc.cloud, tc.authority, tc.tenant, tc.clientID, tc.scopes)
		if tc.key != "" {
			var bad *ConfigError
			if !errors.As(err, &bad) || bad.Key != tc.key || bad.Reason == "" {
				t.Errorf("%s: error = %v; want a ConfigError of %s", tc.name, err, tc.key)
			}
			continue
		}
		if err != nil || got.Authority != tc.want.Authority || got.Tenant != tc.want.Tenant || got.ClientID != tc.want.ClientID {
			t.Errorf("%s: %+v, %v; want %+v", tc.name, got, err, tc.want)
		}
	}
}

func TestScopes(t *testing.T) {
	t.Parallel()
	cfg, err := NewConfig("gcc", "", "", testClient, " App.Read.All  https://other.example/.default dashboard.read.all App.Read.All")
	if err != nil {
		t.Fatal(err)
	}
	const prefix = "https://analysis.usgovcloudapi.net/powerbi/api/"
	want := []string{"openid", "profile", "offline_access", prefix + "App.Read.All", "https://other.example/.default", prefix + "dashboard.read.all"}
	if !slices.Equal(cfg.Scopes, want) {
		t.Errorf("scopes = %q; want %q", cfg.Scopes, want)
	}
	more := cfg.with(WriteScope, "APP.read.all")
	if len(more.Scopes) != len(want)+1 || len(cfg.Scopes) != len(want) {
		t.Errorf("with = %q of %q", more.Scopes, cfg.Scopes)
	}
	if got := cfg.permissions(); !slices.Equal(got, []string{"App.Read.All", "https://other.example/.default", "dashboard.read.all"}) {
		t.Errorf("permissions = %q", got)
	}
	only := cfg.only([]string{"Report.Read.All"})
	if !slices.Equal(only.Scopes, []string{"openid", "profile", "offline_access", prefix + "Report.Read.All"}) {
		t.Errorf("only = %q", only.Scopes)
	}
	for scope, want := range map[string]bool{"Dataset.Read.All": true, "dataset.readwrite.all": true, "Report.Read.All": false, "Report.ReadWrite.All": false} {
		if got := granted([]string{"Dataset.ReadWrite.All"}, scope); got != want {
			t.Errorf("granted %s = %v; want %v", scope, got, want)
		}
	}
}

func TestConfigOfAConnection(t *testing.T) {
	t.Parallel()
	cfg, err := NewConfig("", "", "", testClient, "")
	if err != nil {
		t.Fatal(err)
	}
	got := cfg.of(tiles.Connection{Cloud: "china", Tenant: testTenant})
	if got.Authority != "https://login.partner.microsoftonline.cn" || got.Tenant != testTenant ||
		!slices.Contains(got.Scopes, "https://analysis.chinacloudapi.cn/powerbi/api/Dashboard.Read.All") {
		t.Errorf("config = %+v", got)
	}
	own, err := NewConfig("", "http://localhost:1", "", "x", "")
	if err != nil {
		t.Fatal(err)
	}
	if got := own.of(tiles.Connection{Cloud: "china", Tenant: "not a guid"}); got.Authority != "http://localhost:1" || got.Tenant != DefaultTenant {
		t.Errorf("config with an own authority = %+v", got)
	}
}
