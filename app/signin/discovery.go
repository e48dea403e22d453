package signin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"mysettings/app/tiles"
)

// providerAge is how long a discovery document is believed.
const providerAge = 24 * time.Hour

// tenantPlace stands in the issuer of Entra's documents for several tenants;
// the token's own tenant has to be put there before comparing. See "OpenID
// Connect on the Microsoft identity platform".
const tenantPlace = "{tenantid}"

// provider is an identity provider as its discovery document tells.
type provider struct {
	at        time.Time
	issuer    string
	auth      string
	token     string
	device    string // empty: none offered
	keys      string
	algs      []string
	formPost  bool
	saysIss   bool
	pinTenant string // the tenant that tokens must be of; empty for any
}

// metadata are the members of the document that go-oidc doesn't read.
type metadata struct {
	oidc.ProviderConfig
	ResponseModes []string `json:"response_modes_supported"`
	// SaysIss is RFC 9207's announcement of iss in the answer.
	SaysIss bool `json:"authorization_response_iss_parameter_supported"`
}

// signingAlgs are what an ID token may be signed with; "none" and the
// symmetric ones, for which a public client has no key, are not among them.
var signingAlgs = []string{
	oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512,
	oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA,
}

// provider finds the endpoints, from memory or by discovery.
func (m *Manager) provider(ctx context.Context, cfg Config) (provider, error) {
	key := cfg.Authority + "|" + cfg.Tenant
	m.mu.Lock()
	p, ok := m.providers[key]
	m.mu.Unlock()
	if age := m.now().Sub(p.at); ok && age >= 0 && age < providerAge {
		return p, nil
	}
	p, err := m.discover(ctx, cfg)
	if err != nil {
		return provider{}, err
	}
	p.at = m.now()
	m.mu.Lock()
	m.providers[key] = p
	m.mu.Unlock()
	return p, nil
}

func (m *Manager) discover(ctx context.Context, cfg Config) (provider, error) {
	var failed error
	for _, address := range documents(cfg) {
		x := m.exchange(ctx, nil)
		status, body, err := x.get(address)
		switch {
		case err != nil:
			return provider{}, m.unreachable("discovery", err, x)
		case status == http.StatusNotFound:
			failed = &Error{
				Op: "discovery", Cause: tiles.CauseUnrecognised, Remedy: tiles.RemedyNone, Code: codeNoDiscovery,
				Err: errors.New("no sign-in service at " + hostOf(cfg.Authority)),
			}
			continue
		case status != http.StatusOK:
			return provider{}, m.refusal("discovery", status, body, x)
		}
		p, err := read(body, cfg)
		if err != nil {
			return provider{}, err
		}
		return p, nil
	}
	return provider{}, failed
}

// documents gives where the document may be. An authority with a path is an
// issuer; one without may be Entra, whose documents are per tenant, or any
// other OpenID provider at the root of its host.
func documents(cfg Config) []string {
	const wellKnown = "/.well-known/openid-configuration"
	root := cfg.Authority + wellKnown
	if u, err := url.Parse(cfg.Authority); err != nil || strings.Trim(u.Path, "/") != "" {
		return []string{root}
	}
	return []string{cfg.Authority + "/" + url.PathEscape(cfg.Tenant) + "/v2.0" + wellKnown, root}
}

// read takes the document apart and refuses one that would send a secret
// somewhere readable or that is about another issuer.
func read(body []byte, cfg Config) (provider, error) {
	var d metadata
	if err := json.Unmarshal(body, &d); err != nil || !bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		return provider{}, notTheService("discovery", errors.New("discovery document unreadable"))
	}
	p := provider{
		issuer: d.IssuerURL, auth: d.AuthURL, token: d.TokenURL, device: d.DeviceAuthURL, keys: d.JWKSURL,
		saysIss: d.SaysIss,
		// Entra lists its modes. A provider that lists none has the default
		// of OpenID Connect Discovery 1.0 section 3: query and fragment.
		formPost: slices.Contains(d.ResponseModes, "form_post"),
	}
	for _, a := range d.Algorithms {
		if slices.Contains(signingAlgs, a) {
			p.algs = append(p.algs, a)
		}
	}
	if len(p.algs) == 0 {
		p.algs = []string{oidc.RS256}
	}
	if guid().MatchString(cfg.Tenant) && strings.Contains(p.issuer, cfg.Tenant) {
		p.pinTenant = cfg.Tenant
	}
	home, _ := url.Parse(cfg.Authority)
	for _, e := range []struct {
		name, value string
		needed      bool
	}{
		{"issuer", strings.ReplaceAll(p.issuer, tenantPlace, "tenant"), true},
		{"authorization_endpoint", p.auth, true},
		{"token_endpoint", p.token, true},
		{"jwks_uri", p.keys, true},
		{"device_authorization_endpoint", p.device, false},
	} {
		if e.value == "" && !e.needed {
			continue
		}
		if reason := checkEndpoint(e.name, e.value, home); reason != "" {
			return provider{}, &Error{
				Op: "discovery", Cause: tiles.CauseAdminNeeded, Remedy: tiles.RemedyAskAdmin, Code: codeBadDiscovery,
				Err: fmt.Errorf("%s: %s", e.name, reason),
			}
		}
	}
	return p, nil
}

// checkEndpoint says what is wrong with an address of the document.
func checkEndpoint(name, value string, home *url.URL) (reason string) {
	u, err := url.Parse(value)
	switch {
	case value == "":
		return "missing"
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "":
		return "not an address"
	case !safeURL(u):
		return "neither https nor on this computer"
	case home.Scheme == "https" && u.Scheme != "https":
		return "not https, though the authority is"
	case name == "issuer" && (u.Scheme != home.Scheme || !strings.EqualFold(u.Host, home.Host)):
		return "of another host than the authority"
	}
	return ""
}

// endpoint is the provider in the oauth2 library's words. Without the style
// the library would try HTTP Basic first: two requests for every refusal.
func (p provider) endpoint() oauth2.Endpoint {
	return oauth2.Endpoint{AuthURL: p.auth, TokenURL: p.token, DeviceAuthURL: p.device, AuthStyle: oauth2.AuthStyleInParams}
}

func (p provider) oauth(cfg Config, redirect string) *oauth2.Config {
	return &oauth2.Config{ClientID: cfg.ClientID, Endpoint: p.endpoint(), RedirectURL: redirect, Scopes: cfg.Scopes}
}

// tenantName is what may be put into the issuer: nothing that could turn it
// into another address.
var tenantName = lazy(`^[A-Za-z0-9._-]{1,120}$`)

// issuerFor gives the issuer of tokens of that tenant, "" if there is none.
func (p provider) issuerFor(tenant string) string {
	if !strings.Contains(p.issuer, tenantPlace) {
		return p.issuer
	}
	if !tenantName().MatchString(tenant) {
		return ""
	}
	return strings.ReplaceAll(p.issuer, tenantPlace, tenant)
}

// mayBe reports whether iss could be the provider's, before the tenant is
// known.
func (p provider) mayBe(iss string) bool {
	before, after, several := strings.Cut(p.issuer, tenantPlace)
	if !several {
		return iss == p.issuer
	}
	tenant, ok := strings.CutPrefix(iss, before)
	if ok {
		tenant, ok = strings.CutSuffix(tenant, after)
	}
	return ok && tenantName().MatchString(tenant)
}

// hostOf gives the host of an address for a message.
func hostOf(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return "the authority"
}
