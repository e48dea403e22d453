package store

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"text/template"
)

func TestSecretIsNeverPrinted(t *testing.T) {
	t.Parallel()
	const text = "s3cr3t-value"
	s := NewSecret(text)
	type inside struct {
		Shown  Secret
		hidden Secret // fmt asks no method of an unexported field
	}
	in := inside{Shown: s, hidden: s}
	values := map[string]any{"value": s, "pointer": &s, "struct": in, "pointer to struct": &in,
		"slice": []Secret{s}, "map": map[string]Secret{"k": s}, "token": Token{Access: s, Refresh: s, ID: s}}
	verbs := []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%p", "%10.3s", "%c", "%U", "%b"}
	for name, v := range values {
		for _, verb := range verbs {
			out := fmt.Sprintf(verb, v)
			if leaks(out, text) {
				t.Errorf("%s of a %s: %s", verb, name, out)
			}
		}
		j, err := json.Marshal(v)
		if err != nil || leaks(string(j), text) {
			t.Errorf("JSON of a %s: %s, %v", name, j, err)
		}
		var log bytes.Buffer
		for _, h := range []slog.Handler{
			slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil),
		} {
			slog.New(h).Info("x", "v", v)
		}
		if leaks(log.String(), text) {
			t.Errorf("log of a %s: %s", name, &log)
		}
	}
	if x, err := xml.Marshal(s); err != nil || leaks(string(x), text) {
		t.Errorf("XML: %s, %v", x, err)
	}
	var page strings.Builder
	must(t, template.Must(template.New("").Parse("{{.}} {{printf \"%s\" .}}")).Execute(&page, s))
	if leaks(page.String(), text) {
		t.Errorf("template: %s", &page)
	}
	if err := fmt.Errorf("wrapped: %v", s); leaks(err.Error(), text) {
		t.Errorf("error: %v", err)
	}
	for _, got := range []string{fmt.Sprint(s), s.String(), s.GoString(), s.LogValue().String()} {
		if got != "[secret]" {
			t.Errorf("%q; want [secret]", got)
		}
	}
}

// leaks says whether out shows text, as it is or as hex.
func leaks(out, text string) bool {
	return strings.Contains(out, text) || strings.Contains(strings.ToLower(out), fmt.Sprintf("%x", text))
}

func TestSecretReveal(t *testing.T) {
	t.Parallel()
	if got := NewSecret("abc").Reveal(); got != "abc" {
		t.Errorf("Reveal = %q; want abc", got)
	}
	var zero Secret
	if !zero.Empty() || zero.Reveal() != "" || !NewSecret("").Empty() || NewSecret("a").Empty() {
		t.Error("Empty is wrong")
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{{"", "", true}, {"a", "a", true}, {"a", "b", false}, {"a", "", false}, {"a", "ab", false}} {
		if got := NewSecret(c.a).Equal(NewSecret(c.b)); got != c.want {
			t.Errorf("%q.Equal(%q) = %v; want %v", c.a, c.b, got, c.want)
		}
	}
}

func TestSecretIsNotReadFromJSON(t *testing.T) {
	t.Parallel()
	var v struct{ S Secret }
	if err := json.Unmarshal([]byte(`{"S":"[secret]"}`), &v); err == nil {
		t.Error("a placeholder was read as a secret")
	}
}

func TestKeyIsNeverPrinted(t *testing.T) {
	t.Parallel()
	k := get(keyFrom(bytes.Repeat([]byte{0xAB}, 32)))(t)
	row := struct {
		k key
		e error
	}{k, errors.New("x")}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		for _, v := range []any{k, &k, row} {
			out := strings.ToLower(fmt.Sprintf(verb, v))
			if strings.Contains(out, "abab") || strings.Contains(out, "171 171") {
				t.Errorf("%s of %T: %s", verb, v, out)
			}
		}
	}
}
