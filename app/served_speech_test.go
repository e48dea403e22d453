//go:build pagetest

package app

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"mysettings/app/language"
)

// TestPageInGerman changes the language of the page while it is open. It runs
// alone: the language is the whole process's.
func TestPageInGerman(t *testing.T) {
	if part := os.Getenv("PART"); part != "" && part != "german" {
		return // other parts are wanted
	}
	folder, err := filepath.Abs("../frontend")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("LC_ALL", "C.UTF-8")
	t.Cleanup(language.Start())
	p := openProgram(t, t.TempDir())
	if err := p.Settings.Set(t.Context(), "client_id", "11111111-2222-4333-8444-555555555555"); err != nil {
		t.Fatal(err)
	}
	fill(t, p.Store, seed{tiles: 24, ended: 26 * time.Hour, past: true})
	list, err := json.Marshal(map[string]string{"speech": servePage(t, os.DirFS(filepath.Join(folder, "dist")), BackendOf(p)).URL})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", "e2e/german.mjs")
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "PAGES="+string(list))
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
}
