package signin

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"mysettings/app/language"
	"mysettings/app/tiles"
)

// verdict is the part of an Error that classification decides.
type verdict struct {
	state  tiles.SignInState
	cause  tiles.Cause
	remedy tiles.Remedy
	retry  bool
}

var (
	expired  = verdict{tiles.Expired, tiles.CauseSignInExpired, tiles.RemedySignIn, false}
	asks     = verdict{tiles.Expired, tiles.CauseSignInRefused, tiles.RemedySignIn, false}
	blocked  = verdict{tiles.Blocked, tiles.CauseAdminNeeded, tiles.RemedyAskAdmin, true}
	down     = verdict{"", tiles.CauseServiceDown, tiles.RemedyWait, true}
	tooMuch  = verdict{"", tiles.CauseThrottled, tiles.RemedyWait, true}
	portal   = verdict{"", tiles.CauseServiceDown, tiles.RemedyWait, true}
	foreign  = verdict{tiles.Expired, tiles.CauseUnrecognised, tiles.RemedySignIn, false}
	disabled = verdict{tiles.Blocked, tiles.CauseAdminNeeded, tiles.RemedyAskAdmin, false}
)

func errorBody(code, sub string, number int) string {
	m := map[string]any{"error": code, "error_description": "No."}
	if sub != "" {
		m["suberror"] = sub
	}
	if number != 0 {
		m["error_codes"] = []int{number}
	}
	b, _ := json.Marshal(m)
	return string(b)
}

