package store

import (
	"errors"
	"testing"
	"time"

	"mysettings/app/tiles"
)

// Every field of every type comes back; full gives each one a value.

func TestConnectionRoundTrip(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	var want tiles.Connection
	full(&want)
	must(t, s.SaveConnection(ctx, want))
	same(t, "Connection", get(s.Connection(ctx, want.ID))(t), want)
	same(t, "Connections", get(s.Connections(ctx))(t), []tiles.Connection{want})

	bare := tiles.Connection{ID: want.ID}
	must(t, s.SaveConnection(ctx, bare))
	same(t, "bare connection", get(s.Connection(ctx, want.ID))(t), bare)

	_, err := s.Connection(ctx, "nobody")
	wantErr(t, "Connection", err, ErrNotFound)
}

func TestConnectionsOrder(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	for _, c := range []tiles.Connection{
		{ID: "4", Kind: tiles.ReportServer, Name: "a"}, {ID: "3", Kind: tiles.PowerBI, Name: "b"},
		{ID: "2", Kind: tiles.PowerBI, Name: "a"}, {ID: "1", Kind: tiles.PowerBI, Name: "b"},
	} {
		must(t, s.SaveConnection(ctx, c))
	}
	var got string
	for _, c := range get(s.Connections(ctx))(t) {
		got += c.ID
	}
	if got != "2134" {
		t.Errorf("order %s; want 2134", got)
	}
}

func TestUpdateConnection(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.SaveConnection(ctx, connection("c1")))
	must(t, s.UpdateConnection(ctx, "c1", func(c *tiles.Connection) error {
		c.Scopes = append(c.Scopes, "x")
		c.Problem = &tiles.Problem{Cause: tiles.CauseSignInExpired}
		return nil
	}))
	want := connection("c1")
	want.Scopes, want.Problem = []string{"x"}, &tiles.Problem{Cause: tiles.CauseSignInExpired}
	same(t, "updated", get(s.Connection(ctx, "c1"))(t), want)

	// changed in place, deep inside
	must(t, s.UpdateConnection(ctx, "c1", func(c *tiles.Connection) error {
		c.Problem.Code = "invalid_grant"
		c.Scopes[0] = "y"
		return nil
	}))
	want.Problem.Code, want.Scopes[0] = "invalid_grant", "y"
	same(t, "updated deep inside", get(s.Connection(ctx, "c1"))(t), want)

	refused := errors.New("refused")
	wantErr(t, "a refusal", s.UpdateConnection(ctx, "c1", func(c *tiles.Connection) error {
		c.Name = "lost"
		return refused
	}), refused)
	same(t, "after a refusal", get(s.Connection(ctx, "c1"))(t), want)

	if err := s.UpdateConnection(ctx, "c1", func(c *tiles.Connection) error { c.ID = "c2"; return nil }); err == nil {
		t.Error("another ID was taken")
	}
	wantErr(t, "nobody", s.UpdateConnection(ctx, "nobody", func(*tiles.Connection) error { return nil }), ErrNotFound)
}

func TestTileAndFeedRoundTrip(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	must(t, s.SaveConnection(ctx, connection("c1")))

	var tile tiles.Tile
	full(&tile)
	tile.Connection, tile.Keep.Tile, tile.Keep.Feed = "c1", tile.ID, tile.Feed
	tile.Muted = tiles.MutedTile
	var feed tiles.Feed
	full(&feed)
	feed.ID, feed.Connection = tile.Feed, "c1"
	feed.Runs[0].Start, feed.Runs[1].Start = now, now.Add(-time.Hour)
	feed.Asks[0].At, feed.Asks[1].At = now, now.Add(-time.Hour)
	feed.Keeps = []tiles.Keep{*tile.Keep}
	feed.ScheduleSince = time.Time{} // it never changes here
	for i := range feed.Asks {
		feed.Asks[i].Feed = feed.ID
	}

	must(t, s.SaveInventory(ctx, "c1", []tiles.Tile{tile}, []tiles.Feed{feed}, now))
	must(t, s.SaveLook(ctx, feed))
	must(t, s.SaveKeep(ctx, *tile.Keep))
	for _, a := range feed.Asks {
		must(t, s.SaveAsk(ctx, a))
	}
	must(t, s.SaveVerdicts(ctx, map[string]tiles.Verdict{feed.ID: feed.Verdict}, map[string]tiles.Verdict{tile.ID: tile.Verdict}))

	must(t, s.SaveStrips(ctx, map[string]tiles.Strip{tile.ID: tile.Strip}))
	must(t, s.MuteTiles(ctx, []string{tile.ID}, true, now))

	same(t, "Tile", get(s.Tile(ctx, tile.ID))(t), tile)
	same(t, "Tiles", get(s.Tiles(ctx))(t), []tiles.Tile{tile})
	same(t, "Feed", get(s.Feed(ctx, feed.ID))(t), feed)
	same(t, "Feeds", get(s.Feeds(ctx))(t), []tiles.Feed{feed})
	same(t, "Keeps", get(s.Keeps(ctx))(t), feed.Keeps)

	_, err := s.Tile(ctx, "nothing")
	wantErr(t, "Tile", err, ErrNotFound)
	_, err = s.Feed(ctx, "nothing")
	wantErr(t, "Feed", err, ErrNotFound)
}

