package program

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"mysettings/app/powerbi"
	"mysettings/app/settings"
	"mysettings/app/signin"
	"mysettings/app/tiles"
	"mysettings/app/watch"
)

// client is one connection's client and the address that it was made for.
type client struct {
	base string
	*powerbi.Client
}

// client returns the client of a connection: the same one every time, as the
// budget of calls is the account's, until the address changes.
func (p *Program) client(_ context.Context, c tiles.Connection) (watch.Client, error) {
	cloud, ok := signin.CloudByID(c.Cloud)
	if !ok {
		cloud, _ = signin.CloudByID(signin.DefaultCloud)
	}
	base := p.Settings.PowerBIAPI()
	if base == "" {
		base = cloud.PowerBI
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if known, ok := p.clients[c.ID]; ok && known.base == base {
		return known.Client, nil
	}
	made, err := powerbi.New(powerbi.Options{
		Base: base, Portal: cloud.Portal, Connection: c.ID, HTTP: p.http,
		Tokens: p.SignIn.Tokens(c.ID), Now: p.o.Now, Log: p.Log,
		PausedUntil: c.PausedUntil,
	})
	if err != nil {
		return nil, fmt.Errorf("client of %s: %w", c.ID, err)
	}
	p.clients[c.ID] = client{base, made}
	return made, nil
}

// requestLimit bounds a request that got through: whoever is slower than this
// is not there.
const requestLimit = 2 * time.Minute

// newHTTP makes the one client for all requests. It is built from the settings
// when the first request is sent, and anew when they change: an invalid
// certificate file must not keep `status` from answering, and a changed proxy
// must not wait for the resident's next start.
func (p *Program) newHTTP() *http.Client {
	t := &transport{settings: p.Settings, base: p.base, clock: p.clock}
	return &http.Client{
		Transport: t,
		Timeout:   requestLimit,
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			inner, err := t.client()
			if err != nil {
				return err
			}
			return inner.CheckRedirect(r, via)
		},
	}
}

type transport struct {
	settings *settings.Settings
	base     func() (*http.Transport, error)
	clock    *clock // nil where it isn't the computer's

	mu      sync.Mutex // guards what follows
	made    *http.Client
	madeFor [2]string
}

func (t *transport) client() (*http.Client, error) {
	now := [2]string{t.settings.Proxy(), t.settings.CAFile()}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.made != nil && t.madeFor == now {
		return t.made, nil
	}
	below, err := t.base()
	if err != nil {
		return nil, err
	}
	made := settings.Secured(below)
	if t.made != nil {
		t.made.CloseIdleConnections()
	}
	t.made, t.madeFor = made, now
	return made, nil
}

// RoundTrip sends one request as the settings are now.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	inner, err := t.client()
	if err != nil {
		if r.Body != nil {
			r.Body.Close()
		}
		return nil, err
	}
	answer, err := inner.Transport.RoundTrip(r)
	if err == nil && t.clock != nil {
		t.clock.hearing(r, answer)
	}
	return answer, err
}

// CloseIdleConnections closes what is kept open for a next request.
func (t *transport) CloseIdleConnections() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.made != nil {
		t.made.CloseIdleConnections()
	}
}
