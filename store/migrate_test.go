package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mysettings/app/tiles"
)

var update = flag.Bool("update", false, "write the sample of the present schema version anew")

// everything is all that a Store can say.
type everything struct {
	Connections []tiles.Connection
	Token       tokenText
	Password    string `json:",omitempty"`
	Tiles       []tiles.Tile
	Feeds       []tiles.Feed
	Notices     []tiles.Notice
	Settings    map[string]string
	Requests    []Request
	Warnings    []Warning
	Protection  string
}

func readEverything(t testing.TB, s *Store) (e everything) {
	t.Helper()
	ctx := t.Context()
	e.Connections = get(s.Connections(ctx))(t)
	plain := get(get(s.Token(ctx, "c1"))(t).encode())(t)
	must(t, json.Unmarshal(plain, &e.Token))
	if p, err := s.Password(ctx, "c1"); !errors.Is(err, ErrNoToken) {
		e.Password = get(p, err)(t).Reveal()
	}
	e.Tiles = get(s.Tiles(ctx))(t)
	e.Feeds = get(s.Feeds(ctx))(t)
	e.Notices = get(s.Notices(ctx, time.Time{}, 0))(t)
	e.Settings = get(s.Settings(ctx))(t)
	e.Requests = get(s.Requests(ctx))(t)
	e.Warnings = get(s.Warnings(ctx))(t)
	e.Protection = get(s.Protection(ctx))(t)
	return e
}

// The samples in testdata are databases as each version of the app has written
// them: v2.sql is a dump, v2.json what a Store has to read from it, and
// v2.key-… the key file beside it. Their secrets are made up.
func TestSamples(t *testing.T) {
	t.Parallel()
	if *update {
		writeSample(t, len(migrations))
	}
	for v := 1; v <= len(migrations); v++ {
		t.Run(fmt.Sprint("v", v), func(t *testing.T) {
			t.Parallel()
			s := openStore(t, restoreSample(t, v), Options{Protection: protectFile})
			b, err := os.ReadFile(sample(v, ".json"))
			if err != nil {
				t.Fatalf("no sample of schema %d (go test -run TestSamples -update writes that of the last): %v", v, err)
			}
			var want everything
			must(t, json.Unmarshal(b, &want))
			same(t, "read from the sample", readEverything(t, s), want)
			must(t, s.SaveSignIn(t.Context(), connection("c1"), token("new")))
			same(t, "token", get(s.Token(t.Context(), "c1"))(t), token("new"))
			addServer(t, s)
		})
	}
}

// A released step that is changed later would leave databases of two kinds
// with the same version.
func TestSampleHasTheSchemaOfItsVersion(t *testing.T) {
	t.Parallel()
	for v := 1; v <= len(migrations); v++ {
		db := bareDatabase(t)
		must(t, migrate(t.Context(), db, migrations[:v]))
		old := get(sql.Open("sqlite", dsn(filepath.Join(restoreSample(t, v), fileName), nil, map[string][]string{})))(t)
		if got, want := schemaOf(t, old), schemaOf(t, db.writer); got != want {
			t.Errorf("the sample of v%d was made with\n%s\nbut the steps to v%d make\n%s", v, got, v, want)
		}
		must(t, old.Close())
	}
}

func TestMigrationToALaterVersion(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for v := 1; v <= len(migrations); v++ {
		dir := restoreSample(t, v)
		db := get(connect(filepath.Join(dir, fileName), Options{busy: time.Second}))(t)
		defer db.close()
		steps := append(migrations[:len(migrations):len(migrations)],
			`ALTER TABLE setting ADD COLUMN at INTEGER NOT NULL DEFAULT 7; CREATE TABLE added (x INTEGER) STRICT;`,
			`INSERT INTO added (x) SELECT at FROM setting;`)
		must(t, migrate(ctx, db, steps))
		must(t, migrate(ctx, db, steps))
		if got := get(db.version(ctx))(t); got != len(steps) {
			t.Errorf("version %d; want %d", got, len(steps))
		}
		var x, settings int
		must(t, db.reader.QueryRow("SELECT sum(x) FROM added").Scan(&x))
		must(t, db.reader.QueryRow("SELECT count(*) FROM setting").Scan(&settings))
		if settings == 0 || x != 7*settings {
			t.Errorf("sum %d over %d settings; want 7 each", x, settings)
		}
		must(t, db.close())
		before := get(os.ReadFile(filepath.Join(dir, fileName)))(t)

		// and today's version leaves it alone
		_, err := Open(ctx, dir, Options{})
		wantErr(t, "Open", err, ErrNewer)
		if string(before) != string(get(os.ReadFile(filepath.Join(dir, fileName)))(t)) {
			t.Error("a newer version's database was changed")
		}
		if files := damagedFiles(t, dir); len(files) != 0 {
			t.Errorf("set aside: %v", files)
		}
	}
}

