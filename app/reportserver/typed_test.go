package reportserver

import (
	"testing"

	"mysettings/app/tiles"
)

func TestTypedAuth(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		kind    Kind
		offered []string
		want    tiles.Auth
	}{
		"a page to log in on":   {KindLoginPage, nil, tiles.AuthForms},
		"windows":               {KindNoTicket, []string{"Negotiate"}, tiles.AuthNTLM},
		"the safer one":         {KindNoScheme, []string{"Basic", "NTLM"}, tiles.AuthNTLM},
		"basic alone":           {KindNoScheme, []string{"basic"}, tiles.AuthBasic},
		"nothing that is known": {KindNoScheme, []string{"Digest", "Bearer"}, ""},
		"nothing at all":        {KindRefused, nil, ""},
	} {
		if got := (&Error{Kind: tt.kind, Offered: tt.offered}).TypedAuth(); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
