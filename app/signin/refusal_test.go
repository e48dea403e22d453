package signin

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"mysettings/app/tiles"
)

func TestRefusalEndsTheSignIn(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		take  func(http.ResponseWriter, url.Values) bool
		state tiles.SignInState
		cause tiles.Cause
		code  string
	}{
		{"unused", refuseWith("invalid_grant", 700082), tiles.Expired, tiles.CauseSignInExpired, "AADSTS700082"},
		{"revoked", refuseWith("invalid_grant", 50173, "suberror", "bad_token"), tiles.Expired, tiles.CauseSignInExpired, "AADSTS50173"},
		{"second factor", refuseWith("interaction_required", 50076, "suberror", "basic_action", "claims", `{"access_token":{"x":1}}`), tiles.Expired, tiles.CauseSignInRefused, "AADSTS50076"},
		{"policy", refuseWith("invalid_grant", 53003, "suberror", "message_only"), tiles.Blocked, tiles.CauseAdminNeeded, "AADSTS53003"},
		{"disabled", refuseWith("invalid_grant", 50057), tiles.Blocked, tiles.CauseAdminNeeded, "AADSTS50057"},
		{"no number", refuseWith("invalid_grant", 0), tiles.Expired, tiles.CauseSignInExpired, "invalid_grant"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			c := b.signIn(Request{})
			b.expire(c.ID)
			b.idp.set(func() { b.idp.take = tc.take })
			for n := range 10 {
				_, err := b.manager.Access(t.Context(), c.ID)
				e := wantError(t, err)
				if e.State != tc.state || e.Cause != tc.cause || e.Help() == "" {
					t.Fatalf("try %d: %+v", n, e)
				}
			}
			if n := len(b.idp.tokenRequests(refreshGrant)); n != 1 {
				t.Errorf("requests = %d; want 1: a refused token isn't tried again", n)
			}
			conn := b.connection(c.ID)
			if conn.EndedAt.IsZero() || conn.Problem == nil || conn.Problem.Code != tc.code || conn.Problem.Cause != tc.cause ||
				conn.Problem.Text == "" || conn.Problem.CorrelationID == "" {
				t.Errorf("connection = %+v, problem %+v", conn, conn.Problem)
			}
			if got := tiles.JudgeSignIn(conn, 14, b.clock.now()).State; got != tc.state {
				t.Errorf("judged %q; want %q", got, tc.state)
			}
			// Another process learns it without a request.
			other := New(Options{Store: b.store, Config: b.config})
			defer other.Close()
			if _, err := other.Access(t.Context(), c.ID); wantError(t, err).State != tc.state {
				t.Errorf("other process: %v", err)
			}
			if n := len(b.idp.tokenRequests(refreshGrant)); n != 1 {
				t.Errorf("requests = %d; want 1", n)
			}
			b.idp.set(func() { b.idp.take = nil })
			again := b.signIn(Request{Connection: c.ID})
			if again.Problem != nil || !again.EndedAt.IsZero() {
				t.Errorf("after signing in again: %+v", again)
			}
			for _, m := range []*Manager{b.manager, other} {
				if _, err := m.Access(t.Context(), c.ID); err != nil {
					t.Errorf("after signing in again: %v", err)
				}
			}
			b.noSecrets()
		})
	}
}

func TestBlockedIsTriedAgainLater(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.signIn(Request{})
	b.expire(c.ID)
	b.idp.set(func() { b.idp.take = refuseWith("invalid_grant", 53003, "suberror", "message_only") })
	_, err := b.manager.Access(t.Context(), c.ID)
	if e := wantError(t, err); e.State != tiles.Blocked || e.RetryAt.IsZero() {
		t.Fatalf("error = %+v", e)
	}
	// The rule of place no longer applies: back at the office.
	b.idp.set(func() { b.idp.take = nil })
	b.clock.move(blockedPause - time.Minute)
	if _, err := b.manager.Access(t.Context(), c.ID); err == nil {
		t.Error("tried again too early")
	}
	b.clock.move(2 * time.Minute)
	if _, err := b.manager.Access(t.Context(), c.ID); err != nil {
		t.Errorf("tried again: %v", err)
	}
	if conn := b.connection(c.ID); conn.Problem != nil || !conn.EndedAt.IsZero() {
		t.Errorf("connection = %+v; want it good again", conn)
	}
}

func TestBusyServiceIsTriedOnceMore(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.signIn(Request{})
	b.expire(c.ID)
	fails := 1
	b.idp.set(func() {
		b.idp.take = func(w http.ResponseWriter, _ url.Values) bool {
			fails--
			if fails < 0 {
				return false
			}
			w.WriteHeader(http.StatusBadGateway)
			return true
		}
	})
	if _, err := b.manager.Access(t.Context(), c.ID); err != nil {
		t.Errorf("after one failure: %v", err)
	}
	b.expire(c.ID)
	b.idp.set(func() { fails = 2 })
	_, err := b.manager.Access(t.Context(), c.ID)
	if e := wantError(t, err); e.Cause != tiles.CauseServiceDown || e.State != "" || e.RetryAt.IsZero() {
		t.Errorf("after two failures: %+v", e)
	}
	if conn := b.connection(c.ID); conn.Problem != nil || !conn.EndedAt.IsZero() {
		t.Errorf("connection = %+v; want it untouched", conn)
	}
}
