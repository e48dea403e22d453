package build

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mysettings/app/settings"
)

func readme(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// section is what stands between a heading and the next one.
func section(t *testing.T, text, heading string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, "\n"+heading+"\n")
	if !ok {
		t.Fatalf("no heading %q", heading)
	}
	rest, _, _ = strings.Cut(rest, "\n## ")
	rest, _, _ = strings.Cut(rest, "\n### ")
	return rest
}

func TestReadmeTellsEverySetting(t *testing.T) {
	t.Parallel()
	row := regexp.MustCompile("(?m)^\\| `([a-z_.]+)` \\| (?:`([^`]+)`|empty) \\|")
	told := map[string]string{}
	for _, m := range row.FindAllStringSubmatch(section(t, readme(t), "## Settings"), -1) {
		told[m[1]] = m[2]
	}
	for _, k := range settings.Keys() {
		if def, ok := told[k.Name]; !ok || def != k.Default {
			t.Errorf("%s: told %t with default %q; want %q", k.Name, ok, def, k.Default)
		}
		delete(told, k.Name)
	}
	for name := range told {
		t.Errorf("there is no setting %s", name)
	}
}

func TestReadmePolicySchema(t *testing.T) {
	t.Parallel()
	blocks := strings.Split(section(t, readme(t), "### Policy file"), "```json\n")
	if len(blocks) != 3 {
		t.Fatalf("%d JSON blocks; want an example and a schema", len(blocks)-1)
	}
	block := func(i int) []byte { text, _, _ := strings.Cut(blocks[i], "```"); return []byte(text) }
	var example map[string]any
	if err := json.Unmarshal(block(1), &example); err != nil {
		t.Fatal(err)
	}
	for name := range example {
		if _, ok := settings.Lookup(name); !ok {
			t.Errorf("the example sets %s, which is no setting", name)
		}
	}
	var schema struct {
		Properties map[string]struct {
			Enum             []string
			Type             string
			Minimum, Maximum int
		}
	}
	if err := json.Unmarshal(block(2), &schema); err != nil {
		t.Fatal(err)
	}
	for _, k := range settings.Keys() {
		p, ok := schema.Properties[k.Name]
		if !ok {
			t.Errorf("the schema has no %s", k.Name)
			continue
		}
		want := map[settings.Type]string{settings.Choice: "", settings.Switch: "boolean", settings.Number: "integer"}
		if typ, special := want[k.Type]; special && p.Type != typ || !special && p.Type != "string" {
			t.Errorf("%s is of the type %q in the schema", k.Name, p.Type)
		}
		if k.Type == settings.Choice && !slices.Equal(p.Enum, k.Options) {
			t.Errorf("%s is one of %v in the schema; want %v", k.Name, p.Enum, k.Options)
		}
		if k.Type == settings.Number && (p.Minimum != k.Least || p.Maximum != k.Most) {
			t.Errorf("%s is from %d to %d in the schema; want %d to %d", k.Name, p.Minimum, p.Maximum, k.Least, k.Most)
		}
		delete(schema.Properties, k.Name)
	}
	for name := range schema.Properties {
		t.Errorf("the schema has %s, which is no setting", name)
	}
}

// TestReadmeLinksWithin checks the links to the README's own headings.
func TestReadmeLinksWithin(t *testing.T) {
	t.Parallel()
	text := readme(t)
	anchors := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(text, -1) {
		name := regexp.MustCompile(`[^a-z0-9 -]`).ReplaceAllString(strings.ToLower(m[1]), "")
		anchors[strings.ReplaceAll(name, " ", "-")] = true
	}
	for _, m := range regexp.MustCompile(`\]\(#([^)]+)\)`).FindAllStringSubmatch(text, -1) {
		if !anchors[m[1]] {
			t.Errorf("no heading for #%s", m[1])
		}
	}
}
