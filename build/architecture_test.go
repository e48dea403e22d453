// Package build holds nothing but tests of the repository as a whole: which
// package may use which, and what is packaged.
package build

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// ourPackages are the ones with rules; ./... would take in node_modules.
var ourPackages = []string{".", "./app/...", "./store/...", "./frontend"}

// mayUse is who of ours may use whom: every package of the app with those that
// it may import. A package that is missing here has no rules yet, which fails.
var mayUse = map[string][]string{
	"app/language":                {},
	"app/tiles":                   {"app/language"},
	"app/settings":                {"app/language"},
	"app/sandbox":                 {},
	"app/bus":                     {},
	"app/proxies":                 {"app/bus"},
	"app/bus/bustest":             {"app/bus"},
	"store/storetest":             {"store"},
	"frontend":                    {},
	"store":                       {"app/language", "app/tiles"},
	"app/powerbi":                 {"app/language", "app/tiles"},
	"app/reportserver":            {"app/language", "app/tiles", "store", "app/reportserver/login"},
	"app/reportserver/login":      {"app/language", "app/tiles", "store"},
	"app/reportserver/servertest": {"app/tiles", "app/reportserver", "app/reportserver/login"},
	"app/signin":                  {"app/language", "app/tiles", "store"},
	"app/notify":                  {"app/language", "app/tiles", "app/bus"},
	"app/tray":                    {"app/language", "app/tiles", "app/bus"},
	"app/tray/trytray":            {"app/tiles", "app/tray"},
	"app/watch":                   {"app/language", "app/tiles", "store", "app/powerbi", "app/reportserver", "app/signin", "app/notify"},
	"app/program":                 {"app/bus", "app/proxies", "app/language", "app/tiles", "store", "app/powerbi", "app/reportserver", "app/reportserver/login", "app/signin", "app/notify", "app/settings", "app/watch"},
	"app/words":                   {"app/language", "app/tiles", "store", "app/powerbi", "app/reportserver", "app/reportserver/login", "app/signin", "app/notify", "app/settings", "app/watch", "app/program", "app/tray", "app/bus"},
	"app/installed":               {"app/language", "app/program", "app/tray"},
	"app/doctor":                  {"app/signin", "app/language", "app/tiles", "store", "app/bus", "app/installed", "app/notify", "app/program", "app/tray", "app/watch", "app/words"},
	"app/erase":                   {"app/language", "app/tiles", "store", "app/installed", "app/program"},
	"app":                         {"app/language", "app/tiles", "store", "app/reportserver", "app/signin", "app/settings", "app/watch", "app/program", "app/words", "app/installed", "app/doctor", "app/erase", "app/tray", "frontend"},
	"app/command": {"app/language", "app/tiles", "store", "app/reportserver", "app/signin", "app/notify", "app/settings", "app/watch", "app/program", "app/words", "app/tray", "app/bus",
		"app/sandbox", "app/installed", "app/doctor", "app/erase"},
	"": {"app/language", "app", "app/command", "app/program", "app/signin", "app/tray"},
}

// onlyIn is which outside packages, by the beginning of their path, are used
// in some of ours only.
var onlyIn = map[string][]string{
	"github.com/wailsapp/":          {"app"},
	"github.com/getlantern/systray": {"app/tray"},
	"github.com/spf13/cobra":        {"app/command"},
	"github.com/zitadel/oidc":       {"app/sandbox"},
	"github.com/zalando/go-keyring": {"store"},
	"modernc.org/":                  {"store"},
	"github.com/jcmturner/":         {"app/reportserver/login"},
	"github.com/alexbrainman/sspi":  {"app/reportserver/login"},
	"golang.org/x/term":             {"app/command"},
}

// face is one of the ways to build the program.
type face struct{ name, tags, system string }

var faces = []face{
	{"command", "", "linux"}, {"command", "", "windows"},
	{"tray", "tray", "linux"}, {"tray", "tray", "windows"},
	{"window", "desktop,production,webkit2_41", "linux"}, {"window", "desktop,production", "windows"},
	{"bindings", "bindings", "linux"},
}

type listed struct {
	ImportPath string
	Imports    []string
	CgoFiles   []string
	Standard   bool
	Module     *struct{ Main bool }
}

