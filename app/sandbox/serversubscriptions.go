package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

type subscriptionBody struct {
	ID            string             `json:"Id"`
	Owner         string             `json:"Owner"`
	DataDriven    bool               `json:"IsDataDriven"`
	Description   string             `json:"Description"`
	Report        string             `json:"Report"`
	Active        bool               `json:"IsActive"`
	Event         string             `json:"EventType"`
	ScheduleText  string             `json:"ScheduleDescription"`
	LastRun       any                `json:"LastRunTime"`
	LastStatus    string             `json:"LastStatus"`
	ModifiedBy    string             `json:"ModifiedBy"`
	Modified      any                `json:"ModifiedDate"`
	Extension     *string            `json:"DeliveryExtension"`
	ExtensionName *string            `json:"LocalizedDeliveryExtensionName"`
	Settings      *extensionSettings `json:"ExtensionSettings"`
	Schedule      *scheduleReference `json:"Schedule"`
	Parameters    []valueBody        `json:"ParameterValues"`
}

type extensionSettings struct {
	Extension string `json:"Extension"`
	Values    any    `json:"ParameterValues"`
}

type valueBody struct {
	Name    string `json:"Name"`
	Value   string `json:"Value"`
	IsField bool   `json:"IsValueFieldReference"`
}

type scheduleReference struct {
	ScheduleID *string             `json:"ScheduleID"`
	Definition *scheduleDefinition `json:"Definition"`
}

type scheduleDefinition struct {
	Start        any            `json:"StartDateTime"`
	End          string         `json:"EndDate"`
	EndSpecified bool           `json:"EndDateSpecified"`
	Recurrence   recurrenceBody `json:"Recurrence"`
}

type recurrenceBody struct {
	Minute     *minuteRecurrence `json:"MinuteRecurrence"`
	Daily      *dailyRecurrence  `json:"DailyRecurrence"`
	Weekly     *weeklyRecurrence `json:"WeeklyRecurrence"`
	Monthly    any               `json:"MonthlyRecurrence"`
	MonthlyDOW any               `json:"MonthlyDOWRecurrence"`
}

type minuteRecurrence struct {
	Minutes int `json:"MinutesInterval"`
}

type dailyRecurrence struct {
	Days int `json:"DaysInterval"`
}

type weeklyRecurrence struct {
	Weeks          int             `json:"WeeksInterval"`
	WeeksSpecified bool            `json:"WeeksIntervalSpecified"`
	Days           map[string]bool `json:"DaysOfWeek"`
}

// values are the delivery extension's parameters, in the order in which the
// server keeps them.
func (p *subscription) values() []valueBody {
	if p.extension != extensionPowerBI {
		return []valueBody{{Name: "TO", Value: "somebody@" + Domain}, {Name: "RenderFormat", Value: "PDF"}}
	}
	v := []valueBody{
		{Name: "DashboardID", Value: p.dashboardID}, {Name: "DashboardName", Value: p.dashboardName}, {Name: "GroupID", Value: p.groupID},
		{Name: "ReportVisualName", Value: p.visual}, {Name: "ContentType", Value: "Visual"},
	}
	if p.tileID != "" {
		v = append(v, valueBody{Name: "TileID", Value: p.tileID})
	}
	return v
}

func (s serverSettings) shaped(values []valueBody) any {
	switch s.Values {
	case "object":
		byName := map[string]string{}
		for _, v := range values {
			byName[v.Name] = v.Value
		}
		return byName
	case "one":
		return values[min(3, len(values)-1)]
	}
	return values
}

func (s serverSettings) schedule(r recurrence) *scheduleReference {
	d := &scheduleDefinition{Start: s.stamp(r.start), End: "0001-01-01T00:00:00Z"}
	switch {
	case r.minutes > 0:
		d.Recurrence.Minute = &minuteRecurrence{r.minutes}
	case r.days > 0:
		d.Recurrence.Daily = &dailyRecurrence{r.days}
	default:
		days := map[string]bool{}
		for day := range time.Weekday(7) {
			days[day.String()] = slices.Contains(r.weekdays, day)
		}
		d.Recurrence.Weekly = &weeklyRecurrence{r.weeks, true, days}
	}
	return &scheduleReference{Definition: d}
}

