package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// problem is an error of the identity provider, in Entra's words: error,
// suberror and claims are what clients branch on; the AADSTS number is only
// for help texts.
type problem struct {
	status   int
	code     string // error
	number   int    // AADSTS…
	text     string
	suberror string
	claims   string
	subcode  string // error_subcode, only in redirects
}

// problemBody is the JSON that Entra's token endpoint answers.
type problemBody struct {
	Error         string `json:"error"`
	Description   string `json:"error_description"`
	Codes         []int  `json:"error_codes"`
	Timestamp     string `json:"timestamp"`
	TraceID       string `json:"trace_id"`
	CorrelationID string `json:"correlation_id"`
	URI           string `json:"error_uri,omitempty"`
	Suberror      string `json:"suberror,omitempty"`
	Claims        string `json:"claims,omitempty"`
}

// The problems, by Entra's numbers. Texts are ours, in Entra's manner.
var (
	errClientMissing   = &problem{code: "invalid_request", number: 900144, text: "The request body must contain the following parameter: 'client_id'."}
	errSecretSent      = &problem{status: http.StatusUnauthorized, code: "invalid_client", number: 700025, text: "Client is public, so neither 'client_assertion' nor 'client_secret' should be presented."}
	errRedirect        = &problem{code: "invalid_request", number: 50011, text: "The redirect URI specified in the request does not match the redirect URIs configured for the application."}
	errResponseType    = &problem{code: "unsupported_response_type", number: 700054, text: "The response_type asked for is not enabled for the application; only 'code' is."}
	errResponseMode    = &problem{code: "invalid_request", number: 90023, text: "The value of 'response_mode' is not one of 'query', 'fragment' and 'form_post'."}
	errChallengeNeeded = &problem{code: "invalid_request", number: 9002325, text: "Proof Key for Code Exchange with the method S256 is required for this application."}
	errHintAndSelect   = &problem{code: "invalid_request", number: 90023, text: "'login_hint' and 'prompt=select_account' must not be used together."}
	errNoSession       = &problem{code: "login_required", number: 50058, text: "A silent sign-in request was sent but no user is signed in."}
	errDeclined        = &problem{code: "access_denied", number: 65004, text: "User declined to consent to access the app.", subcode: "cancel"}
	errNeedsAdmin      = &problem{code: "access_denied", number: 90094, text: "The application needs permission to access resources in your organization that only an admin can grant."}
	errFlowGone        = &problem{code: "invalid_request", number: 50089, text: "The sign-in page was open for too long or was already used. Begin again."}
	errNobody          = &problem{code: "invalid_request", number: 50034, text: "The user account does not exist in the directory 'Contoso'."}
	errCodeUnknown     = &problem{code: "invalid_grant", number: 70000, text: "The provided value for the 'code' parameter is not valid."}
	errCodeSpent       = &problem{code: "invalid_grant", number: 54005, text: "The authorization code was already redeemed. Sign in again to get a new one."}
	errCodeExpired     = &problem{code: "invalid_grant", number: 70008, text: "The provided authorization code has expired. Sign in again to get a new one."}
	errOtherTenant     = &problem{code: "invalid_grant", number: 700005, text: "The authorization code was issued for another tenant name than the one it is redeemed at."}
	errOtherRedirect   = &problem{code: "invalid_client", number: 500112, text: "The reply address does not match the one given when the authorization code was requested."}
	errOtherClient     = &problem{code: "invalid_grant", number: 70002, text: "The authorization code was issued to another application than the one that redeems it."}
	errSecretWrong     = &problem{status: http.StatusUnauthorized, code: "invalid_client", number: 7000215, text: "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value."}
	errVerifier        = &problem{code: "invalid_grant", number: 501481, text: "The Code_Verifier does not match the code_challenge supplied in the authorization request."}
	errVerifierMissing = &problem{code: "invalid_grant", number: 50148, text: "The code_verifier is missing."}
	errRefreshUnknown  = &problem{code: "invalid_grant", number: 70000, text: "The provided value for the 'refresh_token' parameter is not valid.", suberror: "bad_token"}
	errRefreshReplaced = &problem{code: "invalid_grant", number: 70000, text: "The refresh token was already replaced by a newer one. The sign-in was ended.", suberror: "bad_token"}
	errRefreshExpired  = &problem{code: "invalid_grant", number: 700082, text: "The refresh token has expired due to inactivity.", suberror: "token_expired"}
	errRevoked         = &problem{code: "invalid_grant", number: 50173, text: "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.", suberror: "bad_token"}
	errConsentMissing  = &problem{code: "invalid_grant", number: 65001, text: "The user or administrator has not consented to use the application. Send an interactive authorization request for this user and resource.", suberror: "consent_required"}
	errTwoResources    = &problem{code: "invalid_request", number: 28000, text: "The 'scope' parameter contains scopes of more than one resource."}
	errPending         = &problem{code: "authorization_pending", number: 70016, text: "OAuth 2.0 device flow error. Authorization is pending. Continue polling."}
	errDeviceDeclined  = &problem{code: "authorization_declined", number: 70018, text: "The user declined the request of the device."}
	errDeviceExpired   = &problem{code: "expired_token", number: 70020, text: "The provided value for the 'device_code' parameter has expired."}
	errDeviceUnknown   = &problem{code: "bad_verification_code", number: 70017, text: "The provided value for the 'device_code' parameter is not valid."}
	errUserCode        = &problem{code: "invalid_request", number: 70018, text: "That code didn't work. Check the code and try again."}
)

