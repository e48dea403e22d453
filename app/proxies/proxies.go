// Package proxies asks the desktop which proxy leads to an address, so that what
// a person or an administrator chose there, a file that decides it (PAC)
// included, counts here as well.
//
// On Linux it asks the desktop's portal (org.freedesktop.portal.ProxyResolver,
// XDG Desktop Portal documentation), where one runs; nothing is started for it.
// Elsewhere it knows of no proxy. It is asked about hosts only: never a path.
package proxies

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"time"

	"mysettings/app/bus"
)

const (
	// askLimit is how long the desktop may take; it may have to fetch a PAC file.
	askLimit = 5 * time.Second
	// answerAge is how long its answer counts, and failureAge how long that
	// there was none: the person may change networks.
	answerAge  = 5 * time.Minute
	failureAge = time.Minute
)

// Desktop knows the desktop's proxies. Its methods may be called from several
// goroutines.
type Desktop struct {
	dial bus.Dial
	now  func() time.Time

	mu    sync.Mutex
	known map[string]answer // by scheme and host; guarded by mu
}

type answer struct {
	proxy *url.URL
	until time.Time
}

// New returns the desktop's proxies, which are asked for on the bus that dial
// connects to.
func New(dial bus.Dial) *Desktop {
	return &Desktop{dial: dial, now: time.Now, known: map[string]answer{}}
}

// For returns the proxy that leads to u; nil for none, and where the desktop
// doesn't tell.
func (d *Desktop) For(ctx context.Context, u *url.URL) *url.URL {
	host := u.Scheme + "://" + u.Host
	d.mu.Lock()
	known, ok := d.known[host]
	d.mu.Unlock()
	if ok && d.now().Before(known.until) {
		return known.proxy
	}
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	found, err := lookup(ctx, d.dial, host+"/")
	age := answerAge
	if err != nil {
		age = failureAge
	}
	a := answer{first(found), d.now().Add(age)}
	d.mu.Lock()
	d.known[host] = a
	d.mu.Unlock()
	return a.proxy
}

// first is the first way that can be gone; nil for the direct one.
func first(ways []string) *url.URL {
	for _, way := range ways {
		u, err := url.Parse(way)
		if err != nil {
			continue
		}
		switch strings.ToLower(u.Scheme) {
		case "direct":
			return nil
		case "http", "https", "socks5", "socks5h":
			if u.Hostname() != "" {
				return u
			}
		}
	}
	return nil
}
