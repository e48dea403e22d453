package powerbi

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"mysettings/app/tiles"
)

func TestRefusal(t *testing.T) {
	t.Parallel()
	html := http.Header{"Content-Type": {"text/html; charset=utf-8"}}
	for _, tt := range []struct {
		name    string
		status  int
		header  http.Header
		body    string
		code    string
		cause   tiles.Cause
		renew   bool
		account bool
		wait    time.Duration
	}{
		{name: "expired token", status: 403, body: tokenExpired, code: "TokenExpired", cause: tiles.CauseSignInExpired, renew: true},
		{name: "expired token as 401", status: 401, body: tokenExpired, code: "TokenExpired", cause: tiles.CauseSignInExpired, renew: true},
		{name: "workspace not allowed", status: 401, body: notAuthorized, code: "PowerBINotAuthorizedException", cause: tiles.CauseNoPermission},
		{name: "code in pbi.error only", status: 401, body: `{"error":{"pbi.error":{"code":"PowerBINotAuthorizedException"}}}`, code: "PowerBINotAuthorizedException", cause: tiles.CauseNoPermission},
		{name: "no licence", status: 401, body: `{"error":{"code":"PowerBINotLicensedException"}}`, code: "PowerBINotLicensedException", cause: tiles.CauseAdminNeeded},
		{name: "401 empty", status: 401, cause: tiles.CauseSignInRefused, renew: true},
		{name: "403 empty", status: 403, cause: tiles.CauseNoPermission},
		{name: "403 truncated", status: 403, body: `{"error":{"code":"Tok`, cause: tiles.CauseNoPermission},
		{name: "403 page of a proxy", status: 403, header: html, body: "<html>Blocked</html>", cause: tiles.CauseServerUnreachable},
		{name: "401 page without a type", status: 401, body: " <!DOCTYPE html><p>Hello", cause: tiles.CauseServerUnreachable},
		{name: "proxy wants a password", status: 407, cause: tiles.CauseServerUnreachable},
		{name: "redirect to elsewhere", status: 302, cause: tiles.CauseServerUnreachable},
		{name: "200 page of a hotel", status: 200, header: html, body: "<html>Welcome</html>", cause: tiles.CauseServerUnreachable},
		{name: "404", status: 404, body: `{"error":{"code":"PowerBIEntityNotFound"}}`, code: "PowerBIEntityNotFound", cause: tiles.CauseItemMissing},
		{name: "404 page", status: 404, header: html, body: "<h1>Not found</h1>", cause: tiles.CauseServerUnreachable},
		{name: "429", status: 429, header: http.Header{"Retry-After": {"30"}}, body: tooMany, cause: tiles.CauseThrottled, account: true, wait: 30 * time.Second},
		{name: "429 by date", status: 429, header: http.Header{"Retry-After": {noon.Add(90 * time.Second).Format(http.TimeFormat)}}, cause: tiles.CauseThrottled, account: true, wait: 90 * time.Second},
		{name: "429 by date gone by", status: 429, header: http.Header{"Retry-After": {noon.Add(-time.Hour).Format(http.TimeFormat)}}, cause: tiles.CauseThrottled, account: true, wait: time.Second},
		{name: "429 by text", status: 429, body: tooMany, cause: tiles.CauseThrottled, account: true, wait: 3392 * time.Second},
		{name: "429 bad header", status: 429, header: http.Header{"Retry-After": {"soon"}}, body: tooMany, cause: tiles.CauseThrottled, account: true, wait: 3392 * time.Second},
		{name: "429 says nothing", status: 429, cause: tiles.CauseThrottled, account: true, wait: time.Minute},
		{name: "429 says for ever", status: 429, header: http.Header{"Retry-After": {"9223372036854775807"}}, cause: tiles.CauseThrottled, account: true, wait: 24 * time.Hour},
		{name: "429 says minus one", status: 429, header: http.Header{"Retry-After": {"-1"}}, cause: tiles.CauseThrottled, account: true, wait: time.Minute},
		{name: "429 page", status: 429, header: html, body: "<html>", cause: tiles.CauseThrottled, account: true, wait: time.Minute},
		{name: "quota of the model", status: 400, body: quotaUsed, code: "Request Throttled", cause: tiles.CauseCapacity},
		{name: "quota of the model as 429", status: 429, body: quotaUsed, code: "Request Throttled", cause: tiles.CauseCapacity},
		{name: "500 text", status: 500, body: "An error has occurred", cause: tiles.CauseServiceDown},
		{name: "503 with a time", status: 503, header: http.Header{"Retry-After": {"120"}}, cause: tiles.CauseServiceDown, wait: 2 * time.Minute},
		{name: "502 page", status: 502, header: html, body: "<html>Bad gateway", cause: tiles.CauseServiceDown},
		{name: "400", status: 400, body: `{"error":{"code":"InvalidRequest","message":"no"}}`, code: "InvalidRequest", cause: tiles.CauseUnrecognised},
		{name: "409", status: 409, body: `{"error":"busy"}`, cause: tiles.CauseUnrecognised},
		{name: "odd types", status: 400, body: `{"error":{"code":[1],"message":{"a":1},"pbi.error":7}}`, cause: tiles.CauseUnrecognised},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			header := tt.header
			if header == nil {
				header = http.Header{}
			}
			e := refusal("look", answer{status: tt.status, header: header, body: []byte(tt.body)}, noon)
			if e.Code != tt.code || e.Cause != tt.cause || e.renew != tt.renew || e.Account != tt.account {
				t.Errorf("code %q cause %q renew %v account %v; want %q %q %v %v", e.Code, e.Cause, e.renew, e.Account, tt.code, tt.cause, tt.renew, tt.account)
			}
			var got time.Duration
			if !e.RetryAfter.IsZero() {
				got = e.RetryAfter.Sub(noon)
			}
			if got != tt.wait {
				t.Errorf("wait = %v; want %v", got, tt.wait)
			}
			if e.Status != tt.status || !strings.Contains(e.Error(), "look") {
				t.Errorf("error %q with status %d", e, e.Status)
			}
		})
	}
}

