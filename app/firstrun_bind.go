package app

import (
	"errors"
	"fmt"
	"slices"

	"mysettings/app/installed"
)

// errStep is a step that the first run doesn't have.
var errStep = errors.New("step that the first run does not have")

// changeFirstRun changes what is kept of the first run.
func (b *Bindings) changeFirstRun(change func(p *firstRunProgress)) error {
	err := b.b.Store.UpdateFirstRun(b.life, func(old string) (string, error) {
		p := readProgress(old)
		p.Begun = true
		change(&p)
		return p.text()
	})
	if err != nil {
		return fail(err)
	}
	b.shell.Emit(EventChanged)
	return nil
}

func knownStep(step FirstRunStep) error {
	if !slices.Contains([]FirstRunStep{StepPurpose, StepOrganisation, StepSignIn, StepServer, StepStart}, step) {
		return fail(fmt.Errorf("%w: %q", errStep, step))
	}
	return nil
}

// FirstRunGo goes to a step of the first run, one that is done too.
func (b *Bindings) FirstRunGo(step FirstRunStep) error {
	if err := knownStep(step); err != nil {
		return err
	}
	return b.changeFirstRun(func(p *firstRunProgress) {
		p.At = step
		delete(p.Done, step)
	})
}

// FirstRunNext is done with a step of the first run, or leaves it out, and goes
// on to the next that is left. The last one ends it.
func (b *Bindings) FirstRunNext(step FirstRunStep, skip bool) error {
	if err := knownStep(step); err != nil {
		return err
	}
	return b.changeFirstRun(func(p *firstRunProgress) {
		p.At = ""
		p.Done[step] = FirstRunDone
		if skip {
			p.Done[step] = FirstRunSkipped
		}
		p.Over = p.Over || step == StepStart
	})
}

// FirstRunLeave leaves out what is left of the first run. While nothing is
// connected it has no effect that can be seen: there is nothing else to show.
func (b *Bindings) FirstRunLeave() error {
	return b.changeFirstRun(func(p *firstRunProgress) { p.Over, p.At = true, "" })
}

// FirstRunStartAtLogin is the answer to the last step.
func (b *Bindings) FirstRunStartAtLogin(on bool) error {
	s, err := b.b.Settings(b.life)
	if err != nil {
		return fail(err)
	}
	value := "false"
	if on {
		value = "true"
	}
	if err := s.Set(b.life, "start_at_login", value); err != nil {
		return fail(err)
	}
	return b.FirstRunNext(StepStart, false)
}

// TrySandbox opens a window of its own on a throw-away organisation; this one
// stays as it is.
func (b *Bindings) TrySandbox() error {
	start := b.b.TrySandbox
	if start == nil {
		start = installed.StartSandbox
	}
	return fail(start())
}

// firstRun reads what the first run is worked out from; nil where there is
// none.
func (b *Bindings) firstRun(f Facts, set Settings) (*FirstRun, error) {
	text, err := b.b.Store.FirstRun(b.life)
	if err != nil {
		return nil, err
	}
	about := firstRunFacts{
		Progress: readProgress(text), Connections: f.Connections, Sandbox: f.Sandbox, Settings: map[string]Setting{},
	}
	for _, key := range firstRunSettings {
		v, err := set.Get(key)
		if err != nil {
			return nil, err
		}
		about.Settings[key] = Setting{Key: key, Value: v.Value, Source: string(v.Source), Locked: v.Locked}
	}
	return firstRun(about), nil
}
