package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// part is one thing that somebody else made.
type part struct {
	Name, Version string
	// Licence is its SPDX expression.
	Licence string
	// Direct is true where our own code uses it, and not only through another.
	Direct bool
	// In says which executables hold it.
	In    string
	Texts []text
}

// text is one licence or notice that came with a part.
type text struct {
	File, Body string
}

// licenceFile matches the names under which licences and notices come. A
// licence for a logo is about a picture that is not used.
var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents|unlicense)([.-].*)?$`)

var notOfCode = regexp.MustCompile(`(?i)logo`)

// textsIn reads the licences and notices in one folder, by name.
func textsIn(dir, prefix string) ([]text, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var texts []text
	for _, e := range entries {
		if e.IsDir() || !licenceFile.MatchString(e.Name()) || notOfCode.MatchString(e.Name()) || strings.HasSuffix(e.Name(), ".go") {
			continue
		}
		body, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		texts = append(texts, text{prefix + e.Name(), tidy(string(body))})
	}
	return texts, nil
}

// tidy makes texts comparable that differ only in their line ends.
func tidy(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " \t\f\ufeff")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n") + "\n"
}

// known are the licences that may be shipped, each with words that stand in
// its text and in no other's.
var known = []struct {
	id    string
	words []string
}{
	{"Apache-2.0", []string{"apache license", "version 2.0, january 2004"}},
	{"MPL-2.0", []string{"mozilla public license version 2.0"}},
	{"MPL-2.0", []string{"mozilla public license, version 2.0"}},
	{"Unicode-3.0", []string{"unicode license v3"}},
	{"BSD-3-Clause", []string{"redistribution and use in source and binary forms", "neither the name of"}},
	{"BSD-3-Clause", []string{"redistribution and use in source and binary forms", "may not be used to endorse or promote"}},
	{"BSD-3-Clause", []string{"redistribution and use in source and binary forms", "may be used to endorse or promote"}},
	{"BSD-2-Clause", []string{"redistribution and use in source and binary forms"}},
	{"MIT", []string{"permission is hereby granted, free of charge", "the above copyright notice and this permission notice"}},
	{"ISC", []string{"permission to use, copy, modify, and/or distribute this software", "above copyright notice and this permission notice appear"}},
	{"0BSD", []string{"permission to use, copy, modify, and/or distribute this software"}},
	{"Unlicense", []string{"this is free and unencumbered software released into the public domain"}},
	{"blessing", []string{"sqlite is public domain"}},
}

// recognise names the licence that a text is; empty for a text that is none
// that is known.
func recognise(body string) string {
	words := strings.Join(strings.Fields(strings.ToLower(body)), " ")
	for _, k := range known {
		if !slices.ContainsFunc(k.words, func(w string) bool { return !strings.Contains(words, w) }) {
			return k.id
		}
	}
	return ""
}

// supplement tells whether a file stands beside a licence, and isn't one.
func supplement(file string) bool {
	name := strings.ToLower(filepath.Base(file))
	return strings.HasPrefix(name, "notice") || strings.HasPrefix(name, "patents") || strings.Contains(name, "3rd-party")
}

// expression makes the SPDX expression of a part's licences, which all apply
// to some of its code; an error names a text that isn't known.
func expression(name string, texts []text) (string, error) {
	var ids []string
	for _, t := range texts {
		if supplement(t.File) {
			continue
		}
		id := recognise(t.Body)
		if id == "" {
			return "", fmt.Errorf("%s: unknown licence in %s", name, t.File)
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return "", fmt.Errorf("%s: no licence found", name)
	}
	slices.Sort(ids)
	return strings.Join(ids, " AND "), nil
}
