//go:build unix

package store

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// wantPrivate checks that the folder and all files in it are their owner's.
func wantPrivate(t testing.TB, dir string) {
	t.Helper()
	if m := get(os.Stat(dir))(t).Mode().Perm(); m != 0o700 {
		t.Errorf("folder %o; want 700", m)
	}
	wantPrivateFiles(t, dir)
}

func wantPrivateFiles(t testing.TB, dir string) {
	t.Helper()
	for _, e := range get(os.ReadDir(dir))(t) {
		if m := get(e.Info())(t).Mode().Perm(); m != 0o600 && e.Name() != "other" {
			t.Errorf("%s %o; want 600", e.Name(), m)
		}
	}
}

// Whatever the umask is, the folder is 0700 and every file 0600, the
// database's log and shared memory included.
func TestPermissionsUnderEveryUmask(t *testing.T) {
	t.Parallel()
	for _, umask := range []string{"000", "002", "022", "077"} {
		t.Run(umask, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "a", "data")
			cmd := exec.Command("sh", "-c", "umask "+umask+` && exec "$0" "$@"`, get(os.Executable())(t), dir, "1", "x")
			cmd.Env = append(os.Environ(), roleVariable+"=private")
			p := run(t, cmd)
			p.want(t, "open")
			for _, name := range []string{fileName, fileName + "-wal", fileName + "-shm", bell, "lease-open", "lease-x"} {
				if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
					t.Error(err)
				}
			}
			if len(get(filepath.Glob(filepath.Join(dir, "key-*")))(t)) != 1 {
				t.Error("no key file")
			}
			wantPrivate(t, dir)
			p.end(t)
			wantPrivate(t, dir)
		})
	}
}

func TestFolderThatIsThere(t *testing.T) {
	t.Parallel()
	t.Run("empty", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		must(t, os.Chmod(dir, 0o755))
		openStore(t, dir, Options{})
		wantPrivate(t, dir)
	})
	t.Run("with other things in it", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		must(t, os.Chmod(dir, 0o755))
		must(t, os.WriteFile(filepath.Join(dir, "other"), nil, 0o644))
		openStore(t, dir, Options{})
		if m := get(os.Stat(dir))(t).Mode().Perm(); m != 0o755 {
			t.Errorf("folder %o; want 755 as before", m)
		}
		wantPrivateFiles(t, dir)
	})
	t.Run("shared, as /tmp", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		must(t, os.Chmod(dir, 0o777|os.ModeSticky))
		openStore(t, dir, Options{})
		if m := get(os.Stat(dir))(t).Mode().Perm(); m != 0o777 {
			t.Errorf("folder %o; want 777 as before", m)
		}
		wantPrivateFiles(t, dir)
	})
}

// A backup that was restored with other permissions is made private again.
func TestOpenFilesAreMadePrivate(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	must(t, s.SetSetting(t.Context(), "k", "v"))
	must(t, s.Close())
	must(t, os.Chmod(s.path(), 0o644))
	again := openStore(t, s.Dir(), Options{})
	must(t, again.SetSetting(t.Context(), "k", "w"))
	wantPrivate(t, s.Dir())
}

// A person who may not write the folder. Permissions do not bind root, who
// has somebody else try it.
func TestFolderWithoutPermission(t *testing.T) {
	t.Parallel()
	// not t.TempDir, whose parents are closed to others
	root := get(os.MkdirTemp("", "store"))(t)
	t.Cleanup(func() {
		_ = os.Chmod(filepath.Join(root, "data"), 0o700)
		_ = os.RemoveAll(root)
	})
	must(t, os.Chmod(root, 0o755))
	data := filepath.Join(root, "data")
	s := openStore(t, data, Options{})
	must(t, s.SetSetting(t.Context(), "k", "v"))
	must(t, s.Close())
	must(t, os.Chmod(data, 0o500))
	for _, dir := range []string{data, filepath.Join(data, "new")} {
		if os.Geteuid() != 0 {
			_, err := Open(t.Context(), dir, Options{})
			wantErr(t, dir, err, ErrReadOnly)
			continue
		}
		p := startAsNobody(t, root, "outcome", dir)
		p.want(t, ErrReadOnly.Error())
	}
	if files := damagedFiles(t, data); len(files) != 0 {
		t.Errorf("set aside: %v", files)
	}
}

// startAsNobody starts a role as a user without rights, who gets all files under
// root as their own.
func startAsNobody(t *testing.T, root, role string, args ...string) *process {
	t.Helper()
	const nobody = 65534
	// where others get at it; linked, for a file that somebody has just written
	// can be busy
	exe := filepath.Join(root, "exe")
	must(t, ignoreMissing(os.Remove(exe)))
	if err := os.Link(get(os.Executable())(t), exe); err != nil {
		must(t, os.WriteFile(exe, get(os.ReadFile(get(os.Executable())(t)))(t), 0o755))
	}
	must(t, filepath.WalkDir(root, func(path string, _ os.DirEntry, err error) error {
		if err != nil || path == exe {
			return err
		}
		return os.Lchown(path, nobody, nobody)
	}))
	cmd := exec.Command(exe, args...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), roleVariable+"="+role)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	return run(t, cmd)
}

// A file system that is mounted read-only has another error for it.
func TestReadOnlyFileSystem(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	if !mount(t, root, "size=4m") {
		return // TestFolderWithoutPermission has shown the same
	}
	data := filepath.Join(root, "data")
	s := openStore(t, data, Options{})
	must(t, s.SetSetting(t.Context(), "k", "v"))
	must(t, s.Close())
	if out, err := exec.Command("mount", "-o", "remount,ro", root).CombinedOutput(); err != nil {
		t.Fatalf("remount: %v: %s", err, out)
	}
	for _, dir := range []string{data, filepath.Join(root, "new")} {
		_, err := Open(t.Context(), dir, Options{})
		wantErr(t, dir, err, ErrReadOnly)
	}
	if files := damagedFiles(t, data); len(files) != 0 {
		t.Errorf("set aside: %v", files)
	}
}

// mount puts a file system in memory at dir until the test's end, where that
// is allowed.
func mount(t *testing.T, dir, options string) bool {
	t.Helper()
	if os.Geteuid() != 0 {
		return false
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", options, "tmpfs", dir).CombinedOutput(); err != nil {
		t.Logf("no file system of its own: %v: %s", err, strings.TrimSpace(string(out)))
		return false
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	return true
}
