package reportserver

import (
	"testing"

	"mysettings/app/tiles"
)

func TestTypedAuth(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		kind    Kind
		status  int
		offered []string
		want    tiles.Auth
	}{
		"a page to log in on":      {KindLoginPage, 0, nil, tiles.AuthForms},
		"windows":                  {KindNoTicket, 0, []string{"Negotiate"}, tiles.AuthNTLM},
		"the safer one":            {KindNoScheme, 0, []string{"Basic", "NTLM"}, tiles.AuthNTLM},
		"basic alone":              {KindNoScheme, 0, []string{"basic"}, tiles.AuthBasic},
		"nothing that is known":    {KindNoScheme, 0, []string{"Digest", "Bearer"}, ""},
		"a login without a scheme": {KindNoScheme, 401, nil, tiles.AuthForms},
		"no form at all":           {KindNoScheme, 404, nil, ""},
		"nothing at all":           {KindRefused, 0, nil, ""},
	} {
		if got := (&Error{Kind: tt.kind, Status: tt.status, Offered: tt.offered}).TypedAuth(); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
