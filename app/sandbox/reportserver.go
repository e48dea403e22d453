package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// The addresses of the report server: the portal, with the REST API under it,
// and the address for SOAP and for URL access. As with the real ones, capital
// letters don't matter.
const (
	reportServerPath = "/reports"
	soapPath         = "/ReportServer"
	serverDomain     = "SANDBOX"
	serverComputer   = "REPORTS"
)

// reportServer is the organisation's report server.
type reportServer struct {
	base     string // of the organisation
	options  Options
	now      func() time.Time
	world    *world
	identity *identity
	secrets  *secrets
	log      *slog.Logger

	mu       sync.Mutex // before world.mu and identity.mu
	settings serverSettings
	users    []*serverUser
	items    []*catalogItem
	subs     []*subscription
	due      time.Time              // nothing happens before; zero when that isn't known
	browsers map[string]*browser    // by the portal's cookie
	forms    map[string]*serverUser // by the forms cookie
	marks    map[string]bool        // the XSRF tokens that were given out
	epoch    int                    // connections that signed in before have to do it again
	refused  map[string]int         // logons refused, by the name that was given
}

// serverUser is a person as the report server knows them.
type serverUser struct {
	Person
	name     string // SANDBOX\ana
	password string
	token    *heldToken // nil while signed out of Power BI
	good     int        // logons
}

func newReportServer(o Options, base string, w *world, id *identity) *reportServer {
	s := &reportServer{
		base: base, options: o, now: o.Now, world: w, identity: id, secrets: id.secrets, log: o.Log,
		browsers: map[string]*browser{}, forms: map[string]*serverUser{}, marks: map[string]bool{},
		refused: map[string]int{},
	}
	for _, p := range People() {
		u := &serverUser{Person: p, name: serverDomain + `\` + userName(p.User), password: passwordOf(base, p)}
		s.secrets.note("server_password", u.password)
		s.users = append(s.users, u)
	}
	s.reset()
	return s
}

// passwordOf is the same for the same address, so that a data folder goes on
// when the sandbox is started there again.
func passwordOf(base string, p Person) string {
	sum := sha256.Sum256([]byte("password\x00" + base + "\x00" + p.User))
	return "Pw-" + hex.EncodeToString(sum[:9])
}

// reset makes everything anew, as at the start. Passwords and the sign-ins of
// browsers and connections stay.
func (s *reportServer) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settings = startSettings(s.options)
	s.refused = map[string]int{}
	now := s.now()
	for _, u := range s.users {
		u.good, u.token = 0, nil
	}
	// Ana is signed in to Power BI, so that her pins are fresh.
	_ = s.give(s.users[0], Ana.User, now) // she is known
	s.build(now)
}

// user finds a person by user name, by the part before the @, or by the
// server's name for them.
func (s *reportServer) user(name string) *serverUser {
	name = strings.ToLower(strings.TrimSpace(name))
	name = strings.TrimPrefix(name, strings.ToLower(serverDomain)+`\`)
	for _, u := range s.users {
		if name == u.User || name == userName(u.User) {
			return u
		}
	}
	return nil
}

// belongs says whether a path is the report server's, and gives it with its
// first part as it is written here.
func belongs(path string) (string, bool) {
	first, rest, more := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	for _, own := range []string{reportServerPath, soapPath} {
		if strings.EqualFold("/"+first, own) {
			if more {
				return own + "/" + rest, true
			}
			return own, true
		}
	}
	return "", false
}

// endpoint is what a request counts as.
func (s *reportServer) endpoint(r *http.Request) string {
	path, _ := belongs(r.URL.Path)
	if version, call, ok := splitAPI(path); ok {
		if e := findEndpoint(r.Method, call); e != nil {
			return r.Method + " " + reportServerPath + "/api/" + version + "/" + e.path
		}
		return r.Method + " " + reportServerPath + "/api/" + version + "/ (no such path)"
	}
	for _, page := range portalPages {
		if page.method == r.Method && page.fits(path) {
			return r.Method + " " + page.path
		}
	}
	return r.Method + " (no such path)"
}

// ServeHTTP answers everything of the report server.
func (s *reportServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, _ := belongs(r.URL.Path)
	if version, call, ok := splitAPI(path); ok {
		s.serveAPI(w, r, version, call)
		return
	}
	s.servePortal(w, r, path)
}

// begin brings the server up to date and holds it still until the answer's
// release is called.
func (s *reportServer) begin() (now time.Time, release func()) {
	now = s.now()
	s.mu.Lock()
	s.advance(now)
	return now, s.mu.Unlock
}

// catchUp lets everything happen that was due, before a control changes what
// comes after.
func (s *reportServer) catchUp() {
	_, release := s.begin()
	release()
}

// pinsOf lists the pins of a person.
func (s *reportServer) pinsOf(u *serverUser) []*subscription {
	var found []*subscription
	for _, p := range s.subs {
		if p.owner == u && p.extension == extensionPowerBI {
			found = append(found, p)
		}
	}
	return found
}

// find finds subscriptions by id, by the report's path, or by what is pinned;
// all pins when key is empty.
func (s *reportServer) find(key string) []*subscription {
	var found []*subscription
	for _, p := range s.subs {
		if strings.EqualFold(p.id, key) || key == "" && p.extension == extensionPowerBI || key != "" && (p.report == key || baseName(p.report) == key || p.visual == key) {
			found = append(found, p)
		}
	}
	return found
}

func (s *reportServer) forgetSubscription(p *subscription) {
	s.subs = slices.DeleteFunc(s.subs, func(other *subscription) bool { return other == p })
}

func baseName(path string) string { return path[strings.LastIndex(path, "/")+1:] }
