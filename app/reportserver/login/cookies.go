package login

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// The cookie in which the portal hands out its token against forged requests,
// and the header in which it wants it back.
const (
	xsrfCookie = "XSRF-TOKEN"
	xsrfHeader = "X-Xsrf-Token"
)

// cookies are those that the server wants to see with a request for u.
func (t *Transport) cookies(u *url.URL) []*http.Cookie {
	if !t.baked.Load() {
		return nil
	}
	return t.jar.Cookies(u)
}

// keepCookies keeps those that came with an answer.
func (t *Transport) keepCookies(u *url.URL, answer *http.Response) {
	if cookies := answer.Cookies(); len(cookies) > 0 {
		t.jar.SetCookies(u, cookies)
		t.baked.Store(true)
	}
}

// addCookies adds the server's cookies, and the XSRF header made of one.
func addCookies(r *http.Request, cookies []*http.Cookie) {
	r.Header.Del(xsrfHeader)
	for _, c := range cookies {
		r.AddCookie(c)
		if strings.EqualFold(c.Name, xsrfCookie) {
			if v := headerValue(c.Value); v != "" {
				r.Header.Set(xsrfHeader, v)
			}
		}
	}
}

// headerValue decodes a cookie's value as a browser's script does; empty when
// the result can't be in a header.
func headerValue(cookie string) string {
	v, err := url.PathUnescape(cookie)
	if err != nil {
		v = cookie
	}
	for i := 0; i < len(v); i++ {
		if v[i] < ' ' || v[i] == 0x7f {
			return ""
		}
	}
	return strings.TrimSpace(v)
}

// hasXSRF says whether the server has handed out its token for u.
func (t *Transport) hasXSRF(u *url.URL) bool {
	for _, c := range t.cookies(u) {
		if strings.EqualFold(c.Name, xsrfCookie) {
			return true
		}
	}
	return false
}

// fetchXSRF reads /me once, for the token that the server hands out with the
// first answer. A server that gives none has the check switched off.
func (t *Transport) fetchXSRF(ctx context.Context, u *url.URL) error {
	t.mu.Lock()
	asked := t.asked
	t.mu.Unlock()
	if asked || t.hasXSRF(u) {
		return nil
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, t.resource("me").String(), nil)
	if err != nil {
		return err
	}
	r.Header.Set("Accept", "application/json")
	answer, err := t.RoundTrip(r)
	if err != nil {
		return err
	}
	drain(answer)
	t.mu.Lock()
	t.asked = true
	t.mu.Unlock()
	return nil
}

// resource is the address of a part of the REST API.
func (t *Transport) resource(name string) *url.URL {
	u := *t.portal
	u.Path = t.api + name
	return &u
}
