package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"mysettings/app/tiles"
)

// reportServer is a connection to one, with everything that can be known of it.
func reportServer(id string) tiles.Connection {
	c := tiles.Connection{ID: id, Kind: tiles.ReportServer, Name: `CONTOSO\ana`, SignedInAt: now}
	full(&c.Server)
	return c
}

// pinned is a pin of a report server and its feed, whose last run was at a time.
func pinned(connection, id string, run time.Time, status tiles.RunStatus) (tiles.Tile, tiles.Feed) {
	f := tiles.Feed{ID: connection + "/" + id, Connection: connection, Source: tiles.SourceSubscription, Kind: tiles.KindPin, Name: "Report",
		Access: tiles.AccessGranted, LookedAt: run.Add(time.Minute),
		Subscription: tiles.Subscription{Report: "/Report", Active: true, RunAt: run, TileID: "t-" + id,
			PausedAt: run.Add(time.Hour), RowAt: run.Add(time.Minute), NextAt: run.Add(24 * time.Hour)},
		Schedule: &tiles.Schedule{Enabled: true, EveryDays: 2, Times: []int{420}, Anchor: now, Zone: "UTC"},
		Runs:     []tiles.Run{{ID: run.Format(time.RFC3339), Start: run, End: run, Status: status}}}
	t := tiles.Tile{ID: f.ID, Connection: connection, Kind: tiles.KindPin, Feed: f.ID, Title: id, Dashboard: "Costs",
		Report: "/Report", ReportURL: "https://bi.contoso.com/reports/report/Report", PinnedAs: "t-" + id}
	return t, f
}

// addServer adds a report server with a pin and a password, and reads all of
// it back.
func addServer(t *testing.T, s *Store) {
	t.Helper()
	ctx := t.Context()
	c := reportServer("server-1")
	must(t, s.SaveConnection(ctx, c))
	same(t, "connection", get(s.Connection(ctx, c.ID))(t), c)
	tile, feed := pinned(c.ID, "a", now, tiles.RunGood)
	must(t, s.SaveInventory(ctx, c.ID, []tiles.Tile{tile}, []tiles.Feed{feed}, now))
	must(t, s.SaveLooks(ctx, []tiles.Feed{feed}))
	feed.FirstSeen = now
	same(t, "tile", get(s.Tile(ctx, tile.ID))(t), tile)
	same(t, "feed", get(s.Feed(ctx, feed.ID))(t), feed)
	must(t, s.SavePassword(ctx, c.ID, NewSecret("pass")))
	if got := get(s.Password(ctx, c.ID))(t); got.Reveal() != "pass" {
		t.Errorf("password %q", got.Reveal())
	}
}

// What a list of subscriptions brings is put with what is known: the journal
// that the server doesn't keep stays, and a pin that has gone is forgotten.
func TestInventoriesOfPins(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.SaveConnection(ctx, reportServer("rs")))
	list := func(ids string, run time.Time, status tiles.RunStatus) {
		t.Helper()
		var ts []tiles.Tile
		var fs []tiles.Feed
		for id := range strings.FieldsSeq(ids) {
			tile, feed := pinned("rs", id, run, status)
			ts, fs = append(ts, tile), append(fs, feed)
		}
		must(t, s.SaveInventory(ctx, "rs", ts, fs, run))
		must(t, s.SaveLooks(ctx, fs))
	}
	list("a b", now, tiles.RunGood)
	must(t, s.SaveAsk(ctx, tiles.Ask{ID: "x", Feed: "rs/a", At: now, Outcome: tiles.AskAccepted, Before: now.Add(-time.Hour)}))
	v := tiles.Verdict{State: tiles.Fresh, LastGood: now}
	must(t, s.SaveVerdicts(ctx, map[string]tiles.Verdict{"rs/a": v}, map[string]tiles.Verdict{"rs/a": v}))
	list("a c", now.Add(time.Hour), tiles.RunFailed)
	list("a c", now.Add(time.Hour), tiles.RunGood) // the same run, which was still going on

	if got := ids(get(s.Tiles(ctx))(t)); got != "rs/a rs/c" && got != "a c" {
		t.Errorf("tiles %q; want a and c", got)
	}
	f := get(s.Feed(ctx, "rs/a"))(t)
	if len(f.Runs) != 2 || f.Runs[0].Status != tiles.RunGood || !f.Runs[1].Start.Equal(now) {
		t.Errorf("runs %+v; want two good ones", f.Runs)
	}
	if !f.FirstSeen.Equal(now) || f.Verdict != v || len(f.Asks) != 1 || !f.Asks[0].Before.Equal(now.Add(-time.Hour)) {
		t.Errorf("feed %+v; want what was known of it", f)
	}
	if got := f.Subscription.RunAt; !got.Equal(now.Add(time.Hour)) {
		t.Errorf("last run %v; want that of the last list", got)
	}
	_, err := s.Feed(ctx, "rs/b")
	wantErr(t, "a pin that has gone", err, ErrNotFound)

	if got := get(s.Subscriptions(ctx))(t); len(got) != 2 || got["rs/a"] != f.Subscription || got["rs/c"].Report == "" {
		t.Errorf("subscriptions %+v; want those of a and c", got)
	}

	// A list that doesn't tell keeps what is known.
	bare := tiles.Feed{ID: "rs/a", Connection: "rs", Source: tiles.SourceSubscription, Kind: tiles.KindPin}
	must(t, s.SaveInventory(ctx, "rs", nil, []tiles.Feed{bare}, now))
	if got := get(s.Feed(ctx, "rs/a"))(t); got.Subscription != f.Subscription || got.Schedule == nil {
		t.Errorf("feed %+v; want the subscription and schedule that were known", got)
	}
}

