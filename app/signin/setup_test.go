package signin

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"mysettings/app/sandbox"
)

// states are the findings as one line: "service=good cloud=open …".
func states(s Setup) string {
	var parts []string
	for _, f := range s.Findings {
		parts = append(parts, string(f.Part)+"="+string(f.State))
	}
	return strings.Join(parts, " ")
}

func finding(t *testing.T, s Setup, part SetupPart) SetupFinding {
	t.Helper()
	for _, f := range s.Findings {
		if f.Part == part {
			return f
		}
	}
	t.Fatalf("no finding about %s", part)
	return SetupFinding{}
}

// TestSetupInTheSandbox has everything that can be wrong with an organisation's
// values, against an identity provider that refuses it in Entra's words.
func TestSetupInTheSandbox(t *testing.T) {
	t.Parallel()
	const good = "service=good cloud=open tenant=good client_id=good public=good redirect=good permissions=open"
	for _, tc := range []struct {
		name    string
		control object
		change  func(*SetupValues)
		want    string
		bad     SetupPart
		code    string
		cloud   string
	}{
		{name: "all right", want: good},
		{name: "by its id", change: func(v *SetupValues) { v.Tenant = sandbox.TenantID }, want: good},
		{
			name: "any organisation", change: func(v *SetupValues) { v.Tenant = "" },
			want: "service=good cloud=open tenant=open client_id=good public=good redirect=good permissions=open",
		},
		{
			name: "tenant mistyped", change: func(v *SetupValues) { v.Tenant = "contosso.com" }, bad: PartTenant, code: "invalid_tenant",
			want: "service=good cloud=open tenant=bad client_id=open public=open redirect=open permissions=open",
		},
		{
			name: "tenant impossible", change: func(v *SetupValues) { v.Tenant = "no such tenant!" }, bad: PartTenant, code: "tenant",
			want: "service=open cloud=open tenant=bad client_id=open public=open redirect=open permissions=open",
		},
		{
			name: "no application id", change: func(v *SetupValues) { v.ClientID = " " }, bad: PartClient, code: "client_id",
			want: "service=good cloud=open tenant=good client_id=bad public=open redirect=open permissions=open",
		},
		{
			name: "another application id", change: func(v *SetupValues) { v.ClientID = testClient }, bad: PartClient, code: "unauthorized_client",
			want: "service=good cloud=open tenant=good client_id=bad public=open redirect=open permissions=open",
		},
		{
			name: "app disabled", control: object{"enabled": false}, bad: PartClient, code: "unauthorized_client",
			want: "service=good cloud=open tenant=good client_id=bad public=open redirect=open permissions=open",
		},
		{
			name: "a web app", control: object{"public": false}, bad: PartPublic, code: "invalid_client",
			want: "service=good cloud=open tenant=good client_id=good public=bad redirect=good permissions=open",
		},
		{
			name: "no redirect address", control: object{"redirect": false}, bad: PartRedirect, code: "",
			want: "service=good cloud=open tenant=good client_id=good public=good redirect=bad permissions=open",
		},
		{
			name: "no Power BI", control: object{"power_bi": false}, bad: PartPermissions, code: "invalid_resource",
			want: "service=good cloud=open tenant=good client_id=good public=open redirect=open permissions=bad",
		},
		{
			name: "a permission that isn't there", change: func(v *SetupValues) { v.Scopes = "Dashboard.Eat.All" }, bad: PartPermissions, code: "invalid_client",
			want: "service=good cloud=open tenant=good client_id=good public=open redirect=open permissions=bad",
		},
		{
			name: "in another cloud", control: object{"tenant_region_sub_scope": "GCC"}, bad: PartCloud, code: "other_cloud", cloud: "gcc",
			want: "service=good cloud=bad tenant=good client_id=open public=open redirect=open permissions=open",
		},
		{
			name: "in this cloud", control: object{"cloud_instance_name": "microsoftonline.com"},
			want: "service=good cloud=good tenant=good client_id=good public=good redirect=good permissions=open",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			if tc.control != nil {
				h.control("registration", tc.control)
			}
			d := h.org.Describe()
			v := SetupValues{Authority: d.Authority, Tenant: "contoso.com", ClientID: d.ClientID}
			if tc.change != nil {
				tc.change(&v)
			}
			got := h.manager.CheckSetup(t.Context(), v)
			if states(got) != tc.want {
				t.Errorf("found %s\nwant  %s\n%+v", states(got), tc.want, got)
			}
			bad, _ := got.Bad()
			if bad.Part != tc.bad || bad.Code != tc.code || got.Cloud != tc.cloud {
				t.Errorf("bad = %+v, cloud %q; want %s, code %q, cloud %q", bad, got.Cloud, tc.bad, tc.code, tc.cloud)
			}
			if tc.bad != "" && (bad.Text == "" || strings.Contains(bad.Text, "{") || strings.Contains(bad.Text, "AADSTS")) {
				t.Errorf("text = %q", bad.Text)
			}
			if tc.want == good && got.TenantID != sandbox.TenantID {
				t.Errorf("TenantID = %q; want %s", got.TenantID, sandbox.TenantID)
			}
			// Nothing is left behind, and nobody was signed in.
			if list, err := h.store.Connections(t.Context()); err != nil || len(list) != 0 {
				t.Errorf("connections = %v, %v", list, err)
			}
			for _, f := range got.Findings {
				h.noSecretsIn(f.Text + f.Code + f.CorrelationID)
			}
			h.noSecretsIn(h.log.String())
		})
	}
}

