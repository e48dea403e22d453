package tiles

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// PastRun is a run with the feed that it is of.
type PastRun struct {
	Connection string
	Feed       string
	// Name is what the feed is called. Untrusted text.
	Name string
	Run
}

// RunsOf are the runs of one connection, all where it is empty.
func RunsOf(runs []PastRun, connection string) []PastRun {
	if connection == "" {
		return runs
	}
	return slices.DeleteFunc(slices.Clone(runs), func(r PastRun) bool { return r.Connection != connection })
}

// csvHeader are the columns of WriteCSV.
var csvHeader = []string{"record", "sign_in", "workspace", "dashboard", "name", "state", "cause", "from", "to", "trigger", "code", "text", "id"}

// WriteCSV writes a past as a table for people's own programs: RFC 4180, UTF-8,
// with a header. A record is a "state" (a tile was in it from one time to
// another), a "run" (of a model or subscription), or a span that was "watched".
// Times are RFC 3339 in UTC, empty where there is none. names says what to call
// a connection, by its ID.
//
// What a spreadsheet would take for a formula gets an apostrophe in front, as
// spreadsheets themselves do it: names come from servers.
func WriteCSV(w io.Writer, p Past, runs []PastRun, names map[string]string) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	write := func(fields ...string) error {
		for i, f := range fields {
			fields[i] = tame(f)
		}
		return out.Write(fields)
	}
	called := func(connection string) string {
		if name := names[connection]; name != "" {
			return name
		}
		return connection
	}
	if err := write(csvHeader...); err != nil {
		return fmt.Errorf("history as a table: %w", err)
	}
	for i := range p.Spells {
		s := &p.Spells[i]
		if err := write("state", called(s.Connection), s.Workspace, s.Dashboard, s.Title, string(s.State), string(s.Cause),
			csvTime(s.begin()), csvTime(s.To), "", "", "", s.Tile); err != nil {
			return fmt.Errorf("history as a table: %w", err)
		}
	}
	for i := range runs {
		r := &runs[i]
		if err := write("run", called(r.Connection), "", "", r.Name, string(r.Status), "",
			csvTime(r.Start), csvTime(r.End), r.Trigger, r.Code, r.Text, r.Feed); err != nil {
			return fmt.Errorf("history as a table: %w", err)
		}
	}
	for _, c := range slices.Sorted(maps.Keys(p.Watched)) {
		for _, s := range p.Watched[c] {
			if err := write("watched", called(c), "", "", "", "", "", csvTime(s.From), csvTime(s.To), "", "", "", c); err != nil {
				return fmt.Errorf("history as a table: %w", err)
			}
		}
	}
	if out.Flush(); out.Error() != nil {
		return fmt.Errorf("history as a table: %w", out.Error())
	}
	return nil
}

func csvTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// maxCell is how many characters a spreadsheet lets into a cell.
const maxCell = 32_000

// tame is a text as a cell that no spreadsheet takes for a formula, on one
// line, without what can't be seen.
func tame(s string) string {
	s = Clean(s, maxCell)
	// Spreadsheets pass over blanks in front, and take the wide forms too.
	if t := strings.TrimLeft(s, " \u00a0\u3000'\""); t != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(t)[0]) {
		return "'" + s
	}
	return s
}
