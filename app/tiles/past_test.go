package tiles

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

func berlin(t testing.TB) *time.Location {
	t.Helper()
	loc, ok := Zone("Europe/Berlin")
	if !ok {
		t.Fatal("no Berlin")
	}
	return loc
}

// spellOf is a spell of connection c from one time to another, "" for lasting.
func spellOf(tile string, state State, cause Cause, from, to string) Spell {
	s := Spell{Tile: "c/" + tile, Connection: "c", Title: tile, Dashboard: "Board", State: state, Cause: cause, From: at(from)}
	if to != "" {
		s.To = at(to)
	}
	return s
}

func watchedFrom(from, to string) map[string][]Span {
	return map[string][]Span{"c": {{at(from), at(to)}}}
}

func TestDays(t *testing.T) {
	t.Parallel()
	now := at("2026-03-04 12:00")
	always := watchedFrom("2026-01-01", "2026-03-04 12:00")
	h := time.Hour
	tests := []struct {
		name  string
		p     Past
		want  Day // of 3 March, but for its times
		today Day
	}{
		{"nothing is kept", Past{}, Day{}, Day{}},
		{"fresh all along", Past{Watched: always, Spells: []Spell{spellOf("a", Fresh, "", "2026-02-01", "")}},
			Day{Fresh: 24 * h, Tiles: 1}, Day{Fresh: 12 * h, Tiles: 1}},
		{"two tiles, one stale for six hours", Past{Watched: always, Spells: []Spell{
			spellOf("a", Fresh, "", "2026-02-01", ""),
			spellOf("b", Fresh, "", "2026-02-01", "2026-03-03 06:00"),
			spellOf("b", Failing, CauseGateway, "2026-03-03 06:00", "2026-03-03 12:00"),
			spellOf("b", Fresh, "", "2026-03-03 12:00", ""),
		}}, Day{Fresh: 42 * h, Stale: 6 * h, Tiles: 2, StaleTiles: 1}, Day{Fresh: 24 * h, Tiles: 2}},
		{"nobody looked from six to nine", Past{
			Watched: map[string][]Span{"c": {{at("2026-03-01"), at("2026-03-03 06:00")}, {at("2026-03-03 09:00"), at("2026-03-04 12:00")}}},
			Spells:  []Spell{spellOf("a", Fresh, "", "2026-02-01", "")},
		}, Day{Fresh: 21 * h, Unknown: 3 * h, Tiles: 1}, Day{Fresh: 12 * h, Tiles: 1}},
		{"another connection's looks say nothing", Past{
			Watched: map[string][]Span{"d": {{at("2026-03-01"), at("2026-03-04 12:00")}}},
			Spells:  []Spell{spellOf("a", Failing, CauseGateway, "2026-02-01", "")},
		}, Day{Unknown: 24 * h, Tiles: 1}, Day{Unknown: 12 * h, Tiles: 1}},
		{"what can't be seen for want of a sign-in is not known", Past{Watched: always, Spells: []Spell{
			spellOf("a", Unseen, CauseSignInExpired, "2026-02-01", ""),
			spellOf("b", Stopped, CauseSignInExpired, "2026-02-01", ""),
		}}, Day{Stale: 24 * h, Unknown: 24 * h, Tiles: 2, StaleTiles: 1}, Day{Stale: 12 * h, Unknown: 12 * h, Tiles: 2, StaleTiles: 1}},
		{"what can never be watched, and what waits, doesn't count", Past{Watched: always, Spells: []Spell{
			spellOf("a", Unseen, CauseNotWatchable, "2026-02-01", ""),
			spellOf("b", Unseen, CauseNoPermission, "2026-02-01", ""),
			spellOf("c", Waiting, "", "2026-02-01", ""),
		}}, Day{}, Day{}},
		{"a tile that came and went", Past{Watched: always, Spells: []Spell{spellOf("a", Late, CauseLate, "2026-03-03 10:00", "2026-03-03 11:00")}},
			Day{Stale: h, Tiles: 1, StaleTiles: 1}, Day{}},
		{"a tile stale twice counts once", Past{Watched: always, Spells: []Spell{
			spellOf("a", Late, CauseLate, "2026-03-03 10:00", "2026-03-03 11:00"),
			spellOf("a", Fresh, "", "2026-03-03 11:00", "2026-03-03 12:00"),
			spellOf("a", Failing, CauseGateway, "2026-03-03 12:00", "2026-03-03 13:00"),
		}}, Day{Fresh: h, Stale: 2 * h, Tiles: 1, StaleTiles: 1}, Day{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			days := Days(tt.p, 3, now)
			if len(days) != 3 {
				t.Fatalf("%d days; want 3", len(days))
			}
			for i, want := range []Day{tt.want, tt.today} {
				got := days[i+1]
				got.From, got.To = time.Time{}, time.Time{}
				if got != want {
					t.Errorf("day %d: got %+v, want %+v", i+1, got, want)
				}
			}
		})
	}
	if got := Days(Past{}, 0, now); got != nil {
		t.Errorf("no days: got %v", got)
	}
}

