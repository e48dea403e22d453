package main

import (
	_ "embed"
	"fmt"
	"io"
	"strings"
)

// mit is the body of the MIT licence, for packages that name it and bring none.
//
//go:embed texts/mit.txt
var mit string

// unicode is the licence of the Unicode CLDR, as it comes with its data.
//
//go:embed texts/unicode-3.0.txt
var unicode string

// zoneData is in app/tiles/windowszones_gen.go.
var zoneData = part{Name: "Unicode CLDR, windowsZones", Version: "48", Licence: "Unicode-3.0",
	Direct: true, In: "command, tray, window", Texts: []text{{"LICENSE", tidy(unicode)}}}

// goItself has the text of the modules golang.org/x. The zones in time/tzdata
// are in the public domain.
const goItself = "golang.org/x/sys"

const intro = `# Third-party notices

Made by ` + "`go run ./build/generate/licences -o build/THIRD_PARTY.md`" + `; do not edit.

My Settings for Power BI contains work of others. The tables say what is in which
executable and under which licence; the texts follow below them. "Direct" marks
what the project's own code uses; the rest came with it.

Not in any executable, and used from your system where they are installed: GTK,
WebKitGTK and Ayatana AppIndicator on Linux, WebView2 on Windows.
`

// write writes the whole document.
func write(w io.Writer, linked, page, tools []part) error {
	var b strings.Builder
	b.WriteString(intro)
	table(&b, "Go modules in the executables", linked)
	fmt.Fprintf(&b, "\nEvery executable also holds the Go runtime and standard library (BSD-3-Clause, the text\nof %s below), with the time zone database of IANA (public domain).\n", goItself)
	table(&b, "What the page in the window is built from", page)
	table(&b, "Data", []part{zoneData})
	if len(tools) > 0 {
		table(&b, "Used by tests and tools only, in no executable", tools)
	}
	shipped := append(append(append([]part(nil), linked...), page...), zoneData)
	b.WriteString("\n## Texts\n")
	for _, t := range distinct(shipped) {
		fmt.Fprintf(&b, "\n### %s\n\n````text\n%s````\n", strings.Join(t.of, ", "), t.body)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func table(b *strings.Builder, title string, parts []part) {
	fmt.Fprintf(b, "\n## %s\n\n| name | version | licence | direct | in |\n| --- | --- | --- | --- | --- |\n", title)
	for _, p := range parts {
		direct, in := "", p.In
		if p.Direct {
			direct = "yes"
		}
		if in == "" {
			in = "none"
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", p.Name, p.Version, p.Licence, direct, in)
	}
}

// shared is one text and the parts that it came with.
type shared struct {
	of   []string
	body string
}

// distinct gives every text once, in the order of first use. Texts that differ
// only in how their lines are broken are one.
func distinct(parts []part) []*shared {
	var all []*shared
	seen := map[string]*shared{}
	for _, p := range parts {
		for _, t := range p.Texts {
			words := strings.Join(strings.Fields(t.Body), " ")
			s := seen[words]
			if s == nil {
				s = &shared{body: t.Body}
				seen[words] = s
				all = append(all, s)
			}
			s.of = append(s.of, p.Name+" ("+t.File+")")
		}
	}
	return all
}
