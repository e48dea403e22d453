package app

// PausePin switches off the subscription with which a report server refreshes
// a pin.
func (b *Bindings) PausePin(tile string) error { return fail(b.b.Watcher.Pause(b.life, tile)) }

// ResumePin switches it on again.
func (b *Bindings) ResumePin(tile string) error { return fail(b.b.Watcher.Resume(b.life, tile)) }

// DeletePin deletes it, for good. The tile stays where it is. The page asks
// first, and names the pin.
func (b *Bindings) DeletePin(tile string) error { return fail(b.b.Watcher.DeletePin(b.life, tile)) }
