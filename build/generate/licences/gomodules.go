package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// executables are what is shipped, each with its build tags.
var executables = []struct{ name, tags string }{
	{"command", ""},
	{"tray", "tray"},
	{"window", "desktop,production,webkit2_41"},
}

var systems = []string{"linux", "windows"}

var systemNames = map[string]string{"linux": "Linux", "windows": "Windows"}

// ourPackages are ours; ./... would take in the page's node_modules.
var ourPackages = []string{".", "./app/...", "./build/...", "./store/...", "./frontend", "./frontend/generate"}

// listed is what `go list` says of a package.
type listed struct {
	ImportPath, Dir string
	Imports         []string
	Module          *struct {
		Path, Version, Dir string
		Main               bool
	}
}

// module gathers what is known of a module while the lists are read.
type module struct {
	part
	dir     string
	folders map[string]bool            // of the packages that are used
	in      map[string]map[string]bool // systems by executable
}

// goModules lists the modules in the executables, and those that our own code
// uses only to build and test.
func goModules() (linked, tools []part, err error) {
	all := map[string]*module{}
	direct := map[string]bool{} // packages that our code imports
	for _, e := range executables {
		for _, system := range systems {
			packages, err := list(system, e.tags, ".")
			if err != nil {
				return nil, nil, err
			}
			for _, p := range packages {
				if m := add(all, direct, p); m != nil {
					if m.in[e.name] == nil {
						m.in[e.name] = map[string]bool{}
					}
					m.in[e.name][system] = true
				}
			}
		}
	}
	for _, tags := range []string{"", "tray"} {
		packages, err := list("linux", tags, append([]string{"-e", "-test"}, ourPackages...)...)
		if err != nil {
			return nil, nil, err
		}
		for _, p := range packages {
			add(all, direct, p)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		m := all[key]
		m.Direct = slices.ContainsFunc(slices.Collect(maps.Keys(m.folders)), func(p string) bool { return direct[p] })
		if err := m.read(); err != nil {
			return nil, nil, err
		}
		switch m.In = m.where(); {
		case m.In != "":
			linked = append(linked, m.part)
		case m.Direct:
			tools = append(tools, m.part)
		}
	}
	return linked, tools, nil
}

// add notes a package of somebody else, or what a package of ours imports.
func add(all map[string]*module, direct map[string]bool, p listed) *module {
	if p.Module == nil { // the standard library
		return nil
	}
	if p.Module.Main {
		for _, i := range p.Imports {
			direct[i] = true
		}
		return nil
	}
	m := all[p.Module.Path]
	if m == nil {
		m = &module{
			part: part{Name: p.Module.Path, Version: p.Module.Version}, dir: p.Module.Dir,
			folders: map[string]bool{}, in: map[string]map[string]bool{},
		}
		all[p.Module.Path] = m
	}
	m.folders[p.ImportPath] = true
	return m
}

// list asks the Go tool for packages and all that they need.
func list(system, tags string, args ...string) ([]listed, error) {
	cmd := exec.Command("go", append([]string{"list", "-deps", "-tags", tags, "-json=ImportPath,Dir,Imports,Module"}, args...)...)
	// cgo as it is in the executables, whatever this machine can compile.
	cgo := "0"
	if system == "linux" && tags != "" {
		cgo = "1"
	}
	cmd.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED="+cgo)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, errs.String())
	}
	var packages []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, fmt.Errorf("answer of go list: %w", err)
		}
		packages = append(packages, p)
	}
}

// read reads the module's licences: those at its top, and those of the folders
// between there and each package that is used, for copied code has its own.
func (m *module) read() error {
	folders := map[string]bool{"": true}
	for p := range m.folders {
		p, _, _ = strings.Cut(p, " ") // "a/b [c.test]"
		for rest := strings.Trim(strings.TrimPrefix(p, m.Name), "/"); rest != "" && rest != "."; rest = path.Dir(rest) {
			folders[rest] = true
		}
	}
	for _, folder := range slices.Sorted(maps.Keys(folders)) {
		prefix := ""
		if folder != "" {
			prefix = folder + "/"
		}
		texts, err := textsIn(filepath.Join(m.dir, filepath.FromSlash(folder)), prefix)
		if err != nil {
			return fmt.Errorf("%s: %w", m.Name, err)
		}
		m.Texts = append(m.Texts, texts...)
	}
	var err error
	m.Licence, err = expression(m.Name, m.Texts)
	return err
}

// where says which executables hold the module, and on which system where it
// isn't on both.
func (m *module) where() string {
	var names []string
	for _, e := range executables {
		on := m.in[e.name]
		switch len(on) {
		case 0:
		case len(systems):
			names = append(names, e.name)
		default:
			for system := range on {
				names = append(names, e.name+" on "+systemNames[system])
			}
		}
	}
	return strings.Join(names, ", ")
}
