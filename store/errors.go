package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// The errors that callers branch on. Every error of this package that has one
// of these reasons matches it with [errors.Is]; the text around it is for logs.
var (
	// ErrNotFound is returned when the row asked for, or the row that the
	// written one hangs on, does not exist. A [Keyring] returns it when it
	// works and holds no such entry.
	ErrNotFound = errors.New("not found")
	// ErrNoToken is returned by Token when none is kept for the connection.
	ErrNoToken = errors.New("no token")
	// ErrKeyLost is returned when a token is kept but can never be opened
	// again: its key is gone, is another one, or the sealed bytes were changed.
	// Signing in again is the remedy.
	ErrKeyLost = errors.New("sealing key lost")
	// ErrKeyringLocked is returned when the system's keyring is there and did
	// not open: unlocking it is the remedy, and the sign-in is not lost.
	ErrKeyringLocked = errors.New("keyring locked")
	// ErrKeyringMissing is returned when the key is in the system's keyring and
	// no keyring answers here (no session bus, no Secret Service).
	ErrKeyringMissing = errors.New("no keyring")
	// ErrReadOnly is returned when the data folder or a file in it cannot be
	// written.
	ErrReadOnly = errors.New("data folder not writable")
	// ErrFull is returned when the disk, or the quota on it, is full.
	ErrFull = errors.New("disk full")
	// ErrBusy is returned when another process kept the database locked for
	// longer than the time limit.
	ErrBusy = errors.New("database locked")
	// ErrNewer is returned by Open when a newer version of the app has written
	// the database. Nothing is changed.
	ErrNewer = errors.New("database written by a newer version")
	// ErrDamaged is returned by the call that found the database damaged. The
	// database was set aside by then where that was possible, a new one begun,
	// and Warnings says so: the next call works on the new one.
	ErrDamaged = errors.New("database damaged")
	// ErrClosed is returned by every call after Close.
	ErrClosed = errors.New("store closed")
)

// classify puts the sentinel that fits before err, which may be nil.
func classify(err error) error {
	if err == nil {
		return nil
	}
	if reason := reasonOf(err); reason != nil && !errors.Is(err, reason) {
		return fmt.Errorf("%w: %w", reason, err)
	}
	return err
}

// reasonOf returns the sentinel for an error of SQLite or of the system, nil
// for every other.
func reasonOf(err error) error {
	var se *sqlite.Error
	if errors.As(err, &se) {
		return reasonOfCode(se.Code())
	}
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return ErrNotFound
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return nil
	case errors.Is(err, syscall.ENOSPC), isDiskFull(err):
		return ErrFull
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS), errors.Is(err, syscall.ENOTDIR):
		return ErrReadOnly
	}
	return nil
}

// reasonOfCode reads SQLite's result codes, https://www.sqlite.org/rescode.html.
func reasonOfCode(code int) error {
	switch code {
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return ErrNotFound
	case sqlite3.SQLITE_IOERR_SHMSIZE:
		// the shared-memory file could not be made larger
		return ErrFull
	}
	switch code & 0xff {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return ErrDamaged
	case sqlite3.SQLITE_FULL:
		return ErrFull
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return ErrReadOnly
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL:
		return ErrBusy
	}
	return nil
}
