package tiles

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"testing"
)

func TestWriteCSV(t *testing.T) {
	t.Parallel()
	evil := spellOf("a", Failing, CauseGateway, "2026-03-03 08:00", "")
	evil.Began = at("2026-03-03 07:04")
	evil.Title, evil.Dashboard, evil.Workspace = `=HYPERLINK("http://x")`, "Sales, \"north\"\r\nand south", "+49"
	var b bytes.Buffer
	err := WriteCSV(&b, Past{Spells: []Spell{evil}, Watched: watchedFrom("2026-03-01", "2026-03-02")},
		[]PastRun{{Connection: "d", Feed: "d/f", Name: "Model", Run: Run{ID: "r", Start: at("2026-03-03 06:00"), Status: RunFailed, Trigger: "Scheduled", Code: "@SUM", Text: "-1\nbad"}}},
		map[string]string{"c": "ana@contoso.com"})
	want := "record,sign_in,workspace,dashboard,name,state,cause,from,to,trigger,code,text,id\r\n" +
		`state,ana@contoso.com,'+49,"Sales, ""north"" and south","'=HYPERLINK(""http://x"")",failing,gateway,2026-03-03T07:04:00Z,,,,,c/a` + "\r\n" +
		"run,d,,,Model,failed,,2026-03-03T06:00:00Z,,Scheduled,'@SUM,'-1 bad,d/f\r\n" +
		"watched,ana@contoso.com,,,,,,2026-03-01T00:00:00Z,2026-03-02T00:00:00Z,,,,c\r\n"
	if err != nil || b.String() != want {
		t.Errorf("got %v\n%s\nwant\n%s", err, b.String(), want)
	}
}

type full struct{}

var errFull = errors.New("full")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWriteCSVThatFails(t *testing.T) {
	t.Parallel()
	if err := WriteCSV(full{}, Past{}, nil, nil); !errors.Is(err, errFull) {
		t.Errorf("got %v; want %v", err, errFull)
	}
}

// FuzzCSV checks that whatever a server calls things, the table has the same
// shape, and no cell is a formula.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{"", "Sales", "=1+1", " =1+1", "\t=1+1", "\r\n@A1", "'=1", "\"=1\"", "＝1", "\u00a0-1", "a,b\"c\r\n", "\xff=1", "\u200b=1", "\ufeff=1", ";=1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		var b bytes.Buffer
		s := Spell{Tile: name, Connection: name, Title: name, Dashboard: name, State: Late}
		err := WriteCSV(&b, Past{Spells: []Spell{s}}, []PastRun{{Name: name, Run: Run{Code: name, Text: name, Trigger: name}}}, map[string]string{name: name})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&b).ReadAll()
		if err != nil || len(rows) != 3 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if bare := strings.TrimLeft(cell, " \t\r\n\"\u00a0"); bare != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(bare)[0]) {
					t.Errorf("%q is a formula", cell)
				}
				if strings.ContainsAny(cell, "\r\n\t\x00") {
					t.Errorf("%q is more than a line", cell)
				}
			}
		}
	})
}
