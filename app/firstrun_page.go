package app

import "mysettings/app/signin"

// FirstRun is the way from an empty window to one that is of use, as the page
// shows it in the place of My Settings.
type FirstRun struct {
	// Step is where the person is.
	Step FirstRunStep `json:"step"`
	// Steps are all steps in order, without those that don't apply here.
	Steps        []FirstRunPart `json:"steps"`
	Organisation Organisation   `json:"organisation"`
	// StartAtLogin is whether the app starts watching at login.
	StartAtLogin bool `json:"startAtLogin"`
	// CanSkip is true where another step is left.
	CanSkip bool `json:"canSkip"`
	// CanTry is true where the sandbox may be tried from here.
	CanTry bool `json:"canTry"`
	// Connected is true once there is anything for My Settings to show: what is
	// left may be left out then.
	Connected bool `json:"connected"`
}

// FirstRunStep is one step of the first run.
type FirstRunStep string

// The steps, in order.
const (
	StepPurpose      FirstRunStep = "purpose"      // what the app is for; the sandbox
	StepOrganisation FirstRunStep = "organisation" // cloud, tenant, application id
	StepSignIn       FirstRunStep = "sign_in"
	StepServer       FirstRunStep = "server" // a report server
	StepStart        FirstRunStep = "start"  // start at login?
)

// FirstRunPart is how far one step has come.
type FirstRunPart struct {
	Step  FirstRunStep  `json:"step"`
	State FirstRunState `json:"state"`
	// Back is true where the person may go back to it.
	Back bool `json:"back"`
}

// FirstRunState is how far a step has come.
type FirstRunState string

// The states of a step.
const (
	FirstRunTodo    FirstRunState = "todo"
	FirstRunDone    FirstRunState = "done"
	FirstRunSkipped FirstRunState = "skipped"
	// FirstRunGiven: the organisation's policy, or the sandbox, has done it.
	FirstRunGiven FirstRunState = "given"
)

// Organisation is what the app needs to know to sign in to an organisation. A
// value that policy holds is locked, and stays as it is whatever comes back.
type Organisation struct {
	Cloud  string `json:"cloud"`
	Tenant string `json:"tenant"`
	// ClientID is the id of the app's registration.
	ClientID     string `json:"clientId"`
	CloudLocked  bool   `json:"cloudLocked"`
	TenantLocked bool   `json:"tenantLocked"`
	ClientLocked bool   `json:"clientLocked"`
}

// OrganisationCheck is what a check of an Organisation found.
type OrganisationCheck struct {
	// Good is true where nothing is wrong as far as can be told before signing in.
	Good     bool      `json:"good"`
	Findings []Finding `json:"findings"`
	// Tenant is the organisation as it was understood: what stands behind the @
	// of an address.
	Tenant   string `json:"tenant"`
	ClientID string `json:"clientId"`
	// Cloud is the cloud that the organisation is in, where that is another one
	// than was given, and CloudName its name.
	Cloud     string `json:"cloud"`
	CloudName string `json:"cloudName"`
	// Cancelled is true when the person gave it up.
	Cancelled bool `json:"cancelled"`
}

// Finding is what was found about one part of an organisation's values.
type Finding struct {
	Part  signin.SetupPart  `json:"part"`
	State signin.SetupState `json:"state"`
	Text  string            `json:"text"`
	// Details are codes and ids for whoever is asked for help.
	Details string `json:"details"`
}
