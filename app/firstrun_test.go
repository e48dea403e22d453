package app

import (
	"slices"
	"testing"

	"mysettings/app/tiles"
)

// TestFirstRun: which step it is at, whatever is there already.
func TestFirstRun(t *testing.T) {
	t.Parallel()
	powerbi, server := tiles.Connection{Kind: tiles.PowerBI}, tiles.Connection{Kind: tiles.ReportServer}
	type done = map[FirstRunStep]FirstRunState
	type set = map[string]Setting
	client := Setting{Value: "an-id", Source: "user"}
	policy := Setting{Value: "an-id", Source: "policy", Locked: true}
	for _, tc := range []struct {
		name        string
		progress    firstRunProgress
		connections []tiles.Connection
		settings    set
		sandbox     bool
		want        FirstRunStep // empty for none
		states      []FirstRunState
	}{
		{name: "a new folder", want: StepPurpose, states: []FirstRunState{FirstRunTodo, FirstRunTodo, FirstRunTodo, FirstRunTodo, FirstRunTodo}},
		{name: "begun", progress: firstRunProgress{Begun: true, Done: done{StepPurpose: FirstRunDone}}, want: StepOrganisation},
		{
			name: "the organisation by policy", settings: set{"client_id": policy}, progress: firstRunProgress{Begun: true, Done: done{StepPurpose: FirstRunDone}},
			want: StepSignIn, states: []FirstRunState{FirstRunDone, FirstRunGiven, FirstRunTodo, FirstRunTodo, FirstRunTodo},
		},
		{name: "the id by command", settings: set{"client_id": client}, progress: firstRunProgress{Done: done{StepPurpose: FirstRunDone}}, want: StepSignIn},
		{name: "signed in by command", connections: []tiles.Connection{powerbi}, settings: set{"client_id": client}},
		{
			name: "signed in here", connections: []tiles.Connection{powerbi}, settings: set{"client_id": client},
			progress: firstRunProgress{Begun: true, Done: done{StepPurpose: FirstRunDone}}, want: StepServer,
		},
		{
			name: "server left out", connections: []tiles.Connection{powerbi}, settings: set{"client_id": client},
			progress: firstRunProgress{Begun: true, Done: done{StepPurpose: FirstRunDone, StepServer: FirstRunSkipped}}, want: StepStart,
		},
		{
			name: "start at login by policy", connections: []tiles.Connection{powerbi, server},
			settings: set{"client_id": client, "start_at_login": {Value: "true", Source: "policy", Locked: true}},
			progress: firstRunProgress{Begun: true, Done: done{StepPurpose: FirstRunDone}},
		},
		{
			name: "start at login chosen before", connections: []tiles.Connection{powerbi, server},
			settings: set{"client_id": client, "start_at_login": {Value: "false", Source: "user"}},
			progress: firstRunProgress{Begun: true, Done: done{StepPurpose: FirstRunDone}},
		},
		{name: "over", connections: []tiles.Connection{powerbi}, progress: firstRunProgress{Begun: true, Over: true}},
		{
			name: "over, and the server removed", progress: firstRunProgress{Begun: true, Over: true, Done: done{StepPurpose: FirstRunDone, StepStart: FirstRunDone}},
			want: StepOrganisation,
		},
		{
			name: "a report server alone", progress: firstRunProgress{Begun: true, Done: done{StepPurpose: FirstRunDone, StepOrganisation: FirstRunSkipped}},
			want: StepServer, states: []FirstRunState{FirstRunDone, FirstRunSkipped, FirstRunSkipped, FirstRunTodo, FirstRunTodo},
		},
		{
			name: "everything left out", want: StepOrganisation,
			progress: firstRunProgress{Begun: true, Over: true, Done: done{StepPurpose: FirstRunDone, StepOrganisation: FirstRunSkipped, StepServer: FirstRunSkipped, StepStart: FirstRunDone}},
		},
		{
			name: "signing in left out", want: StepSignIn, settings: set{"client_id": client},
			progress: firstRunProgress{Begun: true, Over: true, Done: done{StepPurpose: FirstRunDone, StepSignIn: FirstRunSkipped, StepServer: FirstRunSkipped, StepStart: FirstRunDone}},
		},
		{
			name: "back at the organisation", settings: set{"client_id": client}, want: StepOrganisation,
			progress: firstRunProgress{Begun: true, At: StepOrganisation, Done: done{StepPurpose: FirstRunDone}},
		},
		{
			name: "not back where policy has a say", settings: set{"client_id": policy}, want: StepSignIn,
			progress: firstRunProgress{Begun: true, At: StepOrganisation, Done: done{StepPurpose: FirstRunDone}},
		},
		{
			name: "not back where one is signed in", settings: set{"client_id": client}, connections: []tiles.Connection{powerbi}, want: StepServer,
			progress: firstRunProgress{Begun: true, At: StepSignIn, Done: done{StepPurpose: FirstRunDone}},
		},
		{
			name: "in the sandbox", sandbox: true, settings: set{"client_id": client}, want: StepSignIn,
			states: []FirstRunState{FirstRunGiven, FirstRunTodo, FirstRunTodo},
		},
		{
			name: "signed in in the sandbox", sandbox: true, settings: set{"client_id": client}, connections: []tiles.Connection{powerbi},
			progress: firstRunProgress{Begun: true}, want: StepServer,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := firstRun(firstRunFacts{Progress: tc.progress, Connections: tc.connections, Settings: tc.settings, Sandbox: tc.sandbox})
			if tc.want == "" {
				if got != nil {
					t.Errorf("at %s; want none", got.Step)
				}
				return
			}
			if got == nil || got.Step != tc.want || got.CanTry == tc.sandbox || got.Connected != (len(tc.connections) > 0) {
				t.Fatalf("first run = %+v; want to be at %s", got, tc.want)
			}
			if !slices.ContainsFunc(got.Steps, func(p FirstRunPart) bool { return p.Step == got.Step }) {
				t.Errorf("%s isn't among the steps %+v", got.Step, got.Steps)
			}
			if tc.states == nil {
				return
			}
			var states []FirstRunState
			for _, p := range got.Steps {
				states = append(states, p.State)
			}
			if !slices.Equal(states, tc.states) {
				t.Errorf("states = %v; want %v", states, tc.states)
			}
		})
	}
}

func TestProgressIsReadWhateverIsThere(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "x", "null", `{"done":3}`, `{"at":"nowhere"}`, `[1]`} {
		p := readProgress(text)
		if p.Done == nil || p.Over {
			t.Errorf("readProgress(%q) = %+v", text, p)
		}
		if got := firstRun(firstRunFacts{Progress: p}); got == nil || got.Step != StepPurpose {
			t.Errorf("with %q it begins at %+v", text, got)
		}
	}
	p := readProgress("")
	p.Done[StepServer], p.At = FirstRunSkipped, StepStart
	text, err := p.text()
	if again := readProgress(text); err != nil || again.At != StepStart || again.Done[StepServer] != FirstRunSkipped {
		t.Errorf("%s read again = %+v, %v", text, again, err)
	}
}