func errUnknownTenant(tenant string) *problem {
	return &problem{code: "invalid_tenant", number: 90002, text: fmt.Sprintf("Tenant '%s' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.", tenant)}
}

func errUnknownClient(id string) *problem {
	return &problem{code: "unauthorized_client", number: 700016, text: fmt.Sprintf("Application with identifier '%s' was not found in the directory 'Contoso'.", id)}
}

func errMissing(parameter string) *problem {
	return &problem{code: "invalid_request", number: 900144, text: fmt.Sprintf("The request body must contain the following parameter: '%s'.", parameter)}
}

func errGrantType(grant string) *problem {
	return &problem{code: "unsupported_grant_type", number: 70003, text: fmt.Sprintf("The app requested an unsupported grant type '%s'.", grant)}
}

func errUnknownScope(name string) *problem {
	return &problem{code: "invalid_client", number: 650053, text: fmt.Sprintf("The application asked for scope '%s' that doesn't exist on the resource '00000009-0000-0000-c000-000000000000'.", name)}
}

func errUnknownResource(scope string) *problem {
	return &problem{code: "invalid_resource", number: 500011, text: fmt.Sprintf("The resource principal of the scope '%s' was not found in the tenant named Contoso.", scope)}
}

func errBadScope(scope string) *problem {
	return &problem{code: "invalid_scope", number: 70011, text: fmt.Sprintf("The provided value for the input parameter 'scope' is not valid. The scope '%s' is not recognised.", scope)}
}

// body makes the JSON form; the correlation id is the client's where it sent
// one.
func (p *problem) body(r *http.Request, base string, now time.Time) problemBody {
	trace, correlation := randomID(), r.Header.Get("client-request-id")
	if !isID(correlation) {
		correlation = randomID()
	}
	stamp := now.UTC().Format("2006-01-02 15:04:05Z")
	b := problemBody{
		Error: p.code, Codes: []int{}, Timestamp: stamp, TraceID: trace, CorrelationID: correlation,
		Suberror: p.suberror, Claims: p.claims,
		Description: fmt.Sprintf("%s Trace ID: %s Correlation ID: %s Timestamp: %s", p.sentence(), trace, correlation, stamp),
	}
	if p.number != 0 {
		b.Codes = []int{p.number}
		b.URI = fmt.Sprintf("%s/error?code=%d", base, p.number)
	}
	return b
}

// sentence is the text with its number, as pages show it.
func (p *problem) sentence() string {
	if p.number == 0 {
		return p.text
	}
	return fmt.Sprintf("AADSTS%d: %s", p.number, p.text)
}

// write answers the JSON form.
func (p *problem) write(w http.ResponseWriter, r *http.Request, base string, now time.Time) {
	status := p.status
	if status == 0 {
		status = http.StatusBadRequest
	}
	writeJSON(w, status, p.body(r, base, now))
}

// redirect makes the parameters that go back to the app.
func (p *problem) redirect(r *http.Request, base string, now time.Time, state string) url.Values {
	b := p.body(r, base, now)
	v := url.Values{"error": {b.Error}, "error_description": {b.Description}}
	for name, value := range map[string]string{"error_subcode": p.subcode, "error_uri": b.URI, "state": state} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return v
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// A client that is gone is the only thing that can fail here.
	_ = json.NewEncoder(w).Encode(body)
}
