// Package notify decides what a person is told and shows it on the desktop.
//
// Decide is a pure function: from what needs attention and from what was told
// before, it makes the notices to add, change or end. Deliver carries that out
// with a Notifier; Desktop returns the one of this system. The sentences are
// all in texts.go.
//
// The package refuses to nag: one notice per cause and connection, none
// repeated while nothing changes, none right after waking, none about what
// passes by itself, and each taken down when it is no longer true.
package notify

import (
	"slices"
	"time"

	"mysettings/app/tiles"
)

const (
	// settle is how long nothing new is told after the machine woke: the
	// network comes back, sign-ins renew and missed refreshes are caught up.
	settle = 2 * time.Minute
	// again is how long a notice that was on the screen stays quiet, whatever
	// happens to it in the meantime.
	again = 24 * time.Hour
)

// Input is all that Decide looks at.
type Input struct {
	Now time.Time
	// Zone is where dates are written for; nil means time.Local.
	Zone *time.Location
	// Connections, Tiles (with their verdicts) and Attention are as tiles.Attend
	// was given and made them.
	Connections []tiles.Connection
	Tiles       []tiles.Tile
	Attention   []tiles.Attention
	// LeadDays is how many days before its end a sign-in is first warned of;
	// zero or less for no reminders.
	LeadDays int
	// Open are the notices that have not ended and those of the last weeks, in
	// any order.
	Open []tiles.Notice
	// WokeAt is when the machine last woke from sleep, or the program started;
	// zero when it did not.
	WokeAt time.Time
	// WindowInFront is true while the person looks at the window, which says
	// the same: what is new then counts as seen.
	WindowInFront bool
	// Quiet is true in the quiet hours, and Enabled false when the person wants
	// no notifications: notices are then listed but not shown.
	Quiet   bool
	Enabled bool
	// QuietUntil is when the quiet hours or a snooze end, for Next; zero where
	// there is no quiet.
	QuietUntil time.Time
	// Wants tells which kinds of notice are shown, the others being listed
	// only; nil for all of them.
	Wants func(tiles.NoticeKind) bool
}

// Decide returns the notices that are new, have changed or have ended, for the
// caller to save. It never returns one that is already as it should be.
func Decide(in Input) []tiles.Notice {
	d := newDecision(in)
	d.end()
	d.want()
	d.recovered()
	return d.changes
}

// Next is when Decide may have something new to say by the passing of time
// alone; zero when nothing is pending.
func Next(in Input) time.Time {
	var at time.Time
	sooner := func(t time.Time) {
		if t.After(in.Now) && (at.IsZero() || t.Before(at)) {
			at = t
		}
	}
	if !in.WokeAt.IsZero() {
		sooner(in.WokeAt.Add(settle))
	}
	sooner(in.QuietUntil)
	conns := make(map[string]tiles.Connection, len(in.Connections))
	for _, c := range in.Connections {
		conns[c.ID] = c
	}
	for _, a := range in.Attention {
		if p := patienceFor(conns[a.Connection], a.Cause); !p.silent {
			sooner(a.Since.Add(p.wait))
		}
	}
	for _, c := range in.Connections {
		if !endable(c, in.Now) {
			continue
		}
		for _, left := range leads(c, in.LeadDays) {
			sooner(c.GoodUntil.Add(-left))
		}
	}
	for _, n := range in.Open {
		if n.EndedAt.IsZero() && !n.ShownAt.IsZero() {
			sooner(n.ShownAt.Add(again))
		}
	}
	return at
}

// QuietHours returns whether a time falls between from and to, both minutes
// after midnight in zone. It understands hours across midnight; from == to
// means never.
func QuietHours(from, to int, zone *time.Location) func(time.Time) bool {
	return func(t time.Time) bool {
		t = t.In(zone)
		m := t.Hour()*60 + t.Minute()
		if from <= to {
			return from <= m && m < to
		}
		return m >= from || m < to
	}
}

// decision is one call of Decide.
type decision struct {
	Input
	tile    map[string]tiles.Tile
	conn    map[string]tiles.Connection
	wanted  []tiles.Notice // troubles and reminders that are true now
	changes []tiles.Notice
}

func newDecision(in Input) *decision {
	if in.Zone == nil {
		in.Zone = time.Local
	}
	d := &decision{
		Input: in,
		tile:  make(map[string]tiles.Tile, len(in.Tiles)),
		conn:  make(map[string]tiles.Connection, len(in.Connections)),
	}
	d.Open = slices.Clone(in.Open)
	for _, t := range in.Tiles {
		d.tile[t.ID] = t
	}
	for _, c := range in.Connections {
		d.conn[c.ID] = c
	}
	d.wanted = append(d.troubles(), d.reminders()...)
	return d
}

// settling is true right after waking.
func (in Input) settling() bool {
	return !in.WokeAt.IsZero() && !in.Now.Before(in.WokeAt) && in.Now.Before(in.WokeAt.Add(settle))
}

