package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/zalando/go-keyring"
)

// roleKeyring does with the system's keyring what the app does: "save" saves
// the token of the type args[3], "load" prints the type of the one kept, "out"
// signs out; args[1] is Options.Protection.
func roleKeyring(ctx context.Context, args []string) error {
	s, err := Open(ctx, args[0], Options{Protection: args[1],
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelInfo}))})
	if err != nil {
		return err
	}
	defer s.Close()
	switch args[2] {
	case "save":
		err = s.SaveSignIn(ctx, connection("c1"), Token{Type: args[3]})
	case "load":
		var t Token
		if t, err = s.Token(ctx, "c1"); err == nil {
			fmt.Println(t.Type)
		}
	case "out":
		err = s.SignOut(ctx, "c1", unchanged)
	}
	fmt.Println(outcome(err))
	p, err := s.Protection(ctx)
	fmt.Println("protection", p)
	return err
}

// outcome names the reason of an error.
func outcome(err error) string {
	for _, reason := range []error{ErrKeyringLocked, ErrKeyringMissing, ErrKeyLost, ErrNoToken, ErrNotFound,
		ErrReadOnly, ErrFull, ErrBusy, ErrNewer, ErrDamaged} {
		if errors.Is(err, reason) {
			return reason.Error()
		}
	}
	if err != nil {
		return err.Error()
	}
	return "done"
}

// stubBackend answers as go-keyring does, or not at all while answer is nil.
type stubBackend struct {
	mu     sync.Mutex
	calls  int
	err    error
	answer chan error // where set, each call waits for it, as for a person
}

func (b *stubBackend) call() error {
	b.mu.Lock()
	b.calls++
	answer, err := b.answer, b.err
	b.mu.Unlock()
	if answer != nil {
		return <-answer
	}
	return err
}

// asked is how often it was called.
func (b *stubBackend) asked() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.calls
}

func (b *stubBackend) Get(string, string) (string, error) { return "secret", b.call() }
func (b *stubBackend) Set(string, string, string) error   { return b.call() }
func (b *stubBackend) Delete(string, string) error        { return b.call() }

func newOSKeyring(state lockState, b *stubBackend) (*osKeyring, *lockState) {
	k := &osKeyring{backend: b, busy: make(chan struct{}, 1)}
	k.look = func() (lockState, error) {
		if state == keyringNone {
			return state, errors.New("no bus")
		}
		return state, nil
	}
	return k, &state
}

func TestOSKeyringReasons(t *testing.T) {
	t.Parallel()
	odd := errors.New("failed to unlock correct collection")
	for _, c := range []struct {
		name  string
		state lockState
		err   error
		want  error
		calls int
	}{
		{"open", keyringOpen, nil, nil, 3},
		{"open, not there", keyringOpen, keyring.ErrNotFound, ErrNotFound, 3},
		{"open, odd", keyringOpen, odd, ErrKeyringMissing, 3},
		{"no keyring", keyringNone, nil, ErrKeyringMissing, 0},
		{"unsupported", keyringOpen, keyring.ErrUnsupportedPlatform, ErrKeyringMissing, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := &stubBackend{err: c.err}
			k, _ := newOSKeyring(c.state, b)
			got, err := k.Get("s", "u")
			if !errors.Is(err, c.want) || (err == nil) != (got == "secret") {
				t.Errorf("Get = %q, %v; want %v", got, err, c.want)
			}
			if err := k.Set("s", "u", "x"); !errors.Is(err, c.want) {
				t.Errorf("Set: %v; want %v", err, c.want)
			}
			if err := k.Delete("s", "u"); !errors.Is(err, c.want) {
				t.Errorf("Delete: %v; want %v", err, c.want)
			}
			if b.asked() != c.calls {
				t.Errorf("%d calls; want %d", b.asked(), c.calls)
			}
		})
	}
}

