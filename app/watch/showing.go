package watch

import (
	"maps"
	"slices"
	"sync"

	"mysettings/app/tiles"
)

// showing remembers which notices this process has shown. Those of a connection
// that was removed are in the store no more, so that nothing else would say
// that they must be taken down.
type showing struct {
	mu    sync.Mutex
	shown map[string]bool // by the notice's id; guarded by mu
}

func (s *showing) put(shown []tiles.Notice) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shown == nil {
		s.shown = map[string]bool{}
	}
	for _, n := range shown {
		s.shown[n.ID] = true
	}
}

func (s *showing) drop(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.shown, id)
}

// all are the ids of what was shown, and not dropped since.
func (s *showing) all() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Keys(s.shown))
}

// missing are those ids whose notices aren't known any more.
func missing(ids []string, known []tiles.Notice) []string {
	return slices.DeleteFunc(ids, func(id string) bool {
		return slices.ContainsFunc(known, func(n tiles.Notice) bool { return n.ID == id })
	})
}
