package reportserver

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

const opAddress = "read the address"

// longestAddress is how much of what was typed is read.
const longestAddress = 4096

// ParseAddress turns what people type or paste for a report server into the
// addresses that its portal may have, without a slash at the end, likeliest
// first: a host with or without a path, the SOAP address ("/ReportServer"), a
// link into a report or to one of the portal's own pages. Addresses with https
// come before all others, and alone where https was typed. It asks nobody. An
// error is an *Error of KindNotAddress: nothing of what was typed is an
// address, or it names a user or another scheme.
func ParseAddress(typed string) ([]string, error) {
	p, err := readAddress(typed)
	if err != nil {
		return nil, failure(opAddress, KindNotAddress, err)
	}
	return p.candidates(), nil
}

func (p parts) candidates() (candidates []string) {
	paths := portalPaths(p.path)
	for _, path := range paths {
		candidates = append(candidates, "https://"+p.host(p.securePort)+path)
	}
	if !p.secureOnly {
		for _, path := range paths {
			candidates = append(candidates, "http://"+p.host(p.plainPort)+path)
		}
	}
	return candidates
}

// parts are what an address consists of.
type parts struct {
	name                  string // host, in brackets for IPv6
	securePort, plainPort string // empty for the usual one
	path                  string // escaped
	// secureOnly is true when https was typed, or its port; plain when http was.
	secureOnly, plain bool
}

func (p parts) host(port string) string {
	if port == "" {
		return p.name
	}
	return p.name + ":" + port
}

var errNoHost = errors.New("no name of a server")

func readAddress(typed string) (parts, error) {
	var p parts
	text, err := pick(typed)
	if err != nil {
		return p, err
	}
	scheme, rest, err := cutScheme(text)
	if err != nil {
		return p, err
	}
	rest, _, _ = strings.Cut(rest, "#")
	rest, _, _ = strings.Cut(rest, "?")
	authority, path, _ := strings.Cut(rest, "/")
	if strings.Contains(authority, "@") {
		return p, ErrUser
	}
	port, err := p.setHost(authority)
	if err != nil {
		return p, err
	}
	if p.path, err = cleanPath(path); err != nil {
		return p, err
	}
	p.securePort, p.plainPort = port, port
	p.plain = scheme == "http"
	switch {
	case scheme == "https" || port == "443":
		p.secureOnly = true
		if port == "443" {
			p.securePort = ""
		}
	case port == "80":
		p.securePort, p.plainPort = "", ""
	}
	return p, nil
}

// pick finds the address in what was typed: people paste brackets, quotes, and
// words around it.
func pick(typed string) (string, error) {
	typed = strings.Map(func(r rune) rune {
		switch {
		case r == '\\': // \\server\reports
			return '/'
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, typed)
	if len(typed) > longestAddress {
		return "", errors.New("more than an address")
	}
	fields := strings.Fields(typed)
	if len(fields) == 0 {
		return "", errNoHost
	}
	at := max(0, slices.IndexFunc(fields, func(s string) bool { return strings.Contains(s, "://") }))
	text := strings.Trim(fields[at], `"'<>(){}«»„“”‚‘’,;!|`+"`")
	text = strings.TrimRight(text, ".")
	if text == "" {
		return "", errNoHost
	}
	if len(fields) > 1 && !strings.ContainsAny(text, "./:") {
		return "", errors.New("several words") // a sentence, not an address
	}
	return text, nil
}

// cutScheme takes the scheme off; "https" and "http" are the ones there are. A
// name with a port is no scheme.
func cutScheme(text string) (scheme, rest string, err error) {
	before, after, found := strings.Cut(text, ":")
	word := strings.ToLower(before)
	isWord := found && word != "" && !strings.ContainsAny(word, "./[]@") && unicode.IsLetter(rune(word[0]))
	switch {
	case !isWord:
		return "", strings.TrimLeft(text, "/"), nil
	case word == "http" || word == "https":
		if !strings.HasPrefix(after, "/") {
			return "", "", errNoHost
		}
		return word, strings.TrimLeft(after, "/"), nil
	case strings.HasPrefix(after, "//"):
		return "", "", ErrScheme
	}
	port, _, _ := strings.Cut(after, "/")
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		if strings.Contains(text, "@") {
			return "", "", ErrUser
		}
		return "", "", ErrScheme
	}
	return "", text, nil
}

// setHost reads "host", "host:port", "[::1]:port" and a bare IPv6 address.
func (p *parts) setHost(authority string) (port string, err error) {
	name := authority
	switch {
	case strings.HasPrefix(authority, "["):
		inner, after, ok := strings.Cut(authority[1:], "]")
		if !ok || after != "" && !strings.HasPrefix(after, ":") {
			return "", errNoHost
		}
		name, port = inner, strings.TrimPrefix(after, ":")
	case strings.Count(authority, ":") == 1:
		name, port, _ = strings.Cut(authority, ":")
	}
	if port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return "", errors.New("port out of range")
		}
		port = strconv.FormatUint(n, 10)
	}
	p.name, err = hostName(name, name != authority && strings.HasPrefix(authority, "["))
	return port, err
}

