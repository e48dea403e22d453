package store

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"mysettings/app/tiles"
)

// judged saves one verdict on tile c1/a at a time, in minutes after now, with
// c1 looked at then.
func judgeAt(t testing.TB, s *Store, minute int, state tiles.State, cause tiles.Cause) {
	t.Helper()
	at := now.Add(time.Duration(minute) * time.Minute)
	must(t, s.SaveJudgement(t.Context(), Judgement{
		At: at, Tiles: map[string]tiles.Verdict{"c1/a": {State: state, Cause: cause}},
		Looks: map[string]time.Time{"c1": at}, Patience: 150 * time.Minute,
	}))
}

// told is a past in short: "a fresh 0-10" in minutes after now.
func told(p tiles.Past) string {
	minute := func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return fmt.Sprint(at.Sub(now).Minutes())
	}
	var out []string
	for _, s := range p.Spells {
		words := fmt.Sprintf("%s %s %s-%s", s.Title, s.State, minute(s.From), minute(s.To))
		if s.Cause != "" {
			words += " " + string(s.Cause)
		}
		out = append(out, words)
	}
	for _, s := range p.Watched["c1"] {
		out = append(out, fmt.Sprintf("watched %s-%s", minute(s.From), minute(s.To)))
	}
	return strings.Join(out, ", ")
}

// oneTile is a store with the tile c1/a.
func oneTile(t testing.TB) *Store {
	t.Helper()
	s := newStore(t)
	must(t, s.SaveConnection(t.Context(), connection("c1")))
	must(t, s.SaveInventory(t.Context(), "c1", []tiles.Tile{tile("a", "c1/f")}, []tiles.Feed{feed("f")}, now))
	return s
}

func wantPast(t testing.TB, s *Store, want string) {
	t.Helper()
	if got := told(get(s.Past(t.Context(), time.Time{}))(t)); got != want {
		t.Errorf("past: got %q, want %q", got, want)
	}
}

func TestSpells(t *testing.T) {
	t.Parallel()
	s := oneTile(t)
	wantPast(t, s, "")
	judgeAt(t, s, 0, tiles.Fresh, "")
	judgeAt(t, s, 60, tiles.Fresh, "")
	wantPast(t, s, "a fresh 0-, watched 0-60")
	judgeAt(t, s, 120, tiles.Failing, tiles.CauseGateway)
	judgeAt(t, s, 180, tiles.Failing, tiles.CauseModelError)
	judgeAt(t, s, 240, tiles.Fresh, "")
	wantPast(t, s, "a fresh 0-120, a failing 120-180 gateway, a failing 180-240 model_error, a fresh 240-, watched 0-240")
	if got := told(get(s.Past(t.Context(), now.Add(150*time.Minute)))(t)); !strings.HasPrefix(got, "a failing 120-180") {
		t.Errorf("since the second spell: %q", got)
	}
}

// A state that was there before somebody saw it began then.
func TestSpellsBeginWhenTheyBegan(t *testing.T) {
	t.Parallel()
	s := oneTile(t)
	v := tiles.Verdict{State: tiles.Failing, Cause: tiles.CauseGateway, Since: now.Add(-40 * time.Minute)}
	must(t, s.SaveJudgement(t.Context(), Judgement{At: now, Tiles: map[string]tiles.Verdict{"c1/a": v}}))
	v = tiles.Verdict{State: tiles.Fresh, Since: now.Add(-40 * time.Hour)}
	must(t, s.SaveJudgement(t.Context(), Judgement{At: now.Add(time.Hour), Tiles: map[string]tiles.Verdict{"c1/a": v}}))
	got := get(s.Past(t.Context(), time.Time{}))(t).Spells
	if len(got) != 2 || !got[0].Began.Equal(now.Add(-40*time.Minute)) || !got[1].Began.IsZero() {
		t.Errorf("spells %+v", got)
	}
}

// Sleep, and time without an answer, make a gap between the spans and nothing
// else.
func TestTimeThatNobodyLooked(t *testing.T) {
	t.Parallel()
	s := oneTile(t)
	judgeAt(t, s, 0, tiles.Fresh, "")
	judgeAt(t, s, 150, tiles.Fresh, "") // just in time
	// no answer: the verdict gets old, the look stays as it was
	at := now.Add(301 * time.Minute)
	must(t, s.SaveJudgement(t.Context(), Judgement{
		At: at, Tiles: map[string]tiles.Verdict{"c1/a": {State: tiles.Unseen, Cause: tiles.CauseNotChecked}},
		Looks: map[string]time.Time{"c1": now.Add(150 * time.Minute)}, Patience: 150 * time.Minute,
	}))
	if got := get(s.Tile(t.Context(), "c1/a"))(t).Verdict.State; got != tiles.Unseen {
		t.Errorf("the tile is %s; want unseen", got)
	}
	judgeAt(t, s, 600, tiles.Fresh, "")
	wantPast(t, s, "a fresh 0-, watched 0-150, watched 600-600")

	// where only this tile isn't answered for, it is a spell, also when the
	// others are answered for again
	must(t, s.SaveVerdicts(t.Context(), nil, map[string]tiles.Verdict{"c1/a": {State: tiles.Unseen, Cause: tiles.CauseNotChecked}}))
	wantPast(t, s, "a fresh 0-, watched 0-150, watched 600-600")
	judgeAt(t, s, 660, tiles.Unseen, tiles.CauseNotChecked)
	wantPast(t, s, "a fresh 0-660, a unseen 660- not_checked, watched 0-150, watched 600-660")
}

