package sandbox

import (
	"container/heap"
	"crypto/sha256"
	"slices"
	"strings"
	"time"
)

// The delivery extensions of subscriptions.
const (
	extensionPowerBI = "Report Server PowerBI"
	extensionEmail   = "Report Server Email"
)

// The retries that the server's configuration gives the delivery extension.
const (
	deliveryRetries = 3
	deliveryPause   = 900 * time.Second
)

// subscription is one of the report server's; a pin is one whose extension is
// Power BI.
type subscription struct {
	id, description string
	owner           *serverUser
	extension       string
	report, visual  string // the report's path, the item's name in it
	groupID         string
	dashboardID     string
	dashboardName   string
	tileID          string
	loose           bool // made in bulk: nothing stands for it in Power BI
	active          bool
	modified        time.Time
	when            recurrence
	last            time.Time
	result          outcome
	failure         *pinFailure
	slot            time.Time   // the last one that is done
	next            time.Time   // when something happens again; zero for never
	asked           []time.Time // when runs that were asked for end
	retry           time.Time
	tries           int
	lateness        int // seconds that its runs are behind the slot
}

// outcome is how the last run went; its text depends on the language.
type outcome struct {
	class             string // of the statusTexts; empty for never run
	dashboard, visual string
	item              string
}

// pinFailure is what a control set for runs to come.
type pinFailure struct {
	class, text string
	left        int // how many runs; below zero for all
}

// newSubscription makes an active one whose slots up to now are done.
func newSubscription(id string, owner *serverUser, when recurrence, now time.Time, loc *time.Location) *subscription {
	sum := sha256.Sum256([]byte(id))
	p := &subscription{id: id, owner: owner, extension: extensionPowerBI, active: true, when: when, modified: when.start, lateness: 2 + int(sum[0])%5}
	p.slot = when.before(now, loc)
	p.plan(loc)
	return p
}

func (p *subscription) late() time.Duration { return time.Duration(p.lateness) * time.Second }

// plan works out when something happens next.
func (p *subscription) plan(loc *time.Location) {
	p.next = time.Time{}
	take := func(at time.Time) {
		if !at.IsZero() && (p.next.IsZero() || at.Before(p.next)) {
			p.next = at
		}
	}
	if p.active {
		if slot := p.when.after(p.slot, loc); !slot.IsZero() {
			take(slot.Add(p.late()))
		}
		take(p.retry)
	}
	for _, at := range p.asked {
		take(at)
	}
}

// advance lets everything happen that was due up to now, in the order of time,
// because one token serves all of a person's runs. The caller holds mu.
func (s *reportServer) advance(now time.Time) {
	if !s.due.IsZero() && now.Before(s.due) {
		return
	}
	loc := s.settings.location()
	var q queue
	for _, p := range s.subs {
		if !p.next.IsZero() && !p.next.After(now) {
			q = append(q, p)
		}
	}
	heap.Init(&q)
	for len(q) > 0 {
		p := q[0]
		s.happen(p, p.next, loc)
		if p.plan(loc); p.next.IsZero() || p.next.After(now) {
			heap.Pop(&q)
		} else {
			heap.Fix(&q, 0)
		}
	}
	s.due = now.Add(24 * time.Hour)
	for _, p := range s.subs {
		if !p.next.IsZero() && p.next.Before(s.due) {
			s.due = p.next
		}
	}
}

// happen lets one subscription do what it does at a moment.
func (s *reportServer) happen(p *subscription, at time.Time, loc *time.Location) {
	run := false
	for n, asked := range p.asked {
		if !asked.After(at) {
			p.asked = slices.Delete(p.asked, n, n+1)
			run, p.tries = true, 0
			break
		}
	}
	if !run && !p.retry.IsZero() && !p.retry.After(at) {
		run = true
	} else if slot := p.when.after(p.slot, loc); !run && !slot.IsZero() && !slot.Add(p.late()).After(at) {
		p.slot, p.tries = slot, 0
		run = s.settings.Agent
	}
	if run {
		s.run(p, at)
	}
}

// run is one attempt of a subscription.
func (s *reportServer) run(p *subscription, at time.Time) {
	p.retry = time.Time{}
	p.last, p.result = at, s.attempt(p, at)
	if p.result.class == "transient" && p.tries < deliveryRetries {
		p.tries++
		p.retry = at.Add(deliveryPause)
	}
}

// attempt finds out how an attempt goes.
func (s *reportServer) attempt(p *subscription, at time.Time) outcome {
	failed := func(class, item string) outcome {
		return outcome{class: class, dashboard: p.dashboardName, visual: p.visual, item: item}
	}
	if f := p.failure; f != nil {
		if f.left--; f.left == 0 {
			p.failure = nil
		}
		return failed(f.class, f.text)
	}
	if p.extension != extensionPowerBI {
		return failed("mailed", "")
	}
	report := s.itemByPath(p.report)
	switch {
	case !s.settings.works():
		return failed("extension", "")
	case p.loose:
	case report == nil:
		return failed("report", p.report)
	case !report.stored:
		return failed("credentials", "")
	case !slices.Contains(report.visuals, p.visual):
		return failed("item", p.visual)
	}
	if state := s.signInAt(p.owner, at); state != stateSignedIn {
		return failed("sign_in", "")
	}
	if !p.loose {
		switch s.world.holds(p.dashboardID, p.tileID) {
		case "":
			return failed("dashboard", p.dashboardID)
		case "dashboard":
			return failed("tile", p.tileID)
		}
	}
	return failed("good", "")
}

// holds says how much of a tile there is: "tile", "dashboard" when only that
// is left, or nothing.
func (w *world) holds(dashboardID, tileID string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, d := range w.dashboards {
		if !strings.EqualFold(d.id, dashboardID) {
			continue
		}
		for _, t := range d.tiles {
			if strings.EqualFold(t.id, tileID) {
				return "tile"
			}
		}
		return "dashboard"
	}
	return ""
}

// queue orders subscriptions by what happens next.
type queue []*subscription

func (q queue) Len() int           { return len(q) }
func (q queue) Less(a, b int) bool { return q[a].next.Before(q[b].next) }
func (q queue) Swap(a, b int)      { q[a], q[b] = q[b], q[a] }
func (q *queue) Push(x any)        { *q = append(*q, x.(*subscription)) }
func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
