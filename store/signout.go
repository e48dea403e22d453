package store

import (
	"context"
	"database/sql"
	"fmt"

	"mysettings/app/tiles"
)

// SignOut forgets the token of a connection, its key where no other token or
// password hangs on that, and after the last of them the damaged databases that
// were set aside. The sealed bytes are overwritten in the database and cut from
// its log; a reader of another process can delay the cutting until it is done.
//
// The connection is changed with it, both or neither: one without a token never
// looks signed in. change may be called more than once; its error is passed on.
// ErrNotFound without such a connection; to have no token is no error.
func (s *Store) SignOut(ctx context.Context, connection string, change func(*tiles.Connection) error) error {
	err := s.forget(ctx, func(tx *sql.Tx) error {
		if _, err := changeConnection(ctx, tx, connection, change); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "DELETE FROM token WHERE connection = ?", connection)
		return err
	})
	if err != nil {
		return fmt.Errorf("token of %s: %w", connection, err)
	}
	return nil
}

// forget runs a deletion that secrets may hang on, and clears up behind it.
func (s *Store) forget(ctx context.Context, deletion func(*sql.Tx) error) error {
	ctx, cancel := s.unhurried(ctx)
	defer cancel()
	var unused []keyRow
	last := false
	err := s.write(ctx, durable, func(tx *sql.Tx) ([]Topic, error) {
		if err := deletion(tx); err != nil {
			return nil, err
		}
		var err error
		if unused, err = tidyKeys(ctx, tx); err != nil {
			return nil, err
		}
		var secrets int
		if err := tx.QueryRowContext(ctx, `
			SELECT (SELECT count(*) FROM token) + (SELECT count(*) FROM password)`).Scan(&secrets); err != nil {
			return nil, err
		}
		if last = secrets == 0; last {
			if err := lower(ctx, tx, WarnKeyLost); err != nil {
				return nil, err
			}
		}
		return []Topic{TopicConnections, TopicTiles}, nil
	})
	if err != nil {
		return err
	}
	s.dropKeys(ctx, unused...)
	s.sweepKeys(ctx, true)
	if last {
		if err := s.forgetDamaged(); err != nil {
			s.o.Log.Warn("damaged database not removed", "error", err)
		}
	}
	return s.cutLog(ctx)
}

// cutLog moves the log into the database and empties it.
func (s *Store) cutLog(ctx context.Context) error {
	return s.do(ctx, func(db *database) error {
		var busy, frames, moved int
		err := db.writer.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved)
		if err == nil && busy != 0 {
			s.o.Log.Warn("log not cut yet: another process is reading")
		}
		return err
	})
}
