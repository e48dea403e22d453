// Package storetest spares tests the time in which a database is made: a tenth
// of a second, or half of one with the race detector, for each of hundreds.
package storetest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"mysettings/store"
)

// fileName is the database's name in the data folder.
const fileName = "mysettings.db"

// made is a new database of the present schema, made once per process.
var made = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "storetest-")
	if err != nil {
		return nil, fmt.Errorf("making a database: %w", err)
	}
	defer os.RemoveAll(dir)
	s, err := store.Open(context.Background(), dir, store.Options{Protection: "memory"})
	if err != nil {
		return nil, fmt.Errorf("making a database: %w", err)
	}
	if err := s.Close(); err != nil {
		return nil, fmt.Errorf("making a database: %w", err)
	}
	return os.ReadFile(filepath.Join(dir, fileName))
})

// Fill puts a new database, in which there is nothing, into a data folder that
// has none. All of a process have the same id; nobody has put anything into it.
func Fill(t testing.TB, dir string) {
	t.Helper()
	database, err := made()
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, fileName), database, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
