//go:build pagetest

package app

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// fussy serves a page to change preferences on and to delete everything from,
// and one whose preferences the policy holds.
func fussy(t *testing.T, dist fs.FS, pages map[string]string) {
	t.Helper()
	p := openProgram(t, filepath.Join(t.TempDir(), "data"))
	fill(t, p.Store, seed{tiles: 12, healthy: true, notices: true})
	backend := BackendOf(p)
	backend.Licences = "# Third-party notices\n\nA library of others, and its licence.\n"
	pages["preferences"] = servePage(t, dist, backend).URL

	folder := t.TempDir()
	policy := `{"check.every":"2h","notify":true,"proxy":"http://proxy.contoso.com:8080","client_id":"11111111-2222-4333-8444-555555555555","contact":"it-help@contoso.com"}`
	if err := os.WriteFile(filepath.Join(folder, "no-policy.json"), []byte(policy), 0o600); err != nil {
		t.Fatal(err)
	}
	p = openProgram(t, folder)
	fill(t, p.Store, seed{tiles: 12, healthy: true})
	pages["locked"] = servePage(t, dist, BackendOf(p)).URL
}
