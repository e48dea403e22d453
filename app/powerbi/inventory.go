package powerbi

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"mysettings/app/tiles"
)

// Inventory is what the account sees: tiles in the order of the dashboards,
// and the feeds behind them, each once.
type Inventory struct {
	Tiles []tiles.Tile
	Feeds []tiles.Feed
	// Missed are the parts that could not be read. What was known of them
	// still holds: see Merge.
	Missed []Missed
}

// Missed is a part of an inventory that could not be read.
type Missed struct {
	// Everything is true when the list of workspaces is incomplete, so that
	// nothing can be said to be gone.
	Everything bool
	// WorkspaceID is the workspace whose dashboards or models are missing;
	// empty for My workspace. With DashboardID it is only that dashboard.
	WorkspaceID string
	Workspace   string
	DashboardID string
	Dashboard   string
	// Models is true when the list of models is missing: the tiles are there,
	// but what feeds them is not known.
	Models bool
	Err    error
}

// Inventory lists every tile that the account can see: the dashboards of My
// workspace and those shared, and the dashboards of every workspace. A part
// that can't be read is in Missed, and the rest goes on. An *Error with Account
// set (throttled, no token), an unreachable service, or the end of ctx end it:
// the Inventory returned with the error holds what was read until then, and
// Merge makes it safe to save.
//
// It takes 3 calls, 2 for every workspace with a dashboard, 1 for every other
// workspace, 1 for every dashboard, and a few for models that no workspace
// lists, or of which the list does not tell whether they load their data: for
// these the Feed comes with its Schedule.
func (c *Client) Inventory(ctx context.Context) (Inventory, error) {
	t := &taking{c: c, dashboards: map[string]*dashboard{}, models: map[string]model{}, modelsAsked: map[string]bool{}}
	q := newQueue(cap(c.slots))
	q.add(t.listDashboards(q, workspace{name: myWorkspace}))
	q.add(t.listWorkspaces(q))
	q.add(t.listModels(workspace{name: myWorkspace}))
	err := q.run(ctx)
	if err == nil {
		// Models may live in workspaces without a dashboard, and be shared
		// from workspaces that are not listed.
		for _, w := range t.workspaces {
			if !t.modelsAsked[w.id] {
				q.add(t.whileUnresolved(t.listModels(w)))
			}
		}
		err = q.run(ctx)
	}
	if err == nil {
		for _, id := range t.unresolved() {
			q.add(t.findModel(id))
		}
		err = q.run(ctx)
	}
	if err == nil {
		for _, id := range t.undescribed() {
			q.add(t.describeModel(id))
		}
		err = q.run(ctx)
	}
	inv := t.inventory(q.missed)
	if err == nil && t.listed == 0 && len(q.missed) > 0 {
		err = q.missed[0].Err // nothing at all could be read
	}
	return inv, err
}

// myWorkspace is what the service calls the workspace that has no id.
const myWorkspace = "My workspace"

// Bounds on the calls for single models.
const (
	mostSearches     = 40
	mostDescriptions = 100
)

type workspace struct {
	id, name string
	capacity tiles.Capacity
}

type dashboard struct {
	id, name string
	in       workspace
	openURL  string
	tiles    []tileObject
}

type model struct {
	datasetObject
	workspace string
	kind      tiles.Kind
	schedule  *tiles.Schedule // where it had to be read to tell the kind
}

// taking is one inventory under way.
type taking struct {
	c *Client

	mu          sync.Mutex            // guards all below
	listed      int                   // lists of dashboards and workspaces that were read
	workspaces  []workspace           // in the service's order
	order       []*dashboard          // in the order in which they were met
	dashboards  map[string]*dashboard // by id
	models      map[string]model      // by id
	modelsAsked map[string]bool       // workspaces whose models were asked for
	modelsGaps  bool                  // some list of models is missing
}

func (t *taking) listWorkspaces(q *queue) job {
	return job{missed: Missed{Everything: true}, do: func(ctx context.Context) error {
		return t.c.groups(ctx, func(page []groupObject) {
			for _, g := range page {
				w := workspace{id: ident(g.ID), name: name(g.Name), capacity: g.capacity()}
				t.mu.Lock()
				t.listed++
				t.workspaces = append(t.workspaces, w)
				t.mu.Unlock()
				q.add(t.listDashboards(q, w))
			}
			t.mu.Lock()
			t.listed++
			t.mu.Unlock()
		})
	}}
}

