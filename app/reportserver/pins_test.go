package reportserver

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mysettings/app/tiles"
)

// full is a row that tells everything, bare one that tells what every row does.
func full(id, owner, report, visual string) string {
	return fmt.Sprintf(`{"Id":%q,"Owner":%q,"Report":%q,"IsActive":true,"LastRunTime":"2026-03-10T12:00:04+01:00","LastStatus":"","ModifiedDate":"2026-02-01T00:00:00Z",`+
		`"DeliveryExtension":"Report Server PowerBI","ExtensionSettings":{"Extension":"Report Server PowerBI","ParameterValues":[{"Name":"DashboardID","Value":"d1"},`+
		`{"Name":"DashboardName","Value":"IT"},{"Name":"GroupID","Value":"g1"},{"Name":"ReportVisualName","Value":%q},{"Name":"TileID","Value":"t-%s"}]},`+
		`"Schedule":{"Definition":{"StartDateTime":"2026-03-01T07:30:00+01:00","Recurrence":{"MinuteRecurrence":{"MinutesInterval":60}}}}}`, id, owner, report, visual, id)
}

func bare(id, owner, report string) string {
	return fmt.Sprintf(`{"Id":%q,"Owner":%q,"Report":%q,"IsActive":true,"LastRunTime":null,"LastStatus":"New subscription","ModifiedDate":"2026-02-01T00:00:00Z"}`, id, owner, report)
}

func wrapped(rows ...string) string {
	return `{"@odata.context":"x","value":[` + strings.Join(rows, ",") + `]}`
}

const noSources = `{"value":[]}`

func (p *portal) sources(body string, reports ...string) {
	for _, r := range reports {
		p.says("GET /Reports(Path='"+r+"')/DataSources", body)
	}
}

func TestPins(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.says("GET /Subscriptions", wrapped(full("A1", ana, "/Finance/IT Spend", "Chart2"), full("a2", "contoso\\ANA ", "/Finance/IT Spend", ""),
		full("b1", `CONTOSO\ben`, "/Finance/IT Spend", "x"), full("a1", ana, "/x", "twice"), `{"Id":"e1","DeliveryExtension":"Report Server Email","Owner":"CONTOSO\\ana"}`, `{"Id":"../x"}`, `null`))
	p.sources(`{"value":[{"CredentialRetrieval":"Integrated"}]}`, "%2FFinance%2FIT%20Spend")
	c := p.client()
	got, err := c.Pins(t.Context(), nil)
	if err != nil || len(got.Tiles) != 2 || len(got.Feeds) != 2 || got.Foreign != 1 || got.Unread != 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	ran := time.Date(2026, 3, 10, 11, 0, 4, 0, time.UTC)
	want := tiles.Feed{
		ID: connection + "/a1", Connection: connection, Source: tiles.SourceSubscription, ModelID: "a1", Name: "IT Spend", Owner: ana, Kind: tiles.KindPin,
		Access: tiles.AccessGranted, LookedAt: noon, TriedAt: noon, FirstSeen: noon, ScheduleAt: noon,
		Schedule: &tiles.Schedule{Enabled: true, EveryMinutes: 60, Anchor: time.Date(2026, 3, 1, 6, 30, 0, 0, time.UTC), Zone: "W. Europe Standard Time"},
		Runs:     []tiles.Run{{ID: "20260310T110004.000Z", Start: ran, End: ran, Status: tiles.RunGood}},
		Subscription: tiles.Subscription{Report: "/Finance/IT Spend", Visual: "Chart2", GroupID: "g1", DashboardID: "d1", Dashboard: "IT", TileID: "t-a1",
			Active: true, RunAt: ran, ModifiedAt: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), DetailAt: noon, NoStored: true},
	}
	want.Subscription.TileID = "t-a1"
	if !reflect.DeepEqual(got.Feeds[0], want) {
		t.Errorf("feed %+v;\nwant %+v", got.Feeds[0], want)
	}
	tile := tiles.Tile{
		ID: connection + "/a1", Connection: connection, WorkspaceID: "g1", DashboardID: "d1", Dashboard: "IT", Title: "Chart2", Kind: tiles.KindPin, Feed: connection + "/a1",
		OpenURL: cloud + "/groups/g1/dashboards/d1", Report: "/Finance/IT Spend", ReportURL: p.url + "/report/Finance/IT%20Spend", PinnedAs: "t-a1",
	}
	if !reflect.DeepEqual(got.Tiles[0], tile) {
		t.Errorf("tile %+v;\nwant %+v", got.Tiles[0], tile)
	}
	if got.Tiles[1].Title != "IT Spend" {
		t.Errorf("title %q of a pin without a name; want its report's", got.Tiles[1].Title)
	}
	p.wantCalls("GET /Subscriptions", "GET /Reports(Path='%2FFinance%2FIT%20Spend')/DataSources")
	// What is known is not read again, and stays.
	known := slices.Clone(got.Feeds)
	known[0].FirstSeen = noon.Add(-time.Hour)
	known[0].Misses, known[0].Trouble = 3, &tiles.Problem{}
	again, err := c.Pins(t.Context(), known)
	want.FirstSeen = noon.Add(-time.Hour)
	if err != nil || !reflect.DeepEqual(again.Feeds[0], want) {
		t.Errorf("the second look: %+v, %v", again.Feeds[0], err)
	}
	p.wantCalls("GET /Subscriptions")
}