func TestShare(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		d    Day
		want float64
		ok   bool
	}{
		{Day{}, 0, false},
		{Day{Unknown: time.Hour}, 0, false},
		{Day{Fresh: 3 * time.Hour, Stale: time.Hour, Unknown: 9 * time.Hour}, 0.75, true},
		{Day{Stale: time.Hour}, 0, true},
	} {
		if got, ok := tt.d.Share(); got != tt.want || ok != tt.ok {
			t.Errorf("%+v: got %v, %v; want %v, %v", tt.d, got, ok, tt.want, tt.ok)
		}
	}
}

// Days are as long as the person's clock makes them, and leave no gap.
func TestDaysFollowTheClock(t *testing.T) {
	t.Parallel()
	tests := []struct {
		zone, now string
		n         int
		length    map[string]time.Duration // by the local date
	}{
		{"Europe/Berlin", "2026-03-30 10:00", 4, map[string]time.Duration{"2026-03-29": 23 * time.Hour, "2026-03-28": 24 * time.Hour}},
		{"Europe/Berlin", "2026-10-26 10:00", 4, map[string]time.Duration{"2026-10-25": 25 * time.Hour}},
		{"Africa/Cairo", "2026-04-25 10:00", 4, map[string]time.Duration{"2026-04-24": 23 * time.Hour, "2026-04-23": 24 * time.Hour}}, // no midnight on the 24th
		{"America/Havana", "2026-11-03 10:00", 4, map[string]time.Duration{"2026-11-01": 25 * time.Hour}},                             // two midnights on the 1st
		{"Australia/Lord_Howe", "2026-04-07 10:00", 4, map[string]time.Duration{"2026-04-05": 24*time.Hour + 30*time.Minute}},
		{"Pacific/Kiritimati", "2026-03-02 20:00", 90, nil},
		{"America/St_Johns", "2011-11-08 10:00", 5, nil}, // the clock went back over midnight
		{"UTC", "2026-01-01 00:00", 90, nil},
	}
	for _, tt := range tests {
		loc, ok := Zone(tt.zone)
		if !ok {
			t.Fatalf("no %s", tt.zone)
		}
		now := at(tt.now).In(loc)
		days := Days(Past{}, tt.n, now)
		for i, d := range days {
			date := d.From.In(loc).Format("2006-01-02")
			if want, ok := tt.length[date]; ok && d.To.Sub(d.From) != want {
				t.Errorf("%s, %s: %v long; want %v", tt.zone, date, d.To.Sub(d.From), want)
			}
			if want := now.AddDate(0, 0, i+1-tt.n).Format("2006-01-02"); date != want {
				t.Errorf("%s: day %d is %s; want %s", tt.zone, i, date, want)
			}
			if i > 0 && !days[i-1].To.Equal(d.From) {
				t.Errorf("%s: %v does not follow %v", tt.zone, d.From, days[i-1].To)
			}
			if i < len(days)-1 && (d.To.Sub(d.From) < 22*time.Hour || d.To.Sub(d.From) > 26*time.Hour) {
				t.Errorf("%s, %s: %v long", tt.zone, date, d.To.Sub(d.From))
			}
		}
		if last := days[len(days)-1]; !last.To.Equal(now) {
			t.Errorf("%s: ends %v; want now", tt.zone, last.To)
		}
	}
}

