package program

import (
	"log/slog"
	"net/http"
	"sync"
	"time"
)

const (
	// clockSlack is how far this computer's clock may be from that of the
	// services before theirs is gone by: Entra allows as much.
	clockSlack = 5 * time.Minute
	// clockSet is by how much the clock and the time that passes must differ
	// for the clock to have been set, or the computer to have slept.
	clockSet = 30 * time.Second
)

// clock is the computer's clock, put right by what the services say where it is
// wrong: by a clock that is a day ahead every refresh would be a day late. What
// was heard counts until the clock is set.
type clock struct {
	wall func() time.Time
	log  *slog.Logger

	mu    sync.Mutex
	off   time.Duration // guarded by mu: to be added
	at    time.Time     // guarded by mu: the wall when off was heard
	since time.Time     // guarded by mu: the same moment, for the time that passes
	sure  bool          // guarded by mu: Microsoft has said so, not a report server
}

// now is the time as it probably is.
func (c *clock) now() time.Time {
	wall := c.wall()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.off == 0 {
		return wall
	}
	if d := wall.Round(0).Sub(c.at) - time.Since(c.since); d > clockSet || d < -clockSet {
		c.off = 0
		return wall
	}
	return wall.Add(c.off)
}

// hear takes an answer's Date (RFC 9110 section 6.6.1). sure is true where it
// is Microsoft's: a company's own server may itself be wrong.
func (c *clock) hear(header http.Header, sure bool) {
	date, err := http.ParseTime(header.Get("Date"))
	if err != nil || header.Get("Age") != "" { // from a cache
		return
	}
	wall := c.wall()
	off := date.Sub(wall.Round(0))
	if off.Abs() <= clockSlack {
		off = 0
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sure && !sure {
		return
	}
	if (c.off - off).Abs() > clockSlack {
		c.log.Warn("this computer's clock differs from the service's", "by", (-off).Round(time.Second).String(), "sure", sure)
	}
	c.off, c.at, c.since, c.sure = off, wall.Round(0), time.Now(), sure
}

// hearing has the clock hear of answers that come straight from the service:
// over TLS, and to what no cache answers.
func (c *clock) hearing(r *http.Request, answer *http.Response) {
	if answer.TLS != nil && (r.Method == http.MethodPost || r.Header.Get("Authorization") != "") {
		c.hear(answer.Header, true)
	}
}