// hostName is a host as it goes into an address.
func hostName(name string, bracketed bool) (string, error) {
	if zone, err := url.PathUnescape(name); err == nil && strings.Contains(zone, ":") {
		addr, err := netip.ParseAddr(zone)
		if err != nil || !addr.Is6() {
			return "", errNoHost
		}
		if z := addr.Zone(); z != "" && !isHost(z) {
			return "", errNoHost
		}
		return "[" + strings.ReplaceAll(addr.String(), "%", "%25") + "]", nil
	}
	if bracketed {
		return "", errNoHost
	}
	name = strings.TrimSuffix(name, ".")
	for i := range len(name) {
		if name[i] >= 0x80 {
			ascii, err := idna.Lookup.ToASCII(name)
			if err != nil {
				return "", fmt.Errorf("%w: %w", errNoHost, err)
			}
			name = ascii
			break
		}
	}
	name = strings.ToLower(name)
	if !isHost(name) {
		return "", errNoHost
	}
	return name, nil
}

// isHost tells whether name, in lower case, may be a host's: labels of letters,
// digits, hyphens, and the underscores of Windows networks.
func isHost(name string) bool {
	if name == "" || len(name) > 253 {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 {
			return false
		}
		for i := range len(label) {
			c := label[i]
			if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && (c != '-' || i == 0 || i == len(label)-1) {
				return false
			}
		}
	}
	return true
}

// cleanPath is a path with its parts escaped, a slash before each.
func cleanPath(path string) (string, error) {
	var b strings.Builder
	for part := range strings.SplitSeq(path, "/") {
		text, err := url.PathUnescape(part)
		if err != nil {
			text = part // a stray percent sign
		}
		if text == ".." {
			return "", errors.New("path that leads upwards")
		}
		if text = strings.TrimRight(text, "."); text == "" { // as Windows does
			continue
		}
		b.WriteByte('/')
		b.WriteString(url.PathEscape(text))
	}
	return b.String(), nil
}

// defaultPortal is where a portal is unless the administrator chose otherwise.
const defaultPortal = "/reports"

// pages are the portal's own pages, by the first word below the portal's
// address, and the folder of the pages of both addresses before 2016.
var pages = map[string]bool{
	"report": true, "powerbi": true, "mobilereport": true, "browse": true, "mysettings": true, "mysubscriptions": true,
	"favorites": true, "manage": true, "api": true, "folder": true, "excel": true, "kpi": true, "dataset": true,
	"datasource": true, "resource": true, "sitesettings": true, "subscriptions": true, "search": true, "home": true,
	"branding": true, "explore": true, "pages": true, "catalogitem": true, "assets": true, "settings": true, "error": true,
}

// portalPaths are the paths that the portal may have, by the path of any
// address of the server.
func portalPaths(path string) []string {
	segments := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	var paths []string
	add := func(segments []string) {
		p := ""
		if len(segments) > 0 {
			p = "/" + strings.Join(segments, "/")
		}
		if !slices.Contains(paths, p) {
			paths = append(paths, p)
		}
	}
	for i, s := range segments {
		lower := strings.ToLower(s)
		switch {
		case lower == "reports", strings.HasPrefix(lower, "reports_"): // a named instance
			add(segments[:i+1])
			return paths
		case lower == "reportserver", strings.HasPrefix(lower, "reportserver_"):
			add(append(slices.Clone(segments[:i]), "reports"+s[len("reportserver"):]))
			add(segments[:i+1])
			return paths
		case i > 0 && pages[lower]:
			add(segments[:i])
			return paths
		}
	}
	if len(segments) == 0 {
		return []string{defaultPortal, ""}
	}
	add(segments)
	add(segments[:1])
	if !slices.Contains(paths, defaultPortal) {
		paths = append(paths, defaultPortal)
	}
	return paths
}
