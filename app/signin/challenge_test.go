package signin

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"mysettings/app/tiles"
)

const wanted = `{"access_token":{"acrs":{"essential":true,"value":"c1"}}}`

// asks are the renewals, and how many of them carried the claims.
func (b *bench) asks(claims string) (all, with int) {
	for _, form := range b.idp.tokenRequests(refreshGrant) {
		all++
		if form.Get("claims") == claims {
			with++
		}
	}
	return all, with
}

// TestChallengeAnsweredWithoutThePerson: a claims challenge is answered by one
// renewal that carries the claims, for all who met it; later ones don't.
func TestChallengeAnsweredWithoutThePerson(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.signIn(Request{})
	old := b.token(c.ID).Access
	first, err := b.manager.Prove(t.Context(), c.ID, old, wanted)
	if err != nil || first.Equal(old) {
		t.Fatalf("Prove = same token %v, %v", first.Equal(old), err)
	}
	for range 5 {
		again, err := b.manager.Prove(t.Context(), c.ID, old, wanted)
		if err != nil || !again.Equal(first) {
			t.Fatalf("the others: same token %v, %v", again.Equal(first), err)
		}
	}
	if all, with := b.asks(wanted); all != 1 || with != 1 {
		t.Errorf("%d renewals, %d with the claims; want one", all, with)
	}
	b.expire(c.ID)
	if _, err := b.manager.Access(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	if all, with := b.asks(wanted); all != 2 || with != 1 {
		t.Errorf("later: %d renewals, %d with the claims; want 2 and 1", all, with)
	}
	if conn := b.connection(c.ID); !conn.EndedAt.IsZero() || conn.Problem != nil {
		t.Errorf("connection = %+v; want it good", conn)
	}
}

// TestChallengeGoesToThePerson: what can't be proven without the person ends
// the sign-in; the next one, from whichever process, asks for it, and what even
// that has not proven is the administrator's. Nothing goes round in circles.
func TestChallengeGoesToThePerson(t *testing.T) {
	t.Parallel()
	other := `{"access_token":{"acrs":{"essential":true,"value":"c2"}}}`
	for _, tc := range []struct {
		name string
		take func(http.ResponseWriter, url.Values) bool
		asks int // silent ones
		code string
		want string // claims in the browser
	}{
		{"the API still asks", nil, 1, codeUnproven, wanted},
		{"the service refuses", refuseWith("interaction_required", 50076, "suberror", "basic_action"), 1, "AADSTS50076", wanted},
		{"the service wants more", refuseWith("interaction_required", 0, "claims", other), 1, "interaction_required", other},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			c := b.signIn(Request{})
			b.idp.set(func() { b.idp.take = tc.take })
			rejected := b.token(c.ID).Access
			// The API challenges every token.
			for range 10 {
				got, err := b.manager.Prove(t.Context(), c.ID, rejected, wanted)
				if err == nil {
					rejected = got
				}
			}
			_, err := b.manager.Access(t.Context(), c.ID)
			if e := wantError(t, err); e.State != tiles.Expired || e.Cause != tiles.CauseSignInRefused || e.Remedy != tiles.RemedySignIn || e.Help() == "" {
				t.Errorf("error = %+v, help %q", e, e.Help())
			}
			if all, with := b.asks(wanted); all != tc.asks || with != tc.asks {
				t.Errorf("%d renewals, %d with the claims; want %d", all, with, tc.asks)
			}
			conn := b.connection(c.ID)
			if conn.EndedAt.IsZero() || conn.Problem == nil || conn.Problem.Code != tc.code || conn.Problem.Text == "" {
				t.Errorf("connection = %+v, problem %+v", conn, conn.Problem)
			}

			b.idp.set(func() { b.idp.take = nil })
			second := New(Options{Store: b.store, Config: b.config})
			defer second.Close()
			if _, err := second.SignIn(t.Context(), Request{Connection: c.ID, Browser: obedient{t}}); err != nil {
				t.Fatal(err)
			}
			asked := b.idp.authorize[len(b.idp.authorize)-1]
			if asked.Get("claims") != tc.want || asked.Get("login_hint") == "" {
				t.Errorf("the browser was asked for %q; want %q, and the person", asked.Get("claims"), tc.want)
			}
			if conn := b.connection(c.ID); !conn.EndedAt.IsZero() || conn.Problem != nil {
				t.Errorf("after signing in: %+v", conn)
			}

			// The same again, although the person has proven it.
			_, err = second.Prove(t.Context(), c.ID, b.token(c.ID).Access, tc.want)
			if e := wantError(t, err); e.State != tiles.Blocked || e.Remedy != tiles.RemedyAskAdmin || e.Code != codeUnmet || e.RetryAt.IsZero() {
				t.Errorf("after signing in for it: %+v", e)
			}
			if all, _ := b.asks(wanted); all != tc.asks {
				t.Errorf("%d renewals; want still %d", all, tc.asks)
			}
		})
	}
}

