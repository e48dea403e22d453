package app

// Painted is called by the page once, when its first snapshot is on the
// screen. It notes that in the log at level debug, for whoever measures how
// long a start takes.
func (b *Bindings) Painted() { b.log().Debug("page painted") }
