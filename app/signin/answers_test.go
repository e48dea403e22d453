package signin

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"mysettings/app/tiles"
	"mysettings/store"
)

// TestSignInRefuses has every answer that must not become a sign-in.
func TestSignInRefuses(t *testing.T) {
	t.Parallel()
	claim := func(name string, value any) func(*idp) {
		return func(i *idp) {
			i.claims = func(c map[string]any) {
				if value == nil {
					delete(c, name)
				} else {
					c[name] = value
				}
			}
		}
	}
	answer := func(name string, value any) func(*idp) {
		return func(i *idp) {
			i.answer = func(_ string, b map[string]any) {
				if value == nil {
					delete(b, name)
				} else {
					b[name] = value
				}
			}
		}
	}
	body := func(status int, kind, text string) func(*idp) {
		return func(i *idp) {
			i.take = func(w http.ResponseWriter, _ url.Values) bool {
				w.Header().Set("Content-Type", kind)
				w.WriteHeader(status)
				_, _ = w.Write([]byte(text))
				return true
			}
		}
	}
	hour := func(d time.Duration) int64 { return time.Now().Add(d).Unix() }
	for _, tc := range []struct {
		name   string
		change func(*idp)
		code   string
		cause  tiles.Cause
	}{
		{"nonce of another sign-in", claim("nonce", "other"), codeBadIDToken, tiles.CauseSignInRefused},
		{"no nonce", claim("nonce", nil), codeBadIDToken, tiles.CauseSignInRefused},
		{"another audience", claim("aud", "someone-else"), codeBadIDToken, tiles.CauseSignInRefused},
		{"several audiences, another party", claim("aud", []string{testClient, "x"}), codeBadIDToken, tiles.CauseSignInRefused},
		{"another issuer", claim("iss", "https://evil.example/v2.0"), codeBadIDToken, tiles.CauseSignInRefused},
		{"tenant that isn't the issuer's", claim("tid", "99999999-86f1-41af-91ab-2d7cd011db47"), codeBadIDToken, tiles.CauseSignInRefused},
		{"tenant that would be a path", claim("tid", "../x"), codeBadIDToken, tiles.CauseSignInRefused},
		{"no tenant", claim("tid", nil), codeBadIDToken, tiles.CauseSignInRefused},
		{"expired", claim("exp", hour(-time.Minute)), codeBadIDToken, tiles.CauseSignInRefused},
		{"not valid yet", claim("nbf", hour(time.Hour)), codeBadIDToken, tiles.CauseSignInRefused},
		{"hash of another access token", claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"), codeBadIDToken, tiles.CauseSignInRefused},
		{"signed by a stranger", func(i *idp) { i.key = strangeKey() }, codeBadIDToken, tiles.CauseSignInRefused},
		{"not signed", answer("id_token", "eyJhbGciOiJub25lIn0.e30."), codeBadIDToken, tiles.CauseSignInRefused},
		{"no jwt", answer("id_token", "hello"), codeBadIDToken, tiles.CauseSignInRefused},
		{"no id_token", answer("id_token", nil), codeNoIDToken, tiles.CauseAdminNeeded},
		{"id_token of a wrong type", answer("id_token", 5), codeNoIDToken, tiles.CauseAdminNeeded},
		{"no refresh token", answer("refresh_token", nil), codeNoRefresh, tiles.CauseAdminNeeded},
		{"no access token", answer("access_token", nil), codeNotTheService, tiles.CauseServiceDown},
		{"access token with a line break", answer("access_token", "a\r\nX: y"), codeNotTheService, tiles.CauseServiceDown},
		{"another token type", answer("token_type", "mac"), codeNotTheService, tiles.CauseServiceDown},
		{"HTML", body(200, "text/html", "<html><script>alert(1)</script>"), codeNotTheService, tiles.CauseServiceDown},
		{"HTML with an error status", body(403, "text/html", "<html>blocked"), codeNotTheService, tiles.CauseServiceDown},
		{"empty", body(200, "application/json", ""), codeNotTheService, tiles.CauseServiceDown},
		{"an array", body(200, "application/json", "[]"), codeNotTheService, tiles.CauseServiceDown},
		{"2 MB", body(200, "application/json", `{"access_token":"`+strings.Repeat("x", 2<<20)+`"}`), codeTooLarge, tiles.CauseServiceDown},
		{"server error", body(503, "text/plain", "down"), "http_503", tiles.CauseServiceDown},
		{"used code", func(i *idp) { i.take = refuseWith("invalid_grant", 54005) }, "invalid_grant", tiles.CauseSignInExpired},
		{"secret wanted", func(i *idp) { i.take = refuseWith("invalid_client", 7000218) }, "invalid_client", tiles.CauseAdminNeeded},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.idp.set(func() { tc.change(b.idp) })
			_, err := b.manager.SignIn(t.Context(), Request{Browser: obedient{t}})
			e := wantError(t, err)
			if e.Code != tc.code || e.Cause != tc.cause || e.State != "" {
				t.Errorf("error = %q cause %q state %q (%v); want %q, %q and no state", e.Code, e.Cause, e.State, err, tc.code, tc.cause)
			}
			if e.Help() == "" {
				t.Error("no sentence for it")
			}
			if all, _ := b.store.Connections(t.Context()); len(all) != 0 {
				t.Errorf("connections = %v; want none", all)
			}
			b.noSecrets(err.Error(), e.Description, e.Help())
		})
	}
}