// body is a subscription as the API gives it, in a list or by itself.
func (s serverSettings) body(p *subscription, row bool) subscriptionBody {
	b := subscriptionBody{
		ID: p.id, Owner: p.owner.name, Description: p.description, Report: p.report, Active: p.active, Event: "TimedSubscription",
		ScheduleText: s.describe(p.when), LastRun: s.stamp(p.last), LastStatus: s.status(p), ModifiedBy: p.owner.name, Modified: s.stamp(p.modified),
		Parameters: []valueBody{},
	}
	if !row || !s.BareRows {
		name := s.extensionName(p.extension)
		b.Extension, b.ExtensionName = &p.extension, &name
		b.Settings = &extensionSettings{p.extension, s.shaped(p.values())}
		if !row || s.RowSchedules {
			b.Schedule = s.schedule(p.when)
		}
	}
	return b
}

// list is an answer with rows; next is where the rest of them is.
type list struct {
	set, next string
	rows      []any
}

// list makes a list of the rows that were asked for, of n in all, in pages as
// the settings say.
func (c *serverCall) list(set string, n int, row func(int) any) list {
	q := c.r.URL.Query()
	from, to, top := 0, n, -1
	if skip, err := strconv.Atoi(q.Get("$skip")); err == nil && skip > 0 {
		from = min(skip, n)
	}
	if want, err := strconv.Atoi(q.Get("$top")); err == nil && want >= 0 {
		top, to = want, from+min(want, n-from)
	}
	l := list{set: set, rows: []any{}}
	if size := c.set.PageSize; size > 0 && to-from > size {
		to = from + size
		l.next = originOf(c.r) + c.r.URL.EscapedPath() + "?$skip=" + strconv.Itoa(to)
		if top >= 0 {
			l.next += "&$top=" + strconv.Itoa(top-size)
		}
	}
	for k := from; k < to; k++ {
		l.rows = append(l.rows, row(k))
	}
	return l
}

// writeList writes a list, wrapped or bare.
func (c *serverCall) writeList(l list) {
	if !c.set.Wrapped {
		writeJSON(c.w, http.StatusOK, l.rows)
		return
	}
	body := map[string]any{"@odata.context": c.address("$metadata#" + l.set), "value": l.rows}
	if l.next != "" {
		body["@odata.nextLink"] = l.next
	}
	writeJSON(c.w, http.StatusOK, body)
}

// administrator says whether the person may see everybody's subscriptions.
func (c *serverCall) administrator() bool {
	return c.set.Administrator != "" && c.reportServer.user(c.set.Administrator) == c.user
}

// subscriptions lists those that the person may see and that fit.
func (c *serverCall) subscriptions(fits func(*subscription) bool) list {
	var found []*subscription
	all := c.administrator()
	for _, p := range c.subs {
		if (all || p.owner == c.user) && fits(p) {
			found = append(found, p)
		}
	}
	return c.list("Subscriptions", len(found), func(n int) any { return c.set.body(found[n], true) })
}

func (c *serverCall) listSubscriptions() (any, error) {
	return c.subscriptions(func(*subscription) bool { return true }), nil
}

func (c *serverCall) reportSubscriptions() (any, error) {
	i, err := c.keyed()
	if err != nil {
		return nil, err
	}
	return c.subscriptions(func(p *subscription) bool { return strings.EqualFold(p.report, i.path) }), nil
}

// subscription finds the one whose id is the key.
func (c *serverCall) subscription() (*subscription, error) {
	id := unquoted(c.keys[0])
	for _, p := range c.subs {
		switch {
		case !strings.EqualFold(p.id, id):
		case p.owner != c.user && !c.administrator():
			return nil, faultDenied
		default:
			return p, nil
		}
	}
	return nil, &serverFault{http.StatusNotFound, "rsSubscriptionNotFound", fmt.Sprintf("The subscription '%s' cannot be found. (rsSubscriptionNotFound)", id)}
}

func (c *serverCall) getSubscription() (any, error) {
	p, err := c.subscription()
	if err != nil {
		return nil, err
	}
	return c.set.body(p, false), nil
}

