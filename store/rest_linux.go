//go:build amd64 || arm64

package store

import (
	"sync"
	_ "unsafe" // for the names of another package

	"modernc.org/memory"
)

// What SQLite frees stays with its allocator, up to 4 MiB of each size. The
// allocator can give it back, but the library that holds it has no call for
// that yet.

//go:linkname allocator modernc.org/libc.allocator
var allocator memory.Allocator

//go:linkname allocatorMu modernc.org/libc.allocatorMu
var allocatorMu sync.Mutex

func trimAllocator() {
	allocatorMu.Lock()
	defer allocatorMu.Unlock()
	// An error leaves mapped what it is about, and nothing is lost.
	_ = allocator.Trim()
}
