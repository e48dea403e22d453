package crash

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"mysettings/app/tiles"
	"mysettings/build/trials/desk"
	"mysettings/store"
)

// status is what `status --json` answers.
type status struct {
	Connections []struct {
		ID      string
		State   tiles.SignInState
		Problem *struct{ Cause tiles.Cause }
	}
	Tiles struct{ Total, Fresh, Failing, Stopped int }
}

// restart starts the program again, which must find its data as it should be.
func (x *scene) restart() (s status) {
	x.t.Helper()
	x.leases()
	x.Run("status", "--json").Want(0, 1).Into(&s)
	return s
}

// leases must be free: nothing of what was killed may hold one.
func (x *scene) leases() {
	x.t.Helper()
	paths, err := filepath.Glob(filepath.Join(x.Folder, "lease-*"))
	if err != nil {
		x.t.Fatal(err)
	}
	for _, path := range paths {
		lock := flock.New(path)
		deadline := time.Now().Add(time.Second) // the kernel's, to bury the dead
		for {
			ok, err := lock.TryLock()
			if err != nil {
				x.t.Fatal(err)
			}
			if ok {
				break
			}
			if time.Now().After(deadline) {
				x.t.Errorf("%s is held by nobody that lives", filepath.Base(path))
				break
			}
			time.Sleep(time.Millisecond)
		}
		if err := lock.Close(); err != nil {
			x.t.Error(err)
		}
	}
}

// common is what must be true whenever no process runs and one has run to its
// end since the kill.
func (x *scene) common() {
	x.t.Helper()
	keys := map[string]bool{}
	x.query(func(row func(...any) error) error {
		var id string
		err := row(&id)
		keys[id] = true
		return err
	}, "SELECT id FROM seal_key WHERE kind = 'file'")
	x.query(func(row func(...any) error) error {
		var text string
		err := row(&text)
		if text != "ok" {
			x.t.Errorf("integrity_check: %s", text)
		}
		return err
	}, "PRAGMA integrity_check")
	x.query(func(func(...any) error) error { return errors.New("a row hangs on nothing") }, "PRAGMA foreign_key_check")
	entries, err := os.ReadDir(x.Folder)
	if err != nil {
		x.t.Fatal(err)
	}
	for _, e := range entries {
		name := e.Name()
		switch {
		case name == "mysettings.db", name == "changes", name == "log":
		case strings.HasPrefix(name, "lease-"):
		case keys[name]:
			delete(keys, name)
		default:
			x.t.Errorf("%s was left in the data folder", name)
		}
	}
	for id := range keys {
		x.t.Errorf("the key %s is missing", id)
	}
}

// query reads the database past the program.
func (x *scene) query(take func(row func(...any) error) error, query string) {
	x.t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(x.Folder, "mysettings.db"))
	if err != nil {
		x.t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(query)
	if err != nil {
		x.t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := take(rows.Scan); err != nil {
			x.t.Errorf("%s: %v", query, err)
		}
	}
	if err := rows.Err(); err != nil {
		x.t.Errorf("%s: %v", query, err)
	}
}

// kept is the refresh token that is kept for Ana, empty for none.
func (x *scene) kept() string {
	x.t.Helper()
	s, done := x.Open()
	defer done()
	conns, err := s.Connections(x.t.Context())
	if err != nil {
		x.t.Fatal(err)
	}
	if len(conns) == 0 {
		return ""
	}
	return x.tokenIn(s, conns[0].ID)
}

// keptOf is the refresh token that is kept for a connection, empty for none.
func (x *scene) keptOf(connection string) string {
	x.t.Helper()
	s, done := x.Open()
	defer done()
	return x.tokenIn(s, connection)
}

func (x *scene) tokenIn(s *store.Store, connection string) string {
	x.t.Helper()
	token, err := s.Token(x.t.Context(), connection)
	switch {
	case errors.Is(err, store.ErrNoToken):
		return ""
	case err != nil:
		x.t.Fatal(err)
	}
	return token.Refresh.Reveal()
}

// stillSignedIn proves that the sign-in survived: the newest token is kept, or
// the one before it that the provider still takes; and a renewal goes well.
func (x *scene) stillSignedIn(s status) {
	x.t.Helper()
	if len(s.Connections) != 1 || s.Connections[0].State != tiles.SignedIn || s.Connections[0].Problem != nil {
		x.t.Errorf("status after the restart: %+v; want one good sign-in", s.Connections)
	}
	given, kept := x.Given(), x.kept()
	if given.Issued > x.before.Issued+1 {
		x.t.Errorf("%d tokens were given during one operation", given.Issued-x.before.Issued)
	}
	switch {
	case kept == "":
		x.t.Error("no token is kept")
	case kept == given.Newest:
		if given.Issued > x.before.Issued {
			x.tally.newest++
		}
	case given.Issued == x.before.Issued+1 && kept == x.before.Newest:
		x.tally.previous++
	default:
		x.t.Error("the token that is kept is neither the newest nor the one before it")
	}
	x.renew()
}

// renew lets the access token end and has the program renew it.
func (x *scene) renew() {
	x.t.Helper()
	before := x.Given()
	x.Control("expire-access", desk.Ana)
	x.Run("check").Want(0, 1)
	after := x.Given()
	if after.Issued != before.Issued+1 || !after.Good {
		x.t.Errorf("the provider gave %d tokens for a renewal; its sign-in is good: %v", after.Issued-before.Issued, after.Good)
	}
	if x.kept() != after.Newest {
		x.t.Error("the renewed token is not the one that is kept")
	}
}

// nowhere fails the test where a file of the data folder holds what.
func (x *scene) nowhere(what []byte) {
	x.t.Helper()
	err := filepath.WalkDir(x.Folder, func(path string, e os.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, what) {
			x.t.Errorf("%s still holds the sealed token", e.Name())
		}
		return err
	})
	if err != nil {
		x.t.Fatal(err)
	}
}
