package sandbox

import "sync"

// secret is something that must never be seen outside the app's sealed store.
type secret struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
}

// secrets remembers every secret that went over the wire, for the search of
// what a test run leaves behind.
type secrets struct {
	none bool // remembers nothing
	mu   sync.Mutex
	all  []secret
}

func (s *secrets) note(kind, value string) {
	if value == "" || s.none {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, secret{kind, value})
}

func (s *secrets) list() []secret {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]secret{}, s.all...)
}
