package powerbi

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"mysettings/app/tiles"
)

func TestRedirects(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.Errorf("the other server was asked, Authorization %q", r.Header.Get("Authorization"))
	}))
	t.Cleanup(other.Close)
	a := newAPI(t)
	a.lists("GET /datasets", `{"id":"m"}`)
	redirect := func(to string, status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", to)
			w.WriteHeader(status)
		}
	}
	a.handle("GET /dashboards", redirect("/v1.0/myorg/datasets", http.StatusTemporaryRedirect))
	if err := look(t.Context(), a.client()); err != nil {
		t.Errorf("redirect on the same server: %v", err)
	}
	for _, to := range []string{other.URL + "/v1.0/myorg/datasets", "https://evil.example/", "", "//evil.example/x", "https://user@api.powerbi.com/", ":bad:"} {
		a.handle("GET /dashboards", redirect(to, http.StatusTemporaryRedirect))
		if e := asError(t, look(t.Context(), a.client())); e.Cause != tiles.CauseServerUnreachable {
			t.Errorf("redirect to %q: %+v", to, e)
		}
	}
	before := a.total()
	a.handle("GET /dashboards", redirect("/v1.0/myorg/dashboards", http.StatusFound))
	if e := asError(t, look(t.Context(), a.client())); e.Status != http.StatusFound {
		t.Errorf("redirect in a circle: %+v", e)
	}
	if got := a.total() - before; got != maxHops+1 {
		t.Errorf("%d calls in a circle; want %d", got, maxHops+1)
	}
}

func TestFollow(t *testing.T) {
	t.Parallel()
	const from = "https://api.powerbi.com/v1.0/myorg/groups"
	for _, tt := range []struct {
		base, to string
		ok       bool
	}{
		{"https://api.powerbi.com", "https://wabi-north-europe-redirect.analysis.windows.net/v1.0/myorg/groups", true},
		{"https://api.powerbi.com", "https://WABI.Analysis.Windows.NET:443/x", true},
		{"https://api.powerbi.com", "/v1.0/myorg/other", true},
		{"https://api.powerbi.com", "http://wabi.analysis.windows.net/x", false},
		{"https://api.powerbi.com", "https://wabi.analysis.windows.net:8443/x", false},
		{"https://api.powerbi.com", "https://analysis.windows.net.evil.example/x", false},
		{"https://api.powerbi.com", "https://evilanalysis.windows.net/x", false},
		{"https://api.powerbi.com", "https://wabi.analysis.chinacloudapi.cn/x", false},
		{"https://api.powerbi.cn", "https://wabi.analysis.chinacloudapi.cn/x", true},
		{"https://api.high.powerbigov.us", "https://mil.analysis.usgovcloudapi.net/x", false},
		{"https://example.com", "https://wabi.analysis.windows.net/x", false},
	} {
		c, err := New(Options{Base: tt.base, Connection: connection, Tokens: &purse{}})
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := c.follow(strings.Replace(from, "https://api.powerbi.com", tt.base, 1), tt.to); ok != tt.ok {
			t.Errorf("follow %s from %s = %v; want %v", tt.to, tt.base, ok, tt.ok)
		}
	}
}
