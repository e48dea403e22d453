package app

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mysettings/app/tiles"
)

var historyNow = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func ago(d time.Duration) time.Time { return historyNow.Add(-d) }

// aPast has one tile that was stale from 36 to 30 hours ago, and one that is
// stale for two hours and isn't there any more.
func aPast() tiles.Past {
	spell := func(tile string, state tiles.State, cause tiles.Cause, from, to time.Duration) tiles.Spell {
		s := tiles.Spell{Tile: "c/" + tile, Connection: "c", Title: tile, Dashboard: "Board", State: state, Cause: cause, From: ago(from)}
		if to > 0 {
			s.To = ago(to)
		}
		return s
	}
	return tiles.Past{
		Watched: map[string][]tiles.Span{"c": {{From: ago(48 * time.Hour), To: ago(24 * time.Hour)}, {From: ago(12 * time.Hour), To: historyNow}}},
		Spells: []tiles.Spell{
			spell("a", tiles.Fresh, "", 60*time.Hour, 36*time.Hour),
			spell("a", tiles.Failing, tiles.CauseGateway, 36*time.Hour, 30*time.Hour),
			spell("a", tiles.Fresh, "", 30*time.Hour, 0),
			spell("b", tiles.Fresh, "", 60*time.Hour, 2*time.Hour),
			spell("b", tiles.Stopped, tiles.CauseScheduleOff, 2*time.Hour, 0),
		},
	}
}

func TestBuildHistory(t *testing.T) {
	t.Parallel()
	h := buildHistory(aPast(), 3, []tiles.Tile{{ID: "c/a"}}, historyNow)
	if len(h.Days) != 3 || h.At != "2026-03-04T12:00:00Z" || h.Share != 89 {
		t.Fatalf("history %+v", h)
	}
	// Two days of two tiles: 12 hours of the 2nd were seen, 12 of the 3rd, all of the 4th.
	for i, want := range []HistoryDay{
		{From: "2026-03-02T00:00:00Z", To: "2026-03-03T00:00:00Z", Fresh: 50, Unknown: 50, Share: 100, Tiles: 2},
		{From: "2026-03-03T00:00:00Z", To: "2026-03-04T00:00:00Z", Fresh: 100 * 18. / 48, Stale: 100 * 6. / 48, Unknown: 50, Share: 75, Tiles: 2, StaleTiles: 1},
		{From: "2026-03-04T00:00:00Z", To: "2026-03-04T12:00:00Z", Fresh: 100 * 22. / 24, Stale: 100 * 2. / 24, Share: 92, Tiles: 2, StaleTiles: 1},
	} {
		if h.Days[i] != want {
			t.Errorf("day %d: got %+v, want %+v", i, h.Days[i], want)
		}
	}
	if len(h.Outages) != 2 || h.Outages[0].To != "" || h.Outages[0].Cause != tiles.CauseScheduleOff || len(h.Outages[0].Tiles) != 0 || h.Outages[0].Count != 1 ||
		h.Outages[1].Names[0] != "a" || h.Outages[1].Tiles[0] != "c/a" || h.Outages[0].ID == h.Outages[1].ID {
		t.Errorf("outages %+v", h.Outages)
	}
	if empty := buildHistory(tiles.Past{}, 2, nil, historyNow); empty.Share != -1 || len(empty.Days) != 2 || empty.Days[0].Share != -1 || empty.Outages == nil {
		t.Errorf("of nothing: %+v", empty)
	}
}

func TestSharesInPercent(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		fresh, stale time.Duration
		want         int
	}{
		{0, 0, -1}, {time.Hour, 0, 100}, {0, time.Hour, 0}, {1000 * time.Hour, time.Minute, 99}, {time.Minute, 1000 * time.Hour, 1}, {time.Hour, time.Hour, 50},
	} {
		if got := share(tiles.Day{Fresh: tt.fresh, Stale: tt.stale}); got != tt.want {
			t.Errorf("share of %v and %v: got %d, want %d", tt.fresh, tt.stale, got, tt.want)
		}
	}
}

// The window tells of the real store, and saves all of it where the person says.
func TestHistoryOfTheWindow(t *testing.T) {
	t.Parallel()
	p := openProgram(t, t.TempDir())
	fill(t, p.Store, seed{tiles: 24, past: true})
	w := windowOn(t, p, nil)
	for _, days := range []int{14, 90, 0} {
		h, err := w.History(days, "")
		if err != nil || len(h.Days) != max(days, 1) || days > 0 && (len(h.Outages) < 3 || h.Share < 50 || h.Share > 99) {
			t.Errorf("%d days: %v, %d days, share %d, %d outages", days, err, len(h.Days), h.Share, len(h.Outages))
		}
	}
	if h, err := w.History(14, "nobody"); err != nil || h.Share != -1 || len(h.Outages) != 0 {
		t.Errorf("of another connection: %+v, %v", h, err)
	}

	if got, err := w.ExportHistory(90, ""); err != nil || got.Saved {
		t.Errorf("after closing the dialog: %+v, %v", got, err)
	}
	folder := t.TempDir()
	w.shell.saveTo = filepath.Join(folder, "mine.csv")
	got, err := w.ExportHistory(90, seedConnection)
	if err != nil || !got.Saved || got.Name != "mine.csv" {
		t.Fatalf("ExportHistory = %+v, %v", got, err)
	}
	if ask := w.shell.saves[0]; ask.Pattern != "*.csv" || !strings.HasSuffix(ask.Name, ".csv") || ask.Title == "" {
		t.Errorf("asked %+v", ask)
	}
	text, err := os.ReadFile(w.shell.saveTo)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) < 50 || rows[1][1] != "ana@contoso.com" {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}

	w.shell.saveTo = filepath.Join(folder, "no such folder", "x.csv")
	_, err = w.ExportHistory(90, "")
	if f := failure(t, err); f.Code != "file_not_written" || f.Do == "" {
		t.Errorf("failure %+v", f)
	}
}

// A file that can't be written leaves the one before it, and nothing else.
func TestWriteWhole(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "f.csv")
	if err := os.WriteFile(path, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := writeWhole(path, func(io.Writer) error { return fs.ErrInvalid }); !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("error %v", err)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if text, _ := os.ReadFile(path); err != nil || string(text) != "before" || len(entries) != 1 {
		t.Errorf("left %q and %v, %v", text, entries, err)
	}
}
