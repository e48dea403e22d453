package reportserver

import (
	"context"
	"errors"
	"time"

	"mysettings/app/tiles"
)

// look is one reading of all the person's subscriptions.
type look struct {
	c       *Client
	b       builder
	items   []item // the person's own rows that may be pins
	foreign int
	unread  int
}

// item is one row and what is known of it.
type item struct {
	row *row
	old *tiles.Feed // nil for one that is new
	pin bool
	// told is true when what a list may lack is known.
	told bool
	// again is true when what is known in detail is old, and is read again.
	again bool
}

// unsure tells whether nothing was ever read in detail of the row.
func (t *item) unsure() bool { return t.old == nil || t.old.Subscription.DetailAt.IsZero() }

// newLook sorts out whose rows are whose, and which are no pins.
func (c *Client) newLook(rows []row, me string, known []tiles.Feed) *look {
	l := &look{c: c, b: c.builder(), items: make([]item, 0, len(rows))}
	feeds := make(map[string]*tiles.Feed, len(known))
	for i := range known {
		feeds[known[i].ModelID] = &known[i]
	}
	for i := range rows {
		r := &rows[i]
		if r.owner != "" && !same(r.owner, me) {
			l.foreign++
			continue
		}
		if sort := r.sort(); sort != sortOther {
			old := feeds[ident(r.id)]
			l.items = append(l.items, item{
				row: r, old: old,
				pin:  sort == sortPin || old != nil,
				told: sort == sortPin && r.params.told,
			})
		}
	}
	c.memory.prune(l.items)
	return l
}

// Bounds that keep a look, and an hour, from costing too much.
const (
	// day is how long what was read in detail is believed.
	day = 24 * time.Hour
	// mostDetails and mostSources are how many subscriptions, and how many
	// reports, one look reads of which nothing is known yet.
	mostDetails = 6000
	mostSources = 64
	// sparePerHour is how many pins an hour are read again of which everything
	// is known, spareBurst how many of them at once. Each takes two calls.
	sparePerHour = 2
	spareBurst   = 2
)

// readDetails finds out which rows are pins, and of what, where the list
// doesn't tell.
func (l *look) readDetails(ctx context.Context) error {
	var due []*item
	for i := range l.items {
		t := &l.items[i]
		if t.told {
			continue
		}
		if d, ok := l.c.memory.detail(t.row, l.b.now); ok && (t.unsure() || d.row.sort() != sortPin) {
			t.use(d)
			continue
		}
		switch {
		case t.unsure():
			if len(due) >= mostDetails {
				l.unread++
				continue
			}
		case l.changed(t):
			t.told = true
		default:
			t.told = true
			if t.again = l.old(t) && l.c.memory.allow(l.b.now); !t.again {
				continue // what is known stays
			}
		}
		due = append(due, t)
	}
	l.c.memory.expect(len(due))
	return each(ctx, due, &l.unread, l.readDetail)
}

func (l *look) readDetail(ctx context.Context, own *turn, t *item) error {
	r, err := l.c.single(ctx, own, t.row.id)
	switch {
	case isKind(err, KindGone):
		t.pin = false // deleted since it was listed
		return nil
	case isKind(err, KindForbidden, KindRejected, KindServer, KindAnswer):
		if t.pin {
			return nil // what is known stays, and a later look may tell more
		}
		return errUnread
	case err != nil:
		return err
	case r.sort() == sortUnknown && t.pin:
		t.told = true
		return nil
	}
	d := &detail{at: l.b.now, modified: t.row.modified, row: r}
	l.c.memory.keep(t.row.id, d)
	t.use(d)
	return nil
}

// old tells whether a day has passed since a row was read in detail.
func (l *look) old(t *item) bool {
	return l.b.now.Sub(t.old.Subscription.DetailAt) >= day
}

// ownChange is how close to a run a change is taken for the server's own.
const ownChange = 2 * time.Minute

// changed tells whether somebody changed the subscription since it was read in
// detail. Should a server call each of its runs a change, that doesn't count.
func (l *look) changed(t *item) bool {
	modified := parseTime(t.row.modified, l.b.loc)
	if modified.IsZero() || modified.Equal(t.old.Subscription.ModifiedAt) {
		return false
	}
	return modified.Sub(parseTime(t.row.ran, l.b.loc)).Abs() > ownChange
}

// use completes a row of the list by its own.
func (t *item) use(d *detail) {
	r := t.row
	r.delivery, r.extension = d.row.delivery, d.row.extension
	if d.row.params.told {
		r.params = d.row.params
	}
	if d.row.recurrence.told {
		r.recurrence = d.row.recurrence
	}
	t.pin, t.told = d.row.sort() == sortPin, true
}

// errUnread is a row that can't be read, which is no reason to give up.
var errUnread = errors.New("row not read")

// pins puts together what was read.
func (l *look) pins() Pins {
	p := Pins{Foreign: l.foreign, Unread: l.unread}
	n := 0
	for i := range l.items {
		if l.items[i].pin {
			n++
		}
	}
	if n == 0 {
		return p
	}
	p.Tiles, p.Feeds = make([]tiles.Tile, n), make([]tiles.Feed, n)
	n = 0
	for i := range l.items {
		t := &l.items[i]
		if !t.pin {
			continue
		}
		f := &p.Feeds[n]
		l.b.feed(f, t.row, t.old)
		l.settle(t, &f.Subscription)
		l.b.tile(&p.Tiles[n], f)
		n++
	}
	return p
}

// settle says what is known of the data sources, and since when all that a
// list lacks is known.
func (l *look) settle(t *item, s *tiles.Subscription) {
	source, ok := l.c.memory.source(s.Report, l.b.now)
	if !ok {
		if t.old != nil && t.old.Subscription.Report != s.Report {
			s.NoStored, s.DetailAt = false, time.Time{}
		}
		return
	}
	s.NoStored = source.noStored
	if t.told && source.at.After(s.DetailAt) {
		s.DetailAt = source.at
	}
}
