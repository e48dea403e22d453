//go:build pagetest

package app

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"mysettings/app/sandbox"
)

// newcomers adds pages on empty data folders: one whose sign-in service is the
// sandbox's, though nothing on it says so, and one on which a policy has
// said everything.
func newcomers(t *testing.T, dist fs.FS, about sandbox.Description, pages map[string]string) {
	t.Helper()
	p := openProgram(t, t.TempDir())
	for key, value := range map[string]string{"authority": about.Authority, "powerbi_api": about.PowerBI} {
		if err := p.Settings.Set(t.Context(), key, value); err != nil {
			t.Fatal(err)
		}
	}
	backend := BackendOf(p)
	backend.Sandbox = false
	backend.TrySandbox = func() error { return nil }
	pages["clientID"] = about.ClientID
	pages["newcomer"] = servePage(t, dist, backend).URL

	dir := t.TempDir()
	policy := `{"client_id": "11111111-2222-4333-8444-555555555555", "tenant": "contoso.com", "start_at_login": true}`
	if err := os.WriteFile(filepath.Join(dir, "no-policy.json"), []byte(policy), 0o600); err != nil {
		t.Fatal(err)
	}
	pages["policy"] = servePage(t, dist, BackendOf(openProgram(t, dir))).URL
}
