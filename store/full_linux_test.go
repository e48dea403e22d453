package store

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// A disk that is really full: a small file system in memory, or, without the
// right to mount one, the database's own limit.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	if !mount(t, root, "size=700k") {
		fillUp(t, filepath.Join(root, "data"), Options{Protection: protectFile, maxPages: 150})
		return
	}
	dir := filepath.Join(root, "data")
	// the sub-test closes its store before the file system goes
	t.Run("filled up", func(t *testing.T) { fillUp(t, dir, Options{Protection: protectFile}) })
	t.Run("open when full", func(t *testing.T) {
		filler := fill(t, root)
		_, err := Open(t.Context(), filepath.Join(root, "new"), Options{})
		wantErr(t, "Open, of a new folder", err, ErrFull)
		// the one that is there can be read, or says why not: that depends on
		// whether its log found room
		s, err := Open(t.Context(), dir, Options{})
		if err == nil {
			_, err = s.Settings(t.Context())
			_ = s.Close()
		}
		if err != nil {
			wantErr(t, "Open, of a database that is there", err, ErrFull)
		}
		if files := damagedFiles(t, dir); len(files) != 0 {
			t.Errorf("set aside: %v", files)
		}
		must(t, os.Remove(filler))
	})
	t.Run("room again", func(t *testing.T) {
		if out, err := exec.Command("mount", "-o", "remount,size=4m", root).CombinedOutput(); err != nil {
			t.Fatalf("remount: %v: %s", err, out)
		}
		s := openStore(t, dir, Options{Protection: protectFile})
		for k := range get(s.Settings(t.Context()))(t) {
			must(t, s.DeleteSetting(t.Context(), k))
		}
		must(t, s.SaveToken(t.Context(), "c1", token("next")))
		same(t, "token", get(s.Token(t.Context(), "c1"))(t), token("next"))
	})
}

// fill takes what is left of a file system.
func fill(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(dir, "filler")
	f := get(os.Create(path))(t)
	defer f.Close()
	for {
		if _, err := f.Write(make([]byte, 4096)); errors.Is(err, syscall.ENOSPC) {
			return path
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