// A locked keyring is asked for once, and again when the person acts.
func TestOSKeyringLocked(t *testing.T) {
	t.Parallel()
	b := &stubBackend{err: errors.New("dismissed")}
	k, state := newOSKeyring(keyringShut, b)
	for range 3 {
		_, err := k.Get("s", "u")
		wantErr(t, "Get", err, ErrKeyringLocked)
	}
	if b.asked() != 1 {
		t.Errorf("%d questions; want 1", b.asked())
	}
	wantErr(t, "Set", k.Set("s", "u", "x"), ErrKeyringLocked)
	if b.asked() != 2 {
		t.Errorf("%d questions after an act; want 2", b.asked())
	}
	wantErr(t, "Delete", k.Delete("s", "u"), ErrKeyringLocked)
	if b.asked() != 2 {
		t.Errorf("%d questions after signing out; want still 2", b.asked())
	}
	b.mu.Lock()
	*state, b.err = keyringOpen, nil
	b.mu.Unlock()
	if _, err := k.Get("s", "u"); err != nil {
		t.Errorf("Get after unlocking: %v", err)
	}
	*state = keyringShut
	if _, err := k.Get("s", "u"); err != nil || b.asked() != 4 {
		t.Errorf("Get, locked again: %v, %d calls; want a new question", err, b.asked())
	}
}

func TestOSKeyringTimeLimits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		state lockState
		do    func(k *osKeyring) error
		want  time.Duration
	}{
		{"Get, open", keyringOpen, func(k *osKeyring) error { _, err := k.Get("s", "u"); return err }, keyringAnswer},
		{"Get, locked", keyringShut, func(k *osKeyring) error { _, err := k.Get("s", "u"); return err }, keyringQuiet},
		{"Set, locked", keyringShut, func(k *osKeyring) error { return k.Set("s", "u", "x") }, keyringPatience},
		{"Delete, open", keyringOpen, func(k *osKeyring) error { return k.Delete("s", "u") }, keyringAnswer},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := &stubBackend{answer: make(chan error)}
				k, _ := newOSKeyring(c.state, b)
				began := time.Now()
				wantErr(t, "no answer", c.do(k), ErrKeyringLocked)
				if d := time.Since(began); d != c.want {
					t.Errorf("gave up after %v; want %v", d, c.want)
				}
				// the question is still on the screen: no second one beside it
				wantErr(t, "while it asks", k.Set("s", "u", "x"), ErrKeyringLocked)
				if b.asked() != 1 {
					t.Errorf("%d questions; want 1", b.asked())
				}
				b.answer <- nil // the person comes back
				synctest.Wait()
				b.mu.Lock()
				b.answer = nil
				b.mu.Unlock()
				if err := k.Set("s", "u", "x"); err != nil {
					t.Errorf("Set after the answer: %v", err)
				}
			})
		})
	}
}

// A caller that is told to stop does not wait for the person.
func TestTokenStopsWaitingForTheKeyring(t *testing.T) {
	t.Parallel()
	k := &memoryKeyring{}
	dir := t.TempDir()
	s := openStore(t, dir, Options{Keyring: k, Protection: protectKeyring})
	must(t, s.SaveSignIn(t.Context(), connection("c1"), token("x")))
	slow := &slowKeyring{memoryKeyring: k, asked: make(chan struct{}), answer: make(chan struct{})}
	again := openStore(t, dir, Options{Keyring: slow, Protection: protectKeyring})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := again.Token(ctx, "c1")
		done <- err
	}()
	<-slow.asked
	cancel()
	wantErr(t, "Token", <-done, context.Canceled)
	close(slow.answer)
	same(t, "token", get(again.Token(t.Context(), "c1"))(t), token("x"))
}

type slowKeyring struct {
	*memoryKeyring
	once          sync.Once
	asked, answer chan struct{}
}

func (k *slowKeyring) Get(service, user string) (string, error) {
	k.once.Do(func() { close(k.asked) })
	<-k.answer
	return k.memoryKeyring.Get(service, user)
}
