package sandbox

import (
	"crypto/rand"
	"encoding/base64"
	"net/url"
	"strings"
	"time"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// client is the app's registration: public, on the platform "mobile and
// desktop applications", redirect http://localhost.
type client struct{}

var _ op.Client = client{}

func (client) GetID() string                       { return ClientID }
func (client) RedirectURIs() []string              { return []string{"http://localhost", "http://localhost/"} }
func (client) PostLogoutRedirectURIs() []string    { return nil }
func (client) ApplicationType() op.ApplicationType { return op.ApplicationTypeNative }
func (client) AuthMethod() oidc.AuthMethod         { return oidc.AuthMethodNone }
func (client) ResponseTypes() []oidc.ResponseType  { return []oidc.ResponseType{oidc.ResponseTypeCode} }
func (client) GrantTypes() []oidc.GrantType {
	return []oidc.GrantType{oidc.GrantTypeCode, oidc.GrantTypeRefreshToken, oidc.GrantTypeDeviceCode}
}
func (client) LoginURL(string) string              { return "" } // the authorize page is the login page
func (client) AccessTokenType() op.AccessTokenType { return op.AccessTokenTypeJWT }
func (client) IDTokenLifetime() time.Duration      { return time.Hour }
func (client) DevMode() bool                       { return false }
func (client) RestrictAdditionalIdTokenScopes() func([]string) []string {
	return func(scopes []string) []string { return scopes }
}
func (client) RestrictAdditionalAccessTokenScopes() func([]string) []string {
	return func(scopes []string) []string { return scopes }
}
func (client) IsScopeAllowed(string) bool           { return true } // splitScopes has looked already
func (client) IDTokenUserinfoClaimsAssertion() bool { return true }
func (client) ClockSkew() time.Duration             { return 0 }

// redirectAllowed says whether the registration has the address. Entra
// ignores the port for localhost, and for nothing else: 127.0.0.1 is refused.
func redirectAllowed(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "http" && u.Hostname() == "localhost" &&
		(u.Path == "" || u.Path == "/") && u.RawQuery == "" && u.Fragment == "" && u.User == nil
}

func randomToken() string {
	b := make([]byte, 48)
	rand.Read(b) // never fails: it ends the program instead
	return "1." + base64.RawURLEncoding.EncodeToString(b)
}

func joined(words []string) string { return strings.Join(words, " ") }
