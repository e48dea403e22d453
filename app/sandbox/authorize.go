package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// authorize shows the sign-in page. A POST that already says who (person or
// action) is answered at once, so that a script needs one request only.
func (i *identity) authorize(w http.ResponseWriter, r *http.Request) {
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
	// Before client and address are known to be right, nothing is sent to the
	// address.
	switch {
	case request.ClientID == "":
		errClientMissing.show(w)
		return
	case i.checkApp(request.ClientID) != nil:
		i.checkApp(request.ClientID).show(w)
		return
	case !redirectAllowed(request.RedirectURI) || i.registration().noRedirect:
		errRedirect.show(w)
		return
	}
	perms, bad := i.checkAuthorize(r, request)
	if bad != nil {
		i.sendBack(w, r, request, bad.redirect(r, i.base, i.now(), request.State))
		return
	}
	i.begin(w, r, request, flow{tenant: tenant, perms: perms, claims: r.Form.Get("claims") != ""})
}

// begin makes a flow of a request that is right, and shows its page or answers
// it at once.
func (i *identity) begin(w http.ResponseWriter, r *http.Request, request *oidc.AuthRequest, about flow) {
	created, err := i.provider.Storage().CreateAuthRequest(r.Context(), request, "")
	if err != nil {
		(&problem{status: http.StatusInternalServerError, code: "server_error", text: err.Error()}).show(w)
		return
	}
	f := created.(*flow)
	i.mu.Lock()
	f.tenant, f.perms, f.claims, f.server = about.tenant, about.perms, about.claims, about.server
	i.mu.Unlock()
	i.secrets.note("code_challenge", request.CodeChallenge)
	if r.Method == http.MethodPost && (r.PostForm.Has("person") || r.PostForm.Has("action")) {
		i.answer(w, r, f)
		return
	}
	i.showPeople(w, f)
}

// checkAuthorize finds what Entra would send back to the app as an error.
func (i *identity) checkAuthorize(r *http.Request, request *oidc.AuthRequest) (perms []string, bad *problem) {
	if request.ResponseType != oidc.ResponseTypeCode {
		return nil, errResponseType
	}
	switch request.ResponseMode {
	case "", oidc.ResponseModeQuery, oidc.ResponseModeFragment, oidc.ResponseModeFormPost:
	default:
		request.ResponseMode = oidc.ResponseModeQuery
		return nil, errResponseMode
	}
	if request.CodeChallenge == "" || request.CodeChallengeMethod != oidc.CodeChallengeMethodS256 {
		return nil, errChallengeNeeded
	}
	if slices.Contains(request.Prompt, oidc.PromptNone) {
		return nil, errNoSession
	}
	if slices.Contains(request.Prompt, oidc.PromptSelectAccount) && request.LoginHint != "" {
		return nil, errHintAndSelect
	}
	if len(request.Scopes) == 0 {
		return nil, errMissing("scope")
	}
	perms, _, bad = splitScopes(request.Scopes)
	if bad == nil {
		bad = i.checkResource(perms)
	}
	if bad != nil {
		return nil, bad
	}
	_, err := op.ValidateAuthRequestClient(r.Context(), request, client{}, i.provider.IDTokenHintVerifier(r.Context()))
	if err != nil {
		return nil, &problem{code: "invalid_request", number: 90014, text: "The authorization request is not valid: " + err.Error()}
	}
	return perms, nil
}

func (i *identity) showPeople(w http.ResponseWriter, f *flow) {
	i.mu.Lock()
	hinted := i.account(f.request.LoginHint)
	asks := asksFor(f.perms, hinted)
	i.mu.Unlock()
	p := page{
		Title: "Pick an account", App: appName, People: People(), Asks: asks,
		Action: "/" + url.PathEscape(f.tenant) + "/login", Flow: f.id, formTarget: origin(f.request.RedirectURI),
	}
	if f.server {
		p.App = serverName
	}
	if hinted != nil {
		p.Hint = hinted.User
		slices.SortStableFunc(p.People, func(a, b Person) int {
			return b2i(b.User == hinted.User) - b2i(a.User == hinted.User)
		})
	}
	p.show(w, http.StatusOK, "authorize")
}

