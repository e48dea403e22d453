package powerbi

import (
	"encoding/base64"
	"encoding/json"
	"strings"
)

// largestChallenge bounds what is decoded of a claims challenge.
const largestChallenge = 16 << 10

// challenge finds a claims challenge among WWW-Authenticate headers and returns
// its claims as JSON, or "". Several headers, several challenges in one header,
// any order of parameters, and every flavour of base64 are understood.
// https://learn.microsoft.com/en-us/entra/identity-platform/claims-challenge
func challenge(headers []string) string {
	for _, h := range headers {
		for _, params := range parseChallenges(h) {
			if params["error"] != "insufficient_claims" {
				continue
			}
			if claims := decodeClaims(params["claims"]); claims != "" {
				return claims
			}
		}
	}
	return ""
}

func decodeClaims(text string) string {
	if text == "" || len(text) > largestChallenge {
		return ""
	}
	plain := strings.TrimRight(text, "=")
	data, err := base64.RawStdEncoding.DecodeString(plain)
	if err != nil {
		data, err = base64.RawURLEncoding.DecodeString(plain)
	}
	var object map[string]json.RawMessage
	if err != nil || json.Unmarshal(data, &object) != nil || len(object) == 0 {
		return ""
	}
	return string(data)
}

// parseChallenges splits one WWW-Authenticate value (RFC 9110 section 11.6.1)
// into the parameters of each challenge, names in lower case. What it can't
// read it leaves out.
func parseChallenges(s string) []map[string]string {
	var all []map[string]string
	params := map[string]string{}
	all = append(all, params)
	for s != "" {
		s = strings.TrimLeft(s, " \t,")
		n := strings.IndexAny(s, " \t,=\"")
		if n < 0 {
			break // a bare scheme at the end
		}
		word, rest := s[:n], strings.TrimLeft(s[n:], " \t")
		if !strings.HasPrefix(rest, "=") || word == "" {
			if strings.HasPrefix(rest, `"`) || word == "" {
				s = skipOne(s[n:])
				continue
			}
			params = map[string]string{} // word is a scheme: a new challenge begins
			all = append(all, params)
			s = rest
			continue
		}
		var value string
		value, s = parameterValue(strings.TrimLeft(rest[1:], " \t"))
		params[strings.ToLower(word)] = value
	}
	return all
}

// parameterValue reads a quoted string or a token, and returns what follows.
func parameterValue(s string) (value, rest string) {
	if !strings.HasPrefix(s, `"`) {
		if n := strings.IndexAny(s, " \t,"); n >= 0 {
			return s[:n], s[n:]
		}
		return s, ""
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch c := s[i]; c {
		case '"':
			return b.String(), s[i+1:]
		case '\\':
			if i++; i < len(s) {
				b.WriteByte(s[i])
			}
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), "" // never closed
}

func skipOne(s string) string {
	if s == "" {
		return ""
	}
	return s[1:]
}