func TestDecodeErrorMessage(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, body, code, message string }{
		{"nested", tokenExpired, "TokenExpired", "Access token has expired, resubmit with a new access token"},
		{"flat", `{"Code":"A","Message":"b"}`, "A", "b"},
		{"429", `{"message":"Retry in 5 seconds."}`, "", "Retry in 5 seconds."},
		{"error as text", `{"error":"plain"}`, "", "plain"},
		{"plain text", "An error has occurred", "", "An error has occurred"},
		{"quoted text", `"An error"`, "", "An error"},
		{"mark in front", "\xef\xbb\xbf" + `{"code":"A"}`, "A", ""},
		{"gateway details", `{"error":{"code":"DM_GWPipeline_Client_GatewayUnreachable","pbi.error":{"code":"x","details":[{"code":"DM_ErrorDetailNameCode_UnderlyingErrorMessage","detail":{"type":1,"value":"no route"}}]}}}`, "DM_GWPipeline_Client_GatewayUnreachable", "no route"},
		{"details of an odd form", `{"error":{"code":"A","pbi.error":{"details":{"a":1}}}}`, "A", ""},
		{"control characters", "{\"code\":\"A\\u0007\\u202eB\",\"message\":\"x\\ny\"}", "AB", "x y"},
		{"number", `{"error":{"code":42,"message":"m"}}`, "", "m"},
		{"empty", "", "", ""},
		{"list", `[1,2]`, "", ""},
		{"truncated", `{"error":{"code":"To`, "", ""},
	} {
		code, message := decodeError([]byte(tt.body))
		if code != tt.code || message != tt.message {
			t.Errorf("%s: got %q, %q; want %q, %q", tt.name, code, message, tt.code, tt.message)
		}
	}
}