func TestSpellsOfATileThatGoesAndComesBack(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := oneTile(t)
	judgeAt(t, s, 0, tiles.Late, tiles.CauseLate)
	must(t, s.SaveInventory(ctx, "c1", nil, nil, now.Add(30*time.Minute)))
	wantPast(t, s, "a late 0-30 late, watched 0-0")
	must(t, s.SaveInventory(ctx, "c1", []tiles.Tile{tile("a", "c1/f")}, nil, now.Add(time.Hour)))
	judgeAt(t, s, 61, tiles.Late, tiles.CauseLate)
	wantPast(t, s, "a late 0-30 late, a late 61- late, watched 0-61")

	// a kept one that is taken off its dashboard stays until it isn't kept
	must(t, s.SaveKeep(ctx, tiles.Keep{Tile: "c1/a", Feed: "c1/f", Every: tiles.Hourly}))
	must(t, s.SaveInventory(ctx, "c1", nil, nil, now.Add(2*time.Hour)))
	judgeAt(t, s, 121, tiles.Stopped, tiles.CauseTileDeleted)
	wantPast(t, s, "a late 0-30 late, a late 61-121 late, a stopped 121- tile_deleted, watched 0-121")
	must(t, s.DeleteKeep(ctx, "c1/a")) // at the store's own time, which stands still here
	if got := get(s.Past(ctx, time.Time{}))(t).Spells; len(got) != 3 || got[2].To.IsZero() || got[2].Title != "a" {
		t.Errorf("spells %+v; want the last to be over", got)
	}

	must(t, s.DeleteConnection(ctx, "c1"))
	wantPast(t, s, "")
	for _, table := range []string{"past_tile", "spell", "watched"} {
		var n int
		must(t, s.db.reader.QueryRow("SELECT count(*) FROM "+table).Scan(&n))
		if n != 0 {
			t.Errorf("%d rows of %s after the connection was deleted", n, table)
		}
	}
}

// A clock that is set back loses no word and makes no spell that ends before it
// begins.
func TestSpellsAndClocks(t *testing.T) {
	t.Parallel()
	s := oneTile(t)
	judgeAt(t, s, 60, tiles.Fresh, "")
	judgeAt(t, s, 60, tiles.Late, tiles.CauseLate) // in the same millisecond
	wantPast(t, s, "a late 60- late, watched 60-60")
	judgeAt(t, s, 10, tiles.Fresh, "")
	wantPast(t, s, "a fresh 60-, watched 60-60")
	judgeAt(t, s, 90, tiles.Failing, tiles.CauseGateway)
	wantPast(t, s, "a fresh 60-90, a failing 90- gateway, watched 60-90")
	must(t, s.SaveInventory(t.Context(), "c1", nil, nil, now)) // goes before it failed
	wantPast(t, s, "a fresh 60-90, a failing 90-90 gateway, watched 60-90")
}

// A quiet resident writes what hasn't changed no oftener than every five
// minutes, and then nothing but the end of a span.
func TestQuietSpansAreWrittenRarely(t *testing.T) {
	t.Parallel()
	s := oneTile(t)
	judgeAt(t, s, 0, tiles.Fresh, "")
	before := get(s.counters(t.Context()))(t)[TopicTiles]
	for minute := 1; minute <= 60; minute++ {
		judgeAt(t, s, minute, tiles.Fresh, "")
	}
	if n := get(s.counters(t.Context()))(t)[TopicTiles] - before; n > 12 {
		t.Errorf("%d writes in an hour in which nothing changed; want at most 12", n)
	}
	wantPast(t, s, "a fresh 0-, watched 0-60")
	// what is gone meanwhile is passed over
	must(t, s.SaveJudgement(t.Context(), Judgement{At: now, Looks: map[string]time.Time{"gone": now}, Tiles: map[string]tiles.Verdict{"c1/none": {State: tiles.Late}}}))
}

