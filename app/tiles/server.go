package tiles

import (
	"net/url"
	"time"
)

// Server is what is known of a report server, for a Connection of that kind.
// It never holds a secret.
type Server struct {
	// URL is the web portal as the person reaches it, without a slash at the
	// end: "https://bi.contoso.com/reports".
	URL string
	// SettingsURL is the portal's My Settings page where it is not at
	// URL + "/mysettings"; empty otherwise. No page documents that address.
	SettingsURL string
	// API is the version of the REST API that answers: "v2.0" or, for 2016,
	// "v1.0".
	API string
	// Product tells the two products apart, whose version numbers overlap;
	// ProductName and Version are the server's words, untrusted.
	Product     Product
	ProductName string
	Version     string
	// Auth is how to sign in to the server itself, User the name that was
	// typed for it; empty for the user who is logged in to this computer.
	Auth Auth
	User string
	// Integration tells whether the server can keep tiles fresh at all.
	Integration Integration
	// TellsSignIn and TellsNotices are true where the server's own description
	// lists the (undocumented) PowerBIIntegration and Notifications.
	TellsSignIn  bool
	TellsNotices bool
	// ProbedAt is when all of the above was last found out.
	ProbedAt time.Time
	// Zone is the server's time zone, a Windows name or empty: dates that it
	// gives without a zone are meant so.
	Zone string
	// Status is what the server last said of the Power BI sign-in that it
	// keeps for the person, Account as whom; StatusAt is when it was asked.
	Status   ServerStatus
	Account  string
	StatusAt time.Time
	// Others remembers which of the person's subscriptions are no pins, where a
	// list doesn't tell, in a form that only the server's client reads.
	Others string
}

// Page is the portal's My Settings page, where the person signs in to Power BI
// for the server.
func (s Server) Page() string {
	if s.SettingsURL != "" {
		return s.SettingsURL
	}
	return s.URL + "/mysettings"
}

// Host is the server's name as the person knows it, with a port that is not
// the usual one: "bi.contoso.com". It is cleaned, for sentences.
func (s Server) Host() string {
	host := s.URL
	if u, err := url.Parse(s.URL); err == nil && u.Host != "" {
		host = u.Host
	}
	return Clean(host, 60)
}

// Product is which report server it is.
type Product string

// The products. The empty value means that it is not known.
const (
	ProductUnknown Product = ""
	ProductSSRS    Product = "ssrs"  // SQL Server Reporting Services
	ProductPBIRS   Product = "pbirs" // Power BI Report Server
)

// Auth is how a client signs in to a report server itself.
type Auth string

// The ways to sign in to a report server.
const (
	AuthNegotiate Auth = "negotiate" // Kerberos, or what Windows makes of it
	AuthNTLM      Auth = "ntlm"
	AuthBasic     Auth = "basic" // over TLS only
	AuthForms     Auth = "forms" // a custom extension: POST /Session
)

// Integration says whether a report server works with Power BI.
type Integration string

// The four answers. They are what `status --json` calls integration.
const (
	IntegrationOn          Integration = "on"
	IntegrationOff         Integration = "off"         // My Settings isn't there: the administrator registers the server
	IntegrationUnavailable Integration = "unavailable" // this release no longer has pinning
	IntegrationUnknown     Integration = "unknown"     // can't tell; the empty value means the same
)

// ServerStatus is the server's own word about the Power BI sign-in that it
// keeps. The empty value means that it can't or doesn't tell.
type ServerStatus string

// The server's words.
const (
	StatusUnknown   ServerStatus = ""
	StatusSignedIn  ServerStatus = "signed_in"
	StatusSignedOut ServerStatus = "signed_out"
	StatusExpired   ServerStatus = "expired"
)

// Subscription is what a report server tells of a pin, for a Feed of the
// source SourceSubscription. Names and texts are the server's, untrusted.
type Subscription struct {
	// Report is the report's path, "/Finance/IT Spend"; ReportID its id where
	// it is known. Visual is the pinned item's name inside the report.
	Report   string
	ReportID string
	Visual   string
	// GroupID (empty for My workspace), DashboardID and TileID are the ids on
	// the Power BI side; TileID is empty until the tile exists. Dashboard is the
	// dashboard's name when the item was pinned.
	GroupID     string
	DashboardID string
	Dashboard   string
	TileID      string
	// Active is false when the subscription is switched off. PausedAt is when
	// the person did that with this app, zero where it is on or somebody else
	// has switched it off.
	Active   bool
	PausedAt time.Time
	// Status is LastStatus, verbatim, cut to 4,000 characters; RunAt is
	// LastRunTime in UTC, zero for never.
	Status string
	RunAt  time.Time
	// ModifiedAt is when the subscription was last changed; a change makes
	// what was read of it in detail old. DetailAt is when that was read, the
	// data source included; RowAt when the subscription was read by itself
	// because a list tells less, zero where it never was.
	ModifiedAt time.Time
	DetailAt   time.Time
	RowAt      time.Time
	// NoStored is true when the report's data source keeps no credentials, so
	// that no run of it can ever succeed.
	NoStored bool
	// ScheduleText is the server's own description of the schedule, in its
	// language. NextAt is the slot that the next run is due at, or was, in UTC,
	// where the schedule is known and no Schedule can hold it (by the month);
	// zero otherwise.
	ScheduleText string
	NextAt       time.Time
}
