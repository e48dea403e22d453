package store

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// session is a desktop session's bus with a home of its own, so that the real
// gnome-keyring-daemon runs without touching the person's.
type session struct {
	env     []string
	address string
	conn    *dbus.Conn
}

// needs fails in CI, and skips elsewhere, where a program is missing.
func needs(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err == nil {
			continue
		}
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is missing: install gnome-keyring and dbus-x11, for the keyring is tested against the real one", p)
		}
		t.Skipf("%s is missing: install gnome-keyring and dbus-x11 to test the keyring", p)
	}
}

// busConfig is a session bus that starts no service by itself.
const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=SOCKET</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`

// newSession starts the bus.
func newSession(t *testing.T) *session {
	t.Helper()
	needs(t, "dbus-daemon", "gnome-keyring-daemon")
	// a socket's path has at most 107 bytes, which t.TempDir can pass
	home, err := os.MkdirTemp("", "session")
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(home) })
	socket := filepath.Join(home, "bus")
	config := filepath.Join(home, "bus.conf")
	must(t, os.WriteFile(config, []byte(strings.ReplaceAll(busConfig, "SOCKET", socket)), 0o600))
	for _, dir := range []string{"run", "data"} {
		must(t, os.Mkdir(filepath.Join(home, dir), 0o700))
	}
	s := &session{address: "unix:path=" + socket}
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		switch name {
		case "DBUS_SESSION_BUS_ADDRESS", "HOME", "DISPLAY", "WAYLAND_DISPLAY", "GNOME_KEYRING_CONTROL":
		default:
			if !strings.HasPrefix(name, "XDG_") {
				s.env = append(s.env, v)
			}
		}
	}
	s.env = append(s.env, "HOME="+home, "XDG_RUNTIME_DIR="+filepath.Join(home, "run"),
		"XDG_DATA_HOME="+filepath.Join(home, "data"), "DBUS_SESSION_BUS_ADDRESS="+s.address)
	s.start(t, "", "dbus-daemon", "--config-file="+config, "--nofork", "--nopidfile")
	eventually(t, "bus", func() bool {
		s.conn, err = dbus.Connect(s.address)
		return err == nil
	})
	t.Cleanup(func() { _ = s.conn.Close() })
	return s
}

// start runs a program of the session until the test's end.
func (s *session) start(t *testing.T, input, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = s.env
	cmd.Stdin = strings.NewReader(input)
	must(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

// keyring starts the daemon with the login collection open.
func (s *session) keyring(t *testing.T) {
	t.Helper()
	s.start(t, "password", "gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	eventually(t, "open login collection", func() bool { return !s.locked(t) })
}

func (s *session) locked(t *testing.T) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	locked := true
	err := property(ctx, s.conn, loginCollection, secretsCollection, "Locked", &locked)
	return err != nil || locked
}

func (s *session) lock(t *testing.T) {
	t.Helper()
	var done []dbus.ObjectPath
	var prompt dbus.ObjectPath
	must(t, s.conn.Object(secretsName, secretsPath).
		Call(secretsService+".Lock", 0, []dbus.ObjectPath{loginCollection}).Store(&done, &prompt))
	eventually(t, "locked login collection", func() bool { return s.locked(t) })
}

// unlock opens the login collection as logging in does, with no question, by
// gnome-keyring's own interface for that.
func (s *session) unlock(t *testing.T) {
	t.Helper()
	service := s.conn.Object(secretsName, secretsPath)
	var none dbus.Variant
	var path dbus.ObjectPath
	must(t, service.Call(secretsService+".OpenSession", 0, "plain", dbus.MakeVariant("")).Store(&none, &path))
	password := struct {
		Session           dbus.ObjectPath
		Parameters, Value []byte
		ContentType       string
	}{path, []byte{}, []byte("password"), "text/plain"}
	must(t, service.Call("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface.UnlockWithMasterPassword", 0,
		dbus.ObjectPath(loginCollection), password).Err)
	eventually(t, "open login collection", func() bool { return !s.locked(t) })
}

// role runs the role "keyring" in the session and checks what it says.
func (s *session) role(t *testing.T, want []string, args ...string) {
	t.Helper()
	cmd := exec.Command(get(os.Executable())(t), args...)
	cmd.Env = append(append([]string(nil), s.env...), roleVariable+"=keyring")
	began := time.Now()
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	defer func() {
		if t.Failed() {
			t.Logf("log: %s", &said)
		}
	}()
	if err != nil {
		t.Fatalf("%v: %v: %s", args, err, out)
	}
	if got := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n"); strings.Join(got, "|") != strings.Join(want, "|") {
		t.Fatalf("%v: %q; want %q", args[1:], got, want)
	}
	if d := time.Since(began); d > 45*time.Second {
		t.Errorf("%v took %v", args[1:], d)
	}
}

func TestSecretService(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	s.keyring(t)
	dir := filepath.Join(t.TempDir(), "data")

	s.role(t, []string{"done", "protection keyring"}, dir, protectAuto, "save", "Bearer")
	s.role(t, []string{"Bearer", "done", "protection keyring"}, dir, protectAuto, "load")
	if n := s.items(t); n != 1 {
		t.Errorf("%d items in the keyring; want 1", n)
	}
	for _, e := range get(os.ReadDir(dir))(t) {
		if strings.HasPrefix(e.Name(), "key-") {
			t.Errorf("key file %s beside the keyring", e.Name())
		}
	}

	s.lock(t)
	s.role(t, []string{ErrKeyringLocked.Error(), "protection keyring"}, dir, protectAuto, "load")
	s.role(t, []string{ErrKeyringLocked.Error(), "protection keyring"}, dir, protectAuto, "save", "Lost")
	s.unlock(t)
	s.role(t, []string{"Bearer", "done", "protection keyring"}, dir, protectAuto, "load")

	s.role(t, []string{"done", "protection "}, dir, protectAuto, "out")
	if n := s.items(t); n != 0 {
		t.Errorf("%d items in the keyring after signing out; want none", n)
	}
	s.role(t, []string{ErrNoToken.Error(), "protection "}, dir, protectAuto, "load")
}

// The first sign-in of a locked session is not put into a file instead.
func TestSecretServiceLockedAtFirst(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	s.keyring(t)
	s.lock(t)
	dir := filepath.Join(t.TempDir(), "data")
	s.role(t, []string{ErrKeyringLocked.Error(), "protection "}, dir, protectAuto, "save", "Bearer")
	s.unlock(t)
	s.role(t, []string{"done", "protection keyring"}, dir, protectAuto, "save", "Bearer")
}

func TestSecretServiceMissing(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	dir := filepath.Join(t.TempDir(), "data")
	s.role(t, []string{"done", "protection file"}, dir, protectAuto, "save", "Bearer")
	s.role(t, []string{"Bearer", "done", "protection file"}, dir, protectAuto, "load")
	s.role(t, []string{ErrKeyringMissing.Error(), "protection "}, filepath.Join(t.TempDir(), "data"), protectKeyring, "save", "Bearer")
}

// A daemon that runs before anybody has made a keyring would ask for a new
// password out of the blue: the key file is taken, and said.
func TestSecretServiceWithoutACollection(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	s.start(t, "", "gnome-keyring-daemon", "--foreground", "--components=secrets")
	eventually(t, "daemon", func() bool {
		var paths []dbus.ObjectPath
		return property(t.Context(), s.conn, secretsPath, secretsService, "Collections", &paths) == nil
	})
	s.role(t, []string{"done", "protection file"}, filepath.Join(t.TempDir(), "data"), protectAuto, "save", "Bearer")
}

// A bus that is not there any more, and none at all: no new one is started.
func TestNoSessionBus(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]string{
		"dead":       "unix:path=" + filepath.Join(t.TempDir(), "nobody"),
		"autolaunch": "autolaunch:",
		"nonsense":   "nonsense",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &session{env: []string{"DBUS_SESSION_BUS_ADDRESS=" + address, "PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}}
			dir := filepath.Join(t.TempDir(), "data")
			s.role(t, []string{ErrKeyringMissing.Error(), "protection "}, dir, protectKeyring, "save", "Bearer")
			s.role(t, []string{"done", "protection file"}, dir, protectAuto, "save", "Bearer")
		})
	}
}

// The keyring's data was removed: the key is lost, and signing in again helps.
func TestSecretServiceLostKey(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	s.keyring(t)
	dir := filepath.Join(t.TempDir(), "data")
	s.role(t, []string{"done", "protection keyring"}, dir, protectAuto, "save", "Bearer")
	for _, item := range s.itemPaths(t) {
		var prompt dbus.ObjectPath
		must(t, s.conn.Object(secretsName, item).Call("org.freedesktop.Secret.Item.Delete", 0).Store(&prompt))
	}
	s.role(t, []string{ErrKeyLost.Error(), "protection keyring"}, dir, protectAuto, "load")
	s.role(t, []string{"done", "protection keyring"}, dir, protectAuto, "save", "Again")
	s.role(t, []string{"Again", "done", "protection keyring"}, dir, protectAuto, "load")
}

func (s *session) items(t *testing.T) int { return len(s.itemPaths(t)) }

func (s *session) itemPaths(t *testing.T) []dbus.ObjectPath {
	t.Helper()
	var paths []dbus.ObjectPath
	must(t, property(t.Context(), s.conn, loginCollection, secretsCollection, "Items", &paths))
	return paths
}