func TestSignInSurvives(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		change func(*idp)
		check  func(*testing.T, tiles.Connection, store.Token)
	}{
		{"the end said", func(i *idp) {
			i.answer = func(_ string, b map[string]any) { b["refresh_token_expires_in"] = 3600 }
		}, func(t *testing.T, c tiles.Connection, _ store.Token) {
			if d := time.Until(c.GoodUntil); c.Estimate || d > time.Hour || d < 59*time.Minute {
				t.Errorf("good until %v, estimate %v; want an hour, as said", c.GoodUntil, c.Estimate)
			}
		}},
		{"the end said as text", func(i *idp) {
			i.answer = func(_ string, b map[string]any) { b["refresh_token_expires_in"] = "7200" }
		}, func(t *testing.T, c tiles.Connection, _ store.Token) {
			if d := time.Until(c.GoodUntil); c.Estimate || d < 119*time.Minute {
				t.Errorf("good until %v, estimate %v; want two hours, as said", c.GoodUntil, c.Estimate)
			}
		}},
		{"an end of no sense", func(i *idp) {
			i.answer = func(_ string, b map[string]any) { b["refresh_token_expires_in"] = -5 }
		}, func(t *testing.T, c tiles.Connection, _ store.Token) {
			if !c.Estimate || time.Until(c.GoodUntil) < 89*24*time.Hour {
				t.Errorf("good until %v, estimate %v; want 90 days estimated", c.GoodUntil, c.Estimate)
			}
		}},
		{"no lifetime of the access token", func(i *idp) {
			i.answer = func(_ string, b map[string]any) { delete(b, "expires_in") }
		}, func(t *testing.T, _ tiles.Connection, tok store.Token) {
			if d := time.Until(tok.AccessUntil); d > unsaidAccess || d < unsaidAccess-time.Minute {
				t.Errorf("access token until %v; want %v", tok.AccessUntil, unsaidAccess)
			}
		}},
		{"a lifetime as text, and labelled as plain text", func(i *idp) {
			i.label = "text/plain"
			i.answer = func(_ string, b map[string]any) { b["expires_in"] = "1800" }
		}, func(t *testing.T, _ tiles.Connection, tok store.Token) {
			if d := time.Until(tok.AccessUntil); d > 30*time.Minute || d < 29*time.Minute {
				t.Errorf("access token until %v; want half an hour", tok.AccessUntil)
			}
		}},
		{"a wish for renewal", func(i *idp) {
			i.answer = func(_ string, b map[string]any) { b["refresh_in"] = 1200 }
		}, func(t *testing.T, _ tiles.Connection, tok store.Token) {
			if d := time.Until(tok.RefreshAfter); d > 20*time.Minute || d < 19*time.Minute {
				t.Errorf("refresh after %v; want 20 minutes", tok.RefreshAfter)
			}
		}},
		{"no scope", func(i *idp) {
			i.answer = func(_ string, b map[string]any) { delete(b, "scope") }
		}, func(t *testing.T, c tiles.Connection, _ store.Token) {
			if !slices.Equal(c.Scopes, permissions) {
				t.Errorf("scopes = %q; want those asked for", c.Scopes)
			}
		}},
		{"nobody's user name", func(i *idp) {
			i.claims = func(c map[string]any) { delete(c, "preferred_username"); c["email"] = "ana@mail.example" }
		}, func(t *testing.T, c tiles.Connection, _ store.Token) {
			if c.Name != "ana@mail.example" {
				t.Errorf("name = %q; want the address", c.Name)
			}
		}},
		{"a name of 10,000 characters with controls", func(i *idp) {
			i.claims = func(c map[string]any) { c["name"] = "\x1b[31m" + strings.Repeat("ж", 10000) }
		}, func(t *testing.T, c tiles.Connection, _ store.Token) {
			if len([]rune(c.Person)) > 200 || strings.ContainsRune(c.Person, 0x1b) {
				t.Errorf("person = %q…", c.Person[:40])
			}
		}},
		{"no oid", func(i *idp) { i.claims = func(c map[string]any) { delete(c, "oid") } },
			func(t *testing.T, c tiles.Connection, _ store.Token) {
				if c.ObjectID != "subject" {
					t.Errorf("object = %q; want sub", c.ObjectID)
				}
			}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.idp.set(func() { tc.change(b.idp) })
			c := b.signIn(Request{})
			tc.check(t, c, b.token(c.ID))
		})
	}
}