// A step that fails leaves the version before it, whole.
func TestMigrationThatFails(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db := bareDatabase(t)
	steps := append(migrations[:len(migrations):len(migrations)],
		`CREATE TABLE half (x INTEGER); DROP TABLE setting; INSERT INTO nothing VALUES (1);`)
	if err := migrate(ctx, db, steps); err == nil {
		t.Fatal("no error")
	}
	if got := get(db.version(ctx))(t); got != len(migrations) {
		t.Errorf("version %d; want %d", got, len(migrations))
	}
	var names string
	must(t, db.reader.QueryRow(`SELECT group_concat(name) FROM sqlite_schema WHERE name IN ('half', 'setting')`).Scan(&names))
	if names != "setting" {
		t.Errorf("tables %s; want setting", names)
	}

	canceled, cancel := context.WithCancel(ctx)
	cancel()
	wantErr(t, "canceled", migrate(canceled, db, steps), context.Canceled)
}

func TestEachDatabaseHasItsOwnName(t *testing.T) {
	t.Parallel()
	a := get(newStore(t).activeKey(t.Context()))(t)
	b := get(newStore(t).activeKey(t.Context()))(t)
	if a.database == "" || a.database == b.database {
		t.Errorf("names %q and %q", a.database, b.database)
	}
}

func TestPragmasOnEveryConnection(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	for name, pool := range map[string]*sql.DB{"writer": s.db.writer, "reader": s.db.reader} {
		n := pool.Stats().MaxOpenConnections
		for range n {
			conn := get(pool.Conn(ctx))(t) // all at once, so that each is another one
			defer conn.Close()
			want := map[string]string{"journal_mode": "wal", "foreign_keys": "1", "synchronous": "2", "busy_timeout": "10000",
				"trusted_schema": "0", "temp_store": "2", "query_only": "1"}
			if name == "writer" {
				want["query_only"], want["secure_delete"] = "0", "1"
			}
			for pragma, w := range want {
				var got string
				must(t, conn.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&got))
				if got != w {
					t.Errorf("%s: %s = %s; want %s", name, pragma, got, w)
				}
			}
		}
	}
}

// A relaxed commit does not leave the connection relaxed for a token.
func TestTokensAreDurable(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newStore(t)
	level := func(tx *sql.Tx) (n int) {
		must(t, tx.QueryRow("PRAGMA synchronous").Scan(&n))
		return n
	}
	for _, c := range []struct {
		d    durability
		want int
	}{{durable, 2}, {relaxed, 1}, {durable, 2}} {
		must(t, s.write(ctx, c.d, func(tx *sql.Tx) ([]Topic, error) {
			if got := level(tx); got != c.want {
				t.Errorf("synchronous = %d; want %d", got, c.want)
			}
			return nil, nil
		}))
	}
	refused := errors.New("refused")
	wantErr(t, "write", s.write(ctx, relaxed, func(*sql.Tx) ([]Topic, error) { return nil, refused }), refused)
	must(t, s.write(ctx, durable, func(tx *sql.Tx) ([]Topic, error) {
		if got := level(tx); got != 2 {
			t.Errorf("synchronous = %d after an error; want 2", got)
		}
		return nil, nil
	}))
}

func sample(v int, suffix string) string {
	return filepath.Join("testdata", fmt.Sprint("v", v, suffix))
}

// restoreSample makes a data folder from a sample.
func restoreSample(t testing.TB, v int) string {
	t.Helper()
	dir := t.TempDir()
	db := get(sql.Open("sqlite", dsn(filepath.Join(dir, fileName), []string{"journal_mode(WAL)"}, map[string][]string{})))(t)
	_, err := db.Exec(string(get(os.ReadFile(sample(v, ".sql")))(t)))
	must(t, err)
	must(t, db.Close())
	for _, path := range get(filepath.Glob(sample(v, ".key-*")))(t) {
		_, name, _ := strings.Cut(filepath.Base(path), ".")
		must(t, os.WriteFile(filepath.Join(dir, name), get(os.ReadFile(path))(t), 0o600))
	}
	return dir
}

