package notify

import (
	"context"
	"fmt"
	"sync"

	"mysettings/app/tiles"
)

// Later returns a Notifier at once and has open make the real one beside: a
// notification server that hangs must not hold up what else is shown. Calls
// wait for the real one as long as their context lets them. When ctx ends,
// opening is given up and presses are no longer passed on; Close must be
// called all the same.
func Later(ctx context.Context, open func(context.Context) (Notifier, error)) Notifier {
	ctx, cancel := context.WithCancel(ctx)
	l := &later{opened: make(chan struct{}), pressed: make(chan Press, 16), cancel: cancel}
	l.running.Go(func() {
		n, _ := open(ctx) // the reason comes again with every Show
		if n == nil {
			n = None()
		}
		l.to = n
		close(l.opened)
		l.pass(ctx, n.Pressed())
	})
	return l
}

type later struct {
	opened  chan struct{} // closed once to is set
	to      Notifier
	pressed chan Press
	cancel  context.CancelFunc
	running sync.WaitGroup
	closing sync.Once
}

// pass hands presses on until ctx ends.
func (l *later) pass(ctx context.Context, from <-chan Press) {
	for {
		select {
		case <-ctx.Done():
			return
		case p, ok := <-from:
			if !ok {
				return
			}
			select {
			case l.pressed <- p:
			case <-ctx.Done():
				return
			}
		}
	}
}

// ready returns the real Notifier.
func (l *later) ready(ctx context.Context) (Notifier, error) {
	select {
	case <-l.opened:
		return l.to, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: not asked yet: %w", ErrNoNotifications, ctx.Err())
	}
}

// Show implements Notifier.
func (l *later) Show(ctx context.Context, n tiles.Notice) error {
	to, err := l.ready(ctx)
	if err != nil {
		return err
	}
	return to.Show(ctx, n)
}

// Update implements Notifier.
func (l *later) Update(ctx context.Context, n tiles.Notice) error {
	to, err := l.ready(ctx)
	if err != nil {
		return err
	}
	return to.Update(ctx, n)
}

// Withdraw implements Notifier.
func (l *later) Withdraw(ctx context.Context, id string) error {
	to, err := l.ready(ctx)
	if err != nil {
		return err
	}
	return to.Withdraw(ctx, id)
}

// Pressed implements Notifier.
func (l *later) Pressed() <-chan Press { return l.pressed }

// Close implements Notifier.
func (l *later) Close() (err error) {
	l.closing.Do(func() {
		l.cancel()
		l.running.Wait()
		err = l.to.Close()
		close(l.pressed)
	})
	return err
}
