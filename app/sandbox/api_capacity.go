package sandbox

import (
	"net/http"
	"slices"
	"time"
)

type capacityBody struct {
	ID     string   `json:"id"`
	Name   string   `json:"displayName"`
	Admins []string `json:"admins,omitempty"`
	SKU    string   `json:"sku"`
	State  string   `json:"state,omitempty"`
	Right  string   `json:"capacityUserAccessRight,omitempty"`
	Region string   `json:"region,omitempty"`
}

type refreshableBody struct {
	ID           string            `json:"id"`
	Name         string            `json:"name"`
	Kind         string            `json:"kind"`
	Start        string            `json:"startTime"`
	End          string            `json:"endTime"`
	Count        int               `json:"refreshCount"`
	Failures     int               `json:"refreshFailures"`
	Average      float64           `json:"averageDuration"`
	Median       float64           `json:"medianDuration"`
	PerDay       int               `json:"refreshesPerDay"`
	Last         refreshBody       `json:"lastRefresh"`
	Schedule     scheduleBody      `json:"refreshSchedule"`
	ConfiguredBy []string          `json:"configuredBy"`
	Capacity     *capacityBody     `json:"capacity,omitempty"`
	Group        map[string]string `json:"group,omitempty"`
}

func (c *call) capacities() (any, error) {
	return c.list("capacities", []capacityBody{{ID: capacityID, Name: "Contoso", Admins: []string{Ana.User}, SKU: "F64", State: "Active", Right: "Assign", Region: "West Europe"}}), nil
}

// refreshables tells about all models on the capacity in one call.
func (c *call) refreshables() (any, error) {
	if c.r.URL.Query().Get("$top") == "" {
		return nil, apiInvalid("$top is required")
	}
	bodies := []refreshableBody{}
	for _, m := range c.models {
		if !m.workspace.premium || !writes(m.workspace.role(c.user)) {
			continue
		}
		if b, ok := m.refreshableBody(c.now); ok {
			if expand := c.r.URL.Query().Get("$expand"); expand != "" {
				b.Capacity = &capacityBody{ID: capacityID, Name: "Contoso", SKU: "F64"}
				b.Group = map[string]string{"id": m.workspace.id, "name": m.workspace.name}
			}
			bodies = append(bodies, b)
		}
	}
	from, to, err := c.pageOf(len(bodies), len(bodies))
	if err != nil {
		return nil, err
	}
	return c.list("refreshables", bodies[from:to]), nil
}

func (m *model) refreshableBody(now time.Time) (refreshableBody, bool) {
	history := m.history(now)
	if len(history) == 0 {
		return refreshableBody{}, false
	}
	b := refreshableBody{
		ID: m.id, Name: m.name, Kind: "Dataset", ConfiguredBy: []string{m.owner}, Schedule: m.scheduleBody(),
		Last: history[0].body(now), Start: stamp(history[len(history)-1].start), End: stamp(now),
	}
	var lengths []float64
	for _, r := range history {
		if r.running(now) {
			continue
		}
		b.Count++
		if r.failure != nil {
			b.Failures++
		}
		b.Average += r.end.Sub(r.start).Seconds()
		lengths = append(lengths, r.end.Sub(r.start).Seconds())
	}
	if b.Count > 0 {
		slices.Sort(lengths)
		b.Average /= float64(b.Count)
		b.Median = lengths[len(lengths)/2]
	}
	if m.plan != nil {
		b.PerDay = len(m.plan.times)
	}
	return b, true
}

const portalPath = "/portal"

// portal stands where links into Power BI lead.
func (o *Org) portal(w http.ResponseWriter, _ *http.Request) {
	page{Title: "Power BI", Role: "status", Text: "Here Power BI would show what you opened. The sandbox has no portal."}.show(w, http.StatusOK, "note")
}
