package language_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"mysettings/app/language"
)

// file is a language as its file has it.
type file struct {
	Name      string            `json:"name"`
	Months    []string          `json:"months"`
	Weekdays  []string          `json:"weekdays"`
	Sentences map[string]string `json:"sentences"`
}

func languages(t *testing.T) map[string]file {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]file{}
	for _, e := range entries {
		tag, ok := strings.CutSuffix(e.Name(), ".json")
		if !ok || tag == language.English { // whose sentences are where they are said
			continue
		}
		text, err := os.ReadFile(e.Name())
		if err != nil {
			t.Fatal(err)
		}
		var f file
		if err := json.Unmarshal(text, &f); err != nil {
			t.Fatalf("%s: %v", e.Name(), err)
		}
		if f.Name == "" || len(f.Months) != 12 || len(f.Weekdays) != 7 {
			t.Errorf("%s: name %q, %d months, %d days of the week", e.Name(), f.Name, len(f.Months), len(f.Weekdays))
		}
		all[tag] = f
	}
	if len(all) == 0 {
		t.Fatal("no languages but English")
	}
	return all
}

// needed are the texts that a translation must have, by where they are said.
func needed(c collected) map[string]string {
	all := map[string]string{}
	for text, where := range c.texts {
		if strings.IndexFunc(filled.ReplaceAllString(text, ""), unicode.IsLetter) < 0 && !strings.ContainsAny(text, "“”") {
			continue
		}
		all[text] = where
		// Said to the owner themselves it is another sentence; see the texts of
		// package tiles, which have their own where it would be no good one.
		if rest, ok := strings.CutPrefix(text, "{ask}"); ok && !strings.Contains(text, " and to ") && !strings.HasPrefix(rest, "give you") {
			r, n := utf8.DecodeRuneInString(rest)
			all[string(unicode.ToUpper(r))+rest[n:]] = where
		}
	}
	return all
}

func TestEverySentenceIsTranslated(t *testing.T) {
	t.Parallel()
	texts := needed(collect(t))
	for tag, f := range languages(t) {
		for text, where := range texts {
			if f.Sentences[text] == "" {
				t.Errorf("%s.json lacks %q, said in %s", tag, text, where)
			}
		}
		for text := range f.Sentences {
			if _, said := texts[text]; !said {
				t.Errorf("%s.json has %q, which nothing says", tag, text)
			}
		}
	}
}

// filled are the parts of a text that are filled in.
var filled = regexp.MustCompile(`\{\w+\}|%(\[\d+\])?[-+# 0-9.]*[a-zA-Z]`)

// fillings are those parts, numbered and in order: a translation may put them
// elsewhere.
func fillings(text string) []string {
	found := filled.FindAllString(text, -1)
	n := 0
	for i, f := range found {
		if f[0] == '{' {
			continue
		}
		n++
		if !strings.Contains(f, "[") {
			found[i] = "%[" + string(rune('0'+n)) + "]" + f[1:]
		}
	}
	slices.Sort(found)
	return slices.Compact(found) // one may be said twice
}

func TestTranslationsFitTheirSentences(t *testing.T) {
	t.Parallel()
	edge := func(s string) [2]string {
		return [2]string{s[:len(s)-len(strings.TrimLeft(s, " \n"))], s[len(strings.TrimRight(s, " \n")):]}
	}
	for tag, f := range languages(t) {
		for text, own := range f.Sentences {
			if own == "" {
				continue // TestEverySentenceIsTranslated
			}
			if got, want := fillings(own), fillings(text); !slices.Equal(got, want) {
				t.Errorf("%s: %q fills in %q, %q fills in %q", tag, own, got, text, want)
			}
			if edge(own) != edge(text) {
				t.Errorf("%s: %q begins or ends with other spaces than %q", tag, own, text)
			}
			if strings.ContainsAny(own, "\t\r\u2028") || strings.Contains(own, "  ") != strings.Contains(text, "  ") {
				t.Errorf("%s: odd spaces in %q", tag, own)
			}
			if strings.HasSuffix(text, ".") != strings.HasSuffix(own, ".") {
				t.Errorf("%s: %q ends otherwise than %q", tag, own, text)
			}
		}
	}
}

// What German has of its own: its quotation marks, and a space that doesn't
// break before three dots.
func TestGermanSigns(t *testing.T) {
	t.Parallel()
	for _, own := range languages(t)["de"].Sentences {
		if strings.Count(own, "„") != strings.Count(own, "“") || strings.ContainsAny(own, "”’\"") {
			t.Errorf("quotation marks of %q", own)
		}
		if strings.Contains(own, " …") {
			t.Errorf("the dots of %q could begin a line", own)
		}
		if strings.Contains(own, "z. B.") || strings.Contains(own, "d. h.") {
			t.Errorf("%q would be cut at its abbreviation, where sentences are taken apart", own)
		}
	}
}

// names are the constant strings that look like sentences and are none: names
// of products and of things that others wrote.
var names = []string{
	"My Settings for Power BI", "My Settings for Power BI — Sandbox", "My workspace", "US Department of Defense",
	"My Settings for Power BI %s\ncommit %s\n%s %s\n",
	"Switch off the subscription that refreshes a pin", "Switch the subscription of a pin on again", // --help
}

// notSaid are the folders whose strings nobody reads in this app: what plays
// the services, and queries.
var notSaid = []string{"app/sandbox/", "app/reportserver/", "app/tiles/windowszones_gen.go", "app/powerbi/"}

// ofTheSystem are the words of a query.
var ofTheSystem = regexp.MustCompile(`: ".*\b(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|PRAGMA|BEGIN|WITH|VACUUM|REPLACE|FROM|WHERE|ON CONFLICT|ORDER BY)\b`)

func TestNothingIsSaidPastTheLanguages(t *testing.T) {
	t.Parallel()
	c := collect(t)
	for _, p := range c.plain {
		elsewhere := slices.ContainsFunc(notSaid, func(dir string) bool { return strings.HasPrefix(p, dir) })
		if !elsewhere && !ofTheSystem.MatchString(p) {
			t.Errorf("%s reads like a sentence; should it be a language.Text?", p)
		}
	}
	// Said again in another language than it was kept in, and to the owner.
	allowed := []string{"app/tiles/login.go", "app/tiles/texts.go", "store/warnings.go"}
	for _, p := range c.loose {
		file, _, _ := strings.Cut(p, ":")
		if !slices.Contains(allowed, file) {
			t.Errorf("%s makes a Text of what isn't constant, which no language has", p)
		}
	}
}

func exempt(s string) bool { return slices.Contains(names, s) }
