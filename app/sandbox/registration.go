package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// What the report server is called at the identity provider, and where the
// answers to it go.
const (
	serverClientID = "c0f3a9d4-6e12-4b75-8c2f-1a7d5e90b364"
	serverName     = "Contoso report server"
	appName        = "My Settings for Power BI"
	loginComplete  = "/ReportServer/pages/LoginComplete.aspx"
)

// serverPermissions are those that an administrator gave the report server
// when it was registered.
var serverPermissions = []string{"Dashboard.ReadWrite.All", "Workspace.Read.All"}

// registration is a confidential client of the identity provider: what
// registering a report server with Power BI makes.
type registration struct {
	secret    string
	redirects []string
}

// newRegistration registers the server at base under both of its names.
func newRegistration(base string) registration {
	r := registration{secret: randomToken()}
	r.register(base)
	return r
}

// register adds an address under which the portal is opened.
func (r *registration) register(base string) {
	r.redirects = append(r.redirects, base+loginComplete)
	if u, err := url.Parse(base); err == nil && u.Hostname() != "localhost" {
		r.redirects = append(r.redirects, u.Scheme+"://localhost:"+u.Port()+loginComplete)
	}
}

// redirect is the registered address that belongs to where the browser is,
// else the first, as the report server chooses it.
func (r *registration) redirect(origin string) string {
	if want := origin + loginComplete; slices.Contains(r.redirects, want) {
		return want
	}
	return r.redirects[0]
}

// serverClient is the report server's registration as zitadel/oidc wants it.
type serverClient struct{ registration }

var _ op.Client = serverClient{}

func (serverClient) GetID() string                       { return serverClientID }
func (c serverClient) RedirectURIs() []string            { return c.redirects }
func (serverClient) PostLogoutRedirectURIs() []string    { return nil }
func (serverClient) ApplicationType() op.ApplicationType { return op.ApplicationTypeWeb }
func (serverClient) AuthMethod() oidc.AuthMethod         { return oidc.AuthMethodPost }
func (serverClient) ResponseTypes() []oidc.ResponseType  { return client{}.ResponseTypes() }
func (serverClient) GrantTypes() []oidc.GrantType {
	return []oidc.GrantType{oidc.GrantTypeCode, oidc.GrantTypeRefreshToken}
}
func (serverClient) LoginURL(string) string              { return "" }
func (serverClient) AccessTokenType() op.AccessTokenType { return op.AccessTokenTypeJWT }
func (serverClient) IDTokenLifetime() time.Duration      { return time.Hour }
func (serverClient) DevMode() bool                       { return true } // http on loopback
func (serverClient) RestrictAdditionalIdTokenScopes() func([]string) []string {
	return client{}.RestrictAdditionalIdTokenScopes()
}
func (serverClient) RestrictAdditionalAccessTokenScopes() func([]string) []string {
	return client{}.RestrictAdditionalAccessTokenScopes()
}
func (serverClient) IsScopeAllowed(string) bool           { return true }
func (serverClient) IDTokenUserinfoClaimsAssertion() bool { return true }
func (serverClient) ClockSkew() time.Duration             { return 0 }

func (s *session) clientID() string {
	if s.server {
		return serverClientID
	}
	return ClientID
}

func (s *session) granted() []string {
	if s.server {
		return serverPermissions
	}
	return s.account.granted()
}

// authorizeServer is the older authorization endpoint, which report servers
// use: a resource instead of scopes, and no PKCE.
func (i *identity) authorizeServer(w http.ResponseWriter, r *http.Request) {
	tenant := r.PathValue("tenant")
	if !knownTenant(tenant) {
		errUnknownTenant(tenant).show(w)
		return
	}
	request, err := op.ParseAuthorizeRequest(r, i.provider.Decoder())
	if err != nil {
		errMissing("response_type").show(w)
		return
	}
	switch {
	case request.ClientID != serverClientID:
		errUnknownClient(request.ClientID).show(w)
		return
	case !slices.Contains(i.server.redirects, request.RedirectURI):
		errRedirect.show(w)
		return
	}
	request.ResponseMode = oidc.ResponseModeQuery
	request.CodeChallenge, request.CodeChallengeMethod = "", ""
	request.Scopes = []string{oidc.ScopeOpenID, oidc.ScopeProfile, oidc.ScopeOfflineAccess}
	var bad *problem
	if request.ResponseType != oidc.ResponseTypeCode {
		bad = errResponseType
	} else if resource := r.Form.Get("resource"); resource != Resource {
		bad = errUnknownResource(resource)
	} else if _, err := op.ValidateAuthRequestClient(r.Context(), request, serverClient{i.server}, i.provider.IDTokenHintVerifier(r.Context())); err != nil {
		bad = &problem{code: "invalid_request", number: 90014, text: "The authorization request is not valid: " + err.Error()}
	}
	if bad != nil {
		i.sendBack(w, r, request, bad.redirect(r, i.base, i.now(), request.State))
		return
	}
	i.begin(w, r, request, flow{tenant: tenant, perms: serverPermissions, server: true})
}

