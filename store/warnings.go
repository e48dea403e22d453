package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"mysettings/app/language"
)

// Warning is something about the store itself that the person should know. It
// stays until it is acknowledged or over.
type Warning struct {
	// Code is one of the Warn constants.
	Code string
	// Text is one or two sentences for people, in the language in force.
	Text string
	// At is when it was first found. UTC.
	At time.Time
}

// The codes of a Warning.
const (
	// WarnDamaged: a damaged database was set aside and a new one begun.
	WarnDamaged = "damaged_set_aside"
	// WarnKeyLost: a kept token can't be opened any more. It is over after the
	// next sign-in.
	WarnKeyLost = "key_lost"
	// WarnFile: the sealing key is in a file, not in the keyring. It is over
	// when no token hangs on that key.
	WarnFile = "protection_file"
	// WarnMemory: the sealing key is gone when the program ends.
	WarnMemory = "protection_memory"
)

// Warnings returns what is not acknowledged yet, oldest first.
func (s *Store) Warnings(ctx context.Context) ([]Warning, error) {
	var ws []Warning
	err := s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx,
			"SELECT code, text, at FROM warning WHERE acknowledged_at = 0 ORDER BY at, code")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var w Warning
			if err := rows.Scan(&w.Code, &w.Text, (*ms)(&w.At)); err != nil {
				return err
			}
			w.Text = warned(w.Text)
			ws = append(ws, w)
		}
		return rows.Err()
	})
	return ws, err
}

// Acknowledge hides a warning until it arises anew. ErrNotFound where there is
// none with that code.
func (s *Store) Acknowledge(ctx context.Context, code string) error {
	return s.write(ctx, durable, func(tx *sql.Tx) ([]Topic, error) {
		err := one(ctx, tx, "UPDATE warning SET acknowledged_at = ? WHERE code = ? AND acknowledged_at = 0",
			ms(s.now()), code)
		return []Topic{TopicConnections}, err
	})
}

// betweenText parts the text of a saved warning, which is in English, from what
// it is filled with.
const betweenText = "\x1f"

// warning is the text of a warning as it is saved.
func warning(text language.Text, filled ...string) string {
	return strings.Join(append([]string{string(text)}, filled...), betweenText)
}

// warned is a saved text as it is said.
func warned(saved string) string {
	text, filled, is := strings.Cut(saved, betweenText)
	if !is {
		return language.Say(language.Text(text))
	}
	return language.Sayf(language.Text(text), filled)
}

// execer is what *sql.DB and *sql.Tx have in common.
type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// raise writes a warning that has arisen anew.
func raise(ctx context.Context, e execer, w Warning) error {
	_, err := e.ExecContext(ctx, `
		INSERT INTO warning (code, text, at, acknowledged_at) VALUES (?, ?, ?, 0)
		ON CONFLICT (code) DO UPDATE SET text = excluded.text, at = excluded.at, acknowledged_at = 0`,
		w.Code, w.Text, ms(w.At))
	return err
}

// lower takes a warning back that is over.
func lower(ctx context.Context, e execer, code string) error {
	_, err := e.ExecContext(ctx, "DELETE FROM warning WHERE code = ?", code)
	return err
}
