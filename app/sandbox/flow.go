package sandbox

import (
	"time"

	"github.com/zitadel/oidc/v3/pkg/oidc"
)

const (
	flowLife = 30 * time.Minute // how long the page may stay open
	codeLife = 10 * time.Minute
)

// flow is one authorization request, from the page to the redeemed code.
type flow struct {
	id      string
	tenant  string
	request *oidc.AuthRequest
	perms   []string // permissions asked for, without prefix
	claims  bool     // a claims parameter came along
	server  bool     // the report server asks, not the app
	created time.Time

	// Set when the person was picked, under identity.mu.
	account  *account
	authTime time.Time
	codeAt   time.Time
	spent    bool
}

func (f *flow) GetID() string                      { return f.id }
func (f *flow) GetACR() string                     { return "" }
func (f *flow) GetAMR() []string                   { return []string{"pwd"} }
func (f *flow) GetAudience() []string              { return []string{f.request.ClientID} }
func (f *flow) GetAuthTime() time.Time             { return f.authTime }
func (f *flow) GetClientID() string                { return f.request.ClientID }
func (f *flow) GetNonce() string                   { return f.request.Nonce }
func (f *flow) GetRedirectURI() string             { return f.request.RedirectURI }
func (f *flow) GetScopes() []string                { return f.request.Scopes }
func (f *flow) GetState() string                   { return f.request.State }
func (f *flow) Done() bool                         { return f.account != nil }
func (f *flow) GetResponseType() oidc.ResponseType { return f.request.ResponseType }
func (f *flow) GetResponseMode() oidc.ResponseMode { return f.request.ResponseMode }
func (f *flow) GetCodeChallenge() *oidc.CodeChallenge {
	if f.request.CodeChallenge == "" {
		return nil // a confidential client needs none
	}
	return &oidc.CodeChallenge{Challenge: f.request.CodeChallenge, Method: f.request.CodeChallengeMethod}
}
func (f *flow) GetSubject() string {
	if f.account == nil {
		return ""
	}
	return subjectOf(f.account.Person)
}

// deviceFlow is one request of a device without a browser.
type deviceFlow struct {
	userCode string
	expires  time.Time
	scopes   []string
	perms    []string
	spent    bool

	account  *account
	authTime time.Time
	declined bool
}