func TestClassification(t *testing.T) {
	t.Parallel()
	m := New(Options{})
	for _, tc := range []struct {
		name   string
		status int
		body   string
		want   verdict
	}{
		{"invalid_grant", 400, errorBody("invalid_grant", "", 0), expired},
		{"invalid_grant bad_token", 400, errorBody("invalid_grant", "bad_token", 0), expired},
		{"invalid_grant token_expired", 400, errorBody("invalid_grant", "token_expired", 0), expired},
		{"invalid_grant user_password_expired", 400, errorBody("invalid_grant", "user_password_expired", 0), expired},
		{"invalid_grant basic_action", 400, errorBody("invalid_grant", "basic_action", 0), asks},
		{"invalid_grant additional_action", 400, errorBody("invalid_grant", "additional_action", 0), asks},
		{"invalid_grant consent_required", 400, errorBody("invalid_grant", "consent_required", 0), asks},
		{"invalid_grant message_only", 400, errorBody("invalid_grant", "message_only", 0), blocked},
		{"invalid_grant device_authentication_failed", 400, errorBody("invalid_grant", "device_authentication_failed", 0), blocked},
		{"invalid_grant client_mismatch", 400, errorBody("invalid_grant", "client_mismatch", 0), blocked},
		{"invalid_grant protection_policy_required", 400, errorBody("invalid_grant", "protection_policy_required", 0), blocked},
		{"invalid_grant with an unknown suberror", 400, errorBody("invalid_grant", "brand_new", 0), expired},
		{"interaction_required", 400, errorBody("interaction_required", "", 0), asks},
		{"interaction_required basic_action", 400, errorBody("interaction_required", "basic_action", 0), asks},
		{"interaction_required message_only", 400, errorBody("interaction_required", "message_only", 0), blocked},
		{"login_required", 400, errorBody("login_required", "", 0), expired},
		{"consent_required", 400, errorBody("consent_required", "", 0), asks},
		{"account_selection_required", 400, errorBody("account_selection_required", "", 0), asks},
		{"access_denied", 400, errorBody("access_denied", "", 0), asks},
		{"authorization_declined", 400, errorBody("authorization_declined", "", 0), asks},
		{"expired_token", 400, errorBody("expired_token", "", 0), asks},
		{"bad_verification_code", 400, errorBody("bad_verification_code", "", 0), asks},
		{"authorization_pending", 400, errorBody("authorization_pending", "", 0), asks},
		{"invalid_client", 401, errorBody("invalid_client", "", 0), blocked},
		{"unauthorized_client", 400, errorBody("unauthorized_client", "", 0), blocked},
		{"invalid_scope", 400, errorBody("invalid_scope", "", 0), blocked},
		{"invalid_resource", 400, errorBody("invalid_resource", "", 0), blocked},
		{"invalid_target", 400, errorBody("invalid_target", "", 0), blocked},
		{"invalid_tenant", 400, errorBody("invalid_tenant", "", 0), blocked},
		{"invalid_request", 400, errorBody("invalid_request", "", 0), blocked},
		{"invalid_request_object", 400, errorBody("invalid_request_object", "", 0), blocked},
		{"unsupported_response_type", 400, errorBody("unsupported_response_type", "", 0), blocked},
		{"unsupported_grant_type", 400, errorBody("unsupported_grant_type", "", 0), blocked},
		{"temporarily_unavailable", 400, errorBody("temporarily_unavailable", "", 0), down},
		{"server_error", 400, errorBody("server_error", "", 0), down},
		{"slow_down", 400, errorBody("slow_down", "", 0), tooMuch},
		{"an error that is new", 400, errorBody("brand_new", "", 0), foreign},

		// The status decides where it says that nobody judged the token.
		{"429", 429, errorBody("invalid_grant", "bad_token", 0), tooMuch},
		{"429 without a body", 429, "", tooMuch},
		{"500 with an OAuth error", 500, errorBody("invalid_grant", "", 0), down},
		{"502 HTML", 502, "<html>", down},
		{"503 empty", 503, "", down},
		// Not the identity provider at all.
		{"400 HTML", 400, "<html>", portal},
		{"403 HTML", 403, "<html>blocked by policy", portal},
		{"404", 404, "not found", portal},
		{"400 empty object", 400, "{}", portal},
		{"400 with a wrong type", 400, `{"error":5}`, portal},
		{"400 with an unprintable code", 400, `{"error":"<b>\u0000"}`, portal},
		{"400 array", 400, `["invalid_grant"]`, portal},
		{"407", 407, "<html>", verdict{"", tiles.CauseServerUnreachable, tiles.RemedyWait, true}},

		// Numbers change the words, and the button that the words are about;
		// never whether the sign-in is over.
		{"a number that only an administrator can help with", 400, errorBody("invalid_grant", "", 50057), disabled},
		{"a number that signing in cures", 400, errorBody("invalid_grant", "", 700082), expired},
		{"a number on an outage", 503, errorBody("temporarily_unavailable", "", 50057), down},
		{"a number on a refusal in the browser", 400, errorBody("access_denied", "", 90094), disabled},
		{"a number that is new", 400, errorBody("invalid_grant", "", 99999999), expired},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			e := m.refusal("renew", tc.status, []byte(tc.body), m.exchange(t.Context(), nil))
			got := verdict{e.State, e.Cause, e.Remedy, !e.RetryAt.IsZero()}
			if got != tc.want {
				t.Errorf("got %+v; want %+v", got, tc.want)
			}
			if e.Help() == "" || e.Code == "" {
				t.Errorf("code %q, help %q; want both", e.Code, e.Help())
			}
			if e.CorrelationID == "" {
				t.Error("no correlation id for the administrator")
			}
		})
	}
}

// TestEveryOutcomeIsTested keeps the table above complete.
func TestEveryOutcomeIsTested(t *testing.T) {
	t.Parallel()
	m := New(Options{})
	for code, want := range byError {
		e := m.refusal("renew", 400, []byte(errorBody(code, "", 0)), m.exchange(t.Context(), nil))
		if want == tryAgain {
			want = signInRefused // where nobody was asked
		}
		if e.State != want.state || e.Cause != want.cause || e.Remedy != want.remedy {
			t.Errorf("%s: %+v; want %+v", code, e, want)
		}
	}
	for sub, want := range bySuberror {
		e := m.refusal("renew", 400, []byte(errorBody("invalid_grant", sub, 0)), m.exchange(t.Context(), nil))
		if e.State != want.state || e.Cause != want.cause || e.Remedy != want.remedy || e.Suberror != sub {
			t.Errorf("%s: %+v; want %+v", sub, e, want)
		}
		if byFiner[sub] == "" {
			t.Errorf("%s: no sentence", sub)
		}
	}
}

