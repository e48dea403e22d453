package powerbi

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"mysettings/app/tiles"
)

const refreshCall = "POST /groups/g1/datasets/m1/refreshes"

func TestRefresh(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		status  int
		body    string
		outcome tiles.AskOutcome
		code    string
		retry   time.Duration
		fails   bool
	}{
		{"accepted", 202, "", tiles.AskAccepted, "", 0, false},
		{"running", 409, `{"error":{"code":"RefreshInProgressException"}}`, tiles.AskRunning, "RefreshInProgressException", 0, false},
		{"running, says nothing", 409, "", tiles.AskRunning, "", 0, false},
		{"quota", 400, quotaUsed, tiles.AskQuota, "Request Throttled", 0, false},
		{"quota as 429", 429, quotaUsed, tiles.AskQuota, "Request Throttled", 0, false},
		{"no write permission", 403, `{"error":{"code":"Forbidden"}}`, tiles.AskDenied, "Forbidden", 0, false},
		{"not allowed to see", 401, notAuthorized, tiles.AskDenied, "PowerBINotAuthorizedException", 0, false},
		{"gone", 404, `{"error":{"code":"PowerBIEntityNotFound"}}`, tiles.AskDenied, "PowerBIEntityNotFound", 0, false},
		{"no model", 415, `{"error":{"message":"only on a Model-based dataset"}}`, tiles.AskDenied, "", 0, false},
		{"throttled", 429, tooMany, tiles.AskLater, "", 3392 * time.Second, true},
		{"throttled for a moment", 429, `{"message":"Retry in 7 seconds."}`, tiles.AskLater, "", 7 * time.Second, true},
		{"down", 500, "An error has occurred", tiles.AskLater, "", askAgain, true},
		{"page of a proxy", 403, "<html>", tiles.AskLater, "", askAgain, true},
		{"bad request", 400, `{"error":{"code":"InvalidRequest"}}`, tiles.AskLater, "InvalidRequest", askAgain, true},
		{"token refused", 401, "", tiles.AskSignIn, "", 0, true},
		{"token expired", 403, tokenExpired, tiles.AskSignIn, "TokenExpired", 0, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			a.handle(refreshCall, func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				if got, want := string(body), `{"notifyOption":"NoNotification"}`; got != want {
					t.Errorf("body %s; want %s", got, want)
				}
				reply(w, tt.status, tt.body)
			})
			p := &purse{token: goodToken}
			ask, err := a.client(func(o *Options) { o.Tokens = p }).Refresh(t.Context(), feed())
			if (err != nil) != tt.fails {
				t.Errorf("error %v; want one: %v", err, tt.fails)
			}
			if ask.Outcome != tt.outcome || ask.Code != tt.code || ask.Feed != connection+"/m1" || !ask.At.Equal(noon) || ask.ID == "" {
				t.Errorf("ask %+v; want %q %q", ask, tt.outcome, tt.code)
			}
			var retry time.Duration
			if !ask.Retry.IsZero() {
				retry = ask.Retry.Sub(noon)
			}
			if retry != tt.retry {
				t.Errorf("retry in %v; want %v", retry, tt.retry)
			}
			if !slices.Contains(p.scopes[0], ScopeRefresh) {
				t.Errorf("scopes %v without %s", p.scopes[0], ScopeRefresh)
			}
		})
	}
}

func TestRefreshIsRepeatedWithANewToken(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.accept(freshToken)
	var bodies []string
	a.handle(refreshCall, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies = append(bodies, string(body))
		w.WriteHeader(http.StatusAccepted)
	})
	ask, err := a.client().Refresh(t.Context(), feed())
	if err != nil || ask.Outcome != tiles.AskAccepted || len(bodies) != 1 || bodies[0] == "" {
		t.Errorf("error %v, ask %+v, bodies %q", err, ask, bodies)
	}
}

func TestRefreshWithoutThePermission(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	missing := errors.New("scope missing")
	ask, err := a.client(func(o *Options) { o.Tokens = &purse{err: missing} }).Refresh(t.Context(), feed())
	if !errors.Is(err, missing) || ask.Outcome != tiles.AskSignIn || a.total() != 0 {
		t.Errorf("error %v, ask %+v, %d calls", err, ask, a.total())
	}
}

func TestRefreshCancelled(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	ask, err := a.client().Refresh(ctx, feed())
	if !errors.Is(err, context.Canceled) || ask.Outcome != "" {
		t.Errorf("error %v, ask %+v", err, ask)
	}
}

func TestRefreshOfNoModel(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	ask, err := a.client().Refresh(t.Context(), tiles.Feed{ID: "x", Source: tiles.SourceSubscription})
	if err == nil || ask.Outcome != tiles.AskDenied || a.total() != 0 {
		t.Errorf("error %v, ask %+v", err, ask)
	}
}

func TestRefreshIsNotRedirectedAsGET(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.handle(refreshCall, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "/v1.0/myorg/dashboards")
		w.WriteHeader(http.StatusFound)
	})
	a.lists("GET /dashboards")
	ask, err := a.client().Refresh(t.Context(), feed())
	if err == nil || ask.Outcome != tiles.AskLater || a.called("GET /dashboards") != 0 {
		t.Errorf("error %v, ask %+v", err, ask)
	}
}
