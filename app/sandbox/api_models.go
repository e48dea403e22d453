package sandbox

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

type datasetBody struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	AddRows      bool   `json:"addRowsAPIEnabled"`
	ConfiguredBy string `json:"configuredBy"`
	Refreshable  bool   `json:"isRefreshable"`
	Identity     bool   `json:"isEffectiveIdentityRequired"`
	Roles        bool   `json:"isEffectiveIdentityRolesRequired"`
	Gateway      bool   `json:"isOnPremGatewayRequired"`
	StorageMode  string `json:"targetStorageMode"`
	Created      string `json:"createdDate"`
	WebURL       string `json:"webUrl"`
	Upstream     []any  `json:"upstreamDataflows"`
	Users        []any  `json:"users"`
}

type scheduleBody struct {
	Days    []string `json:"days"`
	Times   []string `json:"times"`
	Enabled bool     `json:"enabled"`
	Zone    string   `json:"localTimeZoneId"`
	Notify  string   `json:"notifyOption"`
}

type querySchedule struct {
	Frequency int      `json:"frequency,omitempty"`
	Days      []string `json:"days"`
	Times     []string `json:"times"`
	Zone      string   `json:"localTimeZoneId"`
}

type datasourceBody struct {
	Type         string            `json:"datasourceType"`
	Connection   map[string]string `json:"connectionDetails"`
	DatasourceID string            `json:"datasourceId"`
	GatewayID    string            `json:"gatewayId"`
}

func (c *call) datasetBody(m *model) datasetBody {
	b := datasetBody{
		ID: m.id, Name: m.name, ConfiguredBy: m.owner, Refreshable: m.refreshable(), AddRows: m.mode == modePush,
		StorageMode: "Abf", Created: "2025-11-03T08:14:09.63Z", WebURL: c.base + portalPath + "/datasets/" + m.id,
		Upstream: []any{}, Users: []any{},
	}
	if m.mode == modePush || m.mode == modeStreaming {
		b.StorageMode = "Push"
	}
	return b
}

func (c *call) listDatasets() (any, error) {
	ws, _, err := c.place()
	if err != nil {
		return nil, err
	}
	if ws != nil && !writes(ws.role(c.user)) {
		return nil, apiNotAuthorized // a viewer sees dashboards only
	}
	bodies := []datasetBody{}
	for _, m := range c.models {
		if ws != nil && m.workspace == ws || ws == nil && m.workspace.owner == c.user {
			m.advance(c.now)
			bodies = append(bodies, c.datasetBody(m))
		}
	}
	return c.list("datasets", bodies), nil
}

// findModel finds the model of the path, which the person must be allowed to
// write: Power BI tells others nothing about its refreshes.
func (c *call) findModel() (*model, error) {
	ws, _, err := c.place()
	if err != nil {
		return nil, err
	}
	if ws != nil && !writes(ws.role(c.user)) {
		return nil, apiNotAuthorized
	}
	m := c.modelByID(c.r.PathValue("dataset"))
	if m == nil || ws != nil && m.workspace != ws || !writes(m.workspace.role(c.user)) {
		return nil, apiNotFound
	}
	m.advance(c.now)
	return m, nil
}

func (c *call) getDataset() (any, error) {
	m, err := c.findModel()
	if err != nil {
		return nil, err
	}
	return c.datasetBody(m), nil
}

func (c *call) datasources() (any, error) {
	m, err := c.findModel()
	if err != nil {
		return nil, err
	}
	bodies := []datasourceBody{}
	if m.mode == modeImport || m.mode == modeDirectQuery {
		bodies = append(bodies, datasourceBody{
			Type: "Sql", Connection: map[string]string{"server": "sql.sandbox.invalid", "database": strings.ReplaceAll(m.name, " ", "")},
			DatasourceID: idOf("datasource", m.id), GatewayID: idOf("gateway", "Contoso"),
		})
	}
	return c.list("datasources", bodies), nil
}

var dayNames = []string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}

func (p *plan) dayNames() []string {
	names := []string{}
	for day, name := range dayNames {
		if len(p.days) == 0 || slices.Contains(p.days, time.Weekday(day)) {
			names = append(names, name)
		}
	}
	return names
}

func (p *plan) timeNames() []string {
	names := []string{}
	for _, minute := range p.times {
		names = append(names, fmt.Sprintf("%02d:%02d", minute/60, minute%60))
	}
	return names
}

func (c *call) getSchedule() (any, error) {
	m, err := c.findModel()
	if err != nil {
		return nil, err
	}
	if m.mode != modeImport {
		return nil, apiInvalid("Invalid dataset. This API can only be called on a model that loads its data")
	}
	return m.scheduleBody(), nil
}

func (m *model) scheduleBody() scheduleBody {
	b := scheduleBody{Days: []string{}, Times: []string{}, Zone: "UTC", Notify: "NoNotification"}
	if m.plan != nil {
		b = scheduleBody{Days: m.plan.dayNames(), Times: m.plan.timeNames(), Enabled: m.plan.enabled, Zone: m.plan.zone, Notify: "MailOnFailure"}
	}
	return b
}

func (c *call) getQuerySchedule() (any, error) {
	m, err := c.findModel()
	if err != nil {
		return nil, err
	}
	if m.mode != modeDirectQuery || m.plan == nil {
		return nil, apiInvalid("Invalid dataset. This API can only be called on a model that asks its source")
	}
	return querySchedule{Frequency: m.plan.every, Days: []string{}, Times: []string{}, Zone: m.plan.zone}, nil
}

// patchSchedule is open to the model's owner only.
func (c *call) patchSchedule() (any, error) {
	m, err := c.findModel()
	if err != nil {
		return nil, err
	}
	if m.owner != c.user {
		return nil, &apiError{status: http.StatusForbidden, Code: "DatasetOwnershipRequired", Message: "Only the owner of the dataset may change its schedule"}
	}
	var request struct {
		Value struct {
			Days    []string `json:"days"`
			Times   []string `json:"times"`
			Enabled *bool    `json:"enabled"`
			Zone    string   `json:"localTimeZoneId"`
		} `json:"value"`
	}
	if err := json.NewDecoder(io.LimitReader(c.r.Body, 1<<16)).Decode(&request); err != nil {
		return nil, apiInvalid("The body is not a schedule")
	}
	changed := plan{zone: "UTC"}
	if m.plan != nil {
		changed = *m.plan
	}
	if request.Value.Enabled != nil {
		changed.enabled = *request.Value.Enabled
	}
	if request.Value.Zone != "" {
		changed.zone = request.Value.Zone
	}
	if request.Value.Days != nil {
		changed.days = nil
		for _, name := range request.Value.Days {
			day := slices.Index(dayNames, name)
			if day < 0 {
				return nil, apiInvalid("There is no day " + strconv.Quote(name))
			}
			changed.days = append(changed.days, time.Weekday(day))
		}
	}
	if request.Value.Times != nil {
		if changed.times, err = readTimes(request.Value.Times); err != nil {
			return nil, err
		}
	}
	m.plan = &changed
	return nil, nil
}

func readTimes(names []string) ([]int, error) {
	var times []int
	for _, name := range names {
		at, err := time.Parse("15:04", name)
		if err != nil || at.Minute()%30 != 0 {
			return nil, apiInvalid("A time must be a full or half hour")
		}
		times = append(times, at.Hour()*60+at.Minute())
	}
	slices.Sort(times)
	return times, nil
}
