package doctor

import (
	"archive/zip"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"mysettings/app/program"
	"mysettings/app/tiles"
	"mysettings/store"
)

// noKeyring is a computer without one.
type noKeyring struct{}

func (noKeyring) Get(string, string) (string, error) { return "", store.ErrKeyringMissing }
func (noKeyring) Set(string, string, string) error   { return store.ErrKeyringMissing }
func (noKeyring) Delete(string, string) error        { return store.ErrKeyringMissing }

func openProgram(t *testing.T) *program.Program {
	t.Helper()
	p, err := program.Open(t.Context(), program.Options{
		Data: filepath.Join(t.TempDir(), "data"), Policy: filepath.Join(t.TempDir(), "none"), Keyring: noKeyring{}, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// What must not be in a bundle, and is in the program that it is made of.
var private = []string{
	"ana@contoso.com", "Ana Ruiz", "bi.contoso.com", `CONTOSO\ana`, "Quarterly layoffs", "Board only", "Hidden workspace", "Payroll model",
	"TOPSECRETREFRESH", "eyJhbGciOiJub25lIn0", "somebody.else@fabrikam.com",
}

func fill(t *testing.T, p *program.Program) {
	t.Helper()
	ctx := t.Context()
	now := time.Now()
	const id = "powerbi-0000000000"
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(p.Store.SaveSignIn(ctx, tiles.Connection{ID: id, Kind: tiles.PowerBI, Cloud: "public", Name: "ana@contoso.com", Person: "Ana Ruiz", SignedInAt: now, GoodUntil: now.Add(90 * 24 * time.Hour)},
		store.Token{Access: store.NewSecret("eyJhbGciOiJub25lIn0.x.y"), Refresh: store.NewSecret("TOPSECRETREFRESH")}))
	check(p.Store.SaveConnection(ctx, tiles.Connection{ID: "server-1", Kind: tiles.ReportServer,
		Server: tiles.Server{URL: "https://bi.contoso.com/reports", User: `CONTOSO\ana`}, Problem: &tiles.Problem{Cause: tiles.CauseServerLogin, Code: "401"}}))
	check(p.Store.SaveInventory(ctx, id, []tiles.Tile{
		{ID: id + "/1", Connection: id, Workspace: "Hidden workspace", Dashboard: "Board only", Title: "Quarterly layoffs", Feed: id + "/m", Kind: tiles.KindImport},
		{ID: id + "/2", Connection: id, Workspace: "Hidden workspace", Dashboard: "Board only", Title: "Q1", Feed: id + "/m", Kind: tiles.KindImport},
	}, []tiles.Feed{{ID: id + "/m", Connection: id, Name: "Payroll model", Owner: "ana@contoso.com"}}, now))
	folder := filepath.Join(p.Data, "log")
	check(os.MkdirAll(folder, 0o700))
	check(os.WriteFile(filepath.Join(folder, "mysettings.log"), []byte(
		"{\"msg\":\"looked at Quarterly layoffs on Board only for ana@contoso.com\"}\n"+
			"{\"msg\":\"told somebody.else@fabrikam.com, refresh_token=TOPSECRETREFRESH, bearer eyJhbGciOiJub25lIn0.abc.def\"}\n"), 0o600))
}

func TestBundleHoldsNothingPrivate(t *testing.T) {
	t.Parallel()
	p := openProgram(t)
	fill(t, p)
	b, err := MakeBundle(t.Context(), p, []Finding{{ID: "x", State: Bad, Text: "https://bi.contoso.com/reports doesn't let Ana Ruiz in.", Details: "ana@contoso.com"}})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "help.zip")
	if err := b.Write(path); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v; want it for its owner only", info, err)
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var names []string
	var all strings.Builder
	for _, f := range z.File {
		names = append(names, f.Name)
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, r); err != nil {
			t.Fatal(err)
		}
		r.Close()
	}
	if got, want := strings.Join(names, " "), "README.txt doctor.txt version.txt settings.txt connections.json tiles.json log/mysettings.log"; got != want {
		t.Errorf("files %s; want %s", got, want)
	}
	for _, p := range private {
		if strings.Contains(all.String(), p) {
			t.Errorf("%q is in the bundle:\n%s", p, all.String())
		}
	}
	for _, want := range []string{"[tile 1]", "[dashboard 1]", "[account 1]", `"tiles": 2`, `"code": "401"`, "check.every"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("no %q in the bundle:\n%s", want, all.String())
		}
	}
}