// serverTokenAnswer is what the older token endpoint answers: numbers are
// texts there.
type serverTokenAnswer struct {
	Type      string `json:"token_type"`
	ExpiresIn string `json:"expires_in"`
	ExpiresOn string `json:"expires_on"`
	Resource  string `json:"resource"`
	Access    string `json:"access_token"`
	Refresh   string `json:"refresh_token"`
	ID        string `json:"id_token"`
}

// serverToken is the older token endpoint, where the report server redeems the
// code with its own secret.
func (i *identity) serverToken(w http.ResponseWriter, r *http.Request) (grant, outcome string) {
	const who = " (report server)"
	if err := r.ParseForm(); err != nil {
		errMissing("grant_type").write(w, r, i.base, i.now())
		return who, "invalid_request"
	}
	grant = r.PostForm.Get("grant_type")
	answer, bad := i.redeemServer(r, grant)
	if bad != nil {
		bad.write(w, r, i.base, i.now())
		return grant + who, bad.code
	}
	writeJSON(w, http.StatusOK, serverTokenAnswer{
		Type: answer.Type, Resource: Resource, Access: answer.Access, Refresh: answer.Refresh, ID: answer.ID,
		ExpiresIn: strconv.FormatInt(answer.ExpiresIn, 10),
		ExpiresOn: strconv.FormatInt(i.now().Unix()+answer.ExpiresIn, 10),
	})
	return grant + who, "ok"
}

func (i *identity) redeemServer(r *http.Request, grant string) (*tokenAnswer, *problem) {
	tenant, id := r.PathValue("tenant"), r.PostForm.Get("client_id")
	switch {
	case !knownTenant(tenant):
		return nil, errUnknownTenant(tenant)
	case id != serverClientID:
		return nil, errUnknownClient(id)
	case oidc.GrantType(grant) != oidc.GrantTypeCode:
		return nil, errGrantType(grant)
	}
	if bad := i.takePlanned("reportserver"); bad != nil {
		return nil, bad
	}
	r = r.WithContext(op.ContextWithIssuer(r.Context(), i.issuer))
	answer, scopes, bad := i.redeemCode(r, tenant)
	if bad != nil {
		return nil, bad
	}
	return i.finish(r, answer, scopes)
}

// grantServer gives the report server a sign-in of a person without a browser,
// for the start and the controls.
func (i *identity) grantServer(name string) (refresh string, ok bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	a := i.account(name)
	if a == nil {
		return "", false
	}
	refresh = randomToken()
	i.secrets.note("server_refresh_token", refresh)
	i.refresh[refresh] = &refreshToken{
		session: &session{account: a, authTime: i.now(), server: true},
		lasts:   i.settings.signin, goodUntil: i.now().Add(i.settings.signin),
	}
	return refresh, true
}

// renewServer renews the report server's sign-in at a moment, which may have
// passed: what happened in between is worked out when somebody looks. The
// token's text stays, as nobody sees it. until is when the access token ends;
// bad is why there is none.
func (i *identity) renewServer(refresh string, at time.Time) (until time.Time, bad *problem) {
	i.mu.Lock()
	defer i.mu.Unlock()
	t := i.refresh[refresh]
	switch {
	case t == nil:
		return time.Time{}, errRefreshUnknown
	case t.session.endedBy != nil:
		return time.Time{}, t.session.endedBy
	case at.After(t.goodUntil):
		return time.Time{}, errRefreshExpired
	}
	t.goodUntil = at.Add(t.lasts)
	if until = at.Add(i.settings.access); until.After(t.goodUntil) {
		until = t.goodUntil
	}
	return until, nil
}

// endServer ends one sign-in that the report server keeps.
func (i *identity) endServer(refresh string, why *problem) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if t := i.refresh[refresh]; t != nil && t.session.endedBy == nil {
		t.session.endedBy = why
	}
}

// serverSignIn tells whose sign-in a refresh token is, and until when.
func (i *identity) serverSignIn(refresh string) (user string, goodUntil time.Time, ended bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	t := i.refresh[refresh]
	if t == nil {
		return "", time.Time{}, true
	}
	return t.session.account.User, t.goodUntil, t.session.endedBy != nil
}

// userName is the part of a user name before the @.
func userName(user string) string {
	name, _, _ := strings.Cut(user, "@")
	return name
}
