package notify

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"mysettings/app/tiles"
)

// paper is a Notifier that writes down what it is told.
type paper struct {
	did     []string
	pressed chan Press
}

func (p *paper) Show(_ context.Context, n tiles.Notice) error {
	p.did = append(p.did, "show "+n.ID)
	return nil
}

func (p *paper) Update(_ context.Context, n tiles.Notice) error {
	p.did = append(p.did, "update "+n.ID)
	return nil
}

func (p *paper) Withdraw(_ context.Context, id string) error {
	p.did = append(p.did, "withdraw "+id)
	return nil
}

func (p *paper) Pressed() <-chan Press { return p.pressed }

func (p *paper) Close() error {
	p.did = append(p.did, "close")
	close(p.pressed)
	return nil
}

func TestLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &paper{pressed: make(chan Press, 1)}
		began := time.Now()
		l := Later(t.Context(), func(ctx context.Context) (Notifier, error) {
			select {
			case <-ctx.Done():
			case <-time.After(10 * time.Second):
			}
			return p, nil
		})
		if waited := time.Since(began); waited != 0 {
			t.Errorf("Later took %v", waited)
		}
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := l.Show(short, tiles.Notice{ID: "n1"})
		if !errors.Is(err, ErrNoNotifications) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Show while it opens = %v; want ErrNoNotifications and DeadlineExceeded", err)
		}
		for _, do := range []func() error{
			func() error { return l.Show(t.Context(), tiles.Notice{ID: "n2"}) },
			func() error { return l.Update(t.Context(), tiles.Notice{ID: "n2"}) },
			func() error { return l.Withdraw(t.Context(), "n2") },
		} {
			if err := do(); err != nil {
				t.Error(err)
			}
		}
		if waited := time.Since(began); waited != 10*time.Second {
			t.Errorf("shown after %v; want as soon as it was open", waited)
		}
		p.pressed <- Press{Notice: "n2", Button: ButtonOpen}
		if got := <-l.Pressed(); got.Notice != "n2" {
			t.Errorf("pressed %+v", got)
		}
		for range 2 {
			if err := l.Close(); err != nil {
				t.Error(err)
			}
		}
		if _, ok := <-l.Pressed(); ok {
			t.Error("Pressed is not closed")
		}
		want := []string{"show n2", "update n2", "withdraw n2", "close"}
		if len(p.did) != len(want) {
			t.Fatalf("did %q; want %q", p.did, want)
		}
		for i := range want {
			if p.did[i] != want[i] {
				t.Errorf("did %q; want %q", p.did, want)
			}
		}
	})
}

// A server that never answers holds up neither the start nor the end, and one
// that can't be had shows nothing.
func TestLaterNever(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := Later(t.Context(), func(ctx context.Context) (Notifier, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		})
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		if err := l.Show(t.Context(), tiles.Notice{ID: "n"}); !errors.Is(err, ErrNoNotifications) {
			t.Errorf("Show = %v; want ErrNoNotifications", err)
		}
	})
}
