package installed

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"mysettings/app/program"
	"mysettings/app/tray"
)

func TestFind(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if path, err := find(folder, "", Tray); !errors.Is(err, program.ErrMissing) {
		t.Errorf("find in an empty folder = %s, %v", path, err)
	}
	if err := os.Mkdir(filepath.Join(folder, Tray+Suffix()), 0o700); err != nil {
		t.Fatal(err)
	}
	window := filepath.Join(folder, Window+Suffix())
	if err := os.WriteFile(window, nil, 0o700); err != nil {
		t.Fatal(err)
	}
	if path, err := find(folder, "", Tray, Window); err != nil || path != window {
		t.Errorf("find = %s, %v; want the first that is a file", path, err)
	}
	if path, err := find(folder, window, Tray, Window); !errors.Is(err, program.ErrMissing) {
		t.Errorf("find but itself = %s, %v", path, err)
	}
}

func TestThisBuild(t *testing.T) {
	t.Parallel()
	b := ThisBuild()
	if b.Version == "" || b.Commit == "" || b.Go != runtime.Version() || b.OS != runtime.GOOS+"/"+runtime.GOARCH {
		t.Errorf("build %+v", b)
	}
}

func TestAgrees(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		a    AtLogin
		want bool
	}{
		{AtLogin{Wanted: true, State: tray.AutostartOn, Usual: true}, true},
		{AtLogin{Wanted: true, State: tray.AutostartOff, Usual: true}, false},
		{AtLogin{Wanted: true, State: tray.AutostartBlocked, Usual: true}, false},
		{AtLogin{Wanted: true, State: tray.AutostartOther, Usual: true}, false},
		{AtLogin{Wanted: false, State: tray.AutostartOff, Usual: true}, true},
		{AtLogin{Wanted: false, State: tray.AutostartOn, Usual: true}, false},
		{AtLogin{Wanted: true, State: tray.AutostartOff}, true},
	} {
		if got := tt.a.Agrees(); got != tt.want {
			t.Errorf("%+v agrees: %v; want %v", tt.a, got, tt.want)
		}
	}
}

// The whole of it on the folder for every day, in a home of the test's own.
func TestLogin(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Log("elsewhere the entry is not a file")
		return
	}
	home := t.TempDir()
	t.Setenv("XDG_DATA_HOME", filepath.Join(home, "data"))
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, "config"))
	self, err := Self()
	if err != nil {
		t.Fatal(err)
	}
	beside := filepath.Join(filepath.Dir(self), Tray)
	if err := os.WriteFile(beside, nil, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(beside) })
	p, err := program.Open(t.Context(), program.Options{Policy: filepath.Join(home, "none")})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	want := func(what string, state tray.AutostartState, agrees bool) {
		t.Helper()
		a, err := LookAtLogin(p)
		if err != nil || a.State != state || a.Agrees() != agrees || !a.Usual {
			t.Errorf("%s: %+v, %v; want %s, agrees %v", what, a, err, state, agrees)
		}
	}
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	want("at first", tray.AutostartOff, false)
	do(FollowLogin(p))
	want("followed", tray.AutostartOn, true)
	entry := filepath.Join(home, "config", "autostart", "mysettings.desktop")
	text, err := os.ReadFile(entry)
	do(err)
	do(os.WriteFile(entry, append(text, "Hidden=true\n"...), 0o600))
	do(FollowLogin(p))
	want("switched off in the system's list", tray.AutostartBlocked, false)
	do(ForceLogin(p))
	want("forced", tray.AutostartOn, true)
	do(p.Settings.Set(t.Context(), "start_at_login", "false"))
	want("no longer wanted", tray.AutostartOn, false)
	do(FollowLogin(p))
	want("followed again", tray.AutostartOff, true)
	do(p.Settings.Set(t.Context(), "start_at_login", "true"))
	do(FollowLogin(p))
	do(ForgetLogin(p))
	want("forgotten", tray.AutostartOff, false)
}
