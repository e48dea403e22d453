package app

import (
	"archive/zip"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mysettings/app/doctor"
	"mysettings/app/program"
)

// prefs opens bindings on a program of its own.
func prefs(t *testing.T) (*Bindings, *recordedShell, *program.Program) {
	t.Helper()
	p := openProgram(t, filepath.Join(t.TempDir(), "data"))
	fill(t, p.Store, seed{tiles: 6, healthy: true})
	shell := newRecordedShell()
	return NewBindings(t.Context(), BackendOf(p), shell, ""), shell, p
}

func TestPreferences(t *testing.T) {
	t.Parallel()
	b, shell, p := prefs(t)
	got, err := b.Preferences()
	if err != nil {
		t.Fatal(err)
	}
	if got.DataFolder != p.Data || got.Protection != "file" || got.Snoozed || got.QuietUntil != "" {
		t.Errorf("preferences %+v", got)
	}
	if got.AtLogin.CanFix || got.AtLogin.Text == "" {
		t.Errorf("at login, for a folder that was named: %+v", got.AtLogin)
	}
	if !slices.Contains(got.Languages, Language{"en", "English"}) {
		t.Errorf("languages %v", got.Languages)
	}
	if err := b.Snooze("hour"); err != nil {
		t.Fatal(err)
	}
	got, err = b.Preferences()
	if until, perr := time.Parse(time.RFC3339, got.QuietUntil); err != nil || perr != nil || !got.Snoozed || time.Until(until) < 50*time.Minute {
		t.Errorf("snoozed: %+v, %v, %v", got, err, perr)
	}
	if err := b.Snooze("off"); err != nil {
		t.Fatal(err)
	}
	if got, _ := b.Preferences(); got.Snoozed {
		t.Error("still snoozed")
	}
	if err := b.Snooze("forever"); err == nil {
		t.Error("a snooze that there isn't was taken")
	}
	if err := b.ShowDataFolder(); err != nil || !slices.Equal(shell.folders, []string{p.Data}) {
		t.Errorf("shown %q, %v", shell.folders, err)
	}
	if err := b.CopyDataFolder(); err != nil || shell.clipboard != p.Data {
		t.Errorf("copied %q, %v", shell.clipboard, err)
	}
}

func TestChooseCertificates(t *testing.T) {
	t.Parallel()
	b, shell, p := prefs(t)
	if chosen, err := b.ChooseCertificates(); chosen || err != nil {
		t.Errorf("nothing chosen: %v, %v", chosen, err)
	}
	shell.choose = filepath.Join(t.TempDir(), "none.pem")
	if _, err := b.ChooseCertificates(); err == nil || p.Settings.CAFile() != "" {
		t.Errorf("a file that isn't there: %v, set to %q", err, p.Settings.CAFile())
	}
}

func TestProtectionOnThePage(t *testing.T) {
	t.Parallel()
	b, _, p := prefs(t)
	if err := b.Set("protection", "keyring"); err == nil {
		t.Error("moved into a keyring that isn't there")
	}
	if p.Settings.Protection() != "auto" {
		t.Errorf("the setting is %s", p.Settings.Protection())
	}
	if err := b.Set("protection", "file"); err != nil {
		t.Error(err)
	}
}

