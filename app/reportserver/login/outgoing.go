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
	ctx, watch := watching(o.ctx)
	r := o.asked
	cookies := o.t.cookies(o.url)
	if ctx != o.ctx || !o.asIs(authorization, cookies) {
		if r, err = o.copied(ctx, authorization, cookies); err != nil {
			return nil, false, err
		}
	}
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

// asIs says whether the caller's own request can be sent: nothing is to be
// added to it or taken away.
func (o *outgoing) asIs(authorization string, cookies []*http.Cookie) bool {
	return o.url == o.asked.URL && o.body == nil && o.asked.Body == nil && !o.asked.Close && o.asked.Header != nil &&
		o.bare() && authorization == "" && len(cookies) == 0
}

// bare says whether the caller's headers hold none of those that are put there
// here.
func (o *outgoing) bare() bool {
	_, signed := o.asked.Header[authorizationHeader]
	_, marked := o.asked.Header[xsrfHeader]
	return !signed && !marked
}

// copied is the request as it is sent, where it isn't the caller's own.
func (o *outgoing) copied(ctx context.Context, authorization string, cookies []*http.Cookie) (*http.Request, error) {
	r := o.asked.WithContext(ctx)
	r.URL = o.url
	if o.url != o.asked.URL {
		r.Host = ""
	}
	r.Close = false
	r.Body, r.GetBody, r.ContentLength = nil, o.body, o.length
	if o.body != nil {
		var err error
		if r.Body, err = o.body(); err != nil {
			return nil, fmt.Errorf("body of the request: %w", err)
		}
	}
	if r.Header != nil && o.bare() && authorization == "" && len(cookies) == 0 {
		return r, nil // the caller's own headers, which aren't changed
	}
	if r.Header = o.asked.Header.Clone(); r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header.Del(authorizationHeader)
	if authorization != "" {
		r.Header.Set(authorizationHeader, authorization)
	}
	addCookies(r, cookies)
	return r, nil
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