func (c *serverCall) deleteSubscription() (any, error) {
	p, err := c.subscription()
	if err != nil {
		return nil, err
	}
	c.forgetSubscription(p)
	return status(http.StatusNoContent), nil
}

func (c *serverCall) enable() (any, error)  { return c.switchTo(true) }
func (c *serverCall) disable() (any, error) { return c.switchTo(false) }

func (c *serverCall) switchTo(active bool) (any, error) {
	p, err := c.subscription()
	if err != nil {
		return nil, err
	}
	c.setActive(p, active, c.now)
	return status(http.StatusNoContent), nil
}

// setActive switches a subscription on or off; slots that passed meanwhile are
// not made up for.
func (s *reportServer) setActive(p *subscription, active bool, now time.Time) {
	loc := s.settings.location()
	if active && !p.active {
		p.slot = p.when.before(now, loc)
	}
	p.active, p.modified, p.retry = active, now, time.Time{}
	p.plan(loc)
	s.due = time.Time{}
}

// execute asks for a run, which ends a little later.
func (c *serverCall) execute() (any, error) {
	p, err := c.subscription()
	if err != nil {
		return nil, err
	}
	if c.set.Execute == "forbidden" {
		return nil, faultDenied
	}
	c.ask(p, c.now.Add(time.Duration(c.set.ExecuteTakes)))
	return status(http.StatusNoContent), nil
}

func (s *reportServer) ask(p *subscription, at time.Time) {
	p.asked = append(p.asked, at)
	slices.SortFunc(p.asked, time.Time.Compare)
	p.plan(s.settings.location())
	s.due = time.Time{}
}

// changeSubscription is PATCH and PUT, as far as My Subscriptions needs them:
// description, active or not, the visual's name, and the schedule.
func (c *serverCall) changeSubscription() (any, error) {
	p, err := c.subscription()
	if err != nil {
		return nil, err
	}
	var change struct {
		Description *string
		IsActive    *bool
		Settings    *struct{ ParameterValues []valueBody } `json:"ExtensionSettings"`
		Schedule    *scheduleReference
	}
	if err := json.Unmarshal(c.body, &change); err != nil {
		return nil, faultMalformed(err.Error())
	}
	when := p.when
	if change.Schedule != nil && change.Schedule.Definition != nil {
		if when, err = change.Schedule.Definition.read(c.set.location()); err != nil {
			return nil, faultMalformed(err.Error())
		}
	}
	if change.Settings != nil {
		for _, v := range change.Settings.ParameterValues {
			if v.Name == "ReportVisualName" {
				p.visual = v.Value
			}
		}
	}
	if change.Description != nil {
		p.description = *change.Description
	}
	p.when, p.slot = when, when.before(c.now, c.set.location())
	active := p.active
	if change.IsActive != nil {
		active = *change.IsActive
	}
	c.setActive(p, active, c.now)
	return c.set.body(p, false), nil
}

// read is the schedule that a client sent.
func (d *scheduleDefinition) read(loc *time.Location) (r recurrence, err error) {
	text, _ := d.Start.(string)
	if r.start, err = time.Parse(time.RFC3339, text); err != nil {
		if r.start, err = time.ParseInLocation("2006-01-02T15:04:05", text, loc); err != nil {
			return r, fmt.Errorf("StartDateTime %q is no date", text)
		}
	}
	r.start = r.start.UTC()
	switch b := d.Recurrence; {
	case b.Minute != nil && b.Minute.Minutes > 0:
		r.minutes = b.Minute.Minutes
	case b.Daily != nil && b.Daily.Days > 0:
		r.days = b.Daily.Days
	case b.Weekly != nil:
		r.weeks = max(b.Weekly.Weeks, 1)
		for day := range time.Weekday(7) {
			if b.Weekly.Days[day.String()] {
				r.weekdays = append(r.weekdays, day)
			}
		}
		if len(r.weekdays) == 0 {
			return r, fmt.Errorf("a weekly schedule without days")
		}
	default:
		return r, fmt.Errorf("the sandbox knows schedules by the minute, day and week only")
	}
	return r, nil
}
