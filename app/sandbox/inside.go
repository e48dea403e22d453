package sandbox

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
)

// insideBase is where an organisation seems to be that listens nowhere.
const insideBase = "http://localhost"

// Inside makes an organisation that listens nowhere and waits for nothing: it
// is reached through Transport, in the same process. So it also lives where time
// is virtual (testing/synctest), which sockets would keep from passing; there it
// needs no Options.Now. Addr and ServerTLS mean nothing to it. Close it all the
// same.
func Inside(ctx context.Context, o Options) (*Org, error) {
	o = o.withDefaults()
	if err := o.check(); err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	org, err := assemble(ctx, stop, o, insideBase)
	if err != nil {
		stop()
		return nil, err
	}
	org.reports = newReportServer(o, org.base, org.world, org.identity)
	return org, nil
}

// Transport carries requests to the organisation without a network. A
// connection that a fault cuts is an error, with what was answered lost.
func (o *Org) Transport() http.RoundTripper { return transport{o.handler()} }

type transport struct{ to http.Handler }

var errCut = errors.New("connection reset by peer")

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(r *http.Request) (answer *http.Response, err error) {
	in := r.Clone(r.Context())
	in.Host, in.RequestURI, in.RemoteAddr = r.URL.Host, r.URL.RequestURI(), "127.0.0.1:1"
	if in.Body == nil {
		in.Body = http.NoBody
	}
	defer in.Body.Close()
	out := &memory{header: http.Header{}}
	defer func() {
		switch cut := recover(); cut {
		case nil:
		case http.ErrAbortHandler:
			answer, err = nil, errCut
		default:
			panic(cut)
		}
	}()
	t.to.ServeHTTP(out, in)
	return out.answer(r), nil
}

// memory is an http.ResponseWriter that keeps the answer.
type memory struct {
	header, sent http.Header
	status       int
	body         bytes.Buffer
}

func (m *memory) Header() http.Header { return m.header }

func (m *memory) WriteHeader(status int) {
	if m.status == 0 {
		m.status, m.sent = status, m.header.Clone()
	}
}

func (m *memory) Write(b []byte) (int, error) {
	m.WriteHeader(http.StatusOK)
	return m.body.Write(b)
}

func (m *memory) answer(r *http.Request) *http.Response {
	m.WriteHeader(http.StatusOK)
	return &http.Response{
		Status: strconv.Itoa(m.status) + " " + http.StatusText(m.status), StatusCode: m.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: m.sent,
		Body: io.NopCloser(&m.body), ContentLength: int64(m.body.Len()), Request: r,
	}
}
