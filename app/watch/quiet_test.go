package watch

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"mysettings/app/reportserver"
	"mysettings/app/reportserver/login"
	"mysettings/app/sandbox"
	"mysettings/app/tiles"
	"mysettings/store"
)

// quiet is a sandbox's report server with 50 pins, of which nearly all are
// hourly and no two at the same minute, and a watcher on it, which both live by
// the world's clock.
type quiet struct {
	*world
	org    *sandbox.Org
	client *reportserver.Client
}

const (
	quietPins = 50
	// serverIdle is when a connection that nobody uses is closed: by this app
	// after a minute and a half, by a server after two.
	serverIdle = 90 * time.Second
)

func newQuiet(t testing.TB, auth tiles.Auth) *quiet {
	t.Helper()
	w := newWorld(t)
	if err := w.store.DeleteConnection(t.Context(), account); err != nil {
		t.Fatal(err)
	}
	org, err := sandbox.Start(t.Context(), sandbox.Options{Now: w.clock.now, ServerAuth: string(auth)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { org.Close() })
	q := &quiet{world: w, org: org}
	q.control("server", map[string]any{"zone": "UTC"}, nil)
	have := 3 // Ana's at the start
	for ; have < quietPins; have++ {
		w.clock.add(time.Minute)
		every := "hourly"
		if have%10 == 0 {
			every = "daily"
		}
		q.control("pin", map[string]any{"person": "ana", "report": "/Finance/IT Spend", "visual": "Map1", "dashboard": "Me", "every": every}, nil)
	}
	var server struct {
		People []struct{ User, Password string }
	}
	q.control("server", nil, &server)
	who := login.Login{Auth: auth, User: server.People[0].User, Password: store.NewSecret(server.People[0].Password)}
	base := func() (*http.Transport, error) { return &http.Transport{}, nil }
	found, err := reportserver.Find(t.Context(), reportserver.FindOptions{Address: org.Describe().ReportServer, Login: who, Base: base, Now: w.clock.now})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.store.SaveConnection(t.Context(), found); err != nil {
		t.Fatal(err)
	}
	q.client, err = reportserver.New(reportserver.Options{
		Connection: found, Login: func(context.Context) (login.Login, error) { return who, nil }, Base: base, Cloud: "https://app.powerbi.com", Now: w.clock.now,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(q.client.Close)
	w.Watcher.o.Server = func(context.Context, tiles.Connection) (Server, error) { return q.client, nil }
	return q
}

// control turns one of the sandbox's knobs, or reads one where body is nil.
func (q *quiet) control(name string, body, into any) {
	q.t.Helper()
	text, err := q.org.Control(q.t.Context(), name, body)
	if err == nil && into != nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		q.t.Fatal(err)
	}
}

// hour lets an hour go by, while connections close as they would, and tells how
// many requests came, and how many of them were more than a part of signing in.
func (q *quiet) hour() (requests, calls int, by string) {
	q.t.Helper()
	q.control("calls/forget", struct{}{}, nil)
	end := q.clock.now().Add(time.Hour)
	for q.clock.now().Before(end) {
		next := q.once()
		if !next.After(q.clock.now()) {
			q.t.Fatalf("at %v the next pass is due at %v: it would never rest", q.clock.now(), next)
		}
		if next.Sub(q.clock.now()) > serverIdle {
			q.client.Close()
		}
		if next.After(end) {
			next = end
		}
		q.clock.set(next)
	}
	var n struct {
		Total     int
		Endpoints map[string]int
		Statuses  map[string]map[string]int
	}
	q.control("calls", nil, &n)
	unauthorized := 0
	for _, s := range n.Statuses {
		unauthorized += s["401"]
	}
	return n.Total, n.Total - unauthorized, fmt.Sprint(n.Endpoints, n.Statuses)
}

// worst is the most that one of so many hours costs.
func (q *quiet) worst(hours int) (requests, calls int, by string) {
	q.t.Helper()
	q.hour() // the first look at everything
	for range hours {
		r, c, what := q.hour()
		if r > requests {
			requests, by = r, what
		}
		calls = max(calls, c)
		for title, state := range q.states() {
			if state != tiles.Fresh && state != tiles.Waiting {
				q.t.Errorf("at %v: %s is %q", q.clock.now(), title, state)
			}
		}
	}
	return requests, calls, by
}

// A quiet hour with 50 pins costs at most 30 requests, counted by the server,
// and all that time every pin is known to be fresh.
func TestQuietHourWithFiftyPins(t *testing.T) {
	t.Parallel()
	q := newQuiet(t, tiles.AuthNTLM)
	requests, calls, by := q.worst(2)
	ts, err := q.store.Tiles(t.Context())
	if err != nil || len(ts) != quietPins {
		t.Fatalf("%d pins are watched, %v; want %d", len(ts), err, quietPins)
	}
	t.Logf("%d requests, %d calls: %s", requests, calls, strings.TrimSpace(by))
	if requests > 30 {
		t.Errorf("an hour with %d requests; want at most 30: %s", requests, by)
	}
}

// BenchmarkQuietHour tells what the worst of eight quiet hours costs, in
// requests and, the handshakes left out, in calls.
func BenchmarkQuietHour(b *testing.B) {
	for b.Loop() {
		requests, calls, _ := newQuiet(b, tiles.AuthNTLM).worst(8)
		b.ReportMetric(float64(requests), "requests/h")
		b.ReportMetric(float64(calls), "calls/h")
	}
}
