package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// release is one of the report servers that the sandbox plays.
type release struct {
	mode         string
	product      string // ProductName
	version      string
	kind         string // ProductType; empty where the API doesn't say
	apis         []string
	pinning      bool // it still can pin to Power BI
	undocumented bool // it lists PowerBIIntegration and Notifications
}

const (
	productSSRS  = "Microsoft SQL Server Reporting Services"
	productPBIRS = "Microsoft Power BI Report Server"
	kindSSRS     = "SqlServerReportingServices"
	kindPBIRS    = "PowerBiReportServer"
)

// releases by the name of their mode. Both products' numbers begin with 15.0.
var releases = []release{
	{"2016", productSSRS, "13.0.6300.2", "", []string{"v1.0"}, true, true},
	{"2017", productSSRS, "14.0.601.20", kindSSRS, []string{"v1.0", "v2.0"}, true, true},
	{"2019", productSSRS, "15.0.1102.1075", kindSSRS, []string{"v1.0", "v2.0"}, true, true},
	{"2022", productSSRS, "16.0.1113.11", kindSSRS, []string{"v1.0", "v2.0"}, false, false},
	{"pbirs-2022-05", productPBIRS, "15.0.1108.297", kindPBIRS, []string{"v1.0", "v2.0"}, true, true},
	{"pbirs-2022-09", productPBIRS, "15.0.1110.120", kindPBIRS, []string{"v1.0", "v2.0"}, false, false},
}

// serverSettings are what POST /control/server changes. Its JSON names are
// part of the sandbox's interface.
type serverSettings struct {
	// Mode is the release: 2016, 2017, 2019, 2022, pbirs-2022-05 or
	// pbirs-2022-09.
	Mode string `json:"mode"`
	// Auth is how the server wants to be signed in to: ntlm; negotiate (with
	// NTLM inside it, and NTLM); kerberos (Negotiate for which no ticket is
	// ever good); basic; forms; none; never (NTLM that accepts nobody).
	Auth string `json:"auth"`
	// Unauthenticated is what a request of the API without sign-in gets in
	// forms mode: redirect (to the login page), page (the login page itself) or
	// 401.
	Unauthenticated string `json:"unauthenticated"`
	// Language is that of the texts in answers: en or de.
	Language string `json:"language"`
	// Integrated says whether an administrator registered the server with
	// Power BI; Redirect whether the address of the browser is registered too.
	Integrated bool `json:"integrated"`
	Redirect   bool `json:"redirect"`
	// Undocumented is false to leave PowerBIIntegration, Notifications and
	// ServiceState out, as another release might.
	Undocumented bool `json:"undocumented"`
	// Agent is false when the scheduler doesn't run: nothing happens by itself.
	Agent bool `json:"agent"`
	// XSRF is false to leave out the cookie and its check.
	XSRF bool `json:"xsrf"`
	// Execute is allowed or forbidden (403); ExecuteTakes is how long it is
	// until LastRunTime moves.
	Execute      string `json:"execute"`
	ExecuteTakes length `json:"execute_takes"`
	// Administrator is a person who sees everybody's subscriptions.
	Administrator string `json:"administrator"`
	// Zone is the server's time zone, a Windows name that the sandbox knows.
	Zone string `json:"zone"`
	// Success is the status of a good run; nil means the language's own.
	Success *string `json:"success"`
	serverShapes
}

// serverShapes are how answers are written.
type serverShapes struct {
	// Wrapped is false for bare arrays.
	Wrapped bool `json:"wrapped"`
	// Values is how ExtensionSettings.ParameterValues comes: list, object
	// (by name), or one (a single parameter).
	Values string `json:"values"`
	// BareRows leaves the delivery extension, its settings and the schedule
	// out of lists; RowSchedules is false to leave out the schedule alone.
	BareRows     bool `json:"bare_rows"`
	RowSchedules bool `json:"row_schedules"`
	// PageSize is how many rows one answer holds; 0 for all.
	PageSize int `json:"page_size"`
	// Dates are written with the offset of the server's zone (offset), in UTC
	// (utc), without a zone (bare), or with year 1 for never (year1).
	Dates string `json:"dates"`
	// StatusNumbers gives the sign-in's state as a number.
	StatusNumbers bool `json:"status_numbers"`
}

func startSettings(o Options) serverSettings {
	s := serverSettings{
		Mode: "2019", Auth: "ntlm", Unauthenticated: "redirect", Language: "en", Integrated: true, Redirect: true,
		Undocumented: true, Agent: true, XSRF: true, Execute: "allowed", ExecuteTakes: length(o.RefreshTakes),
		Zone:         "W. Europe Standard Time",
		serverShapes: serverShapes{Wrapped: true, Values: "list", RowSchedules: true, Dates: "offset"},
	}
	if o.ServerMode != "" {
		s.Mode = o.ServerMode
	}
	if o.ServerAuth != "" {
		s.Auth = o.ServerAuth
	}
	return s
}

// changed is the settings with those of body put in their place.
func (s serverSettings) changed(body json.RawMessage) (serverSettings, error) {
	if s.Success != nil {
		own := *s.Success // not the one that the settings now point to
		s.Success = &own
	}
	return decoded(body, s)
}

func (s serverSettings) check() error {
	if s.release().mode == "" {
		return fmt.Errorf("mode %q is not one of 2016, 2017, 2019, 2022, pbirs-2022-05, pbirs-2022-09", s.Mode)
	}
	for _, x := range []struct{ name, value, allowed string }{
		{"auth", s.Auth, "ntlm negotiate kerberos basic forms none never"},
		{"unauthenticated", s.Unauthenticated, "redirect page 401"},
		{"language", s.Language, "en de"},
		{"execute", s.Execute, "allowed forbidden"},
		{"values", s.Values, "list object one"},
		{"dates", s.Dates, "offset utc bare year1"},
	} {
		if !slices.Contains(strings.Fields(x.allowed), x.value) {
			return fmt.Errorf("%s %q is not one of: %s", x.name, x.value, x.allowed)
		}
	}
	if zones[s.Zone] == "" {
		return fmt.Errorf("the zone %q is not one that the sandbox knows", s.Zone)
	}
	if s.PageSize < 0 {
		return fmt.Errorf("page_size %d is negative", s.PageSize)
	}
	return nil
}

func (s serverSettings) release() release {
	for _, r := range releases {
		if r.mode == s.Mode {
			return r
		}
	}
	return release{}
}

// works says whether pinned tiles can be kept fresh at all.
func (s serverSettings) works() bool { return s.Integrated && s.release().pinning }

// lists says whether the server's own description lists the undocumented parts.
func (s serverSettings) lists() bool { return s.Undocumented && s.release().undocumented }

func (s serverSettings) location() *time.Location { return (&plan{zone: s.Zone}).location() }

// stamp writes a date as the settings say; the zero time is never.
func (s serverSettings) stamp(t time.Time) any {
	switch {
	case t.IsZero() && s.Dates == "year1":
		return "0001-01-01T00:00:00Z"
	case t.IsZero():
		return nil
	case s.Dates == "utc":
		return t.UTC().Format(time.RFC3339)
	case s.Dates == "bare":
		return t.In(s.location()).Format("2006-01-02T15:04:05.000")
	}
	return t.In(s.location()).Format(time.RFC3339)
}
