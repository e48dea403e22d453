package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

func escaped(s string) string { return url.QueryEscape(s) }

func unescaped(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

// splitAPI takes the version and the call out of a path of the REST API.
func splitAPI(path string) (version, call string, ok bool) {
	rest, ok := strings.CutPrefix(path, reportServerPath+"/")
	if !ok || len(rest) < 4 || !strings.EqualFold(rest[:4], "api/") {
		return "", "", false
	}
	version, call, _ = strings.Cut(rest[4:], "/")
	version = strings.ToLower(version)
	return version, strings.TrimSuffix(call, "/"), version == "v1.0" || version == "v2.0"
}

// part is one part of a call: a name, and the key in parentheses behind it.
type part struct{ name, key string }

// splitCall parts a call such as Reports(Path='/a/b')/DataSources. Keys in
// quotes may hold anything, with a quote doubled. ok is false for what has no
// such form.
func splitCall(call string) (parts []part, ok bool) {
	for call != "" {
		end := strings.IndexAny(call, "(/")
		if end < 0 {
			return append(parts, part{name: call}), true
		}
		p := part{name: call[:end]}
		if p.name == "" {
			return nil, false
		}
		if call[end] == '(' {
			key, rest, closed := splitKey(call[end+1:])
			if !closed {
				return nil, false
			}
			p.key, call = key, rest
			if call != "" && call[0] != '/' {
				return nil, false
			}
			call = strings.TrimPrefix(call, "/")
		} else {
			call = call[end+1:]
		}
		parts = append(parts, p)
	}
	return parts, true
}

// splitKey reads up to the parenthesis that closes a key.
func splitKey(s string) (key, rest string, closed bool) {
	quoted := false
	for n := range len(s) {
		switch {
		case s[n] == '\'':
			quoted = !quoted
		case s[n] == ')' && !quoted:
			return s[:n], s[n+1:], true
		}
	}
	return "", "", false
}

// unquoted is the text of a key: Path='/a”b' and '/a”b' are /a'b.
func unquoted(key string) string {
	if at := strings.Index(key, "='"); at >= 0 {
		key = key[at+1:]
	}
	if len(key) >= 2 && key[0] == '\'' && key[len(key)-1] == '\'' {
		return strings.ReplaceAll(key[1:len(key)-1], "''", "'")
	}
	return key
}

// endpoint is one call of the REST API.
type endpoint struct {
	method, path string // {} stands for a key
	// only is a version of the API that alone has it; empty for all.
	only string
	// undocumented calls are there where the server lists them.
	undocumented bool
	do           func(*serverCall) (any, error)
}

// serverCall is one call of the REST API, after it is known who asks.
type serverCall struct {
	*reportServer
	w       http.ResponseWriter
	r       *http.Request
	version string
	keys    []string
	user    *serverUser
	now     time.Time
	set     serverSettings
	body    json.RawMessage
}

// serverFault is an error in the server's shape.
type serverFault struct {
	status        int
	code, message string
}

func (f *serverFault) Error() string { return f.code }

var (
	faultNotFound = &serverFault{http.StatusNotFound, "NotFound", "There is no such resource."}
	faultDenied   = &serverFault{http.StatusForbidden, "rsAccessDenied", "The permissions granted to the user are insufficient for performing this operation. (rsAccessDenied)"}
)

func faultMalformed(why string) *serverFault {
	return &serverFault{http.StatusBadRequest, "InvalidRequest", "The request is malformed: " + why}
}

func serverError(w http.ResponseWriter, status int, code, message string) {
	writeJSON(w, status, map[string]any{"error": map[string]string{"code": code, "message": message}})
}

// document is an answer that is no JSON.
type document string

// findEndpoint finds what a call is for.
func findEndpoint(method, call string) *endpoint {
	parts, ok := splitCall(call)
	if !ok {
		return nil
	}
	if method == http.MethodHead {
		method = http.MethodGet
	}
	return endpoints()[method+" "+strings.ToLower(callForm(parts))]
}

// callForm is a call with {} for its keys.
func callForm(parts []part) string {
	var form []string
	for _, p := range parts {
		if p.key != "" {
			p.name += "({})"
		}
		form = append(form, p.name)
	}
	return strings.Join(form, "/")
}

func (s *reportServer) serveAPI(w http.ResponseWriter, r *http.Request, version, call string) {
	e := findEndpoint(r.Method, call)
	if e != nil && strings.EqualFold(e.path, "Session") {
		s.serveSession(w, r, version)
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 4<<20))
	if err != nil {
		serverError(w, http.StatusBadRequest, "InvalidRequest", "The request could not be read.")
		return
	}
	c := &serverCall{reportServer: s, w: w, r: r, version: version, body: body}
	if answer, err := c.handle(e, call); c.user != nil {
		c.write(answer, err)
	}
}

// handle finds the answer while the server stands still; user stays nil when
// the request was answered with a challenge.
func (c *serverCall) handle(e *endpoint, call string) (any, error) {
	now, release := c.begin()
	defer release()
	u := c.authenticate(c.w, c.r)
	if u == nil {
		return nil, nil
	}
	c.user, c.now, c.set = u, now, c.settings
	switch {
	case !slices.Contains(c.set.release().apis, c.version), e == nil, e.only != "" && e.only != c.version, e.undocumented && !c.set.lists():
		return nil, faultNotFound
	case e.method != http.MethodGet && !c.marked(c.r):
		return nil, &serverFault{http.StatusBadRequest, "InvalidXsrfToken", "The request does not carry the token of the cookie " + markCookie + "."}
	}
	c.mark(c.w, c.r)
	parts, _ := splitCall(call)
	for _, p := range parts {
		if p.key != "" {
			c.keys = append(c.keys, p.key)
		}
	}
	return e.do(c)
}

func (s *reportServer) serveSession(w http.ResponseWriter, r *http.Request, version string) {
	s.mu.Lock()
	set := s.settings
	s.mu.Unlock()
	switch {
	case set.Auth != "forms" || !slices.Contains(set.release().apis, version):
		serverError(w, http.StatusNotFound, "NotFound", "There is no such resource.")
	case r.Method == http.MethodDelete:
		s.closeSession(w, r)
	default:
		s.openSession(w, r)
	}
}

func (c *serverCall) write(answer any, err error) {
	switch e := err.(type) {
	case nil:
	case *serverFault:
		serverError(c.w, e.status, e.code, e.message)
		return
	default:
		serverError(c.w, http.StatusInternalServerError, "InternalError", "An internal error occurred on the report server.")
		return
	}
	switch a := answer.(type) {
	case status:
		c.w.WriteHeader(int(a))
	case document:
		c.w.Header().Set("Content-Type", "application/xml; charset=utf-8")
		_, _ = io.WriteString(c.w, string(a)) // a client that is gone
	case list:
		c.writeList(a)
	case map[string]any:
		a["@odata.context"] = c.address("$metadata#" + c.r.URL.Path[strings.LastIndex(c.r.URL.Path, "/")+1:])
		writeJSON(c.w, http.StatusOK, a)
	default:
		writeJSON(c.w, http.StatusOK, a)
	}
}

// address is that of a call under the name by which the client calls.
func (c *serverCall) address(call string) string {
	return originOf(c.r) + reportServerPath + "/api/" + c.version + "/" + call
}

// originOf is the scheme and host by which a client calls.
func originOf(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