// TestChallengeAgainLater: a rule that wants a fresh proof every so often says
// so in the same words. That is no circle.
func TestChallengeAgainLater(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.signIn(Request{Claims: wanted})
	for n := range 3 {
		b.clock.move(forcedWindow + time.Minute)
		if _, err := b.manager.Prove(t.Context(), c.ID, b.token(c.ID).Access, wanted); err != nil {
			t.Fatalf("challenge %d: %v", n, err)
		}
	}
	if all, with := b.asks(wanted); all != 3 || with != 3 {
		t.Errorf("%d renewals, %d with the claims; want 3", all, with)
	}
}

// TestChallengeWithoutNetwork: no way to the service is no answer to it.
func TestChallengeWithoutNetwork(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.signIn(Request{})
	b.idp.set(func() {
		b.idp.take = func(w http.ResponseWriter, _ url.Values) bool {
			w.WriteHeader(http.StatusBadGateway)
			return true
		}
	})
	_, err := b.manager.Prove(t.Context(), c.ID, b.token(c.ID).Access, wanted)
	if e := wantError(t, err); e.State != "" || e.Cause != tiles.CauseServiceDown {
		t.Errorf("error = %+v", e)
	}
	if conn := b.connection(c.ID); !conn.EndedAt.IsZero() || conn.Problem != nil {
		t.Errorf("connection = %+v; want it untouched", conn)
	}
}

// TestLoopIsHonoured: AADSTS50196 says that the app has asked too often. The
// sign-in is as good as before, every process keeps still for as long as the
// service counts, and then it works again.
func TestLoopIsHonoured(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"invalid_grant", "interaction_required", "invalid_request", "server_error"} {
		for _, status := range []int{400, 429, 500} {
			b := newBench(t)
			c := b.signIn(Request{})
			b.expire(c.ID)
			b.idp.set(func() {
				b.idp.take = func(w http.ResponseWriter, _ url.Values) bool {
					w.WriteHeader(status)
					_ = json.NewEncoder(w).Encode(map[string]any{"error": code, "error_codes": []int{50196}, "error_description": "AADSTS50196: loop"})
					return true
				}
			})
			other := New(Options{Store: b.store, Config: b.config, Now: b.clock.now})
			for n := range 20 {
				m := b.manager
				if n%2 == 1 {
					m = other
				}
				_, err := m.Access(t.Context(), c.ID)
				e := wantError(t, err)
				if e.State != "" || e.Cause != tiles.CauseThrottled || e.Remedy != tiles.RemedyWait || e.RetryAt.IsZero() {
					t.Fatalf("%s %d: try %d: %+v", code, status, n, e)
				}
				if n == 0 && e.Help() != tellTooOften {
					t.Errorf("%s %d: help = %q", code, status, e.Help())
				}
			}
			if n := len(b.idp.tokenRequests(refreshGrant)); n != 1 {
				t.Errorf("%s %d: %d requests; want one", code, status, n)
			}
			conn := b.connection(c.ID)
			if !conn.EndedAt.IsZero() || conn.Problem != nil || conn.PausedUntil.IsZero() {
				t.Errorf("%s %d: connection = %+v; want it good, and paused", code, status, conn)
			}
			b.idp.set(func() { b.idp.take = nil })
			b.clock.move(loopPause + time.Second)
			if _, err := other.Access(t.Context(), c.ID); err != nil {
				t.Errorf("%s %d: after the pause: %v", code, status, err)
			}
			other.Close()
		}
	}
}

// TestLoopInTheBrowser: the same while the person signs in.
func TestLoopInTheBrowser(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.idp.set(func() {
		b.idp.refuse = url.Values{"error": {"invalid_request"}, "error_description": {"AADSTS50196: The server terminated an operation because it encountered a loop."}}
	})
	_, err := b.manager.SignIn(t.Context(), Request{Browser: obedient{t}})
	if e := wantError(t, err); e.Cause != tiles.CauseThrottled || e.Remedy != tiles.RemedyWait || e.Help() != tellTooOften {
		t.Errorf("error = %+v, %q", e, e.Help())
	}
}
