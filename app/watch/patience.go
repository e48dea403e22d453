package watch

import (
	"maps"
	"sync"
	"time"

	"mysettings/app/tiles"
)

// firstRetry and lastRetry bound how long a job that found no answer rests:
// soon enough for a passing fault, seldom enough for a long one.
const (
	firstRetry = time.Minute
	lastRetry  = 15 * time.Minute
	// hurrySeldom is how much time is between inventories that come early.
	hurrySeldom = 6 * time.Hour
)

// patience remembers the jobs that found no answer, so that an unreachable
// service is asked less and less often. It is memory only: a new process may
// try at once.
type patience struct {
	mu       sync.Mutex           // guards what follows
	tries    map[string]try       // by jobKey
	signedIn map[string]time.Time // when each connection was signed in to, as last seen
	hurried  map[string]time.Time // when each connection's inventory was last called for sooner
}

type try struct {
	connection string
	failed     int
	until      time.Time
}

func jobKey(j tiles.Job) string {
	return string(j.Kind) + " " + j.Connection + " " + j.Feed
}

// newSignIns lets everything of a connection be tried at once when somebody has
// signed in to it since: what failed before says nothing any more.
func (p *patience) newSignIns(conns []tiles.Connection) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		if !p.signedIn[c.ID].Equal(c.SignedInAt) {
			p.signedIn[c.ID] = c.SignedInAt
			maps.DeleteFunc(p.tries, func(_ string, t try) bool { return t.connection == c.ID })
		}
	}
}

// ready returns the jobs that do not have to rest at t.
func (p *patience) ready(jobs []tiles.Job, t time.Time) []tiles.Job {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []tiles.Job
	for _, j := range jobs {
		if !p.tries[jobKey(j)].until.After(t) {
			out = append(out, j)
		}
	}
	return out
}

// failed lets a job rest: one minute, then twice as long each time, up to a
// quarter of an hour.
func (p *patience) failed(j tiles.Job, t time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := jobKey(j)
	n := p.tries[key].failed
	p.tries[key] = try{connection: j.Connection, failed: n + 1, until: t.Add(min(firstRetry<<min(n, 8), lastRetry))}
}

func (p *patience) succeeded(j tiles.Job) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.tries, jobKey(j))
}

// partly tells whether an inventory with gaps is worth taking again soon: once
// in a while, as what fails for good fails again.
func (p *patience) partly(connection string, t time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if last, ok := p.hurried[connection]; ok && t.Sub(last).Abs() < hurrySeldom {
		return false
	}
	p.hurried[connection] = t
	return true
}

// forget lets everything be tried again at once.
func (p *patience) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.tries)
}

// next is the earliest end of a rest after t; zero when nothing rests.
func (p *patience) next(t time.Time) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	var at time.Time
	for _, x := range p.tries {
		if x.until.After(t) && (at.IsZero() || x.until.Before(at)) {
			at = x.until
		}
	}
	return at
}
