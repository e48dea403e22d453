//go:build amd64 || arm64

package store

import (
	"reflect"
	"testing"
)

// TestAllocator fails when a new version of SQLite's library keeps its memory
// somewhere else: nothing would be given back any more.
func TestAllocator(t *testing.T) {
	t.Parallel()
	if _, err := newStore(t).Settings(t.Context()); err != nil {
		t.Fatal(err)
	}
	allocatorMu.Lock()
	defer allocatorMu.Unlock()
	if reflect.ValueOf(allocator).IsZero() {
		t.Error("SQLite has worked, but its allocator was not used")
	}
}