func (t *taking) listDashboards(q *queue, w workspace) job {
	return job{missed: Missed{WorkspaceID: w.id, Workspace: w.name}, do: func(ctx context.Context) error {
		list, err := fetch[dashboardObject](ctx, t.c, "list dashboards", workspacePath(w.id, "dashboards"))
		if err != nil {
			return unlessGone(err)
		}
		var met []*dashboard
		t.mu.Lock()
		t.listed++
		for _, o := range list {
			d := &dashboard{id: ident(o.ID), name: name(o.DisplayName), in: w}
			d.openURL = dashboardURL(t.c.portal, o.WebURL, w.id, d.id)
			if d.id != "" && t.meet(d) {
				met = append(met, d)
			}
		}
		models := len(met) > 0 && !t.modelsAsked[w.id]
		t.mu.Unlock()
		for _, d := range met {
			q.add(t.listTiles(d))
		}
		if models {
			q.add(t.listModels(w))
		}
		return nil
	}}
}

// meet notes a dashboard, unless it is known already. One that is both shared
// and in a workspace belongs to the workspace. t.mu is held.
func (t *taking) meet(d *dashboard) bool {
	if known, ok := t.dashboards[d.id]; ok {
		if known.in.id == "" && d.in.id != "" {
			known.in, known.openURL = d.in, d.openURL
		}
		return false
	}
	t.dashboards[d.id] = d
	t.order = append(t.order, d)
	return true
}

func (t *taking) listTiles(d *dashboard) job {
	path := workspacePath(d.in.id, "dashboards", d.id, "tiles")
	missed := Missed{WorkspaceID: d.in.id, Workspace: d.in.name, DashboardID: d.id, Dashboard: d.name}
	return job{missed: missed, do: func(ctx context.Context) error {
		list, err := fetch[tileObject](ctx, t.c, "list tiles", path)
		if err != nil {
			return unlessGone(err)
		}
		t.mu.Lock()
		defer t.mu.Unlock()
		d.tiles = list
		return nil
	}}
}

// listModels reads the models of a workspace. Whoever may only view a
// workspace may be refused: then its models are hidden, and nothing is missing.
func (t *taking) listModels(w workspace) job {
	t.mu.Lock()
	t.modelsAsked[w.id] = true
	t.mu.Unlock()
	return job{missed: Missed{WorkspaceID: w.id, Workspace: w.name, Models: true}, do: func(ctx context.Context) error {
		list, err := fetch[datasetObject](ctx, t.c, "list models", workspacePath(w.id, "datasets"))
		return t.addModels(w.id, list, err)
	}}
}

// whileUnresolved does the job only if some tile's model is still to be found.
func (t *taking) whileUnresolved(j job) job {
	do := j.do
	j.do = func(ctx context.Context) error {
		if len(t.unresolved()) == 0 {
			return nil
		}
		return do(ctx)
	}
	return j
}

// findModel asks for a model that no list showed: one that was shared by
// itself answers to its id alone.
func (t *taking) findModel(id string) job {
	return job{missed: Missed{Models: true}, do: func(ctx context.Context) error {
		a, err := t.c.do(ctx, call{op: "find a model", method: http.MethodGet, path: workspacePath("", "datasets", id)})
		var found datasetObject
		if err == nil {
			if bad := decodeRecord(a.body, &found); bad != nil {
				err = nonsense("find a model", a, bad)
			}
		}
		if err != nil || ident(found.ID) != id {
			return t.addModels("", nil, err)
		}
		return t.addModels("", []datasetObject{found}, nil)
	}}
}

func (t *taking) addModels(workspaceID string, list []datasetObject, err error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil {
		var e *Error
		if errors.As(err, &e) && !e.Account && (e.denied() || e.missing()) {
			return nil
		}
		t.modelsGaps = true
		return err
	}
	for _, o := range list {
		id := ident(o.ID)
		if known, ok := t.models[id]; id == "" || ok && (known.workspace != "" || workspaceID == "") {
			continue
		}
		t.models[id] = model{datasetObject: o, workspace: workspaceID, kind: o.kind()}
	}
	return nil
}

// describeModel finds out whether a model that is neither refreshed nor pushed
// to asks its source: only such models have this schedule. What the service
// calls its storage mode does not tell. The inventory is complete without the
// answer, so a refusal of any kind is not one of the inventory.
func (t *taking) describeModel(id string) job {
	return job{do: func(ctx context.Context) error {
		t.mu.Lock()
		m := t.models[id]
		t.mu.Unlock()
		f := tiles.Feed{Source: tiles.SourceModel, ModelID: id, WorkspaceID: m.workspace}
		s, err := t.c.schedule(ctx, f, directQuerySchedule)
		if ctx.Err() != nil {
			return err
		}
		if err != nil || s == nil {
			return nil
		}
		t.mu.Lock()
		defer t.mu.Unlock()
		m.schedule = s
		t.models[id] = m
		return nil
	}}
}