// list asks the Go tool about packages as they are in one face.
func list(t *testing.T, f face, args ...string) []listed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"list", "-tags", f.tags, "-json=ImportPath,Imports,CgoFiles,Standard,Module"}, args...)...)
	cmd.Dir = ".."
	cgo := "1" // as where a C compiler is found
	if f.system == "windows" || f.tags == "" {
		cgo = "0"
	}
	cmd.Env = append(os.Environ(), "GOOS="+f.system, "GOARCH=amd64", "CGO_ENABLED="+cgo)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, errs.String())
	}
	var all []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// short is a package's path below the module's; ok is false for others'.
func short(path string) (name string, ok bool) {
	if path == "mysettings" {
		return "", true
	}
	return strings.CutPrefix(path, "mysettings/")
}

func TestArrowsPointOneWay(t *testing.T) {
	t.Parallel()
	for _, f := range faces {
		for _, p := range list(t, f, append([]string{"-e"}, ourPackages...)...) {
			from, _ := short(p.ImportPath)
			allowed, known := mayUse[from]
			if !known {
				t.Errorf("%s on %s: no rules for package %s", f.name, f.system, p.ImportPath)
				continue
			}
			for _, i := range p.Imports {
				if to, ours := short(i); ours && !slices.Contains(allowed, to) {
					t.Errorf("%s on %s: %s must not import %s", f.name, f.system, p.ImportPath, i)
				}
				for prefix, homes := range onlyIn {
					if strings.HasPrefix(i, prefix) && !slices.Contains(homes, from) {
						t.Errorf("%s on %s: %s must not import %s; only %s may", f.name, f.system, p.ImportPath, i, strings.Join(homes, ", "))
					}
				}
			}
		}
	}
}

// TestNoWayBack checks that the rules themselves allow no circle, so that no
// two packages can come to depend on each other by adding an arrow.
func TestNoWayBack(t *testing.T) {
	t.Parallel()
	var visit func(name string, path []string)
	visit = func(name string, path []string) {
		if slices.Contains(path, name) {
			t.Fatalf("the rules allow a circle: %s", strings.Join(append(path, name), " → "))
		}
		for _, to := range mayUse[name] {
			visit(to, append(slices.Clone(path), name))
		}
	}
	for name := range mayUse {
		visit(name, nil)
	}
}

// TestWhatEachExecutableHolds checks what is linked, through others too.
func TestWhatEachExecutableHolds(t *testing.T) {
	t.Parallel()
	const (
		wails   = "github.com/wailsapp/wails"
		systray = "github.com/getlantern/systray"
		sandbox = "mysettings/app/sandbox"
	)
	for _, tt := range []struct {
		face        face
		has, hasNot []string
		pure        bool // no C
	}{
		{face: faces[0], has: []string{sandbox}, hasNot: []string{wails, systray}, pure: true},
		{face: faces[1], has: []string{sandbox}, hasNot: []string{wails, systray}, pure: true},
		{face: faces[2], has: []string{systray}, hasNot: []string{wails, sandbox}},
		{face: faces[3], has: []string{systray}, hasNot: []string{wails, sandbox}, pure: true},
		{face: faces[4], has: []string{wails}, hasNot: []string{systray, sandbox}},
		{face: faces[5], has: []string{wails}, hasNot: []string{systray, sandbox}, pure: true},
	} {
		all := list(t, tt.face, "-deps", ".")
		linked := func(prefix string) bool {
			return slices.ContainsFunc(all, func(p listed) bool { return strings.HasPrefix(p.ImportPath, prefix) })
		}
		for _, want := range tt.has {
			if !linked(want) {
				t.Errorf("%s on %s: no %s in it", tt.face.name, tt.face.system, want)
			}
		}
		for _, unwanted := range tt.hasNot {
			if linked(unwanted) {
				t.Errorf("%s on %s: %s is in it", tt.face.name, tt.face.system, unwanted)
			}
		}
		for _, p := range all {
			if tt.pure && !p.Standard && len(p.CgoFiles) > 0 {
				t.Errorf("%s on %s: %s needs C", tt.face.name, tt.face.system, p.ImportPath)
			}
		}
		if tt.pure && linked("runtime/cgo") {
			t.Errorf("%s on %s: cgo is in it", tt.face.name, tt.face.system)
		}
	}
}