func TestBundleGoesNowhere(t *testing.T) {
	t.Parallel()
	b := Bundle{Made: time.Now(), Files: []File{{Name: "a", Text: "b"}}}
	folder := t.TempDir()
	if err := b.Write(filepath.Join(folder, "none", "x.zip")); err == nil {
		t.Error("written into a folder that isn't there")
	}
	if err := b.Write(folder); err == nil {
		t.Error("written over a folder")
	}
	if left, _ := filepath.Glob(filepath.Join(folder, ".*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestEndOfALog(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.log")
	line := strings.Repeat("x", 1000) + "\n"
	if err := os.WriteFile(path, []byte("first\n"+strings.Repeat(line, 400)), 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := end(path)
	if err != nil || len(text) > logEnd || !strings.HasPrefix(text, "xxx") || len(text)%len(line) != 0 {
		t.Errorf("%d bytes, %v; want whole lines, %d bytes at most", len(text), err, logEnd)
	}
}

func TestRunDoesEveryCheck(t *testing.T) {
	t.Parallel()
	p := openProgram(t)
	// Nobody is there: what asks the network must say so, and soon.
	for key, value := range map[string]string{"authority": "http://127.0.0.1:1", "powerbi_api": "http://127.0.0.1:1", "proxy": "direct"} {
		if err := p.Settings.Set(t.Context(), key, value); err != nil {
			t.Fatal(err)
		}
	}
	told := map[string]bool{}
	found, err := Run(t.Context(), p, func(c Check, f Finding) { told[c.ID] = true })
	if err != nil {
		t.Fatal(err)
	}
	checks := Checks()
	if len(found) != len(checks) || len(told) != len(checks) {
		t.Errorf("%d findings, %d told; want %d", len(found), len(told), len(checks))
	}
	for i, f := range found {
		if f.State == "" || f.Text == "" || f.ID == "" {
			t.Errorf("%s found %+v", checks[i].ID, f)
		}
		if f.State == Bad && f.Fix == "" && f.Window == "" {
			t.Errorf("%s says nothing to do: %+v", checks[i].ID, f)
		}
	}
	if text := Text(found); strings.Count(text, "\n") < len(found) {
		t.Errorf("text %s", text)
	}
}

func TestMakePrivate(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Log("no such permissions there")
		return
	}
	p := openProgram(t)
	if err := os.Chmod(p.Data, 0o755); err != nil {
		t.Fatal(err)
	}
	if f := checkFolder(t.Context(), p); f.State != Bad || f.Action != ActMakePrivate {
		t.Errorf("an open folder: %+v", f)
	}
	if err := MakePrivate(p); err != nil {
		t.Fatal(err)
	}
	if f := checkFolder(t.Context(), p); f.State != Good {
		t.Errorf("after it: %+v", f)
	}
}

func FuzzRedact(f *testing.F) {
	f.Add("looked at Quarterly layoffs for ana@contoso.com")
	f.Add("eyJhbGciOiJub25lIn0.eyJzdWIi")
	r := newRedactor([]tiles.Connection{{Name: "ana@contoso.com", Person: "Ana Ruiz"}}, []tiles.Tile{{Title: "Quarterly layoffs"}}, nil)
	f.Fuzz(func(t *testing.T, text string) {
		got := r.text(text)
		for _, name := range []string{"ana@contoso.com", "Quarterly layoffs", "Ana Ruiz"} {
			if strings.Contains(got, name) {
				t.Errorf("%q in %q", name, got)
			}
		}
	})
}
