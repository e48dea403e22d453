package reportserver

import (
	"context"
	"errors"
	"slices"
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
	others  others // those of the person's rows that are no pins
	// tiles and feeds have room for every item that may turn out to be a pin.
	tiles []tiles.Tile
	feeds []tiles.Feed
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
	// readAt is when the row was read by itself; zero for not since it is known.
	readAt time.Time
	// place is where in look.tiles and look.feeds it goes; it is there when
	// built is true.
	place int
	built bool
}

// unsure tells whether not all that a list lacks was ever read of the row.
func (t *item) unsure() bool { return t.old == nil || t.old.Subscription.DetailAt.IsZero() }

// unread tells whether the row was never read by itself; its data sources are
// another matter.
func (t *item) unread() bool {
	return t.unsure() && (t.old == nil || t.old.Subscription.RowAt.IsZero())
}

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
			if sort == sortUnknown && old == nil && c.others.has(r) {
				l.others.add(r)
				continue
			}
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
		if d, ok := l.c.memory.detail(t.row, l.b.now); ok && (t.unread() || d.sort() != sortPin) {
			t.use(d)
			continue
		}
		switch {
		case t.unread():
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
	l.makeRoom(due)
	l.c.memory.expect(len(due))
	u := understand(l, len(due))
	err := each(ctx, due, &l.unread, func(ctx context.Context, own *turn, t *item) error {
		return l.readDetail(ctx, own, t, u)
	})
	l.unread += u.end()
	return err
}

// makeRoom gives a place to every item that is a pin, or is due to be read and
// may be one.
func (l *look) makeRoom(due []*item) {
	for _, t := range due {
		t.place = -1
	}
	n := 0
	for i := range l.items {
		if t := &l.items[i]; t.pin || t.place < 0 {
			t.place = n
			n++
		}
	}
	if n > 0 {
		l.tiles, l.feeds = make([]tiles.Tile, n), make([]tiles.Feed, n)
	}
}

// build makes the feed and the tile of a pin.
func (l *look) build(t *item) {
	f := &l.feeds[t.place]
	l.b.feed(f, t.row, t.old)
	l.b.tile(&l.tiles[t.place], f)
	t.built = true
}

// readDetail reads one row by itself, and leaves to u what it says.
func (l *look) readDetail(ctx context.Context, own *turn, t *item, u *understanding) error {
	a, err := l.c.fetch(ctx, own, t.row.id)
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
	}
	u.add(reading{t, a})
	return nil
}

// old tells whether a day has passed since a row was read in detail.
func (l *look) old(t *item) bool {
	s := &t.old.Subscription
	read := s.DetailAt
	if s.RowAt.After(read) {
		read = s.RowAt
	}
	return l.b.now.Sub(read) >= day
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
	r.delivery, r.extension = d.delivery, d.extension
	if d.params.told {
		r.params = d.params
	}
	if d.recurrence.told {
		r.recurrence = d.recurrence
	}
	t.pin, t.told, t.readAt = d.sort() == sortPin, true, d.at
}

// errUnread is a row that can't be read, which is no reason to give up.
var errUnread = errors.New("row not read")

// pins puts together what was read.
func (l *look) pins() Pins {
	n := 0
	for i := range l.items {
		t := &l.items[i]
		if !t.pin {
			if t.told {
				l.others.add(t.row)
			}
			continue
		}
		if !t.built {
			l.build(t)
		}
		l.settle(t, &l.feeds[t.place].Subscription)
		if n != t.place { // what was before it is no pin
			l.tiles[n], l.feeds[n] = l.tiles[t.place], l.feeds[t.place]
		}
		n++
	}
	p := Pins{Tiles: l.tiles[:n], Feeds: l.feeds[:n], Foreign: l.foreign, Unread: l.unread, Others: l.others.String()}
	if n < len(l.feeds) { // nobody is to hold on to the room of the others
		p.Tiles, p.Feeds = slices.Clone(p.Tiles), slices.Clone(p.Feeds)
	}
	return p
}

// settle says what is known of the data sources, and since when all that a
// list lacks is known.
func (l *look) settle(t *item, s *tiles.Subscription) {
	if t.readAt.After(s.RowAt) {
		s.RowAt = t.readAt
	}
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
