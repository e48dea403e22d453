package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"

	"git.sr.ht/~jackmordaunt/go-toast/v2/wintoast"

	"mysettings/app/tiles"
)

// toasts shows notices through the Windows Runtime. All calls are made on one
// thread, which keeps the runtime and our part in it alive.
type toasts struct {
	log     *slog.Logger
	pressed chan Press
	jobs    chan func(*center)
	quit    chan struct{} // closed by Close
	thread  sync.WaitGroup

	mu     sync.Mutex // guards what follows
	shown  map[string]bool
	closed bool
}

// Desktop returns the Notifier of Windows. Where notifications are not to be
// had it returns one that shows nothing, and ErrNoNotifications.
func Desktop(ctx context.Context, log *slog.Logger) (Notifier, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	if err := register(); err != nil {
		// Without it notifications are nameless or don't appear at all.
		return None(), fmt.Errorf("%w: %w", ErrNoNotifications, err)
	}
	t := &toasts{
		log: log, pressed: make(chan Press, 16), shown: map[string]bool{},
		jobs: make(chan func(*center)), quit: make(chan struct{}),
	}
	wintoast.SetActivationCallback(func(_, args string, _ []wintoast.UserData) { t.press(args) })
	started := make(chan error, 1)
	t.thread.Go(func() { t.work(started) })
	select {
	case err := <-started:
		if err != nil {
			t.thread.Wait()
			return None(), fmt.Errorf("%w: %w", ErrNoNotifications, err)
		}
		return t, nil
	case <-ctx.Done():
		close(t.quit) // the thread ends as soon as Windows lets it
		return None(), fmt.Errorf("%w: %w", ErrNoNotifications, ctx.Err())
	}
}

// work is the thread.
func (t *toasts) work(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	c, err := openCenter()
	started <- err
	if err != nil {
		return
	}
	defer c.close()
	for {
		select {
		case job := <-t.jobs:
			job(c)
		case <-t.quit:
			return
		}
	}
}

// do runs f on the thread. A call that was begun is not left half done: when
// ctx ends first, its result is dropped.
func (t *toasts) do(ctx context.Context, f func(*center) error) error {
	done := make(chan error, 1)
	job := func(c *center) { done <- f(c) }
	select {
	case t.jobs <- job:
	case <-t.quit:
		return fmt.Errorf("%w: closed", ErrNoNotifications)
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Show implements Notifier.
func (t *toasts) Show(ctx context.Context, n tiles.Notice) error {
	return t.send(ctx, n, false)
}

// Update implements Notifier.
func (t *toasts) Update(ctx context.Context, n tiles.Notice) error {
	if !t.knows(n.ID) {
		return nil
	}
	return t.send(ctx, n, true)
}

func (t *toasts) send(ctx context.Context, n tiles.Notice, quiet bool) error {
	if err := t.do(ctx, func(c *center) error { return c.show(n.ID, toastXML(n), quiet) }); err != nil {
		if errors.Is(err, ErrNoNotifications) {
			return err
		}
		return fmt.Errorf("%w: %w", ErrNoNotifications, err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.shown[n.ID] = true
	return nil
}

// Withdraw implements Notifier.
func (t *toasts) Withdraw(ctx context.Context, id string) error {
	// Also what an earlier run showed: Windows keeps it in its list.
	err := t.do(ctx, func(c *center) error { return c.remove(id) })
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.shown, id)
	if err != nil {
		return fmt.Errorf("removing a notification: %w", err)
	}
	return nil
}

func (t *toasts) knows(id string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.shown[id]
}

// Pressed implements Notifier.
func (t *toasts) Pressed() <-chan Press { return t.pressed }

// press takes what Windows says was pressed. It is called on a thread of
// Windows' own.
func (t *toasts) press(args string) {
	p, ok := parsePress(args)
	t.mu.Lock()
	defer t.mu.Unlock()
	if !ok || t.closed {
		return
	}
	delete(t.shown, p.Notice) // pressing closes it
	select {
	case t.pressed <- p:
	default:
		t.log.Warn("press of a notification's button dropped: nobody takes them")
	}
}

// Close implements Notifier.
func (t *toasts) Close() error {
	err := t.do(context.Background(), func(c *center) error { return c.clear() })
	t.mu.Lock()
	closed := t.closed
	t.closed = true
	t.mu.Unlock()
	if closed {
		return nil
	}
	close(t.quit)
	t.thread.Wait()
	close(t.pressed)
	return err
}
