package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

type personRequest struct {
	Person string `json:"person"`
}

type lifetimesRequest struct {
	Signin         *length `json:"signin"`
	Access         *length `json:"access"`
	RefreshIn      *length `json:"refresh_in"`
	DevicePoll     *length `json:"device_poll"`
	DeviceLife     *length `json:"device_life"`
	ReuseDetection *bool   `json:"reuse_detection"`
	NoRefreshToken *bool   `json:"no_refresh_token"`
	NoExpiry       *bool   `json:"no_refresh_token_expires_in"`
}

type tokenErrorRequest struct {
	Grant    string `json:"grant"`
	Error    string `json:"error"`
	AADSTS   int    `json:"aadsts"`
	Text     string `json:"text"`
	Suberror string `json:"suberror"`
	Claims   string `json:"claims"`
	Status   int    `json:"status"`
	Times    *int   `json:"times"`
}

type consentRequest struct {
	Person   string   `json:"person"`
	Refuse   bool     `json:"refuse"`
	Withdraw []string `json:"withdraw"`
}

type adminRequest struct {
	Person string `json:"person"`
	Needed *bool  `json:"needed"`
}

func (o *Org) signInControls() []control {
	i := o.identity
	return []control{
		{"POST", controlPath + "/revoke", "Revoke the app's sign-ins of a person, or of everybody (server-signin does it for the report server's): the next renewal gives invalid_grant (AADSTS50173, suberror bad_token), access tokens answer 403 TokenExpired.", personRequest{"ana"}, taking(i.revokeControl)},
		{"POST", controlPath + "/expire", "End the sign-ins by disuse: invalid_grant (AADSTS700082, suberror token_expired); access tokens answer 403 TokenExpired.", personRequest{"ana"}, taking(i.expireControl)},
		{"POST", controlPath + "/expire-access", "Let the access tokens end, while the sign-in stays good: 403 TokenExpired until renewed.", personRequest{"ana"}, taking(i.expireAccessControl)},
		{"POST", controlPath + "/lifetimes", "Set lifetimes of tokens issued from now on, and how renewing works; what is left out stays.", json.RawMessage(`{"access":"60s","signin":"2160h","refresh_in":"30s","reuse_detection":false,"no_refresh_token":false,"no_refresh_token_expires_in":false,"device_poll":"1s","device_life":"15m"}`), taking(i.lifetimesControl)},
		{"POST", controlPath + "/token-error", "Let the token endpoint answer an error, once or times (-1: always). Grant is a grant_type, \"devicecode\" for the device endpoint, or empty for all.", json.RawMessage(`{"grant":"refresh_token","error":"interaction_required","aadsts":50076,"suberror":"basic_action","times":1}`), taking(i.tokenErrorControl)},
		{"POST", controlPath + "/consent", "Let the next consent of a person be refused, or withdraw permissions (\"*\" for all): the next renewal gives AADSTS65001.", consentRequest{"ana", false, []string{"*"}}, taking(i.consentControl)},
		{"POST", controlPath + "/admin", "Say whether a person needs an administrator's approval (AADSTS90094).", json.RawMessage(`{"person":"dana","needed":false}`), taking(i.adminControl)},
		{"POST", controlPath + "/challenge", "Challenge a person's access tokens for claims: 401 with WWW-Authenticate until a token is asked for with a claims parameter.", personRequest{"ana"}, taking(i.challengeControl)},
		{"POST", controlPath + "/registration", "Say how the app is registered and where the organisation is; what is left out stays. Without public the token endpoint wants a secret (AADSTS7000218), without redirect http://localhost is refused (AADSTS50011), without enabled the app is (AADSTS7000112), without power_bi the resource is unknown (AADSTS500011). The two names are members of the discovery document.", json.RawMessage(`{"public":false,"redirect":true,"enabled":true,"power_bi":true,"tenant_region_sub_scope":"GCC","cloud_instance_name":"microsoftonline.com"}`), taking(i.registrationControl)},
		{"POST", controlPath + "/tokens", "Tell how many refresh tokens the app was given for a person, the newest, what that replaced (empty for a sign-in's first), whether its sign-in is good, and how often a replaced one came again.", personRequest{"ana"}, taking(i.tokensControl)},
		{"GET", controlPath + "/secrets", "Every token, code, verifier and challenge that went over the wire, for a search of what an app left behind.", nil, showing(func() any { return map[string]any{"secrets": i.secrets.list()} })},
	}
}

