package language

import (
	"embed"
	"encoding/json"
	"strings"
	"sync"
	"sync/atomic"
)

// English is the tag of the language that needs no file.
const English = "en"

//go:embed *.json
var files embed.FS

// dictionary is a file.
type dictionary struct {
	Name      string            `json:"name"`
	Months    []string          `json:"months"`     // January first
	Weekdays  []string          `json:"weekdays"`   // Sunday first, as in package time
	ShortDays int               `json:"short_days"` // letters of a weekday that is cut short; a month has 3
	Sentences map[string]string `json:"sentences"`
	Page      json.RawMessage   `json:"page"`

	tag string
}

// speech is the language in force, and its file once something was said.
type speech struct {
	tag  string
	file func() *dictionary
}

var now atomic.Pointer[speech] // nil is English

// inForce is the file of the language in force, nil for English.
func inForce() *dictionary {
	if s := now.Load(); s != nil {
		return s.file()
	}
	return nil
}

// Use puts a language in force, for the whole process: a tag such as de or
// de-AT, or auto for the system's. One that there is no file of is English. It
// reports whether that is another language than before.
func Use(tag string) (changed bool) {
	tag = match(tag)
	before := Tag()
	if tag == before {
		return false
	}
	var next *speech
	if tag != English {
		next = &speech{tag: tag, file: sync.OnceValue(func() *dictionary { return read(tag) })}
	}
	now.Store(next)
	return true
}

// Tag is the language in force, such as de.
func Tag() string {
	if s := now.Load(); s != nil {
		return s.tag
	}
	return English
}

// Page is what the page says in the language in force, as JSON; nil for
// English, which the page brings along.
func Page() json.RawMessage {
	if d := inForce(); d != nil {
		return d.Page
	}
	return nil
}

// read reads a file; one that can't be read, which the tests don't let happen,
// says everything in English.
func read(tag string) *dictionary {
	d := &dictionary{tag: tag}
	text, err := files.ReadFile(tag + ".json")
	if err == nil {
		err = json.Unmarshal(text, d)
	}
	if err != nil {
		return &dictionary{tag: tag}
	}
	return d
}

// match is the tag of the language that is meant: English where there is none.
func match(tag string) string {
	if tag == "" || tag == Auto {
		tag = System()
	}
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	if base == English {
		return English
	}
	for _, l := range tags() {
		if l == base {
			return l
		}
	}
	return English
}

// tags are the languages that there is a file of.
func tags() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".json"))
	}
	return names
}

// Language is one that can be chosen.
type Language struct {
	Tag  string // as the setting has it: de
	Name string // what it calls itself: Deutsch
}

// Languages are all that can be chosen, English first. It reads the files:
// nothing for a start.
func Languages() []Language {
	all := []Language{{English, "English"}}
	for _, tag := range tags() {
		all = append(all, Language{tag, read(tag).Name})
	}
	return all
}
