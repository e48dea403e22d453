package app

import "sync/atomic"

// paint is what is known of the page's first picture.
type paint struct {
	done   atomic.Bool
	missed atomic.Bool // something changed before
}

// Painted is called by the page once, when its first snapshot is on the
// screen. What changed since that was made is told again: the page may not
// have listened yet. The log gets a line at level debug, for whoever measures
// how long a start takes.
func (b *Bindings) Painted() {
	b.log().Debug("page painted")
	b.paint.done.Store(true)
	if b.paint.missed.Load() {
		b.shell.Emit(EventChanged)
	}
}

// changed tells the page that its snapshot is old.
func (b *Bindings) changed() {
	if !b.paint.done.Load() {
		b.paint.missed.Store(true)
	}
	b.shell.Emit(EventChanged)
}