func TestChecksAndBundle(t *testing.T) {
	t.Parallel()
	b, shell, p := prefs(t)
	for key, value := range map[string]string{"authority": "http://127.0.0.1:1", "powerbi_api": "http://127.0.0.1:1", "proxy": "direct", "notify": "false"} {
		if err := p.Settings.Set(t.Context(), key, value); err != nil {
			t.Fatal(err)
		}
	}
	about := b.About()
	if about.Version == "" || about.DataFolder != p.Data || len(about.Checks) < 13 || len(about.Links) == 0 {
		t.Errorf("about %+v", about)
	}
	found, err := b.RunChecks()
	if err != nil || len(found) != len(about.Checks) {
		t.Fatalf("%d found, %v", len(found), err)
	}
	for i, f := range found {
		if f.ID != about.Checks[i].ID || f.State == "" || f.Text == "" {
			t.Errorf("%s: %+v", about.Checks[i].ID, f)
		}
		if strings.Contains(f.Do, "mysettings ") {
			t.Errorf("the window speaks of a command: %+v", f)
		}
	}
	told := 0
	for _, e := range shell.events {
		if e == EventChecked {
			told++
		}
	}
	if told != len(found) {
		t.Errorf("%d told; want %d", told, len(found))
	}
	if err := b.CopyChecks(); err != nil || !strings.Contains(shell.clipboard, found[0].Text) {
		t.Errorf("copied %q, %v", shell.clipboard, err)
	}
	files, err := b.PreviewBundle()
	if err != nil || len(files) < 6 {
		t.Fatalf("preview %+v, %v", files, err)
	}
	if text, err := json.Marshal(files); err != nil || strings.Contains(string(text), seedRefresh) || strings.Contains(string(text), seedAccess) {
		t.Errorf("a secret in the preview: %s, %v", text, err)
	}
	if saved, err := b.SaveBundle(); saved.Saved || err != nil {
		t.Errorf("saved nowhere: %+v, %v", saved, err)
	}
	shell.saveTo = filepath.Join(t.TempDir(), "help.zip")
	saved, err := b.SaveBundle()
	if err != nil || saved != (Exported{Saved: true, Name: "help.zip"}) {
		t.Fatalf("saved %+v, %v", saved, err)
	}
	z, err := zip.OpenReader(shell.saveTo)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if len(z.File) != len(files) {
		t.Errorf("%d files saved; want the %d that were shown", len(z.File), len(files))
	}
}

func TestFix(t *testing.T) {
	t.Parallel()
	b, _, p := prefs(t)
	if err := p.Settings.Set(t.Context(), "notify", "false"); err != nil {
		t.Fatal(err)
	}
	if err := b.Fix(string(doctor.ActNotify)); err != nil || !p.Settings.Notify() {
		t.Errorf("notifications: %v, %v", p.Settings.Notify(), err)
	}
	if err := b.Fix(string(doctor.ActMakePrivate)); err != nil {
		t.Error(err)
	}
	for _, action := range []string{string(doctor.ActKeyring), string(doctor.ActStartTray), string(doctor.ActSignIn), "", "rm -rf"} {
		if err := b.Fix(action); err == nil {
			t.Errorf("%q was carried out", action)
		}
	}
}

func TestOpenHelp(t *testing.T) {
	t.Parallel()
	b, _, _ := prefs(t)
	browser := &keptBrowser{}
	b.b.Browser = browser
	for _, l := range b.About().Links {
		if err := b.OpenHelp(l.ID); err != nil {
			t.Error(err)
		}
	}
	for _, address := range browser.opened {
		if !strings.HasPrefix(address, "https://") {
			t.Errorf("opened %s", address)
		}
	}
	if err := b.OpenHelp("https://evil.example"); err == nil || len(browser.opened) != len(helpPages) {
		t.Errorf("opened %v, %v", browser.opened, err)
	}
}

func TestEraseEverything(t *testing.T) {
	t.Parallel()
	b, shell, p := prefs(t)
	plan, err := b.PlanErase()
	if err != nil || plan.Word != "delete" || len(plan.Goes) == 0 || len(plan.Stays) == 0 {
		t.Fatalf("plan %+v, %v", plan, err)
	}
	if err := b.EraseEverything("yes"); err == nil {
		t.Error("another word was taken")
	}
	if _, err := os.Stat(p.Data); err != nil {
		t.Fatal(err)
	}
	if err := b.EraseEverything(" Delete "); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(p.Data); !os.IsNotExist(err) {
		t.Error("the folder is still there")
	}
	// The page may still say these, and nothing must come back.
	if err := b.SetInFront(true); err != nil {
		t.Error(err)
	}
	if err := b.EraseEverything("delete"); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(p.Data); !os.IsNotExist(err) {
		t.Error("the folder came back")
	}
	b.CloseWindow()
	if shell.quits != 1 {
		t.Errorf("quit %d times", shell.quits)
	}
}

// keptBrowser remembers what it was opened with.
type keptBrowser struct{ opened []string }

func (k *keptBrowser) Open(_ context.Context, address string) error {
	k.opened = append(k.opened, address)
	return nil
}
