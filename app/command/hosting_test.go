package command

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"mysettings/app/installed"
)

// install puts the program into a folder of its own with scripts in the place
// of the window and the tray; each writes its arguments beside itself.
func install(t *testing.T, window, tray string) (folder string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the stand-ins are shell scripts")
	}
	folder = t.TempDir()
	program, err := os.ReadFile(built)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{installed.Command: string(program)}
	if window != "" {
		files[installed.Window] = "#!/bin/sh\necho \"$@\" > \"$0.args\"\n" + window
	}
	if tray != "" {
		files[installed.Tray] = "#!/bin/sh\necho \"$@\" > \"$0.args\"\n" + tray
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func args(t *testing.T, folder, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, name+".args"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

func TestOpenStartsTheWindowBeside(t *testing.T) {
	t.Parallel()
	folder := install(t, "exit 7\n", "")
	d := &desk{t: t, folder: filepath.Join(t.TempDir(), "data"), program: filepath.Join(folder, installed.Command)}
	d.env = []string{"DISPLAY=:nowhere"}
	d.run("open", "tiles").want(7)
	if got, want := args(t, folder, installed.Window), "open --no-tray --data "+d.folder+" tiles"; got != want {
		t.Errorf("the window was started with %q; want %q", got, want)
	}
	d.run().want(7)
	if got, want := args(t, folder, installed.Window), "open --no-tray --data "+d.folder; got != want {
		t.Errorf("the window was started with %q; want %q", got, want)
	}
	// A link elsewhere finds the others where the program really is.
	link := filepath.Join(t.TempDir(), "mysettings")
	if err := os.Symlink(d.program, link); err != nil {
		t.Fatal(err)
	}
	d.program = link
	d.run("open", "notices").want(7)
	if got := args(t, folder, installed.Window); !strings.HasSuffix(got, " notices") {
		t.Errorf("the window was started with %q", got)
	}
}

func TestTrayStartsTheTrayBeside(t *testing.T) {
	t.Parallel()
	folder := install(t, "", "exit 0\n")
	d := &desk{t: t, folder: filepath.Join(t.TempDir(), "data"), program: filepath.Join(folder, installed.Command)}
	d.env = []string{"DISPLAY=:nowhere"}
	d.run("tray").want(CodeGood)
	if got, want := args(t, folder, installed.Tray), "tray --data "+d.folder; got != want {
		t.Errorf("the tray was started with %q; want %q", got, want)
	}
}

// TestOpenSandbox checks that the organisation lives while the window does,
// that the tray is there meanwhile and gone afterwards, and that nothing stays.
func TestOpenSandbox(t *testing.T) {
	t.Parallel()
	folder := install(t,
		// $4 is the data folder that the window is given.
		`here=$(dirname "$0")
while [ ! -e "$here/tray-is-up" ]; do sleep 0.05; done
"$here/mysettings" status --json --data "$4" > "$here/status"
exit 0
`,
		`here=$(dirname "$0")
trap 'touch "$here/tray-was-asked"; exit 0' TERM
touch "$here/tray-is-up"
while :; do sleep 0.05; done
`)
	temp := t.TempDir()
	d := &desk{t: t, folder: filepath.Join(t.TempDir(), "never"), program: filepath.Join(folder, installed.Command)}
	d.env = []string{"DISPLAY=:nowhere", "TMPDIR=" + temp}
	d.run("--sandbox").want(CodeGood)
	status, err := os.ReadFile(filepath.Join(folder, "status"))
	if err != nil || !strings.Contains(string(status), `"sandbox":true`) {
		t.Errorf("status in the window's folder = %s, %v; want a sandbox", status, err)
	}
	if _, err := os.Stat(filepath.Join(folder, "tray-was-asked")); err != nil {
		t.Errorf("the tray wasn't asked to end: %v", err)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
