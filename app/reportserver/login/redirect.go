package login

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"

	"mysettings/app/tiles"
)

// A chain of redirects that is longer leads nowhere.
const maxRedirects = 5

// place is where a URL leads: host name and port, comparable.
func place(u *url.URL) (host, port string) {
	host = strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if port = u.Port(); port == "" {
		port = defaultPort(u.Scheme)
	}
	return host, port
}

func defaultPort(scheme string) string {
	if scheme == "https" {
		return "443"
	}
	return "80"
}

// admissible says why nothing may be sent to u: because it is not the server
// that the Transport is for. From http to https on the usual ports is a step
// that is allowed; back it is not.
func (t *Transport) admissible(u *url.URL) error {
	if u.Host == t.portal.Host && u.Scheme == t.portal.Scheme && u.User == nil {
		return nil // the address as it was typed
	}
	ownHost, ownPort := place(t.portal)
	host, port := place(u)
	switch {
	case (u.Scheme != "https" && u.Scheme != "http") || host != ownHost || u.User != nil:
	case u.Scheme == t.portal.Scheme && port == ownPort:
		return nil
	case u.Scheme == "https" && t.portal.Scheme == "http" && port == "443" && ownPort == "80":
		return nil
	case u.Scheme == "http" && t.portal.Scheme == "https":
		return t.downgraded(u)
	}
	return &Error{Reason: ErrElsewhere, Host: named(u)}
}

func (t *Transport) downgraded(u *url.URL) error {
	if t.login.Auth == tiles.AuthBasic {
		return &Error{Reason: ErrPlainBasic, Host: named(u), Err: ErrDowngrade}
	}
	return &Error{Reason: ErrElsewhere, Host: named(u), Err: ErrDowngrade}
}

// named is the host of a URL for an error: never its path or its query, which
// may hold what is secret.
func named(u *url.URL) string {
	host, port := place(u)
	if port != defaultPort(u.Scheme) {
		host = net.JoinHostPort(host, port)
	}
	if len(host) > 255 {
		host = host[:255]
	}
	return host
}

// isRedirect says whether a status asks to go elsewhere.
func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// redirected gives the request to send in place of o after answer, or why not.
func (t *Transport) redirected(o *outgoing, answer *http.Response) (*outgoing, error) {
	to, err := answer.Location()
	if err != nil {
		return nil, errors.New("redirect to an address that can't be read")
	}
	if err := t.admissible(to); err != nil {
		return nil, withStatus(err, answer.StatusCode)
	}
	if o.url.Scheme == "https" && to.Scheme == "http" {
		return nil, withStatus(t.downgraded(to), answer.StatusCode)
	}
	if !t.harmless(o, to, answer.StatusCode) {
		return nil, &Error{Reason: ErrLoginPage, Status: answer.StatusCode}
	}
	next := *o
	to.Fragment = ""
	next.url = to
	return &next, nil
}

// harmless says whether a redirect within the server may be followed: to the
// same resource under another spelling always, to another page only for
// reading, and to what looks like a login page never.
func (t *Transport) harmless(o *outgoing, to *url.URL, status int) bool {
	if sameResource(o.url, to) {
		return !changes(o.asked.Method) || status != http.StatusSeeOther
	}
	if t.login.Auth == tiles.AuthForms && isAPI(o.url.Path) {
		return false
	}
	return !changes(o.asked.Method) && !looksLikeLogin(to)
}

// sameResource says whether two addresses on one server differ in nothing but
// the scheme, upper and lower case, a slash at the end, or the portal's name.
func sameResource(a, b *url.URL) bool {
	if a.RawQuery != b.RawQuery {
		return false
	}
	return strings.EqualFold(tail(a), tail(b))
}

// tail is a path from the REST API on, without a slash at the end.
func tail(u *url.URL) string {
	path := strings.TrimRight(u.Path, "/")
	if i := strings.LastIndex(strings.ToLower(path), "/api/v"); i >= 0 {
		return path[i:]
	}
	return path
}

// looksLikeLogin says whether an address is that of a login page, by its words.
func looksLikeLogin(u *url.URL) bool {
	path := strings.ToLower(u.Path)
	for _, word := range []string{"login", "logon", "signin", "sign-in", "sign_in", "/adfs/", "/oauth2/", "/saml"} {
		if strings.Contains(path, word) {
			return true
		}
	}
	return strings.Contains(strings.ToLower(u.RawQuery), "returnurl=")
}

// withStatus adds the status to an *Error.
func withStatus(err error, status int) error {
	if e, ok := err.(*Error); ok {
		e.Status = status
	}
	return err
}
