package tiles

import (
	"slices"
	"strings"
	"time"
)

// The service's own rules (Power BI documentation, "Data refresh in Power BI"
// and "Configure scheduled refresh"): a run may start five minutes before its
// slot or an hour after it, and may take two hours on shared capacity. On a
// capacity of its own a model may take five hours, but one refreshed while the
// capacity is paused is reported as running for six.
const (
	startEarly     = 5 * time.Minute
	startLate      = time.Hour
	stuckShared    = 2 * time.Hour
	stuckDedicated = 6 * time.Hour
	longestRun     = 5 * time.Hour
)

// history is what a feed's runs tell.
type history struct {
	last    *Run    // the newest run that ended and says something
	outcome outcome // of last
	// running is a run newer than last that has not ended; stuck when it has
	// been running for longer than a run can.
	running *Run
	stuck   bool
	// lastGood is the end of the newest good run.
	lastGood time.Time
	// badSince is the end of the first of the failed runs up to last; for a
	// pin, of those that failed or can't be understood.
	badSince time.Time
	// served is how far the newest run reaches: slots up to it have been
	// served. Zero when there was none.
	served time.Time
	// failures counts the failed runs by the service's schedule up to last.
	failures int
	// usual is how long the longest of the newest good runs took: a run that is
	// waited for may take as long.
	usual time.Duration
	// scheduled is the start of the newest run by the service's schedule;
	// automated tells that several runs since were started by somebody's own
	// automation, as one that took over from the schedule.
	scheduled time.Time
	automated bool
}

// outcome is what a run did for the tiles.
type outcome struct {
	result     result
	query      bool // the data was loaded, the tiles' own refresh failed
	code, text string
}

type result int

const (
	saysNothing result = iota // cancelled, switched off, another kind of work
	good
	failed
	unclear // ended in words this app does not know
	underWay
)

// silent reports that what refreshes the tiles leaves no runs: models that ask
// their source have their tiles refreshed by the service, and no history of
// that is documented. Runs that somebody started by hand say nothing about it.
func (h *history) silent(f *Feed) bool {
	return (f.Kind == KindDirectQuery || f.Kind == KindLive) && h.scheduled.IsZero()
}

// usualOf is how many of the newest good runs make up what is usual.
const usualOf = 10

// readHistory reads the runs of a feed as its last look left them.
func readHistory(f *Feed) history {
	runs := f.Runs
	if !newestFirst(runs) {
		runs = slices.Clone(runs)
		slices.SortStableFunc(runs, func(a, b Run) int { return b.Start.Compare(a.Start) })
	}
	var h history
	pin := f.Source == SourceSubscription
	counted, automations, streak := 0, 0, true
	for i := range runs {
		r := &runs[i]
		if h.scheduled.IsZero() {
			if strings.EqualFold(r.Trigger, "Scheduled") {
				h.scheduled = r.Start
			} else if automation(r.Trigger) && !asked(f.Asks, r) {
				automations++
			}
		}
		o := outcomeOf(r)
		if pin {
			o = pinOutcome(r)
		}
		switch {
		case o.result == saysNothing, o.result == failed && sideWork(runs, i):
			continue
		case o.result == underWay:
			if h.last == nil && h.running == nil {
				h.running = r
				h.stuck = f.LookedAt.Sub(r.Start) >= stuckAfter(f.Capacity)
			}
			continue
		}
		if h.last == nil {
			h.last, h.outcome = r, o
		}
		if o.result != failed && !(pin && o.result == unclear) {
			streak = false
		} else if streak {
			h.badSince = endOf(r)
			if strings.EqualFold(r.Trigger, "Scheduled") {
				h.failures++
			}
		}
		if o.result == good {
			if h.lastGood.IsZero() {
				h.lastGood = endOf(r)
			}
			if took := min(endOf(r).Sub(r.Start), longestRun); counted < usualOf {
				counted++
				h.usual = max(h.usual, took)
			}
		}
		if counted == usualOf && !streak && !h.scheduled.IsZero() {
			break // what is older has nothing to add
		}
	}
	h.automated = automations >= 2
	if h.last != nil {
		h.served = reach(h.last)
	}
	if h.running != nil && !h.stuck {
		h.served = reach(h.running)
	}
	return h
}

