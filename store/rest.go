package store

// Rest gives back the memory that is kept for the next call, which is then a few
// milliseconds slower: connections that nobody uses just now are closed,
// and their caches with them. It is for a process that will have nothing to do
// for a while.
func (s *Store) Rest() {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return
	}
	s.db.rest()
	s.db.memo.forget()
	trimAllocator()
}

// rest closes the connections that are open and not in use.
func (db *database) rest() {
	// Lowering the limit closes what is above it at once.
	db.reader.SetMaxIdleConns(0)
	db.writer.SetMaxIdleConns(0)
	db.limitIdle()
}
