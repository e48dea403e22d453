package sandbox

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// identity is the identity provider's memory and rules. The protocol itself
// (codes, challenges, signatures, ID tokens) is zitadel/oidc's; what is here
// is what Entra does differently and what the controls change.
type identity struct {
	base     string
	issuer   string // of every token, whatever tenant name was asked
	now      func() time.Time
	provider *op.Provider
	secrets  *secrets
	start    settings
	server   registration // the report server's

	mu       sync.Mutex
	settings settings
	people   map[string]*account // by user name
	flows    map[string]*flow    // authorization requests, by id
	codes    map[string]*flow    // authorization codes, spent ones too
	refresh  map[string]*refreshToken
	access   map[string]*accessToken // by token text
	pending  map[string]*accessToken // by token id, until the text is known
	devices  map[string]*deviceFlow  // by device code
	planned  []*plannedError
}

// settings are what POST /control/lifetimes changes.
type settings struct {
	signin, access, refreshIn time.Duration
	reuseDetection            bool
	noRefreshToken            bool
	noExpiry                  bool // leave refresh_token_expires_in out, as Entra does
	devicePoll, deviceLife    time.Duration
	app                       appRegistration
}

// account is a person as the identity provider knows them.
type account struct {
	Person
	consented    map[string]bool // permissions, without prefix
	withdrawn    bool            // consent was taken back; signing in gives it again
	needsAdmin   bool
	refuseNext   bool
	challengedAt time.Time // API tokens issued before need a claims challenge
	issued       []string  // the app's refresh tokens, oldest first
	reused       int       // how often a replaced one came again
}

// session is one sign-in of one person: what expiring and revoking ends.
type session struct {
	account  *account
	server   bool // the report server's, not the app's
	authTime time.Time
	endedBy  *problem // nil while it is good
}

type refreshToken struct {
	session   *session
	parent    string        // what it replaced; empty for that of a sign-in
	lasts     time.Duration // from when it was issued
	goodUntil time.Time
	replaced  bool
}

type accessToken struct {
	session *session
	scopes  []string // permissions without prefix
	issued  time.Time
	until   time.Time
	claims  bool // asked for with a claims parameter
}

// grantRequest is what zitadel/oidc passes back to the storage when a refresh
// token is redeemed.
type grantRequest struct {
	session *session
	scopes  []string
}

func (g *grantRequest) GetAMR() []string             { return []string{"pwd"} }
func (g *grantRequest) GetAudience() []string        { return []string{g.session.clientID()} }
func (g *grantRequest) GetAuthTime() time.Time       { return g.session.authTime }
func (g *grantRequest) GetClientID() string          { return g.session.clientID() }
func (g *grantRequest) GetScopes() []string          { return g.scopes }
func (g *grantRequest) GetSubject() string           { return subjectOf(g.session.account.Person) }
func (g *grantRequest) SetCurrentScopes(ss []string) { g.scopes = ss }

func newIdentity(o Options, base string) (*identity, error) {
	i := &identity{
		base:    base,
		issuer:  base + "/" + TenantID + "/v2.0",
		now:     o.Now,
		secrets: &secrets{none: o.Forgetful},
		start: settings{
			signin: o.SigninLifetime, access: o.AccessLifetime, reuseDetection: o.ReuseDetection,
			devicePoll: time.Second, deviceLife: 15 * time.Minute,
		},
		people:  map[string]*account{},
		flows:   map[string]*flow{},
		codes:   map[string]*flow{},
		refresh: map[string]*refreshToken{},
		access:  map[string]*accessToken{},
		pending: map[string]*accessToken{},
		devices: map[string]*deviceFlow{},
	}
	i.server = newRegistration(base)
	i.secrets.note("client_secret", i.server.secret)
	for _, p := range People() {
		i.people[p.User] = &account{Person: p, consented: map[string]bool{}}
	}
	i.reset()
	config := &op.Config{
		CodeMethodS256:        true,
		AuthMethodPost:        true,
		GrantTypeRefreshToken: true,
		SupportedScopes:       []string{oidc.ScopeOpenID, oidc.ScopeProfile, oidc.ScopeEmail, oidc.ScopeOfflineAccess},
		SupportedClaims:       []string{"sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "preferred_username", "name", "tid", "oid", "ver", "at_hash", "c_hash", "email"},
	}
	if _, err := rand.Read(config.CryptoKey[:]); err != nil {
		return nil, fmt.Errorf("sandbox key: %w", err)
	}
	var err error
	i.provider, err = op.NewProvider(config, &storage{i}, op.StaticIssuer(i.issuer), op.WithAllowInsecure())
	if err != nil {
		return nil, fmt.Errorf("sandbox identity provider: %w", err)
	}
	return i, nil
}

// reset puts settings and people back as at the start. Sign-ins, consents and
// the list of secrets stay.
func (i *identity) reset() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.settings = i.start
	i.planned = nil
	for _, a := range i.people {
		a.needsAdmin = a.User == Dana.User
		a.refuseNext = false
		a.challengedAt = time.Time{}
	}
}

