package crash

import (
	"database/sql"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"mysettings/app/sandbox"
)

// samples are the stored databases of every schema version that was released.
const samples = "../../../store/testdata"

// manyTiles makes a sample large enough for its migration to take a while.
const manyTiles = 3000

func migrations() []operation {
	return []operation{{name: "migrate", options: sandbox.Options{Tiles: 12}, prepare: referMigrations, arrange: toMigrate, verify: afterMigration}}
}

// migrated is what a scene of migrations remembers.
type migrated struct {
	// version is of the sample that is being migrated; 0 for no database.
	version int
	// want is what each version is when nobody is killed.
	want map[int]content
}

// content is a database: the rows of its tables, as text.
type content map[string][]string

// referMigrations migrates every sample without being disturbed.
func referMigrations(x *scene) {
	m := &migrated{want: map[int]content{}}
	for v := range latestSample(x) + 1 {
		x.restore(v)
		x.Run("status").Want(0, 1)
		m.want[v] = x.content()
	}
	x.bag = m
}

func latestSample(x *scene) (latest int) {
	x.t.Helper()
	paths, err := filepath.Glob(filepath.Join(samples, "v*.sql"))
	if err != nil || len(paths) == 0 {
		x.t.Fatalf("no samples of older databases: %v", err)
	}
	return len(paths)
}

// restore puts a sample in place of the data folder.
func (x *scene) restore(version int) {
	x.t.Helper()
	must := func(err error) {
		x.t.Helper()
		if err != nil {
			x.t.Fatal(err)
		}
	}
	must(os.RemoveAll(x.Folder))
	must(os.MkdirAll(x.Folder, 0o700))
	if version == 0 {
		return // nothing yet: the first start of all
	}
	text, err := os.ReadFile(filepath.Join(samples, fmt.Sprintf("v%d.sql", version)))
	must(err)
	path := filepath.Join(x.Folder, "mysettings.db")
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)")
	must(err)
	_, err = db.Exec(string(text))
	must(err)
	var names string
	must(db.QueryRow("SELECT group_concat(name) FROM pragma_table_info('tile') WHERE name <> 'id'").Scan(&names))
	_, err = db.Exec(fmt.Sprintf(`
		WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < %d)
		INSERT INTO tile (id, %s) SELECT t.id || '-' || i, %s FROM n, (SELECT * FROM tile LIMIT 1) t`,
		manyTiles, names, "t."+strings.ReplaceAll(names, ",", ", t.")))
	must(err)
	must(db.Close())
	keys, err := filepath.Glob(filepath.Join(samples, fmt.Sprintf("v%d.key-*", version)))
	must(err)
	for _, key := range keys {
		b, err := os.ReadFile(key)
		must(err)
		_, name, _ := strings.Cut(filepath.Base(key), ".")
		must(os.WriteFile(filepath.Join(x.Folder, name), b, 0o600))
	}
}

// content reads the whole database, without what is made of chance and of the
// time of the migration.
func (x *scene) content() content {
	x.t.Helper()
	all := content{}
	x.query(func(row func(...any) error) error {
		var name, columns string
		err := row(&name, &columns)
		all[name] = []string{columns}
		return err
	}, `SELECT m.name, (SELECT group_concat(name, ' || ''|'' || quote(') FROM (
			SELECT name || ')' AS name FROM pragma_table_info(m.name) WHERE NOT (m.name = 'spell' AND name = 'start') ORDER BY cid))
		FROM sqlite_schema m WHERE m.type = 'table' AND m.name <> 'topic'`)
	for name, rows := range all {
		query := "SELECT quote(" + rows[0] + " AS line FROM " + name
		if name == "meta" {
			query += " WHERE key <> 'database'"
		}
		x.query(func(row func(...any) error) error {
			var line sql.NullString
			err := row(&line)
			all[name] = append(all[name], line.String)
			return err
		}, query+" ORDER BY line")
	}
	x.query(func(row func(...any) error) error {
		var version string
		err := row(&version)
		all["user_version"] = []string{version}
		return err
	}, "PRAGMA user_version")
	return all
}

func toMigrate(x *scene) *exec.Cmd {
	m := x.bag.(*migrated)
	m.version = x.rng.IntN(len(m.want)) // 0 is the first start
	x.restore(m.version)
	return x.Command(x.t.Context(), "status", "--json")
}

func afterMigration(x *scene) {
	x.t.Helper()
	x.restart()
	m := x.bag.(*migrated)
	got, want := x.content(), m.want[m.version]
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if !slices.Equal(got[name], want[name]) {
			x.t.Errorf("from schema %d, table %s has %d rows; want the %d of a migration that nobody disturbs", m.version, name, len(got[name])-1, len(want[name])-1)
		}
	}
	if len(got) != len(want) {
		x.t.Errorf("from schema %d: %d tables; want %d", m.version, len(got)-1, len(want)-1)
	}
	if m.version > 0 && x.keptOf("c1") == "" {
		x.t.Errorf("the token of the sample of schema %d doesn't open", m.version)
	}
}
