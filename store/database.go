package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// database is one open SQLite file: one connection that writes, and some that
// only read.
type database struct {
	path   string
	info   os.FileInfo // of the file that is open
	writer *sql.DB
	reader *sql.DB
	memo   memo
}

// connect prepares the connections to an existing file; the first query opens
// them. The error is os.ErrNotExist where there is no file.
//
// It must not open the file by itself, not even to read it: closing any
// descriptor of the file would drop the locks that SQLite holds on it in this
// process (https://www.sqlite.org/howtocorrupt.html, 2.2).
func connect(path string, o Options) (*database, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if err := keepPrivate(path, info); err != nil {
		return nil, err
	}
	db := &database{path: path, info: info}
	if db.writer, err = sql.Open("sqlite", writerDSN(path, o)); err != nil {
		return nil, err
	}
	db.writer.SetMaxOpenConns(1)
	if db.reader, err = sql.Open("sqlite", readerDSN(path, o)); err != nil {
		return nil, err
	}
	db.reader.SetMaxOpenConns(4)
	db.limitIdle()
	return db, nil
}

// limitIdle sets how many connections are kept open for the next call.
func (db *database) limitIdle() {
	db.writer.SetMaxIdleConns(1)
	db.reader.SetMaxIdleConns(2)
}

// Pragmas belong to a connection, and database/sql opens connections when it
// likes: they are in the name, so that each one has them.
func writerDSN(path string, o Options) string {
	p := commonPragmas(o)
	p = append(p,
		"journal_mode(WAL)",
		"synchronous(FULL)",
		// deleted tokens are overwritten
		"secure_delete(ON)",
		// the log is written back at 2 MB, and is no longer afterwards
		"wal_autocheckpoint(512)",
		"journal_size_limit(2097152)",
	)
	if o.maxPages > 0 {
		p = append(p, "max_page_count("+strconv.Itoa(o.maxPages)+")")
	}
	// immediate: a transaction that reads before it writes would otherwise
	// fail with "database is locked" at once when another process wrote
	// between the two
	return dsn(path, p, url.Values{"_txlock": {"immediate"}})
}

func readerDSN(path string, o Options) string {
	return dsn(path, commonPragmas(o), url.Values{"_query_only": {"1"}})
}

func commonPragmas(o Options) []string {
	return []string{
		"busy_timeout(" + strconv.FormatInt(o.busy.Milliseconds(), 10) + ")",
		"foreign_keys(ON)",
		"trusted_schema(OFF)",
		// nothing of the database in a temporary file elsewhere
		"temp_store(MEMORY)",
	}
}

func dsn(path string, pragmas []string, q url.Values) string {
	q["_pragma"] = pragmas
	q.Set("_defensive", "1")
	q.Set("_dqs", "0")
	q.Set("_error_rc", "1")
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // file:///C:/…
	}
	u := url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}
	return u.String()
}

func (db *database) close() error {
	return errors.Join(db.reader.Close(), db.writer.Close())
}

// current says whether the file that is open is still the one in the folder.
func (db *database) current() bool {
	info, err := os.Stat(db.path)
	return err == nil && os.SameFile(info, db.info)
}

// version is the schema's version; 0 for an empty file.
func (db *database) version(ctx context.Context) (int, error) {
	var v int
	err := db.reader.QueryRowContext(ctx, "PRAGMA user_version").Scan(&v)
	return v, err
}

// read runs f in one transaction that sees one state of the database.
func (s *Store) read(ctx context.Context, f func(*sql.Tx) error) error {
	return s.readWith(ctx, func(_ *memo, tx *sql.Tx) error { return f(tx) })
}

// readWith is read for what the memo may know.
func (s *Store) readWith(ctx context.Context, f func(*memo, *sql.Tx) error) error {
	return s.do(ctx, func(db *database) error {
		conn, err := db.reader.Conn(ctx)
		if err != nil {
			return err
		}
		defer conn.Close()
		tx, err := begin(ctx, conn, &sql.TxOptions{ReadOnly: true})
		if err != nil {
			return err
		}
		err = f(&db.memo, tx)
		// nothing to commit, and an error of the end says nothing new
		_ = tx.Rollback()
		return err
	})
}

// durability says what a commit waits for.
type durability string

const (
	// durable commits are on the disk when the call returns, power cut or not.
	durable durability = "FULL"
	// relaxed commits survive the end of the process, and are on the disk with
	// the next durable one or checkpoint: for what a new look brings again.
	relaxed durability = "NORMAL"
)

// write runs f in one transaction and commits it where f changed something:
// it returns the topics that it changed. With none, or with an error, nothing
// is kept.
func (s *Store) write(ctx context.Context, d durability, f func(*sql.Tx) ([]Topic, error)) error {
	return s.writeTo(ctx, d, nil, f)
}

// writeTo is write for an f that says in what which feeds and tiles it touched.
func (s *Store) writeTo(ctx context.Context, d durability, what *touched, f func(*sql.Tx) ([]Topic, error)) error {
	changed := false
	err := s.do(ctx, func(db *database) error {
		conn, err := db.writer.Conn(ctx)
		if err != nil {
			return err
		}
		defer conn.Close()
		// a setting of the connection, which a transaction can't change
		if _, err := conn.ExecContext(ctx, "PRAGMA synchronous="+string(d)); err != nil {
			return err
		}
		var n int64
		changed, n, err = commit(ctx, conn, f)
		if changed && n > 0 {
			db.memo.wrote(n, what)
		}
		return err
	})
	if changed {
		s.announce()
	}
	return err
}

// commit returns besides what TopicTiles was counted up to, zero where it was
// not.
func commit(ctx context.Context, conn *sql.Conn, f func(*sql.Tx) ([]Topic, error)) (changed bool, n int64, err error) {
	tx, err := begin(ctx, conn, nil)
	if err != nil {
		return false, 0, err
	}
	topics, err := f(tx)
	if err == nil && len(topics) > 0 {
		if n, err = count(ctx, tx, topics); err == nil {
			err = tx.Commit()
			return err == nil, n, err
		}
	}
	// after some errors SQLite has rolled back by itself
	_ = tx.Rollback()
	return false, 0, err
}

// begin begins a transaction that ends where its caller ends it, and nowhere
// else: database/sql would roll one back in the middle of a statement when ctx
// ends and close its connection, and whoever then closes the statement ends the
// process. The statements end with ctx by themselves.
func begin(ctx context.Context, conn *sql.Conn, o *sql.TxOptions) (*sql.Tx, error) {
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	hurry := context.AfterFunc(ctx, end) // it may wait for another process's lock
	tx, err := conn.BeginTx(life, o)
	if hurry() && err == nil {
		return tx, nil
	}
	end()
	if err == nil {
		_ = tx.Rollback() // ended by itself
	}
	return nil, cmp.Or(ctx.Err(), err)
}

// unhurried gives a write that must not be lost its own time: a token that a
// server has just handed out is saved even when the person has just pressed
// Ctrl-C.
func (s *Store) unhurried(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), s.o.busy+keyringPatience)
}

func cannotOpen(err error) bool {
	var se *sqlite.Error
	return errors.As(err, &se) && (se.Code()&0xff == sqlite3.SQLITE_CANTOPEN || se.Code()&0xff == sqlite3.SQLITE_IOERR)
}

// one runs a statement that must change exactly one row.
func one(ctx context.Context, tx *sql.Tx, query string, args ...any) error {
	res, err := tx.ExecContext(ctx, query, args...)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err == nil && n == 0 {
		err = fmt.Errorf("row to change: %w", ErrNotFound)
	}
	return err
}