// forget drops the tokens that nobody can use any more, where the organisation
// is forgetful. A token that ended within the last day is still told apart from
// one that never was. The caller holds mu.
func (i *identity) forget() {
	if !i.secrets.none {
		return
	}
	dayAgo := i.now().Add(-24 * time.Hour)
	inUse := i.settings.reuseDetection || i.settings.noRefreshToken // replaced ones, too
	maps.DeleteFunc(i.access, func(_ string, t *accessToken) bool { return t.until.Before(dayAgo) })
	maps.DeleteFunc(i.refresh, func(_ string, t *refreshToken) bool {
		return t.goodUntil.Before(dayAgo) || t.replaced && !inUse
	})
}

// account finds a person by user name or by the part before the @. The caller
// holds mu.
func (i *identity) account(name string) *account {
	name = strings.ToLower(strings.TrimSpace(name))
	if a := i.people[name]; a != nil {
		return a
	}
	return i.people[name+"@"+Domain]
}

func (i *identity) bySubject(sub string) *account {
	for _, a := range i.people {
		if subjectOf(a.Person) == sub {
			return a
		}
	}
	return nil
}

// end ends the sign-ins that a person, or everybody when name is empty, has to
// the app; those that the report server keeps go on. It tells how many there were; ok is false when there is no such person.
func (i *identity) end(name string, why *problem) (ended int, ok bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	var only *account
	if name != "" {
		if only = i.account(name); only == nil {
			return 0, false
		}
	}
	seen := map[*session]bool{}
	note := func(s *session) {
		if !seen[s] && !s.server && s.endedBy == nil && (only == nil || s.account == only) {
			seen[s] = true
		}
	}
	for _, t := range i.refresh {
		note(t.session)
	}
	for _, t := range i.access {
		note(t.session)
	}
	for s := range seen {
		s.endedBy = why
	}
	return len(seen), true
}

// subjectOf is the pairwise subject: other apps see another one.
func subjectOf(p Person) string {
	sum := sha256.Sum256([]byte(p.ObjectID + ClientID))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// The permissions that the registration has on Power BI, with what the
// consent page says about each.
var permissions = map[string]string{
	"App.Read.All":            "See the apps you have installed",
	"Capacity.Read.All":       "See capacities",
	"Dashboard.Read.All":      "See your dashboards and their tiles",
	"Dashboard.ReadWrite.All": "See and change your dashboards",
	"Dataset.Read.All":        "See your semantic models and their refreshes",
	"Dataset.ReadWrite.All":   "Refresh your semantic models",
	"Report.Read.All":         "See the names of your reports",
	"Report.ReadWrite.All":    "See and change your reports",
	"Workspace.Read.All":      "See the names of your workspaces",
	"Workspace.ReadWrite.All": "See and change your workspaces",
}

// splitScopes parts the permissions on Power BI from the scopes of OpenID
// Connect, and refuses what Entra refuses.
func splitScopes(scopes []string) (perms, plain []string, bad *problem) {
	other := ""
	for _, s := range scopes {
		name, onPowerBI := strings.CutPrefix(s, Resource+"/")
		switch {
		case s == oidc.ScopeOpenID, s == oidc.ScopeProfile, s == oidc.ScopeEmail, s == oidc.ScopeOfflineAccess:
			plain = append(plain, s)
		case onPowerBI && name == ".default":
			for p := range permissions {
				perms = append(perms, p)
			}
		case onPowerBI && permissions[name] != "":
			perms = append(perms, name)
		case onPowerBI:
			return nil, nil, errUnknownScope(name)
		case strings.Contains(s, "://"):
			other = s
		default:
			return nil, nil, errBadScope(s)
		}
	}
	if other != "" && len(perms) > 0 {
		return nil, nil, errTwoResources
	}
	if other != "" {
		return nil, nil, errUnknownResource(other)
	}
	slices.Sort(perms)
	return slices.Compact(perms), plain, nil
}

func (a *account) granted() []string {
	var all []string
	for p, ok := range a.consented {
		if ok {
			all = append(all, p)
		}
	}
	slices.Sort(all)
	return all
}

func prefixed(perms []string) []string {
	full := make([]string, len(perms))
	for n, p := range perms {
		full[n] = Resource + "/" + p
	}
	return full
}
