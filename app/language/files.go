package language

import (
	"embed"
	"encoding/json"
	"maps"
	"strings"
	"sync"
	"sync/atomic"
)

// English is the tag of the language whose sentences need no file; its file has
// what the page says.
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
	page func() json.RawMessage
}

var now atomic.Pointer[speech] // nil is English

// english is what the page says in English, once it was asked for.
var english = sync.OnceValue(func() json.RawMessage { return read(English).Page })

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
		file := sync.OnceValue(func() *dictionary { return read(tag) })
		next = &speech{tag: tag, file: file, page: sync.OnceValue(func() json.RawMessage {
			return page(english(), file().Page)
		})}
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

// Page is what the page says in the language in force, as JSON: the "page" of
// its file, in English what that lacks. Only the first call takes time.
func Page() json.RawMessage {
	if s := now.Load(); s != nil {
		return s.page()
	}
	return english()
}

// page is what the page says in a language that has own texts in place of the
// English ones. What can't be read, which the tests don't let happen, leaves
// them as they are.
func page(english, own json.RawMessage) json.RawMessage {
	var texts, its map[string]any
	if json.Unmarshal(english, &texts) != nil || json.Unmarshal(own, &its) != nil {
		return english
	}
	all, err := json.Marshal(over(texts, its))
	if err != nil {
		return english
	}
	return all
}

// over are the texts of one language, with own ones in their place. A text that
// has forms, one of which is "other", is one text.
func over(texts, own map[string]any) map[string]any {
	all := maps.Clone(texts)
	for name, text := range own {
		group, _ := text.(map[string]any)
		under, _ := texts[name].(map[string]any)
		if _, forms := group["other"]; group != nil && under != nil && !forms {
			text = over(under, group)
		}
		all[name] = text
	}
	return all
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

// tags are the languages besides English.
func tags() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		if tag := strings.TrimSuffix(e.Name(), ".json"); tag != English {
			names = append(names, tag)
		}
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
