package command

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mysettings/app/sandbox"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestStory goes through a sign-in's whole life with the built program and
// real HTTP: nothing, signed in, kept fresh, revoked, signed in again, signed
// out.
func TestStory(t *testing.T) {
	t.Parallel()
	d := newDesk(t, sandbox.Options{})
	var said strings.Builder // everything that was ever printed
	run := func(args ...string) result {
		t.Helper()
		r := d.run(args...)
		fmt.Fprintln(&said, r.stdout, r.stderr)
		return r
	}

	run("status").want(CodeAttention)
	golden(t, "status-empty.json", run("status", "--json").want(CodeAttention).stdout)
	golden(t, "tiles-empty.json", run("tiles", "--json").want(CodeAttention).stdout)

	golden(t, "signin.json", run("signin", "--json").want(CodeGood).says("Sign in in the browser.").stdout)
	golden(t, "status-good.json", run("status", "--json").want(CodeGood).stdout)
	golden(t, "tiles.json", run("tiles", "--json").want(CodeGood).stdout)

	// The first tile that is kept asks for one more permission, then goes on.
	run("keep", "Finance/Revenue against budget", "--every", "hourly").want(CodeGood).says("one more thing")
	kept := run("keep", "Expenses this month", "--every", "weekly", "--on", "thu,mon", "--at", "6:30", "--json").want(CodeGood)
	if strings.Contains(kept.stderr, "Sign in") {
		t.Errorf("the second keep asked again: %s", kept.stderr)
	}
	golden(t, "keep.json", kept.stdout)

	golden(t, "refresh.json", run("refresh", "Finance/Cash position", "Contoso logo", "--json").want(CodeAttention).stdout)
	run("refresh", "Me/Expenses this month").want(CodeGood)

	d.control("revoke", map[string]string{"person": "ana"})
	run("check").want(CodeAttention)
	golden(t, "status-revoked.json", run("status", "--json").want(CodeAttention).stdout)
	run("tiles", "--state", "stopped").want(CodeAttention)
	golden(t, "notices.json", run("notices", "--json").want(CodeGood).stdout)
	run("refresh", "--stale").want(CodeAttention)
	run("doctor").want(CodeAttention)

	var again struct{ Connection struct{ ID string } }
	run("signin", "ana@contoso.com", "--json").want(CodeGood).into(&again)
	run("status").want(CodeGood)
	run("check", "--json").want(CodeGood)
	run("doctor", "--json").want(CodeGood)
	run("unkeep", "Expenses this month", "--json").want(CodeGood)

	golden(t, "signout.json", run("signout", again.Connection.ID, "--json").want(CodeGood).stdout)
	golden(t, "status-signed-out.json", run("status", "--json").want(CodeAttention).stdout)
	run("signout", again.Connection.ID).want(CodeGood)

	noSecrets(t, d, said.String())
}

// noSecrets searches everything that the run has left behind for everything
// secret that went over the wire.
func noSecrets(t *testing.T, d *desk, said string) {
	t.Helper()
	var answer struct {
		Secrets []struct{ Kind, Value string }
	}
	if err := json.Unmarshal(d.control("secrets", nil), &answer); err != nil {
		t.Fatal(err)
	}
	if len(answer.Secrets) < 10 {
		t.Fatalf("the organisation knows only %d secrets", len(answer.Secrets))
	}
	logs := 0
	search := func(where string, text []byte) {
		for _, s := range answer.Secrets {
			if bytes.Contains(text, []byte(s.Value)) {
				t.Errorf("%s holds a secret (%s)", where, s.Kind)
			}
		}
	}
	search("what was printed", []byte(said))
	err := filepath.WalkDir(d.folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if strings.HasSuffix(path, ".log") {
			logs += bytes.Count(text, []byte("\n"))
		}
		search(path, text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if logs == 0 {
		t.Error("nothing was logged, so nothing was searched")
	}
}

// placeholders are what differs from run to run, and what it is replaced by.
var placeholders = []struct {
	pattern *regexp.Regexp
	with    string
}{
	{regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`), "TIME"},
	// The sentences belong to other packages, and are theirs to better.
	{regexp.MustCompile(`"text":"(\\.|[^"\\])+"`), `"text":"SENTENCE"`},
	{regexp.MustCompile(`"n-[0-9a-z-]+"`), `"NOTICE"`},
	{regexp.MustCompile(`"correlation_id":"[0-9a-f-]{36}"`), `"correlation_id":"CORRELATION"`},
	{regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`), "ID"},
	{regexp.MustCompile(`(powerbi|server)-[0-9a-f]{10}`), "CONNECTION"},
	{regexp.MustCompile(`127\.0\.0\.1:\d+`), "HOST"},
}

// golden compares one JSON document, its varying parts replaced, with the one
// in testdata. It is laid out for reading; the keys' order counts.
func golden(t *testing.T, name, document string) {
	t.Helper()
	if strings.Count(document, "\n") != 1 {
		t.Errorf("%s: not one line: %q", name, document)
	}
	for _, p := range placeholders {
		document = p.pattern.ReplaceAllString(document, p.with)
	}
	var laid bytes.Buffer
	if err := json.Indent(&laid, []byte(document), "", "  "); err != nil {
		t.Errorf("%s: %v in %q", name, err, document)
		return
	}
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, laid.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := laid.String(); got != string(want) {
		t.Errorf("%s differs from what scripts depend on (-update writes it anew):\n%s", name, firstDifference(got, string(want)))
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		var a, b string
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if a != b {
			return fmt.Sprintf("line %d: got %s, want %s", i+1, a, b)
		}
	}
	return ""
}