func TestPruneOfThePast(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := oneTile(t)
	judgeAt(t, s, 0, tiles.Fresh, "")
	judgeAt(t, s, 60, tiles.Late, tiles.CauseLate)
	judgeAt(t, s, 120, tiles.Fresh, "")
	judgeAt(t, s, 1000, tiles.Fresh, "")
	must(t, s.Prune(ctx, now.Add(61*time.Minute)))
	wantPast(t, s, "a late 60-120 late, a fresh 120-, watched 0-120, watched 1000-1000")
	must(t, s.Prune(ctx, now.Add(500*time.Minute)))
	wantPast(t, s, "a fresh 120-, watched 1000-1000")
	must(t, s.SaveInventory(ctx, "c1", nil, nil, now.Add(1000*time.Minute)))
	must(t, s.Prune(ctx, now.Add(2000*time.Minute)))
	var n int
	must(t, s.db.reader.QueryRow("SELECT count(*) FROM past_tile").Scan(&n))
	if wantPast(t, s, ""); n != 0 {
		t.Errorf("%d tiles are kept without a past", n)
	}
}

// What was judged before there was a history is in it from then on.
func TestHistoryOfAnOlderDatabase(t *testing.T) {
	t.Parallel()
	db := bareDatabase(t)
	must(t, migrate(t.Context(), db, migrations[:2]))
	exec := func(query string) { get(db.writer.Exec(query))(t) }
	exec(`INSERT INTO connection SELECT 'c1','powerbi','','','','','','[]',0,0,0,0,0,0,0,'','','','','',0,0,0,0,''`)
	exec(`INSERT INTO tile (id, connection, workspace_id, workspace, dashboard_id, dashboard, title, kind, feed, open_url, gone,
			state, cause, remedy, since, last_good, next_due, text, code, ask_owner, until) VALUES
		('c1/a','c1','','','','','a','','','',0,'failing','gateway','',1000,0,0,'','','',0),
		('c1/b','c1','','','','','b','','','',0,'fresh','','',1000,0,0,'','','',0),
		('c1/c','c1','','','','','c','','','',0,'','','',0,0,0,'','','',0)`)
	must(t, migrate(t.Context(), db, migrations[:3]))
	var got string
	must(t, db.reader.QueryRow(`SELECT group_concat(p.id || s.state || s.cause || s.began || (s.start > 1e12) || s.finish, ' ' ORDER BY p.id)
		FROM spell s JOIN past_tile p ON p.n = s.tile`).Scan(&got))
	if want := "c1/afailinggateway100010 c1/bfresh010"; got != want {
		t.Errorf("spells %q; want %q", got, want)
	}
}

func TestPastRuns(t *testing.T) {
	t.Parallel()
	s := oneTile(t)
	f := feed("f")
	for i := range 3 {
		f.Runs = append(f.Runs, tiles.Run{ID: fmt.Sprint(i), Start: now.Add(-time.Duration(i) * time.Hour), End: now, Status: tiles.RunGood, Trigger: "Scheduled"})
	}
	must(t, s.SaveLook(t.Context(), f))
	got := get(s.PastRuns(t.Context(), now.Add(-time.Hour)))(t)
	if len(got) != 2 || got[0].ID != "1" || got[1].ID != "0" || got[0].Name != "f" || got[0].Connection != "c1" || got[0].Trigger != "Scheduled" || !got[0].End.Equal(now) {
		t.Errorf("runs %+v", got)
	}
}

// Ninety days of 900 tiles that all change twice a day stay small.
func TestPastIsSmall(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	seed(t, s, 90, 8, 1) // a tenth of a heavy account
	size := func() (n int64) {
		must(t, s.db.reader.QueryRow("SELECT sum(pgsize) FROM dbstat WHERE name IN ('spell', 'past_tile', 'sqlite_autoindex_past_tile_1', 'past_tile_connection', 'watched')").Scan(&n))
		return n
	}
	must(t, s.write(t.Context(), relaxed, func(tx *sql.Tx) ([]Topic, error) {
		_, err := tx.Exec(`INSERT INTO spell SELECT n, ?1 + i * 43200000, ?1 + (i + 1) * 43200000, ?1 + i * 43200000, 'failing', 'source_credentials'
			FROM past_tile, (SELECT value AS i FROM json_each(?2))`, ms(now.Add(time.Hour)), numbers(180))
		return []Topic{TopicTiles}, err
	}))
	if n := 10 * size(); n > 12<<20 {
		t.Errorf("%d bytes for a heavy account; want at most 12 MB", n)
	}
}

// numbers is the JSON list of 0 to n-1.
func numbers(n int) list[int] {
	l := make(list[int], n)
	for i := range l {
		l[i] = i
	}
	return l
}
