package app

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"mysettings/app/tiles"
)

func TestFirst(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ tiles, shown, more int }{{0, 0, 0}, {firstTiles, firstTiles, 0}, {firstTiles + 7, firstTiles, 7}} {
		p := openProgram(t, t.TempDir())
		if c.tiles > 0 {
			fill(t, p.Store, seed{tiles: c.tiles})
		}
		b := NewBindings(t.Context(), BackendOf(p), newRecordedShell(), "tiles")
		b.prepare()
		for _, when := range []string{"prepared", "asked again"} {
			first, err := b.First()
			if err != nil {
				t.Fatal(err)
			}
			if first.Page != "tiles" || len(first.Snapshot.Tiles) != c.shown || first.More != c.more || first.Snapshot.Counts.Total != c.tiles {
				t.Errorf("%s, of %d tiles: page %q, %d tiles and %d more, %d counted",
					when, c.tiles, first.Page, len(first.Snapshot.Tiles), first.More, first.Snapshot.Counts.Total)
			}
		}
		if n, err := b.News(0); err != nil || len(n.Snapshot.Tiles) != c.tiles {
			t.Errorf("snapshot of %d tiles, %v; want %d", len(n.Snapshot.Tiles), err, c.tiles)
		}
	}
}

func TestFirstScript(t *testing.T) {
	t.Parallel()
	p := openProgram(t, t.TempDir())
	fill(t, p.Store, seed{tiles: 6, notices: true})
	// A name that is no part of the script.
	name := "</script>\u2028\"'`${alert(1)}"
	if err := p.Store.UpdateConnection(t.Context(), seedConnection, func(c *tiles.Connection) error {
		c.Person = name
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	ask := func(life context.Context, path string) *httptest.ResponseRecorder {
		b := NewBindings(life, BackendOf(p), newRecordedShell(), "")
		w := httptest.NewRecorder()
		b.withFirst(http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w
	}

	w := ask(t.Context(), firstPath)
	spoken, text, found := strings.Cut(w.Body.String(), "\nwindow.first=")
	if !found || !strings.HasPrefix(spoken, `window.speech={"tag":"en","locale":"en","texts":{`) || w.Header().Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Fatalf("script = %q, %v", w.Body, w.Header())
	}
	var first First
	if err := json.Unmarshal([]byte(text), &first); err != nil || len(first.Snapshot.Tiles) != 6 {
		t.Errorf("first = %+v, %v", first, err)
	}
	if strings.ContainsAny(text, "<\u2028") {
		t.Errorf("the script holds a name as it is: %s", text)
	}

	ended, end := context.WithCancel(t.Context())
	end()
	if w := ask(ended, firstPath); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "window.first") {
		t.Errorf("script of what can't be read = %d %q", w.Code, w.Body)
	}
	if w := ask(t.Context(), "/index.html"); w.Code != http.StatusNotFound {
		t.Errorf("another file = %d", w.Code)
	}
}

func TestAskable(t *testing.T) {
	t.Parallel()
	good := tiles.Connection{ID: "c", Kind: tiles.PowerBI, SignedInAt: noon.Add(-day), RenewedAt: noon.Add(-day), GoodUntil: noon.Add(60 * day)}
	late := tiles.Tile{
		ID: "c/1", Connection: "c", Kind: tiles.KindImport, Feed: "c/m",
		Verdict: tiles.Verdict{State: tiles.Late, Until: noon.Add(day)},
	}
	for name, c := range map[string]struct {
		change func(*tiles.Connection, *tiles.Tile)
		want   bool
	}{
		"late":              {func(*tiles.Connection, *tiles.Tile) {}, true},
		"failing":           {func(_ *tiles.Connection, t *tiles.Tile) { t.Verdict.State = tiles.Failing }, true},
		"stopped":           {func(_ *tiles.Connection, t *tiles.Tile) { t.Verdict.State = tiles.Stopped }, true},
		"fresh":             {func(_ *tiles.Connection, t *tiles.Tile) { t.Verdict.State = tiles.Fresh }, false},
		"unseen":            {func(_ *tiles.Connection, t *tiles.Tile) { t.Verdict.State = tiles.Unseen }, false},
		"static":            {func(_ *tiles.Connection, t *tiles.Tile) { t.Kind = tiles.KindStatic }, false},
		"expiring":          {func(c *tiles.Connection, _ *tiles.Tile) { c.GoodUntil = noon.Add(day) }, true},
		"expired":           {func(c *tiles.Connection, _ *tiles.Tile) { c.GoodUntil = noon.Add(-day) }, false},
		"signed out":        {func(c *tiles.Connection, _ *tiles.Tile) { c.SignedOut = true }, false},
		"of nobody's known": {func(c *tiles.Connection, _ *tiles.Tile) { c.ID = "d" }, false},
	} {
		connection, tile := good, late
		c.change(&connection, &tile)
		s := Build(Facts{Now: noon, LeadDays: 14, Connections: []tiles.Connection{connection}, Tiles: []tiles.Tile{tile}})
		if s.Tiles[0].Askable != c.want || (s.Counts.Askable == 1) != c.want {
			t.Errorf("%s: askable %v, %d counted; want %v", name, s.Tiles[0].Askable, s.Counts.Askable, c.want)
		}
	}
}