func TestSaveLooks(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.SaveConnection(ctx, reportServer("rs")))
	_, a := pinned("rs", "a", now, tiles.RunGood)
	_, b := pinned("rs", "b", now, tiles.RunGood)
	_, gone := pinned("rs", "gone", now, tiles.RunGood)
	must(t, s.SaveInventory(ctx, "rs", nil, []tiles.Feed{a, b}, now))

	before := get(s.counters(ctx))(t)
	must(t, s.SaveLooks(ctx, nil))
	same(t, "counters after nothing", get(s.counters(ctx))(t), before)
	must(t, s.SaveLooks(ctx, []tiles.Feed{a, gone, b}))
	if after := get(s.counters(ctx))(t); after[TopicTiles] != before[TopicTiles]+1 {
		t.Errorf("counter %d; want one more than %d", after[TopicTiles], before[TopicTiles])
	}
	for _, f := range get(s.Feeds(ctx))(t) {
		if len(f.Runs) != 1 || f.LookedAt.IsZero() {
			t.Errorf("feed %+v; want it looked at", f)
		}
	}
	wantErr(t, "SaveLook of one that has gone", s.SaveLook(ctx, gone), ErrNotFound)

	// All or nothing.
	a.Misses = 1
	canceled, cancel := context.WithCancel(ctx)
	cancel()
	wantErr(t, "canceled", s.SaveLooks(canceled, []tiles.Feed{a, b}), context.Canceled)
	if got := get(s.Feed(ctx, "rs/a"))(t); got.Misses != 0 {
		t.Errorf("misses %d after a look that was not saved", got.Misses)
	}
}

// What is stored of a server or a pin keeps its form: other versions read it.
func TestStoredForms(t *testing.T) {
	t.Parallel()
	var server tiles.Server
	var sub tiles.Subscription
	for _, tt := range []struct {
		name string
		v    any
		want string
	}{
		{"no server", packServer(server), `{"url":"","probed_at":0,"status_at":0}`},
		{"no subscription", packSubscription(sub), `{"report":"","active":false,"run_at":0,"modified_at":0,"detail_at":0}`},
		{"a server", packServer(tiles.Server{URL: "https://x/reports", API: "v2.0", Product: tiles.ProductSSRS, Auth: tiles.AuthNTLM,
			Integration: tiles.IntegrationOn, TellsSignIn: true, Status: tiles.StatusExpired, StatusAt: now}),
			`{"url":"https://x/reports","api":"v2.0","product":"ssrs","auth":"ntlm","integration":"on","tells_sign_in":true,"probed_at":0,"status":"expired","status_at":1772600767089}`},
	} {
		if got := string(get(json.Marshal(tt.v))(t)); got != tt.want {
			t.Errorf("%s: %s; want %s", tt.name, got, tt.want)
		}
	}
	full(&server)
	full(&sub)
	same(t, "server", packServer(server).open(), server)
	same(t, "subscription", packSubscription(sub).open(), sub)
}

// A column that can't be read is an error, never a panic or another's server.
func TestUnreadableForms(t *testing.T) {
	t.Parallel()
	for _, v := range []any{nil, int64(7), "{", "[]", `{"probed_at":"yesterday"}`, `{"url":7}`} {
		got := tiles.Server{URL: "before"}
		if err := server(&got).Scan(v); err == nil {
			t.Errorf("%v: read as %+v", v, got)
		}
		if got.URL != "" && got.URL != "before" {
			t.Errorf("%v: %+v", v, got)
		}
	}
	got := tiles.Server{URL: "before"}
	must(t, server(&got).Scan(""))
	same(t, "none", got, tiles.Server{})
	must(t, server(&got).Scan(`{"url":"https://x","invented_later":1}`))
	same(t, "a later version's", got, tiles.Server{URL: "https://x"})
}

func BenchmarkSavePins(b *testing.B) {
	s := newStore(b)
	must(b, s.SaveConnection(b.Context(), reportServer("rs")))
	var ts []tiles.Tile
	var fs []tiles.Feed
	for i := range 5000 {
		t, f := pinned("rs", fmt.Sprint(i), now, tiles.RunGood)
		ts, fs = append(ts, t), append(fs, f)
	}
	for b.Loop() {
		must(b, s.SaveInventory(context.Background(), "rs", ts, fs, now))
		must(b, s.SaveLooks(context.Background(), fs))
	}
}
