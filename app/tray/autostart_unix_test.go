//go:build unix

package tray

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAutostart(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", dir)
	a := Autostart{Exe: "/opt/My Apps/mysettings", Args: []string{"tray"}}
	want := func(what string, want AutostartState) {
		t.Helper()
		if got, err := a.State(); got != want || err != nil {
			t.Errorf("%s: State = %s, %v; want %s", what, got, err, want)
		}
	}
	want("at first", AutostartOff)
	if err := a.Disable(); err != nil {
		t.Errorf("Disable of what is off: %v", err)
	}
	for range 2 {
		if err := a.Enable(); err != nil {
			t.Fatal(err)
		}
	}
	want("enabled", AutostartOn)
	path := filepath.Join(dir, "autostart", "mysettings.desktop")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if line := "\nExec=\"/opt/My Apps/mysettings\" tray\n"; !strings.Contains(string(data), line) {
		t.Errorf("entry = %s; want %q in it", data, line)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "autostart", ".*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	for what, line := range map[string]string{"hidden": "Hidden=true", "GNOME's switch": "X-GNOME-Autostart-enabled=false"} {
		if err := os.WriteFile(path, append(data, line+"\n"...), 0o644); err != nil {
			t.Fatal(err)
		}
		want(what, AutostartBlocked)
	}
	if err := a.Enable(); err != nil {
		t.Fatal(err)
	}
	want("switched on again", AutostartOn)
	a.Exe = "/usr/bin/mysettings"
	want("an older place", AutostartOther)
	if err := a.Disable(); err != nil {
		t.Fatal(err)
	}
	want("disabled", AutostartOff)
}

func TestReadEntry(t *testing.T) {
	t.Parallel()
	a := Autostart{Exe: "/x", Args: []string{"tray"}}
	for _, c := range []struct {
		name, text string
		want       AutostartState
	}{
		{"own", a.entry(), AutostartOn},
		{"empty", "", AutostartOther},
		{"spaces around the equals sign", "[Desktop Entry]\nExec = \"/x\" tray\n", AutostartOn},
		{"Windows line ends", "[Desktop Entry]\r\nExec=\"/x\" tray\r\n", AutostartOn},
		{"hidden in another group", a.entry() + "[Desktop Action x]\nHidden=true\nExec=y\n", AutostartOn},
		{"before any group", "Exec=\"/x\" tray\n", AutostartOther},
		{"not hidden", a.entry() + "Hidden=false\n", AutostartOn},
		{"junk", "\x00\xff=\n[", AutostartOther},
	} {
		if got := a.read(c.text); got != c.want {
			t.Errorf("%s: %s; want %s", c.name, got, c.want)
		}
	}
}

func TestAutostartRefuses(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	for _, a := range []Autostart{
		{Exe: "mysettings"},
		{Exe: ""},
		{Exe: "/x\nHidden=true"},
		{Exe: "/x", Args: []string{"a\nExec=evil"}},
	} {
		if err := a.Enable(); err == nil {
			t.Errorf("Enable of %q was accepted", a)
		}
		if s, err := a.State(); s != AutostartOff || err != nil {
			t.Errorf("State = %s, %v; want off", s, err)
		}
	}
}

func TestAutostartInAFolderThatIsAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_CONFIG_HOME", file)
	a := Autostart{Exe: "/x"}
	if err := a.Enable(); err == nil {
		t.Error("Enable succeeded")
	}
	if _, err := a.State(); err == nil {
		t.Error("State gave no error")
	}
}

// The specification has a relative folder ignored.
func TestRelativeConfigFolder(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", "relative")
	if err := (Autostart{Exe: "/x"}).Enable(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(home, ".config", "autostart", "mysettings.desktop")); err != nil {
		t.Error(err)
	}
}

func FuzzReadEntry(f *testing.F) {
	a := Autostart{Exe: "/x", Args: []string{"tray"}}
	f.Add(a.entry())
	f.Add("[Desktop Entry]\nHidden=true")
	f.Add("=\n[\n\x00")
	f.Fuzz(func(t *testing.T, text string) {
		if got := a.read(text); got == AutostartOn && !strings.Contains(text, a.exec()) {
			t.Errorf("read(%q) = on without our command in it", text)
		}
	})
}