func TestDecodeErrorIsBounded(t *testing.T) {
	t.Parallel()
	code, message := decodeError([]byte(`{"code":"` + strings.Repeat("c", 9000) + `","message":"` + strings.Repeat("m", 9000) + `"}`))
	if n := utf8.RuneCountInString(code); n > longestCode {
		t.Errorf("code of %d characters", n)
	}
	if n := utf8.RuneCountInString(message); n > longestText {
		t.Errorf("message of %d characters", n)
	}
}

func TestChallenge(t *testing.T) {
	t.Parallel()
	const claims = `{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}`
	std := base64.StdEncoding.EncodeToString([]byte(claims))
	raw := base64.RawURLEncoding.EncodeToString([]byte(claims + " "))
	for _, tt := range []struct {
		name    string
		headers []string
		want    string
	}{
		{"usual", []string{`Bearer realm="", authorization_uri="https://login", error="insufficient_claims", claims="` + std + `"`}, claims},
		{"other order", []string{`Bearer claims="` + std + `", error="insufficient_claims"`}, claims},
		{"url alphabet, no padding", []string{`bearer ERROR=insufficient_claims,claims=` + raw}, claims + " "},
		{"second header", []string{`Negotiate`, `Bearer error="insufficient_claims", claims="` + std + `"`}, claims},
		{"second challenge", []string{`Basic realm="x, y=z", Bearer error="insufficient_claims", claims="` + std + `"`}, claims},
		{"quoted quote", []string{`Bearer realm="a\"b", error="insufficient_claims", claims="` + std + `"`}, claims},
		{"other error", []string{`Bearer error="invalid_token", claims="` + std + `"`}, ""},
		{"params of two challenges", []string{`Bearer error="insufficient_claims", Basic claims="` + std + `"`}, ""},
		{"no claims", []string{`Bearer error="insufficient_claims"`}, ""},
		{"not base64", []string{`Bearer error="insufficient_claims", claims="!!!"`}, ""},
		{"not JSON", []string{`Bearer error="insufficient_claims", claims="aGVsbG8="`}, ""},
		{"never closed", []string{`Bearer error="insufficient_claims", claims="` + std}, claims},
		{"too long", []string{`Bearer error="insufficient_claims", claims="` + strings.Repeat("A", 20000) + `"`}, ""},
		{"nothing", nil, ""},
	} {
		if got := challenge(tt.headers); got != tt.want {
			t.Errorf("%s: challenge = %q; want %q", tt.name, got, tt.want)
		}
	}
}

func clean(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

func FuzzRefusal(f *testing.F) {
	for _, body := range []string{tokenExpired, notAuthorized, tooMany, quotaUsed, "An error has occurred", "<html>", "", `{"error":{"code":1}}`, `{"error":"x`} {
		f.Add(403, "30", body)
		f.Add(429, "Tue, 10 Mar 2026 12:00:30 GMT", body)
	}
	f.Fuzz(func(t *testing.T, status int, retry, body string) {
		e := refusal("look", answer{status: status, header: http.Header{"Retry-After": {retry}}, body: []byte(body)}, noon)
		if !clean(e.Code) || !clean(e.Message) {
			t.Errorf("not clean: %q %q", e.Code, e.Message)
		}
		if e.Cause == tiles.CauseNone {
			t.Error("no cause")
		}
		if !e.RetryAfter.IsZero() && (e.RetryAfter.Before(noon) || e.RetryAfter.After(noon.Add(pauseMost))) {
			t.Errorf("retry after %v", e.RetryAfter)
		}
		_ = e.Error()
	})
}

func FuzzChallenge(f *testing.F) {
	f.Add(`Bearer realm="", error="insufficient_claims", claims="eyJhIjoxfQ=="`)
	f.Add(`Basic realm="a\"b", Bearer x=y,,=="`)
	f.Add("\"")
	f.Fuzz(func(t *testing.T, header string) {
		if got := challenge([]string{header}); got != "" && !json.Valid([]byte(got)) {
			t.Errorf("claims %q are no JSON", got)
		}
	})
}
