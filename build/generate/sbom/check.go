package main

import (
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
)

// modulesOf are the modules in an executable, as "path@version", replaced ones
// as what replaced them.
func modulesOf(executable string) ([]string, error) {
	info, err := buildinfo.ReadFile(executable)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		all = append(all, m.Path+"@"+m.Version)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s: no modules in it", executable)
	}
	return all, nil
}

// packagesOf are the packages in a lock file that aren't for development only,
// as "name@version".
func packagesOf(lockFile string) ([]string, error) {
	var lock struct {
		Packages map[string]struct {
			Version, Integrity string
			Dev                bool
		}
	}
	if err := read(lockFile, &lock); err != nil {
		return nil, err
	}
	var all []string
	for where, p := range lock.Packages {
		if where == "" || p.Dev {
			continue
		}
		name := where[strings.LastIndex(where, "node_modules/")+len("node_modules/"):]
		if p.Integrity == "" {
			return nil, fmt.Errorf("%s: %s without a checksum", lockFile, name)
		}
		all = append(all, name+"@"+p.Version)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// bill is what matters of a CycloneDX document.
type bill struct {
	Format     string `json:"bomFormat"`
	Components []struct {
		Name    string            `json:"name"`
		Version string            `json:"version"`
		PURL    string            `json:"purl"`
		Hashes  []json.RawMessage `json:"hashes"`
	} `json:"components"`
}

// check fails unless a bill lists each of the parts, with the address that names
// it to other tools and a checksum.
func check(file string, parts []string) error {
	var b bill
	if err := read(file, &b); err != nil {
		return err
	}
	if b.Format != "CycloneDX" {
		return fmt.Errorf("%s: format %q", file, b.Format)
	}
	listed := map[string]string{} // what is missing of each
	for _, c := range b.Components {
		lacks := ""
		switch {
		case c.PURL == "":
			lacks = "its address"
		case len(c.Hashes) == 0:
			lacks = "its checksum"
		}
		listed[c.Name+"@"+c.Version] = lacks
	}
	for _, p := range parts {
		if lacks, ok := listed[p]; !ok {
			return fmt.Errorf("%s: %s is missing", file, p)
		} else if lacks != "" {
			return fmt.Errorf("%s: %s comes without %s", file, p, lacks)
		}
	}
	return nil
}

func read(file string, into any) error {
	text, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}
