package sandbox_test

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mysettings/app/sandbox"
)

func TestRefreshTokensRotate(t *testing.T) {
	t.Parallel()
	for _, detect := range []bool{false, true} {
		x := start(t, sandbox.Options{ReuseDetection: detect})
		first := x.signIn(sandbox.Ana).RefreshToken
		answer, status := x.renew(first)
		second, _ := answer["refresh_token"].(string)
		if status != 200 || second == "" || second == first {
			t.Fatalf("renewal: %d %v", status, answer)
		}
		if answer["id_token"] == nil || answer["token_type"] != "Bearer" || answer["expires_in"] != 3600.0 {
			t.Errorf("renewal: %v", answer)
		}
		problem, status := x.renew(first)
		if detect != (status == 400) {
			t.Errorf("reuse with detection %t: %d %v", detect, status, problem)
		}
		if _, status := x.renew(second); detect != (status == 400) {
			t.Errorf("the newer token after a reuse with detection %t: %d", detect, status)
		}
	}
}

func TestSigninLifetime(t *testing.T) {
	t.Parallel()
	clock := newClock("2026-11-23T09:00:00Z")
	x := start(t, sandbox.Options{Now: clock.Now, SigninLifetime: 48 * time.Hour, AccessLifetime: 10 * time.Minute})
	token := x.signIn(sandbox.Ana)
	if got := token.Extra("refresh_token_expires_in"); got != 172800.0 {
		t.Errorf("refresh_token_expires_in %v", got)
	}
	if status, _, _ := x.api(token.AccessToken, "GET", "/groups", ""); status != 200 {
		t.Errorf("fresh access token: %d", status)
	}
	clock.Add(11 * time.Minute)
	if status, _, body := x.api(token.AccessToken, "GET", "/groups", ""); status != 403 || errorCode(t, body) != "TokenExpired" {
		t.Errorf("old access token: %d %s", status, body)
	}
	clock.Add(47 * time.Hour)
	answer, status := x.renew(token.RefreshToken)
	if status != 200 {
		t.Fatalf("renewal within the lifetime: %v", answer)
	}
	clock.Add(47 * time.Hour) // more than 48 hours after the sign-in, but every use begins them anew
	if _, status := x.renew(answer["refresh_token"].(string)); status != 200 {
		t.Errorf("renewal after a renewal: %d", status)
	}
	problem, status := x.renew(token.RefreshToken)
	if status != 400 || problem["error"] != "invalid_grant" || problem["suberror"] != "token_expired" {
		t.Errorf("renewal after disuse: %d %v", status, problem)
	}
	checkProblem(t, problem, 700082)
}

func TestEndingSignIns(t *testing.T) {
	t.Parallel()
	for control, want := range map[string]struct {
		suberror string
		number   int
	}{"revoke": {"bad_token", 50173}, "expire": {"token_expired", 700082}} {
		x := start(t, sandbox.Options{})
		ana, carla := x.signIn(sandbox.Ana), x.signIn(sandbox.Carla)
		if got := x.control(control, map[string]any{"person": "ana@contoso.com"}); got["ended"] != 1.0 {
			t.Errorf("%s: %v", control, got)
		}
		problem, status := x.renew(ana.RefreshToken)
		if status != 400 || problem["error"] != "invalid_grant" || problem["suberror"] != want.suberror {
			t.Errorf("%s: renewal: %d %v", control, status, problem)
		}
		checkProblem(t, problem, want.number)
		if status, _, body := x.api(ana.AccessToken, "GET", "/groups", ""); status != 403 || errorCode(t, body) != "TokenExpired" {
			t.Errorf("%s: access token: %d %s", control, status, body)
		}
		if status, _, _ := x.api(carla.AccessToken, "GET", "/groups", ""); status != 200 {
			t.Errorf("%s: another person's access token: %d", control, status)
		}
		again := x.signIn(sandbox.Ana)
		if _, status := x.renew(again.RefreshToken); status != 200 {
			t.Errorf("%s: after signing in again: %d", control, status)
		}
		if got := x.control(control, map[string]any{}); got["ended"] != 2.0 {
			t.Errorf("%s of everybody: %v", control, got)
		}
		if _, err := x.org.Control(t.Context(), control, map[string]any{"person": "nobody"}); err == nil {
			t.Errorf("%s of nobody went well", control)
		}
	}
}

