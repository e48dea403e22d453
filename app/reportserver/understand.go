package reportserver

import (
	"strings"
	"sync"
)

// Whoever asks the server for thousands of rows had better not stop after each
// to see what it says: the connection would lie idle meanwhile. So the answers
// are read beside the calls, some dozens at a time.

// reading is the answer to a call for one row.
type reading struct {
	t *item
	a answer
}

// batch is how many answers are read in one go.
const batch = 64

// understanding reads the answers to calls for single rows, in a goroutine of
// its own, and makes feeds and tiles of those that are pins. It must be ended.
type understanding struct {
	l    *look
	full chan []reading
	done chan int // how many rows can't be read

	owned map[string]string // see own

	mu   sync.Mutex
	next []reading // guarded by mu
}

// understand begins to read; most is how many answers there will be.
func understand(l *look, most int) *understanding {
	u := &understanding{l: l, full: make(chan []reading, most/batch+1), done: make(chan int, 1), owned: map[string]string{}}
	go func() {
		unread := 0
		for some := range u.full {
			details := make([]detail, len(some))
			for i := range some {
				if !u.read(&some[i], &details[i]) {
					unread++
				}
			}
		}
		u.done <- unread
	}()
	return u
}

// add leaves an answer to be read.
func (u *understanding) add(r reading) {
	u.mu.Lock()
	if u.next == nil {
		u.next = make([]reading, 0, batch)
	}
	u.next = append(u.next, r)
	var some []reading
	if len(u.next) == batch {
		some, u.next = u.next, nil
	}
	u.mu.Unlock()
	if some != nil {
		u.full <- some // it has room for all
	}
}

// end waits until all is read, and returns how many rows can't be read, so that
// they can't be told to be pins. Nothing may be added any more.
func (u *understanding) end() (unread int) {
	u.full <- u.next
	close(u.full)
	return <-u.done
}

// mostOwned is how many different texts are kept to be found again.
const mostOwned = 4096

// own is a text that doesn't hold on to the answer that it is from. Most texts
// of one person's pins are those of many others.
func (u *understanding) own(text string) string {
	if text == "" {
		return ""
	}
	kept, ok := u.owned[text]
	if !ok {
		kept = strings.Clone(text)
		if len(u.owned) < mostOwned {
			u.owned[kept] = kept
		}
	}
	return kept
}

// read says whether a row can be told to be a pin or none; d has room for what
// is to be remembered of it.
func (u *understanding) read(x *reading, d *detail) bool {
	l, t := u.l, x.t
	r, err := single(x.a, t.row.id)
	switch {
	case err != nil && !t.pin:
		return false
	case err != nil: // what is known stays, and a later look may tell more
	case r.sort() == sortUnknown && t.pin:
		t.told, t.readAt = true, l.b.now
	default:
		*d = detail{
			at: l.b.now, modified: t.row.modified,
			delivery: u.own(r.delivery), extension: u.own(r.extension), params: r.params, recurrence: r.recurrence,
		}
		p, n := &d.params, &d.recurrence
		p.group, p.dashboard, p.dashboardName = u.own(p.group), u.own(p.dashboard), u.own(p.dashboardName)
		p.visual, p.tile = u.own(p.visual), strings.Clone(p.tile) // no two tiles are the same
		n.start, n.end = u.own(n.start), u.own(n.end)
		l.c.memory.keep(t.row.id, d)
		t.use(d)
	}
	if t.pin {
		l.build(t)
	}
	return true
}
