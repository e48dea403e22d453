package tiles

import "time"

// Connection is one sign-in: the person's to Power BI, which this app keeps,
// or a report server's, which the server keeps. It never holds a secret.
type Connection struct {
	// ID is short, stable, safe in file names and never derived from a secret:
	// "powerbi-" and ten hex digits of a hash of tenant and object id.
	ID   string
	Kind ConnectionKind
	// Name is the user name to show, Person the display name. Untrusted text.
	Name   string
	Person string
	// Cloud is the id of the cloud ("public", "gcc", …); Tenant the tenant's id.
	Cloud  string
	Tenant string
	// ObjectID is the person's id in the tenant (claim oid, else sub).
	ObjectID string
	// Scopes are the permissions granted so far, without prefix.
	Scopes []string
	// SignedInAt is the last time the person signed in; RenewedAt the last time
	// the sign-in was renewed: that its end was put off. GoodUntil is the refresh token's end; Estimate is
	// true when the server did not say it.
	SignedInAt time.Time
	RenewedAt  time.Time
	GoodUntil  time.Time
	Estimate   bool
	// SignedOut is true after the person signed out here: the row is kept so
	// that signing in again brings the same tiles and schedules back.
	SignedOut bool
	// EndedAt is when the sign-in was found to be gone; zero while it is good.
	EndedAt time.Time
	// Problem is what is wrong with the sign-in; nil when nothing is.
	Problem *Problem
	// InventoryAt is when all dashboards were last listed; CheckedAt when the
	// tiles were last looked at. PausedUntil stops every call (429).
	InventoryAt time.Time
	CheckedAt   time.Time
	PausedUntil time.Time
	// Server is what is known of a report server; zero for Power BI.
	Server Server
}

// ConnectionKind says whose sign-in a Connection is.
type ConnectionKind string

// The kinds of connection.
const (
	PowerBI      ConnectionKind = "powerbi"
	ReportServer ConnectionKind = "reportserver"
)

// Problem is what is wrong, in the app's words and in the server's.
type Problem struct {
	Cause  Cause
	Remedy Remedy
	// Text is a sentence for people, remedy first, in English; what is shown is
	// Connection.ProblemText.
	Text string
	// Code is the server's code ("invalid_grant", "AADSTS700082"), and
	// CorrelationID what its support asks for; both only for "Details".
	Code          string
	CorrelationID string
	// RetryAt is when the app tries again by itself; zero for never.
	RetryAt time.Time
}

// SignInState is how a Connection is doing.
type SignInState string

// The states of a sign-in.
const (
	SignedOut SignInState = "signed_out"
	SignedIn  SignInState = "signed_in"
	Expiring  SignInState = "expiring" // within the reminder lead
	Expired   SignInState = "expired"  // ended, or refused for a reason that signing in cures
	Blocked   SignInState = "blocked"  // signing in again alone will not help
	// UnknownState is a report server's sign-in of which the server does not,
	// or can't be asked to, tell. Nothing is claimed of it.
	UnknownState SignInState = "unknown"
)
