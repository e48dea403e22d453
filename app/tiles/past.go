package tiles

import (
	"slices"
	"time"
)

// Day is how the tiles were doing on one day of the person's calendar. The
// durations add up over all tiles: two that were fresh all day make 48 hours.
type Day struct {
	// From is the first moment of the day and To that of the next, or now.
	From, To time.Time
	// Fresh and Stale are what was seen; Unknown is when nobody looked, or
	// nobody could for want of a sign-in. Tiles that can't be watched at all and
	// those that waited for their first run count nowhere.
	Fresh, Stale, Unknown time.Duration
	// Tiles is how many are in it, StaleTiles how many of them were stale for
	// some time.
	Tiles, StaleTiles int
}

// Share is which share of what was seen was fresh, from 0 to 1; false where
// nothing was seen.
func (d Day) Share() (share float64, ok bool) {
	seen := d.Fresh + d.Stale
	if seen <= 0 {
		return 0, false
	}
	return float64(d.Fresh) / float64(seen), true
}

// Days says how the tiles were doing on each of the last n days, the oldest
// first and the day of now last. Days are those of the calendar in now's zone,
// as long as its clock makes them.
func Days(p Past, n int, now time.Time) []Day {
	days := calendar(n, now)
	if len(days) == 0 {
		return nil
	}
	watched := make(map[string]sight, len(p.Watched))
	for c, spans := range p.Watched {
		w := sight{spans: tidy(spans), days: make([]time.Duration, len(days))}
		for j, d := range days {
			w.days[j] = overlap(Span{d.From, d.To}, w.spans)
		}
		watched[c] = w
	}
	tally := make([]struct{ tile, stale string }, len(days)) // the last counted
	for i := range p.Spells {
		s := &p.Spells[i]
		shade := s.light()
		if shade == ignored {
			continue
		}
		to := s.To
		if to.IsZero() || to.After(now) {
			to = now
		}
		w := watched[s.Connection]
		first := sortedAfter(days, s.From, func(d Day) time.Time { return d.To })
		for j := first; j < len(days) && days[j].From.Before(to); j++ {
			d := &days[j]
			part := clip(Span{s.From, to}, Span{d.From, d.To})
			whole := part.length()
			if whole <= 0 {
				continue
			}
			seen := time.Duration(0)
			switch {
			case shade == blind || w.days == nil:
			case whole == d.To.Sub(d.From):
				seen = w.days[j]
			default:
				seen = overlap(part, w.spans)
			}
			d.Unknown += whole - seen
			if shade == lit {
				d.Fresh += seen
			} else {
				d.Stale += seen
			}
			if tally[j].tile != s.Tile {
				tally[j].tile = s.Tile
				d.Tiles++
			}
			if shade == dark && seen > 0 && tally[j].stale != s.Tile {
				tally[j].stale = s.Tile
				d.StaleTiles++
			}
		}
	}
	return days
}

// sight is when a connection's tiles were looked at, and for how long on each
// day: most spells last longer than one.
type sight struct {
	spans []Span
	days  []time.Duration
}

// calendar is the last n days up to now.
func calendar(n int, now time.Time) []Day {
	if n <= 0 {
		return nil
	}
	days := make([]Day, n)
	year, month, dom := now.Date()
	end := now
	for i := n - 1; i >= 0; i-- {
		from := startOfDay(year, month, dom-(n-1-i), now.Location())
		days[i] = Day{From: from.UTC(), To: end.UTC()}
		end = from
	}
	return days
}

// startOfDay is the first moment of a day. Where a clock skips midnight, that
// is when it was put forward.
func startOfDay(year int, month time.Month, dom int, loc *time.Location) time.Time {
	want := time.Date(year, month, dom, 12, 0, 0, 0, time.UTC).Day()
	t := time.Date(year, month, dom, 0, 0, 0, 0, loc)
	if t.Day() != want {
		if _, end := t.ZoneBounds(); !end.IsZero() {
			return end
		}
	}
	// Where midnight comes twice, the first counts.
	if start, _ := t.ZoneBounds(); !start.IsZero() && t.Sub(start) < 3*time.Hour {
		before := start.Add(-time.Second)
		_, was := before.Zone()
		_, is := t.Zone()
		if twin := t.Add(-time.Duration(was-is) * time.Second); was > is && twin.Before(start) && twin.Day() == want {
			return twin
		}
	}
	return t
}

func (s Span) length() time.Duration { return s.To.Sub(s.From) }

// clip is the part of a span that lies in another; its length may be negative
// where there is none.
func clip(s, in Span) Span {
	if s.From.Before(in.From) {
		s.From = in.From
	}
	if s.To.After(in.To) {
		s.To = in.To
	}
	return s
}

// overlap is how much of s lies in spans, which are tidy.
func overlap(s Span, spans []Span) (sum time.Duration) {
	for i := sortedAfter(spans, s.From, func(o Span) time.Time { return o.To }); i < len(spans) && spans[i].From.Before(s.To); i++ {
		sum += max(clip(s, spans[i]).length(), 0)
	}
	return sum
}

// sortedAfter is the index of the first of a sorted list that ends after t.
func sortedAfter[T any](list []T, t time.Time, end func(T) time.Time) int {
	i, _ := slices.BinarySearchFunc(list, t, func(e T, t time.Time) int {
		if end(e).After(t) {
			return 1
		}
		return -1
	})
	return i
}

// tidy is spans in order, none of which overlaps another.
func tidy(spans []Span) []Span {
	sorted := slices.Clone(spans)
	slices.SortFunc(sorted, func(a, b Span) int { return a.From.Compare(b.From) })
	var out []Span
	for _, s := range sorted {
		if s.length() <= 0 {
			continue
		}
		if last := len(out) - 1; last >= 0 && !s.From.After(out[last].To) {
			if s.To.After(out[last].To) {
				out[last].To = s.To
			}
			continue
		}
		out = append(out, s)
	}
	return out
}
