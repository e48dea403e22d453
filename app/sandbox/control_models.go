package sandbox

import (
	"encoding/json"
	"fmt"
	"time"
)

type datasetRequest struct {
	Dataset string `json:"dataset"`
}

type failRequest struct {
	Dataset     string `json:"dataset"`
	Code        string `json:"code"`
	Description string `json:"description"`
	// Later leaves out the failed run that is otherwise put at the end of the
	// history at once.
	Later bool `json:"later"`
}

type scheduleRequest struct {
	Dataset string `json:"dataset"`
	Enabled bool   `json:"enabled"`
}

type skipRequest struct {
	Dataset string `json:"dataset"`
	Slots   int    `json:"slots"`
	Past    length `json:"past"`
}

type foreverRequest struct {
	Dataset string `json:"dataset"`
	Since   length `json:"since"`
}

type quotaRequest struct {
	Dataset string `json:"dataset"`
	Gone    bool   `json:"gone"`
}

type deleteRequest struct {
	What string `json:"what"`
}

type renameRequest struct {
	What string `json:"what"`
	Name string `json:"name"`
}

type roleRequest struct {
	Person    string `json:"person"`
	Workspace string `json:"workspace"`
	Role      string `json:"role"`
}

func (o *Org) modelControls() []control {
	w := o.world
	return []control{
		{"POST", controlPath + "/fail", "Let a dataset's refreshes fail with a code (serviceExceptionJson), one at once and all that come; four in a row switch its schedule off. heal ends it.", failRequest{Dataset: "General ledger", Code: "ModelRefreshFailed_CredentialsNotSpecified"}, taking(w.failControl)},
		{"POST", controlPath + "/fail-query", "Let only the tiles fail: attempts of the type Query, after a good load of the data.", failRequest{Dataset: "General ledger", Code: "QueryUserError", Description: "The tile could not be drawn"}, taking(w.failQueryControl)},
		{"POST", controlPath + "/schedule", "Switch a dataset's schedule on or off, as the service does by itself.", scheduleRequest{"General ledger", false}, taking(w.scheduleControl)},
		{"POST", controlPath + "/skip", "Leave out the next slots of a schedule (-1: all), and take the runs of some past time out of the history.", json.RawMessage(`{"dataset":"General ledger","slots":-1,"past":"24h"}`), taking(w.skipControl)},
		{"POST", controlPath + "/forever", "Let refreshes begin and never end; one at once, begun since ago.", json.RawMessage(`{"dataset":"General ledger","since":"3h"}`), taking(w.foreverControl)},
		{"POST", controlPath + "/heal", "Put a dataset right: schedule on, refreshes good again, one good one at once.", datasetRequest{"General ledger"}, taking(w.healControl)},
		{"POST", controlPath + "/quota", "Say whether a dataset's refreshes of the day are used up.", quotaRequest{"Expenses", true}, taking(w.quotaControl)},
		{"POST", controlPath + "/delete", "Delete a tile, a dashboard or a dataset, by id or name.", deleteRequest{"Cash position"}, taking(w.deleteControl)},
		{"POST", controlPath + "/rename", "Rename a tile, a dashboard, a workspace or a dataset, by id or name.", renameRequest{"Cash position", "<b>Cash</b>"}, taking(w.renameControl)},
		{"POST", controlPath + "/role", "Give a person a role in a workspace: Admin, Member, Contributor, Viewer, or empty for none.", roleRequest{"ana", "Finance", roleViewer}, taking(o.roleControl)},
		{"GET", controlPath + "/refreshes", "The refreshes that were asked for (POST), newest first.", nil, showing(w.askedControl)},
		{"GET", controlPath + "/organisation", "People, workspaces, dashboards, tiles and datasets with their ids.", nil, showing(o.organisationControl)},
	}
}

// change runs f on a dataset whose history is up to date.
func (w *world) change(key string, f func(*model, time.Time) error) (any, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m := w.model(key)
	if m == nil {
		return nil, fmt.Errorf("there is no dataset %q", key)
	}
	now := w.now()
	m.advance(now)
	if err := f(m, now); err != nil {
		return nil, err
	}
	return map[string]string{"dataset": m.id, "name": m.name}, nil
}