// reach is the last slot that a run serves: one that it was early for, or one
// that came while it was under way.
func reach(r *Run) time.Time {
	if early := r.Start.Add(startEarly); early.After(r.End) {
		return early
	}
	return r.End
}

func newestFirst(runs []Run) bool {
	for i := 1; i < len(runs); i++ {
		if runs[i].Start.After(runs[i-1].Start) {
			return false
		}
	}
	return true
}

func endOf(r *Run) time.Time {
	if r.End.IsZero() {
		return r.Start
	}
	return r.End
}

func stuckAfter(c Capacity) time.Duration {
	if c == CapacityShared {
		return stuckShared
	}
	return stuckDedicated
}

// outcomeOf says what a run did. The service tries again by itself, so a run's
// final status counts and not its attempts, but for the refresh of the tiles
// themselves: that is told in attempts of type Query only.
func outcomeOf(r *Run) outcome {
	switch r.Status {
	case RunGood:
		if q := lastAttempt(r, "Query"); q != nil && (q.Code != "" || q.Text != "") {
			return outcome{failed, true, q.Code, q.Text}
		}
		return outcome{result: good}
	case RunFailed:
		return failure(r)
	case RunCancelled, RunDisabled:
		return outcome{}
	case RunRunning:
		if r.End.IsZero() {
			return outcome{result: underWay}
		}
	}
	if r.Code != "" || r.Text != "" {
		return failure(r)
	}
	return outcome{result: unclear, code: string(r.Status)}
}

// failure is a failed run with the service's words for it, which may be with
// the attempt and not with the run.
func failure(r *Run) outcome {
	o := outcome{result: failed, code: r.Code, text: r.Text}
	data, query := lastAttempt(r, "Data"), lastAttempt(r, "Query")
	bad := func(a *Attempt) bool { return a != nil && (a.Code != "" || a.Text != "") }
	o.query = bad(query) && data != nil && !bad(data)
	if o.code == "" && o.text == "" {
		for _, a := range []*Attempt{data, query} {
			if bad(a) {
				o.code, o.text = a.Code, a.Text
				break
			}
		}
	}
	return o
}

// lastAttempt is a run's last attempt of a type, nil when it had none.
func lastAttempt(r *Run, kind string) *Attempt {
	var last *Attempt
	for i := range r.Attempts {
		a := &r.Attempts[i]
		if strings.EqualFold(a.Type, kind) && (last == nil || !a.Start.Before(last.Start)) {
			last = a
		}
	}
	return last
}

// sideWork reports failed runs that leave the tiles as they are: training, and
// framing of a lake that found the model busy with another run.
func sideWork(runs []Run, i int) bool {
	r := &runs[i]
	switch {
	case strings.EqualFold(r.Trigger, "OnDemandTraining"):
		return true
	case strings.EqualFold(r.Trigger, "DirectLakeFraming"):
		for j := range runs {
			o := &runs[j]
			if j != i && !o.Start.After(r.Start) && (o.End.After(r.Start) || o.End.IsZero() && o.Status == RunRunning) {
				return true
			}
		}
	}
	return false
}

// automation reports triggers that are programs of the owner's.
func automation(trigger string) bool {
	return strings.EqualFold(trigger, "ViaApi") || strings.EqualFold(trigger, "ViaEnhancedApi") ||
		strings.EqualFold(trigger, "ViaXmlaEndpoint")
}

// AskedFor reports whether this app asked for a run of the feed, as far as the
// times tell.
func AskedFor(f *Feed, r *Run) bool { return asked(f.Asks, r) }

// asked reports whether this app asked for the run.
func asked(asks []Ask, r *Run) bool {
	for i := range asks {
		if d := r.Start.Sub(asks[i].At); asks[i].Outcome == AskAccepted && d.Abs() <= startEarly {
			return true
		}
	}
	return false
}
