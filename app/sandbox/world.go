package sandbox

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// world is everything that Power BI knows in the organisation.
type world struct {
	base    string
	options Options
	now     func() time.Time

	mu         sync.Mutex
	workspaces []*workspace
	dashboards []*dashboard
	models     []*model
	reports    []*report
	apps       []*application
	asked      []askedRefresh
	// permissionsAsked is when a person last called RefreshUserPermissions.
	permissionsAsked map[string]time.Time
}

// The roles in a workspace.
const (
	roleAdmin       = "Admin"
	roleMember      = "Member"
	roleContributor = "Contributor"
	roleViewer      = "Viewer"
)

// workspace is a workspace, or somebody's My workspace (id empty, owner set).
type workspace struct {
	id, name string
	premium  bool
	owner    string
	roles    map[string]string // by user name
}

func (ws *workspace) role(user string) string {
	if ws.owner != "" {
		if ws.owner == user {
			return roleAdmin
		}
		return ""
	}
	return ws.roles[user]
}

// writes says whether a role may see and ask for refreshes.
func writes(role string) bool {
	return role == roleAdmin || role == roleMember || role == roleContributor
}

type dashboard struct {
	id, name  string
	workspace *workspace
	shared    []string // user names it is shared with
	app       *application
	tiles     []*tile
}

// tile is a tile; report and model are nil where the service gives no id.
type tile struct {
	id, title string
	report    *report
	model     *model
	rows      int
	columns   int
}

type report struct {
	id, name  string
	workspace *workspace
	model     *model // nil for a paginated report
}

type application struct {
	id, name string
	source   *workspace
}

// askedRefresh is one POST …/refreshes that arrived.
type askedRefresh struct {
	At        time.Time `json:"at"`
	Person    string    `json:"person"`
	DatasetID string    `json:"dataset_id"`
	Dataset   string    `json:"dataset"`
	Workspace string    `json:"workspace"`
	Status    int       `json:"status"`
	Code      string    `json:"code,omitempty"`
	RequestID string    `json:"request_id,omitempty"`
}

func newWorld(o Options, base string) *world {
	w := &world{base: base, options: o, now: o.Now}
	w.reset()
	return w
}

// reset makes everything anew, as at the start but with now as the start.
func (w *world) reset() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.workspaces, w.dashboards, w.models, w.reports, w.apps, w.asked = nil, nil, nil, nil, nil, nil
	w.permissionsAsked = map[string]time.Time{}
	if w.options.Tiles > 0 {
		w.buildMany(w.options.Tiles)
	} else {
		w.buildByHand()
	}
	now := w.now()
	for _, m := range w.models {
		m.fill(now)
	}
}

func (w *world) workspaceByID(id string) *workspace {
	for _, ws := range w.workspaces {
		if ws.owner == "" && strings.EqualFold(ws.id, id) {
			return ws
		}
	}
	return nil
}

func (w *world) modelByID(id string) *model {
	for _, m := range w.models {
		if strings.EqualFold(m.id, id) {
			return m
		}
	}
	return nil
}

// model finds a model by id, else by name.
func (w *world) model(key string) *model {
	if m := w.modelByID(key); m != nil {
		return m
	}
	for _, m := range w.models {
		if m.name == key {
			return m
		}
	}
	return nil
}

// visible lists the dashboards of a place: a workspace, or the ones that a
// person sees without one (their own and those shared with them).
func (w *world) visible(user string, ws *workspace) []*dashboard {
	var found []*dashboard
	for _, d := range w.dashboards {
		switch {
		case d.app != nil:
		case ws != nil && d.workspace == ws:
			found = append(found, d)
		case ws == nil && (d.workspace.owner == user || slices.Contains(d.shared, user)):
			found = append(found, d)
		}
	}
	return found
}

// forget removes a tile, a dashboard or a model by id, or by its name where
// no id fits, and tells what it was.
func (w *world) forget(key string) string {
	for _, d := range w.dashboards {
		for n, t := range d.tiles {
			if t.id == key || t.title == key && key != "" {
				d.tiles = slices.Delete(d.tiles, n, n+1)
				return "tile"
			}
		}
	}
	for n, d := range w.dashboards {
		if d.id == key || d.name == key {
			w.dashboards = slices.Delete(w.dashboards, n, n+1)
			return "dashboard"
		}
	}
	m := w.model(key)
	if m == nil {
		return ""
	}
	w.models = slices.DeleteFunc(w.models, func(other *model) bool { return other == m })
	return "dataset"
}

// rename gives something another name, found as by forget.
func (w *world) rename(key, name string) string {
	for _, d := range w.dashboards {
		for _, t := range d.tiles {
			if t.id == key || t.title == key && key != "" {
				t.title = name
				return "tile"
			}
		}
		if d.id == key || d.name == key {
			d.name = name
			return "dashboard"
		}
	}
	for _, ws := range w.workspaces {
		if ws.owner == "" && (ws.id == key || ws.name == key) {
			ws.name = name
			return "workspace"
		}
	}
	if m := w.model(key); m != nil {
		m.name = name
		return "dataset"
	}
	return ""
}
