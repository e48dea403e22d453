package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRecognise(t *testing.T) {
	t.Parallel()
	const bsd = "Redistribution and use in source and binary forms, with or without modification, are permitted\n"
	for _, tt := range []struct{ name, body, want string }{
		{"MIT", mit, "MIT"},
		{"MIT on one line", strings.Join(strings.Fields(mit), " "), "MIT"},
		{"MPL", "Mozilla Public License, version 2.0\n\n1. Definitions", "MPL-2.0"},
		{"Unicode", unicode, "Unicode-3.0"},
		{"BSD with two clauses", bsd, "BSD-2-Clause"},
		{"BSD with three", bsd + "Neither the name of Somebody nor the names of its contributors", "BSD-3-Clause"},
		{"Apache", "Apache License\n   Version 2.0, January 2004\n", "Apache-2.0"},
		{"0BSD", "Permission to use, copy, modify, and/or distribute this software for any purpose", "0BSD"},
		{"ISC", "Permission to use, copy, modify, and/or distribute this software for any\npurpose, provided that the above copyright notice and this permission notice appear in all copies.", "ISC"},
		{"SQLite", "SQLite Is Public Domain", "blessing"},
		{"GPL", "GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007", ""},
		{"empty", "", ""},
	} {
		if got := recognise(tt.body); got != tt.want {
			t.Errorf("%s: %q; want %q", tt.name, got, tt.want)
		}
	}
}

func TestExpression(t *testing.T) {
	t.Parallel()
	apache := "Apache License Version 2.0, January 2004"
	for _, tt := range []struct {
		name  string
		texts []text
		want  string // empty: refused
	}{
		{"one", []text{{"LICENSE", mit}}, "MIT"},
		{"two, sorted, each once", []text{{"LICENSE", mit}, {"a/LICENSE", apache}, {"b/LICENSE", mit}}, "Apache-2.0 AND MIT"},
		{"with a notice", []text{{"LICENSE", mit}, {"NOTICE", "Copyright"}, {"PATENTS", "Grant"}}, "MIT"},
		{"a notice alone", []text{{"NOTICE", "Copyright"}}, ""},
		{"none", nil, ""},
		{"one of two unknown", []text{{"LICENSE", mit}, {"x/COPYING", "All rights reserved."}}, ""},
	} {
		got, err := expression("part", tt.texts)
		if got != tt.want || (err == nil) == (tt.want == "") {
			t.Errorf("%s: %q, %v; want %q", tt.name, got, err, tt.want)
		}
	}
}

func TestTextsIn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"LICENSE", "licence.txt", "COPYING", "NOTICE.md", "LICENSE-LOGO", "license.go", "README.md", "licensed"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("a  \r\nb\r\n\r\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	texts, err := textsIn(dir, "sub/")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, x := range texts {
		names = append(names, x.File)
		if x.Body != "a\nb\n" {
			t.Errorf("%s: %q", x.File, x.Body)
		}
	}
	if got, want := strings.Join(names, " "), "sub/COPYING sub/LICENSE sub/NOTICE.md sub/licence.txt"; got != want {
		t.Errorf("texts %s; want %s", got, want)
	}
}

func TestNpmPackages(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put := func(name, body string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("package-lock.json", `{"packages":{
		"":{"dependencies":{"b":"2"}},
		"node_modules/b":{"version":"2.0.0","license":"MIT"},
		"node_modules/b/node_modules/@a/c":{"version":"1.0.0","license":"MIT"},
		"node_modules/tool":{"version":"9.0.0","license":"GPL-3.0","dev":true}}}`)
	put("node_modules/b/LICENSE", mit)
	put("node_modules/b/node_modules/@a/c/package.json", `{"author":{"name":"Somebody"}}`)
	parts, err := npmPackages(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(parts) != 2 || parts[0].Name != "@a/c" || parts[0].Direct || parts[1].Name != "b" || !parts[1].Direct {
		t.Fatalf("parts %+v", parts)
	}
	if body := parts[0].Texts[0].Body; !strings.Contains(body, "Copyright (c) Somebody") || recognise(body) != "MIT" {
		t.Errorf("a package without a text got %q", body)
	}
	put("node_modules/b/LICENSE", "Apache License Version 2.0, January 2004")
	if _, err := npmPackages(dir); err == nil {
		t.Error("a package whose text isn't the licence that it names was taken")
	}
}

func TestEachTextOnce(t *testing.T) {
	t.Parallel()
	parts := []part{
		{Name: "a", Texts: []text{{"LICENSE", "one two\n"}}},
		{Name: "b", Texts: []text{{"LICENSE", "one\ntwo\n"}, {"NOTICE", "three\n"}}},
	}
	var doc bytes.Buffer
	if err := write(&doc, parts, nil, nil); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(doc.String(), "\n### "); n != 3 { // and the CLDR's
		t.Errorf("%d texts; want 3", n)
	}
	if !strings.Contains(doc.String(), "### a (LICENSE), b (LICENSE)\n") {
		t.Error("a text that two share doesn't name both")
	}
}

// TestNoticesAreOfThisBuild holds the committed list against the modules that
// the executables are built from now.
func TestNoticesAreOfThisBuild(t *testing.T) {
	t.Chdir(filepath.Join("..", "..", ".."))
	linked, _, err := goModules()
	if err != nil {
		t.Fatal(err)
	}
	if len(linked) < 20 {
		t.Fatalf("%d modules are few", len(linked))
	}
	doc, err := os.ReadFile(filepath.Join("build", "THIRD_PARTY.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range linked {
		if row := "| " + m.Name + " | " + m.Version + " | " + m.Licence + " |"; !bytes.Contains(doc, []byte(row)) {
			t.Errorf("no row %s; run: go run ./build/generate/licences -o build/THIRD_PARTY.md", row)
		}
	}
}
