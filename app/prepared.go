package app

import (
	"sync"
	"time"

	"mysettings/app/language"
)

// preparedLife is how long a snapshot that was made ahead is as good as a new
// one, as long as nothing changes.
const preparedLife = 5 * time.Second

// prepared is the first snapshot, made while the web view still starts: that
// takes many times longer, and the page then waits for nothing.
type prepared struct {
	mu   sync.Mutex // held while one is made: who asks meanwhile gets it
	made *madeAhead
}

type madeAhead struct {
	snapshot Snapshot
	at       time.Time
}

// prepare makes the first snapshot, and what the page says. Whoever calls it
// must drop it when the store changes.
func (b *Bindings) prepare() {
	b.prepared.mu.Lock()
	defer b.prepared.mu.Unlock()
	at := b.b.Now()
	if f, err := b.facts(); err == nil {
		b.prepared.made = &madeAhead{Build(f), at}
	}
	language.Page()
}

func (p *prepared) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.made = nil
}

// take returns the snapshot that was made ahead, once, unless it is too old.
func (p *prepared) take(now time.Time) (Snapshot, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	m := p.made
	p.made = nil
	if m == nil || now.Before(m.at) || now.Sub(m.at) > preparedLife {
		return Snapshot{}, false
	}
	return m.snapshot, true
}
