package sandbox

import (
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// handler puts everything behind one address.
func (o *Org) handler() http.Handler {
	service := o.serviceRoutes()
	provider := o.providerRoutes()
	controls := http.NewServeMux()
	o.controlRoutes(controls)
	// A page of another site that happens to be open in a browser must not
	// work the controls.
	guarded := http.NewCrossOriginProtection().Handler(controls)

	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !o.enter() {
			reset(w)
			return
		}
		defer o.running.Done()
		if !hostIsLoopback(r.Host) {
			http.Error(w, "This is a sandbox on loopback; it answers to no other name.", http.StatusMisdirectedRequest)
			return
		}
		began := time.Now()
		out := &statusWriter{ResponseWriter: w}
		if r.URL.Path == controlPath || strings.HasPrefix(r.URL.Path, controlPath+"/") {
			guarded.ServeHTTP(out, r)
		} else {
			if _, own := belongs(r.URL.Path); own {
				o.answer(out, r, o.reports, o.reports.endpoint(r))
			} else if _, pattern := service.Handler(r); pattern != "" {
				o.answer(out, r, service, pattern)
			} else {
				_, pattern := provider.Handler(r)
				o.answer(out, r, provider, pattern)
			}
		}
		o.log.Debug("sandbox answered", "method", r.Method, "path", r.URL.Path, "status", out.status, "took", time.Since(began))
	})
}

// serviceRoutes are those whose first part is fixed. They are apart from the
// provider's, whose first part is any tenant name.
func (o *Org) serviceRoutes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+deviceLoginPath, o.identity.deviceLogin)
	mux.HandleFunc("POST "+deviceLoginPath, o.identity.deviceLogin)
	mux.HandleFunc("GET "+portalPath+"/", o.portal)
	mux.HandleFunc("GET /{$}", o.home)
	o.apiRoutes(mux)
	return mux
}

func (o *Org) providerRoutes() *http.ServeMux {
	mux, id := http.NewServeMux(), o.identity
	mux.HandleFunc("GET /{tenant}/v2.0/.well-known/openid-configuration", id.discovery)
	mux.HandleFunc("GET /{tenant}/discovery/v2.0/keys", id.keySet)
	mux.HandleFunc("GET /{tenant}/oauth2/v2.0/authorize", id.authorize)
	mux.HandleFunc("POST /{tenant}/oauth2/v2.0/authorize", id.authorize)
	mux.HandleFunc("GET /{tenant}/oauth2/v2.0/logout", id.logout)
	mux.HandleFunc("POST /{tenant}/oauth2/v2.0/devicecode", id.deviceCode)
	mux.HandleFunc("POST /{tenant}/oauth2/v2.0/token", func(w http.ResponseWriter, r *http.Request) {
		o.calls.redeemed(id.token(w, r))
	})
	mux.HandleFunc("POST /{tenant}/login", id.login)
	mux.HandleFunc("GET /{tenant}/oauth2/authorize", id.authorizeServer)
	mux.HandleFunc("POST /{tenant}/oauth2/authorize", id.authorizeServer)
	mux.HandleFunc("POST /{tenant}/oauth2/token", func(w http.ResponseWriter, r *http.Request) {
		o.calls.redeemed(id.serverToken(w, r))
	})
	return mux
}

// answer counts a request, lets it meet its fault, else answers it.
func (o *Org) answer(w *statusWriter, r *http.Request, h http.Handler, pattern string) {
	if pattern == "" {
		pattern = r.Method + " (no such path)"
	}
	o.calls.arrived(pattern)
	defer func() {
		kind := strconv.Itoa(w.status)
		if w.status == 0 {
			kind = "cut"
		}
		o.calls.answered(pattern, kind)
	}()
	if x, met := o.faults.take(r); met {
		// Nobody else will read what came: it was on the wire all the same.
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/token") && r.ParseForm() == nil {
			o.identity.secrets.note("code_verifier", r.PostForm.Get("code_verifier"))
		}
		if o.faults.meet(w, r, x) {
			return
		}
	}
	h.ServeHTTP(w, r)
}

// enter lets a handler begin, unless Close has begun.
func (o *Org) enter() bool {
	o.gate.Lock()
	defer o.gate.Unlock()
	if o.closed {
		return false
	}
	o.running.Add(1)
	return true
}

func hostIsLoopback(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = strings.Trim(hostport, "[]")
	}
	return loopbackHost(host)
}

// statusWriter remembers the status for the log and the counts.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// home says what this is to somebody who opens the address in a browser.
func (o *Org) home(w http.ResponseWriter, _ *http.Request) {
	page{Title: "A sandbox organisation", Role: "status", Text: "This computer plays an organisation with an identity provider, a Power BI service and a report server, to try things out. Its controls are listed at " + o.base + controlPath + "."}.show(w, http.StatusOK, "note")
}