// TestPinsAsksWho checks a connection that doesn't know the person's name.
func TestPinsAsksWho(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.says("GET /Subscriptions", `[`+full("a1", ana, "/x", "v")+`,`+full("b1", "ben", "/x", "v")+`]`)
	got, err := p.client(func(o *Options) { o.Connection.Name = "" }).Pins(t.Context(), nil)
	if err != nil || len(got.Feeds) != 1 || got.Foreign != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestPinsDetails checks lists whose rows don't tell what they are.
func TestPinsDetails(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.says("GET /Subscriptions", wrapped(bare("a1", ana, "/r"), bare("a2", ana, "/r"), bare("b1", "ben", "/r"), bare("gone", ana, "/r"), bare("odd", ana, "/r")))
	p.says("GET /Subscriptions(a1)", full("a1", ana, "/r", "Chart"))
	p.says("GET /Subscriptions(a2)", `{"Id":"a2","DeliveryExtension":"Report Server Email"}`)
	p.fails("GET /Subscriptions(odd)", 500, "")
	p.sources(noSources, "%2Fr")
	at := noon
	c := p.client(func(o *Options) { o.Now = func() time.Time { return at } })
	got, err := c.Pins(t.Context(), nil)
	if err != nil || len(got.Feeds) != 1 || got.Unread != 1 || got.Foreign != 1 || p.count("(b1)") != 0 {
		t.Fatalf("%+v, %v, calls %q", got, err, p.asked())
	}
	s := got.Feeds[0].Subscription
	if s.Visual != "Chart" || s.Dashboard != "IT" || s.Status != "New subscription" || !s.RunAt.IsZero() || got.Feeds[0].Schedule == nil || !s.DetailAt.Equal(noon) {
		t.Errorf("%+v", got.Feeds[0])
	}
	// Nothing is read twice within a day but what couldn't be.
	p.asked()
	known := got.Feeds
	got, err = c.Pins(t.Context(), known)
	if err != nil || len(got.Feeds) != 1 || got.Feeds[0].Subscription.Visual != "Chart" || p.count("(a1)")+p.count("(a2)") != 0 || p.count("(odd)") != 1 {
		t.Errorf("%+v, %v, calls %q", got, err, p.asked())
	}
	// A new client knows from the feed; of what is no pin it must ask once, or
	// never where that was kept.
	p.asked()
	kept := p.client(func(o *Options) {
		o.Now = func() time.Time { return at }
		o.Connection.Server.Others = got.Others
	})
	again, err := kept.Pins(t.Context(), known)
	if err != nil || !reflect.DeepEqual(again.Feeds, got.Feeds) || again.Others != got.Others || p.count("(a1)")+p.count("(a2)")+p.count("DataSources") != 0 || p.count("(odd)") != 1 {
		t.Errorf("%+v, %v, calls %q", again, err, p.asked())
	}
	p.asked()
	fresh := p.client(func(o *Options) { o.Now = func() time.Time { return at } })
	got, err = fresh.Pins(t.Context(), known)
	if err != nil || len(got.Feeds) != 1 || got.Feeds[0].Subscription.Dashboard != "IT" || got.Tiles[0].Dashboard != "IT" || p.count("(a1)") != 0 || p.count("(a2)") != 1 || p.count("DataSources") != 0 {
		t.Errorf("%+v, %v, calls %q", got, err, p.asked())
	}
	// A day later it is read again, and what is no pin is not.
	at = noon.Add(25 * time.Hour)
	p.says("GET /Subscriptions(a1)", full("a1", ana, "/r", "Renamed"))
	p.asked()
	got, err = c.Pins(t.Context(), known)
	if err != nil || got.Feeds[0].Subscription.Visual != "Renamed" || !got.Feeds[0].Subscription.DetailAt.Equal(at) || p.count("(a1)") != 1 || p.count("(a2)") != 0 || p.count("DataSources") != 1 {
		t.Errorf("%+v, %v, calls %q", got, err, p.asked())
	}
	// What is no pin is read again once it was changed.
	p.says("GET /Subscriptions", wrapped(bare("a1", ana, "/r"), strings.Replace(bare("a2", ana, "/r"), "2026-02-01", "2026-03-11", 1)))
	p.asked()
	if _, err := kept.Pins(t.Context(), known); err != nil || p.count("(a2)") != 1 {
		t.Errorf("changed, and no pin: %v, calls %q", err, p.asked())
	}
	// So is what was changed.
	p.says("GET /Subscriptions", wrapped(strings.Replace(bare("a1", ana, "/r"), "2026-02-01", "2026-03-10", 1)))
	p.asked()
	if _, err = c.Pins(t.Context(), got.Feeds); err != nil || p.count("(a1)") != 1 {
		t.Errorf("changed: %v, calls %q", err, p.asked())
	}
}

// TestPinsOfManyReports checks that a second client reads no row by itself
// again, even where a look reads fewer data sources than there are reports.
func TestPinsOfManyReports(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	var rows []string
	const n = mostSources + 10
	for i := range n {
		id, report := fmt.Sprint("a", i), fmt.Sprint("/r", i)
		rows = append(rows, bare(id, ana, report))
		p.says("GET /Subscriptions("+id+")", full(id, ana, report, "v"))
		p.sources(noSources, fmt.Sprint("%2Fr", i))
	}
	p.says("GET /Subscriptions", wrapped(rows...))
	var known []tiles.Feed
	for i, want := range [][2]int{{n, mostSources}, {0, n - mostSources}, {0, 0}} {
		p.asked()
		got, err := p.client(func(o *Options) { o.Now = func() time.Time { return noon } }).Pins(t.Context(), known)
		if err != nil || len(got.Feeds) != n {
			t.Fatalf("%d feeds, %v", len(got.Feeds), err)
		}
		if single, sources := p.count("/Subscriptions("), p.count("DataSources"); single != want[0] || sources != want[1] {
			t.Errorf("client %d read %d rows and the sources of %d reports; want %v", i, single, sources, want)
		}
		known = got.Feeds
	}
}

// TestQuietHour checks that 50 pins whose details a list doesn't tell cost no
// more than the few calls that there are to spare.
func TestQuietHour(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	var rows []string
	for i := range 50 {
		id, report := fmt.Sprint("a", i), fmt.Sprint("/r", i)
		rows = append(rows, bare(id, ana, report))
		p.says("GET /Subscriptions("+id+")", full(id, ana, report, "v"))
		p.sources(noSources, fmt.Sprint("%2Fr", i))
	}
	p.says("GET /Subscriptions", wrapped(rows...))
	at := noon
	c := p.client(func(o *Options) { o.Now = func() time.Time { return at } })
	got, err := c.Pins(t.Context(), nil)
	if err != nil || len(got.Feeds) != 50 || got.Unread != 0 {
		t.Fatalf("%d feeds, %v", len(got.Feeds), err)
	}
	for i, f := range got.Feeds {
		if f.Subscription.DetailAt.IsZero() {
			t.Errorf("pin %d is not known in detail", i)
		}
	}
	for _, hour := range []int{1, 24, 25, 26} { // from 24 on everything is due again
		at = noon.Add(time.Duration(hour) * time.Hour)
		p.asked()
		for range 12 {
			at = at.Add(5 * time.Minute)
			if got, err = c.Pins(t.Context(), got.Feeds); err != nil || len(got.Feeds) != 50 {
				t.Fatalf("%d feeds, %v", len(got.Feeds), err)
			}
		}
		if n := p.count(""); n > 12+2*(spareBurst+sparePerHour) || hour == 1 && n != 12 {
			t.Errorf("hour %d: 12 lists cost %d calls: %q", hour, n, p.asked())
		}
	}
}

// TestPinsGivesUp checks that a failure that speaks for all ends a look without
// a result, so that nothing seems to be gone, and that what was read is kept.
func TestPinsGivesUp(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	var rows []string
	var mu sync.Mutex
	served := 0
	for i := range 40 {
		id := fmt.Sprint("a", i)
		rows = append(rows, bare(id, ana, "/r"))
		p.on("GET /Subscriptions("+id+")", func(w http.ResponseWriter, _ *http.Request) {
			mu.Lock()
			served++
			n := served
			mu.Unlock()
			if n == 20 {
				w.Header().Set("Retry-After", "60")
				reply(w, http.StatusTooManyRequests, "")
				return
			}
			reply(w, 200, full(id, ana, "/r", "v"))
		})
	}
	p.says("GET /Subscriptions", wrapped(rows...))
	p.sources(noSources, "%2Fr")
	at := noon
	c := p.client(func(o *Options) { o.Now = func() time.Time { return at } })
	got, err := c.Pins(t.Context(), nil)
	if !isKind(err, KindThrottled) || len(got.Feeds) != 0 {
		t.Fatalf("%d feeds, %v; want throttled", len(got.Feeds), err)
	}
	at = at.Add(2 * time.Minute)
	got, err = c.Pins(t.Context(), nil)
	if err != nil || len(got.Feeds) != 40 {
		t.Fatalf("%d feeds, %v; want all", len(got.Feeds), err)
	}
	mu.Lock()
	defer mu.Unlock()
	if served > 40+2*atOnce {
		t.Errorf("%d details read for 40 rows", served)
	}
}

func TestPaging(t *testing.T) {
	t.Parallel()
	all := func(from, to int) []string {
		var rows []string
		for i := from; i < to; i++ {
			rows = append(rows, full(fmt.Sprint("a", i), ana, "/r", fmt.Sprint("v", i)))
		}
		return rows
	}
	next := func(link string, rows ...string) string {
		return strings.TrimSuffix(wrapped(rows...), "}") + fmt.Sprintf(`,"@odata.nextLink":%q}`, link)
	}
	for _, tt := range []struct {
		name  string
		set   func(p *portal)
		want  int
		err   Kind
		lists []int // calls of the first and the second look
	}{
		{"whole", func(p *portal) { p.says("GET /Subscriptions", wrapped(all(0, 17)...)) }, 17, "", []int{1, 1}},
		{"links", func(p *portal) {
			p.says("GET /Subscriptions", next(p.url+"/api/v2.0/Subscriptions?$skip=20", all(0, 20)...))
			p.says("GET /Subscriptions?$skip=20", next("Subscriptions?$skip=40", all(20, 40)...))
			p.says("GET /Subscriptions?$skip=40", wrapped(all(39, 50)...))
		}, 50, "", []int{3, 3}},
		{"link with another name for the server", func(p *portal) {
			p.says("GET /Subscriptions", next("http://internal:80/Reports/api/v2.0/Subscriptions?$skiptoken=1", all(0, 20)...))
			p.says("GET /Subscriptions?$skiptoken=1", wrapped(all(20, 21)...))
		}, 21, "", []int{2, 2}},
		{"link to elsewhere", func(p *portal) {
			p.says("GET /Subscriptions", next("https://elsewhere.invalid/x", all(0, 20)...))
		}, 0, KindAnswer, []int{1, 1}},
		{"link upwards", func(p *portal) {
			p.says("GET /Subscriptions", next("../../../x", all(0, 20)...))
		}, 0, KindAnswer, []int{1, 1}},
		{"link round in a circle", func(p *portal) {
			p.says("GET /Subscriptions", next(p.url+"/api/v2.0/Subscriptions", all(0, 20)...))
		}, 20, "", []int{2, 2}},
		{"broken off behind the first page", func(p *portal) {
			p.says("GET /Subscriptions", next("Subscriptions?$skip=20", all(0, 20)...))
			p.fails("GET /Subscriptions?$skip=20", 500, "")
		}, 0, KindServer, []int{2, 2}},
		{"pages without links", func(p *portal) {
			p.says("GET /Subscriptions", wrapped(all(0, 50)...))
			p.says("GET /Subscriptions?$skip=50&$top=50", wrapped(all(50, 100)...))
			p.says("GET /Subscriptions?$skip=100&$top=50", wrapped(all(100, 103)...))
		}, 103, "", []int{3, 3}},
		{"a round number that was all", func(p *portal) {
			p.says("GET /Subscriptions", wrapped(all(0, 50)...))
			p.says("GET /Subscriptions?$skip=50&$top=50", wrapped())
		}, 50, "", []int{2, 1}},
		{"a server that doesn't know $skip", func(p *portal) {
			p.says("GET /Subscriptions", wrapped(all(0, 50)...))
			p.fails("GET /Subscriptions?$skip=50&$top=50", 400, `{"error":{"code":"BadRequest"}}`)
		}, 50, "", []int{2, 1}},
		{"a server that leaves $skip out", func(p *portal) {
			p.says("GET /Subscriptions", wrapped(all(0, 50)...))
			p.says("GET /Subscriptions?$skip=50&$top=50", wrapped(all(0, 50)...))
		}, 50, "", []int{2, 1}},
	} {
		p := newPortal(t)
		tt.set(p)
		p.sources(noSources, "%2Fr")
		c := p.client()
		for i, lists := range tt.lists {
			p.asked()
			got, err := c.Pins(t.Context(), nil)
			n := p.count("GET /Subscriptions")
			if len(got.Feeds) != tt.want || n != lists || tt.err == "" && err != nil || tt.err != "" && !isKind(err, tt.err) {
				t.Errorf("%s, look %d: %d feeds, %v, %d lists; want %d, %q, %d: %q", tt.name, i+1, len(got.Feeds), err, n, tt.want, tt.err, lists, p.asked())
			}
		}
	}
	// A server that fails on the guess: once that is an error, twice it is its
	// way of saying no.
	p := newPortal(t)
	p.says("GET /Subscriptions", wrapped(all(0, 50)...))
	p.fails("GET /Subscriptions?$skip=50&$top=50", 500, "")
	p.sources(noSources, "%2Fr")
	c := p.client()
	if _, err := c.Pins(t.Context(), nil); !isKind(err, KindServer) {
		t.Errorf("%v; want server", err)
	}
	if got, err := c.Pins(t.Context(), nil); err != nil || len(got.Feeds) != 50 {
		t.Errorf("%d feeds, %v; want 50", len(got.Feeds), err)
	}
}

func TestNoStored(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, body string
		want       bool
	}{
		{"stored", `{"value":[{"CredentialRetrieval":"Store","CredentialsInServer":{"UserName":"x"}}]}`, false},
		{"none needed", `[{"CredentialRetrieval":"None"}]`, false},
		{"prompt", `[{"CredentialRetrieval":"Prompt"}]`, true},
		{"the viewer's", `[{"CredentialRetrieval":"integrated","IsEnabled":true}]`, true},
		{"one of several", `[{"CredentialRetrieval":"store"},{"CredentialRetrieval":"prompt"}]`, true},
		{"switched off", `[{"CredentialRetrieval":"prompt","IsEnabled":false}]`, false},
		{"by its parts: in the server", `[{"CredentialsInServer":{"UserName":"x"},"CredentialsByUser":null}]`, false},
		{"by its parts: by the user", `[{"CredentialsInServer":null,"CredentialsByUser":{"DisplayText":"x"}}]`, true},
		{"by its parts: neither", `[{"CredentialsInServer":null,"CredentialsByUser":null,"IsReference":true}]`, false},
		{"a number", `[{"CredentialRetrieval":3}]`, false},
		{"none", noSources, false},
		{"odd", `{"x":1}`, false},
	} {
		p := newPortal(t)
		p.says("GET /Subscriptions", wrapped(full("a1", ana, "/r's", "v")))
		p.sources(tt.body, "%2Fr%27%27s")
		got, err := p.client().Pins(t.Context(), nil)
		if err != nil || len(got.Feeds) != 1 || got.Feeds[0].Subscription.NoStored != tt.want || got.Feeds[0].Subscription.DetailAt.IsZero() {
			t.Errorf("%s: %+v, %v; want %v", tt.name, got.Feeds, err, tt.want)
		}
	}
}

