package store

import (
	"context"
	"database/sql"
	"strings"
)

// scanner is what *sql.Row and *sql.Rows have in common.
type scanner interface{ Scan(dest ...any) error }

// each reads the rows of a query one after the other.
func each[T any](ctx context.Context, tx *sql.Tx, scan func(scanner) (T, error), take func(T),
	query string, args ...any) error {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	return takeAll(rows, scan, take)
}

// eachOf is each with a prepared query.
func eachOf[T any](ctx context.Context, query *sql.Stmt, scan func(scanner) (T, error), take func(T), args ...any) error {
	rows, err := query.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	return takeAll(rows, scan, take)
}

func takeAll[T any](rows *sql.Rows, scan func(scanner) (T, error), take func(T)) error {
	defer rows.Close()
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return err
		}
		take(v)
	}
	return rows.Err()
}

// upsert is the statement that adds a row, or puts all its columns in place of
// those of the row with the same key. Unlike REPLACE it deletes nothing, and so
// nothing that hangs on the row.
func upsert(table, columns, key string) string {
	return upsertOnly(table, columns, key, columns)
}

// upsertOnly is upsert that leaves a row that is there as it is but for the
// columns in changed.
func upsertOnly(table, columns, key, changed string) string {
	names := fields(columns)
	keys := make(map[string]bool)
	for _, k := range fields(key) {
		keys[k] = true
	}
	var sets []string
	for _, n := range fields(changed) {
		if !keys[n] {
			sets = append(sets, n+" = excluded."+n)
		}
	}
	return "INSERT INTO " + table + " (" + strings.Join(names, ", ") + ") VALUES (?" +
		strings.Repeat(", ?", len(names)-1) + ") ON CONFLICT (" + key + ") DO UPDATE SET " + strings.Join(sets, ", ")
}

// fields are the names in a list of columns.
func fields(columns string) []string {
	return strings.FieldsFunc(columns, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\t' })
}
