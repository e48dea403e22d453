package reportserver

import (
	"cmp"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"mysettings/app/tiles"
)

// refusal makes an Error of an answer that is not a success, or that is a page
// where data was asked for.
func refusal(op string, a answer, now time.Time) *Error {
	kind := KindRejected
	page := isPage(a.header, a.body)
	switch s := a.status; {
	case s == http.StatusUnauthorized:
		kind = KindRefused
	case s == http.StatusProxyAuthRequired:
		kind = KindUnreachable // a proxy answers in the server's place
	case s == http.StatusTooManyRequests:
		kind = KindThrottled
	case s >= 500:
		kind = KindServer
	case page && asksForPassword(a.body):
		kind = KindLoginPage
	case s == http.StatusForbidden:
		kind = KindForbidden
	case s == http.StatusNotFound, s == http.StatusGone:
		kind = KindGone
	case s >= 300 && s < 400, a.ok():
		kind = KindAnswer
	}
	e := failure(op, kind, nil)
	e.Status = a.status
	if !page {
		e.Code, e.Message = decodeError(a.body)
	} else {
		e.Message = tiles.Clean(pageTitle(a.body), longestCode)
	}
	switch after, told := retryAfter(a.header, now); {
	case kind == KindThrottled && !told:
		e.RetryAfter = now.Add(pauseUnsaid)
	case kind == KindThrottled:
		e.RetryAfter = now.Add(min(max(after, pauseLeast), pauseMost))
		e.Account = true
	case kind == KindServer && told:
		e.RetryAfter = now.Add(min(max(after, pauseLeast), downMost))
		e.Account = true
	}
	return e
}

// The pause that a server asks for: what is taken when it gives no time, and
// bounds for what it gives.
const (
	pauseUnsaid = time.Minute
	pauseLeast  = time.Second
	pauseMost   = 24 * time.Hour
	downMost    = time.Hour // a server that fails is seldom right about for how long
)

// retryAfter reads Retry-After in both forms of RFC 9110 section 10.2.3. A time
// is the server's, whose own clock the header Date tells.
func retryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if text == "" {
		return 0, false
	}
	if n, err := strconv.ParseUint(text, 10, 63); err == nil {
		return time.Duration(min(n, uint64(pauseMost/time.Second))) * time.Second, true
	}
	if at, err := http.ParseTime(text); err == nil {
		if date, err := http.ParseTime(h.Get("Date")); err == nil {
			now = date
		}
		return at.Sub(now), true
	}
	return 0, false
}

// errorBody covers the shapes of OData's errors: {"error":{"code","message"}},
// that of its older versions {"odata.error":{"code","message":{"value"}}}, and
// what the server's web framework writes: {"Message","ExceptionMessage"}.
type errorBody struct {
	Error    json.RawMessage `json:"error"`
	OldError json.RawMessage `json:"odata.error"`
	Code     string          `json:"code"`
	Message  json.RawMessage `json:"message"`
	Further  string          `json:"exceptionMessage"`
}

type errorPart struct {
	Code    string          `json:"code"`
	Message json.RawMessage `json:"message"`
}

// decodeError finds code and message in the body of an error, cleaned and cut.
// What is not JSON is the message as it stands, unless it is JSON broken off.
func decodeError(text string) (code, message string) {
	body := []byte(strings.TrimSpace(strings.TrimPrefix(text, byteOrder)))
	var e errorBody
	var part, old errorPart
	switch {
	case len(body) == 0 || body[0] == '[':
		return "", ""
	case body[0] == '"':
		message = words(body)
	case body[0] != '{':
		message = string(body)
	default:
		_ = json.Unmarshal(body, &e) // what can't be read stays empty
		_ = json.Unmarshal(e.Error, &part)
		_ = json.Unmarshal(e.OldError, &old)
		code = cmp.Or(part.Code, old.Code, e.Code)
		message = cmp.Or(words(part.Message), words(old.Message), words(e.Error), words(e.Message), e.Further)
	}
	return tiles.Clean(code, longestCode), tiles.Clean(message, longestText)
}

// words reads a text, or the text within {"lang","value"}.
func words(raw json.RawMessage) string {
	var plain string
	if json.Unmarshal(raw, &plain) == nil {
		return plain
	}
	var inner struct {
		Value string `json:"value"`
	}
	_ = json.Unmarshal(raw, &inner)
	return inner.Value
}
