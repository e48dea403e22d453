package sandbox

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

type dashboardBody struct {
	ID            string `json:"id"`
	DisplayName   string `json:"displayName"`
	ReadOnly      bool   `json:"isReadOnly"`
	AppID         string `json:"appId,omitempty"`
	WebURL        string `json:"webUrl"`
	EmbedURL      string `json:"embedUrl"`
	Users         []any  `json:"users"`
	Subscriptions []any  `json:"subscriptions"`
}

type tileBody struct {
	ID        string `json:"id"`
	Title     string `json:"title,omitempty"`
	RowSpan   int    `json:"rowSpan"`
	ColSpan   int    `json:"colSpan"`
	EmbedURL  string `json:"embedUrl"`
	EmbedData string `json:"embedData"`
	ReportID  string `json:"reportId,omitempty"`
	DatasetID string `json:"datasetId,omitempty"`
}

type groupBody struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	ReadOnly   bool   `json:"isReadOnly"`
	Dedicated  bool   `json:"isOnDedicatedCapacity"`
	CapacityID string `json:"capacityId,omitempty"`
	Format     string `json:"defaultDatasetStorageFormat,omitempty"`
}

type reportBody struct {
	ID         string `json:"id"`
	Type       string `json:"reportType"`
	Name       string `json:"name"`
	WebURL     string `json:"webUrl"`
	EmbedURL   string `json:"embedUrl"`
	OwnedByMe  bool   `json:"isOwnedByMe"`
	DatasetID  string `json:"datasetId,omitempty"`
	AppID      string `json:"appId,omitempty"`
	Users      []any  `json:"users"`
	Subscribed []any  `json:"subscriptions"`
}

type appBody struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	PublishedBy string `json:"publishedBy"`
	LastUpdate  string `json:"lastUpdate"`
}

// capacityID is the id of the one capacity there is.
const capacityID = "7b1f5c92-3d64-4a0e-9c8b-5e2d71f6a038"

func (c *call) list(name string, value any) collection {
	return collection{Context: c.base + apiPath + "/$metadata#" + name, Value: value}
}

// place is where the path says to look: a workspace, an app, or neither. It
// fails as the service does for a workspace that the person is not in.
func (c *call) place() (ws *workspace, app *application, err error) {
	if id := c.r.PathValue("app"); id != "" {
		for _, a := range c.apps {
			if strings.EqualFold(a.id, id) && a.source.role(c.user) != "" {
				return nil, a, nil
			}
		}
		return nil, nil, apiNotFound
	}
	id := c.r.PathValue("group")
	if id == "" {
		return nil, nil, nil
	}
	if ws = c.workspaceByID(id); ws == nil || ws.role(c.user) == "" {
		return nil, nil, apiNotAuthorized
	}
	return ws, nil, nil
}

func (c *call) groups() (any, error) {
	bodies := []groupBody{}
	for _, ws := range c.workspaces {
		if ws.owner != "" || ws.role(c.user) == "" {
			continue
		}
		b := groupBody{ID: ws.id, Name: ws.name, ReadOnly: ws.role(c.user) == roleViewer, Dedicated: ws.premium}
		if ws.premium {
			b.CapacityID, b.Format = capacityID, "Small"
		}
		bodies = append(bodies, b)
	}
	if filter := c.r.URL.Query().Get("$filter"); filter != "" {
		keep, ok := nameFilter(filter)
		if !ok {
			return nil, apiInvalid("The filter is not one that the sandbox understands: name eq '…' or contains(name,'…')")
		}
		kept := []groupBody{}
		for _, b := range bodies {
			if keep(b.Name) {
				kept = append(kept, b)
			}
		}
		bodies = kept
	}
	from, to, err := c.pageOf(len(bodies), len(bodies))
	if err != nil {
		return nil, err
	}
	return c.list("groups", bodies[from:to]), nil
}

// nameFilter reads the two filters that are of use for finding a workspace.
func nameFilter(filter string) (func(string) bool, bool) {
	if text, ok := strings.CutPrefix(filter, "name eq '"); ok && strings.HasSuffix(text, "'") {
		want := strings.ReplaceAll(text[:len(text)-1], "''", "'")
		return func(name string) bool { return name == want }, true
	}
	if text, ok := strings.CutPrefix(filter, "contains(name,'"); ok && strings.HasSuffix(text, "')") {
		want := strings.ToLower(strings.ReplaceAll(text[:len(text)-2], "''", "'"))
		return func(name string) bool { return strings.Contains(strings.ToLower(name), want) }, true
	}
	return nil, false
}

// pageOf reads $top and $skip for a list of n.
func (c *call) pageOf(n, standard int) (from, to int, err error) {
	q := c.r.URL.Query()
	top, skip := standard, 0
	if text := q.Get("$top"); text != "" {
		if top, err = strconv.Atoi(text); err != nil || top < 1 {
			return 0, 0, apiInvalid("$top must be at least 1")
		}
	}
	if text := q.Get("$skip"); text != "" {
		if skip, err = strconv.Atoi(text); err != nil || skip < 0 {
			return 0, 0, apiInvalid("$skip must not be negative")
		}
	}
	from = min(skip, n)
	return from, from + min(top, n-from), nil
}

