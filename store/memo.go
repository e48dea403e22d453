package store

import (
	"context"
	"database/sql"
	"slices"
	"sync"

	"mysettings/app/tiles"
)

// memo is what was last read of all feeds and tiles: one pass of the watcher
// wants them half a dozen times and changes a few. It holds for as long as the
// counter of TopicTiles, which every process counts up with every such write,
// says that nothing was written but by this Store, which knows what that was.
type memo struct {
	feeds shelf[tiles.Feed]
	tiles shelf[tiles.Tile]
}

// touched are the feeds and tiles of which a write has changed something other
// than where they stand in the order of all.
type touched struct{ feeds, tiles []string }

// wrote notes that a write has counted TopicTiles up to n. nil stands for a
// write that may have touched anything.
func (m *memo) wrote(n int64, what *touched) {
	if what == nil {
		m.forget()
		return
	}
	m.feeds.wrote(n, what.feeds)
	m.tiles.wrote(n, what.tiles)
}

func (m *memo) forget() {
	m.feeds.forget()
	m.tiles.forget()
}

// shelf is all rows of one kind.
type shelf[T any] struct {
	mu    sync.Mutex // guards what follows
	at    int64      // the counter as of which they are; zero for none
	rows  []T        // in order
	index map[string]int
	stale map[string]bool // IDs of rows to be read again
}

func (s *shelf[T]) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at, s.rows, s.index, s.stale = 0, nil, nil, nil
}

func (s *shelf[T]) wrote(n int64, ids []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.at == 0 || s.at >= n: // nothing here, or read since
	case s.at == n-1:
		s.at = n
		for _, id := range ids {
			if _, ok := s.index[id]; ok {
				s.stale[id] = true
			}
		}
	default: // somebody else wrote in between
		s.at, s.rows, s.index, s.stale = 0, nil, nil, nil
	}
}

// mostStale is the share of rows, as a divisor, up to which they are read again
// one by one.
const mostStale = 16

// read returns all rows as of counter n, which is what the caller's transaction
// sees. all reads them anew, one a single row.
func (s *shelf[T]) read(n int64, id func(*T) string, all func() ([]T, error), one func(id string) (T, error)) ([]T, error) {
	if rows, ok := s.known(n, one); ok {
		return rows, nil
	}
	rows, err := all()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if n >= s.at && n > 0 {
		s.at, s.rows = n, rows
		s.index, s.stale = make(map[string]int, len(rows)), map[string]bool{}
		for i := range rows {
			s.index[id(&rows[i])] = i
		}
	}
	return slices.Clone(rows), nil
}

// known is read where little has to be read.
func (s *shelf[T]) known(n int64, one func(id string) (T, error)) ([]T, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.at != n || n == 0 || len(s.stale) > len(s.rows)/mostStale {
		return nil, false
	}
	for id := range s.stale {
		row, err := one(id)
		if err != nil {
			return nil, false // reading all will tell
		}
		s.rows[s.index[id]] = row
		delete(s.stale, id)
	}
	return slices.Clone(s.rows), true
}

// tilesCounter is how often TopicTiles was counted up.
func tilesCounter(ctx context.Context, tx *sql.Tx) (n int64, err error) {
	err = tx.QueryRowContext(ctx, "SELECT n FROM topic WHERE name = ?", string(TopicTiles)).Scan(&n)
	return n, err
}