func TestAccessTokensEndAlone(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	token := x.signIn(sandbox.Ana)
	x.control("expire-access", map[string]any{"person": "ana"})
	if status, _, body := x.api(token.AccessToken, "GET", "/groups", ""); status != 403 || errorCode(t, body) != "TokenExpired" {
		t.Errorf("%d %s", status, body)
	}
	answer, _ := x.renew(token.RefreshToken)
	if status, _, _ := x.api(answer["access_token"].(string), "GET", "/groups", ""); status != 200 {
		t.Errorf("renewed: %d", status)
	}
}

func TestWithdrawnConsent(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	token := x.signIn(sandbox.Ana)
	for _, withdrawn := range []string{"*", "Dataset.Read.All"} {
		x.control("consent", map[string]any{"person": "ana", "withdraw": []string{withdrawn}})
		problem, _ := x.renew(token.RefreshToken)
		if problem["suberror"] != "consent_required" {
			t.Errorf("withdrawn %s: %v", withdrawn, problem)
		}
		checkProblem(t, problem, 65001)
		x.signIn(sandbox.Ana)
		if _, status := x.renew(token.RefreshToken); status != 200 {
			t.Errorf("given again after %s: %d", withdrawn, status)
		}
	}
	x.control("admin", map[string]any{"person": "ana"})
	problem, _ := x.renew(token.RefreshToken)
	checkProblem(t, problem, 90094)
}

func TestLifetimesControl(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	x.control("lifetimes", map[string]any{"access": "60s", "signin": "24h", "refresh_in": "30s", "device_poll": "2s"})
	answer, _ := x.renew(x.signIn(sandbox.Ana).RefreshToken)
	for name, want := range map[string]float64{"expires_in": 60, "ext_expires_in": 60, "refresh_in": 30, "refresh_token_expires_in": 86400} {
		if answer[name] != want {
			t.Errorf("%s = %v, want %v", name, answer[name], want)
		}
	}
	x.control("lifetimes", map[string]any{"no_refresh_token": true})
	again, status := x.renew(answer["refresh_token"].(string))
	if status != 200 || again["refresh_token"] != nil || again["refresh_token_expires_in"] != nil {
		t.Errorf("without a refresh token: %d %v", status, again)
	}
	x.control("lifetimes", map[string]any{"no_refresh_token": false, "no_refresh_token_expires_in": true})
	again, _ = x.renew(answer["refresh_token"].(string))
	if again["refresh_token"] == nil || again["refresh_token_expires_in"] != nil {
		t.Errorf("without the refresh token's lifetime: %v", again)
	}
	x.control("reset", map[string]any{})
	again, _ = x.renew(answer["refresh_token"].(string))
	if again["expires_in"] != 3600.0 || again["refresh_in"] != nil {
		t.Errorf("after a reset: %v", again)
	}
	for _, bad := range []map[string]any{{"access": 60}, {"access": "soon"}, {"access": "-1s"}, {"axess": "1s"}} {
		if _, err := x.org.Control(t.Context(), "lifetimes", bad); err == nil {
			t.Errorf("lifetimes %v went well", bad)
		}
	}
}

func TestPlannedTokenErrors(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	refresh := x.signIn(sandbox.Ana).RefreshToken
	x.control("token-error", map[string]any{"grant": "refresh_token", "error": "interaction_required", "aadsts": 50076, "suberror": "basic_action", "claims": `{"x":1}`, "times": 2})
	for range 2 {
		problem, status := x.renew(refresh)
		if status != 400 || problem["error"] != "interaction_required" || problem["suberror"] != "basic_action" || problem["claims"] != `{"x":1}` {
			t.Errorf("%d %v", status, problem)
		}
		checkProblem(t, problem, 50076)
	}
	if _, status := x.renew(refresh); status != 200 {
		t.Errorf("after two errors: %d", status)
	}
	x.control("token-error", map[string]any{"error": "temporarily_unavailable", "status": 503, "times": -1})
	for range 3 {
		if problem, status := x.renew(refresh); status != 503 || len(problem["error_codes"].([]any)) != 0 {
			t.Errorf("%d %v", status, problem)
		}
	}
	x.control("reset", map[string]any{})
	if _, status := x.renew(refresh); status != 200 {
		t.Errorf("after a reset: %d", status)
	}
	calls := x.control("calls", nil)
	if grants := calls["grants"].(map[string]any)["refresh_token"].(map[string]any); grants["ok"] != 1.0 {
		t.Errorf("grants %v", grants)
	}
	for _, bad := range []map[string]any{{}, {"error": "x", "status": 200}} {
		if _, err := x.org.Control(t.Context(), "token-error", bad); err == nil {
			t.Errorf("token-error %v went well", bad)
		}
	}
}

