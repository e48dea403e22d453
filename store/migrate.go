package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	_ "embed"
	"fmt"
)

var (
	//go:embed schema/0001.sql
	schema1 string
	//go:embed schema/0002.sql
	schema2 string
	//go:embed schema/0003.sql
	schema3 string
	//go:embed schema/0004.sql
	schema4 string
)

// migrations are the steps from each schema version to the next, the first one
// from an empty file. A step that was released is never changed: what is new
// goes into a new one, with a stored sample of the version before it in
// testdata.
var migrations = []string{schema1, schema2, schema3, schema4}

// migrate brings db to the last of steps, each step in a transaction of its
// own: after a failure or a power cut the database is at a whole version.
// ErrNewer where it is beyond the last already.
func migrate(ctx context.Context, db *database, steps []string) error {
	conn, err := db.writer.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	for {
		done, err := migrateOnce(ctx, conn, steps)
		if err != nil || done {
			return err
		}
	}
}

func migrateOnce(ctx context.Context, conn *sql.Conn, steps []string) (done bool, err error) {
	tx, err := begin(ctx, conn, nil)
	if err != nil {
		return false, err
	}
	defer func() { _ = tx.Rollback() }()
	var version int
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return false, err
	}
	switch {
	case version == len(steps):
		return true, nil
	case version > len(steps):
		return false, newer(version, len(steps))
	}
	if _, err := tx.ExecContext(ctx, steps[version]); err != nil {
		return false, fmt.Errorf("migration to schema %d: %w", version+1, err)
	}
	if version == 0 {
		_, err := tx.ExecContext(ctx, "INSERT INTO meta (key, value) VALUES ('database', ?)", rand.Text())
		if err != nil {
			return false, err
		}
	}
	// a pragma takes no bound parameter
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version+1)); err != nil {
		return false, err
	}
	return false, tx.Commit()
}

func newer(version, known int) error {
	return fmt.Errorf("schema %d, this version knows %d: %w", version, known, ErrNewer)
}
