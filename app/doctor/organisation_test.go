package doctor

import (
	"path/filepath"
	"strings"
	"testing"

	"mysettings/app/program"
	"mysettings/app/sandbox"
	"mysettings/app/settings"
)

func TestOrganisation(t *testing.T) {
	t.Parallel()
	org, err := sandbox.Start(t.Context(), sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { org.Close() })
	about := org.Describe()
	for _, tc := range []struct {
		name       string
		set        map[string]string
		want       State
		text, code string
		authority  State
	}{
		{"nothing set", map[string]string{settings.KeyClientID: ""}, Skipped, "application id", "", Good},
		{"all right", map[string]string{settings.KeyTenant: "contoso.com"}, Good, "fit together", "", Good},
		{"tenant", map[string]string{settings.KeyTenant: "contosso.com"}, Bad, "contosso.com", "AADSTS90002 invalid_tenant", Good},
		{"application id", map[string]string{settings.KeyClientID: "another"}, Bad, "application id", "AADSTS700016 unauthorized_client", Good},
		{"nobody there", map[string]string{settings.KeyAuthority: "http://127.0.0.1:1"}, Skipped, "doesn't answer", "", Bad},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p, err := program.Open(t.Context(), program.Options{Data: filepath.Join(t.TempDir(), "data"), Policy: filepath.Join(t.TempDir(), "none.json")})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { p.Close() })
			if err := p.PointTo(t.Context(), about.Authority, about.ClientID, about.PowerBI); err != nil {
				t.Fatal(err)
			}
			for k, v := range tc.set {
				if err := p.Settings.Set(t.Context(), k, v); err != nil {
					t.Fatal(err)
				}
			}
			f := checkOrganisation(t.Context(), p)
			if f.State != tc.want || !strings.Contains(f.Text, tc.text) || !strings.HasPrefix(f.Details, tc.code) {
				t.Errorf("found %+v; want %s, %q, %q", f, tc.want, tc.text, tc.code)
			}
			if a := checkAuthority(t.Context(), p); a.State != tc.authority {
				t.Errorf("the sign-in service: %+v; want %s", a, tc.authority)
			}
		})
	}
}
