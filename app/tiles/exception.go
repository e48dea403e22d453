package tiles

import (
	"encoding/json"
	"slices"
	"strings"
)

// Bounds on what is read of an error: servers are not trusted to be brief.
const (
	maxException = 64 << 10
	maxErrorCode = 200
	maxErrorText = 2000
	maxNesting   = 8
)

// ParseServiceException reads serviceExceptionJson of a refresh history entry,
// or an error's body, in every shape met: {"errorCode", "errorDescription"},
// the gateway's {"error":{"code","pbi.error":{"code","details":[…]}}}, JSON
// within JSON strings, or plain text. The code is the most particular one, the
// text the most telling; both verbatim but cut to a sane length. What can't be
// read as JSON is returned as text; it never fails.
func ParseServiceException(s string) (code, text string) {
	s = strings.TrimSpace(s)
	if s == "null" {
		return "", ""
	}
	if len(s) > maxException {
		return "", shorten(s, maxErrorText)
	}
	var e exception
	if !e.readJSON(s, 0) {
		return "", shorten(s, maxErrorText)
	}
	if len(e.details) > 0 {
		e.text = strings.Join(slices.Compact(e.details), " ")
	}
	if e.code == "" && e.text == "" && s != "" && s != "{}" && s != "[]" && s != `""` {
		e.text = s // JSON of no known shape: better its own words than none
	}
	return shorten(e.code, maxErrorCode), shorten(e.text, maxErrorText)
}

// exception is what was found so far.
type exception struct {
	code, text string
	details    []string
}

// readJSON reports whether s was JSON of an object or array.
func (e *exception) readJSON(s string, depth int) bool {
	s = strings.TrimSpace(s)
	if depth > maxNesting || s == "" || !strings.ContainsAny(s[:1], `{["`) {
		return false
	}
	var v any
	if json.Unmarshal([]byte(s), &v) != nil {
		return false
	}
	e.read(v, depth)
	return true
}

func (e *exception) read(v any, depth int) {
	if depth > maxNesting {
		return
	}
	switch v := v.(type) {
	case string:
		if !e.readJSON(v, depth+1) && e.text == "" {
			e.text = v
		}
	case []any:
		for _, x := range v {
			e.read(x, depth+1)
		}
	case map[string]any:
		e.readObject(v, depth)
	}
}

// readObject takes an object's own code and text, then goes deeper; a deeper
// code is more particular and wins.
func (e *exception) readObject(m map[string]any, depth int) {
	for _, key := range keysOf(m) {
		s, isString := m[key].(string)
		switch strings.ToLower(key) {
		case "errorcode", "code":
			if isString && strings.TrimSpace(s) != "" {
				e.code = s
			}
		case "errordescription", "message", "errormessage", "description", "detailedmessage":
			if isString && strings.TrimSpace(s) != "" && !e.readJSON(s, depth+1) {
				e.text = s
			}
		}
	}
	for _, key := range keysOf(m) {
		switch strings.ToLower(key) {
		case "error", "pbi.error", "innererror", "exception", "serviceexceptionjson":
			e.read(m[key], depth+1)
		case "details":
			e.readDetails(m[key])
		}
	}
}

// readDetails takes the gateway's details that carry the source's own message.
func (e *exception) readDetails(v any) {
	list, _ := v.([]any)
	for _, x := range list {
		m, _ := x.(map[string]any)
		var name, value string
		for _, k := range keysOf(m) {
			switch strings.ToLower(k) {
			case "code":
				name, _ = m[k].(string)
			case "detail":
				if d, ok := m[k].(map[string]any); ok {
					value, _ = d["value"].(string)
				} else {
					value, _ = m[k].(string)
				}
			case "message":
				if s, ok := m[k].(string); ok && value == "" {
					value = s
				}
			}
		}
		n := strings.ToLower(name)
		if strings.TrimSpace(value) != "" && (n == "" || strings.Contains(n, "message")) {
			e.details = append(e.details, value)
		}
	}
}

// keysOf lists an object's keys in order, so that the answer never depends on
// the order of a map.
func keysOf(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// shorten cuts s to at most max bytes of whole characters and makes it valid
// UTF-8.
func shorten(s string, max int) string {
	if len(s) > max {
		s = s[:max]
	}
	return strings.ToValidUTF8(strings.TrimSpace(s), "")
}