// runNow puts a run that has just ended at the end of the history.
func (w *world) runNow(m *model, now time.Time) {
	r := m.newRun("Scheduled", now.Add(-w.options.RefreshTakes), 0)
	for _, old := range m.runs {
		if old.running(now) { // it would hide this one
			old.end = now
		}
		if !old.start.After(now) && !old.start.Before(r.start) {
			r.start = old.start.Add(time.Millisecond)
		}
	}
	r.end = now
	m.add(r)
	if m.plan != nil && m.failedInARow() >= 4 {
		m.plan.enabled = false
	}
}

func (w *world) failControl(r failRequest) (any, error) {
	if r.Code == "" {
		return nil, fmt.Errorf("code is missing")
	}
	return w.change(r.Dataset, func(m *model, now time.Time) error {
		m.failure, m.forever = &failure{r.Code, r.Description}, false
		m.redoPending(now)
		if !r.Later {
			w.runNow(m, now)
		}
		return nil
	})
}

func (w *world) failQueryControl(r failRequest) (any, error) {
	if r.Code == "" {
		return nil, fmt.Errorf("code is missing")
	}
	return w.change(r.Dataset, func(m *model, now time.Time) error {
		m.queryFailure, m.forever = &failure{r.Code, r.Description}, false
		m.redoPending(now)
		if !r.Later {
			w.runNow(m, now)
		}
		return nil
	})
}

func (w *world) scheduleControl(r scheduleRequest) (any, error) {
	return w.change(r.Dataset, func(m *model, _ time.Time) error {
		if m.plan == nil {
			return fmt.Errorf("the dataset %q has no schedule", m.name)
		}
		m.plan.enabled = r.Enabled
		return nil
	})
}

func (w *world) skipControl(r skipRequest) (any, error) {
	return w.change(r.Dataset, func(m *model, now time.Time) error {
		m.skip = r.Slots
		kept := m.runs[:0:0]
		for _, old := range m.runs {
			pending := old.start.After(now)
			if pending && r.Slots == 0 || !pending && (r.Past == 0 || old.start.Before(now.Add(-time.Duration(r.Past)))) {
				kept = append(kept, old)
			}
		}
		m.runs = kept
		return nil
	})
}

func (w *world) foreverControl(r foreverRequest) (any, error) {
	return w.change(r.Dataset, func(m *model, now time.Time) error {
		m.forever = true
		m.redoPending(now)
		m.add(m.newRun("Scheduled", now.Add(-time.Duration(r.Since)), 0))
		return nil
	})
}

func (w *world) healControl(r datasetRequest) (any, error) {
	return w.change(r.Dataset, func(m *model, now time.Time) error {
		m.failure, m.queryFailure, m.skip, m.forever, m.quotaGone = nil, nil, 0, false, false
		m.redoPending(now)
		if m.plan != nil {
			m.plan.enabled = true
		}
		if m.mode == modeImport {
			w.runNow(m, now)
		}
		return nil
	})
}

func (w *world) quotaControl(r quotaRequest) (any, error) {
	return w.change(r.Dataset, func(m *model, _ time.Time) error {
		m.quotaGone = r.Gone
		return nil
	})
}

func (w *world) deleteControl(r deleteRequest) (any, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if kind := w.forget(r.What); kind != "" {
		return done{kind + " deleted"}, nil
	}
	return nil, fmt.Errorf("there is nothing called %q", r.What)
}

func (w *world) renameControl(r renameRequest) (any, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if kind := w.rename(r.What, r.Name); kind != "" {
		return done{kind + " renamed"}, nil
	}
	return nil, fmt.Errorf("there is nothing called %q", r.What)
}

func (o *Org) roleControl(r roleRequest) (any, error) {
	switch r.Role {
	case "", roleAdmin, roleMember, roleContributor, roleViewer:
	default:
		return nil, fmt.Errorf("there is no role %q", r.Role)
	}
	o.identity.mu.Lock()
	a := o.identity.account(r.Person)
	o.identity.mu.Unlock()
	if a == nil {
		return nil, errNoPerson
	}
	o.world.mu.Lock()
	defer o.world.mu.Unlock()
	for _, ws := range o.world.workspaces {
		if ws.owner == "" && (ws.id == r.Workspace || ws.name == r.Workspace) {
			roles := map[string]string{}
			for user, role := range ws.roles {
				roles[user] = role
			}
			roles[a.User] = r.Role
			ws.roles = roles // workspaces may have shared the old one
			return done{"role given"}, nil
		}
	}
	return nil, fmt.Errorf("there is no workspace %q", r.Workspace)
}