func asksFor(perms []string, hinted *account) []ask {
	var asks []ask
	for _, name := range perms {
		asks = append(asks, ask{Name: name, About: permissions[name], New: hinted != nil && !hinted.consented[name]})
	}
	return asks
}

// login takes what was pressed on the sign-in page.
func (i *identity) login(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		errFlowGone.show(w)
		return
	}
	i.mu.Lock()
	f := i.flows[r.PostForm.Get("flow")]
	if f != nil && (f.account != nil || i.now().Sub(f.created) > flowLife) {
		f = nil
	}
	i.mu.Unlock()
	if f == nil {
		errFlowGone.show(w)
		return
	}
	i.answer(w, r, f)
}

// answer ends a flow: with a code, or with an error for the app.
func (i *identity) answer(w http.ResponseWriter, r *http.Request, f *flow) {
	i.mu.Lock()
	a, bad := i.pick(r.PostForm, f.perms, f.server)
	if bad == nil && f.account != nil {
		bad = errFlowGone
	}
	if bad == nil {
		f.account, f.authTime = a, i.now()
	}
	i.mu.Unlock()
	switch bad {
	case nil:
	case errNobody, errFlowGone:
		bad.show(w)
		return
	default:
		i.sendBack(w, r, f.request, bad.redirect(r, i.base, i.now(), f.request.State))
		return
	}
	code, err := op.CreateAuthRequestCode(r.Context(), f, i.provider.Storage(), i.provider.Crypto())
	if err != nil {
		errFlowGone.show(w)
		return
	}
	values := url.Values{"code": {code}, "session_state": {randomID()}}
	if f.request.State != "" {
		values.Set("state", f.request.State)
	}
	i.sendBack(w, r, f.request, values)
}

// pick reads who was picked and gives the app the permissions asked for; the
// report server has its own by its registration. The caller holds mu.
func (i *identity) pick(form url.Values, perms []string, server bool) (*account, *problem) {
	if form.Get("action") == "refuse" {
		return nil, errDeclined
	}
	a := i.account(form.Get("person"))
	switch {
	case a == nil:
		return nil, errNobody
	case a.needsAdmin:
		return nil, errNeedsAdmin
	case a.refuseNext:
		a.refuseNext = false
		return nil, errDeclined
	case server:
		return a, nil
	}
	for _, p := range perms {
		a.consented[p] = true
	}
	a.withdrawn = false
	return a, nil
}

// sendBack takes values to the app in the way it asked for.
func (i *identity) sendBack(w http.ResponseWriter, r *http.Request, request *oidc.AuthRequest, values url.Values) {
	u, err := url.Parse(request.RedirectURI)
	if err != nil {
		errRedirect.show(w)
		return
	}
	if u.Path == "" {
		u.Path = "/" // as Entra does for an address without a path
	}
	switch request.ResponseMode {
	case oidc.ResponseModeFormPost:
		p := page{Title: "Signed in", Heading: "Going on", Action: u.String(), formTarget: origin(request.RedirectURI)}
		for name, value := range values {
			p.Fields = append(p.Fields, field{name, value[0]})
		}
		slices.SortFunc(p.Fields, func(a, b field) int { return strings.Compare(a.Name, b.Name) })
		p.show(w, http.StatusOK, "response")
		return
	case oidc.ResponseModeFragment:
		u.RawFragment = values.Encode()
		u.Fragment, _ = url.PathUnescape(u.RawFragment)
	default:
		u.RawQuery = values.Encode()
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, u.String(), http.StatusFound)
}

// origin is the part of an address that a content security policy names.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
