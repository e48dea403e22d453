package app

import (
	"strings"
	"testing"
	"time"

	"mysettings/app/signin"
	"mysettings/app/tiles"
)

// TestAdministratorsText: whatever only an administrator can put right gives a
// text that one can act on: the sentence, the service's code, its correlation
// id, the tenant, and nothing secret.
func TestAdministratorsText(t *testing.T) {
	t.Parallel()
	p := openProgram(t, t.TempDir())
	fill(t, p.Store, seed{tiles: 6, healthy: true})
	w := windowOn(t, p, nil)
	for _, e := range []signin.Error{
		{Code: "invalid_grant", AADSTS: "AADSTS50057"},
		{Code: "invalid_grant", AADSTS: "AADSTS50105"},
		{Code: "interaction_required", AADSTS: "AADSTS53002"},
		{Code: "invalid_grant", Suberror: "message_only", AADSTS: "AADSTS530032"},
		{Code: "invalid_grant", AADSTS: "AADSTS530084"},
		{Code: "invalid_client", AADSTS: "AADSTS7000218"},
		{Code: "unauthorized_client", AADSTS: "AADSTS700016"},
		{Code: "invalid_scope", AADSTS: "AADSTS70011"},
		{Code: "access_denied", AADSTS: "AADSTS90094"},
		{Code: "invalid_resource", AADSTS: "AADSTS500011"},
		{Code: "invalid_grant", Suberror: "protection_policy_required"},
		{Code: "claims_unmet"},
	} {
		e.State, e.Cause, e.Remedy = tiles.Blocked, tiles.CauseAdminNeeded, tiles.RemedyAskAdmin
		e.CorrelationID = "c0ffee00-0000-4000-8000-000000000000"
		if err := p.Store.UpdateConnection(t.Context(), seedConnection, func(c *tiles.Connection) error {
			c.EndedAt, c.Problem = time.Now().Add(-time.Hour), e.Problem()
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		s := w.see(t)
		if len(s.Attention) == 0 || s.Attention[0].Remedy != tiles.RemedyAskAdmin || s.Connections[0].State != tiles.Blocked {
			t.Errorf("%s %s: %+v", e.Code, e.AADSTS, s.Attention)
			continue
		}
		text, err := w.CopyDetails("attention", s.Attention[0].ID, "admin")
		if err != nil {
			t.Fatal(err)
		}
		code := e.AADSTS
		if code == "" {
			code = e.Code
		}
		for _, part := range []string{"Hello,", e.Help(), code, e.CorrelationID, "0d9c2f6a-51e8-4f7b-8a3d-2c4b6e8f0a12"} {
			if !strings.Contains(text, part) {
				t.Errorf("%s %s: %q is missing in:\n%s", e.Code, e.AADSTS, part, text)
			}
		}
		for _, secret := range []string{seedAccess, seedRefresh, seedID} {
			if strings.Contains(text, secret) {
				t.Errorf("%s: a token is in the text", code)
			}
		}
	}
}
