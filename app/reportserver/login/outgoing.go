package login

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// outgoing is a request that may have to be sent several times.
type outgoing struct {
	t      *Transport
	ctx    context.Context
	asked  *http.Request // the caller's, never changed
	url    *url.URL
	body   func() (io.ReadCloser, error) // nil when there is none
	length int64
}

// A body that can't be had a second time is kept, up to this size.
const maxBody = 1 << 20

// newOutgoing takes over the request, closing its body.
func (t *Transport) newOutgoing(r *http.Request) (*outgoing, error) {
	o := &outgoing{t: t, ctx: r.Context(), asked: r, url: r.URL, length: r.ContentLength}
	if r.Body == nil || r.Body == http.NoBody {
		o.length = 0
		return o, nil
	}
	defer r.Body.Close()
	if r.GetBody != nil {
		o.body = r.GetBody
		return o, nil
	}
	kept, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, fmt.Errorf("body of the request: %w", err)
	}
	if len(kept) > maxBody {
		return nil, errors.New("body of the request: larger than 1 MB")
	}
	o.length = int64(len(kept))
	o.body = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(kept)), nil }
	return o, nil
}

// send sends the request once, with the server's cookies and, unless it is
// empty, an Authorization. same is as lane.send has it.
func (o *outgoing) send(l *lane, authorization string) (answer *http.Response, same bool, err error) {
	r, watch := watched(o.ctx, o.asked)
	r.URL = o.url
	if o.url != o.asked.URL {
		r.Host = ""
	}
	r.Close = false
	r.Body, r.GetBody, r.ContentLength = nil, o.body, o.length
	if o.body != nil {
		if r.Body, err = o.body(); err != nil {
			return nil, false, fmt.Errorf("body of the request: %w", err)
		}
	}
	o.dress(r, authorization)
	answer, same, err = l.send(r, watch)
	if err != nil {
		return nil, false, err
	}
	l.usedAt = o.t.now()
	o.t.keepCookies(o.url, answer)
	// What the caller sees as the request has no credentials in it.
	answer.Request = o.asked
	if o.url != o.asked.URL {
		answer.Request = o.asked.WithContext(o.ctx)
		answer.Request.URL = o.url
	}
	return answer, same, nil
}

// dress gives r its headers: the caller's own ones, which aren't changed, where
// nothing is to be added to them or taken away.
func (o *outgoing) dress(r *http.Request, authorization string) {
	asked := o.asked.Header
	_, signed := asked[authorizationHeader]
	_, marked := asked[xsrfHeader]
	cookies := o.t.cookies(o.url)
	if asked != nil && authorization == "" && !signed && !marked && len(cookies) == 0 {
		return
	}
	if r.Header = asked.Clone(); r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header.Del(authorizationHeader)
	if authorization != "" {
		r.Header.Set(authorizationHeader, authorization)
	}
	addCookies(r, cookies)
}

const authorizationHeader = "Authorization"

// changes says whether the request may change something on the server.
func changes(method string) bool {
	switch method {
	case "", http.MethodGet, http.MethodHead, http.MethodOptions:
		return false
	}
	return true
}

// isAPI says whether a path belongs to the REST API, where data is expected and
// a page is not.
func isAPI(path string) bool { return strings.Contains(strings.ToLower(path), "/api/v") }