// tokensBody is what the app was given for one person.
type tokensBody struct {
	Issued   int    `json:"issued"`
	Newest   string `json:"newest"`
	Replaced string `json:"replaced"`
	Good     bool   `json:"good"`
	Reused   int    `json:"reused"`
}

func (i *identity) tokensControl(r personRequest) (any, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	a := i.account(r.Person)
	if a == nil {
		return nil, errNoPerson
	}
	b := tokensBody{Issued: len(a.issued), Reused: a.reused}
	if b.Issued > 0 {
		b.Newest = a.issued[b.Issued-1]
		if t := i.refresh[b.Newest]; t != nil { // a forgetful organisation's may be gone
			b.Replaced, b.Good = t.parent, t.session.endedBy == nil
		}
	}
	return b, nil
}

func (i *identity) revokeControl(r personRequest) (any, error) { return i.endControl(r, errRevoked) }
func (i *identity) expireControl(r personRequest) (any, error) {
	return i.endControl(r, errRefreshExpired)
}

func (i *identity) endControl(r personRequest, why *problem) (any, error) {
	n, ok := i.end(r.Person, why)
	if !ok {
		return nil, errNoPerson
	}
	return map[string]int{"ended": n}, nil
}

func (i *identity) expireAccessControl(r personRequest) (any, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	only := i.account(r.Person)
	if r.Person != "" && only == nil {
		return nil, errNoPerson
	}
	n := 0
	for _, t := range i.access {
		if !t.session.server && (only == nil || t.session.account == only) && i.now().Before(t.until) {
			t.until = i.now()
			n++
		}
	}
	return map[string]int{"ended": n}, nil
}

func (i *identity) lifetimesControl(r lifetimesRequest) (any, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	s := &i.settings
	for _, x := range []struct {
		to   *time.Duration
		from *length
	}{{&s.signin, r.Signin}, {&s.access, r.Access}, {&s.refreshIn, r.RefreshIn}, {&s.devicePoll, r.DevicePoll}, {&s.deviceLife, r.DeviceLife}} {
		if x.from != nil {
			*x.to = time.Duration(*x.from)
		}
	}
	for _, x := range []struct{ to, from *bool }{{&s.reuseDetection, r.ReuseDetection}, {&s.noRefreshToken, r.NoRefreshToken}, {&s.noExpiry, r.NoExpiry}} {
		if x.from != nil {
			*x.to = *x.from
		}
	}
	return done{"lifetimes set"}, nil
}

func (i *identity) tokenErrorControl(r tokenErrorRequest) (any, error) {
	if r.Error == "" {
		return nil, fmt.Errorf("error is missing")
	}
	if r.Status != 0 && (r.Status < 400 || r.Status > 599) {
		return nil, fmt.Errorf("status %d is not one of 400 to 599", r.Status)
	}
	if r.Text == "" {
		r.Text = "An error that the sandbox was told to give."
	}
	left := 1
	if r.Times != nil {
		left = *r.Times
	}
	i.plan(&plannedError{grant: r.Grant, left: left, problem: &problem{status: r.Status, code: r.Error, number: r.AADSTS, text: r.Text, suberror: r.Suberror, claims: r.Claims}})
	return done{"error planned"}, nil
}

func (i *identity) consentControl(r consentRequest) (any, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	a := i.account(r.Person)
	if a == nil {
		return nil, errNoPerson
	}
	a.refuseNext = r.Refuse
	for _, name := range r.Withdraw {
		if name == "*" {
			clear(a.consented)
			a.withdrawn = true
		}
		delete(a.consented, name)
	}
	return done{"consent changed"}, nil
}

func (i *identity) adminControl(r adminRequest) (any, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	a := i.account(r.Person)
	if a == nil {
		return nil, errNoPerson
	}
	a.needsAdmin = r.Needed == nil || *r.Needed
	return done{"approval changed"}, nil
}

func (i *identity) challengeControl(r personRequest) (any, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	a := i.account(r.Person)
	if a == nil {
		return nil, errNoPerson
	}
	a.challengedAt = i.now()
	return done{"challenged"}, nil
}

// challenge is the 401 of a claims challenge.
func (i *identity) challenge() *apiError {
	value := fmt.Sprintf(`Bearer realm="", authorization_uri="%s/common/oauth2/authorize", error="insufficient_claims", claims="%s"`,
		i.base, base64.StdEncoding.EncodeToString([]byte(challengeClaims)))
	return &apiError{status: http.StatusUnauthorized, header: http.Header{"Www-Authenticate": {value}}}
}
