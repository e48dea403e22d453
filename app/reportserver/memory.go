package reportserver

import (
	"cmp"
	"errors"
	"net/http"
	"sync"
	"time"
)

// memory is what the client remembers of a server between lists. It is lost
// when the client is, and then read again.
type memory struct {
	mu      sync.Mutex
	whole   int                // guarded by mu: a list of that many rows was once shown to be whole
	misses  int                // guarded by mu: guesses in a row that the server failed on
	details map[string]*detail // guarded by mu: by id of the subscription
	sources map[string]source  // guarded by mu: by path of the report
	spare   float64            // guarded by mu: how many may be read beyond what is needed
	spareAt time.Time          // guarded by mu: when spare was so many
}

// uncut takes note that a list of n rows was whole.
func (m *memory) uncut(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.whole = max(m.whole, n)
}

// isUncut tells whether lists of n rows are not cut.
func (m *memory) isUncut(n int) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return n <= m.whole
}

// mostMisses is how often a server may fail on a guess before that is taken for
// its way of saying that there is no such page.
const mostMisses = 2

// guessFailed tells whether err, the answer to a guess, means that there is no
// such page: the server doesn't know $skip.
func (m *memory) guessFailed(err error) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	var e *Error
	switch {
	case err == nil:
		m.misses = 0
	case isKind(err, KindRejected, KindGone, KindForbidden),
		errors.As(err, &e) && e.Status == http.StatusNotImplemented:
		return true
	case isKind(err, KindServer, KindAnswer):
		m.misses++
		return m.misses >= mostMisses
	}
	return false
}

// detail is what a subscription told when it was read by itself.
type detail struct {
	at       time.Time
	modified string // ModifiedDate of the list's row, to notice changes

	delivery, extension string
	params              parameters
	recurrence          recurrence
}

func (d *detail) sort() sort { return sortOf(d.delivery, d.extension) }

// detail is what is remembered of a row. That a subscription is no pin holds
// until it is changed.
func (m *memory) detail(r *row, now time.Time) (*detail, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	d, ok := m.details[ident(r.id)]
	if !ok || d.modified != r.modified {
		return nil, false
	}
	return d, now.Sub(d.at) < day || d.modified != "" && d.sort() != sortPin
}

// expect makes room for what n rows will tell.
func (m *memory) expect(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.details == nil {
		m.details = make(map[string]*detail, n)
	}
}

// keep remembers d, which isn't changed from now on.
func (m *memory) keep(id string, d *detail) {
	if d.sort() != sortPin {
		*d = detail{at: d.at, modified: d.modified, delivery: cmp.Or(d.delivery, d.extension, "none")}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.details == nil {
		m.details = map[string]*detail{}
	}
	m.details[ident(id)] = d
}

// prune forgets the subscriptions that are not listed any more, and those of
// which everything is known in the feed.
func (m *memory) prune(items []item) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.details) == 0 {
		return
	}
	listed := make(map[string]bool, len(items))
	for i := range items {
		if t := &items[i]; t.unsure() {
			listed[ident(t.row.id)] = true
		}
	}
	for id := range m.details {
		if !listed[id] {
			delete(m.details, id)
		}
	}
}

// source is what is remembered of the data sources of a report.
type source struct {
	at       time.Time
	noStored bool
}

func (m *memory) source(report string, now time.Time) (source, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.sources[report]
	return s, ok && now.Sub(s.at) < day
}

// mostKept is how many reports are remembered; beyond it all are forgotten.
const mostKept = 10_000

func (m *memory) keepSource(report string, s source) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.sources == nil || len(m.sources) >= mostKept {
		m.sources = map[string]source{}
	}
	m.sources[report] = s
}

// allow takes one of what there is to spare this hour, if there is one.
func (m *memory) allow(now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.spareAt.IsZero() {
		m.spare = spareBurst
	} else if d := now.Sub(m.spareAt); d > 0 {
		m.spare = min(spareBurst, m.spare+d.Hours()*sparePerHour)
	}
	m.spareAt = now
	if m.spare < 1 {
		return false
	}
	m.spare--
	return true
}
