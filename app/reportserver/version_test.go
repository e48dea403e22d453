package reportserver

import (
	"testing"

	"mysettings/app/tiles"
)

func TestDiscontinued(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		product tiles.Product
		version string
		want    bool
	}{
		{tiles.ProductSSRS, "13.0.5026.0", false},
		{tiles.ProductSSRS, "14.0.600.1763", false},
		{tiles.ProductSSRS, "15.0.1102.1140", false},
		{tiles.ProductSSRS, "15.0.8738.29460", false},
		{tiles.ProductSSRS, "16.0.1113.11", true},
		{tiles.ProductPBIRS, "14.0.600.305", false},
		{tiles.ProductPBIRS, "15.0.1108.297", false},
		{tiles.ProductPBIRS, "15.0.1110.120", true},
		{tiles.ProductPBIRS, "15.0.1117.98", true},
		{tiles.ProductPBIRS, "1.14.8107.38533", false},
		{tiles.ProductPBIRS, "1.15.8300.38452", true},
		{tiles.ProductPBIRS, "17.0.1", true},
		{tiles.ProductUnknown, "15.0.1110.120", false},
		{tiles.ProductUnknown, "16.0.1113.11", true},
		{tiles.ProductUnknown, "", false},
		{tiles.ProductPBIRS, "15.0.x", false},
		{tiles.ProductPBIRS, "-16.0", false},
		{tiles.ProductSSRS, "16", true},
	} {
		if got := discontinued(tt.product, tt.version); got != tt.want {
			t.Errorf("discontinued(%q, %q) = %v; want %v", tt.product, tt.version, got, tt.want)
		}
	}
}

func TestProductOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		y    system
		api  string
		want tiles.Product
	}{
		{system{kind: "PowerBiReportServer"}, apiNew, tiles.ProductPBIRS},
		{system{kind: "SqlServerReportingServices"}, apiNew, tiles.ProductSSRS},
		{system{name: "Microsoft Power BI Report Server"}, apiNew, tiles.ProductPBIRS},
		{system{name: "SQL Server Reporting Services"}, apiNew, tiles.ProductSSRS},
		{system{}, apiNew, tiles.ProductUnknown},
		{system{}, apiOld, tiles.ProductSSRS},
		{system{kind: "1"}, apiNew, tiles.ProductUnknown},
	} {
		if got := productOf(tt.y, tt.api); got != tt.want {
			t.Errorf("productOf(%+v, %s) = %q; want %q", tt.y, tt.api, got, tt.want)
		}
	}
}

func TestIntegration(t *testing.T) {
	t.Parallel()
	current := tiles.Server{Product: tiles.ProductSSRS, Version: "14.0.600.1763"}
	later := tiles.Server{Product: tiles.ProductSSRS, Version: "16.0.1113.11"}
	for _, tt := range []struct {
		enabled verdict
		server  tiles.Server
		want    tiles.Integration
	}{
		{yes, current, tiles.IntegrationOn},
		{no, current, tiles.IntegrationOff},
		{cantTell, current, tiles.IntegrationUnknown},
		{yes, later, tiles.IntegrationOn},
		{no, later, tiles.IntegrationUnavailable},
		{cantTell, later, tiles.IntegrationUnavailable},
		{cantTell, tiles.Server{}, tiles.IntegrationUnknown},
	} {
		if got := integration(tt.enabled, tt.server); got != tt.want {
			t.Errorf("integration(%d, %s) = %q; want %q", tt.enabled, tt.server.Version, got, tt.want)
		}
	}
}
