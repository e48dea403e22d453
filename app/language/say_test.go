package language

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"
)

// inGerman puts German in force for a test, which must not run beside others:
// the language is the whole process's.
func inGerman(t *testing.T) {
	t.Helper()
	if !Use("de-AT") {
		t.Fatal("German is in force already")
	}
	t.Cleanup(func() { Use(English) })
}

func TestEnglishNeedsNoFile(t *testing.T) {
	if got := Say("Sign in again."); got != "Sign in again." {
		t.Errorf("said %q", got)
	}
	if got := Sayf("%s and %s", "a", "b"); got != "a and b" {
		t.Errorf("said %q", got)
	}
	if Tag() != English || Locale() != English {
		t.Errorf("tag %q, locale %q", Tag(), Locale())
	}
	if now.Load() != nil {
		t.Error("a file was asked for")
	}
	if n := testing.AllocsPerRun(100, func() { Say("Sign in again.") }); n != 0 {
		t.Errorf("%v allocations to say nothing new", n)
	}
}

func TestGerman(t *testing.T) {
	inGerman(t)
	at := time.Date(2026, time.March, 5, 7, 4, 0, 0, time.UTC)
	for _, tt := range []struct{ got, want string }{
		{Say("Sign in again."), "Neu anmelden."},
		{Say("No language has this."), "No language has this."},
		{Sayf("100%"), "100%"},
		{Count(1, "1 tile", "%d tiles"), "1 Kachel"},
		{Count(3, "1 tile", "%d tiles"), "3 Kacheln"},
		{Count(1, "one tile", "%d tiles"), "eine Kachel"},
		{Quote("Umsatz"), "„Umsatz“"},
		{List(nil), ""},
		{List([]string{"a"}), "a"},
		{List([]string{"a", "b", "c"}), "a, b und c"},
		{Format(at, "Monday, 2 January"), "Donnerstag, 5. März"},
		{Format(at, "15:04 on Monday"), "Donnerstag, 07:04 Uhr"},
		{Format(at, "2 Jan 2006 15:04"), "5. Mär 2026 07:04"},
		{Format(at, "Mon 2 Jan"), "Do 5. Mär"},
		{Format(at, "2006-01-02"), "2026-03-05"},
		{Tag(), "de"},
		{Locale(), "de"},
	} {
		if tt.got != tt.want {
			t.Errorf("%q; want %q", tt.got, tt.want)
		}
	}
}

// onPage is a text of the page in the language in force, by the names that lead
// to it.
func onPage(t *testing.T, names ...string) any {
	t.Helper()
	var text any
	if err := json.Unmarshal(Page(), &text); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		group, _ := text.(map[string]any)
		text = group[name]
	}
	return text
}

func TestPage(t *testing.T) {
	if got := onPage(t, "state", "fresh"); got != "Fresh" {
		t.Errorf("%v in English", got)
	}
	inGerman(t)
	if got := onPage(t, "state", "fresh"); got != "Aktuell" {
		t.Errorf("%v in German", got)
	}
	if first, again := Page(), Page(); &first[0] != &again[0] {
		t.Error("the page is put together anew each time")
	}
}

func TestWhatALanguageLacksIsEnglish(t *testing.T) {
	t.Parallel()
	english := map[string]any{
		"a": "A", "b": "B", "n": map[string]any{"one": "1", "two": "2", "other": "more"},
		"g": map[string]any{"c": "C", "d": map[string]any{"one": "1", "other": "more"}},
	}
	own := map[string]any{
		"b": "be", "n": map[string]any{"other": "mehr"},
		"g": map[string]any{"d": "so viele"},
	}
	want := map[string]any{
		"a": "A", "b": "be", "n": map[string]any{"other": "mehr"},
		"g": map[string]any{"c": "C", "d": "so viele"},
	}
	if got := over(english, own); !reflect.DeepEqual(got, want) {
		t.Errorf("%v; want %v", got, want)
	}
	if got := page(json.RawMessage(`{"a":"A"}`), json.RawMessage(`[]`)); string(got) != `{"a":"A"}` {
		t.Errorf("%s in place of what is no page", got)
	}
	if english["b"] != "B" || english["g"].(map[string]any)["d"] == "so viele" {
		t.Errorf("the English texts are %v now", english)
	}
}

func TestUse(t *testing.T) {
	t.Cleanup(func() { Use(English) })
	for _, tt := range []struct {
		tag, want string
		changed   bool
	}{
		{"en-GB", "en", false}, {"de", "de", true}, {"de-CH", "de", false}, {"DE", "de", false},
		{"xx", "en", true}, {"../de", "en", false}, {"de", "de", true}, {"english", "en", true},
	} {
		if changed := Use(tt.tag); changed != tt.changed || Tag() != tt.want {
			t.Errorf("%q: %q, changed %v; want %q, %v", tt.tag, Tag(), changed, tt.want, tt.changed)
		}
	}
}

// What is no start of the program stays English, whatever the settings and the
// machine say.
func TestOnlyTheProgramSpeaks(t *testing.T) {
	t.Setenv("LC_ALL", "de_DE.UTF-8")
	if Follow("de") || Tag() != English {
		t.Errorf("%q is in force", Tag())
	}
	t.Cleanup(Start())
	if Tag() != "de" || Locale() != "de-DE" {
		t.Errorf("%q, %q after the start", Tag(), Locale())
	}
	if Follow(Auto) || !Follow("en") || Tag() != English || Locale() != English {
		t.Errorf("%q, %q as set", Tag(), Locale())
	}
	if !Follow(Auto) || Follow("de") {
		t.Error("a change that is none, or none that is one")
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	all := Languages()
	if len(all) < 2 || all[0] != (Language{"en", "English"}) || all[1] != (Language{"de", "Deutsch"}) {
		t.Errorf("languages %v", all)
	}
}

func BenchmarkSayEnglish(b *testing.B) {
	for b.Loop() {
		Say("Sign in again.")
	}
}

func BenchmarkReadGerman(b *testing.B) {
	for b.Loop() {
		read("de")
	}
}
