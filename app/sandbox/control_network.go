package sandbox

import (
	"encoding/json"
	"slices"
)

type clearRequest struct {
	ID string `json:"id"`
}

type nothing struct{}

func (o *Org) networkControls() []control {
	return []control{
		{"POST", controlPath + "/fault", "Let endpoints fail. Path is a pattern (* one part, ** any rest); kind is slow (seconds), reset, cut (in mid-answer), redirect (location), status (status), throttle (429, seconds), html, empty, big (2 MB) or body (status, content_type, body); times 0 is until cleared. The newest that fits is met.", json.RawMessage(`{"path":"/v1.0/myorg/groups/*/dashboards","method":"GET","kind":"throttle","seconds":30,"times":1}`), taking(o.faultControl)},
		{"POST", controlPath + "/fault/clear", "Clear one fault by id, or all.", json.RawMessage(`{}`), taking(o.clearControl)},
		{"GET", controlPath + "/faults", "The faults that are set, and how many requests each has met.", nil, showing(func() any { return map[string]any{"faults": o.faults.list()} })},
		{"GET", controlPath + "/calls", "How many requests came, by endpoint, by status, and by grant type and outcome. Controls are not counted.", nil, showing(func() any { return o.calls.body() })},
		{"POST", controlPath + "/calls/forget", "Count from nought again.", json.RawMessage(`{}`), taking(o.forgetControl)},
		{"POST", controlPath + "/reset", "Put Power BI, the report server, settings, people, faults and counts back as at the start. Sign-ins and the list of secrets stay.", json.RawMessage(`{}`), taking(o.resetControl)},
	}
}

func (o *Org) faultControl(f fault) (any, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	return o.faults.set(f), nil
}

func (o *Org) clearControl(r clearRequest) (any, error) {
	return map[string]int{"cleared": o.faults.clear(r.ID)}, nil
}

func (o *Org) forgetControl(nothing) (any, error) {
	o.calls.forget()
	return done{"counts forgotten"}, nil
}

func (o *Org) resetControl(nothing) (any, error) {
	o.faults.clear("")
	o.calls.forget()
	o.identity.reset()
	o.world.reset()
	o.reports.reset()
	return done{"reset"}, nil
}

func (w *world) askedControl() any {
	w.mu.Lock()
	defer w.mu.Unlock()
	newest := append([]askedRefresh{}, w.asked...)
	slices.Reverse(newest)
	return map[string]any{"refreshes": newest}
}

type personBody struct {
	Name string `json:"name"`
	User string `json:"user"`
	ID   string `json:"object_id"`
	Note string `json:"about"`
	// How the report server knows them.
	ServerUser     string `json:"server_user"`
	ServerPassword string `json:"server_password"`
}

type placeBody struct {
	ID         string            `json:"id,omitempty"`
	Name       string            `json:"name"`
	Owner      string            `json:"owner,omitempty"`
	Dedicated  bool              `json:"dedicated"`
	Roles      map[string]string `json:"roles,omitempty"`
	Datasets   []modelListing    `json:"datasets"`
	Dashboards []dashListing     `json:"dashboards"`
}

type modelListing struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Mode  string `json:"mode"`
	Owner string `json:"owner"`
}

type dashListing struct {
	ID     string        `json:"id"`
	Name   string        `json:"name"`
	Shared []string      `json:"shared_with,omitempty"`
	App    string        `json:"app,omitempty"`
	Tiles  []tileListing `json:"tiles"`
}

type tileListing struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Dataset string `json:"dataset,omitempty"`
}

func (o *Org) organisationControl() any {
	w := o.world
	w.mu.Lock()
	defer w.mu.Unlock()
	var people []personBody
	for _, u := range o.reports.users {
		people = append(people, personBody{u.Name, u.User, u.ObjectID, u.About, u.name, u.password})
	}
	var places []placeBody
	for _, ws := range w.workspaces {
		b := placeBody{ID: ws.id, Name: ws.name, Owner: ws.owner, Dedicated: ws.premium, Roles: ws.roles, Datasets: []modelListing{}, Dashboards: []dashListing{}}
		for _, m := range w.models {
			if m.workspace == ws {
				b.Datasets = append(b.Datasets, modelListing{m.id, m.name, m.mode, m.owner})
			}
		}
		for _, d := range w.dashboards {
			if d.workspace == ws {
				b.Dashboards = append(b.Dashboards, d.listing())
			}
		}
		places = append(places, b)
	}
	return map[string]any{"tenant": TenantID, "domain": Domain, "people": people, "workspaces": places}
}

func (d *dashboard) listing() dashListing {
	b := dashListing{ID: d.id, Name: d.name, Shared: d.shared, Tiles: []tileListing{}}
	if d.app != nil {
		b.App = d.app.name
	}
	for _, t := range d.tiles {
		x := tileListing{ID: t.id, Title: t.title}
		if t.model != nil {
			x.Dataset = t.model.name
		}
		b.Tiles = append(b.Tiles, x)
	}
	return b
}
