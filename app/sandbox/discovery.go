package sandbox

import (
	"net/http"
	"strings"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// metadata is the provider's discovery document with what Entra adds.
type metadata struct {
	*oidc.DiscoveryConfiguration
	FrontchannelLogout bool   `json:"frontchannel_logout_supported"`
	HTTPLogout         bool   `json:"http_logout_supported"`
	Region             any    `json:"tenant_region_scope"`
	SubRegion          string `json:"tenant_region_sub_scope,omitempty"`
	Cloud              string `json:"cloud_instance_name"`
}

// knownTenant tells whether a tenant name in an address means this
// organisation: its id, its domain, or a name for any organisation.
func knownTenant(name string) bool {
	switch strings.ToLower(name) {
	case "organizations", "common", TenantID, Domain, "contoso.onmicrosoft.com":
		return true
	}
	return false
}

func sharedTenant(name string) bool {
	switch strings.ToLower(name) {
	case "organizations", "common":
		return true
	}
	return false
}

// discovery answers the document of one tenant name. Names for any
// organisation get the issuer with the literal {tenantid}, as Entra does.
func (i *identity) discovery(w http.ResponseWriter, r *http.Request) {
	tenant := r.PathValue("tenant")
	if !knownTenant(tenant) {
		errUnknownTenant(tenant).write(w, r, i.base, i.now())
		return
	}
	config := op.CreateDiscoveryConfig(op.ContextWithIssuer(r.Context(), i.issuer), i.provider, i.provider.Storage())
	if sharedTenant(tenant) {
		config.Issuer = i.base + "/{tenantid}/v2.0"
	}
	at := i.base + "/" + tenant
	config.AuthorizationEndpoint = at + "/oauth2/v2.0/authorize"
	config.TokenEndpoint = at + "/oauth2/v2.0/token"
	config.DeviceAuthorizationEndpoint = at + "/oauth2/v2.0/devicecode"
	config.EndSessionEndpoint = at + "/oauth2/v2.0/logout"
	config.JwksURI = at + "/discovery/v2.0/keys"
	config.ResponseModesSupported = []string{"query", "fragment", "form_post"}
	config.ResponseTypesSupported = []string{"code"}
	config.SubjectTypesSupported = []string{"pairwise"}
	config.TokenEndpointAuthMethodsSupported = []oidc.AuthMethod{oidc.AuthMethodNone}
	// Entra lists none of these; a client must not need them.
	config.GrantTypesSupported = nil
	config.UserinfoEndpoint = ""
	config.IntrospectionEndpoint = ""
	config.RevocationEndpoint = ""
	config.IntrospectionEndpointAuthMethodsSupported = nil
	config.RevocationEndpointAuthMethodsSupported = nil
	config.CodeChallengeMethodsSupported = nil
	about := metadata{DiscoveryConfiguration: config, FrontchannelLogout: true, HTTPLogout: true, Cloud: "sandbox"}
	app := i.registration()
	if app.instance != "" {
		about.Cloud = app.instance
	}
	if !sharedTenant(tenant) {
		about.Region, about.SubRegion = "EU", app.subScope
	}
	writeJSON(w, http.StatusOK, about)
}

// keySet answers the keys of ID tokens.
func (i *identity) keySet(w http.ResponseWriter, r *http.Request) {
	if tenant := r.PathValue("tenant"); !knownTenant(tenant) {
		errUnknownTenant(tenant).write(w, r, i.base, i.now())
		return
	}
	op.Keys(w, r, i.provider.Storage())
}

// logout ends nothing, as there is no browser session; it says so.
func (i *identity) logout(w http.ResponseWriter, r *http.Request) {
	page{Title: "Signed out", Role: "status", Text: "You signed out of this browser. Apps that were signed in stay signed in."}.show(w, http.StatusOK, "note")
}
