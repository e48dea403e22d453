package doctor

import (
	"cmp"
	"fmt"
	"os"
	"os/user"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"mysettings/app/program"
	"mysettings/app/tiles"
)

// shortest is how long a name must be to be taken out of a text: "BI" or "Q1"
// says nothing about anybody, and is in other words.
const shortest = 4

// redactor takes what names people, machines and their work out of texts.
type redactor struct{ names *strings.Replacer }

var addressForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+`)
})

func (r redactor) text(s string) string {
	s = program.Scrub(r.names.Replace(s))
	return addressForm().ReplaceAllString(s, "[address]")
}

// newRedactor knows the names that the store and the system know. The same
// name is always the same mark, so that what happened can still be followed.
func newRedactor(conns []tiles.Connection, ts []tiles.Tile, feeds []tiles.Feed) redactor {
	m := marks{known: map[string]string{}, counts: map[string]int{}}
	for _, c := range conns {
		m.add("account", c.Name)
		m.add("person", c.Person)
		m.add("account", c.Server.User)
		m.add("account", c.Server.Account)
		m.add("server", c.Server.URL)
		m.add("server", c.Server.Host())
		m.add("id", c.ObjectID)
	}
	for _, t := range ts {
		m.add("tile", t.Title)
		m.add("dashboard", t.Dashboard)
		m.add("workspace", t.Workspace)
		m.add("report", t.Report)
	}
	for _, f := range feeds {
		m.add("model", f.Name)
		m.add("account", f.Owner)
	}
	if home, err := os.UserHomeDir(); err == nil {
		m.known[home] = "~"
	}
	if who, err := user.Current(); err == nil && who.Username != "root" {
		m.add("user", who.Username)
	}
	if host, err := os.Hostname(); err == nil && host != "localhost" {
		m.add("computer", host)
	}
	return m.redactor()
}

// marks are what names are replaced by.
type marks struct {
	known  map[string]string
	counts map[string]int
}

func (m *marks) add(kind, name string) {
	for _, form := range []string{name, tiles.Clean(name, 10000)} {
		if utf8.RuneCountInString(form) < shortest || strings.EqualFold(form, "My workspace") {
			continue
		}
		if _, ok := m.known[form]; !ok {
			m.counts[kind]++
			m.known[form] = fmt.Sprintf("[%s %d]", kind, m.counts[kind])
		}
	}
}

// redactor replaces the longest name that fits first.
func (m *marks) redactor() redactor {
	names := make([]string, 0, len(m.known))
	for name := range m.known {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	pairs := make([]string, 0, 2*len(names))
	for _, name := range names {
		pairs = append(pairs, name, m.known[name])
	}
	return redactor{strings.NewReplacer(pairs...)}
}
