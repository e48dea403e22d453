//go:build pagetest

package app

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"mysettings/app/sandbox"
)

// TestPage drives the built page in a browser, with the real Go behind it:
// frontend/e2e looks at every view and plays every flow.
func TestPage(t *testing.T) {
	folder, err := filepath.Abs("../frontend")
	if err != nil {
		t.Fatal(err)
	}
	dist := os.DirFS(filepath.Join(folder, "dist"))
	pages := map[string]string{}
	for name, in := range map[string]seed{
		"good":     {tiles: 20, healthy: true, notices: true, past: true},
		"trouble":  {tiles: 24, ended: 26 * time.Hour, notices: true, past: true},
		"expiring": {tiles: 6, healthy: true, left: 70 * time.Hour},
		"failing":  {tiles: 24, notices: true, past: true},
		"many":     {tiles: 6000},
	} {
		dir := t.TempDir()
		p := openProgram(t, dir)
		if err := p.Settings.Set(t.Context(), "client_id", "11111111-2222-4333-8444-555555555555"); err != nil {
			t.Fatal(err)
		}
		fill(t, p.Store, in)
		pages[name] = servePage(t, dist, BackendOf(p)).URL
		if name == "many" || name == "good" {
			// Another process that changes the same store.
			pages[name+"-other"] = servePage(t, dist, BackendOf(openProgram(t, dir))).URL
		}
	}
	for _, way := range []string{"good", "expired", "login", "off", "silent"} {
		p := openProgram(t, t.TempDir())
		if err := p.Settings.Set(t.Context(), "client_id", "11111111-2222-4333-8444-555555555555"); err != nil {
			t.Fatal(err)
		}
		fill(t, p.Store, seed{tiles: 6, healthy: true})
		fillServer(t, p.Store, way)
		pages["server-"+way] = servePage(t, dist, BackendOf(p)).URL
	}
	pages["empty"] = servePage(t, dist, BackendOf(openProgram(t, t.TempDir()))).URL

	org, err := sandbox.Start(context.Background(), sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { org.Close() })
	about := org.Describe()
	p := openProgram(t, t.TempDir())
	if err := p.PointTo(t.Context(), about.Authority, about.ClientID, about.PowerBI); err != nil {
		t.Fatal(err)
	}
	pages["live"] = servePage(t, dist, BackendOf(p)).URL
	pages["control"] = about.Control
	pages["portal"] = about.ReportServer

	newcomers(t, dist, about, pages)
	fussy(t, dist, pages)
	attacked(t, dist, pages)

	list, err := json.Marshal(pages)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", append([]string{"e2e/run.mjs"}, chosen()...)...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "PAGES="+string(list))
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
}

// chosen are the names of the parts to run, all when there are none.
func chosen() []string {
	if part := os.Getenv("PART"); part != "" {
		return []string{part}
	}
	return nil
}
