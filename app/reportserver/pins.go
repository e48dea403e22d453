package reportserver

import (
	"context"
	"fmt"
	"strings"
	"time"

	"mysettings/app/tiles"
)

// Pins are the person's pins on one server: a tile for each, and its feed.
type Pins struct {
	Tiles []tiles.Tile
	Feeds []tiles.Feed
	// Foreign is how many rows belong to other people, who let this person see
	// them; they were dropped.
	Foreign int
	// Unread is how many rows of this person could not be told yet to be pins or
	// not: more than one call reads, or the server failed on them.
	Unread int
	// Others is what is to be kept as tiles.Server.Others, so that another
	// client needn't read again what is no pin.
	Others string
}

// opList and opRead are what errors of reading subscriptions name.
const (
	opList = "list subscriptions"
	opRead = "read a subscription"
)

// Pins lists the person's subscriptions that deliver to Power BI dashboards.
// known are the feeds of this connection, as they were last: of what they know
// in detail nothing is read again before a day has passed, unless the
// subscription was changed. With an error there is no list at all, so nothing
// may be taken to be gone.
func (c *Client) Pins(ctx context.Context, known []tiles.Feed) (Pins, error) {
	me, err := c.me(ctx)
	if err != nil {
		return Pins{}, err
	}
	rows, err := c.list(ctx)
	if err != nil {
		return Pins{}, err
	}
	l := c.newLook(rows, me, known)
	if err := l.readDetails(ctx); err != nil {
		return Pins{}, err
	}
	if err := l.readSources(ctx); err != nil {
		return Pins{}, err
	}
	return l.pins(), nil
}

// Pin reads one subscription anew and returns its feed with Subscription, Runs
// and Schedule brought up to date; Runs is what the server tells, the newest
// run or none. A subscription that is gone is an Error of KindGone. With an
// error the feed is returned unchanged.
func (c *Client) Pin(ctx context.Context, f tiles.Feed) (tiles.Feed, error) {
	a, err := c.fetch(ctx, nil, f.ModelID)
	if err != nil {
		return f, err
	}
	r, err := single(a, f.ModelID)
	if err != nil {
		return f, err
	}
	b := c.builder()
	var fresh tiles.Feed
	b.feed(&fresh, &r, &f)
	if fresh.Subscription.Report != f.Subscription.Report {
		fresh.Subscription.DetailAt = time.Time{} // the next list looks at its data sources
	}
	return fresh, nil
}

// me is the person's name on the server.
func (c *Client) me(ctx context.Context) (string, error) {
	if _, account := c.known(); account != "" {
		return account, nil
	}
	p, err := c.readMe(ctx)
	return p.account, err
}

// fetch gets one subscription.
func (c *Client) fetch(ctx context.Context, t *turn, id string) (answer, error) {
	if id = ident(id); id == "" {
		return answer{}, failure(opRead, KindGone, fmt.Errorf("no id of a subscription"))
	}
	return c.do(ctx, call{op: opRead, path: subscriptionPath(id), turn: t})
}

// single reads what fetch got.
func single(a answer, id string) (row, error) {
	r := row{active: true}
	err := scanObject(a.body, r.field)
	if err == nil && ident(r.id) != ident(id) {
		err = fmt.Errorf("answer without the subscription")
	}
	if err != nil {
		return r, nonsense(opRead, a, err)
	}
	return r, nil
}

func subscriptionPath(id string) string { return "/Subscriptions(" + id + ")" }

// builder makes tiles and feeds of rows.
type builder struct {
	connection, prefix, portal, cloud string
	loc                               *time.Location
	zone                              string
	now                               time.Time
	urls                              *reportURLs
}

func (c *Client) builder() builder {
	server, _ := c.known()
	return builder{
		connection: c.o.Connection.ID, prefix: c.prefix, portal: c.portal, cloud: c.cloud,
		loc: zoneOf(server), zone: server.Zone, now: c.now().UTC(), urls: &reportURLs{known: map[string]string{}},
	}
}