// noSecretsIn fails where one of the sandbox's secrets is in text.
func (h *house) noSecretsIn(text string) {
	h.t.Helper()
	var list struct {
		Secrets []struct{ Value string }
	}
	if err := json.Unmarshal(h.control("secrets", nil), &list); err != nil {
		h.t.Fatal(err)
	}
	for _, s := range list.Secrets {
		if s.Value != "" && strings.Contains(text, s.Value) {
			h.t.Errorf("a secret is in %q", text)
		}
	}
}

// elsewhere is a Microsoft of several clouds: which host answers what.
type elsewhere map[string]func(tenant string) (status int, body string)

func (e elsewhere) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, ok := e[r.URL.Host]
	if !ok {
		return nil, errors.New("no such host: " + r.URL.Host)
	}
	tenant, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	status, body := answer(tenant)
	out := httptest.NewRecorder()
	out.WriteHeader(status)
	_, _ = io.WriteString(out, body)
	return out.Result(), nil
}

func TestSetupFindsTheCloud(t *testing.T) {
	t.Parallel()
	unknown := func(string) (int, string) {
		return 400, errorBody("invalid_tenant", "", 90002)
	}
	document := func(host, instance, sub string) func(string) (int, string) {
		return func(string) (int, string) {
			at := "https://" + host + "/" + testTenant
			return 200, `{"issuer":"` + at + `/v2.0","authorization_endpoint":"` + at + `/authorize","token_endpoint":"` + at +
				`/token","jwks_uri":"` + at + `/keys","cloud_instance_name":"` + instance + `","tenant_region_sub_scope":"` + sub + `"}`
		}
	}
	const public, us, china = "login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn"
	for _, tc := range []struct {
		name, cloud string
		world       elsewhere
		want        string
		bad         SetupPart
	}{
		{"nowhere", "", elsewhere{public: unknown, us: unknown, china: unknown}, "", PartTenant},
		{"others silent", "", elsewhere{public: unknown}, "", PartTenant},
		{"GCC by the public host", "", elsewhere{public: document(public, "microsoftonline.com", "GCC")}, "gcc", PartCloud},
		{"public, asked for GCC", "gcc", elsewhere{public: document(public, "microsoftonline.com", "")}, "public", PartCloud},
		{"GCC High known by its own host", "", elsewhere{public: unknown, us: document(us, "microsoftonline.us", "DODCON")}, "gcchigh", PartCloud},
		{"GCC High told by the public host", "", elsewhere{public: document(us, "microsoftonline.us", "DODCON")}, "gcchigh", PartCloud},
		{"DoD", "gcchigh", elsewhere{us: document(us, "microsoftonline.us", "DOD")}, "dod", PartCloud},
		{"China", "", elsewhere{public: unknown, us: unknown, china: document(china, "partner.microsoftonline.cn", "")}, "china", PartCloud},
		{"China, which says nothing", "", elsewhere{public: unknown, us: unknown, china: document(china, "", "")}, "china", PartCloud},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			m := New(Options{HTTP: &http.Client{Transport: tc.world}})
			defer m.Close()
			got := m.CheckSetup(t.Context(), SetupValues{Cloud: tc.cloud, Tenant: "contoso.com", ClientID: testClient})
			bad, _ := got.Bad()
			if got.Cloud != tc.want || bad.Part != tc.bad {
				t.Errorf("cloud %q, bad %+v; want %q, %s\n%+v", got.Cloud, bad, tc.want, tc.bad, got)
			}
			if c, ok := CloudByID(tc.want); tc.want != "" && (!ok || !strings.Contains(bad.Text, c.Name)) {
				t.Errorf("%q doesn't name the cloud %s", bad.Text, tc.want)
			}
		})
	}
}