// TestHelpTexts checks each row: shown for its number, a plain sentence with
// the remedy first, and a button that goes with it.
func TestHelpTexts(t *testing.T) {
	t.Parallel()
	m := New(Options{})
	for number, h := range helpTexts {
		n, err := strconv.Atoi(number)
		if err != nil {
			t.Errorf("%q is no number", number)
		}
		e := m.refusal("renew", 400, []byte(errorBody("invalid_grant", "", n)), m.exchange(t.Context(), nil))
		if number == aadstsLoop {
			if e.Help() != tellTooOften || e.ended() {
				t.Errorf("%s: help %q, state %q", number, e.Help(), e.State)
			}
			continue
		}
		if h.text == tellBusy {
			// Said only where it is true that nothing is lost.
			if e.Help() != string(byCode["invalid_grant"]) {
				t.Errorf("%s: a refusal is told as %q", number, e.Help())
			}
			e = m.refusal("renew", 503, []byte(errorBody("temporarily_unavailable", "", n)), m.exchange(t.Context(), nil))
			if e.Help() != tellBusy {
				t.Errorf("%s: help %q; want %q", number, e.Help(), tellBusy)
			}
			continue
		}
		if e.AADSTS != aadstsPrefix+number || e.Help() != string(h.text) {
			t.Errorf("%s: AADSTS %q, help %q; want %q", number, e.AADSTS, e.Help(), h.text)
		}
		if !e.ended() || (e.State == tiles.Blocked) != h.admin {
			t.Errorf("%s: state %q; want blocked %v", number, e.State, h.admin)
		}
		checkSentence(t, number, string(h.text))
	}
	for _, list := range []map[string]language.Text{byCode, byFiner, byWay} {
		for code, text := range list {
			if text != "" {
				checkSentence(t, code, string(text))
			}
		}
	}
}

// TestHelpGoesWithTheRemedy: text and button say the same.
func TestHelpGoesWithTheRemedy(t *testing.T) {
	t.Parallel()
	m := New(Options{})
	for _, status := range []int{400, 429, 503} {
		for code := range byError {
			for _, sub := range []string{"", "bad_token", "message_only"} {
				e := m.refusal("renew", status, []byte(errorBody(code, sub, 0)), m.exchange(t.Context(), nil))
				says := e.Help()
				signIn := strings.HasPrefix(says, "Sign in") || strings.HasPrefix(says, "Start again")
				if signIn != (e.Remedy == tiles.RemedySignIn) {
					t.Errorf("%d %s/%s: remedy %s with %q", status, code, sub, e.Remedy, says)
				}
			}
		}
	}
}

func checkSentence(t *testing.T, key, text string) {
	t.Helper()
	if !unicode.IsUpper([]rune(text)[0]) || !strings.HasSuffix(text, ".") || strings.Contains(text, "AADSTS") || len(text) > 220 {
		t.Errorf("%s: not a plain sentence: %q", key, text)
	}
}