// feed makes f, which is empty, the row as a feed; old is what was known of it,
// nil for nothing. What the row doesn't tell in detail stays as it was.
func (b *builder) feed(f *tiles.Feed, r *row, old *tiles.Feed) {
	if old != nil {
		*f = *old
	} else {
		id := ident(r.id)
		f.ID, f.Connection, f.ModelID, f.FirstSeen = b.prefix+id, b.connection, id, b.now
	}
	f.Source, f.Kind, f.Access = tiles.SourceSubscription, tiles.KindPin, tiles.AccessGranted
	s := &f.Subscription
	ranAt, said := s.RunAt, s.Status
	r.tell(s, b.loc)
	f.Name, f.Owner = name(reportName(s.Report)), name(r.owner)
	if r.recurrence.told {
		f.Schedule, f.ScheduleAt = r.recurrence.schedule(r.active, b.loc, b.zone, b.now), b.now
		s.NextAt = b.monthly(&r.recurrence, s)
	} else if f.Schedule != nil && f.Schedule.Enabled != r.active {
		changed := *f.Schedule
		changed.Enabled = r.active
		f.Schedule = &changed
	}
	if len(f.Runs) == 0 || !s.RunAt.Equal(ranAt) || s.Status != said || !isRunID(f.Runs[0].ID, s.RunAt) {
		f.Runs = runs(s)
	} else {
		f.Runs = f.Runs[:1:1] // as it was
	}
	f.LookedAt, f.TriedAt, f.Misses, f.Trouble = b.now, b.now, 0, nil
}

// monthly is the slot by the month that is due after the last run, or after what
// was changed since; zero where it isn't known.
func (b *builder) monthly(r *recurrence, s *tiles.Subscription) time.Time {
	if !r.monthly {
		return time.Time{}
	}
	from := s.RunAt
	if from.IsZero() || s.ModifiedAt.After(from) {
		from = s.ModifiedAt
	}
	if from.IsZero() {
		from = b.now
	}
	return r.nextMonthly(from, b.loc)
}

// runLayout makes the id of a run of when it was.
const runLayout = "20060102T150405.000Z"

// runID is the id of the run at a time, in UTC.
func runID(at time.Time) string {
	var room [len(runLayout)]byte
	return string(writeRunID(room[:0], at))
}

// isRunID tells whether id is that of the run at a time.
func isRunID(id string, at time.Time) bool {
	var room [len(runLayout)]byte
	return id == string(writeRunID(room[:0], at))
}

// writeRunID is AppendFormat of runLayout, for thousands of pins.
func writeRunID(to []byte, at time.Time) []byte {
	year, month, day := at.Date()
	hour, minute, second := at.Clock()
	if year < 1000 || year > 9999 {
		return at.AppendFormat(to, runLayout)
	}
	two := func(n int) { to = append(to, byte('0'+n/10), byte('0'+n%10)) }
	two(year / 100)
	two(year % 100)
	two(int(month))
	two(day)
	to = append(to, 'T')
	two(hour)
	two(minute)
	two(second)
	ms := at.Nanosecond() / 1e6
	to = append(to, '.', byte('0'+ms/100))
	two(ms % 100)
	return append(to, 'Z')
}

// runs is the one run that a subscription tells of: none before the first. The
// server says when it was, not how long it took; and it writes the time before
// the end, so what is one run keeps its id while its status changes.
func runs(s *tiles.Subscription) []tiles.Run {
	if s.RunAt.IsZero() {
		return nil
	}
	status, _ := tiles.ClassifyStatus(s.Status)
	r := tiles.Run{ID: runID(s.RunAt), Start: s.RunAt, End: s.RunAt, Status: status}
	switch status {
	case tiles.RunNone, tiles.RunDisabled:
		return nil // "Inactive" is said over the last run, and is none itself
	case tiles.RunRunning:
		r.End, r.Text = time.Time{}, s.Status
	case tiles.RunGood:
	default:
		r.Text = s.Status
	}
	return []tiles.Run{r}
}

// tile makes t the pin that the feed keeps fresh.
func (b *builder) tile(t *tiles.Tile, f *tiles.Feed) {
	s := &f.Subscription
	*t = tiles.Tile{
		ID: f.ID, Connection: b.connection, Feed: f.ID, Kind: tiles.KindPin,
		WorkspaceID: s.GroupID, DashboardID: s.DashboardID, Dashboard: name(s.Dashboard),
		Title: name(s.Visual), Report: s.Report, PinnedAs: s.TileID,
		OpenURL: b.dashboardURL(s), ReportURL: b.reportURL(s.Report),
	}
	if t.Title == "" {
		t.Title = f.Name
	}
}

// same compares names of people as Windows does.
func same(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}
