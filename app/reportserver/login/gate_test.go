package login

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mysettings/app/tiles"
)

// gateKeeper is what several processes share: who is refused leaves it behind.
type gateKeeper struct {
	one     chan struct{}
	refused atomic.Bool
	asked   atomic.Int32
}

func (k *gateKeeper) gate(ctx context.Context) (func(bool), error) {
	k.asked.Add(1)
	select {
	case k.one <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	if k.refused.Load() {
		<-k.one
		return nil, ErrRefused
	}
	return func(refused bool) {
		if refused {
			k.refused.Store(true)
		}
		<-k.one
	}, nil
}

// gated are Transports that know nothing of each other but by a gate.
func gated(t *testing.T, n int, s *httptest.Server, auth tiles.Auth, k *gateKeeper, now func() time.Time) []*Transport {
	t.Helper()
	k.one = make(chan struct{}, 1)
	var all []*Transport
	for range n {
		transport, err := New(Options{
			Portal: s.URL + "/reports", Login: testLogin(auth), Base: s.Client().Transport.(*http.Transport), Gate: k.gate, Now: now,
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(transport.Close)
		all = append(all, transport)
	}
	return all
}

func TestWrongPasswordIsSentOnceBehindAGate(t *testing.T) {
	t.Parallel()
	var sent atomic.Int32
	basic := serve(t, true, basicServer("another", &sent))
	ntlm := &ntlmServer{ntHash: bytes.Repeat([]byte{7}, 16)}
	forms := &formsServer{password: "another", lost: lostAnswers["401"]}
	tests := []struct {
		auth tiles.Auth
		s    *httptest.Server
		sent func() int
	}{
		{tiles.AuthBasic, basic, func() int { return int(sent.Load()) }},
		{tiles.AuthNTLM, ntlm.start(t, false), func() int { _, _, refused := ntlm.counts(); return refused }},
		{tiles.AuthForms, serve(t, false, forms.ServeHTTP), func() int { n, _ := forms.count(); return n }},
	}
	for _, tt := range tests {
		var all sync.WaitGroup
		for _, transport := range gated(t, 8, tt.s, tt.auth, &gateKeeper{}, nil) {
			for range 2 {
				all.Go(func() {
					if _, _, err := call(t, transport, http.MethodGet, tt.s.URL+"/reports/api/v2.0/me", ""); !errors.Is(err, ErrRefused) {
						t.Errorf("%s: error = %v, want ErrRefused", tt.auth, err)
					}
				})
			}
		}
		all.Wait()
		if n := tt.sent(); n != 1 {
			t.Errorf("%s: the password was sent %d times", tt.auth, n)
		}
	}
}

// A password that was accepted is taken to be good for a minute: then it may
// have been changed, and somebody else have found that out.
func TestGateAfterAWhile(t *testing.T) {
	t.Parallel()
	var sent atomic.Int32
	s := serve(t, true, basicServer(testPassword, &sent))
	k := &gateKeeper{}
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	transport := gated(t, 1, s, tiles.AuthBasic, k, func() time.Time { return now })[0]
	for i, want := range []int32{1, 1, 2, 2} {
		mustMe(t, transport, s)
		if got := k.asked.Load(); got != want {
			t.Errorf("after call %d the gate was asked %d times, want %d", i, got, want)
		}
		now = now.Add([]time.Duration{30 * time.Second, 61 * time.Second, 30 * time.Second, 0}[i])
	}
	k.refused.Store(true) // somebody else's password, and so this one's
	now = now.Add(time.Hour)
	_, _, err := call(t, transport, http.MethodGet, s.URL+"/reports/api/v2.0/me", "")
	wantReason(t, err, ErrRefused)
	if got := sent.Load(); got != 4 {
		t.Errorf("the password was sent %d times, want 4", got)
	}
}
