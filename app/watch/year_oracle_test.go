package watch

import (
	"slices"
	"time"

	"mysettings/app/tiles"
)

// calendar tells when the clock on a wall shows times, minute by minute, as
// somebody would who sits in front of it.
type calendar struct{ zone *time.Location }

func (c calendar) wall(t time.Time) (date string, minute int) {
	l := t.In(c.zone)
	return l.Format(time.DateOnly), l.Hour()*60 + l.Minute()
}

// slots are the moments in [from, to) at which a keep is due: every hour
// whenever the clock shows the minute; else once on its days, when the clock
// first shows the time, or, where it skips it, as long after the skip as the
// time is after its beginning.
func (c calendar) slots(k tiles.Keep, from, to time.Time) []time.Time {
	var due []time.Time
	done := ""
	for t := from.Truncate(time.Minute).Add(-oneDay); t.Before(to); t = t.Add(time.Minute) {
		date, minute := c.wall(t)
		_, before := c.wall(t.Add(-time.Minute))
		hit, at := minute == k.At, t
		switch {
		case k.Every == tiles.Hourly:
			hit = minute%60 == k.At%60
		case minute > before+1 && before < k.At && k.At < minute: // skipped
			hit, at = true, t.Add(time.Duration(k.At-before-1)*time.Minute)
		}
		if !hit || k.Every != tiles.Hourly && done == date {
			continue
		}
		done = date
		if k.Every == tiles.Weekly && !slices.Contains(k.On, at.In(c.zone).Weekday()) {
			continue
		}
		if !at.Before(from) && at.Before(to) {
			due = append(due, at)
		}
	}
	return due
}

// window is when one request must come. A request may fail to come where a run
// of the service's own has served the slot in the meantime.
type window struct {
	slot, from, to time.Time
	optional       bool
}

// windows are those for all keeps of a model.
func (y *year) windows(model string) []window {
	y.t.Helper()
	zone, err := time.LoadLocation(personZone)
	if err != nil {
		y.t.Fatal(err)
	}
	var slots []time.Time
	own := true
	for _, k := range y.keeps {
		if k.model == model {
			slots = append(slots, calendar{zone}.slots(k.keep, y.since, y.end)...)
			own = own && k.keep.Every != tiles.Hourly
		}
	}
	slices.SortFunc(slots, time.Time.Compare)
	slots = slices.CompactFunc(slots, time.Time.Equal)
	late := 30*time.Second + y.size.slack
	var out []window
	missed := map[int]bool{}
	for _, s := range slots {
		out = append(out, window{slot: s, from: s, to: s.Add(late)})
		for n, d := range y.down {
			if s.Before(d.from) && !s.Add(late).Before(d.from) || !s.Before(d.to) && !s.After(d.to.Add(back)) {
				y.t.Fatalf("slot %v of %s is too near to the outage %v", s, model, d)
			}
			if s.Before(d.from) || !s.Before(d.to) {
				continue
			}
			out = out[:len(out)-1]
			if !missed[n] {
				missed[n] = true
				out = append(out, window{slot: s, from: d.to, to: d.to.Add(back), optional: own && y.serviceSlot(model, s).Before(d.to)})
			}
		}
	}
	return out
}

// serviceSlot is the next slot of a model's own schedule at or after t.
func (y *year) serviceSlot(model string, t time.Time) time.Time {
	y.t.Helper()
	feed, err := y.store.Feed(y.ctx, y.conn+"/"+y.models[model])
	if err != nil {
		y.t.Fatalf("%s: %v", model, err)
	}
	if feed.Schedule == nil {
		y.t.Fatalf("%s has no schedule", model)
	}
	zone, ok := tiles.Zone(feed.Schedule.Zone)
	if !ok {
		y.t.Fatalf("zone %q", feed.Schedule.Zone)
	}
	var next time.Time
	for _, at := range feed.Schedule.Times {
		s := calendar{zone}.slots(tiles.Keep{Every: tiles.Daily, At: at}, t, t.Add(2*oneDay))
		if len(s) > 0 && (next.IsZero() || s[0].Before(next)) {
			next = s[0]
		}
	}
	return next
}

// checkAsks holds every request for a refresh that the organisation took
// against the calendar: each slot once, and once for all that was missed.
func (y *year) checkAsks() {
	y.t.Helper()
	took := map[string][]time.Time{}
	for _, a := range y.line.asked {
		if a.status == 202 || a.status == 409 { // one was under way, which serves as well
			took[a.model] = append(took[a.model], a.at)
		}
	}
	done := map[string]bool{}
	for _, k := range y.keeps {
		if done[k.model] {
			continue
		}
		done[k.model] = true
		asks := took[y.models[k.model]]
		delete(took, y.models[k.model])
		for _, w := range y.windows(k.model) {
			for len(asks) > 0 && asks[0].Before(w.from) {
				y.t.Errorf("%s was asked for at %v for nothing; the next slot is %v", k.model, asks[0], w.slot)
				asks = asks[1:]
			}
			if len(asks) > 0 && !asks[0].After(w.to) {
				asks = asks[1:]
			} else if !w.optional {
				y.t.Errorf("%s was not asked for between %v and %v, for the slot %v", k.model, w.from, w.to, w.slot)
			}
		}
		for _, a := range asks {
			y.t.Errorf("%s was asked for at %v for nothing", k.model, a)
		}
	}
	for model, asks := range took {
		y.t.Errorf("a model that nobody keeps fresh, %s, was asked for at %v", model, asks)
	}
}

// checkNotices holds what came up on the screen against what the script is to
// bring about: each once, and nothing else.
func (y *year) checkNotices() {
	y.t.Helper()
	for _, s := range y.desk.shown {
		n := slices.IndexFunc(y.want, func(w wanted) bool {
			return !w.came && slices.Contains(w.kinds, s.Kind) && w.cause == s.Cause && !s.at.Before(w.from) && !s.at.After(w.to)
		})
		if n < 0 {
			y.t.Errorf("at %v came up, unwanted: %s %s %q", s.at, s.Kind, s.Cause, s.Text)
			continue
		}
		y.want[n].came = true
	}
	for _, w := range y.want {
		if !w.came {
			y.t.Errorf("%s: no %v with the cause %q came up between %v and %v", w.what, w.kinds, w.cause, w.from, w.to)
		}
	}
}
