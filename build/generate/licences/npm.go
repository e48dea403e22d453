package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// npmPackages lists what the page is made of: everything in the lock file that
// isn't for development only.
func npmPackages(folder string) ([]part, error) {
	var lock struct {
		Packages map[string]struct {
			Version, License string
			Dev              bool
			Dependencies     map[string]string
		}
	}
	if err := readJSON(filepath.Join(folder, "package-lock.json"), &lock); err != nil {
		return nil, err
	}
	var parts []part
	for where, p := range lock.Packages {
		if where == "" || p.Dev {
			continue
		}
		name := where[strings.LastIndex(where, "node_modules/")+len("node_modules/"):]
		_, direct := lock.Packages[""].Dependencies[name]
		made, err := npmPackage(filepath.Join(folder, filepath.FromSlash(where)), name, p.License)
		if err != nil {
			return nil, err
		}
		made.Version, made.Direct, made.In = p.Version, direct, "window"
		parts = append(parts, made)
	}
	slices.SortFunc(parts, func(a, b part) int { return strings.Compare(a.Name+" "+a.Version, b.Name+" "+b.Version) })
	return parts, nil
}

func npmPackage(dir, name, licence string) (part, error) {
	p := part{Name: name, Licence: licence}
	var err error
	if p.Texts, err = textsIn(dir, ""); err != nil {
		return p, fmt.Errorf("%s: %w (run npm ci first)", name, err)
	}
	if len(p.Texts) == 0 {
		p.Texts, err = missingText(dir, name, licence)
		return p, err
	}
	found, err := expression(name, p.Texts)
	if err == nil && found != licence {
		err = fmt.Errorf("%s: says %s, and its text is %s", name, licence, found)
	}
	return p, err
}

// missingText is the licence of a package that names one and brings no text:
// with the author that it names, as the licence wants a copyright line.
func missingText(dir, name, licence string) ([]text, error) {
	var about struct{ Author any }
	if err := readJSON(filepath.Join(dir, "package.json"), &about); err != nil {
		return nil, err
	}
	author, _ := about.Author.(string)
	if m, ok := about.Author.(map[string]any); ok {
		author, _ = m["name"].(string)
	}
	if licence != "MIT" {
		return nil, fmt.Errorf("%s: %s, without its text", name, licence)
	}
	if author == "" {
		author = "the authors of " + name
	}
	return []text{{"package.json", tidy("The MIT License (MIT)\n\nCopyright (c) " + author + "\n\n" + mit)}}, nil
}

func readJSON(path string, into any) error {
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
