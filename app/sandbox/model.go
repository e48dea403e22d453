package sandbox

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"slices"
	"time"
)

// The storage modes of a semantic model, as far as they change what the API
// tells about it.
const (
	modeImport      = "import"
	modeDirectQuery = "direct_query"
	modePush        = "push"
	modeStreaming   = "streaming"
)

// model is a semantic model (in the API: dataset) and its refreshes.
type model struct {
	id, name  string
	workspace *workspace
	owner     string // user name
	mode      string
	plan      *plan // nil when the model has no schedule
	takes     time.Duration

	runs    []*run // by start; also those that the clock has not reached yet
	through time.Time

	// What the controls set, for runs to come.
	failure, queryFailure *failure
	skip                  int  // slots to leave out; below zero for all
	forever               bool // runs never end
	quotaGone             bool
}

// failure is a service error of a run.
type failure struct{ Code, Description string }

func (f *failure) json() string {
	fields := map[string]string{"errorCode": f.Code}
	if f.Description != "" {
		fields["errorDescription"] = f.Description
	}
	text, _ := json.Marshal(fields) // strings always marshal
	return string(text)
}

// run is one refresh.
type run struct {
	id                    string
	trigger               string    // refreshType
	start, end            time.Time // end is zero for a run that never ends
	failure, queryFailure *failure
	cancelled             bool
}

func (r *run) running(now time.Time) bool {
	return !r.start.After(now) && (r.end.IsZero() || r.end.After(now))
}

const (
	keptRuns = 60
	fewRuns  = 20
	keptFor  = 3 * 24 * time.Hour
	mostRuns = 3 * keptRuns // of which the older half is forgotten
)

// fill makes the history that the model has at the start: three days of it,
// and at least four runs.
func (m *model) fill(now time.Time) {
	m.through = now.Add(-keptFor)
	if m.plan == nil || m.plan.every > 0 {
		m.through = now
		return
	}
	const surely = 10 * time.Minute // by then the run of a slot has begun
	for back := keptFor; len(m.plan.slots(m.through, now.Add(-surely))) < 4 && back < 60*24*time.Hour; back += 24 * time.Hour {
		m.through = now.Add(-back)
	}
	m.advance(now)
}

// advance makes the runs of the slots that have come since it was last
// called. Controls call it before they change anything, so that they change
// only what comes after.
func (m *model) advance(now time.Time) {
	if !now.After(m.through) {
		return
	}
	from := m.through
	m.through = now
	if m.plan == nil || m.plan.every > 0 {
		return
	}
	for _, slot := range m.plan.slots(from, now) {
		switch {
		case !m.plan.enabled:
			continue
		case m.skip != 0:
			m.skip = max(m.skip-1, -1)
			continue
		}
		m.add(m.scheduled(slot))
		if m.failedInARow() >= 4 {
			m.plan.enabled = false // as the service does
		}
	}
}

// scheduled makes the run of one slot: a little late, about as long as ever.
func (m *model) scheduled(slot time.Time) *run {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(m.id), uint64(slot.Unix())))
	start := slot.Add(time.Duration(sum[0])*time.Second/2 + time.Duration(sum[1])*time.Millisecond)
	r := m.newRun("Scheduled", start, m.takes*time.Duration(200+int(sum[2]))/328)
	r.id = formatID([16]byte(sum[3:19]))
	return r
}

// newRun makes a run that ends as the controls say.
func (m *model) newRun(trigger string, start time.Time, takes time.Duration) *run {
	r := &run{id: randomID(), trigger: trigger, start: start, end: start.Add(takes), failure: m.failure, queryFailure: m.queryFailure}
	if m.forever {
		r.end, r.failure, r.queryFailure = time.Time{}, nil, nil
	}
	return r
}

func (m *model) add(r *run) {
	m.runs = append(m.runs, r)
	slices.SortStableFunc(m.runs, func(a, b *run) int { return a.start.Compare(b.start) })
	if len(m.runs) > mostRuns {
		m.runs = slices.Clone(m.runs[len(m.runs)-mostRuns/2:])
	}
}

// redoPending lets the runs whose slot has come but which have not begun yet
// end as the controls say now.
func (m *model) redoPending(now time.Time) {
	for n, r := range m.runs {
		if r.start.After(now) {
			m.runs[n] = m.newRun(r.trigger, r.start, m.takes)
		}
	}
}

func (m *model) failedInARow() int {
	n := 0
	for _, r := range slices.Backward(m.runs) {
		if r.trigger != "Scheduled" {
			continue
		}
		if r.failure == nil {
			break
		}
		n++
	}
	return n
}

// history is what the service tells at now, newest first: at most 60 runs,
// and none older than three days once there are more than 20.
func (m *model) history(now time.Time) []*run {
	m.advance(now)
	var seen []*run
	for _, r := range slices.Backward(m.runs) {
		if r.start.After(now) {
			continue
		}
		if len(seen) >= keptRuns || len(seen) >= fewRuns && now.Sub(r.start) > keptFor {
			break
		}
		seen = append(seen, r)
	}
	return seen
}

func (m *model) runningRun(now time.Time) *run {
	for _, r := range m.history(now) {
		if r.running(now) {
			return r
		}
	}
	return nil
}

// quotaUsed counts the refreshes of the last 24 hours that the limit of a
// shared capacity counts.
func (m *model) quotaUsed(now time.Time) int {
	n := 0
	for _, r := range m.history(now) {
		if now.Sub(r.start) < 24*time.Hour && r.trigger != "OnDemand" {
			n++
		}
	}
	return n
}

// refreshable says whether the API calls it so: import models only.
func (m *model) refreshable() bool {
	return m.mode == modeImport && (m.plan != nil && m.plan.enabled || len(m.runs) > 0)
}