// findDashboards lists what the place holds.
func (c *call) findDashboards() ([]*dashboard, error) {
	ws, app, err := c.place()
	if err != nil {
		return nil, err
	}
	if app == nil {
		return c.visible(c.user, ws), nil
	}
	var found []*dashboard
	for _, d := range c.dashboards {
		if d.app == app {
			found = append(found, d)
		}
	}
	return found, nil
}

func (c *call) findDashboard() (*dashboard, error) {
	all, err := c.findDashboards()
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		if strings.EqualFold(d.id, c.r.PathValue("dashboard")) {
			return d, nil
		}
	}
	return nil, apiNotFound
}

func (c *call) dashboardBody(d *dashboard) dashboardBody {
	b := dashboardBody{
		ID: d.id, DisplayName: d.name, Users: []any{}, Subscriptions: []any{},
		ReadOnly: !writes(d.workspace.role(c.user)) || d.app != nil,
		WebURL:   c.base + portalPath + "/dashboards/" + d.id, EmbedURL: c.base + portalPath + "/dashboardEmbed?dashboardId=" + d.id,
	}
	if d.app != nil {
		b.AppID = d.app.id
	}
	return b
}

func (c *call) listDashboards() (any, error) {
	all, err := c.findDashboards()
	if err != nil {
		return nil, err
	}
	bodies := []dashboardBody{}
	for _, d := range all {
		bodies = append(bodies, c.dashboardBody(d))
	}
	return c.list("dashboards", bodies), nil
}

func (c *call) getDashboard() (any, error) {
	d, err := c.findDashboard()
	if err != nil {
		return nil, err
	}
	return c.dashboardBody(d), nil
}

func (c *call) tileBody(d *dashboard, t *tile) tileBody {
	b := tileBody{
		ID: t.id, Title: t.title, RowSpan: t.rows, ColSpan: t.columns,
		EmbedURL: c.base + portalPath + "/embed?dashboardId=" + d.id + "&tileId=" + t.id,
	}
	if t.report != nil {
		b.ReportID = t.report.id
	}
	if t.model != nil {
		b.DatasetID = t.model.id
	}
	return b
}

func (c *call) listTiles() (any, error) {
	d, err := c.findDashboard()
	if err != nil {
		return nil, err
	}
	bodies := []tileBody{}
	for _, t := range d.tiles {
		bodies = append(bodies, c.tileBody(d, t))
	}
	return c.list("tiles", bodies), nil
}

func (c *call) getTile() (any, error) {
	d, err := c.findDashboard()
	if err != nil {
		return nil, err
	}
	for _, t := range d.tiles {
		if strings.EqualFold(t.id, c.r.PathValue("tile")) {
			return c.tileBody(d, t), nil
		}
	}
	return nil, apiNotFound
}

func (c *call) reportBody(r *report, app *application) reportBody {
	b := reportBody{
		ID: r.id, Name: r.name, Type: "PowerBIReport", OwnedByMe: r.workspace.role(c.user) == roleAdmin,
		WebURL: c.base + portalPath + "/reports/" + r.id, EmbedURL: c.base + portalPath + "/reportEmbed?reportId=" + r.id,
		Users: []any{}, Subscribed: []any{},
	}
	if r.model == nil {
		b.Type = "PaginatedReport"
	} else {
		b.DatasetID = r.model.id
	}
	if app != nil {
		b.AppID = app.id
	}
	return b
}

func (c *call) listReports() (any, error) {
	ws, app, err := c.place()
	if err != nil {
		return nil, err
	}
	bodies := []reportBody{}
	for _, r := range c.reports {
		switch {
		case app != nil && r.workspace == app.source, ws != nil && r.workspace == ws, app == nil && ws == nil && r.workspace.owner == c.user:
			bodies = append(bodies, c.reportBody(r, app))
		}
	}
	return c.list("reports", bodies), nil
}

func (c *call) getReport() (any, error) {
	ws, _, err := c.place()
	if err != nil {
		return nil, err
	}
	for _, r := range c.reports {
		if strings.EqualFold(r.id, c.r.PathValue("report")) && (ws == nil || r.workspace == ws) && r.workspace.role(c.user) != "" {
			return c.reportBody(r, nil), nil
		}
	}
	return nil, apiNotFound
}

func (c *call) appBody(a *application) appBody {
	return appBody{ID: a.id, Name: a.name, Description: "Made from " + a.source.name, PublishedBy: Ana.Name, LastUpdate: "2026-05-04T09:46:53.094Z"}
}

func (c *call) listApps() (any, error) {
	bodies := []appBody{}
	for _, a := range c.apps {
		if a.source.role(c.user) != "" {
			bodies = append(bodies, c.appBody(a))
		}
	}
	return c.list("apps", bodies), nil
}

func (c *call) getApp() (any, error) {
	_, a, err := c.place()
	if err != nil {
		return nil, err
	}
	return c.appBody(a), nil
}

func (c *call) gateways() (any, error) { return c.list("gateways", []any{}), nil }

// refreshPermissions may be called once an hour by each person.
func (c *call) refreshPermissions() (any, error) {
	if last, ok := c.permissionsAsked[c.user]; ok && c.now.Sub(last) < time.Hour {
		return nil, &apiError{status: http.StatusTooManyRequests, Code: "TooManyRequests", Message: "The permissions were refreshed less than an hour ago",
			header: http.Header{"Retry-After": {strconv.Itoa(int((time.Hour - c.now.Sub(last)).Seconds()) + 1)}}}
	}
	c.permissionsAsked[c.user] = c.now
	return nil, nil
}