// Whatever the past, its time adds up to that of its spells.
func TestDaysLoseNothing(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	states := []State{Fresh, Late, Failing, Stopped}
	for range 300 {
		loc := berlin(t)
		now := at("2026-10-28 12:00").Add(time.Duration(rng.IntN(48)) * time.Hour).In(loc)
		begin := now.AddDate(0, 0, -20)
		p := Past{Watched: map[string][]Span{}}
		moment := func() time.Time { return begin.Add(time.Duration(rng.Int64N(int64(now.Sub(begin))))) }
		for range rng.IntN(5) {
			a, b := moment(), moment()
			p.Watched["c"] = append(p.Watched["c"], Span{a, b}) // out of order, overlapping, backwards
		}
		days := Days(Past{}, 14, now)
		var want time.Duration
		for tile := range 3 {
			from := moment()
			for !from.After(now) {
				s := Spell{Tile: fmt.Sprint("c/", tile), Connection: "c", State: states[rng.IntN(4)], From: from, To: from.Add(time.Duration(rng.Int64N(int64(80 * time.Hour))))}
				from = s.To
				if s.To.After(now) {
					s.To = time.Time{}
				}
				p.Spells = append(p.Spells, s)
				end := s.To
				if end.IsZero() {
					end = now
				}
				want += max(clip(Span{s.From, end}, Span{days[0].From, now}).length(), 0)
			}
		}
		var got time.Duration
		for _, d := range Days(p, 14, now) {
			if d.Fresh < 0 || d.Stale < 0 || d.Unknown < 0 || d.StaleTiles > d.Tiles || d.Tiles > 3 {
				t.Fatalf("impossible day %+v", d)
			}
			got += d.Fresh + d.Stale + d.Unknown
		}
		if got != want {
			t.Fatalf("%v in all days; want %v", got, want)
		}
	}
}

func TestPastOfOneConnection(t *testing.T) {
	t.Parallel()
	p := Past{
		Spells:  []Spell{{Tile: "a/1", Connection: "a"}, {Tile: "b/1", Connection: "b"}},
		Watched: map[string][]Span{"a": {{at("2026-01-01"), at("2026-01-02")}}, "b": nil},
	}
	if got := p.Of(""); len(got.Spells) != 2 {
		t.Errorf("all: %v", got)
	}
	if got := p.Of("a"); len(got.Spells) != 1 || got.Spells[0].Tile != "a/1" || len(got.Watched) != 1 || len(got.Watched["a"]) != 1 {
		t.Errorf("one: %v", got)
	}
}

// A year of a heavy account.
func BenchmarkDays(b *testing.B) {
	now := at("2026-03-04 12:00")
	p := Past{Watched: map[string][]Span{}}
	for i := range 90 {
		from := now.AddDate(0, 0, i-90)
		p.Watched["c"] = append(p.Watched["c"], Span{from, from.Add(10 * time.Hour)})
	}
	for tile := range 6000 {
		for i := range 10 {
			from := now.AddDate(0, 0, 9*(i-10))
			s := Spell{Tile: fmt.Sprint("c/", tile), Connection: "c", State: []State{Fresh, Failing}[i%2], From: from, To: from.AddDate(0, 0, 9)}
			p.Spells = append(p.Spells, s)
		}
	}
	for b.Loop() {
		Days(p, 90, now)
		Outages(p, now.AddDate(0, 0, -90))
	}
}
