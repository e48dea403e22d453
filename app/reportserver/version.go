package reportserver

import (
	"strconv"
	"strings"

	"mysettings/app/tiles"
)

// productOf tells the two products apart. Only the first of them ever spoke
// v1.0 alone.
func productOf(y system, api string) tiles.Product {
	text := strings.ToLower(strings.ReplaceAll(y.kind+"|"+y.name, " ", ""))
	switch {
	case strings.Contains(text, "powerbireportserver"):
		return tiles.ProductPBIRS
	case strings.Contains(text, "sqlserverreportingservices"), strings.Contains(text, "reportingservices"):
		return tiles.ProductSSRS
	case api == apiOld:
		return tiles.ProductSSRS
	}
	return tiles.ProductUnknown
}

// discontinued tells whether a release no longer has pinning: SQL Server
// Reporting Services from 2022 (16), Power BI Report Server from September 2022
// (1.15, build 15.0.1110). False where the version doesn't tell.
// https://learn.microsoft.com/en-us/sql/reporting-services/discontinued-functionality-to-sql-server-reporting-services-in-sql-server
// https://learn.microsoft.com/en-us/power-bi/report-server/changelog
func discontinued(p tiles.Product, version string) bool {
	major, minor, build, ok := parseVersion(version)
	switch {
	case !ok:
		return false
	case major >= 16:
		return true
	case p != tiles.ProductPBIRS:
		return false
	case major == 15:
		return minor > 0 || build >= 1110
	case major == 1: // as the change log counts
		return minor >= 15
	}
	return false
}

// parseVersion reads the first three numbers of a version; the second and
// third may be missing.
func parseVersion(s string) (major, minor, build int, ok bool) {
	var n [3]int
	for i, part := range strings.SplitN(strings.TrimSpace(s), ".", 4) {
		if i == len(n) {
			break
		}
		v, err := strconv.ParseUint(part, 10, 31)
		if err != nil {
			return 0, 0, 0, false
		}
		n[i] = int(v)
	}
	return n[0], n[1], n[2], true
}

// integration is which of the four answers holds. The server's own word that it
// is registered wins over its version; that it is not registered says nothing
// where its release couldn't be.
func integration(enabled verdict, s tiles.Server) tiles.Integration {
	switch {
	case enabled == yes:
		return tiles.IntegrationOn
	case discontinued(s.Product, s.Version):
		return tiles.IntegrationUnavailable
	case enabled == no:
		return tiles.IntegrationOff
	}
	return tiles.IntegrationUnknown
}