// writeSample dumps a database that holds something of everything.
func writeSample(t *testing.T, v int) {
	ctx := t.Context()
	s := newStore(t)
	var c tiles.Connection
	full(&c)
	c.ID = "c1"
	var tk Token
	full(&tk)
	must(t, s.SaveSignIn(ctx, c, tk))
	must(t, s.SavePassword(ctx, "c1", NewSecret("made up")))
	must(t, s.SaveConnection(ctx, tiles.Connection{ID: "c2", Kind: tiles.ReportServer}))
	var tile tiles.Tile
	var feed tiles.Feed
	full(&tile)
	full(&feed)
	tile.ID, tile.Connection, tile.Feed, feed.ID, feed.Connection = "c1/t", "c1", "c1/f", "c1/f", "c1"
	tile.Keep.Tile, tile.Keep.Feed = tile.ID, feed.ID
	bare := tiles.Tile{ID: "c1/u", Connection: "c1"}
	must(t, s.SaveInventory(ctx, "c1", []tiles.Tile{tile, bare}, []tiles.Feed{feed, {ID: "c1/g", Connection: "c1"}}, now))
	must(t, s.SaveLook(ctx, feed))
	must(t, s.SaveKeep(ctx, *tile.Keep))
	must(t, s.SaveStrips(ctx, map[string]tiles.Strip{tile.ID: "ggf"}))
	must(t, s.MuteTiles(ctx, []string{tile.ID}, true, now))
	for _, a := range feed.Asks {
		a.Feed = feed.ID
		must(t, s.SaveAsk(ctx, a))
	}
	var n tiles.Notice
	full(&n)
	must(t, s.SaveNotices(ctx, []tiles.Notice{n, {ID: "bare"}}))
	must(t, s.SetSetting(ctx, "theme", "dark"))
	get(s.Request(ctx, "show", "tiles"))(t)
	must(t, raise(ctx, s.db.writer, Warning{Code: WarnDamaged, Text: "text", At: now}))
	must(t, os.WriteFile(sample(v, ".sql"), []byte(dump(t, raw(t, s), v)), 0o644))
	must(t, os.WriteFile(sample(v, ".json"), append(get(json.MarshalIndent(readEverything(t, s), "", " "))(t), '\n'), 0o644))
	for _, old := range get(filepath.Glob(sample(v, ".key-*")))(t) {
		must(t, os.Remove(old))
	}
	for _, name := range keyFiles(t, s) {
		must(t, os.WriteFile(sample(v, "."+name), get(os.ReadFile(s.keyPath(name)))(t), 0o644))
	}
}

// dump is the database as SQL.
func dump(t testing.TB, db *sql.DB, version int) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(schemaOf(t, db))
	rows := get(db.Query(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name`))(t)
	var tables []string
	for rows.Next() {
		var name string
		must(t, rows.Scan(&name))
		tables = append(tables, name)
	}
	must(t, rows.Err())
	for _, name := range tables {
		dumpRows(t, db, &b, name)
	}
	fmt.Fprintf(&b, "PRAGMA user_version = %d;\n", version)
	return b.String()
}

func dumpRows(t testing.TB, db *sql.DB, b *strings.Builder, table string) {
	t.Helper()
	var columns, quoted string
	must(t, db.QueryRow(`SELECT group_concat(name, ', '), group_concat('quote(' || name || ')', ' || '', '' || ')
		FROM pragma_table_info(?)`, table).Scan(&columns, &quoted))
	rows := get(db.Query("SELECT " + quoted + " FROM " + table + " ORDER BY 1"))(t)
	defer rows.Close()
	for rows.Next() {
		var values string
		must(t, rows.Scan(&values))
		fmt.Fprintf(b, "INSERT INTO %s (%s) VALUES (%s);\n", table, columns, values)
	}
	must(t, rows.Err())
}

// schemaOf is the SQL that makes the tables, then the indexes and triggers on them.
func schemaOf(t testing.TB, db *sql.DB) string {
	t.Helper()
	rows := get(db.Query(`SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
		ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END, rowid`))(t)
	defer rows.Close()
	var b strings.Builder
	for rows.Next() {
		var q string
		must(t, rows.Scan(&q))
		b.WriteString(q + ";\n")
	}
	must(t, rows.Err())
	return b.String()
}

// bareDatabase is an empty file that is connected.
func bareDatabase(t testing.TB) *database {
	t.Helper()
	path := filepath.Join(t.TempDir(), fileName)
	must(t, createPrivate(path))
	db := get(connect(path, Options{busy: time.Second}))(t)
	t.Cleanup(func() { must(t, db.close()) })
	return db
}
