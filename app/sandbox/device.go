package sandbox

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

const deviceLoginPath = "/devicelogin"

// deviceAnswer is Entra's: it has no verification_uri_complete.
type deviceAnswer struct {
	UserCode        string `json:"user_code"`
	DeviceCode      string `json:"device_code"`
	VerificationURI string `json:"verification_uri"`
	ExpiresIn       int64  `json:"expires_in"`
	Interval        int64  `json:"interval"`
	Message         string `json:"message"`
}

// deviceCode is the endpoint that begins a sign-in without a browser.
func (i *identity) deviceCode(w http.ResponseWriter, r *http.Request) {
	answer, bad := i.beginDevice(r)
	if bad != nil {
		bad.write(w, r, i.base, i.now())
		return
	}
	writeJSON(w, http.StatusOK, answer)
}

func (i *identity) beginDevice(r *http.Request) (*deviceAnswer, *problem) {
	tenant := r.PathValue("tenant")
	if !knownTenant(tenant) {
		return nil, errUnknownTenant(tenant)
	}
	if err := r.ParseForm(); err != nil || r.PostForm.Get("client_id") == "" {
		return nil, errClientMissing
	}
	if bad := i.checkApp(r.PostForm.Get("client_id")); bad != nil {
		return nil, bad
	}
	request, err := op.ParseDeviceCodeRequest(r, i.provider)
	if err != nil {
		return nil, problemOf(err)
	}
	if len(request.Scopes) == 0 {
		return nil, errMissing("scope")
	}
	perms, _, bad := splitScopes(request.Scopes)
	if bad != nil {
		return nil, bad
	}
	if bad := i.checkResource(perms); bad != nil {
		return nil, bad
	}
	if bad := i.takePlanned("devicecode"); bad != nil {
		return nil, bad
	}
	i.mu.Lock()
	life, poll := i.settings.deviceLife, i.settings.devicePoll
	i.mu.Unlock()
	code, err := op.NewDeviceCode(op.RecommendedDeviceCodeBytes)
	if err != nil {
		return nil, problemOf(err)
	}
	for {
		userCode, err := op.NewUserCode([]rune(op.CharSetBase20), 9, 0)
		if err != nil {
			return nil, problemOf(err)
		}
		store := i.provider.Storage().(op.DeviceAuthorizationStorage)
		if store.StoreDeviceAuthorization(r.Context(), ClientID, code, userCode, time.Now().Add(life), request.Scopes) != nil {
			continue // the only error is that the user code is in use
		}
		i.mu.Lock()
		i.devices[code].perms = perms
		i.mu.Unlock()
		i.secrets.note("device_code", code)
		where := i.base + deviceLoginPath
		return &deviceAnswer{
			UserCode: userCode, DeviceCode: code, VerificationURI: where,
			ExpiresIn: int64(life.Seconds()), Interval: int64(poll.Seconds()),
			Message: fmt.Sprintf("To sign in, use a web browser to open the page %s and enter the code %s to authenticate.", where, userCode),
		}, nil
	}
}

func (i *identity) redeemDevice(r *http.Request) (*oidc.AccessTokenResponse, []string, *problem) {
	code := r.PostForm.Get("device_code")
	i.mu.Lock()
	d := i.devices[code]
	i.mu.Unlock()
	switch {
	case code == "":
		return nil, nil, errMissing("device_code")
	case d == nil:
		return nil, nil, errDeviceUnknown
	}
	state, err := op.CheckDeviceAuthorizationState(r.Context(), ClientID, code, i.provider)
	if err != nil {
		return nil, nil, deviceProblem(err)
	}
	i.mu.Lock()
	spent := d.spent
	d.spent = true
	i.mu.Unlock()
	if spent {
		return nil, nil, errCodeSpent
	}
	answer, err := op.CreateDeviceTokenResponse(r.Context(), state, i.provider, client{})
	if err != nil {
		return nil, nil, problemOf(err)
	}
	return answer, state.Scopes, nil
}

func deviceProblem(err error) *problem {
	e := oidc.DefaultToServerError(err, "")
	switch e.ErrorType {
	case oidc.AuthorizationPending:
		return errPending
	case oidc.ExpiredToken:
		return errDeviceExpired
	case oidc.AccessDenied:
		return errDeviceDeclined
	}
	return problemOf(err)
}

// deviceLogin is the page on which the person types the code.
func (i *identity) deviceLogin(w http.ResponseWriter, r *http.Request) {
	p := page{Title: "Enter code", App: appName, Action: deviceLoginPath}
	if r.Method != http.MethodPost {
		p.show(w, http.StatusOK, "device")
		return
	}
	if err := r.ParseForm(); err != nil {
		errUserCode.show(w)
		return
	}
	typed := strings.NewReplacer("-", "", " ", "").Replace(strings.ToUpper(r.PostForm.Get("user_code")))
	i.mu.Lock()
	d := i.deviceByUserCode(typed)
	var bad *problem
	switch {
	case d == nil:
		bad = errUserCode
	case !r.PostForm.Has("person") && !r.PostForm.Has("action"):
		p.UserCode, p.People, p.Asks = typed, People(), asksFor(d.perms, nil)
	default:
		var a *account
		if a, bad = i.pick(r.PostForm, d.perms, false); bad == nil {
			d.account, d.authTime = a, i.now()
		} else if bad != errNobody {
			d.declined = true
		}
	}
	i.mu.Unlock()
	switch {
	case bad == errUserCode:
		p.Text = bad.sentence()
		p.show(w, http.StatusBadRequest, "device")
	case bad == errDeclined:
		page{Title: "Cancelled", Role: "status", Text: "You did not sign in. You can close this window."}.show(w, http.StatusOK, "note")
	case bad != nil:
		bad.show(w)
	case p.UserCode != "":
		p.Title = "Pick an account"
		p.show(w, http.StatusOK, "device")
	default:
		page{Title: "Signed in", Role: "status", Text: "You have signed in on your device. You can close this window."}.show(w, http.StatusOK, "note")
	}
}

// deviceByUserCode finds a request that still waits. The caller holds mu.
func (i *identity) deviceByUserCode(code string) *deviceFlow {
	for _, d := range i.devices {
		if d.userCode == code && d.account == nil && !d.declined && time.Now().Before(d.expires) {
			return d
		}
	}
	return nil
}
