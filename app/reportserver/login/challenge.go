package login

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
)

// challenge is one of the ways that a server offers to sign in, from
// WWW-Authenticate (RFC 9110, section 11.6.1).
type challenge struct {
	Scheme string
	// Token is what follows a scheme such as Negotiate or NTLM (token68),
	// undecoded; empty when parameters or nothing follow.
	Token string
}

// No server offers more; what is longer is not read.
const (
	maxChallenges = 32
	maxChallenge  = 128 << 10
)

// parseChallenges reads every WWW-Authenticate line. A line may hold several
// challenges: commas part both them and the parameters of one, so that a scheme
// is told from a parameter by what follows it. What can't be read is skipped.
func parseChallenges(h http.Header) []challenge {
	var all []challenge
	for _, line := range h.Values("Www-Authenticate") {
		if len(line) > maxChallenge {
			continue
		}
		for rest := line; rest != "" && len(all) < maxChallenges; {
			var element string
			element, rest = cutElement(rest)
			word, tail := cutToken(strings.Trim(element, " \t"))
			if word == "" {
				continue
			}
			after := strings.TrimLeft(tail, " \t")
			switch {
			case strings.HasPrefix(after, "="):
				// A parameter of the challenge before.
			case after == "":
				all = append(all, challenge{Scheme: word})
			case len(after) == len(tail):
				// Neither a scheme nor a parameter.
			default:
				c := challenge{Scheme: word}
				if isToken68(after) {
					c.Token = after
				}
				all = append(all, c)
			}
		}
	}
	return all
}

// cutElement cuts a list at its first comma outside of quotes.
func cutElement(s string) (element, rest string) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ',' && !quoted:
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// cutToken cuts the token (RFC 9110, section 5.6.2) that s begins with.
func cutToken(s string) (token, rest string) {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
			strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0 {
			continue
		}
		return s[:i], s[i:]
	}
	return s, ""
}

// isToken68 says whether s is a token68, which has the look of base64. A
// parameter (name=value) has something after its = that is not another one.
func isToken68(s string) bool {
	body := strings.TrimRight(s, "=")
	if body == "" {
		return false
	}
	for i := 0; i < len(body); i++ {
		c := body[i]
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~+/", c) >= 0 {
			continue
		}
		return false
	}
	return true
}

// offers finds a scheme among challenges, whatever its case.
func offers(all []challenge, scheme string) (challenge, bool) {
	i := slices.IndexFunc(all, func(c challenge) bool { return strings.EqualFold(c.Scheme, scheme) })
	if i < 0 {
		return challenge{}, false
	}
	return all[i], true
}

// reply gives the token that the server answered a handshake with; nil when it
// did not.
func reply(all []challenge, scheme string) []byte {
	for _, c := range all {
		if strings.EqualFold(c.Scheme, scheme) && c.Token != "" {
			if b, err := base64.StdEncoding.DecodeString(c.Token); err == nil && len(b) > 0 {
				return b
			}
		}
	}
	return nil
}

// Offered gives the names of the schemes that an answer's WWW-Authenticate
// offers, as the server writes them, in its order, each once. They are tokens
// (letters, digits and a few marks), and there are at most 32.
func Offered(h http.Header) []string {
	var names []string
	for _, c := range parseChallenges(h) {
		if len(c.Scheme) <= 64 && !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, c.Scheme) }) {
			names = append(names, c.Scheme)
		}
	}
	return names
}