func TestNoticeRoundTrip(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	var a tiles.Notice
	full(&a)
	b := tiles.Notice{ID: "b", At: a.At.Add(time.Minute), Kind: tiles.NoticeLate}
	must(t, s.SaveNotices(ctx, []tiles.Notice{a, b}))
	must(t, s.SaveNotices(ctx, nil))

	same(t, "all", get(s.Notices(ctx, time.Time{}, 0))(t), []tiles.Notice{b, a})
	same(t, "one", get(s.Notices(ctx, time.Time{}, 1))(t), []tiles.Notice{b})
	same(t, "since b", get(s.Notices(ctx, b.At, 0))(t), []tiles.Notice{b})
	same(t, "since after b", get(s.Notices(ctx, b.At.Add(time.Millisecond), 0))(t), []tiles.Notice(nil))
	same(t, "open", get(s.OpenNotices(ctx))(t), []tiles.Notice{b})
	b.EndedAt = now
	must(t, s.SaveNotices(ctx, []tiles.Notice{b}))
	same(t, "ended", get(s.OpenNotices(ctx))(t), []tiles.Notice(nil))
}

func TestSettings(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	same(t, "none", get(s.Settings(ctx))(t), map[string]string{})
	must(t, s.SetSetting(ctx, "theme", "dark"))
	must(t, s.SetSetting(ctx, "theme", "light"))
	must(t, s.SetSetting(ctx, "proxy", ""))
	same(t, "two", get(s.Settings(ctx))(t), map[string]string{"theme": "light", "proxy": ""})
	must(t, s.DeleteSetting(ctx, "theme"))
	must(t, s.DeleteSetting(ctx, "theme"))
	same(t, "one", get(s.Settings(ctx))(t), map[string]string{"proxy": ""})
}

func TestRequests(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	a := get(s.Request(ctx, "check", ""))(t)
	b := get(s.Request(ctx, "show", "tiles"))(t)
	same(t, "both", get(s.Requests(ctx))(t),
		[]Request{{ID: a, Kind: "check", At: now}, {ID: b, Kind: "show", Argument: "tiles", At: now}})
	must(t, s.FinishRequest(ctx, a))
	wantErr(t, "finished twice", s.FinishRequest(ctx, a), ErrNotFound)
	c := get(s.Request(ctx, "check", ""))(t)
	if c <= b {
		t.Errorf("ID %d after %d: used again", c, b)
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	wantErr(t, "nothing to acknowledge", s.Acknowledge(ctx, WarnDamaged), ErrNotFound)
	first := Warning{Code: WarnDamaged, Text: "first", At: now}
	must(t, raise(ctx, s.db.writer, first))
	same(t, "raised", get(s.Warnings(ctx))(t), []Warning{first})
	must(t, s.Acknowledge(ctx, WarnDamaged))
	same(t, "acknowledged", get(s.Warnings(ctx))(t), []Warning(nil))
	wantErr(t, "twice", s.Acknowledge(ctx, WarnDamaged), ErrNotFound)
	second := Warning{Code: WarnDamaged, Text: "second", At: now.Add(time.Hour)}
	must(t, raise(ctx, s.db.writer, second))
	same(t, "anew", get(s.Warnings(ctx))(t), []Warning{second})
}

// Names from servers are untrusted: they are data to the database, never SQL.
func TestUntrustedText(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	for i, text := range []string{"'; DROP TABLE tile; --", "a\x00b", "\xff\xfe not UTF-8", "\u202e\u0007", string(make([]byte, 1<<20))} {
		c := connection("c1")
		c.Name, c.Scopes = text, []string{"x"}
		must(t, s.SaveConnection(ctx, c))
		if got := get(s.Connection(ctx, "c1"))(t); got.Name != text {
			t.Errorf("text %d came back changed", i)
		}
	}
}

func TestTimesAreWholeMillisecondsInUTC(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	c := connection("c1")
	c.SignedInAt = time.Date(2026, 1, 2, 3, 4, 5, 6_789_012, time.FixedZone("x", 3600))
	c.GoodUntil = time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC)
	must(t, s.SaveConnection(ctx, c))
	got := get(s.Connection(ctx, "c1"))(t)
	same(t, "SignedInAt", got.SignedInAt, time.Date(2026, 1, 2, 2, 4, 5, 6e6, time.UTC))
	same(t, "GoodUntil", got.GoodUntil, c.GoodUntil)
	same(t, "RenewedAt", got.RenewedAt, time.Time{})
}
