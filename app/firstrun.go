package app

import (
	"encoding/json"
	"slices"

	"mysettings/app/tiles"
)

// firstRunProgress is what is kept of the first run, in the store's words.
// Whatever else is there already says more: nothing is asked twice.
type firstRunProgress struct {
	// Begun is true once the person has done anything in it.
	Begun bool `json:"begun,omitempty"`
	// Over is true once the person has seen the end of it or left it out.
	Over bool `json:"over,omitempty"`
	// At is where the person went back to; empty for the first that is left.
	At   FirstRunStep                   `json:"at,omitempty"`
	Done map[FirstRunStep]FirstRunState `json:"done,omitempty"`
}

// readProgress takes whatever is kept; what can't be read is a beginning.
func readProgress(text string) firstRunProgress {
	var p firstRunProgress
	if json.Unmarshal([]byte(text), &p) != nil {
		p = firstRunProgress{}
	}
	if p.Done == nil {
		p.Done = map[FirstRunStep]FirstRunState{}
	}
	return p
}

func (p firstRunProgress) text() (string, error) {
	out, err := json.Marshal(p)
	return string(out), err
}

// firstRunFacts are what the first run is worked out from.
type firstRunFacts struct {
	Progress    firstRunProgress
	Connections []tiles.Connection
	// Settings are those that it asks for, by key.
	Settings map[string]Setting
	Sandbox  bool
}

// firstRunSettings are the settings that the first run asks for.
var firstRunSettings = []string{"cloud", "tenant", "client_id", "start_at_login"}

// firstRun works out where the first run is; nil where it is no longer of use.
func firstRun(f firstRunFacts) *FirstRun {
	connected := len(f.Connections) > 0
	if connected && (f.Progress.Over || !f.Progress.Begun) {
		return nil
	}
	out := &FirstRun{
		Steps:        f.steps(),
		Organisation: organisationOf(f.Settings),
		StartAtLogin: f.Settings["start_at_login"].Value == "true",
		CanTry:       !f.Sandbox,
		Connected:    connected,
	}
	open := func(p FirstRunPart) bool { return p.State == FirstRunTodo }
	back := func(p FirstRunPart) bool { return p.Step == f.Progress.At && (p.Back || open(p)) }
	switch {
	case slices.ContainsFunc(out.Steps, back):
		out.Step = f.Progress.At
	case slices.ContainsFunc(out.Steps, open):
		out.Step = out.Steps[slices.IndexFunc(out.Steps, open)].Step
	case connected:
		return nil
	default: // everything was left out: there is still nothing to show
		out.Step = StepSignIn
		if f.Settings["client_id"].Value == "" {
			out.Step = StepOrganisation
		}
	}
	out.CanSkip = connected || slices.ContainsFunc(out.Steps, func(p FirstRunPart) bool { return open(p) && p.Step != out.Step })
	return out
}

// steps are the steps that apply, with how far each has come.
func (f firstRunFacts) steps() []FirstRunPart {
	var parts []FirstRunPart
	for _, step := range []FirstRunStep{StepPurpose, StepOrganisation, StepSignIn, StepServer, StepStart} {
		// A stand-in organisation explains itself, and is never started at login.
		if f.Sandbox && (step == StepPurpose || step == StepStart) {
			continue
		}
		part := FirstRunPart{Step: step, State: f.state(step)}
		// Who is signed in has nothing to do there: another account is another thing.
		part.Back = part.State == FirstRunSkipped || part.State == FirstRunDone && step != StepSignIn
		parts = append(parts, part)
	}
	return parts
}

func (f firstRunFacts) state(step FirstRunStep) FirstRunState {
	has := func(kind tiles.ConnectionKind) bool {
		return slices.ContainsFunc(f.Connections, func(c tiles.Connection) bool { return c.Kind == kind })
	}
	kept := f.Progress.Done[step]
	switch step {
	case StepOrganisation:
		client := f.Settings["client_id"]
		switch {
		case client.Locked, f.Sandbox && client.Value != "":
			return FirstRunGiven
		case has(tiles.PowerBI), client.Value != "":
			return FirstRunDone
		}
	case StepSignIn:
		if has(tiles.PowerBI) {
			return FirstRunDone
		}
		if f.Progress.Done[StepOrganisation] == FirstRunSkipped && f.Settings["client_id"].Value == "" {
			return FirstRunSkipped // without the one there can't be the other
		}
	case StepServer:
		if has(tiles.ReportServer) {
			return FirstRunDone
		}
	case StepStart:
		switch start := f.Settings["start_at_login"]; {
		case start.Locked:
			return FirstRunGiven
		case start.Source == "user":
			return FirstRunDone
		}
	}
	switch kept {
	case FirstRunSkipped:
		return kept
	case FirstRunDone:
		// What can be seen elsewhere was looked at above.
		if step == StepPurpose || step == StepStart {
			return kept
		}
	}
	return FirstRunTodo
}

func organisationOf(set map[string]Setting) Organisation {
	return Organisation{
		Cloud: set["cloud"].Value, Tenant: set["tenant"].Value, ClientID: set["client_id"].Value,
		CloudLocked: set["cloud"].Locked, TenantLocked: set["tenant"].Locked, ClientLocked: set["client_id"].Locked,
	}
}
