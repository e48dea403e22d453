package main

import (
	"strings"
	"testing"
)

func TestTidy(t *testing.T) {
	const first = "export namespace app {\n\t\n\texport enum Stage {\n\t    b = \"b\",\n\t    none = \"\",\n\t}\n" +
		"\texport interface Tile {\n\t    id: string;\n\t    stage: Stage;\n\t}\n\n}\n"
	const second = "export namespace app {\n\t\n\texport interface Tile {\n\t    id: string;\n\t    stage: Stage;\n\t}\n" +
		"\texport enum Stage {\n\t    none = \"\",\n\t    b = \"b\",\n\t}\n\n}\n"
	const want = "export namespace app {\n\texport interface Tile {\n\t    id: string;\n\t    stage: Stage;\n\t}\n" +
		"\texport type Stage = \"\" | \"b\";\n}\n"
	for name, in := range map[string]string{"one order": first, "the other": second} {
		got, err := tidy(in)
		if err != nil || got != want {
			t.Errorf("tidy of %s = %q, %v; want %q", name, got, err, want)
		}
	}
}

func TestTidyRefusesWhatItDoesNotKnow(t *testing.T) {
	for _, in := range []string{
		"const x = 1\n",
		"export namespace app {\n\texport enum A {\n\t    a = 1,\n\t}\n}\n",
		"export namespace app {\n\texport interface A {\n",
		"export namespace app {\n\texport interface A {\n\t}\n",
	} {
		if got, err := tidy(in); err == nil {
			t.Errorf("tidy(%q) = %q, want an error", strings.ReplaceAll(in, "\n", "⏎"), got)
		}
	}
}
