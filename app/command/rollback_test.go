package command

import (
	"os"
	"path/filepath"
	"testing"

	"mysettings/app/sandbox"
)

// TestRolledBackDatabase: somebody, or a backup, puts an older data folder in
// the place of today's. What was valid then is no more, which is told as that:
// one sign-in puts it right.
func TestRolledBackDatabase(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		since func(d *desk)
		only  string // what is put back; everything when empty
		says  string
	}{
		// The provider sees an old refresh token again and ends the sign-in.
		{"before renewals", func(d *desk) {
			for range 2 {
				d.control("expire-access", map[string]string{"person": "ana"})
				d.run("check").want(CodeGood)
			}
			d.control("expire-access", map[string]string{"person": "ana"})
		}, "", "Sign in again."},
		// The key is gone for good, and only it would open the old token.
		{"before signing out, the database alone", func(d *desk) { d.run("signout", "ana@contoso.com").want(CodeGood) }, "mysettings.db*", "Sign in again."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, sandbox.Options{ReuseDetection: true})
			d.run("signin").want(CodeGood)
			d.run("keep", "Finance/Revenue against budget", "--every", "hourly").want(CodeGood)
			copied := filepath.Join(t.TempDir(), "copy")
			if err := os.CopyFS(copied, os.DirFS(d.folder)); err != nil {
				t.Fatal(err)
			}
			tc.since(d)
			if tc.only == "" {
				tc.only = "*"
			}
			for _, folder := range []string{d.folder, copied} {
				files, err := filepath.Glob(filepath.Join(folder, tc.only))
				if err != nil || len(files) == 0 {
					t.Fatalf("nothing like %s in %s: %v", tc.only, folder, err)
				}
				for _, file := range files {
					if folder == d.folder {
						err = os.RemoveAll(file)
					} else {
						err = os.Rename(file, filepath.Join(d.folder, filepath.Base(file)))
					}
					if err != nil {
						t.Fatal(err)
					}
				}
			}
			d.run("check")
			var status struct {
				Connections []struct {
					State   string
					Problem *struct{ Remedy, Text string }
				}
			}
			d.run("status", "--json").want(CodeAttention).into(&status)
			if c := status.Connections; len(c) != 1 || c[0].State != "expired" || c[0].Problem == nil || c[0].Problem.Remedy != "sign_in" {
				t.Fatalf("status = %+v", status)
			} else if text := c[0].Problem.Text; len(text) < len(tc.says) || text[:len(tc.says)] != tc.says {
				t.Errorf("it says %q", text)
			}
			d.run("signin", "ana@contoso.com").want(CodeGood)
			d.run("check").want(CodeGood)
		})
	}
}
