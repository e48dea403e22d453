package signin

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"mysettings/app/tiles"
)

const aadstsPrefix = "AADSTS"

// reply is an OAuth error as the server gave it, bounded and cleaned.
type reply struct {
	Code, Suberror, AADSTS string
	Description            string
	CorrelationID          string
	Timestamp              time.Time
	Claims                 string
}

var (
	// codeName is narrower than RFC 6749 section 5.2 allows: what is no code
	// by this is shown to nobody.
	codeName = lazy(`^[A-Za-z0-9_.:-]{1,64}$`)
	number   = lazy(`^[0-9]{4,9}$`)
	inText   = lazy(`AADSTS([0-9]{4,9})`)
	idName   = lazy(`^[A-Za-z0-9-]{1,64}$`)
	// tokenLike is a run as long as tokens, codes and hashes are and no word
	// or GUID is.
	tokenLike = lazy(`[A-Za-z0-9_\-.~+/=%]{40,}`)
)

// lazy is a regular expression that is compiled when it is first needed. All
// of them together would cost every command more than reading the store does.
func lazy(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

// parseReply reads an error body. Every member is optional and may have the
// wrong type; what can't be read is left out. Parts of the description that
// are one of secrets, or look like one, are taken out.
func parseReply(body []byte, secrets ...string) reply {
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil {
		return reply{}
	}
	r := reply{
		Code:          matching(codeName(), text(members["error"])),
		Suberror:      matching(codeName(), text(members["suberror"])),
		CorrelationID: matching(idName(), text(members["correlation_id"])),
		Claims:        claimsOf(members["claims"]),
		Timestamp:     timestamp(text(members["timestamp"])),
	}
	said := text(members["error_description"])
	r.AADSTS = aadsts(members["error_codes"], said)
	r.Description = describe(said, secrets)
	return r
}

// describe makes the server's sentence fit to be shown. It is cleaned first:
// a secret with an invisible character in it is one again without that.
func describe(said string, secrets []string) string {
	said = tiles.Clean(said, len(said))
	for _, s := range secrets {
		if len(s) >= 6 {
			said = strings.ReplaceAll(said, s, "…")
		}
	}
	return tiles.Clean(tokenLike().ReplaceAllString(said, "…"), 400)
}

// aadsts gives the first number, from the list or else from the text.
func aadsts(codes json.RawMessage, said string) string {
	var list []any
	if json.Unmarshal(codes, &list) == nil {
		for _, v := range list {
			switch n := v.(type) {
			case float64:
				if s := strconv.FormatFloat(n, 'f', -1, 64); number().MatchString(s) {
					return aadstsPrefix + s
				}
			case string:
				if number().MatchString(n) {
					return aadstsPrefix + n
				}
			}
		}
	}
	if m := inText().FindStringSubmatch(said); m != nil {
		return aadstsPrefix + m[1]
	}
	return ""
}

// claimsOf gives a claims challenge as JSON text; Entra sends a string that
// holds JSON, others send the object itself.
func claimsOf(raw json.RawMessage) string {
	s := text(raw)
	if s == "" && len(raw) > 0 && raw[0] == '{' {
		s = string(raw)
	}
	var object map[string]json.RawMessage
	if len(s) > 8000 || json.Unmarshal([]byte(s), &object) != nil {
		return ""
	}
	return s
}

func timestamp(s string) time.Time {
	for _, layout := range []string{"2006-01-02 15:04:05Z", time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

func matching(re *regexp.Regexp, s string) string {
	if re.MatchString(s) {
		return s
	}
	return ""
}
