package sandbox

import (
	"maps"
	"sync"
)

// calls counts what arrived.
type calls struct {
	mu        sync.Mutex
	total     int
	endpoints map[string]int            // by method and pattern
	statuses  map[string]map[string]int // by the same, then by status
	grants    map[string]map[string]int // by grant type, then by outcome
}

func newCalls() *calls {
	c := new(calls)
	c.forget()
	return c
}

func (c *calls) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.total = 0
	c.endpoints = map[string]int{}
	c.statuses = map[string]map[string]int{}
	c.grants = map[string]map[string]int{}
}

// arrived counts a request when it arrives, so that one that hangs is seen.
func (c *calls) arrived(endpoint string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.total++
	c.endpoints[endpoint]++
}

func (c *calls) answered(endpoint, status string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	count(c.statuses, endpoint, status)
}

func (c *calls) redeemed(grant, outcome string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	count(c.grants, grant, outcome)
}

func count(in map[string]map[string]int, key, kind string) {
	if in[key] == nil {
		in[key] = map[string]int{}
	}
	in[key][kind]++
}

type callsBody struct {
	Total     int                       `json:"total"`
	Endpoints map[string]int            `json:"endpoints"`
	Statuses  map[string]map[string]int `json:"statuses"`
	Grants    map[string]map[string]int `json:"grants"`
}

func (c *calls) body() callsBody {
	c.mu.Lock()
	defer c.mu.Unlock()
	b := callsBody{c.total, maps.Clone(c.endpoints), map[string]map[string]int{}, map[string]map[string]int{}}
	for endpoint, m := range c.statuses {
		b.Statuses[endpoint] = maps.Clone(m)
	}
	for grant, m := range c.grants {
		b.Grants[grant] = maps.Clone(m)
	}
	return b
}
