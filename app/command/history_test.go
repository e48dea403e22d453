package command

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"mysettings/app/sandbox"
	"mysettings/app/tiles"
)

// TestHistory follows what goes wrong with the built program: what was stale is
// in the history afterwards, as text, as JSON and as a table.
func TestHistory(t *testing.T) {
	t.Parallel()
	d := newDesk(t, sandbox.Options{})
	if r := d.run("history").want(CodeGood); !strings.Contains(r.stdout, "Nothing is known") {
		t.Errorf("at first: %q", r.stdout)
	}
	d.run("signin").want(CodeGood)
	d.run("keep", "Finance/Revenue against budget", "--every", "hourly").want(CodeGood)
	d.control("revoke", map[string]string{"person": "ana"})
	d.run("check").want(CodeAttention)

	r := d.run("history").want(CodeGood)
	for _, want := range []string{"DAY", "FRESH", "since ", "The sign-in ", "Revenue against budget"} {
		if !strings.Contains(r.stdout, want) {
			t.Errorf("history = %q; want %q in it", r.stdout, want)
		}
	}
	var doc readHistory
	d.run("history", "--days", "7", "--json").want(CodeGood).into(&doc)
	if len(doc.Days) != 7 || doc.Days[6].Date == "" || doc.Days[6].Tiles == 0 || len(doc.Outages) != 1 {
		t.Errorf("history --json = %+v", doc)
	}
	if o := doc.Outages[0]; o.State != tiles.Stopped || o.To != nil || o.From == nil || len(o.Tiles) == 0 || len(o.Tiles) != len(o.Names) || o.Connection == "" {
		t.Errorf("outage %+v", o)
	}
	rows, err := csv.NewReader(strings.NewReader(d.run("history", "--csv").want(CodeGood).stdout)).ReadAll()
	if err != nil || len(rows) < 10 || rows[0][0] != "record" {
		t.Fatalf("history --csv: %d rows, %v", len(rows), err)
	}
	kinds := map[string]bool{}
	for _, row := range rows[1:] {
		kinds[row[0]] = true
	}
	if !kinds["state"] || !kinds["run"] || !kinds["watched"] {
		t.Errorf("kinds of records: %v", kinds)
	}

	d.run("history", "--days", "0").want(CodeUsage).says("from 1 to 3650")
	d.run("history", "--csv", "--json").want(CodeUsage).says("Choose one")
	d.run("history", "more").want(CodeUsage)
}

// readHistory is what a script sees of a historyDoc.
type readHistory struct {
	Days []struct {
		Date  string
		Share *float64
		Tiles int
	}
	Outages []struct {
		Connection          string
		State               tiles.State
		Cause               tiles.Cause
		From, To            *string
		Tiles, Names, Board []string
	}
}

func TestHistoryWords(t *testing.T) {
	t.Parallel()
	h := time.Hour
	for _, tt := range []struct {
		d                  tiles.Day
		share, stale, seen string
	}{
		{tiles.Day{}, "not known", "-", "-"},
		{tiles.Day{Unknown: h, Tiles: 1}, "not known", "-", "0%"},
		{tiles.Day{Fresh: 24 * h, Tiles: 1}, "100%", "0 of 1", "100%"},
		{tiles.Day{Fresh: 1000 * h, Stale: time.Minute, Tiles: 50, StaleTiles: 1}, "99%", "1 of 50", "100%"},
		{tiles.Day{Fresh: time.Minute, Stale: 1000 * h, Unknown: 1000 * h, Tiles: 50, StaleTiles: 50}, "1%", "50 of 50", "50%"},
		{tiles.Day{Stale: h, Tiles: 1, StaleTiles: 1}, "0%", "1 of 1", "100%"},
	} {
		if share, stale, seen := shareWord(tt.d), staleWord(tt.d), seenWord(tt.d); share != tt.share || stale != tt.stale || seen != tt.seen {
			t.Errorf("%+v: got %s, %s, %s; want %s, %s, %s", tt.d, share, stale, seen, tt.share, tt.stale, tt.seen)
		}
	}
	o := tiles.Outage{Connection: "c", Cause: tiles.CauseGateway, Tiles: []string{"1", "2", "3", "4", "5"}, Names: []string{"A", "", "C", "D", "E"}, Dashboards: []string{"Finance"}}
	if got, want := struckWord(o, map[string]string{"c": "ana"}, true), "5 tiles on “Finance”: A, (no title), C and 2 more (ana)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := causeWord("brand_new"); got != "brand_new" {
		t.Errorf("an unknown cause is %q", got)
	}
}