func TestClaimsChallenge(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	token := x.signIn(sandbox.Ana)
	x.control("challenge", map[string]any{"person": "ana"})
	status, header, _ := x.api(token.AccessToken, "GET", "/groups", "")
	if challenge := header.Get("WWW-Authenticate"); status != 401 || !strings.Contains(challenge, `error="insufficient_claims"`) || !strings.Contains(challenge, `claims="`) {
		t.Fatalf("%d %q", status, challenge)
	}
	answer, _ := x.renew(token.RefreshToken)
	if status, _, _ := x.api(answer["access_token"].(string), "GET", "/groups", ""); status != 401 {
		t.Errorf("renewed without claims: %d", status)
	}
	answer, _ = x.renew(token.RefreshToken, "claims", `{"access_token":{}}`)
	if status, _, _ := x.api(answer["access_token"].(string), "GET", "/groups", ""); status != 200 {
		t.Errorf("renewed with claims: %d", status)
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	token := x.signIn(sandbox.Ana, append(standardScopes, writeScope)...)
	var all sync.WaitGroup
	for n := range 12 {
		all.Go(func() {
			answer, status := x.renew(token.RefreshToken)
			if status != http.StatusOK {
				t.Errorf("renewal: %d %v", status, answer)
				return
			}
			access := answer["access_token"].(string)
			for _, path := range []string{"/dashboards", "/groups", "/datasets/" + x.id("dataset", "Expenses") + "/refreshes"} {
				x.list(access, path)
			}
			switch n % 4 {
			case 0:
				x.control("fail", map[string]any{"dataset": "Expenses", "code": "X"})
			case 1:
				x.control("heal", map[string]any{"dataset": "Expenses"})
			case 2:
				x.api(access, "POST", "/datasets/"+x.id("dataset", "Expenses")+"/refreshes", "")
			case 3:
				x.control("calls", nil)
			}
		})
	}
	all.Wait()
	if got := x.control("calls", nil)["grants"].(map[string]any)["refresh_token"].(map[string]any)["ok"]; got != 12.0 {
		t.Errorf("renewals counted: %v", got)
	}
}

// Of many that come at once with the same refresh token one is the first, and
// with reuse detection the others end its sign-in.
func TestReuseAtOnce(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{ReuseDetection: true})
	if given := x.control("tokens", map[string]any{"person": "ana"}); given["issued"] != 0.0 || given["newest"] != "" {
		t.Errorf("before anybody signed in: %v", given)
	}
	first := x.signIn(sandbox.Ana).RefreshToken
	answer, status := x.renew(first)
	second, _ := answer["refresh_token"].(string)
	given := x.control("tokens", map[string]any{"person": "ana"})
	if status != 200 || given["issued"] != 2.0 || given["newest"] != second || given["replaced"] != first || given["good"] != true || given["reused"] != 0.0 {
		t.Fatalf("after one renewal: %d, %v", status, given)
	}
	var good atomic.Int32
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			if _, status := x.renew(second); status == http.StatusOK {
				good.Add(1)
			}
		})
	}
	all.Wait()
	given = x.control("tokens", map[string]any{"person": "ana"})
	if good.Load() != 1 || given["issued"] != 3.0 || given["good"] != false || given["reused"] == 0.0 {
		t.Errorf("%d renewals of twelve, %v; want one, and the sign-in ended", good.Load(), given)
	}
	if problem, status := x.renew(given["newest"].(string)); status != 400 || problem["error"] != "invalid_grant" {
		t.Errorf("the newest of an ended sign-in: %d %v", status, problem)
	}
}
