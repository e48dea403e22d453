package tiles

import "time"

// Run is one attempt of a feed to bring its tiles up to date.
type Run struct {
	// ID is the service's request id, or one made from the start time.
	ID     string
	Start  time.Time // UTC
	End    time.Time // UTC; zero while it runs
	Status RunStatus
	// Trigger is the service's refreshType, verbatim ("Scheduled",
	// "OnDemand", "ViaApi", …).
	Trigger string
	// Code and Text are the service's error, verbatim and untrusted; empty for
	// a good run.
	Code string
	Text string
	// Attempts are the parts of the run, where the service tells them.
	Attempts []Attempt
}

// RunStatus is how a run ended, or that it has not.
type RunStatus string

// The ends of a run. What the service calls "Unknown" is RunRunning while it
// has no end. RunNone is no run at all; no Run has it.
const (
	RunNone      RunStatus = ""
	RunRunning   RunStatus = "running"
	RunGood      RunStatus = "good"
	RunFailed    RunStatus = "failed"
	RunCancelled RunStatus = "cancelled"
	RunDisabled  RunStatus = "disabled" // switched off by a selective refresh
	RunUnknown   RunStatus = "unknown"  // ended, in words this app does not know
)

// Attempt is one part of a run. Type "Data" is the model's load, "Query" is
// the refresh of the dashboard tiles themselves; others are kept verbatim.
type Attempt struct {
	Type  string
	Start time.Time // UTC
	End   time.Time // UTC; zero while it runs
	Code  string    // empty for a good attempt
	Text  string
}

// Ask is one refresh that this app asked the service for.
type Ask struct {
	ID   string
	Feed string
	// Due is the slot of the keep's schedule that was served; zero for
	// "refresh now".
	Due time.Time
	// At is when it was asked.
	At time.Time
	// Before is the start of the newest run that was known of a pin when it
	// was asked, by the report server's clock: a later one answers. Zero where
	// there was none, and for models.
	Before time.Time
	// Outcome says what the service answered.
	Outcome AskOutcome
	// Code is the service's error code where it refused.
	Code string
	// CatchUp marks the one request made for what was missed while the
	// machine slept or the sign-in was gone.
	CatchUp bool
	// Retry is when to ask again for the same slot; zero for never.
	Retry time.Time
}

// AskOutcome is the service's answer to an Ask.
type AskOutcome string

// The answers to an Ask.
const (
	AskAccepted AskOutcome = "accepted" // 202
	AskRunning  AskOutcome = "running"  // 409: a refresh was already under way, which serves as well
	AskQuota    AskOutcome = "quota"    // the day's refreshes are used up
	AskDenied   AskOutcome = "denied"   // no permission on the model, or the model is gone
	AskSignIn   AskOutcome = "sign_in"  // the sign-in is gone: asked again after signing in
	AskLater    AskOutcome = "later"    // throttled or unreachable: asked again at Retry
)
