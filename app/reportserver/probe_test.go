package reportserver

import (
	"io"
	"net/http"
	"testing"

	"mysettings/app/tiles"
)

const (
	systemSSRS  = `{"ReportServerAbsoluteUrl":"x","ProductName":"SQL Server Reporting Services","ProductVersion":"15.0.1102.1140","ProductType":"SqlServerReportingServices","TimeZone":"W. Europe Standard Time"}`
	systemPBIRS = `{"ProductName":"Microsoft Power BI Report Server","ProductVersion":"15.0.1117.98","ProductType":"PowerBiReportServer","TimeZone":"(UTC+01:00) Amsterdam"}`
)

func TestProbe(t *testing.T) {
	t.Parallel()
	xml := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/xml")
			_, _ = io.WriteString(w, body)
		}
	}
	full := xml(modelHead + modelSingleton + modelNotices + modelTail)
	for _, tt := range []struct {
		name    string
		system  string // empty for 404
		state   string
		model   http.HandlerFunc // nil for 404
		enabled string
		want    tiles.Server
	}{
		{"integrated", systemSSRS, "", full, `{"value":true}`, tiles.Server{Product: tiles.ProductSSRS, Version: "15.0.1102.1140", Integration: tiles.IntegrationOn, TellsSignIn: true, TellsNotices: true}},
		{"not registered", systemSSRS, "", full, `{"value":false}`, tiles.Server{Product: tiles.ProductSSRS, Version: "15.0.1102.1140", Integration: tiles.IntegrationOff, TellsSignIn: true, TellsNotices: true}},
		{"discontinued", systemPBIRS, "", xml(modelHead + modelTail), "", tiles.Server{Product: tiles.ProductPBIRS, Version: "15.0.1117.98", Integration: tiles.IntegrationUnavailable}},
		{"discontinued, and says off", systemPBIRS, "", full, `false`, tiles.Server{Product: tiles.ProductPBIRS, Version: "15.0.1117.98", Integration: tiles.IntegrationUnavailable, TellsSignIn: true, TellsNotices: true}},
		{"discontinued, and says on", systemPBIRS, "", full, `true`, tiles.Server{Product: tiles.ProductPBIRS, Version: "15.0.1117.98", Integration: tiles.IntegrationOn, TellsSignIn: true, TellsNotices: true}},
		{"a fitting release that lists nothing", systemSSRS, "", xml(modelHead + modelTail), "", tiles.Server{Product: tiles.ProductSSRS, Version: "15.0.1102.1140", Integration: tiles.IntegrationUnknown}},
		{"notices only", systemSSRS, "", xml(modelHead + modelNotices + modelTail), "", tiles.Server{Product: tiles.ProductSSRS, Version: "15.0.1102.1140", Integration: tiles.IntegrationUnknown, TellsNotices: true}},
		{"no description, but it answers", systemSSRS, "", nil, `{"value":true}`, tiles.Server{Product: tiles.ProductSSRS, Version: "15.0.1102.1140", Integration: tiles.IntegrationOn, TellsSignIn: true}},
		{"a page for everything undocumented", systemSSRS, "", page("<html>"), `<html>`, tiles.Server{Product: tiles.ProductSSRS, Version: "15.0.1102.1140", Integration: tiles.IntegrationUnknown}},
		{"only ServiceState", "", `{"IsAvailable":true,"ProductType":"PowerBiReportServer","TimeZone":"GMT Standard Time"}`, full, `{"value":true}`,
			tiles.Server{Product: tiles.ProductPBIRS, Integration: tiles.IntegrationOn, TellsSignIn: true, TellsNotices: true, Zone: "GMT Standard Time"}},
		{"nothing", "", "", nil, "", tiles.Server{Integration: tiles.IntegrationUnknown}},
	} {
		p := newPortal(t)
		for call, body := range map[string]string{"GET /System": tt.system, "GET /ServiceState": tt.state, "GET /PowerBIIntegration/Model.IsEnabled()": tt.enabled} {
			if body != "" {
				p.says(call, body)
			}
		}
		if tt.model != nil {
			p.on("GET /$metadata", tt.model)
		}
		c := p.client(func(o *Options) {
			o.Connection.Server = tiles.Server{URL: p.url, API: apiNew, User: "ana", Status: tiles.StatusExpired}
			o.Connection.Name = "before"
		})
		got, account, display, err := c.Probe(t.Context())
		if err != nil || account != ana || display != "Ana Lima" {
			t.Errorf("%s: %q, %q, %v", tt.name, account, display, err)
		}
		if tt.system == systemSSRS {
			tt.want.Zone = "W. Europe Standard Time"
		}
		tt.want.URL, tt.want.API, tt.want.User, tt.want.Status, tt.want.ProbedAt = p.url, apiNew, "ana", tiles.StatusExpired, noon
		got.ProductName = ""
		if got != tt.want {
			t.Errorf("%s: %+v; want %+v", tt.name, got, tt.want)
		}
		if _, me := c.known(); me != ana {
			t.Errorf("%s: the client goes on as %q", tt.name, me)
		}
	}
}

// TestProbeKeeps checks that what can't be found out any more stays as it was,
// and that a server that isn't there changes nothing.
func TestProbeKeeps(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.fails("GET /System", 500, "")
	p.fails("GET /$metadata", 500, "")
	was := tiles.Server{URL: p.url, API: apiNew, Product: tiles.ProductSSRS, Version: "14.0.600", Zone: "GMT Standard Time",
		Integration: tiles.IntegrationOn, TellsSignIn: true, TellsNotices: true}
	c := p.client(func(o *Options) { o.Connection.Server = was })
	got, _, _, err := c.Probe(t.Context())
	was.ProbedAt = noon
	if err != nil || got != was {
		t.Errorf("%+v, %v; want %+v", got, err, was)
	}
	p.fails("GET /me", 502, "")
	if _, _, _, err := c.Probe(t.Context()); !isKind(err, KindServer) {
		t.Errorf("%v; want server", err)
	}
	p.says("GET /me", `{"Username":""}`)
	if _, _, _, err := c.Probe(t.Context()); !isKind(err, KindAnswer) {
		t.Errorf("%v; want answer", err)
	}
	p.says("GET /me", meBody)
	p.fails("GET /System", 429, "")
	if _, _, _, err := c.Probe(t.Context()); !isKind(err, KindThrottled) {
		t.Errorf("%v; want throttled", err)
	}
}