func TestReply(t *testing.T) {
	t.Parallel()
	secret := "short-s"
	for _, tc := range []struct {
		name, body string
		want       reply
	}{
		{"Entra's shape", `{"error":"invalid_grant","error_description":"AADSTS700082: The refresh token has expired.\r\nTrace ID: x","error_codes":[700082],
			"timestamp":"2026-11-23 14:22:01Z","trace_id":"t","correlation_id":"c0ffee00-0000-4000-8000-000000000000","suberror":"token_expired"}`,
			reply{
				Code: "invalid_grant", Suberror: "token_expired", AADSTS: "AADSTS700082", CorrelationID: "c0ffee00-0000-4000-8000-000000000000",
				Timestamp: time.Date(2026, 11, 23, 14, 22, 1, 0, time.UTC), Description: "AADSTS700082: The refresh token has expired. Trace ID: x",
			}},
		{"number in the text only", `{"error":"x","error_codes":[],"error_description":"AADSTS50076: MFA"}`, reply{Code: "x", AADSTS: "AADSTS50076", Description: "AADSTS50076: MFA"}},
		{"numbers as text", `{"error":"x","error_codes":["50076"]}`, reply{Code: "x", AADSTS: "AADSTS50076"}},
		{"wrong types", `{"error":"x","error_codes":{"a":1},"error_description":[1],"suberror":7,"correlation_id":{},"timestamp":9,"claims":3}`, reply{Code: "x"}},
		{"claims as text", `{"error":"x","claims":"{\"access_token\":{}}"}`, reply{Code: "x", Claims: `{"access_token":{}}`}},
		{"claims as an object", `{"error":"x","claims":{"access_token":{}}}`, reply{Code: "x", Claims: `{"access_token":{}}`}},
		{"claims that are none", `{"error":"x","claims":"<b>"}`, reply{Code: "x"}},
		{"a secret repeated", `{"error":"x","error_description":"bad short-s, and eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0"}`,
			reply{Code: "x", Description: "bad …, and …"}},
		{"controls", `{"error":"x","error_description":"a\u001b[31mb\u202ec\nd"}`, reply{Code: "x", Description: "a[31mbc d"}},
		{"correlation id with markup", `{"error":"x","correlation_id":"<b>"}`, reply{Code: "x"}},
		{"not JSON", `error=invalid_grant`, reply{}},
		{"null", `null`, reply{}},
	} {
		if got := parseReply([]byte(tc.body), secret); got != tc.want {
			t.Errorf("%s:\n got %+v\nwant %+v", tc.name, got, tc.want)
		}
	}
}

func FuzzReply(f *testing.F) {
	f.Add(400, []byte(errorBody("invalid_grant", "bad_token", 50076)))
	f.Add(503, []byte(`<html>`))
	f.Add(400, []byte(`{"error":"x","error_description":"very-\u200bsecret\u001b-token"}`))
	f.Add(429, []byte(`{"error":{"error":{}},"error_codes":[1e400,-1,"x",null],"claims":"{}"}`))
	f.Add(200, []byte(`{"error_description":"`+strings.Repeat("AADSTS", 2000)+`"}`))
	f.Fuzz(checkReply)
}

func checkReply(t *testing.T, status int, body []byte) {
	m := New(Options{})
	e := m.refusal("renew", status, body, m.exchange(context.Background(), nil), "very-secret-token")
	for _, s := range []string{e.Error(), e.Description, e.Code, e.Suberror, e.AADSTS, e.CorrelationID, e.Help()} {
		if strings.Contains(s, "very-secret-token") {
			t.Errorf("secret in %q", s)
		}
		if strings.ContainsFunc(s, unicode.IsControl) {
			t.Errorf("control character in %q", s)
		}
	}
	if len([]rune(e.Description)) > 400 || len(e.Code) > 64 {
		t.Errorf("description of %d, code of %d", len(e.Description), len(e.Code))
	}
	if e.ended() && (status == 429 || status >= 500) {
		t.Errorf("status %d ended the sign-in", status)
	}
	if e.Help() == "" {
		t.Errorf("no sentence for %+v", e)
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	date := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	m := New(Options{})
	for _, tc := range []struct {
		header string
		want   time.Duration
	}{
		{"", busyPause},
		{"120", 2 * time.Minute},
		{" 7 ", 7 * time.Second},
		{"0", busyPause},
		{"-5", busyPause},
		{"soon", busyPause},
		{"99999999999999999999", busyPause},
		{"99999999", pauseLimit},
		{date.Add(90 * time.Second).Format(http.TimeFormat), 90 * time.Second},
		{date.Add(-time.Hour).Format(http.TimeFormat), busyPause},
		{date.Add(48 * time.Hour).Format(http.TimeFormat), pauseLimit},
	} {
		x := m.exchange(t.Context(), nil)
		x.remember(answer{status: 429, header: http.Header{"Retry-After": {tc.header}}, at: date})
		if got := m.pause(x, busyPause); got != tc.want {
			t.Errorf("Retry-After %q: %v; want %v", tc.header, got, tc.want)
		}
	}
}
