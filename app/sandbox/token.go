package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// tokenAnswer is Entra's answer, and refresh_token_expires_in as some other
// providers send it.
type tokenAnswer struct {
	Type             string `json:"token_type"`
	Scope            string `json:"scope"`
	ExpiresIn        int64  `json:"expires_in"`
	ExtExpiresIn     int64  `json:"ext_expires_in"`
	RefreshIn        int64  `json:"refresh_in,omitempty"`
	Access           string `json:"access_token"`
	Refresh          string `json:"refresh_token,omitempty"`
	RefreshExpiresIn int64  `json:"refresh_token_expires_in,omitempty"`
	ID               string `json:"id_token,omitempty"`
}

// token is the token endpoint.
func (i *identity) token(w http.ResponseWriter, r *http.Request) (grant, outcome string) {
	if err := r.ParseForm(); err != nil {
		errMissing("grant_type").write(w, r, i.base, i.now())
		return "", "invalid_request"
	}
	grant = r.PostForm.Get("grant_type")
	i.secrets.note("code_verifier", r.PostForm.Get("code_verifier"))
	answer, bad := i.redeem(r, grant)
	if bad != nil {
		bad.write(w, r, i.base, i.now())
		return grant, bad.code
	}
	writeJSON(w, http.StatusOK, answer)
	return grant, "ok"
}

func (i *identity) redeem(r *http.Request, grant string) (*tokenAnswer, *problem) {
	tenant, id := r.PathValue("tenant"), r.PostForm.Get("client_id")
	switch {
	case !knownTenant(tenant):
		return nil, errUnknownTenant(tenant)
	case id == "":
		return nil, errClientMissing
	case i.checkApp(id) != nil:
		return nil, i.checkApp(id)
	case i.registration().wantsSecret && r.PostForm.Get("client_secret") == "":
		return nil, errNotPublic
	case r.PostForm.Get("client_secret") != "" || r.PostForm.Get("client_assertion") != "":
		return nil, errSecretSent
	case grant == "":
		return nil, errMissing("grant_type")
	}
	perms, _, bad := splitScopes(strings.Fields(r.PostForm.Get("scope")))
	if bad != nil {
		return nil, bad
	}
	if bad := i.takePlanned(grant); bad != nil {
		return nil, bad
	}
	r = r.WithContext(op.ContextWithIssuer(r.Context(), i.issuer))
	var answer *oidc.AccessTokenResponse
	var scopes []string
	switch oidc.GrantType(grant) {
	case oidc.GrantTypeCode:
		answer, scopes, bad = i.redeemCode(r, tenant)
	case oidc.GrantTypeRefreshToken:
		answer, scopes, bad = i.redeemRefresh(r, perms)
	case oidc.GrantTypeDeviceCode:
		answer, scopes, bad = i.redeemDevice(r)
	default:
		return nil, errGrantType(grant)
	}
	if bad != nil {
		return nil, bad
	}
	return i.finish(r, answer, scopes)
}