// TestSetupWithoutAnAnswer has what is no fault of the three values.
func TestSetupWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		h    http.HandlerFunc
		want SetupState
		code string
	}{
		{"a portal", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>Welcome to the hotel") }, SetupBad, codeNotTheService},
		{"a redirect", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/x", http.StatusFound) }, SetupBad, codeNotTheService},
		{"nothing there", http.NotFound, SetupBad, codeNoDiscovery},
		{"busy", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }, SetupBad, "http_503"},
		{"unsafe", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, `{"issuer":"http://`+r.Host+`","authorization_endpoint":"http://evil.example/a","token_endpoint":"http://evil.example/t","jwks_uri":"http://evil.example/k"}`)
		}, SetupBad, codeBadDiscovery},
		{"hangs up", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, SetupBad, "network"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := httptest.NewServer(tc.h)
			defer s.Close()
			m := New(Options{})
			defer m.Close()
			got := m.CheckSetup(t.Context(), SetupValues{Authority: s.URL, Tenant: "contoso.com", ClientID: testClient})
			f := finding(t, got, PartService)
			if f.State != tc.want || f.Code != tc.code || f.Text == "" {
				t.Errorf("service = %+v; want %s, %s", f, tc.want, tc.code)
			}
			for _, part := range []SetupPart{PartClient, PartCloud} {
				if finding(t, got, part).State == SetupBad {
					t.Errorf("%s is blamed: %+v", part, got)
				}
			}
		})
	}
}

func TestSetupGivenUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}))
	defer s.Close()
	m := New(Options{})
	defer m.Close()
	got := m.CheckSetup(ctx, SetupValues{Authority: s.URL, Tenant: "contoso.com", ClientID: testClient})
	if bad, wrong := got.Bad(); wrong || len(got.Findings) != len(SetupParts) {
		t.Errorf("bad = %+v, %+v; want everything open", bad, got)
	}
}

// TestBlamedKnowsEveryPart: what a refusal is about is decided by its error
// where its number isn't known.
func TestBlamedKnowsEveryPart(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]SetupPart{
		"unauthorized_client": PartClient, "invalid_client": PartPublic, "invalid_tenant": PartTenant,
		"invalid_resource": PartPermissions, "invalid_scope": PartPermissions, "something_new": PartClient,
	} {
		if part, text := blamed(&Error{Code: code, AADSTS: "AADSTS1234567"}, false); part != want || text == "" {
			t.Errorf("blamed(%s) = %s, %q; want %s", code, part, text, want)
		}
	}
}

// FuzzSetup has a service that answers anything.
func FuzzSetup(f *testing.F) {
	f.Add(200, `{"issuer":"https://x/72f988bf-86f1-41af-91ab-2d7cd011db47/","cloud_instance_name":3}`)
	f.Add(200, `{"issuer":"%%%","tenant_region_sub_scope":"gcc"}`)
	f.Add(400, `{"error":"invalid_tenant","error_codes":["x"]}`)
	f.Add(302, ``)
	f.Add(200, `null`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		if status < 200 || status > 599 {
			return
		}
		m := New(Options{HTTP: &http.Client{Transport: answering{status, body}}})
		defer m.Close()
		got := m.CheckSetup(t.Context(), SetupValues{Tenant: "contoso.com", ClientID: testClient})
		if len(got.Findings) != len(SetupParts) {
			t.Fatalf("%d findings", len(got.Findings))
		}
		for _, x := range got.Findings {
			if x.State == SetupBad && x.Text == "" {
				t.Fatalf("nothing to say about %+v", x)
			}
		}
	})
}

type answering struct {
	status int
	body   string
}

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	h := http.Header{"Location": {"http://localhost/?" + url.Values{"error": {"login_required"}}.Encode()}}
	return &http.Response{StatusCode: a.status, Header: h, Body: io.NopCloser(strings.NewReader(a.body)), Request: r}, nil
}
