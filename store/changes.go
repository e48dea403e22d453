package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Topic is a part of the store that a reader may want to read again.
type Topic string

// The topics of a Change.
const (
	TopicConnections Topic = "connections" // connections, tokens, warnings
	TopicTiles       Topic = "tiles"       // tiles, feeds, runs, keeps, asks, verdicts
	TopicNotices     Topic = "notices"
	TopicSettings    Topic = "settings"
	TopicRequests    Topic = "requests"
)

// Change says which parts of the store have changed since the last Change, by
// any process, this one included.
type Change struct{ Topics []Topic }

// Has says whether the change is about t.
func (c Change) Has(t Topic) bool { return slices.Contains(c.Topics, t) }

// bell is the small file that every commit touches.
const bell = "changes"

// announce rings the bell. A commit is good without it: a reader then learns
// of it with the next one.
func (s *Store) announce() {
	path := filepath.Join(s.dir, bell)
	f, err := os.OpenFile(path, os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		err = writePrivate(path, []byte{'.'})
	} else if err == nil {
		_, err = f.WriteAt([]byte{'.'}, 0)
		_ = f.Close()
	}
	if err != nil {
		s.o.Log.Warn("change not announced", "error", err)
	}
}

// count counts the topics up, and returns to what TopicTiles was.
func count(ctx context.Context, tx *sql.Tx, topics []Topic) (tiles int64, err error) {
	for _, t := range topics {
		if _, err := tx.ExecContext(ctx, "UPDATE topic SET n = n + 1 WHERE name = ?", string(t)); err != nil {
			return 0, err
		}
		if t == TopicTiles {
			if tiles, err = tilesCounter(ctx, tx); err != nil {
				return 0, err
			}
		}
	}
	return tiles, nil
}

// Changes tells of changes from the moment of the call until ctx ends; then
// the channel is closed. Changes that nobody has received yet are put together
// into one. It costs nothing while nothing changes.
func (s *Store) Changes(ctx context.Context) (<-chan Change, error) {
	w, err := s.watchBell()
	if err != nil {
		s.o.Log.Warn("files not watched, looking once a second instead", "error", err)
	}
	seen, err := s.counters(ctx)
	if err != nil {
		if w != nil {
			_ = w.Close()
		}
		return nil, err
	}
	out := make(chan Change)
	go s.follow(ctx, w, seen, out)
	return out, nil
}

// watchBell watches the bell's file. An error is not the end: systems limit
// the number of watches, and some file systems know none.
func (s *Store) watchBell() (*fsnotify.Watcher, error) {
	path := filepath.Join(s.dir, bell)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		s.announce()
	}
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	if err := w.Add(path); err != nil {
		_ = w.Close()
		return nil, err
	}
	return w, nil
}

// follow is the loop of Changes. Its owner is ctx.
func (s *Store) follow(ctx context.Context, w *fsnotify.Watcher, seen map[Topic]int64, out chan<- Change) {
	defer close(out)
	var events <-chan fsnotify.Event
	var errs <-chan error
	var tick <-chan time.Time
	if w != nil {
		defer w.Close()
		events, errs = w.Events, w.Errors
	} else {
		t := time.NewTicker(time.Second)
		defer t.Stop()
		tick = t.C
	}
	var pending []Topic
	for {
		send := out
		if len(pending) == 0 {
			send = nil
		}
		select {
		case <-ctx.Done():
			return
		case send <- Change{Topics: pending}:
			pending = nil
			continue
		case e, ok := <-events:
			if !ok {
				return
			}
			if e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename) {
				s.rehang(w)
			}
		case <-errs:
			// the queue ran over: the counters tell what was in it
		case <-tick:
		}
		now, err := s.counters(ctx)
		if errors.Is(err, ErrClosed) {
			return
		}
		if err != nil {
			if ctx.Err() == nil {
				s.o.Log.Warn("changes not read", "error", err)
			}
			continue
		}
		pending = merge(pending, seen, now)
		seen = now
	}
}

// rehang watches the bell again after somebody took the file away.
func (s *Store) rehang(w *fsnotify.Watcher) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return // taken away for good, maybe: see Erase
	}
	s.announce()
	if err := w.Add(filepath.Join(s.dir, bell)); err != nil {
		s.o.Log.Warn("changes not watched", "error", err)
	}
}

// merge adds the topics whose counters differ to pending. They may be lower: a
// new database begins at zero.
func merge(pending []Topic, seen, now map[Topic]int64) []Topic {
	for t, n := range now {
		if seen[t] != n && !slices.Contains(pending, t) {
			pending = append(pending, t)
		}
	}
	slices.Sort(pending)
	return pending
}

func (s *Store) counters(ctx context.Context) (map[Topic]int64, error) {
	counters := make(map[Topic]int64)
	err := s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT name, n FROM topic")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var t Topic
			var n int64
			if err := rows.Scan(&t, &n); err != nil {
				return err
			}
			counters[t] = n
		}
		return rows.Err()
	})
	return counters, err
}