// end ends the open notices that are no longer true.
func (d *decision) end() {
	wanted := map[string]bool{}
	for _, n := range d.wanted {
		wanted[n.Key] = true
	}
	for i, n := range d.Open {
		if !n.EndedAt.IsZero() {
			continue
		}
		switch {
		case n.Kind == tiles.NoticeRecovered:
			if d.Now.Before(n.At.Add(again)) && d.stillWell(n.Connection) {
				continue
			}
		case wanted[n.Key]:
			wanted[n.Key] = false // a second open one with the same key would end here
			continue
		case d.unclear(n):
			continue
		}
		d.Open[i].EndedAt = d.Now
		d.changes = append(d.changes, d.Open[i])
	}
}

// troubled is true while some tiles of a connection are known to be in trouble.
func (d *decision) troubled(connection string) bool {
	return slices.ContainsFunc(d.wanted, func(n tiles.Notice) bool {
		return n.Connection == connection && len(n.Tiles) > 0
	})
}

// stillWell is true while "refreshing again" may be said of a connection: some
// tiles in trouble, or a sign-in that is gone, make it untrue.
func (d *decision) stillWell(connection string) bool {
	c, ok := d.conn[connection]
	return ok && !lost(c, d.Now) && !d.troubled(connection)
}

// unclear is true for a notice whose trouble is not reported any more, but
// only because the app can't see. Ending it would tell the same outage twice.
func (d *decision) unclear(n tiles.Notice) bool {
	c, ok := d.conn[n.Connection]
	if !ok || c.SignedOut || n.Kind == tiles.NoticeExpiring {
		return false
	}
	if signInCause(n.Cause) && !lost(c, d.Now) {
		return false // signing in is what it asked for
	}
	return slices.ContainsFunc(n.Tiles, func(id string) bool {
		t, ok := d.tile[id]
		if !ok || t.Muted != tiles.NotMuted {
			return false
		}
		v := tiles.Aged(t.Verdict, d.Now)
		switch v.State {
		case tiles.Fresh, tiles.Waiting:
			return false
		case tiles.Unseen:
			return v.Cause == tiles.CauseNotChecked || v.Cause == tiles.CauseServerLogin || signInCause(v.Cause) || patiences[v.Cause].silent
		default:
			return patienceFor(c, v.Cause).silent
		}
	})
}

// want adds the notices that are missing and updates those that changed.
func (d *decision) want() {
	for _, n := range d.wanted {
		if i := d.find(n.Key); i >= 0 {
			d.update(i, n)
			continue
		}
		if d.settling() || d.Now.Before(n.At) {
			continue
		}
		n.At = d.Now
		if i := d.flapped(n); i >= 0 {
			// At after ShownAt marks it as not shown since: see repeat.
			d.Open[i].At = d.Now
			d.Open[i].EndedAt = time.Time{}
			d.Open[i].SeenAt = time.Time{}
			d.copyInto(i, n)
			d.changes = append(d.changes, d.Open[i])
			continue
		}
		d.add(n)
	}
}

// find returns the index of the open notice with a key, or -1.
func (d *decision) find(key string) int {
	return slices.IndexFunc(d.Open, func(n tiles.Notice) bool { return n.Key == key && n.EndedAt.IsZero() })
}

// flapped returns the index of a notice about the same thing that was on the
// screen within the last day: it is opened again, for a refresh that fails
// every other hour would otherwise be told twelve times a day. A sign-in does
// not come back by itself, so losing it is news every time.
func (d *decision) flapped(n tiles.Notice) int {
	if signInCause(n.Cause) || n.Kind == tiles.NoticeExpiring {
		return -1
	}
	last := -1
	for i, o := range d.Open {
		if o.Key == n.Key && !o.ShownAt.IsZero() && d.Now.Sub(o.ShownAt) < again &&
			(last < 0 || o.ShownAt.After(d.Open[last].ShownAt)) {
			last = i
		}
	}
	return last
}

func (d *decision) update(i int, n tiles.Notice) {
	o := d.Open[i]
	same := o.Kind == n.Kind && o.Text == n.Text && o.Cause == n.Cause && o.Remedy == n.Remedy && sameSet(o.Tiles, n.Tiles)
	if same && !(d.WindowInFront && unseen(o)) {
		return
	}
	d.copyInto(i, n)
	d.changes = append(d.changes, d.Open[i])
}

// copyInto gives the open notice i what n says, and keeps what it is.
func (d *decision) copyInto(i int, n tiles.Notice) {
	o := &d.Open[i]
	o.Kind, o.Cause, o.Remedy = n.Kind, n.Cause, n.Remedy
	o.Title, o.Text, o.Tiles = n.Title, n.Text, n.Tiles
	if d.WindowInFront && unseen(*o) {
		o.SeenAt = d.Now
	}
}

func (d *decision) add(n tiles.Notice) {
	n.ID = noticeID(n.Key, n.At)
	if d.WindowInFront {
		n.SeenAt = d.Now
	}
	d.Open = append(d.Open, n)
	d.changes = append(d.changes, n)
}

// unseen is true for a notice that reached nobody yet.
func unseen(n tiles.Notice) bool { return n.ShownAt.IsZero() && n.SeenAt.IsZero() }

func sameSet(a, b []string) bool {
	return len(a) == len(b) && subset(a, b)
}

// subset is true when every element of a is in b.
func subset(a, b []string) bool {
	in := make(map[string]bool, len(b))
	for _, x := range b {
		in[x] = true
	}
	for _, x := range a {
		if !in[x] {
			return false
		}
	}
	return true
}
