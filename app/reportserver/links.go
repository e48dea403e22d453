package reportserver

import (
	"net/url"
	"strings"
	"sync"

	"mysettings/app/tiles"
)

// longestURL is what every system can open.
const longestURL = 2048

// origin returns "https://host" of Power BI's pages, or "" when there is none
// that may be opened.
func origin(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return ""
	}
	return "https://" + strings.ToLower(u.Host)
}

// dashboardURL is where a person sees the pin's dashboard in Power BI; empty
// where that can't be told.
func (b *builder) dashboardURL(s *tiles.Subscription) string {
	if b.cloud == "" || s.DashboardID == "" {
		return ""
	}
	group := s.GroupID
	if group == "" {
		group = "me"
	}
	return b.cloud + "/groups/" + group + "/dashboards/" + s.DashboardID
}

// reportURL is where a person sees the report in the portal; empty where that
// can't be told.
func (b *builder) reportURL(path string) string {
	if !strings.HasPrefix(path, "/") {
		return ""
	}
	b.urls.mu.Lock()
	defer b.urls.mu.Unlock()
	address, known := b.urls.known[path]
	if !known {
		if address = b.portal + "/report" + escapePath(path); len(address) > longestURL {
			address = ""
		}
		b.urls.known[path] = address
	}
	return address
}

// reportURLs are the addresses of reports that were made already: many pins
// are of the same few.
type reportURLs struct {
	mu    sync.Mutex
	known map[string]string // guarded by mu: by path
}

// escapePath escapes each part of a path.
func escapePath(path string) string {
	if plain(path) {
		return path
	}
	parts := strings.Split(path, "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return strings.Join(parts, "/")
}

// plain tells whether nothing of a path needs escaping.
func plain(path string) bool {
	for i := range len(path) {
		switch c := path[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '/', c == '-', c == '_':
		default:
			return false
		}
	}
	return true
}
