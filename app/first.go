package app

import (
	"encoding/json"
	"net/http"
)

// firstTiles is how many tiles the page begins with: more than a screen shows.
const firstTiles = 24

// firstPath is the script with which the page begins.
const firstPath = "/first.js"

// First is what the page begins with: as much as the first picture needs,
// however many tiles there are.
type First struct {
	// Page is the page to begin with: "settings", "tiles", "history", "notices"
	// (a part of history), "preferences" or "about"; empty for the page to decide.
	Page string `json:"page"`
	// Snapshot is complete but for its Tiles, which are the first ones.
	Snapshot Snapshot `json:"snapshot"`
	// More is how many tiles the snapshot leaves out.
	More int `json:"more"`
}

// First returns what the page begins with, as of now. A page that was opened
// by the window has it already, in firstPath.
func (b *Bindings) First() (First, error) {
	s, ok := b.prepared.take(b.b.Now())
	if !ok {
		f, err := b.facts()
		if err != nil {
			return First{}, fail(err)
		}
		s = Build(f)
	}
	shown := min(len(s.Tiles), firstTiles)
	more := len(s.Tiles) - shown
	s.Tiles = s.Tiles[:shown]
	return First{Page: b.page, Snapshot: s, More: more}, nil
}

// withFirst answers the request for firstPath with the language of the page and
// First, as a script, so that the page has both before its own script runs.
// Where First fails it is missing there: the page then asks by itself, and shows
// why.
func (b *Bindings) withFirst(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != firstPath {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		if err := speak(w); err != nil {
			b.log().Warn("the page's language", "err", err)
			return
		}
		first, err := b.First()
		if err != nil {
			b.log().Warn("what the page begins with", "err", err)
			return
		}
		text, err := json.Marshal(first)
		if err != nil {
			b.log().Warn("what the page begins with", "err", err)
			return
		}
		_, _ = w.Write(append(append([]byte("window.first="), text...), '\n')) // the page is gone
	})
}
