package sandbox

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

// fault is what POST /control/fault sets: a way in which some endpoints fail.
type fault struct {
	ID string `json:"id"`
	// Path is a pattern: * is one part of the path, ** at its end any rest.
	Path   string `json:"path"`
	Method string `json:"method,omitempty"` // any when empty
	// Kind is slow, reset, cut, redirect, status, throttle, html, empty, big or
	// body.
	Kind        string  `json:"kind"`
	Seconds     float64 `json:"seconds,omitempty"`      // slow: how long; throttle: Retry-After
	Status      int     `json:"status,omitempty"`       // status, html, empty, big, body
	Body        string  `json:"body,omitempty"`         // body
	ContentType string  `json:"content_type,omitempty"` // body
	Location    string  `json:"location,omitempty"`     // redirect
	// Times is how many requests it meets; 0 for all until it is cleared.
	Times int `json:"times,omitempty"`
	Met   int `json:"met"`
}

const bigBody = 2 << 20

// faults holds the faults in the order in which they were set; the newest
// that fits is the one that is met.
type faults struct {
	ctx context.Context // ends with the organisation
	mu  sync.Mutex
	all []*fault
	n   int
}

func newFaults(ctx context.Context) *faults { return &faults{ctx: ctx} }

func (f fault) check() error {
	if !strings.HasPrefix(f.Path, "/") {
		return fmt.Errorf("path %q does not begin with a slash", f.Path)
	}
	if _, err := path.Match(strings.TrimSuffix(f.Path, "**"), "/"); err != nil {
		return fmt.Errorf("path %q is not a pattern", f.Path)
	}
	switch f.Kind {
	case "slow", "throttle":
		if f.Seconds < 0 {
			return fmt.Errorf("seconds %v is negative", f.Seconds)
		}
	case "reset", "cut", "html", "empty", "big", "body":
	case "redirect":
		if f.Location == "" {
			return fmt.Errorf("a fault of the kind redirect needs a location")
		}
	case "status":
		if f.Status == 0 {
			return fmt.Errorf("a fault of the kind status needs a status")
		}
	default:
		return fmt.Errorf("kind %q is not one of slow, reset, cut, redirect, status, throttle, html, empty, big, body", f.Kind)
	}
	if f.Status != 0 && (f.Status < 200 || f.Status > 599) {
		return fmt.Errorf("status %d is not one of 200 to 599", f.Status)
	}
	return nil
}

func (f *faults) set(x fault) fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
	x.ID, x.Met = strconv.Itoa(f.n), 0
	f.all = append(f.all, &x)
	return x
}

// clear removes one fault, or all when id is empty, and tells how many.
func (f *faults) clear(id string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	var kept []*fault
	for _, x := range f.all {
		if id != "" && x.ID != id {
			kept = append(kept, x)
		}
	}
	n := len(f.all) - len(kept)
	f.all = kept
	return n
}

func (f *faults) list() []fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := []fault{}
	for _, x := range f.all {
		all = append(all, *x)
	}
	return all
}

// take finds the fault that a request meets, if any, and counts it.
func (f *faults) take(r *http.Request) (fault, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for n := len(f.all) - 1; n >= 0; n-- {
		x := f.all[n]
		if x.Times > 0 && x.Met >= x.Times || x.Method != "" && !strings.EqualFold(x.Method, r.Method) || !fits(x.Path, r.URL.Path) {
			continue
		}
		x.Met++
		return *x, true
	}
	return fault{}, false
}

// fits matches part by part; ** at the end takes any rest.
func fits(pattern, p string) bool {
	rest := strings.HasSuffix(pattern, "**")
	want := strings.Split(strings.TrimSuffix(pattern, "**"), "/")
	have := strings.Split(p, "/")
	if rest {
		want = want[:len(want)-1]
		if len(have) < len(want) {
			return false
		}
		have = have[:len(want)]
	}
	if len(want) != len(have) {
		return false
	}
	for n := range want {
		if ok, err := path.Match(want[n], have[n]); err != nil || !ok {
			return false
		}
	}
	return true
}

// meet lets a request fail. It returns false when the request is to be
// answered after all, as after a fault that only delays.
func (f *faults) meet(w http.ResponseWriter, r *http.Request, x fault) bool {
	code := x.Status
	if code == 0 {
		code = http.StatusOK
	}
	switch x.Kind {
	case "slow":
		timer := time.NewTimer(time.Duration(x.Seconds * float64(time.Second)))
		defer timer.Stop()
		select {
		case <-timer.C:
			return false
		case <-r.Context().Done():
		case <-f.ctx.Done():
		}
		reset(w)
	case "reset":
		reset(w)
	case "cut":
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Content-Length", "100000")
		w.WriteHeader(code)
		fmt.Fprint(w, `{"value":[{"Id":"`)
		_ = http.NewResponseController(w).Flush() // the cut comes all the same
		reset(w)
	case "redirect":
		http.Redirect(w, r, x.Location, http.StatusFound)
	case "status":
		w.WriteHeader(x.Status)
	case "throttle":
		throttle(w, int(x.Seconds))
	case "html":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(code)
		fmt.Fprint(w, "<!doctype html><html lang=\"en\"><title>Proxy</title><h1>Sign in to the network</h1><p>A page that is not the service's.</p></html>")
	case "empty":
		w.WriteHeader(code)
	case "big":
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(code)
		fmt.Fprintf(w, `{"padding":%q}`, strings.Repeat("x", bigBody))
	case "body":
		if x.ContentType == "" {
			x.ContentType = "application/json; charset=utf-8"
		}
		w.Header().Set("Content-Type", x.ContentType)
		w.WriteHeader(code)
		fmt.Fprint(w, x.Body)
	}
	return true
}

// throttle answers 429: its body has another shape than the other errors.
func throttle(w http.ResponseWriter, seconds int) {
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
	w.Header().Set("RequestId", randomID())
	writeJSON(w, http.StatusTooManyRequests, map[string]string{
		"message": fmt.Sprintf("You have exceeded the amount of requests allowed in the current time frame and further requests will fail. Retry in %d seconds.", seconds),
	})
}

// reset cuts the connection without an answer.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // HTTP/2 cannot be hijacked, but aborted
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // so that the client sees a reset; a failure leaves a plain close
	}
	conn.Close()
}
