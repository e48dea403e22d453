package powerbi

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"mysettings/app/tiles"
)

// Bounds on what is kept of the service's texts, in runes.
const (
	longestName = 400
	longestCode = 200
	longestText = 2000
	longestID   = 200
)

// name is text of the service as it is kept for people.
func name(s string) string { return tiles.Clean(s, longestName) }

// code is a word of the service as it is kept.
func code(s string) string { return tiles.Clean(s, longestCode) }

// ident returns s if it may go into an address or a key, and "" otherwise.
func ident(s string) string {
	if len(s) > longestID || s == "" || !alphanumeric(s[0]) {
		return ""
	}
	for i := 1; i < len(s); i++ {
		if alphanumeric(s[i]) {
			continue
		}
		switch s[i] {
		case '.', '_', '~', ':', '@', '-':
		default:
			return ""
		}
	}
	return s
}

func alphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z'
}

// number is a whole number, also when written as a text or with a fraction of
// nothing; zero otherwise.
type number int

func (n *number) UnmarshalJSON(data []byte) error {
	*n = 0
	v, err := strconv.ParseFloat(strings.Trim(string(data), `"`), 64)
	if err == nil && v == math.Trunc(v) && math.Abs(v) < 1e9 {
		*n = number(v)
	}
	return nil
}

// Layouts of the service's dates. Where none is given, the zone is UTC.
var layouts = []string{
	time.RFC3339Nano,
	"2006-01-02T15:04:05.999999999",
	"2006-01-02T15:04:05.999999999Z0700",
	"2006-01-02 15:04:05.999999999",
	"2006-01-02 15:04:05.999999999Z07:00",
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04",
	"2006-01-02",
}

// parseTime reads a date of the service as UTC; zero when it is none, or when
// it lies outside 2000 to 2199: .NET writes "no date" as the year 1.
func parseTime(s string) time.Time {
	s = strings.ToUpper(strings.TrimSpace(s))
	if len(s) > 64 {
		return time.Time{}
	}
	for _, layout := range layouts {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		t = t.UTC()
		if t.Year() < 2000 || t.Year() > 2199 {
			return time.Time{}
		}
		return t
	}
	return time.Time{}
}

// decode reads a JSON object as far as its parts are of the right type:
// encoding/json leaves a value of the wrong type empty and goes on, and matches
// names in any case. The error says where it broke off, and nothing of the
// content.
func decode(body []byte, into any) error {
	body = bytes.TrimLeft(bytes.TrimPrefix(body, byteOrder), " \t\r\n")
	if len(body) == 0 {
		return errEmpty
	}
	err := json.Unmarshal(body, into)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("answer that is not JSON after %d bytes", syntax.Offset)
	}
	if body[0] != '{' {
		return errors.New("answer that is no JSON object")
	}
	return nil // a value of the wrong type somewhere is as good as none
}

// errorBody covers the service's error shapes: {"error":{"code","message",
// "pbi.error":{…}}}, {"error":"text"}, {"message":"…"} (429), and
// {"code","message"}.
type errorBody struct {
	Error   json.RawMessage `json:"error"`
	Code    string          `json:"code"`
	Message string          `json:"message"`
}

type errorPart struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Inner   struct {
		Code    string `json:"code"`
		Details []struct {
			Detail struct {
				Value string `json:"value"`
			} `json:"detail"`
		} `json:"details"`
	} `json:"pbi.error"`
}

// decodeError finds code and message in the body of an error, cleaned and cut.
// What is not JSON is the message as it stands, unless it is JSON broken off.
func decodeError(body []byte) (errorCode, message string) {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, byteOrder))
	var e errorBody
	var part errorPart
	var plain string
	switch {
	case len(body) == 0:
		return "", ""
	case body[0] == '{':
		_ = json.Unmarshal(body, &e) // what can't be read stays empty
		_ = json.Unmarshal(e.Error, &part)
		_ = json.Unmarshal(e.Error, &plain)
	case body[0] == '"':
		_ = json.Unmarshal(body, &plain)
	case body[0] != '[':
		plain = string(body)
	}
	message = cmp.Or(part.Message, plain, e.Message)
	for _, d := range part.Inner.Details {
		message = cmp.Or(message, d.Detail.Value)
	}
	return code(cmp.Or(part.Code, part.Inner.Code, e.Code)), tiles.Clean(message, longestText)
}

// looksLikePage tells whether a body is a page for people, which Power BI
// never sends: something between answered.
func looksLikePage(h http.Header, body []byte) bool {
	if strings.Contains(strings.ToLower(h.Get("Content-Type")), "html") {
		return true
	}
	return bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(body, byteOrder)), []byte("<"))
}