func TestPin(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.says("GET /Subscriptions(a1)", `{"value":`+strings.Replace(full("A1", ana, "/r", "v"), `"LastStatus":""`, `"LastStatus":"Pending"`, 1)+`}`)
	c := p.client()
	old := pin("a1")
	old.FirstSeen, old.Subscription.NoStored, old.Subscription.Report, old.Subscription.DetailAt = noon.Add(-time.Hour), true, "/r", noon
	got, err := c.Pin(t.Context(), old)
	if err != nil || len(got.Runs) != 1 || got.Runs[0].Status != tiles.RunRunning || !got.FirstSeen.Equal(old.FirstSeen) ||
		!got.Subscription.NoStored || got.Subscription.Visual != "v" || got.Schedule == nil || !got.LookedAt.Equal(noon) || !got.Subscription.DetailAt.Equal(noon) {
		t.Errorf("%+v, %v", got, err)
	}
	// Paused: the schedule stays, switched off.
	p.says("GET /Subscriptions(a1)", `{"Id":"a1","Owner":"CONTOSO\\ana","Report":"/r","IsActive":false,"LastStatus":"Inactive"}`)
	paused, err := c.Pin(t.Context(), got)
	if err != nil || paused.Schedule == nil || paused.Schedule.Enabled || paused.Subscription.Active || paused.Subscription.Visual != "v" || !got.Schedule.Enabled {
		t.Errorf("paused: %+v, %v", paused, err)
	}
	p.says("GET /Subscriptions(a1)", `{"Id":"a9"}`)
	if f, err := c.Pin(t.Context(), got); !isKind(err, KindAnswer) || !reflect.DeepEqual(f, got) {
		t.Errorf("another subscription: %v", err)
	}
	if f, err := c.Pin(t.Context(), pin("x")); !isKind(err, KindGone) || !reflect.DeepEqual(f, pin("x")) {
		t.Errorf("gone: %v", err)
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	b := builder{portal: "https://bi/reports", cloud: cloud, urls: &reportURLs{known: map[string]string{}}}
	for _, tt := range []struct {
		s         tiles.Subscription
		dashboard string
		report    string
	}{
		{tiles.Subscription{Report: "/a b", GroupID: "g", DashboardID: "d"}, cloud + "/groups/g/dashboards/d", "https://bi/reports/report/a%20b"},
		{tiles.Subscription{Report: "/a", DashboardID: "d"}, cloud + "/groups/me/dashboards/d", "https://bi/reports/report/a"},
		{tiles.Subscription{Report: "javascript:x", GroupID: "g"}, "", ""},
		{tiles.Subscription{Report: "/" + strings.Repeat("ä", 900)}, "", ""},
	} {
		if d, r := b.dashboardURL(&tt.s), b.reportURL(tt.s.Report); d != tt.dashboard || r != tt.report {
			t.Errorf("%+v: %q, %q; want %q, %q", tt.s, d, r, tt.dashboard, tt.report)
		}
	}
	b.cloud = origin("http://app.powerbi.com")
	if got := b.dashboardURL(&tiles.Subscription{DashboardID: "d"}); got != "" {
		t.Errorf("without a cloud: %q", got)
	}
}