// redeemCode checks what Entra words in its own way, and leaves the rest to
// the provider.
func (i *identity) redeemCode(r *http.Request, tenant string) (*oidc.AccessTokenResponse, []string, *problem) {
	request, err := op.ParseAccessTokenRequest(r, i.provider.Decoder())
	if err != nil {
		return nil, nil, problemOf(err)
	}
	if request.Code == "" {
		return nil, nil, errMissing("code")
	}
	i.mu.Lock()
	f := i.codes[request.Code]
	bad := (*problem)(nil)
	switch {
	case f == nil:
		bad = errCodeUnknown
	case f.spent:
		bad = errCodeSpent
	case f.request.ClientID != request.ClientID:
		bad = errOtherClient
	case i.now().Sub(f.codeAt) > codeLife:
		bad = errCodeExpired
	case !strings.EqualFold(f.tenant, tenant):
		bad = errOtherTenant
	case f.request.RedirectURI != request.RedirectURI:
		bad = errOtherRedirect
	case !f.server && request.CodeVerifier == "":
		bad = errVerifierMissing
	}
	i.mu.Unlock()
	if bad != nil {
		return nil, nil, bad
	}
	authorized, c, err := op.ValidateAccessTokenRequest(r.Context(), request, i.provider)
	if err != nil {
		return nil, nil, problemOf(err)
	}
	answer, err := op.CreateTokenResponse(r.Context(), authorized, c, i.provider, true, request.Code, "")
	if err != nil {
		return nil, nil, problemOf(err)
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if t := i.pending[tokenID(answer.AccessToken)]; t != nil {
		t.claims = f.claims
	}
	return answer, f.GetScopes(), nil
}

func (i *identity) redeemRefresh(r *http.Request, perms []string) (*oidc.AccessTokenResponse, []string, *problem) {
	request, err := op.ParseRefreshTokenRequest(r, i.provider.Decoder())
	if err != nil {
		return nil, nil, problemOf(err)
	}
	if request.RefreshToken == "" {
		return nil, nil, errMissing("refresh_token")
	}
	if bad := i.checkRefresh(request.RefreshToken, perms); bad != nil {
		return nil, nil, bad
	}
	// Entra grants whatever was consented to, also what an older sign-in did
	// not ask for; so the scope is not narrowed here.
	scopes := []string(request.Scopes)
	if len(scopes) == 0 {
		scopes = []string{oidc.ScopeOpenID}
	}
	request.Scopes = nil
	granted, c, err := op.ValidateRefreshTokenRequest(r.Context(), request, i.provider)
	if err != nil {
		return nil, nil, problemOf(err)
	}
	answer, err := op.CreateTokenResponse(r.Context(), granted, c, i.provider, true, "", request.RefreshToken)
	if err != nil {
		return nil, nil, problemOf(err)
	}
	return answer, append(scopes, oidc.ScopeOfflineAccess), nil
}

func (i *identity) checkRefresh(token string, perms []string) *problem {
	i.mu.Lock()
	defer i.mu.Unlock()
	t := i.refresh[token]
	if t == nil {
		return errRefreshUnknown
	}
	if t.session.endedBy != nil {
		return t.session.endedBy
	}
	if t.replaced && !t.session.server {
		t.session.account.reused++
	}
	if t.replaced && i.settings.reuseDetection {
		t.session.endedBy = errRefreshReplaced
		return errRefreshReplaced
	}
	if i.now().After(t.goodUntil) {
		return errRefreshExpired
	}
	a := t.session.account
	if a.needsAdmin {
		return &problem{code: "invalid_grant", number: 90094, text: errNeedsAdmin.text, suberror: "message_only"}
	}
	if a.withdrawn || slices.ContainsFunc(perms, func(p string) bool { return !a.consented[p] }) {
		return errConsentMissing
	}
	// Here and not where the new one is made: of two that come at once with the
	// same token, one is the second.
	t.replaced = true
	return nil
}

// finish makes the answer that Entra would give of the provider's.
func (i *identity) finish(r *http.Request, answer *oidc.AccessTokenResponse, scopes []string) (*tokenAnswer, *problem) {
	id := tokenID(answer.AccessToken)
	i.mu.Lock()
	defer i.mu.Unlock()
	token := i.pending[id]
	if token == nil {
		return nil, &problem{status: http.StatusInternalServerError, code: "server_error", text: "The token could not be registered."}
	}
	delete(i.pending, id)
	i.forget()
	token.claims = token.claims || r.PostForm.Get("claims") != ""
	i.access[answer.AccessToken] = token
	i.secrets.note("access_token", answer.AccessToken)
	out := &tokenAnswer{
		Type: answer.TokenType, Access: answer.AccessToken, Refresh: answer.RefreshToken, ID: answer.IDToken,
		Scope:     joined(prefixed(token.scopes)),
		ExpiresIn: int64(token.until.Sub(token.issued).Seconds()),
		RefreshIn: int64(i.settings.refreshIn.Seconds()),
	}
	out.ExtExpiresIn = out.ExpiresIn
	if !slices.Contains(scopes, oidc.ScopeOpenID) {
		out.ID = ""
	}
	if i.settings.noRefreshToken || !slices.Contains(scopes, oidc.ScopeOfflineAccess) {
		out.Refresh = ""
	}
	if t := i.refresh[out.Refresh]; t != nil && !i.settings.noExpiry {
		out.RefreshExpiresIn = int64(t.lasts.Seconds())
	}
	i.secrets.note("id_token", out.ID)
	return out, nil
}

// tokenID reads the id (claim jti) of a token that was just made.
func tokenID(token string) string {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return ""
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return ""
	}
	var claims struct {
		ID string `json:"jti"`
	}
	if json.Unmarshal(payload, &claims) != nil {
		return ""
	}
	return claims.ID
}

// problemOf words an error of the provider in Entra's way.
func problemOf(err error) *problem {
	var known *problem
	var theirs *oidc.Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &theirs) && theirs.Description == "invalid code_verifier":
		return errVerifier
	case errors.As(err, &theirs) && theirs.ErrorType == oidc.InvalidClient:
		return errSecretWrong
	case errors.As(err, &theirs) && theirs.ErrorType == oidc.InvalidGrant:
		// Two redemptions at once: the second finds the code spent.
		return errCodeSpent
	case errors.As(err, &theirs):
		return &problem{code: string(theirs.ErrorType), number: 9002313, text: "Invalid request. Request is malformed or invalid."}
	}
	return &problem{status: http.StatusInternalServerError, code: "server_error", number: 90033, text: "A transient error has occurred. Please try again."}
}

// Error lets a problem travel as an error.
func (p *problem) Error() string { return p.code }
