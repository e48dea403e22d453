package build

import (
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// entry reads a desktop entry: its keys by group.
func entry(t *testing.T, path string) map[string]map[string]string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	groups := map[string]map[string]string{}
	var group map[string]string
	for n, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		if name, ok := strings.CutPrefix(line, "["); ok {
			group = map[string]string{}
			groups[strings.TrimSuffix(name, "]")] = group
			continue
		}
		if line == "" {
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !ok || group == nil || strings.TrimSpace(key) != key {
			t.Fatalf("%s line %d: %q", path, n+1, line)
		}
		group[key] = value
	}
	return groups
}

func TestDesktopEntry(t *testing.T) {
	t.Parallel()
	groups := entry(t, filepath.Join("linux", "mysettings.desktop"))
	main := groups["Desktop Entry"]
	for key, want := range map[string]string{
		"Type": "Application", "Name": "My Settings for Power BI", "Exec": "mysettings",
		"Icon": "mysettings", "Terminal": "false",
	} {
		if main[key] != want {
			t.Errorf("%s=%s; want %s", key, main[key], want)
		}
	}
	for _, key := range []string{"Categories", "Keywords", "Actions"} {
		if !strings.HasSuffix(main[key], ";") {
			t.Errorf("%s=%s; a list ends with a semicolon", key, main[key])
		}
	}
	pages := regexp.MustCompile(`^mysettings open (settings|tiles|notices|preferences)$`)
	for _, name := range strings.Split(strings.TrimSuffix(main["Actions"], ";"), ";") {
		if a := groups["Desktop Action "+name]; a["Name"] == "" || !pages.MatchString(a["Exec"]) {
			t.Errorf("action %s: %v", name, a)
		}
	}
	// Notifications name the entry, and desktops look the icon up by its name.
	if !contains(t, filepath.Join("..", "app", "notify", "desktop_linux.go"), `desktopFile = "mysettings"`) {
		t.Error("notifications name another desktop entry")
	}
	f, err := os.Open(filepath.Join("icons", main["Icon"]+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if c, err := png.DecodeConfig(f); err != nil || c.Width != c.Height || c.Width < 128 {
		t.Errorf("icon of %d by %d, %v; want a square of at least 128", c.Width, c.Height, err)
	}
}

func TestWindowsManifest(t *testing.T) {
	t.Parallel()
	f, err := os.Open(filepath.Join("windows", "wails.exe.manifest"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var names []string
	level := ""
	for d := xml.NewDecoder(f); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range start.Attr {
			switch {
			case start.Name.Local == "assemblyIdentity" && a.Name.Local == "name":
				names = append(names, a.Value)
			case start.Name.Local == "requestedExecutionLevel" && a.Name.Local == "level":
				level = a.Value
			}
		}
	}
	if len(names) == 0 || names[0] != "MySettings.PowerBI" {
		t.Errorf("assemblies %v; want MySettings.PowerBI first", names)
	}
	if level != "asInvoker" {
		t.Errorf("runs as %q; it must never ask for more than the person may do", level)
	}
	if !contains(t, filepath.Join("..", "app", "notify", "register_windows.go"), `appID = "MySettings.PowerBI"`) {
		t.Error("notifications are registered under another name")
	}
}

func contains(t *testing.T, path, want string) bool {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Contains(string(data), want)
}
