package command

import (
	"archive/zip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mysettings/app/sandbox"
)

func TestForgetEverything(t *testing.T) {
	t.Parallel()
	d := newDesk(t, sandbox.Options{})
	d.run("signin").want(CodeGood)
	d.run("forget").want(CodeUsage).says("--everything")
	d.run("forget", "--everything").want(CodeUsage).says("--yes")
	d.run("status").want(CodeGood)
	r := d.run("forget", "--everything", "--yes").want(CodeGood)
	if !strings.Contains(r.stdout, "Everything was deleted.") || !strings.Contains(r.stdout, "Your browser may still be signed in") {
		t.Errorf("it said %s", r.stdout)
	}
	if _, err := os.Stat(d.folder); !os.IsNotExist(err) {
		entries, _ := os.ReadDir(d.folder)
		t.Errorf("the folder is still there, with %v", entries)
	}
}

func TestDoctorBundle(t *testing.T) {
	t.Parallel()
	d := newDesk(t, sandbox.Options{})
	d.run("signin").want(CodeGood)
	path := filepath.Join(t.TempDir(), "help.zip")
	r := d.run("doctor", "--bundle", path).want(CodeGood).says("Read it before you send it", "connections.json")
	if strings.Contains(r.stdout, path) {
		t.Errorf("the answer speaks of the bundle: %s", r.stdout)
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if len(z.File) < 6 {
		t.Errorf("%d files in the bundle", len(z.File))
	}
	d.run("doctor", "--bundle", filepath.Join(t.TempDir(), "none", "help.zip")).want(CodeFailed)
}

func TestConfigMovesTheKey(t *testing.T) {
	t.Parallel()
	d := newDesk(t, sandbox.Options{})
	d.run("signin").want(CodeGood)
	// There is no keyring here: the key stays where it is, and so does the setting.
	d.run("config", "set", "protection", "keyring").want(CodeFailed)
	if got := strings.TrimSpace(d.run("config", "get", "protection").want(CodeGood).stdout); got != "file" {
		t.Errorf("protection is %s", got)
	}
	d.run("config", "set", "protection", "auto").want(CodeGood)
	d.run("config", "set", "protection", "shed").want(CodeUsage)
	d.run("status").want(CodeGood)
}
